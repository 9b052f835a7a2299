//! Admin consent: the link that begins it and Entra's answer, which proves nothing by itself.

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::trust::ConsentOutcome;
use model::{ErrorCode, Guid};
use trust::Caller;
use trust::errors::Told;

use super::{refused_page, see_other};
use crate::error::Refusal;
use crate::site::Site;

/// `GET /admin/setup/consent/{client_id}`: leads an administrator to Entra's consent page for one registration.
pub async fn start(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    client_id: Result<Path<Guid>, PathRejection>,
) -> Response {
    let begun: Result<String, Refusal> = async {
        let administrator = caller.administrator(site.trust()).await?;
        let Path(client_id) = client_id.map_err(|_| ErrorCode::NotFound)?;
        Ok(site
            .trust()
            .begin_consent(&administrator, client_id)
            .await?)
    }
    .await;
    match begun {
        Ok(url) => see_other(&url, []),
        Err(refusal) => refused_page(&refusal, app::paths::SETUP, app::paths::SETUP),
    }
}

/// `GET /consent/callback`: checks by facts what happened, then shows the setup page.
pub async fn callback(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let finished = site.trust().finish_consent(&caller, &query).await;
    match finished.map_err(Refusal::from) {
        Ok(outcome) => {
            let said = [ConsentOutcome::Cancelled, ConsentOutcome::OtherTenant];
            let told = Told::of_consent(&query).filter(|_| said.contains(&outcome));
            Redirect::to(&place(outcome, told.as_ref())).into_response()
        }
        Err(refusal) => refused_page(&refusal, app::paths::SETUP, app::paths::SETUP),
    }
}

/// The setup page with what it says of this consent: words, a number and an id, never a text of Microsoft's.
fn place(outcome: ConsentOutcome, told: Option<&Told>) -> String {
    let mut to = format!("{}?consent={}", app::paths::SETUP, outcome.as_str());
    if let Some(Told { trouble, code, id }) = told {
        to.push_str("&help=");
        to.push_str(trouble.as_str());
        if !code.is_empty() {
            to.push_str("&code=");
            to.push_str(code);
        }
        if let Some(id) = id {
            to.push_str("&microsoft=");
            to.push_str(&id.to_string());
        }
    }
    to
}
