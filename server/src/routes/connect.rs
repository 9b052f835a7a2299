//! Connecting a consultant's Teams, once: code with PKCE, as that person. The same callback takes the answer of somebody who
//! reads the lists of grants as themselves: it is the one address Microsoft sends codes to.

use axum::Extension;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use trust::{Arrival, Caller, SigninForm};

use super::permissions;
use super::refused_page;
use super::see_other;
use super::signin::{problem_page, transaction_cookie};
use crate::cookies;
use crate::error::Refusal;
use crate::site::Site;

/// The query of the link.
#[derive(Default, Deserialize)]
pub struct Ask {
    #[serde(rename = "return")]
    back: Option<String>,
}

/// `GET /connect`: leads to Entra.
pub async fn start(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Response {
    let ask = ask.map(|Query(ask)| ask).unwrap_or_default();
    let back = ask.back.as_deref().unwrap_or(app::paths::ROOMS);
    let member = match caller.member(site.trust()).await {
        Ok(member) => member,
        Err(denied) => {
            return refused_page(&Refusal::from(denied), &app::paths::connect(back), "/");
        }
    };
    match site
        .trust()
        .begin_connect(&member, Some(back), caller.correlation())
        .await
    {
        Ok(redirect) => see_other(&redirect.url, [transaction_cookie(&redirect)]),
        Err(problem) => problem_page(&problem, vec![]),
    }
}

/// `POST /connect/callback`: Entra's answer from its own site, so without the session cookie; the transaction knows
/// whose it is.
pub async fn callback(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<Form<super::signin::Answer>, FormRejection>,
) -> Response {
    let form = form
        .map(|Form(answer)| SigninForm::from(answer))
        .unwrap_or_default();
    let cookie = form.state.as_deref().and_then(cookies::transaction);
    let done = cookie.as_ref().and_then(cookies::Cookie::clear);
    match site
        .trust()
        .finish_connect(
            cookie.as_ref().and_then(|cookie| cookie.read(&headers)),
            form,
            caller.correlation(),
        )
        .await
    {
        Ok(Arrival::Connected(back)) => see_other(&back, [done]),
        Ok(Arrival::Lists(voucher)) => permissions::hand_over(&headers, &voucher, done),
        Err(problem) => problem_page(&problem, vec![done]),
    }
}
