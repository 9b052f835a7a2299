//! What the simulated world looks like now.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use super::operation::tenant_id;
use crate::permissions;
use crate::state::{State, iso};

/// GET `/_control/state`: tenants, applications, grants, meetings and request counts.
pub(super) async fn state(FromState(state): FromState<Arc<State>>) -> Json<Value> {
    let tenants: Vec<Value> = state.with_directory(|directory| {
        let tenants = directory.tenants().iter();
        tenants.map(|tenant| json!({ "id": tenant.id, "domain": tenant.domain, "name": tenant.name, "people": tenant.people.len(), "groups": tenant.groups.len() })).collect()
    });
    let (applications, assignments, grants, policies) = state.with_grants(|grants| {
        let applications: Vec<Value> = grants.service_principals.iter().map(|found| {
            json!({ "tenant": found.tenant, "id": found.id, "appId": found.app_id, "name": found.name, "enabled": found.enabled,
                    "assignmentRequired": found.assignment_required })
        }).collect();
        let assignments: Vec<Value> = grants.assignments.iter().map(|held| {
            let name = permissions::by_id(&held.app_role_id).map(|found| found.name);
            let name = name.or_else(|| crate::operator::APP_ROLES.iter().find(|(_, id)| *id == held.app_role_id).map(|(name, _)| *name));
            json!({ "tenant": held.tenant, "id": held.id, "role": name, "appRoleId": held.app_role_id, "principal": held.principal_name,
                    "principalId": held.principal_id, "principalType": held.principal_type.name(), "resource": held.resource_name,
                    "created": iso(held.created_ms) })
        }).collect();
        let delegated: Vec<Value> = grants.permission_grants.iter().map(|grant| {
            json!({ "tenant": grant.tenant, "id": grant.id, "clientId": grant.client_id, "principalId": grant.principal_id,
                    "scopes": grant.scopes, "created": iso(grant.created_ms) })
        }).collect();
        let policies: Vec<Value> = grants.teams_policies.iter().map(|policy| {
            json!({ "tenant": policy.tenant, "client": policy.app_id, "organizer": policy.organizer })
        }).collect();
        (applications, assignments, delegated, policies)
    });
    let meetings: Vec<Value> = state.with_meetings(|meetings| {
        meetings.iter().map(|meeting| {
            json!({ "id": meeting.id, "tenant": meeting.tenant, "organizer": meeting.organizer, "externalId": meeting.external_id,
                    "joinWebUrl": meeting.join_web_url, "lobbyScope": meeting.lobby_scope(), "properties": meeting.properties,
                    "joined": meeting.joined, "admitted": meeting.admitted })
        }).collect()
    });
    Json(json!({
        "baseUrl": state.base_url(), "graphUrl": state.graph_url(), "now": iso(state.now_ms()), "tenants": tenants,
        "applications": applications, "appRoleAssignments": assignments, "oauth2PermissionGrants": grants, "teamsPolicies": policies,
        "meetings": meetings, "requests": counts(&state), "totalRequests": state.total_requests(),
    }))
}

/// Number of answers by method, service and status.
fn counts(state: &State) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in state.requests() {
        let service = if request.path.starts_with("/graph") {
            "graph"
        } else {
            "entra"
        };
        *counts
            .entry(format!("{service} {} {}", request.method, request.status))
            .or_default() += 1;
    }
    counts
}

/// GET `/_control/requests`: the remembered requests, oldest first.
pub(super) async fn requests(FromState(state): FromState<Arc<State>>) -> Json<Value> {
    let rows = state.requests().into_iter();
    Json(rows.map(|request| json!({ "method": request.method, "path": request.path, "status": request.status })).collect())
}

#[derive(Deserialize)]
pub(super) struct PeopleQuery {
    tenant: Option<String>,
}

/// GET `/_control/people`: whom one can sign in as, with roles.
pub(super) async fn people(
    FromState(state): FromState<Arc<State>>,
    Query(query): Query<PeopleQuery>,
) -> Json<Value> {
    let tid = tenant_id(&state, query.tenant.as_deref().unwrap_or("contoso")).unwrap_or_default();
    let people = state
        .with_tenant(&tid, |tenant| tenant.people.clone())
        .unwrap_or_default();
    let row = |person: &crate::directory::Person| {
        let roles = state.roles_of(&tid, &person.oid, crate::operator::SIGNIN_CLIENT_ID);
        json!({ "oid": person.oid, "upn": person.upn, "name": person.name, "roles": roles, "teams": person.teams_licence })
    };
    Json(people.iter().map(row).collect())
}
