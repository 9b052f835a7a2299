//! Plain handlers: everything that is no page, no server function and no stream.

pub mod audit;
pub mod connect;
pub mod consent;
pub mod documents;
pub mod files;
pub mod health;
pub mod judge;
pub mod me;
pub mod meeting;
pub mod organisation;
pub mod permissions;
pub mod signin;
pub mod signout;

use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use model::ErrorCode;

use crate::error::Refusal;

/// 303 to a local path or to Microsoft, with cookies; never stored, and the next site is not told where from.
fn see_other(to: &str, cookies: impl IntoIterator<Item = Option<HeaderValue>>) -> Response {
    let mut headers = HeaderMap::new();
    let Ok(location) = HeaderValue::from_str(to) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for cookie in cookies.into_iter().flatten() {
        headers.append(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where a browser goes that was refused: to sign-in, which comes back to `wanted`, else to a page that explains.
fn refused_page(refusal: &Refusal, wanted: &str, explains: &str) -> Response {
    match refusal.0.code {
        ErrorCode::NotSignedIn => Redirect::to(&app::paths::sign_in(wanted, None)).into_response(),
        _ => Redirect::to(explains).into_response(),
    }
}
