//! The one idiom of permission: the first line of a server function asks here who is calling and gets an access value
//! back, or the refusal that goes to the page.

use culture::Culture;
use leptos::prelude::*;
use model::{AppError, ErrorCode, RoomId, Slug, TicketId};
use queue::Queue;
use trust::{
    Administrator, Caller, Coordinator, Denied, Leader, Member, PublicRoom, Reviewer, RoomCreator,
    RoomEditor, RoomStaff, RoomsAccess, Trust, VisitorCookie, VisitorTicket,
};

use crate::error::Failure;
use crate::state::AppState;

/// Who is calling, before anything was asked of them.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub fn caller() -> Result<Caller, Failure> {
    use_context::<Caller>().ok_or_else(|| ErrorCode::Internal.into())
}

/// The trust feature, to be called with an access value.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub fn trust() -> Result<Trust, Failure> {
    use_context::<AppState>()
        .map(|state| state.trust)
        .ok_or_else(|| ErrorCode::Internal.into())
}

/// The queue feature, to be called with an access value.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub fn queue() -> Result<Queue, Failure> {
    use_context::<AppState>()
        .map(|state| state.queue)
        .ok_or_else(|| ErrorCode::Internal.into())
}

/// The culture feature, to be called with an access value.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub fn culture() -> Result<Culture, Failure> {
    use_context::<AppState>()
        .map(|state| state.culture)
        .ok_or_else(|| ErrorCode::Internal.into())
}

/// Whether one more visitor of this address may enter the room now; asking counts.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub fn may_enter_now(room: &PublicRoom) -> Result<bool, Failure> {
    let state = use_context::<AppState>().ok_or(ErrorCode::Internal)?;
    Ok((state.entrance)(&caller()?, room.room()))
}

/// Turns an error of a feature crate into what goes to the page; inner causes stay in that crate's log, and the page gets
/// the number that leads there.
pub fn failed(error: impl Into<AppError>) -> Failure {
    let mut error = error.into();
    if matches!(error.code, ErrorCode::Internal | ErrorCode::Unavailable) {
        error.correlation = use_context::<Caller>().map(|caller| caller.correlation().to_owned());
    }
    Failure(error)
}

macro_rules! gates {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $value:ty;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// The refusal, as an error the page can act on.
        pub async fn $name($($argument: $kind),*) -> Result<$value, Failure> {
            let (caller, trust) = (caller()?, trust()?);
            caller.$name(&trust, $($argument),*).await.map_err(refused)
        }
    )*};
}

gates! {
    /// Somebody who is signed in, in a registered organisation.
    member() -> Member;
    /// An administrator of the organisation.
    administrator() -> Administrator;
    /// A reviewer or administrator.
    reviewer() -> Reviewer;
    /// Somebody who may read the meeting culture of somebody.
    leader() -> Leader;
    /// A coordinator of at least one room.
    coordinator() -> Coordinator;
    /// The rooms a signed-in person may enter or edit.
    rooms() -> RoomsAccess;
    /// Somebody who may make rooms.
    room_creator() -> RoomCreator;
    /// Somebody who works in this room.
    room_staff(room: RoomId) -> RoomStaff;
    /// Somebody who may edit this room.
    room_editor(room: RoomId) -> RoomEditor;
    /// The holder of this ticket.
    visitor(ticket: TicketId) -> VisitorTicket;
}

/// The room behind a link, for anybody.
///
/// # Errors
/// [`ErrorCode::NotFound`] when there is none.
pub async fn public_room(tenant: &Slug, room: &Slug) -> Result<PublicRoom, Failure> {
    let (caller, trust) = (caller()?, trust()?);
    caller
        .public_room(&trust, tenant, room)
        .await
        .map_err(refused)
}

/// The visitor's browser.
///
/// # Errors
/// [`ErrorCode::NotFound`] when the browser has never held a ticket.
pub fn visitor_cookie() -> Result<VisitorCookie, Failure> {
    caller()?
        .visitor_cookie()
        .ok_or_else(|| ErrorCode::NotFound.into())
}

fn refused(denied: Denied) -> Failure {
    failed(denied)
}
