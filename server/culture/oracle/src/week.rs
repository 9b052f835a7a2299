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

/// What is known of a meeting beyond one copy.
#[derive(Clone, Debug)]
pub struct Joined<'a> {
    /// The organiser's copy where there is one, else the copy at hand.
    pub source: &'a Copy,
    /// Answers and names of everybody but the organiser, the copy's owner corrected by their own answer.
    pub guests: Vec<(Option<u32>, Side, Answer)>,
    /// Nobody but the organiser knows the list.
    pub unknown: bool,
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
    /// `C`: the counted copies that touch the week.
    pub counted: Vec<&'a Copy>,
}

impl Tenant {
    /// What is known of the meeting of a copy of `person`.
    #[must_use]
    pub fn joined<'a>(&'a self, person: u32, copy: &'a Copy) -> Joined<'a> {
        let organizers = self.organizers_copy(copy.meeting);
        let source = organizers.unwrap_or(copy);
        let answer = |guest: &crate::input::Guest| {
            let own = organizers.is_none() && guest.person == Some(person);
            if own { copy.own } else { guest.answer }
        };
        Joined {
            source,
            guests: source
                .guests
                .iter()
                .map(|guest| (guest.person, guest.side, answer(guest)))
                .collect(),
            unknown: organizers.is_none() && copy.hidden_list,
        }
    }

    /// An answer counts as attendance.
    #[must_use]
    pub fn came(&self, answer: Answer) -> bool {
        match self.rules.attendance {
            Attendance::Strict => matches!(answer, Answer::Accepted | Answer::Organizer),
            Attendance::NonDeclined => answer != Answer::Declined,
        }
    }

    /// The size of a meeting by the size rule; `None` where unknown.
    #[must_use]
    pub fn size(&self, person: u32, copy: &Copy) -> Option<usize> {
        let joined = self.joined(person, copy);
        match self.rules.size {
            _ if copy.sensitive || joined.unknown => None,
            Size::Invited => Some(1 + joined.guests.len()),
            Size::Attended => Some(self.participants(person, copy)),
        }
    }

    /// Participants by the attendance rule, organiser included.
    #[must_use]
    pub fn participants(&self, person: u32, copy: &Copy) -> usize {
        let joined = self.joined(person, copy);
        1 + joined
            .guests
            .iter()
            .filter(|(_, _, answer)| self.came(*answer))
            .count()
    }

    /// The meeting itself may count, whoever looks, were it not cancelled.
    fn a_meeting(&self, person: u32, copy: &Copy) -> bool {
        let rules = &self.rules;
        if copy.end <= copy.start || (copy.all_day && !rules.all_day) || copy.len() > rules.longest {
            return false;
        }
        if copy.sensitive {
            return rules.sensitive && copy.company;
        }
        if self.joined(person, copy).unknown {
            return copy.company;
        }
        let participants = self.participants(person, copy);
        participants >= rules.fewest && rules.most.is_none_or(|most| participants <= most)
    }

    /// The copy counts for its owner, were it not cancelled.
    #[must_use]
    pub fn scheduled(&self, person: u32, copy: &Copy) -> bool {
        let came = match self.rules.attendance {
            Attendance::Strict => {
                matches!(copy.own, Answer::Organizer | Answer::Accepted) && copy.show == Show::Busy
            }
            Attendance::NonDeclined => copy.own != Answer::Declined,
        };
        came && self.a_meeting(person, copy)
    }

    /// The copy counts for its owner.
    #[must_use]
    pub fn counts(&self, person: u32, copy: &Copy) -> bool {
        !copy.cancelled && copy.gone_seen.is_none() && self.scheduled(person, copy)
    }
}

impl<'a> Week<'a> {
    /// Paints the week of a person.
    #[must_use]
    pub fn paint(tenant: &'a Tenant, person: &'a Person) -> Self {
        Self::paint_without(tenant, person, None)
    }

    /// Paints the week as if one meeting were not in it.
    #[must_use]
    pub fn paint_without(tenant: &'a Tenant, person: &'a Person, left_out: Option<u32>) -> Self {
        let from = person.days.first().map_or(0, |day| day.from);
        let mut week = Self {
            tenant,
            person,
            from,
            cells: Vec::new(),
            counted: Vec::new(),
        };
        week.paint_days();
        if tenant.rules.out_of_office {
            week.paint_away();
        }
        for copy in &person.copies {
            if tenant.counts(person.id, copy) && Some(copy.meeting) != left_out {
                week.paint_meeting(copy);
            }
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
        for copy in &self.person.copies {
            let counts = copy.show == Show::Away
                && copy.own != Answer::Declined
                && !copy.cancelled
                && copy.gone_seen.is_none();
            if counts {
                self.between(copy.start, copy.end, |cell| cell.away = true);
            }
        }
    }

    /// A meeting takes the minutes of its interval in which its owner isn't away.
    fn paint_meeting(&mut self, copy: &'a Copy) {
        let place = self.counted.len();
        self.counted.push(copy);
        self.between(copy.start, copy.end, |cell| {
            if !cell.away {
                cell.meetings.push(place);
            }
        });
    }

    fn between(&mut self, start: i32, end: i32, mut paint: impl FnMut(&mut Cell)) {
        let from = self.from;
        for (place, cell) in (from..).zip(self.cells.iter_mut()) {
            if (start..end).contains(&place) {
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
        self.allocated_where(place, |_| true)
    }

    /// `h(p,m)` of a meeting by its number; nothing if it doesn't count here.
    #[must_use]
    pub fn allocated_to(&self, meeting: u32) -> u128 {
        let place = self.counted.iter().position(|copy| copy.meeting == meeting);
        place.map_or(0, |place| self.allocated(place))
    }

    /// "Hours with property X": allocated time over the counted meetings that pass.
    pub fn hours_with(&self, keep: impl Fn(&Copy) -> bool) -> u128 {
        let mut units = 0;
        for (place, copy) in self.counted.iter().enumerate() {
            if keep(copy) {
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
    pub fn size(&self, copy: &Copy) -> Option<usize> {
        self.tenant.size(self.person.id, copy)
    }
}
