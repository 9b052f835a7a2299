//! `/token`: client credentials, authorization codes, refresh tokens.

mod client_auth;
mod grants;
mod jws;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawForm, State as FromState};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use url::form_urlencoded;

use super::errors::EntraError;
use super::{Authority, header};
use crate::state::{Registration, State};

/// One request to the token endpoint.
struct TokenRequest {
    segment: String,
    authority: Authority,
    client: Registration,
    form: Vec<(String, String)>,
}

impl TokenRequest {
    /// A field of the form, when it is not empty.
    fn field(&self, name: &str) -> Option<&str> {
        field(&self.form, name)
    }

    /// A field that must be there: `AADSTS900144`.
    fn needed(&self, name: &str) -> Result<&str, EntraError> {
        self.field(name).ok_or_else(|| EntraError::missing(name))
    }
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(field, value)| field == name && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// POST `/{tenant}/oauth2/v2.0/token`.
pub(super) async fn exchange(
    FromState(state): FromState<Arc<State>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let form: Vec<(String, String)> = form_urlencoded::parse(&form).into_owned().collect();
    let correlation = field(&form, "client-request-id").map(str::to_owned);
    let correlation =
        correlation.unwrap_or_else(|| header(&headers, "client-request-id").to_owned());
    match answer(&state, &tenant, &headers, form) {
        Ok(body) => (
            [(CACHE_CONTROL, "no-store, no-cache"), (PRAGMA, "no-cache")],
            Json(body),
        )
            .into_response(),
        Err(error) => error.body(&state, Some(&correlation)),
    }
}

fn answer(
    state: &State,
    segment: &str,
    headers: &HeaderMap,
    form: Vec<(String, String)>,
) -> Result<Value, EntraError> {
    let authority =
        Authority::parse(state, segment).ok_or_else(|| EntraError::tenant_not_found(segment))?;
    let (client_id, secret) = client_auth::presented(headers, &form)?;
    let client = state
        .registration(&client_id)
        .ok_or_else(|| EntraError::unknown_application(&client_id))?;
    let request = TokenRequest {
        segment: segment.to_owned(),
        authority,
        client,
        form,
    };
    if !header(headers, "origin").is_empty() {
        let text = "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.";
        return Err(EntraError::new(9_002_326, "invalid_request", text));
    }
    client_auth::check(state, &request, secret.as_deref())?;
    match request.needed("grant_type")? {
        "client_credentials" => grants::client_credentials(state, &request),
        "authorization_code" => grants::authorization_code(state, &request),
        "refresh_token" => grants::refresh_token(state, &request),
        other => {
            let text = format!("The app requested an unsupported grant type '{other}'.");
            Err(EntraError::new(70003, "unsupported_grant_type", text))
        }
    }
}
