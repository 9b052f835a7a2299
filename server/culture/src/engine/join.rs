//! Joins the copies of a week to meetings and attendances, once for all policies.

use model::culture::{EventFact, Pseudonym, Response, ShowAs};

use super::{
    context::{Interval, PersonContext},
    meeting::{
        Credit, Describer, Head, Lists, Meeting, NON_DECLINED, OWN_COPY, OwnCopy, SENSITIVE,
        STRICT, opaque, presence, vanished,
    },
    people::{NOBODY, People, Stretch, join_intervals, stretches, subtract},
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
}

/// Copies while they are being joined.
struct Copies<'a> {
    telling: Vec<(&'a EventFact, OwnCopy)>,
    facts: Vec<&'a EventFact>,
    last_holder: Vec<(u32, u32)>,
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
        self.own_answers(people, &found);
        self.relate(people);
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
            last_holder: Vec::with_capacity(self.meetings.len()),
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
            found.last_holder.push((NOBODY, 0));
        } else if telling_rank(fact, own_copy) > {
            let (told, own) = found.telling[meeting as usize];
            telling_rank(told, own)
        } {
            found.telling[meeting as usize] = (fact, own_copy);
        }
        let bits = if live { own_bits(fact, own_copy) } else { 0 };
        let (holder, at) = found.last_holder[meeting as usize];
        if holder == person {
            if own_rank(fact) < own_rank(found.facts[at as usize]) {
                found.facts[at as usize] = fact;
                self.attendances[at as usize].bits = bits;
            }
            return;
        }
        found.last_holder[meeting as usize] = (person, self.attendances.len() as u32);
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
        let mut describer = Describer {
            people,
            lists: &mut self.lists,
        };
        for &(fact, own_copy) in &found.telling {
            let (meeting, credit) = if fact.sensitive {
                opaque(fact)
            } else {
                describer.describe(fact, own_copy)
            };
            self.meetings.push(meeting);
            self.credits.push(credit);
        }
    }

    /// Where the organiser's copy isn't known, holders of copies tell their own answers; who isn't listed is present by
    /// their own answer.
    fn own_answers(&mut self, people: &People, found: &Copies<'_>) {
        for person in 0..people.all.len() {
            let (from, to) = (self.at[person] as usize, self.at[person + 1] as usize);
            for (attendance, fact) in self.attendances[from..to]
                .iter_mut()
                .zip(&found.facts[from..to])
            {
                let meeting = &mut self.meetings[attendance.meeting as usize];
                if meeting.flags & SENSITIVE != 0 || meeting.organizer == person as u32 {
                    attendance.bits |= LISTED;
                    continue;
                }
                let range = meeting.heads.0 as usize..(meeting.heads.0 + meeting.heads.1) as usize;
                let heads = &mut self.lists.heads[range];
                let place = heads.iter().position(|head| head.person() == person as u32);
                let live = !fact.cancelled && !vanished(fact);
                let own = presence(fact.own);
                let listed = match place {
                    Some(place) => {
                        attendance.bits |= LISTED;
                        if !live || meeting.flags & OWN_COPY != 0 {
                            continue;
                        }
                        let listed = heads[place].presence();
                        heads[place] = Head::new(person as u32, own);
                        listed
                    }
                    None if live => 0,
                    None => continue,
                };
                meeting.present[0] += u32::from(own & STRICT);
                meeting.present[0] -= u32::from(listed & STRICT);
                meeting.present[1] += u32::from(own & NON_DECLINED) >> 1;
                meeting.present[1] -= u32::from(listed & NON_DECLINED) >> 1;
            }
        }
    }

    /// Looks up manager, manager's manager and the other one of two.
    fn relate(&mut self, people: &People) {
        for (place, person) in people.all.iter().enumerate() {
            let (from, to) = (self.at[place] as usize, self.at[place + 1] as usize);
            for attendance in &mut self.attendances[from..to] {
                let meeting = &self.meetings[attendance.meeting as usize];
                let heads = self.lists.heads_of(meeting);
                for head in heads {
                    if head.person() == person.manager {
                        attendance.manager = head.presence();
                    }
                    if head.person() == person.skip {
                        attendance.skip = head.presence();
                    }
                }
                let (2, &[first, second]) = (meeting.size, heads) else {
                    continue;
                };
                let other = match (
                    first.person() == place as u32,
                    second.person() == place as u32,
                ) {
                    (true, false) => second,
                    (false, true) => first,
                    _ => continue,
                };
                attendance.other = other.presence();
                if other.person() == person.manager {
                    attendance.bits |= WITH_MANAGER_ALONE;
                }
                if people.all[other.person() as usize].manager == place as u32 {
                    attendance.bits |= WITH_REPORT_ALONE;
                }
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

/// Which copy tells of a meeting: the greatest.
fn telling_rank(
    fact: &EventFact,
    own_copy: OwnCopy,
) -> (bool, bool, usize, std::cmp::Reverse<Pseudonym>) {
    (
        own_copy.known(),
        !fact.hidden_list,
        fact.attendees.len(),
        std::cmp::Reverse(fact.copy),
    )
}

/// Which of two copies of one meeting on one calendar counts: the smallest.
fn own_rank(fact: &EventFact) -> (bool, bool, Pseudonym) {
    (
        fact.cancelled || vanished(fact),
        fact.own != Response::Organizer,
        fact.copy,
    )
}

fn own_bits(fact: &EventFact, own_copy: OwnCopy) -> u8 {
    let own = if own_copy.known() {
        STRICT | NON_DECLINED
    } else {
        presence(fact.own)
    };
    let free = fact.show_as != ShowAs::Busy;
    if free { own & !STRICT } else { own }
}
