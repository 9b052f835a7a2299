//! Signing in: the link that begins it and the answer that Entra posts.

mod callback;
mod start;

pub use callback::{Answer, answer, landed};
pub use start::start;

use axum::response::Response;
use http::HeaderValue;
use trust::{Errand, SigninProblem};

use super::see_other;
use crate::cookies;

/// The cookie that proves this browser to have begun what it is led to.
pub(super) fn transaction_cookie(redirect: &trust::Redirect) -> Option<HeaderValue> {
    cookies::transaction(&redirect.state)?.set(&redirect.cookie_value)
}

/// To the page that says what happened, from where what was under way can be tried again; removes the transaction cookie.
pub(super) fn problem_page(problem: &SigninProblem, cookies: Vec<Option<HeaderValue>>) -> Response {
    see_other(&explains(problem), cookies)
}

fn explains(problem: &SigninProblem) -> String {
    let mut to = format!(
        "{}?code={}&id={}",
        app::paths::SIGN_IN_PROBLEM,
        problem.code.as_str(),
        problem.correlation
    );
    if let Some(help) = problem.help {
        to.push_str("&help=");
        to.push_str(&app::paths::encoded(help));
    }
    if let Some(number) = problem.number {
        to.push_str("&number=");
        to.push_str(&number.to_string());
    }
    if let Some(id) = problem.microsoft {
        to.push_str("&microsoft=");
        to.push_str(&id.to_string());
    }
    to.push_str(match problem.errand {
        Errand::SignIn => "",
        Errand::Connect => "&for=connect",
        Errand::Lists => "&for=lists",
    });
    to
}
