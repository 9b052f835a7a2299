//! Drawing cards.

use model::ObjectId;
use model::queue::form::Accepted;
use model::queue::order;
use model::queue::state::State;
use model::queue::view::{CardView, ClaimView};
use store::{Scoped, TicketRow};
use trust::TenantKeys;

use crate::{QueueError, kpi, sealed};

/// The card of a ticket.
pub(crate) fn card(
    row: &TicketRow,
    told: Option<Accepted>,
    last_caller: Option<ObjectId>,
) -> CardView {
    let (visitor, answers) =
        told.map_or((None, Vec::new()), |told| (Some(told.name), told.answers));
    let claim = row.claim_by.map(|by| ClaimView {
        by,
        name: row.claim_name.clone().unwrap_or_default(),
        since: row.claim_since.unwrap_or(row.state_since),
    });
    CardView {
        ticket: row.id,
        number: row.number,
        version: row.version,
        state: row.state,
        state_since: row.state_since,
        presence: row.presence,
        presence_since: row.presence_since,
        arrived: row.arrived,
        visitor,
        answers,
        claim,
        meeting: row.meeting,
        problem: row.problem,
        returned: row.returned,
        priority: row.priority_since.is_some(),
        last_caller,
        visitor_joined: row.visitor_joined_at.is_some(),
        staff_joined: row.staff_joined_at.is_some(),
    }
}

/// What decides about a ticket's place.
pub(crate) fn standing(row: &TicketRow) -> order::Standing {
    order::Standing {
        ticket: row.id,
        state: row.state,
        arrived: row.arrived,
        priority: row.priority_since.is_some(),
        presence: row.presence,
    }
}

/// Draws the card of a ticket with its opened answers. Answers that do not open are shown as erased and logged:
/// one damaged row must not hide the whole board.
pub(crate) async fn draw(
    scoped: &Scoped,
    keys: &TenantKeys,
    row: &TicketRow,
) -> Result<CardView, QueueError> {
    let told = row.answers.as_deref().and_then(|sealed| {
        sealed::open_answers(keys, row.id, sealed)
            .inspect_err(
                |_| tracing::error!(ticket.id = %row.id, "the answers of a ticket do not open"),
            )
            .ok()
    });
    let last_caller = match row.state {
        State::CantReach => kpi::last_claim(&scoped.periods(row.id).await?),
        _ => None,
    };
    Ok(card(row, told, last_caller))
}
