//! The entrance to this crate: one value that holds the database, Microsoft, keys and settings.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use microsoft::Microsoft;
use model::permission::Feature;
use model::{Guid, TenantId, Timestamp};
use store::Store;
use tokio::sync::mpsc;

use crate::clock::{self, Clock};
use crate::connection::Connections;
use crate::consent::Settling;
use crate::documents::Slot;
use crate::endings::Endings;
use crate::errors::Notes;
use crate::keys::{KeyError, MasterKey, TenantKeys};
use crate::mail::Outgoing;

/// How organisations come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// No new ones.
    Closed,
    /// Bearers of a link that the operator made.
    #[default]
    Invite,
    /// Any organisation whose administrator signs in.
    Open,
}

/// What the operator configured.
#[derive(Clone)]
pub struct TrustSettings {
    /// Public base URL without a slash at the end.
    pub base_url: String,
    /// How organisations come in.
    pub registration: Registration,
    /// Client id of the sign-in registration, shown to administrators.
    pub signin_client_id: Guid,
    /// Data registrations with the features that use each; empty when the operator configured none.
    pub registrations: Vec<(Guid, Vec<Feature>)>,
    /// Their client ids by the setting each came from.
    pub client_settings: Vec<(Slot, Guid)>,
    /// Where mails go; `None` sends none.
    pub mails: Option<mpsc::Sender<Outgoing>>,
}

/// Tenants, sign-in, roles, consent and audit. Cheap to clone.
#[derive(Clone)]
pub struct Trust(Arc<Inner>);

struct Inner {
    store: Store,
    microsoft: Microsoft,
    master: MasterKey,
    settings: TrustSettings,
    clock: Clock,
    keys: moka::future::Cache<TenantId, TenantKeys>,
    endings: Endings,
    connections: Connections,
    notes: Notes,
    settling: Settling,
    receipts: crate::review::Receipts,
    turns: crate::review::Turns,
}

/// How long unwrapped keys of a tenant stay in memory, so that an erased tenant's keys are forgotten everywhere.
const KEYS_STAY: Duration = Duration::from_secs(300);

impl Trust {
    /// Puts the parts together. Must be called inside of a tokio runtime: ended sessions are watched by a task that
    /// ends with the last clone.
    #[must_use]
    pub fn new(
        store: Store,
        microsoft: Microsoft,
        master: MasterKey,
        settings: TrustSettings,
    ) -> Self {
        Self::with_clock(Parts {
            store,
            microsoft,
            master,
            settings,
            clock: clock::system(),
        })
    }

    /// As [`Self::new`], with a clock of one's own: for tests.
    #[must_use]
    pub fn with_clock(parts: Parts) -> Self {
        let Parts {
            store,
            microsoft,
            master,
            settings,
            clock,
        } = parts;
        let endings = Endings::watch(&store, Arc::clone(&clock));
        Self(Arc::new(Inner {
            store,
            microsoft,
            master,
            settings,
            clock,
            keys: moka::future::Cache::builder()
                .max_capacity(10_000)
                .time_to_live(KEYS_STAY)
                .build(),
            endings,
            connections: Connections::default(),
            notes: Notes::default(),
            settling: Settling::default(),
            receipts: crate::review::Receipts::default(),
            turns: crate::review::Turns::default(),
        }))
    }

    /// The keys of a registered tenant.
    ///
    /// # Errors
    /// [`KeyError::NoTenantKeys`], [`KeyError::OtherMaster`], [`KeyError::DoesNotOpen`], [`KeyError::Store`].
    pub async fn keys(&self, tenant: TenantId) -> Result<TenantKeys, KeyError> {
        if let Some(keys) = self.0.keys.get(&tenant).await {
            return Ok(keys);
        }
        let row = self
            .0
            .store
            .of(tenant)
            .key_row()
            .await?
            .ok_or(KeyError::NoTenantKeys)?;
        let master = &self.0.master;
        if row.master_key != master.fingerprint() {
            return Err(KeyError::OtherMaster {
                found: row.master_key,
                loaded: master.fingerprint().to_owned(),
            });
        }
        let keys = master.unwrap(tenant, &row.wrapped)?;
        self.0.keys.insert(tenant, keys.clone()).await;
        Ok(keys)
    }

    /// The instant at which rules are judged.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// What the operator configured.
    #[must_use]
    pub fn settings(&self) -> &TrustSettings {
        &self.0.settings
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn microsoft(&self) -> &Microsoft {
        &self.0.microsoft
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.0.master
    }

    pub(crate) fn endings(&self) -> &Endings {
        &self.0.endings
    }

    pub(crate) fn notes(&self) -> &Notes {
        &self.0.notes
    }

    pub(crate) fn settling(&self) -> &Settling {
        &self.0.settling
    }

    pub(crate) fn receipts(&self) -> &crate::review::Receipts {
        &self.0.receipts
    }

    pub(crate) fn turns(&self) -> &crate::review::Turns {
        &self.0.turns
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.0.connections
    }
}

/// What a [`Trust`] is put together from.
pub struct Parts {
    /// Database.
    pub store: Store,
    /// Client of Entra ID and Graph.
    pub microsoft: Microsoft,
    /// Master key, loaded for this database.
    pub master: MasterKey,
    /// Settings.
    pub settings: TrustSettings,
    /// Clock.
    pub clock: Clock,
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust")
            .field("master", &self.0.master)
            .finish_non_exhaustive()
    }
}
