//! Granting, assigning, consenting and taking it all away again.

use std::collections::BTreeSet;

use super::{
    AppRoleAssignment, DEFAULT_ACCESS, Grants, PermissionGrant, PrincipalType, ServicePrincipal,
    TeamsPolicy, known,
};
use crate::operator;
use crate::permissions::{GRAPH_APP_ID, PermissionKind};
use crate::state::{Assumption, Registration, State};

impl Grants {
    /// Everything a registration asks for is granted for everybody, as by an administrator's consent.
    pub fn consent(&mut self, tenant: &str, registration: &Registration, now_ms: i64) {
        self.ensure_principal(tenant, &registration.client_id, &registration.name, now_ms);
        for name in registration.asked(PermissionKind::Application) {
            self.grant_application(tenant, &registration.client_id, name, now_ms);
        }
        let scopes = registration.asked(PermissionKind::Delegated);
        if !scopes.is_empty() {
            self.grant_delegated(tenant, (&registration.client_id, None), &scopes, now_ms);
        }
    }

    /// Grants one application permission of Graph. False: unknown name or no service principal in the tenant.
    pub fn grant_application(
        &mut self,
        tenant: &str,
        app_id: &str,
        name: &str,
        now_ms: i64,
    ) -> bool {
        let Some(permission) = known(name, PermissionKind::Application) else {
            return false;
        };
        let (Some(principal), Some(graph)) = (
            self.principal(tenant, app_id).cloned(),
            self.principal(tenant, GRAPH_APP_ID).cloned(),
        ) else {
            return false;
        };
        let held = |held: &AppRoleAssignment| {
            held.principal_id == principal.id && held.app_role_id == permission.id
        };
        if !self.assignments.iter().any(held) {
            let who = (
                principal.id.as_str(),
                principal.name.as_str(),
                PrincipalType::ServicePrincipal,
            );
            self.push_assignment(&graph, who, permission.id, now_ms);
        }
        true
    }

    /// Grants delegated scopes to an application, for everybody or for one person. False: no service principal.
    pub fn grant_delegated(
        &mut self,
        tenant: &str,
        (app_id, person): (&str, Option<&str>),
        scopes: &[&str],
        now_ms: i64,
    ) -> bool {
        let (Some(principal), Some(graph)) = (
            self.principal(tenant, app_id).cloned(),
            self.principal(tenant, GRAPH_APP_ID).cloned(),
        ) else {
            return false;
        };
        let scopes: BTreeSet<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let same = |grant: &&mut PermissionGrant| {
            grant.client_id == principal.id && grant.principal_id.as_deref() == person
        };
        if let Some(found) = self.permission_grants.iter_mut().find(same) {
            found.scopes.extend(scopes);
            return true;
        }
        let id = self.next_id("grant");
        self.permission_grants.push(PermissionGrant {
            id,
            tenant: tenant.to_owned(),
            client_id: principal.id,
            principal_id: person.map(str::to_owned),
            resource_id: graph.id,
            scopes,
            created_ms: now_ms,
        });
        true
    }

    /// Assigns an app role of the Sign-in application (empty = default access). False: unknown role or not in the tenant.
    pub fn assign(
        &mut self,
        tenant: &str,
        who: (&str, &str, PrincipalType),
        role: &str,
        now_ms: i64,
    ) -> bool {
        let Some(resource) = self.principal(tenant, operator::SIGNIN_CLIENT_ID).cloned() else {
            return false;
        };
        let Some(role_id) = role_id(role) else {
            return false;
        };
        let has = |held: &AppRoleAssignment| {
            held.principal_id == who.0
                && held.resource_id == resource.id
                && held.app_role_id == role_id
        };
        if !self.assignments.iter().any(has) {
            self.push_assignment(&resource, who, role_id, now_ms);
        }
        true
    }

    fn push_assignment(
        &mut self,
        resource: &ServicePrincipal,
        who: (&str, &str, PrincipalType),
        role_id: &str,
        now_ms: i64,
    ) {
        let id = self.next_id("assignment");
        self.assignments.push(AppRoleAssignment {
            id,
            tenant: resource.tenant.clone(),
            app_role_id: role_id.to_owned(),
            principal_id: who.0.to_owned(),
            principal_type: who.2,
            principal_name: who.1.to_owned(),
            resource_id: resource.id.clone(),
            resource_name: resource.name.clone(),
            created_ms: now_ms,
        });
    }
}

pub(super) fn role_id(role: &str) -> Option<&'static str> {
    if role.is_empty() {
        return Some(DEFAULT_ACCESS);
    }
    operator::APP_ROLES
        .iter()
        .find(|(name, _)| *name == role)
        .map(|(_, id)| *id)
}

impl State {
    /// A service principal by client id, in a tenant given by id.
    pub fn service_principal(&self, tid: &str, app_id: &str) -> Option<ServicePrincipal> {
        self.with_grants(|grants| grants.principal(tid, app_id).cloned())
    }

    /// A service principal by object id.
    pub fn service_principal_by_id(&self, tid: &str, id: &str) -> Option<ServicePrincipal> {
        self.with_grants(|grants| grants.principal_by_id(tid, id).cloned())
    }

    /// Consents to everything a registration asks for, as the tenant's administrator. False: unknown client id.
    pub fn consent(&self, tid: &str, client_id: &str) -> bool {
        let Some(registration) = self.registration(client_id) else {
            return false;
        };
        let now = self.now_ms();
        if !self.assumes(Assumption::ReconsentKeeps) {
            self.revoke_everything(tid, client_id);
        }
        self.with_grants(|grants| grants.consent(tid, &registration, now));
        true
    }

    /// Takes every grant of an application away; its service principal stays.
    pub fn revoke_everything(&self, tid: &str, client_id: &str) {
        self.with_grants(|grants| {
            let Some(id) = grants
                .principal(tid, client_id)
                .map(|principal| principal.id.clone())
            else {
                return;
            };
            grants.assignments.retain(|held| held.principal_id != id);
            grants
                .permission_grants
                .retain(|grant| grant.client_id != id);
        });
    }

    /// Removes an application from a tenant: service principal and grants.
    pub fn remove_application(&self, tid: &str, client_id: &str) {
        self.revoke_everything(tid, client_id);
        self.with_grants(|grants| {
            let Some(id) = grants
                .principal(tid, client_id)
                .map(|principal| principal.id.clone())
            else {
                return;
            };
            grants.assignments.retain(|held| held.resource_id != id);
            grants
                .service_principals
                .retain(|principal| principal.id != id);
        });
    }

    /// Grants one application permission of Graph, with the time of now. Makes the service principal where it is missing.
    pub fn grant_application(&self, tid: &str, client_id: &str, name: &str) -> bool {
        let now = self.now_ms();
        let Some(registration) = self.registration(client_id) else {
            return false;
        };
        self.with_grants(|grants| {
            grants.ensure_principal(tid, client_id, &registration.name, now);
            grants.grant_application(tid, client_id, name, now)
        })
    }

    /// Takes one application permission away. Tokens that hold it live on.
    pub fn revoke_application(&self, tid: &str, client_id: &str, name: &str) -> bool {
        let Some(permission) = known(name, PermissionKind::Application) else {
            return false;
        };
        self.with_grants(|grants| {
            let Some(id) = grants
                .principal(tid, client_id)
                .map(|principal| principal.id.clone())
            else {
                return false;
            };
            let before = grants.assignments.len();
            grants
                .assignments
                .retain(|held| held.principal_id != id || held.app_role_id != permission.id);
            grants.assignments.len() < before
        })
    }

    /// Grants delegated scopes for everybody (`None`) or one person.
    pub fn grant_delegated(
        &self,
        tid: &str,
        client_id: &str,
        oid: Option<&str>,
        scopes: &[&str],
    ) -> bool {
        let now = self.now_ms();
        let Some(registration) = self.registration(client_id) else {
            return false;
        };
        self.with_grants(|grants| {
            grants.ensure_principal(tid, client_id, &registration.name, now);
            grants.grant_delegated(tid, (client_id, oid), scopes, now)
        })
    }

    /// Takes delegated scopes away: these, or all of them when the list is empty; for everybody (`None`) or one person.
    pub fn revoke_delegated(&self, tid: &str, client_id: &str, oid: Option<&str>, scopes: &[&str]) {
        self.with_grants(|grants| {
            let Some(id) = grants
                .principal(tid, client_id)
                .map(|principal| principal.id.clone())
            else {
                return;
            };
            for grant in &mut grants.permission_grants {
                if grant.client_id == id && grant.principal_id.as_deref() == oid {
                    grant
                        .scopes
                        .retain(|scope| !scopes.is_empty() && !scopes.contains(&scope.as_str()));
                }
            }
            grants
                .permission_grants
                .retain(|grant| !grant.scopes.is_empty());
        });
    }

    /// Names of the Graph application permissions granted now.
    pub fn application_roles(&self, tid: &str, client_id: &str) -> Vec<String> {
        self.with_grants(|grants| grants.application_roles(tid, client_id))
    }

    /// Delegated scopes granted now for this person.
    pub fn delegated_scopes(&self, tid: &str, client_id: &str, oid: &str) -> BTreeSet<String> {
        self.with_grants(|grants| grants.delegated_scopes(tid, client_id, oid))
    }

    /// Switches a service principal on or off. False: not in the tenant.
    pub fn enable_application(&self, tid: &str, client_id: &str, enabled: Enabled) -> bool {
        self.change_principal(tid, client_id, |principal| {
            principal.enabled = enabled == Enabled::Yes;
        })
    }

    /// Whether only assigned people may sign in. False: not in the tenant.
    pub fn require_assignment(&self, tid: &str, client_id: &str, required: Enabled) -> bool {
        self.change_principal(tid, client_id, |principal| {
            principal.assignment_required = required == Enabled::Yes;
        })
    }

    fn change_principal(
        &self,
        tid: &str,
        client_id: &str,
        change: impl FnOnce(&mut ServicePrincipal),
    ) -> bool {
        self.with_grants(|grants| {
            let mut all = grants.service_principals.iter_mut();
            all.find(|principal| principal.tenant == tid && principal.app_id == client_id)
                .map(change)
                .is_some()
        })
    }

    /// Lets an application act for one organiser (or for all) in Teams, app-only.
    pub fn grant_teams_policy(&self, tid: &str, client_id: &str, organizer: Option<&str>) {
        let policy = TeamsPolicy {
            tenant: tid.to_owned(),
            app_id: client_id.to_owned(),
            organizer: organizer.map(str::to_owned),
        };
        self.with_grants(|grants| grants.teams_policies.push(policy));
    }

    /// Takes every Teams policy of an application away.
    pub fn revoke_teams_policies(&self, tid: &str, client_id: &str) {
        self.with_grants(|grants| {
            grants
                .teams_policies
                .retain(|policy| policy.tenant != tid || policy.app_id != client_id);
        });
    }

    /// Whether a Teams policy lets the application act for this organiser.
    pub fn teams_policy(&self, tid: &str, client_id: &str, organizer: &str) -> bool {
        self.with_grants(|grants| {
            grants.teams_policies.iter().any(|policy| {
                policy.tenant == tid
                    && policy.app_id == client_id
                    && policy
                        .organizer
                        .as_deref()
                        .is_none_or(|one| one == organizer)
            })
        })
    }
}

/// A switch with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enabled {
    /// On.
    Yes,
    /// Off.
    No,
}
