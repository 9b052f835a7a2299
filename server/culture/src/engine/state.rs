//! A week kept up to date by deltas: only what a delta touches is computed again, and the result is the one of a full
//! computation, whatever the order and repetition of deltas.

use std::collections::{BTreeMap, BTreeSet};

use model::culture::{EventFact, Policy, Pseudonym};

use super::{
    columns::{Row, WeekColumns},
    context::{Interval, PersonContext},
    credit::{bring, credit, series, series_of},
    join::{Join, touches},
    judge::{Brought, Judged},
    meeting::Credit,
    people::{NOBODY, People},
    person::{Desk, ZERO},
};

/// One change of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// A copy on a person's calendar is new or different. Known again by [`EventFact::copy`].
    Upsert {
        /// Place of the person.
        person: u32,
        /// The copy as it is now.
        fact: Box<EventFact>,
    },
    /// A copy is no longer kept.
    Remove {
        /// Place of the person.
        person: u32,
        /// [`EventFact::copy`].
        copy: Pseudonym,
    },
    /// Hours, zone, place in the organisation, activity or opt-out of a person changed. The pseudonym must not.
    Context {
        /// Place of the person.
        person: u32,
        /// The context as it is now.
        context: Box<PersonContext>,
    },
}

/// What doesn't change while a week is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekFrame {
    /// Number of first-level groups.
    pub groups: u32,
    /// Rate where a person has none, in minor units of the currency per hour.
    pub default_rate_minor_per_hour: u32,
    /// Whether agendas are looked for in the week.
    pub agendas: bool,
    /// The policy of the columns.
    pub policy: Policy,
}

/// A week under one policy that takes deltas.
pub struct WeekState {
    frame: WeekFrame,
    contexts: Vec<PersonContext>,
    calendars: Vec<BTreeMap<Pseudonym, EventFact>>,
    /// Copies of each occurrence by place of the person.
    holders: BTreeMap<Pseudonym, BTreeSet<(u32, Pseudonym)>>,
    shares: Vec<Shared>,
    credits: BTreeMap<Pseudonym, (Credit, u8)>,
    organized: Vec<BTreeSet<Pseudonym>>,
    brought: Vec<Brought>,
    dirty_people: BTreeSet<u32>,
    dirty_meetings: BTreeSet<Pseudonym>,
    people: People,
    people_current: bool,
    join: Join,
    judged: Judged,
    desk: Desk,
}

/// What one person's calendar gave.
struct Shared {
    row: Row,
    matrix: Vec<(u32, i64)>,
    /// To organisers.
    brought: Vec<(u32, Brought)>,
}

impl WeekState {
    /// A week of these people without any copy.
    #[must_use]
    pub fn new(frame: WeekFrame, contexts: Vec<PersonContext>) -> Self {
        let len = contexts.len();
        let empty = || Shared {
            row: ZERO,
            matrix: Vec::new(),
            brought: Vec::new(),
        };
        Self {
            frame,
            calendars: vec![BTreeMap::new(); len],
            holders: BTreeMap::new(),
            shares: (0..len).map(|_| empty()).collect(),
            credits: BTreeMap::new(),
            organized: vec![BTreeSet::new(); len],
            brought: vec![Brought::default(); len],
            dirty_people: (0..len as u32).collect(),
            dirty_meetings: BTreeSet::new(),
            people: People::new(),
            people_current: false,
            join: Join::new(),
            judged: Judged::new(),
            desk: Desk::new(),
            contexts,
        }
    }

    /// Takes a change. Changes of people who aren't there are ignored; a repeated one has no effect.
    pub fn apply(&mut self, delta: Delta) {
        match delta {
            Delta::Upsert { person, fact } => self.upsert(person, *fact),
            Delta::Remove { person, copy } => self.remove(person, copy),
            Delta::Context { person, context } => self.context(person, *context),
        }
    }

    fn upsert(&mut self, person: u32, fact: EventFact) {
        let Some(calendar) = self.calendars.get_mut(person as usize) else {
            return;
        };
        if calendar.get(&fact.copy) == Some(&fact) {
            return;
        }
        let (copy, occurrence) = (fact.copy, fact.occurrence);
        let old = calendar.insert(copy, fact);
        if let Some(old) = old {
            self.forget(person, &old);
        }
        self.holders
            .entry(occurrence)
            .or_default()
            .insert((person, copy));
        self.dirty_meetings.insert(occurrence);
        self.dirty_people.insert(person);
    }

    fn remove(&mut self, person: u32, copy: Pseudonym) {
        let calendar = self.calendars.get_mut(person as usize);
        if let Some(old) = calendar.and_then(|calendar| calendar.remove(&copy)) {
            self.forget(person, &old);
            self.dirty_people.insert(person);
        }
    }

    fn forget(&mut self, person: u32, old: &EventFact) {
        self.dirty_meetings.insert(old.occurrence);
        if let Some(holders) = self.holders.get_mut(&old.occurrence) {
            holders.remove(&(person, old.copy));
            if holders.is_empty() {
                self.holders.remove(&old.occurrence);
            }
        }
    }

    fn context(&mut self, person: u32, context: PersonContext) {
        let Some(kept) = self.contexts.get_mut(person as usize) else {
            return;
        };
        if *kept == context {
            return;
        }
        let pseudonym = kept.person;
        *kept = context;
        self.people_current = false;
        self.dirty_people.insert(person);
        let reports = |to: &BTreeSet<u32>| -> BTreeSet<u32> {
            let managed =
                |context: &PersonContext| context.manager.is_some_and(|m| to.contains(&m));
            (0..self.contexts.len() as u32)
                .filter(|&place| managed(&self.contexts[place as usize]))
                .collect()
        };
        let direct = reports(&BTreeSet::from([person]));
        let skip = reports(&direct);
        self.dirty_people.extend(direct);
        self.dirty_people.extend(skip);
        for (holder, calendar) in self.calendars.iter().enumerate() {
            for fact in calendar.values() {
                let listed =
                    |attendee: &model::culture::Attendee| attendee.person == Some(pseudonym);
                if holder == person as usize
                    || fact.organizer == Some(pseudonym)
                    || fact.attendees.iter().any(listed)
                {
                    self.dirty_meetings.insert(fact.occurrence);
                }
            }
        }
    }

    /// Brings the columns up to date; the number of people whose own week was computed again.
    pub fn refresh(&mut self) -> usize {
        if self.dirty_people.is_empty() && self.dirty_meetings.is_empty() {
            return 0;
        }
        if !self.people_current {
            let before = self.people.window;
            self.people
                .load(&self.contexts, self.frame.default_rate_minor_per_hour);
            self.people_current = true;
            self.cross(before);
        }
        let mut people = std::mem::take(&mut self.dirty_people);
        let dirty = std::mem::take(&mut self.dirty_meetings);
        for occurrence in &dirty {
            let holders = self.holders.get(occurrence).into_iter().flatten();
            people.extend(holders.map(|&(person, _)| person));
        }
        self.load(&people);
        self.judged
            .judge(&self.people, &self.join, &self.frame.policy);
        for &person in &people {
            self.share(person);
        }
        self.credit(&dirty);
        people.len()
    }

    /// Marks the meetings of copies that entered or left the week of all people, because somebody's own week moved.
    /// Such a copy may be the one that tells of a meeting of others.
    fn cross(&mut self, before: Interval) {
        let after = self.people.window;
        if before == after {
            return;
        }
        for fact in self.calendars.iter().flat_map(BTreeMap::values) {
            if touches(before, fact) != touches(after, fact) {
                self.dirty_meetings.insert(fact.occurrence);
            }
        }
    }

    /// Joins the meetings of these people with all their copies.
    fn load(&mut self, people: &BTreeSet<u32>) {
        let mut copies: BTreeSet<(u32, Pseudonym)> = BTreeSet::new();
        for &person in people {
            for fact in self.calendars[person as usize].values() {
                copies.insert((person, fact.copy));
                if !fact.sensitive {
                    copies.extend(self.holders.get(&fact.occurrence).into_iter().flatten());
                }
            }
        }
        let calendars = &self.calendars;
        let facts = copies.iter().filter_map(|(person, copy)| {
            let fact = calendars[*person as usize].get(copy)?;
            Some((*person, fact))
        });
        self.join.agendas = self.frame.agendas;
        self.join
            .load(&self.people, &self.contexts, self.frame.groups, facts);
    }

    /// Computes one person's own week and replaces what it gave to organisers.
    fn share(&mut self, place: u32) {
        let shared = &mut self.shares[place as usize];
        for (organizer, brought) in shared.brought.drain(..) {
            self.brought[organizer as usize].take(&brought);
        }
        shared.row = ZERO;
        shared.matrix.clear();
        if !self.people.all[place as usize].measured {
            return;
        }
        self.desk.person(
            (&self.people, &self.join, &mut self.judged),
            place as usize,
            &self.frame.policy,
            &mut shared.row,
        );
        self.desk.matrix(&mut shared.matrix);
        let (from, to) = (
            self.join.at[place as usize],
            self.join.at[place as usize + 1],
        );
        for attendance in &self.join.attendances[from as usize..to as usize] {
            let meeting = attendance.meeting as usize;
            let organizer = self.join.meetings[meeting].organizer;
            if organizer == NOBODY {
                continue;
            }
            let brought = std::mem::take(&mut self.judged.brought[organizer as usize]);
            if !brought.is_nothing() {
                self.brought[organizer as usize].give(&brought);
                shared.brought.push((organizer, brought));
            }
        }
    }

    /// Replaces what meetings are credited with. Those joined have all their copies; dirty ones without are gone.
    fn credit(&mut self, dirty: &BTreeSet<Pseudonym>) {
        for occurrence in dirty {
            if let Some((old, _)) = self.credits.remove(occurrence) {
                self.organized[old.organizer as usize].remove(occurrence);
            }
        }
        for (place, meeting) in self.join.meetings.iter().enumerate() {
            if meeting.organizer == NOBODY || !dirty.contains(&meeting.occurrence) {
                continue;
            }
            let credit = (self.join.credits[place], self.judged.verdicts[place].state);
            self.credits.insert(meeting.occurrence, credit);
            self.organized[meeting.organizer as usize].insert(meeting.occurrence);
        }
    }

    /// The columns after all deltas.
    #[must_use]
    pub fn columns(&mut self) -> WeekColumns {
        self.refresh();
        let mut columns = WeekColumns {
            groups: self.frame.groups,
            ..WeekColumns::default()
        };
        columns.matrix_at.push(0);
        let mut found = Vec::new();
        for (place, shared) in self.shares.iter().enumerate() {
            let measured = self.people.all[place].measured;
            let mut row = shared.row;
            if measured {
                bring(&mut row, &self.brought[place]);
                for occurrence in &self.organized[place] {
                    if let Some((one, state)) = self.credits.get(occurrence) {
                        credit(&mut row, one, *state);
                        found.extend(series_of(one, *state));
                    }
                }
                series(&mut row, &mut found);
            }
            columns.measured.push(measured);
            columns.rows.push(row);
            columns.matrix.extend_from_slice(&shared.matrix);
            columns.matrix_at.push(columns.matrix.len() as u32);
        }
        columns
    }
}

#[cfg(test)]
mod tests;
