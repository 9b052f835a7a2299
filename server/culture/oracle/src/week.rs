//! The painted week of one person.

use crate::input::{Answer, Copy, Person, Show, Tenant};
use crate::join::{Meeting, dead};

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

impl<'a> Week<'a> {
    /// Paints the week of a person.
    #[must_use]
    pub fn paint(tenant: &'a Tenant, person: &'a Person) -> Self {
        Self::paint_where(tenant, person, |copy| tenant.counts(person.id, copy))
    }

    /// Paints the whole calendar: every event that isn't declined or cancelled, whatever the rules say of it.
    #[must_use]
    pub fn paint_whole(tenant: &'a Tenant, person: &'a Person) -> Self {
        Self::paint_where(tenant, person, |copy| {
            let told = tenant.meeting(person.id, copy).copy;
            let refused = copy.own == Answer::Declined && copy.organizer != Some(person.id);
            !refused && !tenant.gone(copy) && !tenant.gone(told)
        })
    }

    fn paint_where(tenant: &'a Tenant, person: &'a Person, wanted: impl Fn(&Copy) -> bool) -> Self {
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
            if wanted(copy) {
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
