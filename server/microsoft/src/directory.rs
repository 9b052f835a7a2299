//! Reading the directory of a tenant as the application.

mod groups;
mod managers;
mod people;

use std::fmt;

use model::{Guid, ObjectId, TenantId, Timestamp};
use oauth2::url::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::app_token::Doubt;
use crate::client::Microsoft;
use crate::error::MicrosoftError;
use crate::graph::{GraphProblem, Listing};

pub use groups::{Group, GroupMembers, GroupPage, MemberPlace};
pub use managers::ManagerOutcome;
pub use people::{Attribute, PeoplePage, PeoplePlace, PersonEntry};

/// Page size of people: the largest Graph allows.
const PAGE: &str = "999";

/// A person of the directory. Of the answer nothing else is read.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct DirectoryPerson {
    /// Object id.
    pub id: ObjectId,
    /// Display name, for display only.
    #[serde(rename = "displayName")]
    pub name: Option<String>,
}

impl fmt::Debug for DirectoryPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DirectoryPerson({})", self.id)
    }
}

impl Microsoft {
    /// Everybody in the directory, guests and disabled accounts included, in Graph's order. Needs `User.ReadBasic.All`.
    ///
    /// # Errors
    /// [`MicrosoftError`]; a refusal is final, since a newer token has been tried where that may help.
    pub async fn people(
        &self,
        tenant: TenantId,
        client_id: Guid,
        now: Timestamp,
    ) -> Result<Vec<DirectoryPerson>, MicrosoftError> {
        let mut url = self.0.addresses.graph(&["users"]);
        url.query_pairs_mut()
            .append_pair("$select", "id,displayName")
            .append_pair("$top", PAGE);
        Ok(self.list_as_app((tenant, client_id), url, now).await?.items)
    }

    /// A list read as the application, by the stale-token rule (microsoft.md 4.1): one refusal that a newer token may cure
    /// is answered with one newer token and one repetition.
    async fn list_as_app<T: DeserializeOwned>(
        &self,
        (tenant, client_id): (TenantId, Guid),
        first: Url,
        now: Timestamp,
    ) -> Result<Listing<T>, MicrosoftError> {
        let token = self.app_token(tenant, client_id, now).await?;
        let problem = match self.graph_list(&token.token, first.clone()).await {
            Err(problem) if problem.wants_new_token() => problem,
            outcome => return Ok(outcome?),
        };
        let refusal = match problem {
            GraphProblem::Refused { status: 401, .. } => Doubt::Token,
            _ => Doubt::Permission,
        };
        match self
            .replace_app_token(tenant, client_id, (&token, refusal), now)
            .await?
        {
            Some(newer) => Ok(self.graph_list(&newer.token, first).await?),
            None => Err(problem.into()),
        }
    }
}
