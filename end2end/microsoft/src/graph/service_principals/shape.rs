//! Service principals, assignments and grants as the JSON objects Graph sends.

use serde_json::{Value, json};

use crate::graph::time::iso;
use crate::operator;
use crate::permissions::{self, EXCHANGE_APP_ID, GRAPH_APP_ID, Permission, PermissionKind};
use crate::state::{AppRoleAssignment, PermissionGrant, ServicePrincipal};

/// Every property of a service principal that may be selected.
pub(crate) const PRINCIPAL_PROPERTIES: &[&str] = &[
    "id",
    "accountEnabled",
    "appDisplayName",
    "appId",
    "appOwnerOrganizationId",
    "appRoleAssignmentRequired",
    "appRoles",
    "displayName",
    "oauth2PermissionScopes",
    "servicePrincipalNames",
    "servicePrincipalType",
    "signInAudience",
    "tags",
];

/// Every property of an app role assignment that may be selected.
pub(crate) const ASSIGNMENT_PROPERTIES: &[&str] = &[
    "id",
    "appRoleId",
    "createdDateTime",
    "deletedDateTime",
    "principalDisplayName",
    "principalId",
    "principalType",
    "resourceDisplayName",
    "resourceId",
];

/// Every property of a delegated grant that may be selected.
pub(crate) const GRANT_PROPERTIES: &[&str] = &[
    "id",
    "clientId",
    "consentType",
    "principalId",
    "resourceId",
    "scope",
];

/// A service principal. Those of Microsoft Graph and Exchange Online hold their catalogues of permissions, Sign-in's our
/// app roles.
pub(crate) fn principal(principal: &ServicePrincipal, exchange: ExchangeTwins) -> Value {
    json!({
        "id": principal.id,
        "accountEnabled": principal.enabled,
        "appDisplayName": principal.name,
        "appId": principal.app_id,
        "appOwnerOrganizationId": principal.owner_tenant,
        "appRoleAssignmentRequired": principal.assignment_required,
        "appRoles": app_roles(&principal.app_id, exchange),
        "displayName": principal.name,
        "oauth2PermissionScopes": scopes(&principal.app_id),
        "servicePrincipalNames": [principal.app_id],
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMultipleOrgs",
        "tags": [],
    })
}

/// Whether Exchange Online has a twin of `GroupMember.Read.All`, which nobody has confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExchangeTwins {
    /// Those that are known.
    Known,
    /// That one, too.
    WithGroupMember,
}

fn app_roles(app_id: &str, exchange: ExchangeTwins) -> Vec<Value> {
    let role = |id: &str, value: &str, meaning: &str, member: &str| {
        json!({
            "allowedMemberTypes": [member], "description": meaning, "displayName": value, "id": id,
            "isEnabled": true, "origin": "Application", "value": value,
        })
    };
    match app_id {
        GRAPH_APP_ID => of_kind(PermissionKind::Application)
            .map(|permission| {
                role(
                    permission.id,
                    permission.name,
                    permission.meaning,
                    "Application",
                )
            })
            .collect(),
        EXCHANGE_APP_ID => {
            let unsure = (exchange == ExchangeTwins::WithGroupMember)
                .then_some(permissions::EXCHANGE_GROUP_MEMBER);
            let all = permissions::EXCHANGE_ROLES.into_iter().chain(unsure);
            all.map(|(value, id)| role(id, value, value, "Application"))
                .collect()
        }
        operator::SIGNIN_CLIENT_ID => operator::APP_ROLES
            .iter()
            .map(|(value, id)| role(id, value, value, "User"))
            .collect(),
        _ => Vec::new(),
    }
}

fn scopes(app_id: &str) -> Vec<Value> {
    if app_id != GRAPH_APP_ID {
        return Vec::new();
    }
    let scope = |permission: Permission| {
        json!({
            "adminConsentDescription": permission.meaning, "adminConsentDisplayName": permission.name, "id": permission.id,
            "isEnabled": true, "type": if permission.admin_only() { "Admin" } else { "User" },
            "userConsentDescription": permission.meaning, "userConsentDisplayName": permission.name, "value": permission.name,
        })
    };
    of_kind(PermissionKind::Delegated).map(scope).collect()
}

fn of_kind(kind: PermissionKind) -> impl Iterator<Item = Permission> {
    permissions::all().filter(move |permission| permission.kind == kind)
}

/// An app role assignment.
pub(crate) fn assignment(assignment: &AppRoleAssignment) -> Value {
    json!({
        "id": assignment.id,
        "appRoleId": assignment.app_role_id,
        "createdDateTime": iso(assignment.created_ms),
        "deletedDateTime": null,
        "principalDisplayName": assignment.principal_name,
        "principalId": assignment.principal_id,
        "principalType": assignment.principal_type.name(),
        "resourceDisplayName": assignment.resource_name,
        "resourceId": assignment.resource_id,
    })
}

/// A delegated grant; Graph tells no time of it.
pub(crate) fn grant(grant: &PermissionGrant) -> Value {
    json!({
        "id": grant.id,
        "clientId": grant.client_id,
        "consentType": if grant.principal_id.is_some() { "Principal" } else { "AllPrincipals" },
        "principalId": grant.principal_id,
        "resourceId": grant.resource_id,
        "scope": grant.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
    })
}
