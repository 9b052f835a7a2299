//! `POST /signin/callback`: Entra's answer, sent by the browser from Entra's site.

use axum::Extension;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use serde::Deserialize;
use trust::{Caller, SessionCookie, SigninForm};

use super::problem_page;
use crate::cookies;
use crate::routes::see_other;
use crate::site::Site;

/// The posted fields. Not `Debug`: they hold the token.
#[derive(Default, Deserialize)]
pub struct Answer {
    id_token: Option<String>,
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl From<Answer> for SigninForm {
    fn from(answer: Answer) -> Self {
        let Answer {
            id_token,
            code,
            state,
            error,
            error_description,
        } = answer;
        Self {
            id_token,
            code,
            state,
            error,
            error_description,
        }
    }
}

/// Finishes the sign-in: session cookie, no transaction cookie, 303 to a local path.
///
/// A body that is no form counts as an empty answer, which belongs to no transaction.
pub async fn answer(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<Form<Answer>, FormRejection>,
) -> Response {
    let form = form
        .map(|Form(answer)| SigninForm::from(answer))
        .unwrap_or_default();
    let cookie = form.state.as_deref().and_then(cookies::transaction);
    let transaction = cookie.as_ref().and_then(|cookie| cookie.read(&headers));
    let done = cookie.as_ref().and_then(cookies::Cookie::clear);
    match site
        .trust()
        .finish_signin(transaction, form, caller.correlation())
        .await
    {
        Ok(finished) => {
            let session = match &finished.session_cookie {
                SessionCookie::Set(value) => cookies::SESSION.set(value),
                SessionCookie::Keep => None,
                SessionCookie::Clear => cookies::SESSION.clear(),
            };
            see_other(&finished.go_to, [done, session])
        }
        Err(problem) => problem_page(&problem, vec![done]),
    }
}

/// `GET /signin/callback`: the back button, mostly. Nothing to finish.
pub async fn landed() -> Response {
    Redirect::to("/").into_response()
}
