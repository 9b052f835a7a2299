//! The connection of a person's Teams: redeeming its code, refreshing its tokens (microsoft.md section 3).

use std::fmt;

use model::{ObjectId, TenantId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};

use crate::address::Authority;
use crate::authorize::MEETING_SCOPE;
use crate::client::Microsoft;
use crate::id_token::Rules;
use crate::identity::Identity;
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;
use crate::settings::Source;
use crate::signin::SigninError;
use crate::token::{Credentials, Grant, TokenAnswer, TokenOrder};

/// A code to redeem, with what the transaction remembers.
#[derive(Clone, Copy)]
pub struct Redemption<'a> {
    /// Tenant whose authority issued the code.
    pub tenant: TenantId,
    /// The person who is signed in here; the tokens must be theirs.
    pub oid: ObjectId,
    /// The code.
    pub code: &'a str,
    /// PKCE verifier of the transaction.
    pub verifier: &'a str,
    /// Redirect URI that was sent.
    pub redirect_uri: &'a str,
    /// Nonce of the transaction.
    pub nonce: &'a str,
    /// When the transaction was begun.
    pub started: Timestamp,
}

/// A new connection. Its refresh token is the most sensitive secret there is: seal it at once.
pub struct Connected {
    /// The person, verified.
    pub identity: Identity,
    /// To be stored sealed.
    pub refresh_token: SecretString,
    /// For use now.
    pub access_token: AccessToken,
    /// Lifetime of the access token, seconds.
    pub expires_in_s: u64,
    /// The delegated scopes that were granted.
    pub scopes: Vec<String>,
}

/// New tokens of a connection.
pub struct Refreshed {
    /// For use now.
    pub access_token: AccessToken,
    /// Replaces the stored one; Entra does not revoke the old one, so forget it. None: keep the stored one.
    pub refresh_token: Option<SecretString>,
    /// Lifetime of the access token, seconds.
    pub expires_in_s: u64,
}

impl fmt::Debug for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connected")
            .field("identity", &self.identity)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refreshed")
            .field("expires_in_s", &self.expires_in_s)
            .finish_non_exhaustive()
    }
}

/// Why a connection could not be made. Nothing is to be stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The code could not be redeemed.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// The answer held no id_token.
    #[error("the answer holds no id_token")]
    NoIdToken,
    /// The id_token is refused.
    #[error(transparent)]
    IdToken(#[from] SigninError),
    /// Another account was picked than the one that is signed in.
    #[error("another account was connected")]
    OtherPerson,
    /// The person or a policy did not grant the meeting permission.
    #[error("the meeting permission was not granted")]
    ScopeMissing,
    /// No refresh token came.
    #[error("the answer holds no refresh token")]
    NoRefreshToken,
}

impl Microsoft {
    /// Redeems the code of a connection and verifies whose it is.
    ///
    /// # Errors
    /// [`ConnectError`]; a code works once, so begin again.
    pub async fn redeem_connection(
        &self,
        redemption: &Redemption<'_>,
        now: Timestamp,
    ) -> Result<Connected, ConnectError> {
        let (identity, answer) = self.redeem(redemption, now).await?;
        if !answer.scopes.iter().any(|scope| is_meeting_scope(scope)) {
            return Err(ConnectError::ScopeMissing);
        }
        Ok(Connected {
            identity,
            refresh_token: answer.refresh_token.ok_or(ConnectError::NoRefreshToken)?,
            access_token: answer.access_token,
            expires_in_s: answer.expires_in_s,
            scopes: answer.scopes,
        })
    }

    /// Redeems the code of a look as a person and verifies whose it is. The token is for that look and for nothing else: a
    /// refresh token, which nobody asked for, is dropped here.
    ///
    /// # Errors
    /// [`ConnectError`]; a code works once, so begin again.
    pub async fn redeem_lists(
        &self,
        redemption: &Redemption<'_>,
        now: Timestamp,
    ) -> Result<AccessToken, ConnectError> {
        let (_, answer) = self.redeem(redemption, now).await?;
        Ok(answer.access_token)
    }

    async fn redeem(
        &self,
        redemption: &Redemption<'_>,
        now: Timestamp,
    ) -> Result<(Identity, TokenAnswer), ConnectError> {
        let client_id = self
            .0
            .settings
            .data
            .client(Source::Meetings)
            .ok_or(TokenProblem::NoRegistration)?;
        let authority = Authority::Tenant(redemption.tenant);
        let order = TokenOrder {
            authority,
            client_id,
            credentials: Credentials::Data(&self.0.settings.credentials),
            grant: Grant::Code {
                code: redemption.code,
                verifier: redemption.verifier,
                redirect_uri: redemption.redirect_uri,
            },
        };
        let answer = self.request_token(&order, now).await?;
        let id_token = answer.id_token.as_ref().ok_or(ConnectError::NoIdToken)?;
        let rules = Rules {
            audience: client_id,
            authority,
            nonce: redemption.nonce,
            started: redemption.started,
        };
        let identity = self
            .verify_id_token(id_token.expose_secret(), &rules, now)
            .await?;
        if (identity.tenant, identity.oid) != (redemption.tenant, redemption.oid) {
            return Err(ConnectError::OtherPerson);
        }
        Ok((identity, answer))
    }

    /// New tokens of a person's connection. One call at a time per person: the caller holds a lock and stores the result.
    ///
    /// # Errors
    /// [`TokenProblem`]; where [`TokenProblem::ends_connection`] holds, delete the stored token.
    pub async fn consultant_token(
        &self,
        tenant: TenantId,
        refresh: &SecretString,
        now: Timestamp,
    ) -> Result<Refreshed, TokenProblem> {
        let client_id = self
            .0
            .settings
            .data
            .client(Source::Meetings)
            .ok_or(TokenProblem::NoRegistration)?;
        let order = TokenOrder {
            authority: Authority::Tenant(tenant),
            client_id,
            credentials: Credentials::Data(&self.0.settings.credentials),
            grant: Grant::Refresh {
                token: refresh.expose_secret(),
            },
        };
        let answer = self.request_token(&order, now).await?;
        Ok(Refreshed {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            expires_in_s: answer.expires_in_s,
        })
    }
}

/// Entra writes Graph's scopes with or without the resource before them.
fn is_meeting_scope(scope: &str) -> bool {
    scope.rsplit('/').next() == Some(MEETING_SCOPE)
}
