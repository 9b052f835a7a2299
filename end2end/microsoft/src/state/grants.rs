//! Service principals and what was granted to them, with times, per tenant.

mod operations;
mod roles;

pub use operations::Enabled;

use std::collections::BTreeSet;

use super::{Registration, guid};
use crate::directory::Directory;
use crate::permissions::{self, EXCHANGE_APP_ID, GRAPH_APP_ID, PermissionKind};
use crate::{contoso, fabrikam, operator};

/// App role id of an assignment without any role ("default access").
pub const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

/// An application as one tenant sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePrincipal {
    /// Object id, different in every tenant.
    pub id: String,
    /// Tenant it stands in.
    pub tenant: String,
    /// Client id of the application.
    pub app_id: String,
    /// Display name.
    pub name: String,
    /// Home tenant of the registration.
    pub owner_tenant: String,
    /// A disabled one signs nobody in and gets no token.
    pub enabled: bool,
    /// Only assigned people may sign in.
    pub assignment_required: bool,
    /// When it was made, epoch milliseconds.
    pub created_ms: i64,
}

/// What an assignment is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalType {
    /// A person.
    User,
    /// A group: counts for its direct members.
    Group,
    /// An application.
    ServicePrincipal,
}

impl PrincipalType {
    /// As Graph writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
        }
    }
}

/// `appRoleAssignment`: an application permission of an application, or an app role of a person or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRoleAssignment {
    /// Id of the assignment.
    pub id: String,
    /// Tenant.
    pub tenant: String,
    /// GUID of the role: of the permission catalogue, of [`operator::APP_ROLES`], or [`DEFAULT_ACCESS`].
    pub app_role_id: String,
    /// Object id of whoever has the role.
    pub principal_id: String,
    /// Their kind.
    pub principal_type: PrincipalType,
    /// Their name.
    pub principal_name: String,
    /// Object id of the service principal that defines the role.
    pub resource_id: String,
    /// Its name.
    pub resource_name: String,
    /// When it was granted, epoch milliseconds.
    pub created_ms: i64,
}

/// `oauth2PermissionGrant`: delegated scopes of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionGrant {
    /// Id of the grant.
    pub id: String,
    /// Tenant.
    pub tenant: String,
    /// Object id of the application's service principal.
    pub client_id: String,
    /// The person it is for; `None` = everybody (`AllPrincipals`).
    pub principal_id: Option<String>,
    /// Object id of the service principal whose scopes they are.
    pub resource_id: String,
    /// Scopes.
    pub scopes: BTreeSet<String>,
    /// When it was first made, epoch milliseconds. Graph does not show it.
    pub created_ms: i64,
}

/// A Teams application access policy: the application may act for one organiser, or for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamsPolicy {
    /// Tenant.
    pub tenant: String,
    /// Client id.
    pub app_id: String,
    /// Object id of the organiser; `None` = global.
    pub organizer: Option<String>,
}

/// All service principals and grants.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// Service principals of all tenants.
    pub service_principals: Vec<ServicePrincipal>,
    /// App role assignments of all tenants.
    pub assignments: Vec<AppRoleAssignment>,
    /// Delegated grants of all tenants.
    pub permission_grants: Vec<PermissionGrant>,
    /// Teams policies.
    pub teams_policies: Vec<TeamsPolicy>,
    counter: u64,
}

impl Grants {
    pub(super) fn initial(
        directory: &Directory,
        registrations: &[Registration],
        consented: bool,
        now_ms: i64,
    ) -> Self {
        let mut grants = Self::default();
        let early = now_ms - 30 * 86_400_000;
        for tenant in directory
            .tenants()
            .iter()
            .filter(|tenant| tenant.id != super::CONSUMER_TENANT)
        {
            for (app_id, name) in [
                (GRAPH_APP_ID, "Microsoft Graph"),
                (EXCHANGE_APP_ID, "Office 365 Exchange Online"),
            ] {
                grants.ensure_principal(&tenant.id, app_id, name, early);
            }
        }
        let small = directory.tenants().iter().map(|tenant| tenant.id.as_str());
        let small = small.filter(|id| id.starts_with(crate::small::PREFIX));
        for tenant in [contoso::TENANT, fabrikam::TENANT].into_iter().chain(small) {
            grants.ensure_principal(
                tenant,
                operator::SIGNIN_CLIENT_ID,
                "Anteroom Sign-in",
                early,
            );
        }
        grants.assign_known_people(early);
        let data = registrations
            .iter()
            .find(|registration| registration.client_id == operator::DATA_CLIENT_ID);
        if let (true, Some(data)) = (consented, data) {
            grants.consent(contoso::TENANT, data, early);
        }
        grants
    }

    fn assign_known_people(&mut self, now_ms: i64) {
        let people = [
            (contoso::ADMIN, "Administrator"),
            (contoso::REVIEWER, "Reviewer"),
            (contoso::COORDINATOR, "Coordinator"),
            (contoso::CONSULTANT, "Consultant"),
            (contoso::CONSULTANT_2, "Consultant"),
            (contoso::CONSULTANT_3, "Consultant"),
            (contoso::UNLICENSED, "Consultant"),
            (contoso::LEADER, "Leader"),
            (contoso::REPORTER, "Reporter"),
        ];
        for (person, role) in people {
            self.assign(
                contoso::TENANT,
                (person.oid, person.name, PrincipalType::User),
                role,
                now_ms,
            );
        }
        for (person, role) in [
            (fabrikam::ADMIN, "Administrator"),
            (fabrikam::CONSULTANT, "Consultant"),
        ] {
            self.assign(
                fabrikam::TENANT,
                (person.oid, person.name, PrincipalType::User),
                role,
                now_ms,
            );
        }
        self.assign(
            contoso::TENANT,
            (contoso::CLINIC_STAFF, "Clinic Staff", PrincipalType::Group),
            "",
            now_ms,
        );
        self.assign(
            fabrikam::TENANT,
            (fabrikam::HELP_DESK, "Help Desk", PrincipalType::Group),
            "",
            now_ms,
        );
    }

    /// The service principal of an application in a tenant.
    pub fn principal(&self, tenant: &str, app_id: &str) -> Option<&ServicePrincipal> {
        self.service_principals.iter().find(|principal| {
            principal.tenant == tenant && principal.app_id.eq_ignore_ascii_case(app_id)
        })
    }

    /// A service principal by object id.
    pub fn principal_by_id(&self, tenant: &str, id: &str) -> Option<&ServicePrincipal> {
        self.service_principals
            .iter()
            .find(|principal| principal.tenant == tenant && principal.id.eq_ignore_ascii_case(id))
    }

    /// Finds or makes the service principal and returns its object id.
    pub fn ensure_principal(
        &mut self,
        tenant: &str,
        app_id: &str,
        name: &str,
        now_ms: i64,
    ) -> String {
        if let Some(found) = self.principal(tenant, app_id) {
            return found.id.clone();
        }
        let id = guid(&[tenant, "service principal", app_id]);
        let ours = !matches!(app_id, GRAPH_APP_ID | EXCHANGE_APP_ID);
        self.service_principals.push(ServicePrincipal {
            id: id.clone(),
            tenant: tenant.to_owned(),
            app_id: app_id.to_owned(),
            name: name.to_owned(),
            owner_tenant: if ours {
                operator::TENANT
            } else {
                MICROSOFT_SERVICES
            }
            .to_owned(),
            enabled: true,
            assignment_required: false,
            created_ms: now_ms,
        });
        id
    }

    /// Names of the Graph application permissions that an application holds now, in order of the alphabet.
    pub fn application_roles(&self, tenant: &str, app_id: &str) -> Vec<String> {
        let (Some(principal), Some(graph)) = (
            self.principal(tenant, app_id),
            self.principal(tenant, GRAPH_APP_ID),
        ) else {
            return Vec::new();
        };
        let held = self
            .assignments
            .iter()
            .filter(|held| held.principal_id == principal.id && held.resource_id == graph.id);
        let names: BTreeSet<String> = held
            .filter_map(|held| permissions::by_id(&held.app_role_id))
            .map(|found| found.name.to_owned())
            .collect();
        names.into_iter().collect()
    }

    /// Delegated scopes that an application holds for this person now: everybody's and the person's own.
    pub fn delegated_scopes(&self, tenant: &str, app_id: &str, oid: &str) -> BTreeSet<String> {
        let Some(principal) = self.principal(tenant, app_id) else {
            return BTreeSet::new();
        };
        let grants = self
            .permission_grants
            .iter()
            .filter(|grant| grant.client_id == principal.id);
        let fitting = grants.filter(|grant| {
            grant
                .principal_id
                .as_deref()
                .is_none_or(|person| person == oid)
        });
        fitting
            .flat_map(|grant| grant.scopes.iter().cloned())
            .collect()
    }

    fn next_id(&mut self, kind: &str) -> String {
        self.counter += 1;
        super::thumbprint(format!("{kind}-{}", self.counter).as_bytes())
    }
}

/// Tenant that owns Microsoft's own applications.
const MICROSOFT_SERVICES: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// The permission of this name and kind, when it exists in the catalogue.
pub(super) fn known(name: &str, kind: PermissionKind) -> Option<permissions::Permission> {
    permissions::find(name, kind)
}
