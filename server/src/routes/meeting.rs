//! The join buttons. The link of a meeting is never part of a page; a button resolves here, at the moment it is used.

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::queue::view::TicketLine;
use model::{ErrorCode, RoomId, Slug, TicketId};
use trust::Caller;

use super::{refused_page, see_other};
use crate::error::Refusal;
use crate::site::Site;

/// `GET /w/{tenant}/{room}/ticket/meeting`: the visitor joins. Marks that they did.
pub async fn visitor(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    place: Result<Path<(Slug, Slug)>, PathRejection>,
) -> Response {
    // An address that nobody was given: the page of visitors' tickets says which there are.
    let Ok(Path((tenant, room))) = place else {
        return Redirect::to(app::paths::TICKETS).into_response();
    };
    let (back, link) = match open_ticket(&site, &caller, (&tenant, &room)).await {
        Ok(own) => (
            app::paths::ticket(&own.tenant, &own.room),
            visitor_link(&site, &caller, own.ticket).await,
        ),
        Err(refusal) => (app::paths::ticket(&tenant, &room), Err(refusal)),
    };
    match link {
        Ok(url) => see_other(&url, []),
        Err(refusal) => Redirect::to(&format!("{back}?meeting={}", name(&refusal))).into_response(),
    }
}

/// The open ticket that the address means. The button of a page that was drawn before the room got another address still
/// leads to the meeting.
async fn open_ticket(
    site: &Site,
    caller: &Caller,
    (tenant, room): (&Slug, &Slug),
) -> Result<TicketLine, Refusal> {
    let cookie = caller.visitor_cookie().ok_or(ErrorCode::NotFound)?;
    let mut open = site.queue().tickets_of(&cookie).await?;
    open.retain(|line| !line.state.is_terminal());
    let own = TicketLine::at(&open, tenant.as_str(), room.as_str());
    Ok(own.ok_or(ErrorCode::NotFound)?.clone())
}

async fn visitor_link(site: &Site, caller: &Caller, ticket: TicketId) -> Result<String, Refusal> {
    let ticket = caller.visitor(site.trust(), ticket).await?;
    Ok(site.queue().visitor_meeting(&ticket).await?)
}

/// `GET /rooms/{room}/tickets/{ticket}/meeting`: the consultant joins. Marks that they did.
pub async fn staff(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    place: Result<Path<(RoomId, TicketId)>, PathRejection>,
) -> Response {
    let Ok(Path((room, ticket))) = place else {
        return Redirect::to(app::paths::ROOMS).into_response();
    };
    let link: Result<String, Refusal> = async {
        let staff = caller.room_staff(site.trust(), room).await?;
        Ok(site.queue().staff_meeting(&staff, ticket).await?)
    }
    .await;
    match link {
        Ok(url) => see_other(&url, []),
        Err(refusal) => {
            let back = format!("{}?meeting={}", app::paths::board(room), name(&refusal));
            refused_page(&refusal, &app::paths::board(room), &back)
        }
    }
}

/// The error's code as it stands in JSON.
fn name(refusal: &Refusal) -> String {
    serde_json::to_value(refusal.0.code)
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default()
}
