//! The tickets of this browser.

use leptos::prelude::*;
use model::queue::view::TicketLine;

use crate::error::Failure;

/// The tickets that this browser holds, newest first; none for a browser that never entered a room.
///
/// # Errors
/// [`model::ErrorCode::Unavailable`].
#[server(endpoint = "visitor/own_tickets")]
pub async fn own_tickets() -> Result<Vec<TicketLine>, Failure> {
    use crate::gate;

    let Ok(visitor) = gate::visitor_cookie() else {
        return Ok(vec![]);
    };
    let mut lines = gate::queue()?
        .tickets_of(&visitor)
        .await
        .map_err(gate::failed)?;
    lines.sort_by_key(|line| std::cmp::Reverse(line.arrived));
    Ok(lines)
}
