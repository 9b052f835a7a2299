//! People and groups: generated load (M36), managers (M37 to M39), the matrix (M42), cost (M43), low quality (M44).

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Answer, Copy, Side, Tenant};
use crate::shape::lead_class;
use crate::week::{UNIT, Week};

/// Where the time of a row of the matrix goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A group of the house.
    Group(u16),
    /// Somebody of the house without a group, or a head without a name.
    Unknown,
    /// Foreigners.
    External,
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

impl Week<'_> {
    /// M36: `Σ over organised m of (A(m) − h(organiser,m))` in units, over the measured people of the tenant.
    #[must_use]
    pub fn m36(&self) -> u128 {
        let mut units = 0;
        for copy in &self.person.copies {
            if copy.own != Answer::Organizer || copy.sensitive || !self.holds(copy.start) {
                continue;
            }
            for other in &self.tenant.people {
                if other.id != self.person.id {
                    units += Week::paint(self.tenant, other).allocated_to(copy.meeting);
                }
            }
        }
        units
    }

    /// Hours in own meetings, in units.
    #[must_use]
    pub fn own_hours(&self) -> u128 {
        self.hours_with(|copy| !copy.sensitive && copy.own == Answer::Organizer)
    }

    /// Everybody invited of a counted meeting by name, organiser included; heads without a name are `None`.
    fn invited(&self, copy: &Copy) -> Vec<Option<u32>> {
        let joined = self.tenant.joined(self.person.id, copy);
        let mut names = vec![joined.source.organizer];
        names.extend(joined.guests.iter().map(|(person, _, _)| *person));
        names
    }

    /// The other measured people for whom the meeting counts.
    #[must_use]
    pub fn comers(&self, copy: &Copy) -> BTreeSet<u32> {
        let others = self.tenant.people.iter();
        others
            .filter(|other| self.tenant.comes(other, copy.meeting))
            .map(|other| other.id)
            .collect()
    }

    /// The manager of a person of the tenant.
    fn manager_of(&self, person: u32) -> Option<u32> {
        self.tenant.person(person)?.manager
    }

    /// M37: the meeting is of exactly this person and their manager.
    #[must_use]
    pub fn with_manager_alone(&self, copy: &Copy) -> bool {
        let Some(manager) = self.person.manager else {
            return false;
        };
        let invited = self.invited(copy);
        !copy.sensitive
            && self.size(copy).is_some()
            && invited.len() == 2
            && invited.contains(&Some(manager))
            && invited.contains(&Some(self.person.id))
    }

    /// M37: hours alone with the manager, in units.
    #[must_use]
    pub fn m37(&self) -> u128 {
        self.hours_with(|copy| self.with_manager_alone(copy))
    }

    /// M38: hours attended together with the manager, in units, alone or not.
    #[must_use]
    pub fn m38_together(&self) -> u128 {
        let Some(manager) = self.person.manager else {
            return 0;
        };
        self.hours_with(|copy| {
            !copy.sensitive && (self.comers(copy).contains(&manager) || self.with_manager_alone(copy))
        })
    }

    /// M39, lower level: hours where manager and manager's manager both attend, in units.
    #[must_use]
    pub fn m39_lower(&self) -> u128 {
        let Some(manager) = self.person.manager else {
            return 0;
        };
        let Some(above) = self.manager_of(manager) else {
            return 0;
        };
        self.hours_with(|copy| {
            let comers = self.comers(copy);
            !copy.sensitive && comers.contains(&manager) && comers.contains(&above)
        })
    }

    /// Three levels or more of one organisation attend.
    #[must_use]
    pub fn redundant(&self, copy: &Copy) -> bool {
        let mut levels: BTreeMap<u16, BTreeSet<u8>> = BTreeMap::new();
        for id in self.comers(copy) {
            let group = self.tenant.person(id).and_then(|person| person.group);
            if let (Some(group), Some(level)) = (group, self.tenant.levels.get(&id)) {
                levels.entry(group).or_default().insert(*level);
            }
        }
        !copy.sensitive && levels.values().any(|levels| levels.len() >= 3)
    }

    /// M39, organisational, in units.
    #[must_use]
    pub fn m39_organisational(&self) -> u128 {
        self.hours_with(|copy| self.redundant(copy))
    }

    /// M42: this person's part of the row of their group: `h(p,m) · #(B∩m∖{p}) / (n(m)−1)`, as (target, numerator in
    /// units, denominator), one entry per meeting and target.
    #[must_use]
    pub fn m42(&self) -> Vec<(Target, u128, u128)> {
        let mut parts = Vec::new();
        for (place, copy) in self.counted.iter().enumerate() {
            let joined = self.tenant.joined(self.person.id, copy);
            if copy.sensitive || joined.unknown || joined.guests.is_empty() {
                continue;
            }
            let mut heads: Vec<(Option<u32>, bool)> = vec![(
                joined.source.organizer,
                joined.source.organizer_side == Some(Side::Outside),
            )];
            heads.extend(
                joined
                    .guests
                    .iter()
                    .map(|(person, side, _)| (*person, *side == Side::Outside)),
            );
            let mut counts: BTreeMap<Target, u128> = BTreeMap::new();
            for (person, outside) in heads {
                if person == Some(self.person.id) {
                    continue;
                }
                let group = person.and_then(|id| self.tenant.person(id)?.group);
                let target = match group {
                    _ if outside => Target::External,
                    Some(group) => Target::Group(group),
                    None => Target::Unknown,
                };
                *counts.entry(target).or_default() += 1;
            }
            let others = joined.guests.len() as u128;
            for (target, count) in counts {
                parts.push((target, self.allocated(place) * count, others));
            }
        }
        parts
    }

    /// M43: `h(p,m) · rate(p)` in units of a minute times hundredths of money per hour; private events cost nothing.
    #[must_use]
    pub fn m43(&self) -> u128 {
        let rate = self.person.rate.unwrap_or(self.tenant.default_rate);
        self.hours_with(|copy| !copy.sensitive) * u128::try_from(rate).unwrap_or(0)
    }

    fn flagged(&self, place: usize, flag: Flag) -> bool {
        let copy = self.counted[place];
        match flag {
            Flag::Conflict => self.conflicts(place),
            Flag::Redundant => self.redundant(copy),
            Flag::LargeAndLong => {
                self.size(copy).is_some_and(|size| size > 8) && copy.len() > 60
            }
            Flag::NoAgenda => {
                !copy.sensitive
                    && self.tenant.joined(self.person.id, copy).source.agenda == Some(false)
            }
            Flag::ShortNotice => self.lead(copy).is_some_and(|lead| {
                lead_class(lead) != crate::shape::Lead::More
            }),
        }
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

/// `A(m)`: attendee hours of a meeting in units, over the measured people's weeks.
#[must_use]
pub fn attendee_hours(tenant: &Tenant, meeting: u32) -> u128 {
    let mut units = 0;
    for person in &tenant.people {
        units += Week::paint(tenant, person).allocated_to(meeting);
    }
    units
}

/// Whole minutes in [`UNIT`]ths.
#[must_use]
pub fn whole(minutes: i64) -> u128 {
    UNIT * u128::try_from(minutes).unwrap_or(0)
}
