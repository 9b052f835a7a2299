//! `POST /live/tickets/{ticket}/sign`: a waiting page tells that it is there, hidden, or closing.

use axum::Extension;
use axum::extract::{Path, State};
use http::StatusCode;
use model::queue::presence::Sign;
use model::{ErrorCode, TicketId};
use trust::Caller;

use crate::error::Refusal;
use crate::site::Site;

/// Takes `visible`, `hidden` or `leaving` as plain text; `navigator.sendBeacon` sends it while a page closes.
///
/// # Errors
/// 404 for anybody else's ticket, 422 for another word.
pub async fn take(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(ticket): Path<TicketId>,
    word: String,
) -> Result<StatusCode, Refusal> {
    let ticket = caller.visitor(site.trust(), ticket).await?;
    let sign = match word.trim() {
        "visible" => Sign::Visible,
        "hidden" => Sign::Hidden,
        "leaving" => Sign::Leaving,
        _ => return Err(ErrorCode::Invalid.into()),
    };
    site.queue().sign(&ticket, sign).await?;
    Ok(StatusCode::NO_CONTENT)
}
