//! The signing keys of Entra, each with the issuer it may sign for (microsoft.md 1.5, steps 4 and 6).

mod jwk;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use oauth2::url::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::address::{Addresses, Authority};
use crate::http::Http;

pub(crate) use jwk::SigningKey;

/// Keys are read again after this time at the latest, milliseconds.
const RELOAD_MS: i64 = 24 * 60 * 60 * 1_000;
/// An unknown key id makes one reload, and no other within this time, milliseconds.
const FORCED_MS: i64 = 60 * 1_000;
/// After a failed reload nobody tries again within this time, milliseconds.
const FAILED_MS: i64 = 5 * 1_000;
/// Longest metadata or key set, in bytes.
const LIMIT: usize = 512 * 1024;

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoKey {
    /// No key with this id is published.
    Unknown,
    /// Metadata or keys could not be read.
    Unavailable,
    /// Metadata is not that of the configured authority.
    Foreign,
}

/// The key cache.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    held: Mutex<Held>,
    /// One reload at a time; whoever waits looks again before reloading.
    reloading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Held {
    keys: HashMap<String, Arc<SigningKey>>,
    loaded: Option<Timestamp>,
    forced: Option<Timestamp>,
    failed: Option<(Timestamp, NoKey)>,
}

enum Found {
    Key(Arc<SigningKey>),
    No(NoKey),
    Reload,
}

impl Held {
    fn find(&self, kid: &str, now: Timestamp) -> Found {
        let within =
            |since: Option<Timestamp>, ms| since.is_some_and(|since| now.ms_since(since) < ms);
        let fresh = within(self.loaded, RELOAD_MS);
        if let Some(key) = self.keys.get(kid).filter(|_| fresh) {
            return Found::Key(key.clone());
        }
        if let Some((since, reason)) = self.failed
            && now.ms_since(since) < FAILED_MS
        {
            return Found::No(if fresh { NoKey::Unknown } else { reason });
        }
        if fresh && within(self.forced, FORCED_MS) {
            Found::No(NoKey::Unknown)
        } else {
            Found::Reload
        }
    }

    fn store(&mut self, outcome: Result<Vec<SigningKey>, NoKey>, now: Timestamp) {
        let fresh = self
            .loaded
            .is_some_and(|loaded| now.ms_since(loaded) < RELOAD_MS);
        if fresh {
            self.forced = Some(now);
        }
        match outcome {
            Ok(keys) => {
                self.keys = keys
                    .into_iter()
                    .map(|key| (key.kid.clone(), Arc::new(key)))
                    .collect();
                self.loaded = Some(now);
                self.failed = None;
            }
            Err(reason) => self.failed = Some((now, reason)),
        }
    }
}

impl Keys {
    /// The key with this id; reads the key set where that is due.
    pub(crate) async fn key(
        &self,
        http: &Http,
        addresses: &Addresses,
        kid: &str,
        now: Timestamp,
    ) -> Result<Arc<SigningKey>, NoKey> {
        match self.find(kid, now) {
            Found::Key(key) => return Ok(key),
            Found::No(reason) => return Err(reason),
            Found::Reload => {}
        }
        let _turn = self.reloading.lock().await;
        match self.find(kid, now) {
            Found::Key(key) => return Ok(key),
            Found::No(reason) => return Err(reason),
            Found::Reload => {}
        }
        let outcome = load(http, addresses).await;
        let failure = outcome.as_ref().err().copied();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.store(outcome, now);
        match held.find(kid, now) {
            Found::Key(key) => Ok(key),
            Found::No(reason) => Err(reason),
            Found::Reload => Err(failure.unwrap_or(NoKey::Unknown)),
        }
    }

    fn find(&self, kid: &str, now: Timestamp) -> Found {
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .find(kid, now)
    }
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<jwk::Entry>,
}

pub(crate) async fn load(http: &Http, addresses: &Addresses) -> Result<Vec<SigningKey>, NoKey> {
    let address = addresses.entra(
        Authority::Organizations,
        "v2.0/.well-known/openid-configuration",
    );
    let metadata: Metadata = get(http, &address).await?;
    let keys_at = Url::parse(&metadata.jwks_uri).map_err(|_| NoKey::Foreign)?;
    // The metadata's issuer is the template, not a URL; keys are fetched from the authority itself or not at all.
    if metadata.issuer != addresses.issuer_template() || !addresses.is_authority(&keys_at) {
        tracing::error!(
            "the metadata of the authority names another issuer or another place of keys"
        );
        return Err(NoKey::Foreign);
    }
    let set: KeySet = get(http, keys_at.as_str()).await?;
    let keys: Vec<SigningKey> = set
        .keys
        .into_iter()
        .filter_map(jwk::Entry::usable)
        .collect();
    if keys.is_empty() {
        Err(NoKey::Unavailable)
    } else {
        Ok(keys)
    }
}

async fn get<T: DeserializeOwned>(http: &Http, address: &str) -> Result<T, NoKey> {
    let answer = http
        .insist(|| http.client.get(address), LIMIT)
        .await
        .map_err(|_| NoKey::Unavailable)?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|_| NoKey::Unavailable),
        _ => Err(NoKey::Unavailable),
    }
}
