//! One meeting as its telling copy describes it, independent of the policy.

use model::culture::quantity::DELAY_ENDS;
use model::culture::{Attendee, Domain, EventFact, Minute, Part, Pseudonym, Quantity, Response};

use super::{
    marks::{first_answer, flags, mask, speedy},
    people::{NOBODY, People},
};

/// Present by the strict rule, as far as answers tell.
pub(super) const STRICT: u8 = 1;
/// Present by the rule "not declined".
pub(super) const NON_DECLINED: u8 = 2;

pub(super) const SENSITIVE: u16 = 1;
pub(super) const COMPANY: u16 = 2;
pub(super) const CANCELLED: u16 = 4;
pub(super) const ALL_DAY: u16 = 8;
pub(super) const OF_SERIES: u16 = 16;
pub(super) const EXCEPTION: u16 = 32;
pub(super) const NO_AGENDA: u16 = 64;
pub(super) const AGENDA: u16 = 128;
pub(super) const SPEEDY: u16 = 256;
pub(super) const LATE_CANCELLED: u16 = 512;
pub(super) const ZONED: u16 = 1024;
/// Begins in the week of its measured organiser.
pub(super) const CREDITED: u16 = 2048;
pub(super) const SERIES_KNOWN: u16 = 4096;
pub(super) const SERIES_OPEN: u16 = 8192;
/// The organiser's copy is known.
pub(super) const OWN_COPY: u16 = 16_384;
pub(super) const SHORT_NOTICE: u16 = 32_768;

/// [`DELAY_ENDS`] in the width of delays.
const DELAYS: [i32; DELAY_ENDS.len()] = {
    let mut ends = [0; DELAY_ENDS.len()];
    let mut class = 0;
    while class < ends.len() {
        ends[class] = DELAY_ENDS[class] as i32;
        class += 1;
    }
    ends
};

/// A person of the week at a meeting: place and presence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Head(u32);

impl Head {
    pub(super) const fn new(person: u32, presence: u8) -> Self {
        Self(person << 2 | presence as u32)
    }

    pub(super) const fn person(self) -> u32 {
        self.0 >> 2
    }

    pub(super) const fn presence(self) -> u8 {
        (self.0 & 3) as u8
    }
}

/// What the inner loops read of a meeting.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub(super) occurrence: Pseudonym,
    pub(super) start: Minute,
    pub(super) end: Minute,
    /// Place of the organiser, whoever called it among the people known.
    pub(super) organizer: u32,
    /// n(m), or 0 when unknown.
    pub(super) size: u32,
    /// Present by strict and non-declined.
    pub(super) present: [u32; 2],
    /// Columns below 64 that its hours go to, whatever the policy.
    pub(super) mask: u64,
    pub(super) heads: (u32, u32),
    pub(super) groups: (u32, u32),
    pub(super) flags: u16,
}

/// What is credited to the organiser when the meeting begins in their week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) organizer: u32,
    pub(super) series: Pseudonym,
    pub(super) length: i32,
    pub(super) size: u32,
    pub(super) spread: i32,
    /// Class of the lead time, or 255.
    pub(super) lead: u8,
    pub(super) flags: u16,
    pub(super) moves: u16,
    /// Accepted, tentative, declined, silent.
    pub(super) answers: [u16; 4],
    pub(super) invited: u16,
    pub(super) optional: u16,
    pub(super) delays: [u16; DELAY_ENDS.len()],
}

impl Credit {
    const NONE: Self = Self {
        organizer: NOBODY,
        series: Pseudonym([0; 16]),
        length: 0,
        size: 0,
        spread: 0,
        lead: u8::MAX,
        flags: 0,
        moves: 0,
        answers: [0; 4],
        invited: 0,
        optional: 0,
        delays: [0; DELAY_ENDS.len()],
    };
}

/// The flat lists that meetings point into.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) heads: Vec<Head>,
    /// Target of the matrix and number of people.
    pub(super) groups: Vec<(u32, u32)>,
    counts: Vec<u32>,
    targets: u32,
}

impl Lists {
    pub(super) fn clear(&mut self, groups: u32) {
        self.heads.clear();
        self.groups.clear();
        self.counts.clear();
        self.counts.resize(groups as usize + 2, 0);
        self.targets = groups;
    }

    pub(super) fn heads_of(&self, meeting: &Meeting) -> &[Head] {
        &self.heads[meeting.heads.0 as usize..(meeting.heads.0 + meeting.heads.1) as usize]
    }

    pub(super) fn heads_of_mut(&mut self, meeting: &Meeting) -> &mut [Head] {
        &mut self.heads[meeting.heads.0 as usize..(meeting.heads.0 + meeting.heads.1) as usize]
    }

    fn target(&self, group: u32) -> u32 {
        if group < self.targets {
            group
        } else {
            self.targets + 1
        }
    }

    fn count(&mut self, target: u32) {
        let count = &mut self.counts[target as usize];
        if *count == 0 {
            self.groups.push((target, 0));
        }
        *count += 1;
    }
}

pub(super) const fn bit(quantity: Quantity) -> u64 {
    1 << quantity.0
}

pub(super) const fn presence(response: Response) -> u8 {
    match response {
        Response::Organizer | Response::Accepted => STRICT | NON_DECLINED,
        Response::Declined => 0,
        Response::None | Response::Tentative => NON_DECLINED,
    }
}

/// Gone from the calendar before it was over.
pub(super) fn vanished(fact: &EventFact) -> bool {
    fact.gone_seen.is_some_and(|seen| seen < fact.end)
}

/// A sensitive copy: its times and nothing else.
pub(super) fn opaque(fact: &EventFact) -> (Meeting, Credit) {
    let mut flags = SENSITIVE;
    flags |= if fact.company { COMPANY } else { 0 };
    flags |= if fact.all_day { ALL_DAY } else { 0 };
    flags |= if fact.cancelled || vanished(fact) {
        CANCELLED
    } else {
        0
    };
    let meeting = Meeting {
        occurrence: fact.occurrence,
        start: fact.start,
        end: fact.end,
        organizer: NOBODY,
        size: 0,
        present: [0; 2],
        mask: bit(Quantity::PRIVATE),
        heads: (0, 0),
        groups: (0, 0),
        flags,
    };
    (meeting, Credit::NONE)
}

/// Describes meetings from their telling copies.
pub(super) struct Describer<'a> {
    pub(super) people: &'a People,
    pub(super) lists: &'a mut Lists,
}

struct Roll {
    size: u32,
    foreign: u32,
    present: [u32; 2],
    offsets: Option<(i32, i32)>,
}

impl Describer<'_> {
    /// The meeting a copy tells of; `own_copy` says that it's the organiser's.
    pub(super) fn describe(&mut self, fact: &EventFact, own_copy: OwnCopy) -> (Meeting, Credit) {
        let organizer = match own_copy {
            OwnCopy::Known(place) => Some(place),
            OwnCopy::Unknown => fact.organizer.and_then(|person| self.people.find(person)),
        };
        let heads_at = self.lists.heads.len();
        let groups_at = self.lists.groups.len();
        let mut credit = Credit::NONE;
        let mut roll = Roll {
            size: 0,
            foreign: 0,
            present: [0; 2],
            offsets: None,
        };
        let side = match fact.organizer_domain {
            Some(domain) => domain,
            None => Domain::Internal,
        };
        self.enter(&mut roll, fact.start, (organizer, side), 3);
        for attendee in &fact.attendees {
            if attendee.person.is_some() && attendee.person == fact.organizer {
                continue;
            }
            self.attendee(&mut roll, &mut credit, fact, attendee);
        }
        self.close_groups(groups_at);
        let unknown = fact.hidden_list && !own_copy.known();
        let size = if unknown { 0 } else { roll.size };
        let (mask, lead) = mask(fact, (roll.size, roll.foreign), size);
        let mut flags = flags(fact);
        flags |= if own_copy.known() { OWN_COPY } else { 0 };
        flags |= if roll.offsets.is_some() { ZONED } else { 0 };
        let meeting = Meeting {
            occurrence: fact.occurrence,
            start: fact.start,
            end: fact.end,
            organizer: organizer.unwrap_or(NOBODY),
            size,
            present: roll.present,
            mask,
            heads: (heads_at as u32, (self.lists.heads.len() - heads_at) as u32),
            groups: (
                groups_at as u32,
                (self.lists.groups.len() - groups_at) as u32,
            ),
            flags,
        };
        self.finish_credit(&mut credit, fact, &meeting);
        credit.spread = roll.offsets.map_or(0, |(least, most)| most - least);
        credit.lead = lead;
        (meeting, credit)
    }

    fn attendee(
        &mut self,
        roll: &mut Roll,
        credit: &mut Credit,
        fact: &EventFact,
        attendee: &Attendee,
    ) {
        let place = attendee.person.and_then(|person| self.people.place(person));
        let opted_out = place.is_some_and(|place| self.people.listed[place as usize].opted_out);
        let known = place.filter(|_| !opted_out);
        self.enter(
            roll,
            fact.start,
            (known, attendee.domain),
            presence(attendee.response),
        );
        if attendee.person.is_none() || opted_out {
            return;
        }
        credit.invited += 1;
        credit.optional += u16::from(attendee.part == Part::Optional);
        let answer = match attendee.response {
            Response::Accepted | Response::Organizer => 0,
            Response::Tentative => 1,
            Response::Declined => 2,
            Response::None => 3,
        };
        credit.answers[answer] += 1;
        if !first_answer(fact) {
            return;
        }
        if let (Some(delay), true) = (attendee.response_delay_min, answer != 3) {
            // Counts ends passed rather than search for the first: without a branch on the answer.
            let passed: u16 = DELAYS.iter().map(|&end| u16::from(delay > end)).sum();
            credit.delays[usize::from(passed).min(DELAYS.len() - 1)] += 1;
        }
    }

    fn enter(
        &mut self,
        roll: &mut Roll,
        start: Minute,
        (place, domain): (Option<u32>, Domain),
        presence: u8,
    ) {
        roll.size += 1;
        roll.present[0] += u32::from(presence & STRICT);
        roll.present[1] += u32::from(presence & NON_DECLINED) >> 1;
        let foreign = !matches!(domain, Domain::Internal);
        roll.foreign += u32::from(foreign);
        let target = match place {
            Some(place) => {
                let group = self.people.listed[place as usize].group;
                self.lists.heads.push(Head::new(place, presence));
                let offset = self.people.offset_at(place, start);
                roll.offsets = Some(roll.offsets.map_or((offset, offset), |(least, most)| {
                    (least.min(offset), most.max(offset))
                }));
                self.lists.target(group)
            }
            None if foreign => self.lists.targets,
            None => self.lists.targets + 1,
        };
        self.lists.count(target);
    }

    fn close_groups(&mut self, from: usize) {
        let groups = &mut self.lists.groups[from..];
        groups.sort_unstable();
        for (target, count) in groups {
            *count = std::mem::take(&mut self.lists.counts[*target as usize]);
        }
    }

    fn finish_credit(&self, credit: &mut Credit, fact: &EventFact, meeting: &Meeting) {
        credit.organizer = meeting.organizer;
        credit.series = fact.series.unwrap_or_default();
        credit.length = fact.end - fact.start;
        credit.size = meeting.size;
        credit.moves = fact.moves;
        credit.flags = meeting.flags;
        if !fact.response_requested || meeting.flags & OWN_COPY == 0 {
            credit.answers = [0; 4];
        }
        if !first_answer(fact) || meeting.flags & OWN_COPY == 0 {
            credit.delays = [0; DELAY_ENDS.len()];
        }
        let Some(organizer) = self.people.all.get(meeting.organizer as usize) else {
            return;
        };
        if organizer.measured && organizer.start <= fact.start && fact.start < organizer.end {
            credit.flags |= CREDITED;
        }
        let local = fact.start + self.people.offset_at(meeting.organizer, fact.start);
        if speedy(local, credit.length) {
            credit.flags |= SPEEDY;
        }
    }
}

/// Whether the telling copy is the organiser's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnCopy {
    /// By the person at this place.
    Known(u32),
    Unknown,
}

impl OwnCopy {
    pub(super) const fn known(self) -> bool {
        matches!(self, Self::Known(_))
    }
}
