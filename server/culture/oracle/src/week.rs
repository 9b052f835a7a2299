//! The painted week of one person.

use crate::input::{Answer, Attendance, Copy, Person, Show, Side, Size, Tenant};

/// One minute in units that every depth up to 60 divides: the least common multiple of 1 ..= 60.
pub const UNIT: u128 = 9_690_712_164_777_231_700_912_800;

/// One minute of a person's week.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Counted meetings at this minute, as places in [`Week::counted`].
    pub meetings: Vec<usize>,
    /// Scheduled working time, also while away.
    pub scheduled: bool,
    /// Out of office.
    pub away: bool,
    /// Which of the week's days, 0 to 6.
    pub day: usize,
    /// Minutes after local midnight.
    pub clock: i32,
    /// 0 = Monday.
    pub weekday: usize,
}

impl Cell {
    /// Counted meetings at once: `d(t)`.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.meetings.len()
    }

    /// In `U`.
    #[must_use]
    pub fn met(&self) -> bool {
        !self.meetings.is_empty()
    }

    /// In `W`: scheduled and not away.
    #[must_use]
    pub fn working(&self) -> bool {
        self.scheduled && !self.away
    }
}

/// A meeting: what the best of its copies tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    /// The organiser's copy where there is one; else the one with a shown list, the most guests, the least number.
    pub copy: &'a Copy,
    /// Whose calendar that copy is on.
    pub holder: u32,
    /// It's the organiser's.
    pub owners: bool,
}

/// Somebody invited.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Who, where the name may be used.
    pub person: Option<u32>,
    /// Own house or foreign.
    pub side: Side,
    /// Their answer, [`Answer::Organizer`] for the organiser.
    pub answer: Answer,
}

/// The painted week of one person under the tenant's rules.
#[derive(Clone, Debug)]
pub struct Week<'a> {
    /// Everybody.
    pub tenant: &'a Tenant,
    /// Whose week.
    pub person: &'a Person,
    /// First minute.
    pub from: i32,
    /// One cell per minute.
    pub cells: Vec<Cell>,
    /// `C`: the counted meetings with a minute in the week.
    pub counted: Vec<Meeting<'a>>,
    /// `h(p,m)` of each counted meeting, in [`UNIT`]ths of a minute.
    pub hours: Vec<u128>,
}

/// The copy is of the one who called the meeting.
fn owners(holder: u32, copy: &Copy) -> bool {
    copy.own == Answer::Organizer || copy.organizer == Some(holder)
}

/// Cancelled, or gone from the calendar before the end. What vanished later was tidied away.
#[must_use]
pub fn dead(copy: &Copy) -> bool {
    copy.cancelled || copy.gone_seen.is_some_and(|seen| seen < copy.end)
}

impl Tenant {
    /// The meeting of a copy. A private copy joins nothing.
    #[must_use]
    pub fn meeting<'a>(&'a self, holder: u32, copy: &'a Copy) -> Meeting<'a> {
        if copy.sensitive {
            return Meeting {
                copy,
                holder,
                owners: false,
            };
        }
        let mut best = Meeting {
            copy,
            holder,
            owners: owners(holder, copy),
        };
        for person in &self.people {
            for other in &person.copies {
                if other.meeting != copy.meeting || other.sensitive {
                    continue;
                }
                let candidate = Meeting {
                    copy: other,
                    holder: person.id,
                    owners: owners(person.id, other),
                };
                let rank = |meeting: &Meeting<'_>| {
                    let copy = meeting.copy;
                    (
                        meeting.owners,
                        !copy.hidden_list,
                        copy.guests.len(),
                        std::cmp::Reverse(copy.id),
                    )
                };
                if rank(&candidate) > rank(&best) {
                    best = candidate;
                }
            }
        }
        best
    }

    /// Every meeting that isn't private, once.
    #[must_use]
    pub fn meetings(&self) -> Vec<Meeting<'_>> {
        let mut found: Vec<Meeting<'_>> = Vec::new();
        for person in &self.people {
            for copy in &person.copies {
                let known = found
                    .iter()
                    .any(|meeting| meeting.copy.meeting == copy.meeting);
                if !copy.sensitive && !known {
                    found.push(self.meeting(person.id, copy));
                }
            }
        }
        found
    }

    /// Who called it.
    #[must_use]
    pub fn organizer(&self, meeting: &Meeting<'_>) -> Option<u32> {
        if meeting.copy.sensitive {
            None
        } else if meeting.owners {
            Some(meeting.holder)
        } else {
            meeting
                .copy
                .organizer
                .filter(|id| self.person(*id).is_some())
        }
    }

    /// A person's own copy of a meeting that isn't private, if it still stands.
    fn own_copy(&self, person: u32, meeting: u32) -> Option<&Copy> {
        let mut copies = self.person(person)?.copies.iter();
        copies.find(|copy| copy.meeting == meeting && !copy.sensitive && !dead(copy))
    }

    /// Everybody listed, organiser first. Without the organiser's copy people's own copies know their answers better
    /// than somebody else's list.
    #[must_use]
    pub fn heads(&self, meeting: &Meeting<'_>) -> Vec<Head> {
        let copy = meeting.copy;
        let mut heads = vec![Head {
            person: self.organizer(meeting),
            side: copy.organizer_side.unwrap_or(Side::Inside),
            answer: Answer::Organizer,
        }];
        for guest in &copy.guests {
            if guest.person.is_some() && guest.person == copy.organizer {
                continue;
            }
            let person = guest.person.filter(|id| self.person(*id).is_some());
            let own = person.and_then(|id| self.own_copy(id, copy.meeting));
            let answer = match own {
                Some(own) if !meeting.owners => own.own,
                _ => guest.answer,
            };
            heads.push(Head {
                person,
                side: guest.side,
                answer,
            });
        }
        heads
    }

    /// An answer counts as attendance.
    #[must_use]
    pub fn came(&self, answer: Answer) -> bool {
        match self.rules.attendance {
            Attendance::Strict => matches!(answer, Answer::Accepted | Answer::Organizer),
            Attendance::NonDeclined => answer != Answer::Declined,
        }
    }

    /// n(m): everybody listed and the organiser; `None` where the list is hidden, and of private events.
    #[must_use]
    pub fn listed(&self, meeting: &Meeting<'_>) -> Option<usize> {
        let unknown = meeting.copy.sensitive || (meeting.copy.hidden_list && !meeting.owners);
        (!unknown).then(|| self.heads(meeting).len())
    }

    /// The size of a meeting by the size rule.
    #[must_use]
    pub fn size(&self, meeting: &Meeting<'_>) -> Option<usize> {
        let listed = self.listed(meeting)?;
        match self.rules.size {
            Size::Invited => Some(listed),
            Size::Attended => Some(self.participants(meeting)),
        }
    }

    /// Participants by the attendance rule: the listed ones, and holders of a copy who came through a list of addresses.
    #[must_use]
    pub fn participants(&self, meeting: &Meeting<'_>) -> usize {
        let heads = self.heads(meeting);
        let mut count = heads.iter().filter(|head| self.came(head.answer)).count();
        for person in &self.people {
            let listed = heads.iter().any(|head| head.person == Some(person.id));
            let own = self.own_copy(person.id, meeting.copy.meeting);
            if !listed && own.is_some_and(|own| self.came(own.own)) {
                count += 1;
            }
        }
        count
    }

    /// Length and whole days are those of a meeting.
    #[must_use]
    pub fn fits(&self, meeting: &Meeting<'_>) -> bool {
        let copy = meeting.copy;
        copy.end > copy.start
            && (!copy.all_day || self.rules.all_day)
            && copy.len() <= self.rules.longest
    }

    /// The meeting is one by the policy, whoever looks.
    #[must_use]
    pub fn held(&self, meeting: &Meeting<'_>) -> bool {
        let (rules, copy) = (&self.rules, meeting.copy);
        if !self.fits(meeting) || dead(copy) {
            return false;
        }
        if copy.sensitive {
            return rules.sensitive && (copy.company || rules.fewest < 2);
        }
        if self.listed(meeting).is_none() {
            return true;
        }
        let participants = self.participants(meeting);
        participants >= rules.fewest && rules.most.is_none_or(|most| participants <= most)
    }

    /// The copy counts for its owner.
    #[must_use]
    pub fn counts(&self, holder: u32, copy: &Copy) -> bool {
        let came = owners(holder, copy) || self.came(copy.own);
        let shown = self.rules.attendance == Attendance::NonDeclined || copy.show == Show::Busy;
        came && shown && !dead(copy) && self.held(&self.meeting(holder, copy))
    }
}

impl<'a> Week<'a> {
    /// Paints the week of a person.
    #[must_use]
    pub fn paint(tenant: &'a Tenant, person: &'a Person) -> Self {
        let from = person.days.first().map_or(0, |day| day.from);
        let mut week = Self {
            tenant,
            person,
            from,
            cells: Vec::new(),
            counted: Vec::new(),
            hours: Vec::new(),
        };
        week.paint_days();
        if tenant.rules.out_of_office {
            week.paint_away();
        }
        for copy in &person.copies {
            if tenant.counts(person.id, copy) {
                week.paint_meeting(tenant.meeting(person.id, copy));
            }
        }
        for place in 0..week.counted.len() {
            week.hours.push(week.allocated_where(place, |_| true));
        }
        week
    }

    /// The minute after the last one.
    #[must_use]
    pub fn to(&self) -> i32 {
        self.person.days.last().map_or(self.from, |day| day.to)
    }

    fn paint_days(&mut self) {
        for (place, day) in self.person.days.iter().enumerate() {
            for minute in day.from..day.to {
                let (clock, weekday) = self.person.clock(minute);
                self.cells.push(Cell {
                    meetings: Vec::new(),
                    scheduled: day.working.iter().any(|(a, b)| (*a..*b).contains(&minute)),
                    away: false,
                    day: place,
                    clock,
                    weekday,
                });
            }
        }
    }

    fn paint_away(&mut self) {
        for (start, end) in &self.person.away {
            self.between(*start, *end, |cell| cell.away = true);
        }
        for copy in &self.person.copies {
            if copy.show == Show::Away && copy.own != Answer::Declined && !dead(copy) {
                self.between(copy.start, copy.end, |cell| cell.away = true);
            }
        }
    }

    /// A meeting takes the minutes of its interval in which the person isn't away; without any it doesn't count.
    fn paint_meeting(&mut self, meeting: Meeting<'a>) {
        let place = self.counted.len();
        let mut seen = false;
        self.between(meeting.copy.start, meeting.copy.end, |cell| {
            if !cell.away {
                cell.meetings.push(place);
                seen = true;
            }
        });
        if seen {
            self.counted.push(meeting);
        }
    }

    fn between(&mut self, start: i32, end: i32, mut paint: impl FnMut(&mut Cell)) {
        let (start, end) = (start.max(self.from), end.min(self.to()));
        for minute in start..end {
            let place = usize::try_from(minute - self.from).unwrap_or(usize::MAX);
            if let Some(cell) = self.cells.get_mut(place) {
                paint(cell);
            }
        }
    }

    /// Counts the cells that pass.
    pub fn count(&self, keep: impl Fn(&Cell) -> bool) -> i64 {
        let mut minutes = 0;
        for cell in &self.cells {
            if keep(cell) {
                minutes += 1;
            }
        }
        minutes
    }

    /// `len(I)` of a counted meeting: its painted minutes.
    #[must_use]
    pub fn minutes_of(&self, place: usize) -> i64 {
        self.count(|cell| cell.meetings.contains(&place))
    }

    /// `h(p,m)` over the cells that pass, in [`UNIT`]ths of a minute: a minute with d meetings gives 1/d to each.
    pub fn allocated_where(&self, place: usize, keep: impl Fn(&Cell) -> bool) -> u128 {
        let mut units = 0;
        for cell in &self.cells {
            if cell.meetings.contains(&place) && keep(cell) {
                units += UNIT / cell.depth() as u128;
            }
        }
        units
    }

    /// `h(p,m)` in [`UNIT`]ths of a minute.
    #[must_use]
    pub fn allocated(&self, place: usize) -> u128 {
        self.hours.get(place).copied().unwrap_or(0)
    }

    /// "Hours with property X": allocated time over the counted meetings that pass.
    pub fn hours_with(&self, keep: impl Fn(&Meeting<'_>) -> bool) -> u128 {
        let mut units = 0;
        for (place, meeting) in self.counted.iter().enumerate() {
            if keep(meeting) {
                units += self.allocated(place);
            }
        }
        units
    }

    /// The minute belongs to the week.
    #[must_use]
    pub fn holds(&self, minute: i32) -> bool {
        (self.from..self.to()).contains(&minute)
    }

    /// The size of a counted meeting.
    #[must_use]
    pub fn size(&self, meeting: &Meeting<'_>) -> Option<usize> {
        self.tenant.size(meeting)
    }

    /// The person called it.
    #[must_use]
    pub fn called(&self, meeting: &Meeting<'_>) -> bool {
        self.tenant.organizer(meeting) == Some(self.person.id)
    }
}
