//! The visitor's own ticket.

use leptos::prelude::*;
use model::queue::view::TicketView;

use crate::error::Failure;

/// This browser's ticket in a room: the one that has not ended, else the newest. Where the address leads to none it may
/// have been changed meanwhile, and the browser's only open ticket is meant.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] when the browser holds none there.
#[server(endpoint = "visitor/ticket")]
pub async fn ticket(
    /// Address part of the organisation.
    tenant: String,
    /// Address part of the room.
    room: String,
) -> Result<TicketView, Failure> {
    use crate::gate;
    use model::ErrorCode::NotFound;
    use model::queue::view::TicketLine;

    let visitor = gate::visitor_cookie()?;
    let lines = gate::queue()?
        .tickets_of(&visitor)
        .await
        .map_err(gate::failed)?;
    let own = TicketLine::at(&lines, &tenant, &room).ok_or(NotFound)?;
    let access = gate::visitor(own.ticket).await?;
    gate::queue()?
        .ticket_view(&access)
        .await
        .map_err(gate::failed)
}
