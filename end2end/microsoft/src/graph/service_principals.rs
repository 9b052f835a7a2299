//! Applications as the tenant sees them, and what was granted to them.

mod shape;

use std::collections::BTreeSet;

use serde_json::Value;

use super::errors::GraphError;
use super::paging::Collection;
use super::permissions::Call;
use super::request::{Answer, Context};
use crate::state::{AppRoleAssignment, Assumption, PermissionGrant, ServicePrincipal};
use shape::ExchangeTwins;

/// Which end of an assignment a service principal stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// `appRoleAssignments`: it holds the roles.
    Holder,
    /// `appRoleAssignedTo`: it defines the roles.
    Resource,
}

impl Side {
    fn path(self) -> &'static str {
        match self {
            Self::Holder => "appRoleAssignments",
            Self::Resource => "appRoleAssignedTo",
        }
    }

    fn fits(self, assignment: &AppRoleAssignment, id: &str) -> bool {
        match self {
            Self::Holder => assignment.principal_id == id,
            Self::Resource => assignment.resource_id == id,
        }
    }
}

/// `GET /servicePrincipals`.
pub(super) fn list(context: &Context<'_>) -> Result<Answer, GraphError> {
    context.allow(Call::ReadServicePrincipal)?;
    let exchange = exchange_twins(context);
    let items = context.state.with_grants(|grants| {
        let own = grants
            .service_principals
            .iter()
            .filter(|principal| principal.tenant == context.caller.tid);
        own.map(|principal| shape::principal(principal, exchange))
            .collect()
    });
    principals(&context.root())
        .page(&context.query, items)
        .map(Answer::ok)
}

/// `GET /servicePrincipals/{id}` and `GET /servicePrincipals(appId='..')`; the caller's own needs no permission.
pub(super) fn read(context: &Context<'_>, key: &str) -> Result<Answer, GraphError> {
    let found = find(context, key);
    let own = found
        .as_ref()
        .is_ok_and(|principal| is_own(context, principal));
    if !own {
        context.allow(Call::ReadServicePrincipal)?;
    }
    principals(&context.root())
        .entity(
            &context.query,
            shape::principal(&found?, exchange_twins(context)),
        )
        .map(Answer::ok)
}

/// `GET /servicePrincipals/{id}/appRoleAssignments` and `.../appRoleAssignedTo`.
pub(super) fn assignments(
    context: &Context<'_>,
    key: &str,
    side: Side,
) -> Result<Answer, GraphError> {
    let principal = readable(context, key, side)?;
    let items = context.state.with_grants(|grants| {
        let own = grants
            .assignments
            .iter()
            .filter(|held| held.tenant == context.caller.tid && side.fits(held, &principal.id));
        own.map(shape::assignment).collect()
    });
    let path = format!("servicePrincipals/{}/{}", principal.id, side.path());
    let context_name = format!("servicePrincipals('{}')/{}", principal.id, side.path());
    assignment_collection(&context.root(), &path, &context_name)
        .page(&context.query, items)
        .map(Answer::ok)
}

/// One assignment by id.
pub(super) fn assignment(
    context: &Context<'_>,
    key: &str,
    side: Side,
    id: &str,
) -> Result<Answer, GraphError> {
    let principal = readable(context, key, side)?;
    let item = context.state.with_grants(|grants| {
        let mut own = grants
            .assignments
            .iter()
            .filter(|held| held.tenant == context.caller.tid && side.fits(held, &principal.id));
        own.find(|held| held.id == id).map(shape::assignment)
    });
    let context_name = format!("servicePrincipals('{}')/{}", principal.id, side.path());
    let item = item.ok_or_else(|| GraphError::not_found(id))?;
    assignment_collection(&context.root(), "", &context_name)
        .entity(&context.query, item)
        .map(Answer::ok)
}

/// `DELETE` of one assignment.
pub(super) fn revoke_assignment(
    context: &Context<'_>,
    key: &str,
    side: Side,
    id: &str,
) -> Result<Answer, GraphError> {
    context.allow(Call::RevokeAppRole)?;
    let principal = find(context, key)?;
    let removed = context.state.with_grants(|grants| {
        let before = grants.assignments.len();
        let gone = |held: &AppRoleAssignment| {
            held.id == id && held.tenant == context.caller.tid && side.fits(held, &principal.id)
        };
        grants.assignments.retain(|held| !gone(held));
        grants.assignments.len() < before
    });
    if removed {
        Ok(Answer::no_content())
    } else {
        Err(GraphError::not_found(id))
    }
}

/// `GET /servicePrincipals/{id}/oauth2PermissionGrants`.
pub(super) fn grants_of(context: &Context<'_>, key: &str) -> Result<Answer, GraphError> {
    allow_reading_grants(context)?;
    let principal = find(context, key)?;
    let items = own_grants(context, |grant| grant.client_id == principal.id);
    let path = format!("servicePrincipals/{}/oauth2PermissionGrants", principal.id);
    grant_collection(&context.root(), &path)
        .page(&context.query, items)
        .map(Answer::ok)
}

/// `GET /oauth2PermissionGrants`.
pub(super) fn grants(context: &Context<'_>) -> Result<Answer, GraphError> {
    allow_reading_grants(context)?;
    let items = own_grants(context, |_| true);
    grant_collection(&context.root(), "oauth2PermissionGrants")
        .page(&context.query, items)
        .map(Answer::ok)
}

/// `GET /oauth2PermissionGrants/{id}`.
pub(super) fn grant(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    allow_reading_grants(context)?;
    let item = own_grants(context, |grant| grant.id == id)
        .pop()
        .ok_or_else(|| GraphError::not_found(id))?;
    grant_collection(&context.root(), "")
        .entity(&context.query, item)
        .map(Answer::ok)
}

/// `DELETE /oauth2PermissionGrants/{id}`.
pub(super) fn revoke_grant(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ChangePermissionGrant)?;
    let removed = context.state.with_grants(|grants| {
        let before = grants.permission_grants.len();
        grants
            .permission_grants
            .retain(|grant| grant.id != id || grant.tenant != context.caller.tid);
        grants.permission_grants.len() < before
    });
    if removed {
        Ok(Answer::no_content())
    } else {
        Err(GraphError::not_found(id))
    }
}

/// `PATCH /oauth2PermissionGrants/{id}`: replaces the scopes.
pub(super) fn change_grant(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    context.allow(Call::ChangePermissionGrant)?;
    let body: Value = serde_json::from_slice(&context.request.body)
        .map_err(|_| GraphError::bad_request("The request body isn't JSON."))?;
    let scopes = body["scope"]
        .as_str()
        .ok_or_else(|| GraphError::bad_request("Only the property 'scope' can be changed."))?;
    let scopes: BTreeSet<String> = scopes.split_whitespace().map(str::to_owned).collect();
    let changed = context.state.with_grants(|grants| {
        let mut own = grants
            .permission_grants
            .iter_mut()
            .filter(|grant| grant.tenant == context.caller.tid);
        own.find(|grant| grant.id == id)
            .map(|grant| grant.scopes = scopes)
            .is_some()
    });
    if changed {
        Ok(Answer::no_content())
    } else {
        Err(GraphError::not_found(id))
    }
}

fn exchange_twins(context: &Context<'_>) -> ExchangeTwins {
    if context.state.assumes(Assumption::ExchangeHasGroupMember) {
        ExchangeTwins::WithGroupMember
    } else {
        ExchangeTwins::Known
    }
}

fn find(context: &Context<'_>, key: &str) -> Result<ServicePrincipal, GraphError> {
    let found = match key.split_once('=') {
        Some(("appId", app_id)) => context.state.service_principal(&context.caller.tid, app_id),
        Some(_) => None,
        None => context
            .state
            .service_principal_by_id(&context.caller.tid, key),
    };
    found.ok_or_else(|| GraphError::not_found(key))
}

fn is_own(context: &Context<'_>, principal: &ServicePrincipal) -> bool {
    principal
        .app_id
        .eq_ignore_ascii_case(&context.caller.app_id)
}

// Whether an application may read its own assignments without permission isn't documented.
fn readable(context: &Context<'_>, key: &str, side: Side) -> Result<ServicePrincipal, GraphError> {
    let found = find(context, key);
    let own = found
        .as_ref()
        .is_ok_and(|principal| is_own(context, principal));
    let open =
        own && side == Side::Holder && context.state.assumes(Assumption::OwnAssignmentsReadable);
    if !open {
        context.allow(Call::ListAppRoleAssignments)?;
    }
    found
}

fn allow_reading_grants(context: &Context<'_>) -> Result<(), GraphError> {
    let suffices = context.state.assumes(Assumption::GrantReadSuffices);
    if suffices
        && context
            .caller
            .granted
            .has("DelegatedPermissionGrant.Read.All")
    {
        return Ok(());
    }
    context.allow(Call::ListPermissionGrants)
}

fn own_grants(context: &Context<'_>, wanted: impl Fn(&PermissionGrant) -> bool) -> Vec<Value> {
    context.state.with_grants(|grants| {
        let own = grants
            .permission_grants
            .iter()
            .filter(|grant| grant.tenant == context.caller.tid);
        own.filter(|grant| wanted(grant))
            .map(shape::grant)
            .collect()
    })
}

fn principals(root: &str) -> Collection<'_> {
    Collection {
        root,
        path: "servicePrincipals",
        context: "servicePrincipals",
        type_name: "microsoft.graph.servicePrincipal",
        properties: shape::PRINCIPAL_PROPERTIES,
        defaults: &[],
    }
}

fn assignment_collection<'a>(root: &'a str, path: &'a str, context: &'a str) -> Collection<'a> {
    Collection {
        root,
        path,
        context,
        type_name: "microsoft.graph.appRoleAssignment",
        properties: shape::ASSIGNMENT_PROPERTIES,
        defaults: &[],
    }
}

fn grant_collection<'a>(root: &'a str, path: &'a str) -> Collection<'a> {
    Collection {
        root,
        path,
        context: "oauth2PermissionGrants",
        type_name: "microsoft.graph.oAuth2PermissionGrant",
        properties: shape::GRANT_PROPERTIES,
        defaults: &[],
    }
}
