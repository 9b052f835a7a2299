//! What the directory says of a registration: its object in the tenant, and what was granted to it.

use std::collections::BTreeMap;

use model::{Guid, ObjectId, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::client::Microsoft;
use crate::graph::{Call, GraphProblem, Listing};
use crate::secret::AccessToken;

/// Application id of Microsoft Graph, the same in every tenant.
pub(super) const GRAPH: Guid = Guid::from_u128(0x0000_0003_0000_0000_c000_0000_0000_0000);
/// Most pages of a list of grants: a registration has tens of them, not thousands.
const PAGES: usize = 40;
/// Most entries of such a list that are believed.
const ENTRIES: usize = 4_000;

/// A registration's object in a tenant.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServicePrincipal {
    pub(super) id: ObjectId,
    pub(super) account_enabled: Option<bool>,
}

impl ServicePrincipal {
    pub(super) fn enabled(&self) -> bool {
        self.account_enabled != Some(false)
    }
}

/// An application permission of a registration, as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentFact {
    /// Id of the assignment, for the command that removes it.
    #[serde(deserialize_with = "plain")]
    pub id: String,
    /// GUID of the app role.
    pub app_role_id: Guid,
    /// Object id of the service principal that defines the role.
    pub resource_id: ObjectId,
    /// When it was granted.
    #[serde(rename = "createdDateTime", default, deserialize_with = "instant")]
    pub created: Option<Timestamp>,
    /// Application id of the resource, where it could be read.
    #[serde(skip)]
    pub resource: Option<Guid>,
    /// What the tenant's own copy of the resource calls the role, where it was asked for and could be read.
    #[serde(skip)]
    pub name: Option<String>,
}

/// Delegated scopes of a registration, as the directory lists them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantFact {
    /// Id of the grant, for the commands that change it.
    #[serde(deserialize_with = "plain")]
    pub id: String,
    /// `AllPrincipals` or `Principal`.
    consent_type: Option<String>,
    /// Object id of the service principal whose scopes they are.
    pub resource_id: ObjectId,
    /// Blank-separated names.
    #[serde(default, deserialize_with = "names")]
    scope: Option<String>,
    /// Application id of the resource, where it could be read.
    #[serde(skip)]
    pub resource: Option<Guid>,
}

impl GrantFact {
    /// Whether it was given for everybody; else for one person.
    #[must_use]
    pub fn for_everybody(&self) -> bool {
        self.consent_type.as_deref() == Some("AllPrincipals")
    }

    /// The scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.as_deref().unwrap_or_default().split_whitespace()
    }
}

/// Longest id that is believed, in characters.
const ID_LONGEST: usize = 128;

/// An id that may stand in a command: letters, digits, `_` and `-` only. Anything else is no id of the directory.
fn plain<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if text.is_empty() || text.len() > ID_LONGEST || !text.chars().all(fits) {
        return Err(serde::de::Error::custom("not an id"));
    }
    Ok(text)
}

/// Whether a text may be the name of a role: it stands on pages and in files.
fn is_name(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    !text.is_empty() && text.len() <= ID_LONGEST && text.chars().all(fits)
}

/// Names of scopes, which stand in commands, too.
fn names<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let fits =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | ' ');
    if text.as_deref().is_some_and(|text| !text.chars().all(fits)) {
        return Err(serde::de::Error::custom("not a list of scopes"));
    }
    Ok(text)
}

/// An instant as Graph writes it; what cannot be read counts as not told.
fn instant<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let parsed = text.and_then(|text| text.parse::<jiff::Timestamp>().ok());
    Ok(parsed.map(|at| Timestamp(at.as_millisecond())))
}

/// A list that was asked for.
pub(super) enum Asked<T> {
    /// The whole list.
    Read(Listing<T>),
    /// The registration is not allowed to read it.
    Closed {
        code: String,
        request_id: Option<Guid>,
    },
}

/// Reads with one token.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) microsoft: &'a Microsoft,
    pub(super) token: &'a AccessToken,
}

impl Reading<'_> {
    /// The object of a registration in the tenant; the own one needs no permission. With the `request-id`.
    pub(super) async fn principal(
        &self,
        client_id: Guid,
    ) -> Result<(ServicePrincipal, Option<Guid>), GraphProblem> {
        let own = format!("servicePrincipals(appId='{client_id}')");
        let mut url = self.microsoft.0.addresses.graph(&[&own]);
        url.query_pairs_mut()
            .append_pair("$select", "id,accountEnabled");
        let call = Call::get(url);
        let sent = self.microsoft.graph_call(self.token, &call).await?;
        Ok((sent.value, sent.request_id))
    }

    /// Application permissions of a registration.
    pub(super) async fn assignments(
        &self,
        principal: ObjectId,
    ) -> Result<Asked<AssignmentFact>, GraphProblem> {
        let select = "id,appRoleId,resourceId,createdDateTime";
        self.list(principal, "appRoleAssignments", select).await
    }

    /// Delegated scopes of a registration.
    pub(super) async fn grants(
        &self,
        principal: ObjectId,
    ) -> Result<Asked<GrantFact>, GraphProblem> {
        let select = "id,consentType,resourceId,scope";
        self.list(principal, "oauth2PermissionGrants", select).await
    }

    /// Application id of the service principal with this object id.
    pub(super) async fn application_of(&self, id: ObjectId) -> Result<Guid, GraphProblem> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Resource {
            app_id: Guid,
        }
        let path = ["servicePrincipals", &id.to_string()];
        let mut url = self.microsoft.0.addresses.graph(&path);
        url.query_pairs_mut().append_pair("$select", "id,appId");
        let call = Call::get(url);
        let sent = self
            .microsoft
            .graph_call::<Resource>(self.token, &call)
            .await?;
        Ok(sent.value.app_id)
    }

    /// What the service principal with this object id calls its roles: the tenant's own catalogue (microsoft.md 6.1).
    pub(super) async fn roles_of(
        &self,
        id: ObjectId,
    ) -> Result<BTreeMap<Guid, String>, GraphProblem> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Resource {
            #[serde(default)]
            app_roles: Vec<Role>,
        }
        #[derive(Deserialize)]
        struct Role {
            id: Guid,
            value: Option<String>,
        }
        let path = ["servicePrincipals", &id.to_string()];
        let mut url = self.microsoft.0.addresses.graph(&path);
        url.query_pairs_mut().append_pair("$select", "id,appRoles");
        let call = Call::get(url);
        let sent = self
            .microsoft
            .graph_call::<Resource>(self.token, &call)
            .await?;
        let roles = sent.value.app_roles.into_iter();
        Ok(roles
            .filter_map(|role| Some((role.id, role.value.filter(|name| is_name(name))?)))
            .collect())
    }

    async fn list<T: DeserializeOwned>(
        &self,
        principal: ObjectId,
        list: &str,
        select: &str,
    ) -> Result<Asked<T>, GraphProblem> {
        let path = ["servicePrincipals", &principal.to_string(), list];
        let mut url = self.microsoft.0.addresses.graph(&path);
        url.query_pairs_mut().append_pair("$select", select);
        match self
            .microsoft
            .graph_pages::<T>(self.token, url, PAGES)
            .await
        {
            Ok(listing) if listing.items.len() > ENTRIES => {
                Err(GraphProblem::Unexpected { request_id: None })
            }
            Ok(listing) => Ok(Asked::Read(listing)),
            Err(GraphProblem::Refused {
                status: 403,
                code,
                request_id,
            }) => Ok(Asked::Closed { code, request_id }),
            Err(problem) => Err(problem),
        }
    }
}
