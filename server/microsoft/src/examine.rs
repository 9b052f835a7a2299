//! Trying every part of the way to Microsoft once, for whoever runs the installation.

use model::{Guid, TenantId, Timestamp};
use serde::Deserialize;

use crate::address::Authority;
use crate::client::Microsoft;
use crate::credential::{CredentialSlot, Material};
use crate::graph::{Call, GraphProblem};
use crate::keys::{self, NoKey};
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;
use crate::token::{Credentials, Grant, TokenOrder};

/// Longest metadata, in bytes.
const LIMIT: usize = 512 * 1024;

/// What the authority told about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityFacts {
    /// Keys that can verify a sign-in.
    pub keys: usize,
    /// How far our clock is ahead of the authority's, milliseconds; negative when it is behind. None when the authority
    /// told no time.
    pub ahead_ms: Option<i64>,
}

/// Why the authority cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityProblem {
    /// No answer.
    #[error("does not answer")]
    Unreachable,
    /// The address answers, but not with metadata.
    #[error("answers its metadata with status {0}")]
    Status(u16),
    /// The metadata names another issuer or another place of keys.
    #[error("publishes metadata of another authority")]
    Foreign,
    /// No usable keys.
    #[error("publishes no usable keys")]
    NoKeys,
}

#[derive(Deserialize)]
struct Principal {
    #[serde(rename = "accountEnabled")]
    enabled: Option<bool>,
}

/// The application as a tenant's directory shows it to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnPrincipal {
    /// Not switched off.
    pub enabled: bool,
    /// Graph's `request-id`.
    pub request_id: Option<Guid>,
}

impl Microsoft {
    /// Reads metadata and keys of the authority and compares clocks.
    ///
    /// # Errors
    /// [`AuthorityProblem`].
    pub async fn examine_authority(
        &self,
        now: Timestamp,
    ) -> Result<AuthorityFacts, AuthorityProblem> {
        let inner = &self.0;
        let address = inner.addresses.entra(
            Authority::Organizations,
            "v2.0/.well-known/openid-configuration",
        );
        let answer = inner
            .http
            .insist(|| inner.http.client.get(&address), LIMIT)
            .await
            .map_err(|_| AuthorityProblem::Unreachable)?;
        if answer.status != 200 {
            return Err(AuthorityProblem::Status(answer.status));
        }
        let keys = keys::load(&inner.http, &inner.addresses).await;
        let keys = keys.map_err(|reason| match reason {
            NoKey::Foreign => AuthorityProblem::Foreign,
            NoKey::Unknown | NoKey::Unavailable => AuthorityProblem::NoKeys,
        })?;
        Ok(AuthorityFacts {
            keys: keys.len(),
            ahead_ms: answer.date.map(|theirs| now.ms_since(theirs)),
        })
    }

    /// Asks for an application token of a tenant with one credential of the Data registrations, by its place, past every
    /// cache. Answers the token and what the credential says of itself.
    ///
    /// # Errors
    /// [`TokenProblem`]; [`TokenProblem::Credential`] also where there is no credential in this place.
    pub async fn try_credential(
        &self,
        place: usize,
        (tenant, client_id): (TenantId, Guid),
        now: Timestamp,
    ) -> Result<AccessToken, TokenProblem> {
        let source = self.0.settings.credentials.get(place);
        let credentials = match source {
            Some(source) => Credentials::One(place, source),
            None => Credentials::Data(&[]),
        };
        let order = TokenOrder {
            authority: Authority::Tenant(tenant),
            client_id,
            credentials,
            grant: Grant::Client,
        };
        Ok(self.request_token(&order, now).await?.access_token)
    }

    /// Asks for a token with the credential of the Sign-in registration, as [`Self::try_credential`] does with the others. The
    /// token is of no use for anything and is dropped.
    ///
    /// # Errors
    /// [`TokenProblem`]; [`TokenProblem::Credential`] also where there is no such credential.
    pub async fn try_signin_credential(
        &self,
        (tenant, client_id): (TenantId, Guid),
        now: Timestamp,
    ) -> Result<(), TokenProblem> {
        let order = TokenOrder {
            authority: Authority::Tenant(tenant),
            client_id,
            credentials: Credentials::Signin(self.0.settings.signin_credential.as_ref()),
            grant: Grant::Client,
        };
        self.request_token(&order, now).await.map(drop)
    }

    /// When the credential in a place was made and ends, as far as it has told when it was last used.
    #[must_use]
    pub fn remembered_material(&self, slot: CredentialSlot) -> Option<Material> {
        self.0.ledger.material(slot)
    }

    /// Reads the application's own object in the tenant of a token. It needs no permission.
    ///
    /// # Errors
    /// [`GraphProblem`].
    pub async fn try_graph(
        &self,
        token: &AccessToken,
        client_id: Guid,
    ) -> Result<OwnPrincipal, GraphProblem> {
        let own = format!("servicePrincipals(appId='{client_id}')");
        let mut url = self.0.addresses.graph(&[&own]);
        url.query_pairs_mut()
            .append_pair("$select", "id,accountEnabled");
        let sent = self.graph_call::<Principal>(token, &Call::get(url)).await?;
        Ok(OwnPrincipal {
            enabled: sent.value.enabled != Some(false),
            request_id: sent.request_id,
        })
    }
}
