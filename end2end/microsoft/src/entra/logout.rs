//! Sign-out: forgets the browser's accounts, tells the applications in invisible frames, returns.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State as FromState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::form_urlencoded;

use super::Authority;
use super::authorize::answer::encode;
use super::errors::EntraError;
use crate::html::{escape, page};
use crate::state::mint::login_hint;
use crate::state::{Assumption, SignedIn, State};

/// GET or POST; a posted form is read too.
pub(super) async fn end(
    FromState(state): FromState<Arc<State>>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response {
    if Authority::parse(&state, &tenant).is_none() {
        return EntraError::tenant_not_found(&tenant).page(&state);
    }
    let query = query.unwrap_or_default();
    let field = |name: &str| {
        let mut fields =
            form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body.as_bytes()));
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    };
    let ended = leave(&state, &headers, field("logout_hint").as_deref());
    let frames: String = frames(&state, &ended)
        .iter()
        .map(|url| format!("<iframe src=\"{}\" title=\"\"></iframe>", escape(url)))
        .collect();
    let Some(back) = field("post_logout_redirect_uri").filter(|uri| allowed(&state, uri)) else {
        return page(
            StatusCode::OK,
            "You signed out of your account",
            &format!("<p>You may close this window.</p>{frames}"),
        );
    };
    let back = match field("state") {
        Some(text) => format!(
            "{back}{}{}",
            if back.contains('?') { '&' } else { '?' },
            encode(&[("state", text)])
        ),
        None => back,
    };
    let target = escape(&back);
    let body = format!(
        "{frames}<p><a href=\"{target}\">Continue</a></p><meta http-equiv=\"refresh\" content=\"3; url={target}\">\
         <script>addEventListener('load',()=>location.replace(document.querySelector('main a').href))</script>"
    );
    page(StatusCode::OK, "You signed out of your account", &body)
}

/// With a hint only that account leaves, otherwise all of the browser's.
fn leave(state: &State, headers: &HeaderMap, hint: Option<&str>) -> Vec<SignedIn> {
    let accounts = state.signed_in(headers);
    let hinted = accounts
        .iter()
        .find(|account| Some(login_hint(&account.tid, &account.oid).as_str()) == hint)
        .cloned();
    match hinted {
        Some(account) => {
            state.forget_account(headers, &account);
            vec![account]
        }
        None => state.sign_out(headers),
    }
}

/// The front-channel addresses to load: one per application and session.
fn frames(state: &State, ended: &[SignedIn]) -> Vec<String> {
    let mut urls = Vec::new();
    for uri in state
        .registrations()
        .into_iter()
        .filter_map(|registration| registration.frontchannel_logout_uri)
    {
        for account in ended {
            let mut fields = Vec::new();
            if state.assumes(Assumption::LogoutSendsSid) {
                fields.push(("sid", account.sid.clone()));
            }
            if state.assumes(Assumption::LogoutSendsIss) {
                fields.push(("iss", format!("{}/{}/v2.0", state.base_url(), account.tid)));
            }
            let url = if fields.is_empty() {
                uri.clone()
            } else {
                format!("{uri}?{}", encode(&fields))
            };
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
    }
    urls
}

fn allowed(state: &State, uri: &str) -> bool {
    state
        .registrations()
        .iter()
        .any(|registration| registration.accepts_post_logout(uri))
}
