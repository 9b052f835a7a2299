//! The store and its two doors: one tenant's rows, and the few questions that find the tenant.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::TenantId;
use tokio::sync::broadcast;

use crate::StoreError;
use crate::change::Change;
use crate::db::{Db, Sql};
use crate::open::{self, OpenOptions};
use crate::tx::Tx;
use crate::value::{FromRow, Value};
use crate::watch::{self, Seen, Sight};

/// Changes that a slow receiver may be behind before it is told that it lagged.
const BACKLOG: usize = 4096;

const TRY_WRITE: &str = "INSERT INTO used_token (uti, expires) VALUES ($1, $2)";

/// An open database. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) options: OpenOptions,
    pub(crate) sender: broadcast::Sender<Change>,
    pub(crate) seen: Seen,
    pub(crate) sight: Sight,
    watching: AtomicBool,
}

impl Store {
    /// Opens `sqlite:PATH` (folder and file are made where missing) or `postgres://...`. Does not migrate.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Unavailable`]; [`StoreError::NewerDatabase`] and
    /// [`StoreError::ChangedMigration`] when the database is not one this version may touch.
    pub async fn open(url: &str, options: OpenOptions) -> Result<Self, StoreError> {
        let db = open::open(url, &options).await?;
        db.pending_migrations().await?;
        let (sender, _) = broadcast::channel(BACKLOG);
        let inner = Inner {
            db,
            options,
            sender,
            seen: Seen::default(),
            sight: Sight::now(),
            watching: AtomicBool::new(false),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Brings the database to the form this version knows.
    ///
    /// # Errors
    /// [`StoreError::FailedMigration`], and those of [`Store::pending_migrations`].
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.inner.db.migrate().await
    }

    /// How many migrations [`Store::migrate`] would apply.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`], [`StoreError::ChangedMigration`], [`StoreError::Unavailable`].
    pub async fn pending_migrations(&self) -> Result<usize, StoreError> {
        self.inner.db.pending_migrations().await
    }

    /// Whether any migration was ever applied.
    ///
    /// # Errors
    /// As [`Store::pending_migrations`].
    pub async fn is_made(&self) -> Result<bool, StoreError> {
        self.inner.db.is_made().await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let _: Vec<i64> = self
            .inner
            .db
            .all("SELECT CAST(1 AS BIGINT) AS n".into(), vec![])
            .await?;
        Ok(())
    }

    /// Whether the database can be written: one row is added in a transaction that is rolled back.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn try_write(&self) -> Result<(), StoreError> {
        let mut tx = self.inner.db.begin().await?;
        let values = crate::value::args!["a write that is rolled back", model::Timestamp(0)];
        tx.conn().execute(TRY_WRITE.into(), values).await?;
        drop(tx);
        Ok(())
    }

    /// Ends all connections once they are free; nothing works afterwards. For an orderly shutdown.
    pub async fn close(&self) {
        self.inner.db.close().await;
    }

    /// Whether other processes may work on the same database (PostgreSQL).
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.inner.db, Db::Postgres(_))
    }

    /// Changes from now on: those committed here at once, those of other processes by notification or poll.
    ///
    /// The first call starts the watch; it needs a tokio runtime.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        let receiver = self.inner.sender.subscribe();
        if !self.inner.watching.swap(true, Ordering::AcqRel) {
            watch::start(&self.inner);
        }
        receiver
    }

    /// How long ago this process last saw what the database holds: at its last look for changes that succeeded, at
    /// first when it was opened. At most about [`OpenOptions::poll_every`] while all is well, and growing while the
    /// database cannot be read. Says something once [`Store::changes`] was called.
    #[must_use]
    pub fn unseen_for(&self) -> Duration {
        self.inner.sight.age()
    }

    /// The rows of one tenant.
    #[must_use]
    pub fn of(&self, tenant: TenantId) -> Scoped {
        Scoped {
            store: self.clone(),
            tenant,
        }
    }

    /// The few questions that cross tenants: finding the tenant of a secret, and jobs.
    #[must_use]
    pub fn system(&self) -> System {
        System {
            store: self.clone(),
        }
    }
}

/// The rows of one tenant; reads here, writes through [`Scoped::begin`].
#[derive(Clone, Debug)]
pub struct Scoped {
    store: Store,
    tenant: TenantId,
}

impl Scoped {
    /// Whose rows these are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Begins a write transaction. On SQLite it is the only one; on PostgreSQL rows are locked as they are changed:
    /// take locks in the order ticket, room, audit to stay clear of deadlocks.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Tx::begin(&self.store, self.tenant).await
    }

    pub(crate) async fn all<T: FromRow>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        self.store.inner.db.all(sql.into(), values).await
    }

    pub(crate) async fn one<T: FromRow>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }
}

/// Questions and writes that belong to no tenant yet, or to all.
#[derive(Clone, Debug)]
pub struct System {
    pub(crate) store: Store,
}

impl System {
    pub(crate) async fn all<T: FromRow>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        self.store.inner.db.all(sql.into(), values).await
    }

    pub(crate) async fn one<T: FromRow>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// One writing statement in its own transaction; answers the rows it touched.
    pub(crate) async fn execute(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.store.inner.db.begin().await?;
        let touched = tx.conn().execute(sql.into(), values).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// One writing statement with an answer, in its own transaction.
    pub(crate) async fn returning<T: FromRow>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        let mut tx = self.store.inner.db.begin().await?;
        let rows = tx.conn().all(sql.into(), values).await?;
        tx.commit().await?;
        Ok(rows)
    }
}

/// Declares reads that work outside of a transaction ([`Scoped`]) and within one ([`Tx`]); the tenant is always `$1`.
///
/// `name(argument: Type, ...) -> one Row = SQL;` answers an option, `-> all Row` a list, in the order of the SQL.
macro_rules! reads {
    ($($(#[$meta:meta])* $name:ident($($arg:ident: $ty:ty),*) -> $how:ident $row:ty = $sql:expr;)*) => {
        impl $crate::handle::Scoped {$(
            $(#[$meta])*
            ///
            /// # Errors
            /// [`StoreError::Unavailable`](crate::StoreError::Unavailable) and its kin.
            pub async fn $name(&self $(, $arg: $ty)*) -> Result<$crate::handle::answer!($how $row), $crate::StoreError> {
                self.$how($sql, $crate::value::args![self.tenant() $(, $arg)*]).await
            }
        )*}
        impl $crate::tx::Tx {$(
            $(#[$meta])*
            ///
            /// # Errors
            /// [`StoreError::Unavailable`](crate::StoreError::Unavailable) and its kin.
            pub async fn $name(&mut self $(, $arg: $ty)*) -> Result<$crate::handle::answer!($how $row), $crate::StoreError> {
                let values = $crate::value::args![self.tenant() $(, $arg)*];
                self.$how($sql, values).await
            }
        )*}
    };
}
macro_rules! answer {
    (one $row:ty) => { Option<$row> };
    (all $row:ty) => { Vec<$row> };
}
pub(crate) use {answer, reads};
