//! Joins the copies of a week to meetings and attendances, once for all policies.

use model::culture::{EventFact, Pseudonym, Response, ShowAs};

use super::{
    context::{Interval, PersonContext},
    meeting::{
        Credit, Describer, Head, Lists, Meeting, NON_DECLINED, OWN_COPY, OwnCopy, STRICT, opaque,
        presence, vanished,
    },
    people::{NOBODY, People, Stretch, join_intervals, stretches, subtract},
    rank::{own_bits, own_rank, telling_rank},
    table::Table,
};

/// The own copy passes the strict rule, the rule "not declined" ([`STRICT`], [`NON_DECLINED`]), and:
pub(super) const LISTED: u8 = 4;
/// Exactly this person and the manager.
pub(super) const WITH_MANAGER_ALONE: u8 = 8;
/// Exactly this person and a direct report.
pub(super) const WITH_REPORT_ALONE: u8 = 16;

/// One person at one meeting.
#[derive(Clone, Copy)]
pub(super) struct Attendance {
    pub(super) meeting: u32,
    pub(super) bits: u8,
    /// Presence of the manager, of the manager's manager, of the other one of two.
    pub(super) manager: u8,
    pub(super) skip: u8,
    pub(super) other: u8,
}

/// Working time and out-of-office time of a person; ranges into [`Join`]'s lists.
#[derive(Clone, Copy, Default)]
pub(super) struct Hours {
    pub(super) all: (u32, u32),
    pub(super) less_away: (u32, u32),
    pub(super) away: (u32, u32),
    pub(super) windows: (u32, u32),
}

pub(super) struct Join {
    pub(super) meetings: Vec<Meeting>,
    pub(super) credits: Vec<Credit>,
    pub(super) lists: Lists,
    pub(super) attendances: Vec<Attendance>,
    /// Where each person's attendances begin, and the end.
    pub(super) at: Vec<u32>,
    pub(super) hours: Vec<Hours>,
    pub(super) stretches: Vec<Stretch>,
    pub(super) intervals: Vec<Interval>,
    /// Meetings with a measured organiser, by organiser.
    pub(super) organized: Vec<u32>,
    pub(super) organized_at: Vec<u32>,
    pub(super) groups: u32,
    occurrences: Table,
    away: Vec<(u32, Interval)>,
    /// Meeting and place among its heads where a person was last seen.
    stamps: Vec<(u32, u32)>,
}

/// Copies while they are being joined.
struct Copies<'a> {
    telling: Vec<(&'a EventFact, OwnCopy)>,
    facts: Vec<&'a EventFact>,
    /// First attendance of each meeting; each links to the next, beside its person.
    first: Vec<u32>,
    links: Vec<(u32, u32)>,
}

impl Join {
    pub(super) fn new() -> Self {
        Self {
            meetings: Vec::new(),
            credits: Vec::new(),
            lists: Lists::default(),
            attendances: Vec::new(),
            at: Vec::new(),
            hours: Vec::new(),
            stretches: Vec::new(),
            intervals: Vec::new(),
            organized: Vec::new(),
            organized_at: Vec::new(),
            groups: 0,
            occurrences: Table::new(),
            away: Vec::new(),
            stamps: Vec::new(),
        }
    }

    /// Joins copies, given person by person in rising order.
    pub(super) fn load<'a>(
        &mut self,
        people: &People,
        contexts: &[PersonContext],
        groups: u32,
        copies: impl Iterator<Item = (u32, &'a EventFact)>,
    ) {
        self.groups = groups;
        self.lists.clear(groups);
        let found = self.collect(people, contexts, copies);
        self.describe(people, &found);
        self.sort(people.all.len());
        self.hours(contexts);
        self.by_organizer(people);
    }

    fn collect<'a>(
        &mut self,
        people: &People,
        contexts: &[PersonContext],
        copies: impl Iterator<Item = (u32, &'a EventFact)>,
    ) -> Copies<'a> {
        self.occurrences.clear();
        self.attendances.clear();
        self.at.clear();
        self.at.push(0);
        self.away.clear();
        let mut found = Copies {
            telling: Vec::with_capacity(self.meetings.len()),
            facts: Vec::with_capacity(self.attendances.capacity()),
            first: Vec::with_capacity(self.meetings.len()),
            links: Vec::with_capacity(self.attendances.capacity()),
        };
        for (person, fact) in copies {
            if fact.end <= people.window.start
                || fact.start >= people.window.end
                || people.all[person as usize].opted_out
            {
                continue;
            }
            while self.at.len() <= person as usize {
                self.at.push(self.attendances.len() as u32);
            }
            self.copy(&mut found, (person, contexts[person as usize].person), fact);
        }
        while self.at.len() <= people.all.len() {
            self.at.push(self.attendances.len() as u32);
        }
        found
    }

    fn copy<'a>(
        &mut self,
        found: &mut Copies<'a>,
        (person, pseudonym): (u32, Pseudonym),
        fact: &'a EventFact,
    ) {
        let live = !fact.cancelled && !vanished(fact);
        if live && fact.show_as == ShowAs::OutOfOffice && fact.own != Response::Declined {
            let away = Interval {
                start: fact.start,
                end: fact.end,
            };
            self.away.push((person, away));
        }
        let fresh = found.telling.len() as u32;
        let own_copy = if fact.own == Response::Organizer || fact.organizer == Some(pseudonym) {
            OwnCopy::Known(person)
        } else {
            OwnCopy::Unknown
        };
        let meeting = if fact.sensitive {
            fresh
        } else {
            self.occurrences.get_or_insert(fact.occurrence, fresh)
        };
        if meeting == fresh {
            found.telling.push((fact, own_copy));
            found.first.push(NOBODY);
        } else if telling_rank(fact, own_copy) > {
            let (told, own) = found.telling[meeting as usize];
            telling_rank(told, own)
        } {
            found.telling[meeting as usize] = (fact, own_copy);
        }
        let bits = if live { own_bits(fact, own_copy) } else { 0 };
        let at = found.first[meeting as usize];
        if at != NOBODY && found.links[at as usize].0 == person {
            if own_rank(fact) < own_rank(found.facts[at as usize]) {
                found.facts[at as usize] = fact;
                self.attendances[at as usize].bits = bits;
            }
            return;
        }
        found.first[meeting as usize] = self.attendances.len() as u32;
        found.links.push((person, at));
        found.facts.push(fact);
        self.attendances.push(Attendance {
            meeting,
            bits,
            manager: 0,
            skip: 0,
            other: 0,
        });
    }

    fn describe(&mut self, people: &People, found: &Copies<'_>) {
        self.meetings.clear();
        self.credits.clear();
        self.stamps.clear();
        self.stamps.resize(people.all.len(), (NOBODY, 0));
        for (place, &(fact, own_copy)) in found.telling.iter().enumerate() {
            if fact.sensitive {
                let (meeting, credit) = opaque(fact);
                self.meetings.push(meeting);
                self.credits.push(credit);
                continue;
            }
            let mut describer = Describer {
                people,
                lists: &mut self.lists,
            };
            let (meeting, credit) = describer.describe(fact, own_copy);
            self.meetings.push(meeting);
            self.credits.push(credit);
            self.holders(people, found, place);
        }
    }

    /// Answers and relations of the holders of one meeting's copies.
    ///
    /// Where the organiser's copy isn't known, holders tell their own answers; who isn't listed is present by their own
    /// answer.
    fn holders(&mut self, people: &People, found: &Copies<'_>, place: usize) {
        let meeting = &mut self.meetings[place];
        let range = meeting.heads.0 as usize..(meeting.heads.0 + meeting.heads.1) as usize;
        let heads = &mut self.lists.heads[range];
        for (at, head) in heads.iter().enumerate() {
            self.stamps[head.person() as usize] = (place as u32, at as u32);
        }
        let stamps = &self.stamps;
        let find = |person: u32| match stamps.get(person as usize) {
            Some(&(stamped, at)) if stamped == place as u32 => Some(at as usize),
            _ => None,
        };
        let mut next = found.first[place];
        while next != NOBODY {
            let (person, after) = found.links[next as usize];
            let attendance = &mut self.attendances[next as usize];
            let fact = found.facts[next as usize];
            next = after;
            let at = find(person);
            if at.is_some() {
                attendance.bits |= LISTED;
            }
            let told = at.is_some() && meeting.flags & OWN_COPY != 0;
            if told || meeting.organizer == person || fact.cancelled || vanished(fact) {
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
        let mut next = found.first[place];
        while next != NOBODY {
            let (person, after) = found.links[next as usize];
            let attendance = &mut self.attendances[next as usize];
            next = after;
            let known = &people.all[person as usize];
            attendance.manager = find(known.manager).map_or(0, |at| heads[at].presence());
            attendance.skip = find(known.skip).map_or(0, |at| heads[at].presence());
            let (2, &mut [first, second]) = (meeting.size, &mut *heads) else {
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
            if people.all[other.person() as usize].manager == person {
                attendance.bits |= WITH_REPORT_ALONE;
            }
        }
    }

    fn sort(&mut self, people: usize) {
        let meetings = &self.meetings;
        for person in 0..people {
            let (from, to) = (self.at[person] as usize, self.at[person + 1] as usize);
            let own = &mut self.attendances[from..to];
            let key = |attendance: &Attendance| {
                let meeting = &meetings[attendance.meeting as usize];
                (meeting.start, meeting.end)
            };
            // Nearly always in order already; the occurrence only matters among meetings of the same times.
            if own.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])) {
                continue;
            }
            own.sort_unstable_by(|a, b| {
                let (one, other) = (&meetings[a.meeting as usize], &meetings[b.meeting as usize]);
                (one.start, one.end, one.occurrence).cmp(&(
                    other.start,
                    other.end,
                    other.occurrence,
                ))
            });
        }
    }

    fn hours(&mut self, contexts: &[PersonContext]) {
        self.hours.clear();
        self.stretches.clear();
        self.intervals.clear();
        let (mut working, mut away, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = 0;
        for (place, context) in contexts.iter().enumerate() {
            let mut hours = Hours::default();
            working.clear();
            working.extend_from_slice(&context.working);
            join_intervals(&mut working);
            hours.all = self.add_stretches(context, &working);
            hours.less_away = hours.all;
            away.clear();
            away.extend_from_slice(&context.out_of_office);
            while let Some(&(person, interval)) = self.away.get(next) {
                if person as usize > place {
                    break;
                }
                away.push(interval);
                next += 1;
            }
            if !away.is_empty() {
                join_intervals(&mut away);
                rest.clear();
                subtract(&working, &away, &mut rest);
                hours.less_away = self.add_stretches(context, &rest);
                hours.away = self.add_intervals(&away);
            }
            if !context.no_meeting.is_empty() {
                rest.clear();
                rest.extend_from_slice(&context.no_meeting);
                join_intervals(&mut rest);
                hours.windows = self.add_intervals(&rest);
            }
            self.hours.push(hours);
        }
    }

    fn add_stretches(&mut self, context: &PersonContext, working: &[Interval]) -> (u32, u32) {
        let from = self.stretches.len() as u32;
        stretches(&context.days, working, &mut self.stretches);
        (from, self.stretches.len() as u32)
    }

    fn add_intervals(&mut self, intervals: &[Interval]) -> (u32, u32) {
        let from = self.intervals.len() as u32;
        self.intervals.extend_from_slice(intervals);
        (from, self.intervals.len() as u32)
    }

    fn by_organizer(&mut self, people: &People) {
        self.organized_at.clear();
        self.organized_at.resize(people.all.len() + 2, 0);
        let measured = |meeting: &Meeting| {
            let organizer = meeting.organizer as usize;
            people
                .all
                .get(organizer)
                .is_some_and(|person| person.measured)
                .then_some(organizer)
        };
        for organizer in self.meetings.iter().filter_map(measured) {
            self.organized_at[organizer + 2] += 1;
        }
        for place in 2..self.organized_at.len() {
            self.organized_at[place] += self.organized_at[place - 1];
        }
        let total = self.organized_at.last().copied().unwrap_or(0);
        self.organized.clear();
        self.organized.resize(total as usize, 0);
        for (place, meeting) in self.meetings.iter().enumerate() {
            if let Some(organizer) = measured(meeting) {
                let at = &mut self.organized_at[organizer + 1];
                self.organized[*at as usize] = place as u32;
                *at += 1;
            }
        }
    }
}
