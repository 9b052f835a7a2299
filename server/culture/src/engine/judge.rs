//! Applies a policy to meetings: which are held, and which columns their hours go to.

use model::culture::{Attendance, Cancelled, Minute, Policy, Quantity, Reason, SizeBasis};

use super::{
    join::{Join, LIVE},
    meeting::{
        AGENDA, ALL_DAY, CANCELLED, COMPANY, Meeting, NO_AGENDA, NON_DECLINED, SENSITIVE,
        SHORT_NOTICE, STRICT, bit,
    },
    people::People,
};

pub(super) const HELD: u8 = 1;
pub(super) const SCHEDULED: u8 = 2;
pub(super) const INVITING: u8 = 4;
/// Above the states: why a meeting isn't held, as [`Reason`].
const WHY: u32 = 4;

/// Flags of M44 in the order of their columns; conflict is a person's, the others are the meeting's.
pub(super) const CONFLICT: u8 = 1;
pub(super) const REDUNDANT: u8 = 2;
const LARGE_LONG: u8 = 4;
const AGENDA_MISSING: u8 = 8;
const SHORT: u8 = 16;
/// All flags.
pub(super) const FLAGS: u8 = 31;
/// Beside the flags: the meeting isn't private, so that it may be known whether it has an agenda.
pub(super) const AGENDA_OPEN: u8 = 64;
/// Beside the flags: it is known whether the meeting has an agenda.
pub(super) const AGENDA_KNOWN: u8 = 128;

/// A meeting under a policy.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub(super) mask: u64,
    // Copied from the meeting, so that the inner loops read one place of memory for each attendance.
    pub(super) start: Minute,
    pub(super) end: Minute,
    pub(super) organizer: u32,
    pub(super) size: u32,
    pub(super) groups: u32,
    pub(super) groups_len: u16,
    pub(super) low: u8,
    pub(super) state: u8,
}

/// What attendees bring to an organiser's meetings.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Brought {
    pub(super) attended: i64,
    pub(super) outside: i64,
    pub(super) own: i64,
    pub(super) cost: i64,
    pub(super) focus: i64,
}

impl Verdict {
    /// Why the meeting isn't held.
    pub(super) const fn why(&self) -> usize {
        (self.state >> WHY) as usize
    }
}

impl Brought {
    pub(super) fn give(&mut self, more: &Self) {
        self.attended += more.attended;
        self.outside += more.outside;
        self.own += more.own;
        self.cost += more.cost;
        self.focus += more.focus;
    }

    pub(super) fn take(&mut self, less: &Self) {
        self.attended -= less.attended;
        self.outside -= less.outside;
        self.own -= less.own;
        self.cost -= less.cost;
        self.focus -= less.focus;
    }

    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

pub(super) struct Judged {
    pub(super) verdicts: Vec<Verdict>,
    /// By organiser.
    pub(super) brought: Vec<Brought>,
    levels: Vec<u64>,
}

/// The bits that an attendance needs to count, its meeting being held.
pub(super) const fn needed(policy: &Policy) -> u8 {
    match policy.cancelled {
        Cancelled::Exclude => rule(policy) | LIVE,
        Cancelled::Include => rule(policy),
    }
}

/// The presence bit of a policy.
pub(super) const fn rule(policy: &Policy) -> u8 {
    match policy.attendance {
        Attendance::Strict => STRICT,
        Attendance::NonDeclined => NON_DECLINED,
    }
}

impl Judged {
    pub(super) fn new() -> Self {
        Self {
            verdicts: Vec::new(),
            brought: Vec::new(),
            levels: Vec::new(),
        }
    }

    pub(super) fn judge(&mut self, people: &People, join: &Join, policy: &Policy) {
        self.brought.clear();
        self.brought.resize(people.all.len(), Brought::default());
        self.levels.clear();
        self.levels.resize(join.groups as usize, 0);
        self.verdicts.clear();
        for meeting in &join.meetings {
            let mut verdict = verdict(meeting, policy);
            if verdict.state & HELD != 0
                && meeting.heads.1 >= 3
                && self.redundant(people, join, meeting, rule(policy))
            {
                verdict.mask |= bit(Quantity::REDUNDANT_LEVELS);
                verdict.low |= REDUNDANT;
            }
            self.verdicts.push(verdict);
        }
    }

    /// M39: three distinct levels of one group are present.
    fn redundant(&mut self, people: &People, join: &Join, meeting: &Meeting, rule: u8) -> bool {
        let heads = join.lists.heads_of(meeting);
        for head in heads {
            let listed = people.listed[head.person() as usize];
            if let Some(levels) = self.levels.get_mut(listed.group as usize) {
                *levels |= listed.level() * u64::from(head.presence() & rule != 0);
            }
        }
        let mut found = false;
        for head in heads {
            let listed = people.listed[head.person() as usize];
            if let Some(levels) = self.levels.get_mut(listed.group as usize) {
                found |= three(std::mem::take(levels));
            }
        }
        found
    }
}

/// At least three bits are set.
const fn three(bits: u64) -> bool {
    let less_one = bits & bits.wrapping_sub(1);
    less_one & less_one.wrapping_sub(1) != 0
}

fn verdict(meeting: &Meeting, policy: &Policy) -> Verdict {
    let (mask, low, state) = rate(meeting, policy);
    Verdict {
        mask,
        start: meeting.start,
        end: meeting.end,
        organizer: meeting.organizer,
        size: meeting.size,
        groups: meeting.groups.0,
        groups_len: meeting.groups.1 as u16,
        low,
        state,
    }
}

/// Mask, flags of M44 and state of a meeting.
fn rate(meeting: &Meeting, policy: &Policy) -> (u64, u8, u8) {
    let length = meeting.end - meeting.start;
    let fits = length > 0
        && i64::from(length) <= i64::from(policy.max_duration_min)
        && (policy.all_day || meeting.flags & ALL_DAY == 0);
    let live = meeting.flags & CANCELLED == 0 || policy.cancelled == Cancelled::Include;
    let why = why(meeting, policy, live) << WHY;
    if meeting.flags & SENSITIVE != 0 {
        let company = policy.min_participants < 2 || meeting.flags & COMPANY != 0;
        let held = fits && live && policy.sensitive_counts && company;
        return (meeting.mask, 0, (u8::from(held) * HELD) | why);
    }
    let present = meeting.present[usize::from(rule(policy) == NON_DECLINED)];
    let enough = meeting.size == 0
        || present >= u32::from(policy.min_participants)
            && policy
                .max_participants
                .is_none_or(|most| present <= u32::from(most));
    let several = meeting.size != 1;
    let size = match policy.size_basis {
        _ if meeting.size == 0 => 0,
        SizeBasis::Invited => meeting.size,
        SizeBasis::Attended => present,
    };
    let mut state = why;
    state |= if fits && live && enough { HELD } else { 0 };
    state |= if fits && several { SCHEDULED } else { 0 };
    state |= if fits && several && live { INVITING } else { 0 };
    let large_long = size > 8 && length > 60;
    let mut low = AGENDA_OPEN;
    low |= if large_long { LARGE_LONG } else { 0 };
    low |= if meeting.flags & NO_AGENDA != 0 {
        AGENDA_MISSING
    } else {
        0
    };
    low |= if meeting.flags & SHORT_NOTICE != 0 {
        SHORT
    } else {
        0
    };
    low |= if meeting.flags & (AGENDA | NO_AGENDA) != 0 {
        AGENDA_KNOWN
    } else {
        0
    };
    (meeting.mask | shape(size, length), low, state)
}

/// The first reason that keeps a meeting from being held, should it not be.
fn why(meeting: &Meeting, policy: &Policy, live: bool) -> u8 {
    let length = i64::from(meeting.end - meeting.start);
    let reason = if !live {
        Reason::Cancelled
    } else if meeting.flags & ALL_DAY != 0 && !policy.all_day {
        Reason::AllDay
    } else if length > i64::from(policy.max_duration_min) {
        Reason::TooLong
    } else if meeting.flags & SENSITIVE != 0 && !policy.sensitive_counts {
        Reason::Private
    } else {
        Reason::Alone
    };
    reason as u8
}

/// M7, M11, M15 and the mosaic: the columns of a size and a length.
fn shape(size: u32, length: i32) -> u64 {
    let span = match length {
        ..=30 => 0,
        31..=60 => 1,
        61..=120 => 2,
        121.. => 3,
    };
    let mut mask = bit(kind(size, length));
    mask |= match size {
        0 | 1 => bit(Quantity::SIZE_UNKNOWN),
        2 => bit(Quantity::MOSAIC[span]),
        3..=8 => bit(Quantity::MOSAIC[4 + span]),
        9..=18 => bit(Quantity::MOSAIC[8 + span]),
        19..=50 => bit(Quantity::MOSAIC[12 + span]),
        51.. => bit(Quantity::MOSAIC[16 + span]),
    };
    if size > 8 && length > 60 {
        mask |= bit(Quantity::LARGE_LONG);
    }
    if size > 8 || length > 60 {
        mask |= bit(Quantity::LARGE_OR_LONG);
    }
    mask
}

/// M15, first match. Meetings of exactly 2 h are lengthy or bloated before they could be workshops.
const fn kind(size: u32, length: i32) -> Quantity {
    match (size, length) {
        (0, _) => Quantity::TYPE_OTHER,
        (2, ..=60) => Quantity::TYPE_ONE_TO_ONE,
        (3..=8, ..=60) => Quantity::TYPE_DECISION,
        (9..=18, ..=60) => Quantity::TYPE_STATUS,
        (19..=50, ..=120) => Quantity::TYPE_BLOATED,
        (1..=18, 61..=120) => Quantity::TYPE_LENGTHY,
        (51.., _) => Quantity::TYPE_ALL_HANDS,
        (1..=50, 121..) => Quantity::TYPE_WORKSHOP,
        _ => Quantity::TYPE_OTHER,
    }
}
