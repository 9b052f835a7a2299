//! Coming back to the queue.

use leptos::prelude::*;
use model::TicketId;
use model::queue::view::TicketView;

use crate::error::Failure;

/// Comes back: after a missed call, or within 30 minutes after the end.
///
/// Returns the ticket as it is then.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] when it is too late; [`model::ErrorCode::RoomClosed`].
#[server(endpoint = "visitor/return_to_queue")]
pub async fn return_to_queue(
    /// The ticket.
    ticket: TicketId,
) -> Result<TicketView, Failure> {
    use crate::gate;

    let access = gate::visitor(ticket).await?;
    gate::queue()?.return_(&access).await.map_err(gate::failed)
}
