//! The visitor's own ticket.

use leptos::prelude::*;
use model::queue::view::TicketView;

use crate::error::Failure;

/// This browser's ticket in a room: the one that has not ended, else the newest.
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

    let visitor = gate::visitor_cookie()?;
    let lines = gate::queue()?
        .tickets_of(&visitor)
        .await
        .map_err(gate::failed)?;
    let here = lines
        .iter()
        .filter(|line| line.tenant.as_str() == tenant && line.room.as_str() == room);
    let own = here
        .max_by_key(|line| (!line.state.is_terminal(), line.arrived))
        .ok_or(NotFound)?;
    let access = gate::visitor(own.ticket).await?;
    gate::queue()?
        .ticket_view(&access)
        .await
        .map_err(gate::failed)
}
