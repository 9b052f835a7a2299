//! Kind M: one vote per distinct meeting (M8 to M10, M20, M26, M29 to M35) or per attendance (M13, M21).

use std::collections::BTreeSet;

use crate::input::{Answer, Copy, Kind, Person, Tenant};
use crate::week::Week;

/// The upper ends of the length classes of M9 in minutes; the last class has none.
pub const LENGTHS: [i64; 8] = [15, 25, 30, 45, 50, 60, 90, 120];

/// The class of a length, right-closed.
#[must_use]
pub fn length_class(len: i64) -> usize {
    LENGTHS
        .iter()
        .position(|end| len <= *end)
        .unwrap_or(LENGTHS.len())
}

/// M10: the length leaves five or ten minutes of a half hour, or the begin does and the end is on the half hour.
#[must_use]
pub fn speedy(start_clock: i32, len: i64) -> bool {
    let end = i64::from(start_clock) + len;
    matches!(len % 30, 20 | 25) || ((5..=10).contains(&(start_clock % 30)) && end % 30 == 0)
}

/// Sums over the counted meetings that a person organised and that start in the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organised {
    /// `#`
    pub meetings: i64,
    /// Meetings with a known size.
    pub sized: i64,
    /// `Σ n`, M8.
    pub people: i64,
    /// `Σ n·len`, M8.
    pub people_minutes: i64,
    /// `Σ len` over meetings with a known size.
    pub sized_minutes: i64,
    /// M9.
    pub lengths: [i64; 9],
    /// M10.
    pub speedy: i64,
    /// M31: no agenda.
    pub no_agenda: i64,
    /// M31: known agenda bit.
    pub known_agenda: i64,
    /// M30: `Σ` seen start changes.
    pub moves: i64,
    /// M30: exceptions.
    pub exceptions: i64,
    /// M30: occurrences and exceptions.
    pub of_series: i64,
    /// M32: series without an end.
    pub open_ended: i64,
    /// M32: series of which it is known.
    pub series: i64,
    /// M33: invited, where an answer was asked for.
    pub asked: i64,
    /// M33: accepted, tentative, declined, none.
    pub answers: [i64; 4],
    /// M35: invited, organiser excluded.
    pub invited: i64,
    /// M35: optional.
    pub optional: i64,
    /// M34: delays of answers, minutes, sorted.
    pub delays: Vec<i32>,
    /// M27: leads of single instances, exceptions and occurrences with a known lead, minutes, sorted.
    pub leads: Vec<i32>,
    /// M20: `Σ` focus destroyed, minutes.
    pub focus_cost: i64,
    /// M26: `Σ` of max − min offset of participants, minutes.
    pub spread: i64,
}

/// A person's part in the week seen by attendance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attended {
    /// `#`
    pub meetings: i64,
    /// M13: that overlap another.
    pub double_booked: i64,
    /// M21: followed by the next within 0, 5, 10 minutes.
    pub back_to_back: [i64; 3],
}

impl<'a> Week<'a> {
    /// Counted meetings that start in the week.
    fn starting(&self) -> Vec<&'a Copy> {
        let starts = self.counted.iter().filter(|copy| self.holds(copy.start));
        starts.copied().collect()
    }

    /// M13 and M21.
    #[must_use]
    pub fn attended(&self) -> Attended {
        let mut sums = Attended::default();
        for (place, copy) in self.counted.iter().enumerate() {
            if !self.holds(copy.start) {
                continue;
            }
            sums.meetings += 1;
            sums.double_booked += i64::from(self.conflicts(place));
            let day = |minute: i32| (minute + self.person.offset(minute)).div_euclid(1440);
            let next = self
                .person
                .copies
                .iter()
                .filter(|other| self.tenant.counts(self.person.id, other))
                .filter(|other| other.meeting != copy.meeting && other.start >= copy.end)
                .map(|other| other.start)
                .min();
            for (slot, most) in sums.back_to_back.iter_mut().zip([0, 5, 10]) {
                let close = next
                    .is_some_and(|next| day(next) == day(copy.start) && next - copy.end <= most);
                *slot += i64::from(close);
            }
        }
        sums
    }

    /// Everything of kind M that the organiser's week is credited with.
    #[must_use]
    pub fn organised(&self) -> Organised {
        let mut sums = Organised::default();
        let mut series = BTreeSet::new();
        for copy in self.starting() {
            if copy.own != Answer::Organizer {
                continue;
            }
            self.add_shape(&mut sums, copy);
            if copy.sensitive {
                continue;
            }
            self.add_guests(&mut sums, copy);
            sums.no_agenda += i64::from(copy.agenda == Some(false));
            sums.known_agenda += i64::from(copy.agenda.is_some());
            sums.moves += i64::from(copy.moves);
            sums.exceptions += i64::from(copy.kind == Kind::Exception);
            sums.of_series += i64::from(copy.kind != Kind::Single);
            sums.leads.extend(copy.lead);
            if let (Some(key), Some(open)) = (copy.series, copy.open_ended)
                && series.insert(key)
            {
                sums.series += 1;
                sums.open_ended += i64::from(open);
            }
            sums.focus_cost += self.tenant.focus_cost(copy.meeting);
            sums.spread += i64::from(self.tenant.spread(copy));
        }
        sums.delays.sort_unstable();
        sums.leads.sort_unstable();
        sums
    }

    fn add_shape(&self, sums: &mut Organised, copy: &Copy) {
        sums.meetings += 1;
        sums.lengths[length_class(copy.len())] += 1;
        sums.speedy += i64::from(speedy(self.person.clock(copy.start).0, copy.len()));
        if !copy.sensitive {
            let people = i64::try_from(copy.guests.len() + 1).unwrap_or(i64::MAX);
            sums.sized += 1;
            sums.people += people;
            sums.people_minutes += people * copy.len();
            sums.sized_minutes += copy.len();
        }
    }

    fn add_guests(&self, sums: &mut Organised, copy: &Copy) {
        for guest in &copy.guests {
            sums.invited += 1;
            sums.optional += i64::from(guest.optional);
            if !copy.response_requested {
                continue;
            }
            sums.asked += 1;
            let class = match guest.answer {
                Answer::Accepted | Answer::Organizer => 0,
                Answer::Tentative => 1,
                Answer::Declined => 2,
                Answer::Nothing => 3,
            };
            sums.answers[class] += 1;
            if guest.answer != Answer::Nothing {
                sums.delays.extend(guest.delay);
            }
        }
    }

    /// M29: (scheduled, first seen cancelled less than 24 h before the begin) among own meetings of the week.
    #[must_use]
    pub fn m29(&self) -> (i64, i64) {
        let (mut scheduled, mut late) = (0, 0);
        for copy in &self.person.copies {
            let mine = copy.own == Answer::Organizer && self.holds(copy.start) && !copy.sensitive;
            if !mine || !self.tenant.scheduled(self.person.id, copy) {
                continue;
            }
            let seen = self.tenant.cancelled_at(copy);
            let stands = !copy.cancelled && copy.gone_seen.is_none();
            let before = seen.filter(|seen| *seen < copy.start);
            if stands || before.is_some() {
                scheduled += 1;
            }
            late += i64::from(before.is_some_and(|seen| copy.start - seen < 24 * 60));
        }
        (scheduled, late)
    }
}

impl Tenant {
    /// When the meeting of an organiser's copy was first seen cancelled.
    fn cancelled_at(&self, copy: &Copy) -> Option<i32> {
        let mut seen: Vec<i32> = copy.gone_seen.into_iter().collect();
        for person in &self.people {
            for other in &person.copies {
                if other.meeting == copy.meeting {
                    seen.extend(other.cancelled_seen);
                }
            }
        }
        seen.into_iter().min()
    }

    /// M20: `Σ_p [focus(p without m) − focus(p with m)]` in minutes, over everybody's week.
    #[must_use]
    pub fn focus_cost(&self, meeting: u32) -> i64 {
        let mut minutes = 0;
        for person in &self.people {
            let least = self.rules.focus;
            let with = Week::paint(self, person);
            if !with.counted.iter().any(|copy| copy.meeting == meeting) {
                continue;
            }
            let without = Week::paint_without(self, person, Some(meeting));
            minutes += without.m16(least) - with.m16(least);
        }
        minutes
    }

    /// M26: max − min offset at the begin over the measured people for whom the meeting counts, minutes.
    #[must_use]
    pub fn spread(&self, copy: &Copy) -> i32 {
        let mut offsets = Vec::new();
        for person in &self.people {
            if self.comes(person, copy.meeting) {
                offsets.push(person.offset(copy.start));
            }
        }
        let least = offsets.iter().min().copied().unwrap_or(0);
        offsets.iter().max().copied().unwrap_or(0) - least
    }

    /// The meeting counts for a measured person.
    #[must_use]
    pub fn comes(&self, person: &Person, meeting: u32) -> bool {
        let mut copies = person.copies.iter();
        copies.any(|copy| copy.meeting == meeting && self.counts(person.id, copy))
    }
}
