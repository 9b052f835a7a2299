//! The visitor's cookie, made when a browser first enters a room.

use http::{HeaderValue, header::SET_COOKIE};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use trust::VisitorCookie;

use crate::error::Failure;
use crate::gate;

/// Days after which a browser forgets its tickets: the longest period a room may keep answers, so that whoever wrote
/// them can delete them as long as they exist.
const DAYS: u32 = 30;

/// The browser's cookie, or a new one that goes out with the answer.
pub(super) fn known_or_new() -> Result<VisitorCookie, Failure> {
    if let Ok(visitor) = gate::visitor_cookie() {
        return Ok(visitor);
    }
    let (value, visitor) = VisitorCookie::issue();
    let cookie = format!(
        "__Host-visitor={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
        DAYS * 86_400
    );
    if let (Some(response), Ok(cookie)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(SET_COOKIE, cookie);
    }
    Ok(visitor)
}
