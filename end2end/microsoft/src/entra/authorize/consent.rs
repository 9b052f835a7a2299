//! Consent of one person to delegated scopes.

use axum::http::StatusCode;
use axum::response::Response;

use super::request::Request;
use crate::directory::may_consent;
use crate::html::{self, escape, hidden};
use crate::permissions::{self, PermissionKind};
use crate::state::{CONSUMER_TENANT, SignedIn, State};

/// Scopes that were asked for and are not granted for this person. An application without service principal lacks at least
/// its OpenID scopes; personal accounts have none to ask.
pub(super) fn lacking(state: &State, request: &Request, account: &SignedIn) -> Vec<String> {
    let client_id = &request.target.client.client_id;
    let granted = state.delegated_scopes(&account.tid, client_id, &account.oid);
    let mut lacking = request.scopes.wanted(&request.target.client);
    lacking.retain(|scope| !granted.contains(scope));
    let foreign = account.tid != CONSUMER_TENANT
        && state.service_principal(&account.tid, client_id).is_none();
    if foreign {
        lacking.extend(request.scopes.openid.iter().cloned());
    }
    lacking
}

/// The consent page, or the page that says that an administrator is needed.
pub(super) fn page(
    state: &State,
    request: &Request,
    account: &SignedIn,
    lacking: &[String],
) -> Response {
    let person = state.person_of(account);
    let admin = person
        .as_ref()
        .is_some_and(|person| may_consent(person).delegated);
    let needs_admin = lacking.iter().any(|scope| {
        permissions::find(scope, PermissionKind::Delegated).is_some_and(|found| found.admin_only())
    });
    let name = escape(&request.target.client.name);
    let username = escape(&person.map(|person| person.username).unwrap_or_default());
    let action = escape(&request.target.action("consent"));
    let account = hidden("account", &account.oid);
    if needs_admin && !admin {
        let body = format!(
            "<p>{username}</p><p role=\"alert\">AADSTS90094: {name} needs permission to access resources in your organization that only \
             an admin can grant.</p><form method=\"post\" action=\"{action}\">{account}<button name=\"decision\" value=\"cancel\">\
             Return to the application without granting consent</button></form>"
        );
        return html::page(StatusCode::OK, "Need admin approval", &body);
    }
    let shown = if lacking.is_empty() {
        request.scopes.words()
    } else {
        lacking.to_vec()
    };
    let scopes: String = shown
        .iter()
        .map(|scope| list_item(scope, PermissionKind::Delegated))
        .collect();
    let body = format!(
        "<p>{username}</p><h2>{name} would like to</h2><ul>{scopes}</ul><form method=\"post\" action=\"{action}\">{account}\
         <button name=\"decision\" value=\"accept\">Accept</button> <button name=\"decision\" value=\"cancel\">Cancel</button></form>"
    );
    html::page(StatusCode::OK, "Permissions requested", &body)
}

/// One permission in a list, with what it means.
pub(crate) fn list_item(name: &str, kind: PermissionKind) -> String {
    let meaning = permissions::find(name, kind)
        .map(|found| found.meaning)
        .unwrap_or_default();
    format!(
        "<li><strong>{}</strong> {}</li>",
        escape(name),
        escape(meaning)
    )
}

/// Grants what was asked for to this person.
pub(super) fn accept(state: &State, request: &Request, account: &SignedIn) {
    let mut scopes = request.scopes.openid.clone();
    scopes.extend(request.scopes.wanted(&request.target.client));
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    state.grant_delegated(
        &account.tid,
        &request.target.client.client_id,
        Some(&account.oid),
        &scopes,
    );
}
