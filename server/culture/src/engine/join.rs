//! Joins the copies of a week to meetings and attendances, once for all policies.

mod holders;

use model::culture::{EventFact, Minute, Pseudonym, Response, ShowAs};

use super::{
    context::{Interval, PersonContext},
    meeting::{Credit, Describer, Lists, Meeting, OwnCopy, opaque, vanished},
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
/// The own copy isn't cancelled and wasn't gone before its end.
pub(super) const LIVE: u8 = 32;

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
    /// Agendas are looked for.
    pub(super) agendas: bool,
    occurrences: Table,
    away: Vec<(u32, Interval)>,
    /// Attendances by meeting, with the person; where each meeting's begin, and the end.
    holders: Vec<(u32, u32)>,
    holders_at: Vec<u32>,
    /// Begin and end by meeting.
    times: Vec<(Minute, Minute)>,
    order: Vec<(Minute, Minute, Attendance)>,
    /// Meeting and place among its heads where a person was last seen.
    stamps: Vec<(u32, u32)>,
}

/// Copies while they are being joined.
struct Copies<'a> {
    telling: Vec<Telling<'a>>,
    /// By attendance: the person's own copy.
    facts: Vec<&'a EventFact>,
}

/// The copy that tells of a meeting, so far.
struct Telling<'a> {
    fact: &'a EventFact,
    rank: u64,
    /// Place of the organiser whose copy it is, or nobody.
    owner: u32,
    /// The last attendance.
    last: u32,
}

impl Telling<'_> {
    fn own_copy(&self) -> OwnCopy {
        match self.owner {
            NOBODY => OwnCopy::Unknown,
            place => OwnCopy::Known(place),
        }
    }
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
            agendas: false,
            occurrences: Table::new(),
            away: Vec::new(),
            holders: Vec::new(),
            holders_at: Vec::new(),
            times: Vec::new(),
            order: Vec::new(),
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
        self.by_meeting(found.telling.len());
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
        };
        for (person, fact) in copies {
            if !touches(people.window, fact) || people.all[person as usize].opted_out {
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
        let own_copy = own_copy(fact, (person, pseudonym));
        let meeting = self.meeting(found, fact, own_copy);
        let bits = own_bits(fact, own_copy) | if live { LIVE } else { 0 };
        let last = found.telling[meeting as usize].last;
        // Attendances since the last begin are this person's.
        if last != NOBODY && self.at.last().is_some_and(|&begin| last >= begin) {
            if own_rank(fact) < own_rank(found.facts[last as usize]) {
                found.facts[last as usize] = fact;
                self.attendances[last as usize].bits = bits;
            }
            return;
        }
        found.telling[meeting as usize].last = self.attendances.len() as u32;
        found.facts.push(fact);
        self.attendances.push(Attendance {
            meeting,
            bits,
            manager: 0,
            skip: 0,
            other: 0,
        });
    }

    /// The meeting of a copy, which may be the one that tells of it.
    fn meeting<'a>(
        &mut self,
        found: &mut Copies<'a>,
        fact: &'a EventFact,
        own_copy: OwnCopy,
    ) -> u32 {
        let fresh = found.telling.len() as u32;
        let meeting = if fact.sensitive {
            fresh
        } else {
            self.occurrences.get_or_insert(fact.occurrence, fresh)
        };
        let rank = telling_rank(fact, own_copy);
        let owner = match own_copy {
            OwnCopy::Known(place) => place,
            OwnCopy::Unknown => NOBODY,
        };
        match found.telling.get_mut(meeting as usize) {
            None => found.telling.push(Telling {
                fact,
                rank,
                owner,
                last: NOBODY,
            }),
            Some(told) => {
                if rank > told.rank || rank == told.rank && fact.copy < told.fact.copy {
                    told.fact = fact;
                    told.rank = rank;
                    told.owner = owner;
                }
            }
        }
        meeting
    }

    fn describe(&mut self, people: &People, found: &Copies<'_>) {
        self.meetings.clear();
        self.credits.clear();
        self.times.clear();
        self.stamps.clear();
        self.stamps.resize(people.all.len(), (NOBODY, 0));
        for (place, told) in found.telling.iter().enumerate() {
            if place % TOGETHER == 0 {
                touch(&found.telling[place..found.telling.len().min(place + TOGETHER)]);
            }
            self.times.push((told.fact.start, told.fact.end));
            if told.fact.sensitive {
                let (meeting, credit) = opaque(told.fact);
                self.meetings.push(meeting);
                self.credits.push(credit);
                continue;
            }
            let mut describer = Describer {
                people,
                lists: &mut self.lists,
            };
            let (meeting, credit) = describer.describe(told.fact, told.own_copy());
            self.meetings.push(meeting);
            self.credits.push(credit);
            self.stamp(place);
            self.answers(found, place);
            self.relations(people, place);
        }
    }

    fn sort(&mut self, people: usize) {
        let meetings = &self.meetings;
        for person in 0..people {
            let (from, to) = (self.at[person] as usize, self.at[person + 1] as usize);
            let own = &mut self.attendances[from..to];
            self.order.clear();
            self.order.extend(own.iter().map(|&attendance| {
                let (start, end) = self.times[attendance.meeting as usize];
                (start, end, attendance)
            }));
            let key = |&(start, end, _): &(Minute, Minute, Attendance)| (start, end);
            // Nearly always in order already; the occurrence only matters among meetings of the same times.
            if self.order.is_sorted_by(|one, other| key(one) < key(other)) {
                continue;
            }
            self.order.sort_unstable_by(|one, other| {
                let occurrence = |meeting: u32| meetings[meeting as usize].occurrence;
                let order = key(one).cmp(&key(other));
                order.then_with(|| occurrence(one.2.meeting).cmp(&occurrence(other.2.meeting)))
            });
            for (to, &(_, _, attendance)) in own.iter_mut().zip(&self.order) {
                *to = attendance;
            }
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

/// Lists that are touched together.
const TOGETHER: usize = 16;

/// Reads a little of each list of attendees, so that their ways from far memory overlap instead of following each other.
fn touch(telling: &[Telling<'_>]) {
    let (mut first, mut last) = (0, 0);
    for told in telling {
        let attendees = &told.fact.attendees;
        first += attendees.first().map_or(0, |one| one.part as usize);
        last += attendees.last().map_or(0, |one| one.part as usize);
    }
    std::hint::black_box((first, last));
}

/// Whether a copy lies in an interval, at least in part.
pub(super) fn touches(window: Interval, fact: &EventFact) -> bool {
    fact.end > window.start && fact.start < window.end
}

/// Whether a copy on a person's calendar is the organiser's.
fn own_copy(fact: &EventFact, (person, pseudonym): (u32, Pseudonym)) -> OwnCopy {
    if fact.own == Response::Organizer || fact.organizer == Some(pseudonym) {
        OwnCopy::Known(person)
    } else {
        OwnCopy::Unknown
    }
}
