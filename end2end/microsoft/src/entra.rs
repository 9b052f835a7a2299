//! The sign-in service: metadata, authorization, tokens, consent, sign-out.

mod admin_consent;
mod authorize;
pub(crate) mod errors;
mod logout;
mod metadata;
mod picker;
mod scope;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};

use crate::state::{CONSUMER_TENANT, State, sessions::COOKIE_NAME};

/// Every route of the sign-in service.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(metadata::configuration),
        )
        .route("/{tenant}/discovery/v2.0/keys", get(metadata::keys))
        .route("/{tenant}/discovery/instance", get(metadata::instance))
        .route(
            "/{tenant}/oauth2/v2.0/authorize",
            get(authorize::ask).post(authorize::ask_by_form),
        )
        .route("/{tenant}/oauth2/v2.0/login", post(authorize::pick))
        .route("/{tenant}/oauth2/v2.0/consent", post(authorize::decide))
        .route("/{tenant}/oauth2/v2.0/token", post(token::exchange))
        .route(
            "/{tenant}/oauth2/v2.0/logout",
            get(logout::end).post(logout::end),
        )
        .route(
            "/{tenant}/v2.0/adminconsent",
            get(admin_consent::ask).post(admin_consent::decide),
        )
        .with_state(state)
}

/// What stands in the path instead of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Authority {
    /// Any work account.
    Organizations,
    /// Any account.
    Common,
    /// One tenant, by id.
    Tenant(String),
}

impl Authority {
    /// Reads the first segment of the path; `None` for an unknown tenant (`AADSTS90002`).
    pub(crate) fn parse(state: &State, segment: &str) -> Option<Self> {
        match segment.to_ascii_lowercase().as_str() {
            "organizations" => Some(Self::Organizations),
            "common" => Some(Self::Common),
            _ => state.tenant_id(segment).map(Self::Tenant),
        }
    }

    /// Whether an account of this tenant may sign in here.
    pub(crate) fn admits(&self, tid: &str) -> bool {
        match self {
            Self::Organizations => tid != CONSUMER_TENANT,
            Self::Common => true,
            Self::Tenant(own) => own == tid,
        }
    }
}

/// Adds the sign-in service's cookie, which must come back in cross-site frames and posts.
fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let text = format!("{COOKIE_NAME}={cookie}; Path=/; HttpOnly; Secure; SameSite=None");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// A header as text; empty when absent.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
