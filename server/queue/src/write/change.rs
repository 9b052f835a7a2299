//! The difference of two rows as the store's change.

use store::{ClaimSet, Set, TicketChange, TicketRow};

/// What has to be set so that `row` becomes `next`, on the condition that nobody changed it since it was read.
/// Presence and answers have their own statements.
pub(crate) fn change(row: &TicketRow, next: &TicketRow) -> TicketChange {
    TicketChange {
        id: row.id,
        expected_version: Some(row.version),
        state: set(
            &(row.state, row.state_since),
            &(next.state, next.state_since),
        ),
        room: set(&row.room, &next.room),
        ended: set(&row.ended, &next.ended),
        claim: set(&claim(row), &claim(next)),
        consultation: set(&row.consultation, &next.consultation),
        meeting: set(&row.meeting, &next.meeting),
        problem: set(&row.problem, &next.problem),
        meeting_link: set(&row.meeting_link, &next.meeting_link),
        meeting_ref: set(&row.meeting_ref, &next.meeting_ref),
        meeting_organiser: set(&row.meeting_organiser, &next.meeting_organiser),
        erase_at: set(&row.erase_at, &next.erase_at),
        returned: set(&row.returned, &next.returned),
        priority_since: set(&row.priority_since, &next.priority_since),
        visitor_joined_at: set(&row.visitor_joined_at, &next.visitor_joined_at),
        staff_joined_at: set(&row.staff_joined_at, &next.staff_joined_at),
    }
}

fn set<T: PartialEq + Clone>(before: &T, after: &T) -> Set<T> {
    if before == after {
        Set::Keep
    } else {
        Set::To(after.clone())
    }
}

fn claim(row: &TicketRow) -> Option<ClaimSet> {
    row.claim_by.map(|by| ClaimSet {
        by,
        name: row.claim_name.clone().unwrap_or_default(),
        since: row.claim_since.unwrap_or(row.state_since),
    })
}
