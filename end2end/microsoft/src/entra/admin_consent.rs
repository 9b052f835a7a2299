//! Consent of an administrator for the whole tenant, with every answer form of the real page.

use std::sync::Arc;

use axum::extract::{Path, RawForm, RawQuery, State as FromState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::form_urlencoded;

use super::authorize::answer::{encode, redirect};
use super::authorize::consent::list_item;
use super::errors::EntraError;
use super::picker::{Picker, chosen};
use super::scope::{Scopes, graph_scope};
use super::{Authority, with_cookie};
use crate::directory::{MayConsent, may_consent};
use crate::html::{escape, hidden, page};
use crate::permissions::{self, PermissionKind};
use crate::state::tokens::GRAPH_AUDIENCE;
use crate::state::{Assumption, Registration, State};
use crate::{contoso, fabrikam};

type Shared = FromState<Arc<State>>;

/// A valid request for consent.
struct Request {
    segment: String,
    authority: Authority,
    raw: String,
    client: Registration,
    redirect_uri: String,
    client_state: Option<String>,
    scope: String,
    /// `None`: `.default`, everything in the registration.
    delegated: Option<Vec<String>>,
}

/// GET: the account picker comes always, whoever is signed in.
pub(super) async fn ask(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match Request::read(&state, &tenant, &query.unwrap_or_default()) {
        Ok(request) => request.picker(&state, &headers, None),
        Err(error) => error.page(&state),
    }
}

/// POST of the picker, then of the consent page.
pub(super) async fn decide(
    FromState(state): Shared,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let request = match Request::read(&state, &tenant, &query.unwrap_or_default()) {
        Ok(request) => request,
        Err(error) => return error.page(&state),
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&form).into_owned().collect();
    let decision = form
        .iter()
        .find(|(field, _)| field == "decision")
        .map_or("", |(_, value)| value.as_str());
    if decision == "another-account" {
        return request.wrong_account(&state);
    }
    let (tid, oid) = match chosen(&state, &request.authority, &form) {
        Ok(account) => account,
        Err(text) => return request.picker(&state, &headers, Some(text)),
    };
    if !request.authority.admits(&tid) {
        return request.wrong_account(&state);
    }
    match decision {
        "accept" => request.accept(&state, &tid, &oid),
        "another-tenant" => {
            let other = if tid == fabrikam::TENANT {
                contoso::TENANT
            } else {
                fabrikam::TENANT
            };
            request.consent(&state, other)
        }
        "cancel" => request.refuse(
            &state,
            &EntraError::new(
                65004,
                "access_denied",
                "User declined to consent to access the app.",
            ),
        ),
        "no-approval" => request.refuse(
            &state,
            &EntraError::new(
                90094,
                "access_denied",
                "The grant requires admin permissions.",
            ),
        ),
        _ => {
            let (account, cookie) = state.sign_in(&headers, &tid, &oid);
            with_cookie(request.page(&state, &account.tid, &account.oid), &cookie)
        }
    }
}

impl Request {
    fn read(state: &State, segment: &str, raw: &str) -> Result<Self, EntraError> {
        let field = |name: &str| {
            let found = form_urlencoded::parse(raw.as_bytes()).find(|(field, _)| field == name);
            found
                .map(|(_, value)| value.into_owned())
                .filter(|value| !value.is_empty())
        };
        if segment.eq_ignore_ascii_case("common") {
            return Err(EntraError::missing("response_type"));
        }
        let authority = Authority::parse(state, segment)
            .ok_or_else(|| EntraError::tenant_not_found(segment))?;
        let client_id = field("client_id").ok_or_else(|| EntraError::missing("client_id"))?;
        let client = state
            .registration(&client_id)
            .ok_or_else(|| EntraError::unknown_application(&client_id))?;
        let redirect_uri =
            field("redirect_uri").ok_or_else(|| EntraError::missing("redirect_uri"))?;
        if !client.accepts_redirect(&redirect_uri) {
            let text = format!(
                "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured."
            );
            return Err(EntraError::new(50011, "invalid_request", text));
        }
        let scope = field("scope").ok_or_else(|| EntraError::missing("scope"))?;
        for word in scope.split_whitespace() {
            let name = graph_scope(state, word).unwrap_or(word);
            let delegated = permissions::find(name, PermissionKind::Delegated).is_some();
            if !delegated && permissions::find(name, PermissionKind::Application).is_some() {
                let text = format!(
                    "The scope '{name}' is an application permission; it can be requested through '.default' only."
                );
                return Err(EntraError::new(70011, "invalid_scope", text));
            }
        }
        let scopes = Scopes::parse(state, &scope)?;
        let delegated = (!scopes.default).then(|| scopes.words());
        let client_state = field("state");
        let (segment, raw) = (segment.to_owned(), raw.to_owned());
        Ok(Self {
            segment,
            authority,
            raw,
            client,
            redirect_uri,
            client_state,
            scope,
            delegated,
        })
    }

    fn action(&self) -> String {
        format!("/{}/v2.0/adminconsent?{}", self.segment, self.raw)
    }

    fn picker(&self, state: &State, headers: &HeaderMap, alert: Option<String>) -> Response {
        let signed_in = state.signed_in(headers);
        // Accounts of other tenants are offered too: whoever picks one gets the answer of a wrong account.
        let picker = Picker {
            action: self.action(),
            application: &self.client.name,
            signed_in: &signed_in,
            alert,
        };
        picker.page(state, &Authority::Organizations)
    }

    /// What is asked for: application permissions, delegated scopes.
    fn asked(&self) -> (Vec<&str>, Vec<&str>) {
        match &self.delegated {
            Some(scopes) => (Vec::new(), scopes.iter().map(String::as_str).collect()),
            None => (
                self.client.asked(PermissionKind::Application),
                self.client.asked(PermissionKind::Delegated),
            ),
        }
    }

    fn allowed(&self, state: &State, tid: &str, oid: &str) -> bool {
        let none = MayConsent {
            delegated: false,
            graph_application: false,
        };
        let may = state
            .person(tid, oid)
            .map_or(none, |person| may_consent(&person));
        if self.asked().0.is_empty() {
            may.delegated
        } else {
            may.graph_application
        }
    }

    fn page(&self, state: &State, tid: &str, oid: &str) -> Response {
        let name = escape(&self.client.name);
        let username = state
            .person(tid, oid)
            .map(|person| escape(&person.username))
            .unwrap_or_default();
        let form = format!(
            "<form method=\"post\" action=\"{}\">{}",
            escape(&self.action()),
            hidden("account", &format!("{tid}/{oid}"))
        );
        if !self.allowed(state, tid, oid) {
            let body = format!(
                "<p>{username}</p><p role=\"alert\">AADSTS90094: {name} needs permission that only an administrator with the right role \
                 can grant.</p>{form}<button name=\"decision\" value=\"no-approval\">Return to the application without granting \
                 consent</button></form>"
            );
            return page(StatusCode::OK, "Need admin approval", &body);
        }
        let (application, delegated) = self.asked();
        let listed = |names: &[&str], kind| {
            names
                .iter()
                .map(|name| list_item(name, kind))
                .collect::<String>()
        };
        let body = format!(
            "<p>{username}</p><p>{name} asks on behalf of your organization:</p><h2>Without anybody signed in</h2><ul>{}</ul>\
             <h2>In the name of the person who signed in</h2><ul>{}</ul>{form}<p><button name=\"decision\" value=\"accept\">Accept</button> \
             <button name=\"decision\" value=\"cancel\">Cancel</button></p><h2>Play another answer</h2><p>\
             <button name=\"decision\" value=\"another-account\">Use another account</button> \
             <button name=\"decision\" value=\"another-tenant\">Another tenant</button></p></form>",
            listed(&application, PermissionKind::Application),
            listed(&delegated, PermissionKind::Delegated),
        );
        page(StatusCode::OK, "Permissions requested", &body)
    }

    fn accept(&self, state: &State, tid: &str, oid: &str) -> Response {
        if self.allowed(state, tid, oid) {
            self.consent(state, tid)
        } else {
            self.page(state, tid, oid)
        }
    }

    fn consent(&self, state: &State, tid: &str) -> Response {
        match &self.delegated {
            None => {
                state.consent(tid, &self.client.client_id);
            }
            Some(scopes) => {
                let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                state.grant_delegated(tid, &self.client.client_id, None, &scopes);
            }
        }
        let scope = if self.delegated.is_none() {
            format!("{GRAPH_AUDIENCE}/.default")
        } else {
            self.scope.clone()
        };
        self.answer(state, vec![("tenant", tid.to_owned()), ("scope", scope)])
    }

    fn wrong_account(&self, state: &State) -> Response {
        let text = "User account from identity provider does not exist in this tenant and cannot access the application in it.";
        self.refuse(state, &EntraError::new(50020, "access_denied", text))
    }

    fn refuse(&self, state: &State, error: &EntraError) -> Response {
        let mut fields = vec![
            ("error", error.error.to_owned()),
            ("error_description", error.describe(state).text),
            ("error_uri", error.uri(state)),
        ];
        if let (true, Authority::Tenant(tid)) = (
            state.assumes(Assumption::ConsentTenantOnError),
            &self.authority,
        ) {
            fields.push(("tenant", tid.clone()));
        }
        self.answer(state, fields)
    }

    /// `admin_consent=True` stands on every answer, refusals included.
    fn answer(&self, state: &State, mut fields: Vec<(&str, String)>) -> Response {
        let word = if state.assumes(Assumption::ConsentLowerCase) {
            "true"
        } else {
            "True"
        };
        fields.insert(0, ("admin_consent", word.to_owned()));
        if let Some(client_state) = &self.client_state {
            fields.push(("state", client_state.clone()));
        }
        let separator = if self.redirect_uri.contains('?') {
            '&'
        } else {
            '?'
        };
        redirect(&format!(
            "{}{separator}{}",
            self.redirect_uri,
            encode(&fields)
        ))
    }
}
