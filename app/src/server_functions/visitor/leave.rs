//! Leaving the queue.

use leptos::prelude::*;
use model::TicketId;
use model::queue::view::TicketView;

use crate::error::Failure;

/// Leaves the queue, by choice. The place can be taken again for 30 minutes.
///
/// Returns the ticket as it is then.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] when the ticket has ended or the consultation has begun.
#[server(endpoint = "visitor/leave")]
pub async fn leave(
    /// The ticket.
    ticket: TicketId,
) -> Result<TicketView, Failure> {
    use crate::gate;

    let access = gate::visitor(ticket).await?;
    gate::queue()?.leave(&access).await.map_err(gate::failed)
}
