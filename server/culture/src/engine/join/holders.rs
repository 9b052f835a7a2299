//! The holders of copies of each meeting, and what they say and see of it.

use super::super::{
    meeting::{Head, NON_DECLINED, OWN_COPY, STRICT, presence, vanished},
    people::People,
};
use super::{Copies, Join, LISTED, WITH_MANAGER_ALONE, WITH_REPORT_ALONE};

impl Join {
    /// Orders attendances by meeting.
    pub(super) fn by_meeting(&mut self, meetings: usize) {
        self.holders_at.clear();
        self.holders_at.resize(meetings + 2, 0);
        for attendance in &self.attendances {
            self.holders_at[attendance.meeting as usize + 2] += 1;
        }
        let mut sum = 0;
        for at in &mut self.holders_at {
            sum += *at;
            *at = sum;
        }
        self.holders.clear();
        self.holders.resize(self.attendances.len(), (0, 0));
        for (person, range) in self.at.windows(2).enumerate() {
            for place in range[0]..range[1] {
                let meeting = self.attendances[place as usize].meeting;
                let at = &mut self.holders_at[meeting as usize + 1];
                self.holders[*at as usize] = (person as u32, place);
                *at += 1;
            }
        }
    }

    /// Notes where each head of a meeting is.
    pub(super) fn stamp(&mut self, place: usize) {
        for (at, head) in self
            .lists
            .heads_of(&self.meetings[place])
            .iter()
            .enumerate()
        {
            self.stamps[head.person() as usize] = (place as u32, at as u32);
        }
    }

    /// Answers of the holders of one meeting's copies.
    ///
    /// Where the organiser's copy isn't known, holders tell their own answers; who isn't listed is present by their own
    /// answer.
    pub(super) fn answers(&mut self, found: &Copies<'_>, place: usize) {
        let meeting = &mut self.meetings[place];
        let heads = self.lists.heads_of_mut(meeting);
        let holders = self.holders_at[place] as usize..self.holders_at[place + 1] as usize;
        for &(person, attendance) in &self.holders[holders] {
            let at = find(&self.stamps, place, person);
            if at.is_some() {
                self.attendances[attendance as usize].bits |= LISTED;
            }
            if at.is_some() && meeting.flags & OWN_COPY != 0 || meeting.organizer == person {
                continue;
            }
            let fact = found.facts[attendance as usize];
            if fact.cancelled || vanished(fact) {
                continue;
            }
            let own = presence(fact.own);
            let listed = at.map_or(0, |at| heads[at].presence());
            if let Some(at) = at {
                heads[at] = Head::new(person, own);
            }
            meeting.present[0] += u32::from(own & STRICT);
            meeting.present[0] -= u32::from(listed & STRICT);
            meeting.present[1] += u32::from(own & NON_DECLINED) >> 1;
            meeting.present[1] -= u32::from(listed & NON_DECLINED) >> 1;
        }
    }

    /// Who else is there, as seen by each holder of a copy.
    pub(super) fn relations(&mut self, people: &People, place: usize) {
        let meeting = &self.meetings[place];
        let heads = self.lists.heads_of(meeting);
        let holders = self.holders_at[place] as usize..self.holders_at[place + 1] as usize;
        let present =
            |person: u32| find(&self.stamps, place, person).map_or(0, |at| heads[at].presence());
        for &(person, at) in &self.holders[holders] {
            let attendance = &mut self.attendances[at as usize];
            let known = people.chains[person as usize];
            attendance.manager = present(known.manager);
            attendance.skip = present(known.skip);
            let (2, &[first, second]) = (meeting.size, heads) else {
                continue;
            };
            let other = match (first.person() == person, second.person() == person) {
                (true, false) => second,
                (false, true) => first,
                _ => continue,
            };
            attendance.other = other.presence();
            if other.person() == known.manager {
                attendance.bits |= WITH_MANAGER_ALONE;
            }
            if people.chains[other.person() as usize].manager == person {
                attendance.bits |= WITH_REPORT_ALONE;
            }
        }
    }
}

/// The place among the heads of a meeting.
fn find(stamps: &[(u32, u32)], meeting: usize, person: u32) -> Option<usize> {
    let &(stamped, at) = stamps.get(person as usize)?;
    (stamped == meeting as u32).then_some(at as usize)
}
