//! How many events on calendars counted under a policy, and why the others didn't.

use model::culture::{Policy, Reason};
use serde::{Deserialize, Serialize};

use super::{
    join::{Attendance, Join},
    judge::{HELD, Judged, rule},
    meeting::{ALL_DAY, CANCELLED, Meeting, NON_DECLINED, SENSITIVE},
    people::People,
};

/// Events of one reason on the calendars of everybody measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonCount {
    /// How many.
    pub events: u64,
    /// On how many calendars.
    pub people: u32,
    /// Most on one calendar.
    pub largest: u64,
}

/// In the order of [`Reason::ALL`]: each event that touches its owner's week is in one of them.
pub type ReasonCounts = [ReasonCount; Reason::ALL.len()];

/// Counts what a judged week holds.
pub(super) fn count(
    (people, join, judged): (&People, &Join, &Judged),
    policy: &Policy,
    counts_too: impl Fn(usize) -> bool,
) -> ReasonCounts {
    let mut counts = ReasonCounts::default();
    for (place, person) in people
        .all
        .iter()
        .enumerate()
        .filter(|(place, one)| one.measured && counts_too(*place))
    {
        let (from, to) = (join.at[place], join.at[place + 1]);
        let mut own = [0_u64; Reason::ALL.len()];
        for attendance in &join.attendances[from as usize..to as usize] {
            let meeting = &join.meetings[attendance.meeting as usize];
            if meeting.end > person.start && meeting.start < person.end {
                let held = judged.verdicts[attendance.meeting as usize].state & HELD != 0;
                own[reason(meeting, attendance, (held, policy)) as usize] += 1;
            }
        }
        for (all, own) in counts.iter_mut().zip(own) {
            all.events += own;
            all.people += u32::from(own > 0);
            all.largest = all.largest.max(own);
        }
    }
    counts
}

/// The first reason that holds, in the order in which the engine asks.
fn reason(meeting: &Meeting, attendance: &Attendance, (held, policy): (bool, &Policy)) -> Reason {
    let length = i64::from(meeting.end - meeting.start);
    let counts = attendance.bits & rule(policy) != 0;
    if held && counts {
        return if meeting.flags & SENSITIVE != 0 {
            Reason::Private
        } else {
            Reason::Counted
        };
    }
    if meeting.flags & CANCELLED != 0 {
        Reason::Cancelled
    } else if meeting.flags & ALL_DAY != 0 && !policy.all_day {
        Reason::AllDay
    } else if length > i64::from(policy.max_duration_min) {
        Reason::TooLong
    } else if !held {
        Reason::Alone
    } else if attendance.bits & NON_DECLINED == 0 {
        Reason::Declined
    } else {
        Reason::Unsure
    }
}
