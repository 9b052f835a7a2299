//! `GET /signin`: a link, never a form, because `form-action 'self'` stops forms that lead to another site.

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use model::Slug;
use serde::Deserialize;
use trust::{Begin, Caller, Purpose};

use super::{problem_page, transaction_cookie};
use crate::routes::see_other;
use crate::site::Site;

/// The query of the link. Not `Debug`: codes of invitations are secrets.
#[derive(Default, Deserialize)]
pub struct Ask {
    #[serde(rename = "return")]
    back: Option<String>,
    tenant: Option<String>,
    purpose: Option<String>,
    invitation: Option<String>,
    code: Option<String>,
}

impl Ask {
    fn purpose(&self) -> Purpose {
        match (self.purpose.as_deref(), &self.code) {
            (Some("register"), _) => Purpose::Register {
                invitation: self.invitation.clone().filter(|code| !code.is_empty()),
            },
            (Some("accept"), Some(code)) => Purpose::AcceptInvitation { code: code.clone() },
            (Some("renew"), _) => Purpose::Renew,
            _ => Purpose::SignIn,
        }
    }
}

/// Begins a sign-in and leads to Entra with the transaction cookie. A query that can't be read asks for nothing special.
pub async fn start(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Response {
    let ask = ask.map(|Query(ask)| ask).unwrap_or_default();
    let session = caller.session().map(std::convert::AsRef::as_ref);
    let purpose = match ask.purpose() {
        // Nothing to renew: an ordinary sign-in.
        Purpose::Renew if session.is_none() => Purpose::SignIn,
        purpose => purpose,
    };
    let tenant: Option<Slug> = ask.tenant.as_deref().and_then(|slug| slug.parse().ok());
    let begin = Begin {
        purpose,
        return_path: ask.back.as_deref(),
        tenant: tenant.as_ref(),
        session,
        correlation: caller.correlation(),
    };
    match site.trust().begin_signin(begin).await {
        Ok(redirect) => see_other(&redirect.url, [transaction_cookie(&redirect)]),
        Err(problem) => problem_page(&problem, vec![]),
    }
}
