//! Signing in: the link that begins it and the answer that Entra posts.

mod callback;
mod start;

pub use callback::{Answer, answer, landed};
pub use start::start;

use axum::response::Response;
use http::HeaderValue;
use trust::SigninProblem;

use super::see_other;

/// To the page that says what happened; removes the transaction cookie.
pub(super) fn problem_page(problem: &SigninProblem, cookies: Vec<Option<HeaderValue>>) -> Response {
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
    see_other(&to, cookies)
}
