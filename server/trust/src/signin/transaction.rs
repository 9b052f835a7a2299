//! A sign-in (or connection) under way: made once, bound to one browser, taken once.

use std::fmt;

use microsoft::Authority;
use model::trust::SigninProblemCode as Code;
use model::{TenantId, Timestamp};
use store::TransactionRow;

use super::TRANSACTION_MINUTES;
use super::problem::{Errand, Fault};
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::retention::FORM_MINUTES;
use crate::secret;
use crate::trust::Trust;

const VERIFIER: &str = "transaction.verifier";
/// Days after which an unused connection to Teams is deleted: its refresh token is worth nothing then.
const UNUSED_DAYS: i64 = 90;

/// What a transaction is for; the word stands in the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    SignIn,
    Register,
    Accept,
    Renew,
    Connect,
    /// Somebody reads the lists of grants once, as themselves.
    Lists,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::SignIn,
        Self::Register,
        Self::Accept,
        Self::Renew,
        Self::Connect,
        Self::Lists,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "signin",
            Self::Register => "register",
            Self::Accept => "accept",
            Self::Renew => "renew",
            Self::Connect => "connect",
            Self::Lists => "lists",
        }
    }

    pub(crate) const fn errand(self) -> Errand {
        match self {
            Self::SignIn | Self::Register | Self::Accept | Self::Renew => Errand::SignIn,
            Self::Connect => Errand::Connect,
            Self::Lists => Errand::Lists,
        }
    }
}

/// What a new transaction remembers.
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    pub(crate) return_path: String,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) session_hash: Option<[u8; 32]>,
    /// SHA-256 of an invitation's code.
    pub(crate) invitation: Option<[u8; 32]>,
}

/// The secrets of a new transaction: the first goes into the cookie, the others to Microsoft.
pub(crate) struct Secrets {
    pub(crate) cookie: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// A transaction that was taken; nobody else can take it again.
pub(crate) struct Taken {
    pub(crate) kind: Kind,
    pub(crate) return_path: String,
    pub(crate) nonce: String,
    pub(crate) verifier: Option<String>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) session_hash: Option<[u8; 32]>,
    pub(crate) invitation: Option<[u8; 32]>,
    pub(crate) started: Timestamp,
}

impl Taken {
    pub(crate) fn authority(&self) -> Authority {
        self.tenant
            .map_or(Authority::Organizations, Authority::Tenant)
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Trust {
    pub(crate) async fn begin_transaction(&self, plan: Plan) -> Result<Secrets, Fault> {
        let secrets = Secrets {
            cookie: secret::text::<32>(),
            state: secret::text::<32>(),
            nonce: secret::text::<32>(),
            verifier: secret::text::<32>(),
        };
        let hash = secret::hash(&secrets.cookie);
        let row = TransactionRow {
            hash,
            state_hash: secret::hash(&secrets.state),
            nonce: secrets.nonce.clone(),
            purpose: plan.kind.as_str().to_owned(),
            return_path: plan.return_path,
            pkce_verifier: Some(
                self.master()
                    .seal(VERIFIER, &hash, secrets.verifier.as_bytes()),
            ),
            tenant: plan.tenant,
            session_hash: plan.session_hash,
            detail: plan.invitation.map(|hash| secret::encode(&hash)),
            created: self.now(),
        };
        self.store().system().insert_transaction(&row).await?;
        Ok(secrets)
    }

    /// Takes the transaction of the cookie and checks that the answer is its own (microsoft.md 1.5, step 2).
    ///
    /// It is consumed whatever follows: a wrong answer cannot be tried twice.
    pub(crate) async fn take_transaction(
        &self,
        cookie: Option<&str>,
        state: Option<&str>,
    ) -> Result<Taken, Fault> {
        let hash = secret::hash(cookie.ok_or(Code::NoTransaction)?);
        let row = self
            .store()
            .system()
            .take_transaction(&hash)
            .await?
            .ok_or(Code::NoTransaction)?;
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == row.purpose)
            .ok_or(Code::NoTransaction)?;
        self.check_answer(kind, row, (&hash, state))
            .map_err(|fault| fault.during(kind.errand()))
    }

    /// Whether an answer with this `state` belongs to the transaction of this cookie, and comes in time.
    fn check_answer(
        &self,
        kind: Kind,
        row: TransactionRow,
        (hash, state): (&[u8; 32], Option<&str>),
    ) -> Result<Taken, Fault> {
        let state = state.map(secret::hash).ok_or(Code::ForeignAnswer)?;
        if !secret::same(&state, &row.state_hash) {
            return Err(Code::ForeignAnswer.into());
        }
        if self.now() >= row.created.plus_minutes(TRANSACTION_MINUTES) {
            return Err(Code::Expired.into());
        }
        let verifier = match row.pkce_verifier {
            Some(sealed) => String::from_utf8(self.master().open(VERIFIER, hash, &sealed)?).ok(),
            None => None,
        };
        Ok(Taken {
            kind,
            return_path: row.return_path,
            nonce: row.nonce,
            verifier,
            tenant: row.tenant,
            session_hash: row.session_hash,
            invitation: row
                .detail
                .and_then(|text| secret::decode(&text))
                .and_then(|bytes| bytes.try_into().ok()),
            started: row.created,
        })
    }

    /// Deletes what ran out: sign-ins and consents nobody came back to, invitations, ids of expired tokens, refused
    /// forms, connections that were unused for 90 days. A job calls it. Answers how many.
    ///
    /// # Errors
    /// [`TrustError::Store`]; [`TrustError::Key`] when the removal of a connection cannot be noted.
    pub async fn sweep_signins(&self, now: Timestamp) -> Result<u64, TrustError> {
        let system = self.store().system();
        let utis = system.sweep_utis(now).await?;
        let transactions = system
            .sweep_transactions(now.plus_minutes(-TRANSACTION_MINUTES))
            .await?;
        let invitations = system.sweep_invitations(now).await?;
        let consents = system.sweep_consent_transactions(now).await?;
        let forms = system
            .sweep_staff_forms(now.plus_minutes(-FORM_MINUTES))
            .await?;
        let connections = self.sweep_connections(now).await?;
        Ok(utis + transactions + invitations + consents + connections + forms)
    }

    /// Removes connections that were unused for 90 days, each with an entry; answers how many.
    async fn sweep_connections(&self, now: Timestamp) -> Result<u64, TrustError> {
        let before = now.plus_minutes(-UNUSED_DAYS * 24 * 60);
        let mut removed = 0;
        for tenant in self
            .store()
            .system()
            .with_unused_connections(before)
            .await?
        {
            let keys = self.keys(tenant).await?;
            let mut tx = self.store().of(tenant).begin().await?;
            for oid in tx.delete_unused_connections(before).await? {
                let entry = Entry::new(now, Actor::System, "connection.removed", oid)
                    .with(serde_json::json!({ "unused_days": UNUSED_DAYS }));
                audit::append(&mut tx, &keys, entry).await?;
                removed += 1;
            }
            tx.commit().await?;
        }
        Ok(removed)
    }
}
