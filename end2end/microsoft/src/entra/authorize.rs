//! `/authorize` and the pages behind it: account picker, consent of a person, answer.

pub(super) mod answer;
pub(super) mod consent;
mod request;

use std::sync::Arc;

use axum::extract::{Path, RawForm, RawQuery, State as FromState};
use axum::http::HeaderMap;
use axum::response::Response;
use url::form_urlencoded;

use answer::{deliver, refuse};
use request::{Prompt, Request, Target};

use super::errors::EntraError;
use super::picker::{Picker, chosen};
use super::with_cookie;
use crate::state::mint::{IdTokenRequest, login_hint};
use crate::state::sessions::random_id;
use crate::state::tokens::CodeGrant;
use crate::state::{Assumption, SignedIn, State};

type Shared = FromState<Arc<State>>;

/// GET: the request in the query.
pub(super) async fn ask(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    begin(&state, &tenant, &query.unwrap_or_default(), &headers)
}

/// POST: the request in a form, as OpenID Connect allows.
pub(super) async fn ask_by_form(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    begin(&state, &tenant, &String::from_utf8_lossy(&form), &headers)
}

/// POST of the account picker.
pub(super) async fn pick(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let request = match read(&state, &tenant, &query.unwrap_or_default()) {
        Ok(request) => request,
        Err(response) => return *response,
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&form).into_owned().collect();
    match chosen(&state, &request.target.authority, &form) {
        Ok((tid, _)) if !request.target.authority.admits(&tid) => {
            let text = "AADSTS50020: That account does not exist in this tenant and cannot access the application here.";
            show_picker(&state, &request, &headers, Some(text.to_owned()))
        }
        Ok((tid, oid)) => {
            let (account, cookie) = state.sign_in(&headers, &tid, &oid);
            with_cookie(proceed(&state, &request, &account), &cookie)
        }
        Err(text) => show_picker(&state, &request, &headers, Some(text)),
    }
}

/// POST of the consent page.
pub(super) async fn decide(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let request = match read(&state, &tenant, &query.unwrap_or_default()) {
        Ok(request) => request,
        Err(response) => return *response,
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&form).into_owned().collect();
    let field = |name: &str| {
        form.iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    };
    let account = state
        .signed_in(&headers)
        .into_iter()
        .find(|account| Some(account.oid.as_str()) == field("account"));
    match (account, field("decision")) {
        (Some(account), Some("accept")) => {
            consent::accept(&state, &request, &account);
            issue(&state, &request, &account)
        }
        _ => refuse(
            &state,
            &request.target,
            &EntraError::new(
                65004,
                "access_denied",
                "User declined to consent to access the app.",
            ),
        ),
    }
}

fn read(state: &State, tenant: &str, raw: &str) -> Result<Request, Box<Response>> {
    let target = Target::read(state, tenant, raw).map_err(|error| Box::new(error.page(state)))?;
    Request::read(state, target.clone()).map_err(|error| Box::new(refuse(state, &target, &error)))
}

fn begin(state: &State, tenant: &str, raw: &str, headers: &HeaderMap) -> Response {
    let request = match read(state, tenant, raw) {
        Ok(request) => request,
        Err(response) => return *response,
    };
    let accounts = fitting(state, &request, headers);
    match (accounts.as_slice(), request.prompt) {
        (_, Prompt::SignIn) => show_picker(state, &request, headers, None),
        ([account], _) => proceed(state, &request, account),
        ([], Prompt::Never) => {
            let text = "Session information is not sufficient for single-sign-on: a silent sign-in was sent but no user is signed in.";
            refuse(
                state,
                &request.target,
                &EntraError::new(50058, "login_required", text),
            )
        }
        (_, Prompt::Never) => {
            let text = "Either multiple user identities are available for the current request or selected account is not supported.";
            refuse(
                state,
                &request.target,
                &EntraError::new(16000, "interaction_required", text),
            )
        }
        _ => show_picker(state, &request, headers, None),
    }
}

/// The browser's accounts that may sign in here and fit the login hint.
fn fitting(state: &State, request: &Request, headers: &HeaderMap) -> Vec<SignedIn> {
    let mut accounts = state.signed_in(headers);
    accounts.retain(|account| request.target.authority.admits(&account.tid));
    if let Some(hint) = &request.login_hint {
        accounts.retain(|account| {
            let named = state
                .person_of(account)
                .is_some_and(|person| person.answers_to(hint));
            named || login_hint(&account.tid, &account.oid) == *hint
        });
    }
    accounts
}

fn show_picker(
    state: &State,
    request: &Request,
    headers: &HeaderMap,
    alert: Option<String>,
) -> Response {
    let signed_in = state.signed_in(headers);
    let target = &request.target;
    let picker = Picker {
        action: target.action("login"),
        application: &target.client.name,
        signed_in: &signed_in,
        alert,
    };
    picker.page(state, &target.authority)
}

/// A person is known: may they, have they consented, and then the answer.
fn proceed(state: &State, request: &Request, account: &SignedIn) -> Response {
    if let Err(error) = admitted(state, request, account) {
        return refuse(state, &request.target, &error);
    }
    let lacking = consent::lacking(state, request, account);
    if lacking.is_empty() && request.prompt != Prompt::Consent {
        return issue(state, request, account);
    }
    if request.prompt == Prompt::Never {
        let text = format!(
            "The user or administrator has not consented to use the application '{}'.",
            request.target.client.name
        );
        return refuse(
            state,
            &request.target,
            &EntraError::new(65001, "consent_required", text),
        );
    }
    consent::page(state, request, account, &lacking)
}

fn admitted(state: &State, request: &Request, account: &SignedIn) -> Result<(), EntraError> {
    let Some(person) = state
        .person_of(account)
        .filter(|person| person.account_enabled)
    else {
        return Err(EntraError::new(
            50057,
            "access_denied",
            "The user account is disabled.",
        ));
    };
    let client_id = &request.target.client.client_id;
    let Some(principal) = state.service_principal(&account.tid, client_id) else {
        return Ok(());
    };
    if !principal.enabled {
        let text = format!(
            "Application '{}' is disabled in the tenant.",
            principal.name
        );
        return Err(EntraError::new(7_000_112, "unauthorized_client", text));
    }
    let roles = state.roles_of(&account.tid, &person.oid, client_id);
    if principal.assignment_required
        && roles.is_empty()
        && state
            .groups_claim(&account.tid, &person.oid, client_id)
            .is_empty()
    {
        let text = "The signed in user is not assigned to a role for the application. The administrator must grant access.";
        return Err(EntraError::new(50105, "access_denied", text));
    }
    Ok(())
}

fn issue(state: &State, request: &Request, account: &SignedIn) -> Response {
    let target = &request.target;
    let mut fields = Vec::new();
    let code = request
        .wants_code
        .then(|| state.keep_code(code_grant(state, request, account)));
    if request.wants_id_token {
        let wish = IdTokenRequest {
            client_id: &target.client.client_id,
            nonce: request.nonce.as_deref(),
            sid: &account.sid,
            profile: request.scopes.has("profile"),
            code: code.as_deref(),
        };
        match state.id_token(&account.tid, &account.oid, &wish) {
            Ok(token) => fields.push(("id_token", token)),
            Err(problem) => {
                return refuse(
                    state,
                    target,
                    &EntraError::new(50000, "server_error", problem.to_string()),
                );
            }
        }
    }
    if let Some(code) = code {
        fields.push(("code", code));
    }
    if state.assumes(Assumption::SessionState) {
        fields.push(("session_state", random_id()));
    }
    deliver(target, fields)
}

fn code_grant(state: &State, request: &Request, account: &SignedIn) -> CodeGrant {
    CodeGrant {
        client_id: request.target.client.client_id.clone(),
        tid: account.tid.clone(),
        oid: account.oid.clone(),
        sid: account.sid.clone(),
        redirect_uri: request.target.redirect_uri.clone(),
        scopes: request.scopes.words(),
        nonce: request.nonce.clone(),
        challenge: request.challenge.clone(),
        created_ms: state.now_ms(),
        used: false,
    }
}
