//! `GET /signout/frontchannel`: somebody signed out at Entra (OpenID Connect Front-Channel Logout 1.0).

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_SECURITY_POLICY;
use serde::Deserialize;

use crate::middleware::security_headers::FRAMED_CSP;
use crate::site::Site;

/// What Entra adds to the address.
#[derive(Deserialize)]
pub struct Notice {
    sid: Option<String>,
}

/// Longest `sid` that is looked up, in bytes.
const LONGEST: usize = 256;

/// Ends the sessions with this `sid` at Entra. Entra loads it in an invisible frame, without our cookie; the answer is
/// the same whether there was such a session or not.
pub async fn frontchannel(State(site): State<Site>, Query(notice): Query<Notice>) -> Response {
    if let Some(sid) = notice
        .sid
        .filter(|sid| !sid.is_empty() && sid.len() <= LONGEST)
        && site.trust().end_by_sid(&sid).await.is_err()
    {
        tracing::error!("a sign-out at Entra could not be carried out here");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let headers = [
        (CONTENT_SECURITY_POLICY.as_str(), FRAMED_CSP),
        ("cross-origin-resource-policy", "cross-origin"),
    ];
    (StatusCode::OK, headers).into_response()
}
