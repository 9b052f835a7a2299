//! Deleting what was written.

use leptos::prelude::*;
use model::TicketId;
use model::queue::view::TicketView;

use crate::error::Failure;

/// Erases the name and answers of a ticket at once and for good. The place in line stays.
///
/// Returns the ticket as it is then.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] when the ticket is not this browser's.
#[server(endpoint = "visitor/delete_answers")]
pub async fn delete_answers(
    /// The ticket.
    ticket: TicketId,
) -> Result<TicketView, Failure> {
    use crate::gate;

    let access = gate::visitor(ticket).await?;
    let queue = gate::queue()?;
    queue.delete_answers(&access).await.map_err(gate::failed)?;
    queue.ticket_view(&access).await.map_err(gate::failed)
}
