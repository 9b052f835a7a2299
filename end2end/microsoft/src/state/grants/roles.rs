//! App roles of the Sign-in application: who has them, by themselves or through a group.

use std::collections::BTreeSet;

use super::operations::role_id;
use super::{AppRoleAssignment, PrincipalType};
use crate::operator;
use crate::state::State;

impl State {
    /// Assigns an app role of the Sign-in application to a person, such as `Consultant`. False: no such person or role.
    pub fn assign_role(&self, tid: &str, oid: &str, role: &str) -> bool {
        let Some(person) = self.person(tid, oid) else {
            return false;
        };
        let now = self.now_ms();
        self.with_grants(|grants| {
            grants.assign(
                tid,
                (&person.oid, &person.name, PrincipalType::User),
                role,
                now,
            )
        })
    }

    /// Assigns an app role (or, with an empty name, default access) to a group.
    pub fn assign_group(&self, tid: &str, group_id: &str, role: &str) -> bool {
        let Some(name) = self
            .with_tenant(tid, |tenant| {
                tenant.group(group_id).map(|group| group.name.clone())
            })
            .flatten()
        else {
            return false;
        };
        let now = self.now_ms();
        self.with_grants(|grants| {
            grants.assign(tid, (group_id, &name, PrincipalType::Group), role, now)
        })
    }

    /// Takes an app role from a person or group; false when they did not have it.
    pub fn remove_role(&self, tid: &str, principal_id: &str, role: &str) -> bool {
        let Some(role_id) = role_id(role) else {
            return false;
        };
        self.with_grants(|grants| {
            let before = grants.assignments.len();
            let gone = |held: &AppRoleAssignment| {
                held.tenant == tid
                    && held.principal_id == principal_id
                    && held.app_role_id == role_id
            };
            grants.assignments.retain(|held| !gone(held));
            grants.assignments.len() < before
        })
    }

    /// Names of the app roles a person has in the Sign-in application, by themselves or through a group.
    pub fn roles_of(&self, tid: &str, oid: &str, client_id: &str) -> Vec<String> {
        let groups = self
            .with_tenant(tid, |tenant| ids(&tenant.groups_of(oid)))
            .unwrap_or_default();
        self.with_grants(|grants| {
            let Some(resource) = grants.principal(tid, client_id) else {
                return Vec::new();
            };
            let mine = grants
                .assignments
                .iter()
                .filter(|held| held.resource_id == resource.id);
            let mine =
                mine.filter(|held| held.principal_id == oid || groups.contains(&held.principal_id));
            let named = mine.filter_map(|held| {
                operator::APP_ROLES
                    .iter()
                    .find(|(_, id)| *id == held.app_role_id)
            });
            named
                .map(|(name, _)| (*name).to_owned())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        })
    }

    /// Object ids of the groups that are assigned to the application and hold this person (`ApplicationGroup`).
    pub fn groups_claim(&self, tid: &str, oid: &str, client_id: &str) -> Vec<String> {
        let groups = self
            .with_tenant(tid, |tenant| ids(&tenant.groups_of(oid)))
            .unwrap_or_default();
        self.with_grants(|grants| {
            let Some(resource) = grants.principal(tid, client_id) else {
                return Vec::new();
            };
            let assigned = |id: &String| {
                grants
                    .assignments
                    .iter()
                    .any(|held| held.resource_id == resource.id && &held.principal_id == id)
            };
            groups.into_iter().filter(assigned).collect()
        })
    }
}

fn ids(groups: &[&crate::directory::Group]) -> Vec<String> {
    groups.iter().map(|group| group.id.clone()).collect()
}
