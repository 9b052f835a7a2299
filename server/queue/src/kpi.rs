//! The figures of a ticket at its end: durations and marks, no identity, no ticket id (queue.md section 7).

use model::queue::state::{Dimension, State};
use model::{ObjectId, Timestamp};
use store::{KpiRow, PeriodRow, TicketRow};

use crate::zone::Zone;

/// How a ticket ended, as the figures name it.
pub(crate) fn outcome(row: &TicketRow, cause: &str, periods: &[PeriodRow]) -> String {
    let consulted = first(periods, Dimension::State, |value| {
        value == State::InConsultation.as_str()
    })
    .is_some();
    match row.state {
        State::Done if !consulted => "handled".to_owned(),
        State::Left if cause == "T12 lost" => "lost".to_owned(),
        State::Removed => cause.replace("T15 ", "removed_"),
        state => state.as_str().to_owned(),
    }
}

/// A ticket at its end.
#[derive(Clone, Copy)]
pub(crate) struct Ended<'a> {
    /// The ticket.
    pub(crate) row: &'a TicketRow,
    /// Its periods.
    pub(crate) periods: &'a [PeriodRow],
    /// When it ended.
    pub(crate) at: Timestamp,
    /// The clock of its room.
    pub(crate) zone: &'a Zone,
}

/// The row to keep. A restored ticket counts once, with its last outcome: when it comes back, an equal row with
/// `undone_` before its outcome cancels the first.
pub(crate) fn figures(ended: Ended<'_>, outcome: String) -> KpiRow {
    let Ended {
        row,
        periods,
        at: ended,
        zone,
    } = ended;
    let claimed = first(periods, Dimension::Claim, |value| value != NOBODY);
    let consulted = first(periods, Dimension::State, |value| {
        value == State::InConsultation.as_str()
    });
    let claims = periods
        .iter()
        .filter(|p| p.dimension == Dimension::Claim && p.value != NOBODY)
        .count();
    let (local_day, hour) = zone.day_and_hour(row.arrived);
    KpiRow {
        room: row.room,
        local_day,
        hour,
        outcome,
        wait_ms: Some(claimed.unwrap_or(ended).ms_since(row.arrived).max(0)),
        claim_to_join_ms: claimed
            .zip(consulted)
            .map(|(claim, join)| join.ms_since(claim).max(0)),
        length_ms: consulted.map(|join| ended.ms_since(join).max(0)),
        claims: u32::try_from(claims).unwrap_or(u32::MAX),
        returned: row.returned,
    }
}

/// The value of the claim dimension while nobody holds it.
pub(crate) const NOBODY: &str = "none";

/// Who held the last claim.
pub(crate) fn last_claim(periods: &[PeriodRow]) -> Option<ObjectId> {
    let claims = periods
        .iter()
        .filter(|p| p.dimension == Dimension::Claim && p.value != NOBODY);
    claims
        .max_by_key(|p| p.start)
        .and_then(|p| p.value.parse().ok())
}

fn first(
    periods: &[PeriodRow],
    dimension: Dimension,
    wanted: impl Fn(&str) -> bool,
) -> Option<Timestamp> {
    periods
        .iter()
        .filter(|p| p.dimension == dimension && wanted(&p.value))
        .map(|p| p.start)
        .min()
}
