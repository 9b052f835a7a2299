//! People and groups: managers (M37 to M39), the matrix (M42), cost (M43), low quality (M44).

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Side, Tenant};
use crate::join::Meeting;
use crate::week::Week;

/// Where the time of a row of the matrix goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A group of the house.
    Group(u16),
    /// Foreigners.
    External,
    /// Somebody of the house without a group, or a head without a name.
    Unknown,
}

/// Why a meeting is of low quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It overlaps another.
    Conflict,
    /// Three levels of one organisation.
    Redundant,
    /// Over 8 invited, over an hour.
    LargeAndLong,
    /// Known to be without an agenda.
    NoAgenda,
    /// Lead under 24 h.
    ShortNotice,
}

impl Tenant {
    /// The listed people known by name who came by their answer.
    #[must_use]
    pub fn present(&self, meeting: &Meeting<'_>) -> BTreeSet<u32> {
        let heads = self.heads(meeting);
        let came = heads.iter().filter(|head| self.came(head.answer));
        came.filter_map(|head| head.person).collect()
    }

    /// Three levels or more of one group are present.
    #[must_use]
    pub fn redundant(&self, meeting: &Meeting<'_>) -> bool {
        let mut levels: BTreeMap<u16, BTreeSet<u8>> = BTreeMap::new();
        for id in self.present(meeting) {
            let group = self.person(id).and_then(|person| person.group);
            if let (Some(group), Some(level)) = (group, self.levels.get(&id)) {
                levels.entry(group).or_default().insert(*level);
            }
        }
        !meeting.copy.sensitive && levels.values().any(|levels| levels.len() >= 3)
    }
}

impl Week<'_> {
    /// Hours in own meetings, in units.
    #[must_use]
    pub fn own_hours(&self) -> u128 {
        self.hours_with(|meeting| self.called(meeting))
    }

    /// The manager, if their calendar may be used.
    #[must_use]
    pub fn manager(&self) -> Option<u32> {
        let manager = self.person.manager?;
        self.tenant.person(manager).map(|person| person.id)
    }

    /// The manager's manager.
    #[must_use]
    pub fn above(&self) -> Option<u32> {
        let above = self.tenant.person(self.manager()?)?.manager?;
        self.tenant.person(above).map(|person| person.id)
    }

    fn present(&self, meeting: &Meeting<'_>, person: Option<u32>) -> bool {
        let present = self.tenant.present(meeting);
        !meeting.copy.sensitive && person.is_some_and(|person| present.contains(&person))
    }

    /// The other one of exactly two, if this person is the one, and came.
    fn other_of_two(&self, meeting: &Meeting<'_>) -> Option<u32> {
        if self.tenant.listed(meeting) != Some(2) {
            return None;
        }
        let heads = self.tenant.heads(meeting);
        let me = heads
            .iter()
            .position(|head| head.person == Some(self.person.id))?;
        let other = heads[1 - me];
        other
            .person
            .filter(|id| *id != self.person.id && self.tenant.came(other.answer))
    }

    /// M37: the meeting is of exactly this person and their manager, who came.
    #[must_use]
    pub fn with_manager_alone(&self, meeting: &Meeting<'_>) -> bool {
        let manager = self.manager();
        manager.is_some() && self.other_of_two(meeting) == manager
    }

    /// M37: hours alone with the manager, in units.
    #[must_use]
    pub fn m37(&self) -> u128 {
        self.hours_with(|meeting| self.with_manager_alone(meeting))
    }

    /// M37 from above: hours alone with a direct report, in units.
    #[must_use]
    pub fn coaching(&self) -> u128 {
        self.hours_with(|meeting| {
            let other = self.other_of_two(meeting);
            let report = other.and_then(|id| self.tenant.person(id));
            report.is_some_and(|report| report.manager == Some(self.person.id))
        })
    }

    /// M38: hours together with the manager, in units, alone or not.
    #[must_use]
    pub fn m38_together(&self) -> u128 {
        self.hours_with(|meeting| self.present(meeting, self.manager()))
    }

    /// M39, lower level: hours where manager and manager's manager both attend, in units.
    #[must_use]
    pub fn m39_lower(&self) -> u128 {
        self.hours_with(|meeting| {
            self.present(meeting, self.manager()) && self.present(meeting, self.above())
        })
    }

    /// M39, organisational, in units.
    #[must_use]
    pub fn m39_organisational(&self) -> u128 {
        self.hours_with(|meeting| self.tenant.redundant(meeting))
    }

    /// Hours in meetings of at least two listed people, in units: the total of the matrix row.
    #[must_use]
    pub fn in_company(&self) -> u128 {
        self.hours_with(|meeting| self.tenant.listed(meeting).is_some_and(|size| size >= 2))
    }

    /// M42: this person's part of the row of their group: `h(p,m) · #(B∩m∖{p}) / (n(m)−1)`, as (target, numerator in
    /// units, denominator), one entry per meeting and target.
    #[must_use]
    pub fn m42(&self) -> Vec<(Target, u128, u128)> {
        let mut parts = Vec::new();
        for (place, meeting) in self.counted.iter().enumerate() {
            if self.tenant.listed(meeting).is_none_or(|size| size < 2) {
                continue;
            }
            let mut counts: BTreeMap<Target, u128> = BTreeMap::new();
            for head in self.tenant.heads(meeting) {
                if head.person == Some(self.person.id) {
                    continue;
                }
                let person = head.person.and_then(|id| self.tenant.person(id));
                let target = match person.map(|person| person.group) {
                    Some(Some(group)) => Target::Group(group),
                    Some(None) => Target::Unknown,
                    None if head.side == Side::Outside => Target::External,
                    None => Target::Unknown,
                };
                *counts.entry(target).or_default() += 1;
            }
            let others: u128 = counts.values().sum();
            for (target, count) in counts {
                parts.push((target, self.allocated(place) * count, others));
            }
        }
        parts
    }

    /// M43: `h(p,m) · rate(p)` in units of a minute times hundredths of money per hour.
    #[must_use]
    pub fn m43(&self) -> u128 {
        let rate = self.person.rate.unwrap_or(self.tenant.default_rate);
        self.hours_with(|_| true) * u128::try_from(rate).unwrap_or(0)
    }

    fn flagged(&self, place: usize, flag: Flag) -> bool {
        let meeting = &self.counted[place];
        match flag {
            Flag::Conflict => self.conflicts(place),
            Flag::Redundant => self.tenant.redundant(meeting),
            Flag::LargeAndLong => {
                self.size(meeting).is_some_and(|size| size > 8) && meeting.copy.len() > 60
            }
            Flag::NoAgenda => !meeting.copy.sensitive && meeting.copy.agenda == Some(false),
            Flag::ShortNotice => self.lead(meeting).is_some_and(|lead| lead < 24 * 60),
        }
    }

    /// M44: it can be told how much lacked an agenda. Not where nobody looks for agendas, and not where there were meetings
    /// to look at and all of them keep it to themselves.
    #[must_use]
    pub fn tells_agendas(&self) -> bool {
        let mut open = self
            .counted
            .iter()
            .map(|meeting| meeting.copy)
            .filter(|copy| !copy.sensitive)
            .peekable();
        let nothing = open.peek().is_none();
        self.tenant.agendas && (nothing || open.any(|copy| copy.agenda.is_some()))
    }

    /// M44: `len(∪ flagged m)`, minutes; with one flag that flag's own union.
    #[must_use]
    pub fn m44(&self, flags: &[Flag]) -> i64 {
        let bad: Vec<usize> = (0..self.counted.len())
            .filter(|place| flags.iter().any(|flag| self.flagged(*place, *flag)))
            .collect();
        self.count(|cell| cell.meetings.iter().any(|place| bad.contains(place)))
    }
}
