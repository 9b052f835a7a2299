//! The entrance to this crate: one value that holds database, trust and the source of people and calendars.

use std::fmt;
use std::sync::Arc;

use model::culture::Pseudonym;
use model::{Guid, ObjectId, TenantId};
use store::{Scoped, Store};
use trust::{TenantKeys, Trust};

use microsoft::reader::Pseudonyms;

use crate::CultureError;
use crate::sync::Source;
use crate::sync::book::Books;

/// What an operator may tune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CultureSettings {
    /// Calendars read at the same time by one process, 1 to 64. One calendar is read by one request at a time.
    pub calendars_at_once: usize,
    /// Weeks of history that are read, 4 to 118.
    pub history_weeks: i32,
}

impl Default for CultureSettings {
    /// 16 calendars, 13 months.
    fn default() -> Self {
        Self {
            calendars_at_once: 16,
            history_weeks: 57,
        }
    }
}

/// Meeting culture. Cheap to clone.
#[derive(Clone)]
pub struct Culture(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) trust: Trust,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) settings: CultureSettings,
    pub(crate) process: Guid,
    pub(crate) books: Books,
    /// One file of an organisation is judged at a time: it may hold a process for seconds, and much memory.
    pub(crate) judging: tokio::sync::Semaphore,
}

impl Culture {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        store: Store,
        trust: Trust,
        source: Arc<dyn Source>,
        settings: CultureSettings,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            trust,
            source,
            settings,
            process: Guid::from_u128(uuid::Uuid::new_v4().as_u128()),
            books: Books::default(),
            judging: tokio::sync::Semaphore::new(1),
        }))
    }

    pub(crate) fn of(&self, tenant: TenantId) -> Scoped {
        self.0.store.of(tenant)
    }

    pub(crate) async fn keys(&self, tenant: TenantId) -> Result<TenantKeys, CultureError> {
        Ok(self.0.trust.keys(tenant).await?)
    }

    /// The pseudonym of a person of the directory.
    pub(crate) async fn pseudonym(
        &self,
        tenant: TenantId,
        oid: ObjectId,
    ) -> Result<Pseudonym, CultureError> {
        Ok(pseudonyms(&self.keys(tenant).await?).person(oid))
    }
}

/// The pseudonyms of a tenant: one key for all kinds of things, told apart by labels.
pub(crate) fn pseudonyms(keys: &TenantKeys) -> Pseudonyms {
    Pseudonyms::new(keys.pseudonym_key("culture"))
}

impl fmt::Debug for Culture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Culture")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
