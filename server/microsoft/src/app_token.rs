//! Tokens of the application itself, kept in memory until shortly before they expire (microsoft.md 4.1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::{Guid, TenantId, Timestamp};

use crate::address::Authority;
use crate::client::Microsoft;
use crate::http::random_below;
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;
use crate::token::{Credentials, Grant, TokenOrder};

/// A token is renewed this long before it expires, seconds.
const EARLY_S: i64 = 300;
/// And up to this much earlier at random, so that tenants do not renew in step, seconds.
const JITTER_S: u64 = 60;
/// A refused token is replaced at most once in this time per tenant, client and kind of refusal, milliseconds; otherwise
/// Entra answers AADSTS50196.
const FORCED_MS: i64 = 5 * 60 * 1_000;

/// A token of the application in one tenant.
#[derive(Clone, Debug)]
pub struct AppToken {
    /// The token itself.
    pub token: AccessToken,
    /// When it was issued: a grant made later is not in it.
    pub issued: Timestamp,
    renew: Timestamp,
}

impl AppToken {
    /// A person's token, for the calls of one look: it is in no cache and is never renewed.
    pub(crate) const fn of_person(token: AccessToken, issued: Timestamp) -> Self {
        Self {
            token,
            issued,
            renew: issued,
        }
    }
}

/// What a refusal of Graph puts in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The token as such (401).
    Token,
    /// A permission that the token doesn't hold (403). Some are missing for good, such as optional ones.
    Permission,
}

/// The cache. One request in flight per tenant and client: whoever comes later waits for its result.
#[derive(Debug, Default)]
pub(crate) struct AppTokens(Mutex<HashMap<(TenantId, Guid), Arc<Slot>>>);

type Slot = tokio::sync::Mutex<Entry>;

#[derive(Debug, Default)]
struct Entry {
    token: Option<AppToken>,
    /// When a token was last forced, by the kind of refusal: a permission that is always missing must not use up the
    /// chance to replace a stale token.
    forced: [Option<Timestamp>; 2],
}

impl Entry {
    const fn forced(&mut self, refusal: Doubt) -> &mut Option<Timestamp> {
        let [token, permission] = &mut self.forced;
        match refusal {
            Doubt::Token => token,
            Doubt::Permission => permission,
        }
    }
}

impl AppTokens {
    fn slot(&self, tenant: TenantId, client_id: Guid) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry((tenant, client_id)).or_default().clone()
    }

    fn forget(&self, tenant: TenantId) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|(of, _), _| *of != tenant);
    }
}

impl Microsoft {
    /// The application's token for a tenant, from memory while it is good.
    ///
    /// # Errors
    /// [`TokenProblem`] of the token endpoint or our credentials.
    pub async fn app_token(
        &self,
        tenant: TenantId,
        client_id: Guid,
        now: Timestamp,
    ) -> Result<AppToken, TokenProblem> {
        let slot = self.0.app_tokens.slot(tenant, client_id);
        let mut entry = slot.lock().await;
        if let Some(token) = entry.token.as_ref().filter(|token| now < token.renew) {
            return Ok(token.clone());
        }
        let token = self.new_app_token(tenant, client_id, now).await?;
        entry.token = Some(token.clone());
        Ok(token)
    }

    /// A token issued now, past the cache: for checks after a consent. Replaces the one in memory.
    ///
    /// # Errors
    /// [`TokenProblem`] of the token endpoint or our credentials.
    pub async fn fresh_app_token(
        &self,
        tenant: TenantId,
        client_id: Guid,
        now: Timestamp,
    ) -> Result<AppToken, TokenProblem> {
        let slot = self.0.app_tokens.slot(tenant, client_id);
        let mut entry = slot.lock().await;
        let token = self.new_app_token(tenant, client_id, now).await?;
        entry.token = Some(token.clone());
        Ok(token)
    }

    /// A newer token than one that Graph refused, or none when one was forced for the same kind of refusal less than five
    /// minutes ago.
    ///
    /// The stale-token rule: call it once on `InvalidAuthenticationToken`, `Authorization_IdentityNotFound` or
    /// `Authorization_RequestDenied`, repeat the call once, and take a second refusal as final.
    ///
    /// # Errors
    /// [`TokenProblem`] of the token endpoint or our credentials.
    pub async fn replace_app_token(
        &self,
        tenant: TenantId,
        client_id: Guid,
        (refused, refusal): (&AppToken, Doubt),
        now: Timestamp,
    ) -> Result<Option<AppToken>, TokenProblem> {
        let slot = self.0.app_tokens.slot(tenant, client_id);
        let mut entry = slot.lock().await;
        if let Some(token) = entry
            .token
            .as_ref()
            .filter(|token| token.issued > refused.issued)
        {
            return Ok(Some(token.clone()));
        }
        if entry
            .forced(refusal)
            .is_some_and(|forced| now.ms_since(forced) < FORCED_MS)
        {
            return Ok(None);
        }
        *entry.forced(refusal) = Some(now);
        entry.token = None;
        let token = self.new_app_token(tenant, client_id, now).await?;
        entry.token = Some(token.clone());
        Ok(Some(token))
    }

    /// Forgets every application token of a tenant; its next call gets a new one.
    pub fn forget_app_tokens(&self, tenant: TenantId) {
        self.0.app_tokens.forget(tenant);
    }

    async fn new_app_token(
        &self,
        tenant: TenantId,
        client_id: Guid,
        now: Timestamp,
    ) -> Result<AppToken, TokenProblem> {
        let order = TokenOrder {
            authority: Authority::Tenant(tenant),
            client_id,
            credentials: Credentials::Data(&self.0.settings.credentials),
            grant: Grant::Client,
        };
        let answer = self.request_token(&order, now).await?;
        let lifetime_s = i64::try_from(answer.expires_in_s).unwrap_or(i64::MAX / 2_000);
        let jitter_s = i64::try_from(random_below(JITTER_S)).unwrap_or(0);
        Ok(AppToken {
            token: answer.access_token,
            issued: now,
            renew: now.plus_seconds((lifetime_s - EARLY_S - jitter_s).max(0)),
        })
    }
}
