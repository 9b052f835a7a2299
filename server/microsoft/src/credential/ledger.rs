//! What became of each credential's last uses, by tenant: facts for the people who look after it, never the credential.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use model::credential::{CredentialError, CredentialKind};
use model::trouble::Retry;
use model::{TenantId, Timestamp};

use super::{CredentialProblem, Material};
use crate::client::Microsoft;
use crate::refusal::TokenProblem;
use crate::token::TokenAnswer;

/// A new federated credential is not known everywhere at once: so long after it was first used or first accepted, single
/// refusals are repeated, milliseconds.
pub const SETTLING_MS: i64 = 15 * 60 * 1_000;

/// Which of the configured credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialSlot {
    /// Place among those of the Data registrations, from 0; none for that of the Sign-in registration.
    pub place: Option<usize>,
    /// Its kind: another kind in the same place is another credential.
    pub kind: CredentialKind,
}

impl fmt::Display for CredentialSlot {
    /// The name under which it is stored: `1-certificate`, `signin-certificate`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{}-{}", place + 1, self.kind.as_str()),
            None => write!(f, "signin-{}", self.kind.as_str()),
        }
    }
}

/// What became of the last uses of a credential for one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialUse {
    /// When it was accepted last.
    pub last_ok: Option<Timestamp>,
    /// What went wrong last.
    pub last_error: Option<CredentialError>,
    /// Since when it goes wrong, as far as this process knows; none while it works.
    pub error_since: Option<Timestamp>,
}

/// A credential as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialReport {
    /// Which.
    pub slot: CredentialSlot,
    /// When it was made and ends; none where that can be told only once it was used.
    pub material: Option<Result<Material, CredentialProblem>>,
    /// It lies in a file; else it is fetched when it is needed.
    pub lies_in_a_file: bool,
    /// For this process it may be so new that Microsoft doesn't know it everywhere yet.
    pub settling: bool,
}

/// The notes of this process.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    uses: HashMap<(TenantId, CredentialSlot), (CredentialUse, bool)>,
    slots: HashMap<CredentialSlot, Seen>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    material: Option<Material>,
    first_use: Option<Timestamp>,
    first_ok: Option<Timestamp>,
}

impl Ledger {
    /// Notes how a request with a credential ended. What says nothing about the credential is left out.
    pub(crate) fn note(
        &self,
        (tenant, slot): (Option<TenantId>, CredentialSlot),
        outcome: &Result<TokenAnswer, TokenProblem>,
        now: Timestamp,
    ) {
        let told = match outcome {
            Ok(_) => Ok(()),
            Err(TokenProblem::Credential(problem)) => Err(CredentialError {
                at: now,
                trouble: problem.trouble(),
                number: None,
                correlation: None,
            }),
            Err(TokenProblem::Refused(refusal)) if refusal.about_credential() => {
                Err(CredentialError {
                    at: now,
                    trouble: refusal.trouble(),
                    number: refusal.number,
                    correlation: refusal.id(),
                })
            }
            Err(_) => return,
        };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = held.slots.entry(slot).or_default();
        seen.first_use.get_or_insert(now);
        if told.is_ok() {
            seen.first_ok.get_or_insert(now);
        }
        let Some(tenant) = tenant else { return };
        let (used, fresh) = held.uses.entry((tenant, slot)).or_default();
        *fresh = true;
        match told {
            Ok(()) => {
                used.last_ok = Some(now);
                used.error_since = None;
            }
            Err(error) => {
                used.last_error = Some(error);
                used.error_since.get_or_insert(now);
            }
        }
    }

    /// Remembers when what came from an address was made and ends.
    pub(crate) fn prepared(&self, slot: CredentialSlot, material: Material) {
        if material == Material::default() {
            return;
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.slots.entry(slot).or_default().material = Some(material);
    }

    /// Whether a credential may be so new that Microsoft doesn't know it everywhere yet.
    pub(crate) fn settles(
        &self,
        slot: CredentialSlot,
        problem: &TokenProblem,
        now: Timestamp,
    ) -> bool {
        let new = match problem {
            TokenProblem::Refused(refusal) => {
                refusal.about_credential() && refusal.retry() == Retry::Setup
            }
            _ => false,
        };
        new && self.is_new(slot, now)
    }

    fn is_new(&self, slot: CredentialSlot, now: Timestamp) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = held.slots.get(&slot).copied().unwrap_or_default();
        let since = seen.first_ok.or(seen.first_use);
        since.is_none_or(|since| now.ms_since(since) < SETTLING_MS)
    }

    pub(crate) fn material(&self, slot: CredentialSlot) -> Option<Material> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.slots.get(&slot)?.material
    }
}

impl Microsoft {
    /// Every configured credential in the order it is tried, as it lies there now; that of the Sign-in registration last.
    pub async fn credentials(&self, now: Timestamp) -> Vec<CredentialReport> {
        let settings = &self.0.settings;
        let data = settings.credentials.iter().enumerate();
        let data = data.map(|(place, source)| (Some(place), source));
        let signin = settings.signin_credential.iter();
        let mut reports = Vec::new();
        for (place, source) in data.chain(signin.map(|source| (None, source))) {
            let slot = CredentialSlot {
                place,
                kind: source.kind(),
            };
            let looked = source.look(settings.expected_assertion.as_ref(), now).await;
            let remembered = || self.0.ledger.material(slot).map(Ok);
            let material = looked.or_else(remembered);
            reports.push(CredentialReport {
                slot,
                material,
                lies_in_a_file: source.file().is_some(),
                settling: self.0.ledger.is_new(slot, now),
            });
        }
        reports
    }

    /// What was learnt of credentials since the last call, to be stored.
    #[must_use]
    pub fn take_credential_uses(&self) -> Vec<(TenantId, CredentialSlot, CredentialUse)> {
        let mut held = self
            .0
            .ledger
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let fresh = held.uses.iter_mut().filter(|(_, (_, fresh))| *fresh);
        fresh
            .map(|((tenant, slot), (used, fresh))| {
                *fresh = false;
                (*tenant, *slot, used.clone())
            })
            .collect()
    }

    /// Gives back what could not be stored, so that the next call tells it again.
    pub fn keep_credential_use(&self, tenant: TenantId, slot: CredentialSlot) {
        let mut held = self
            .0
            .ledger
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fresh)) = held.uses.get_mut(&(tenant, slot)) {
            *fresh = true;
        }
    }

    /// Forgets what is known of a tenant that was erased.
    pub fn forget_credential_uses(&self, tenant: TenantId) {
        let mut held = self
            .0
            .ledger
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        held.uses.retain(|(of, _), _| *of != tenant);
    }
}
