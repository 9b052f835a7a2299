//! One write transaction of one tenant.

use model::TenantId;
use sqlx::postgres::PgArguments;

use crate::StoreError;
use crate::change::{Change, Topic};
use crate::db::{Conn, Sql, Transact};
use crate::handle::Store;
use crate::value::{FromRow, Value};
use crate::watch;

/// A write transaction of one tenant. [`Tx::commit`] makes it durable and then tells what has changed;
/// dropping it rolls back and tells nothing.
pub struct Tx {
    inner: Transact,
    store: Store,
    tenant: TenantId,
    changes: Vec<Change>,
}

impl Tx {
    pub(crate) async fn begin(store: &Store, tenant: TenantId) -> Result<Self, StoreError> {
        let inner = store.inner.db.begin().await?;
        Ok(Self {
            inner,
            store: store.clone(),
            tenant,
            changes: Vec::new(),
        })
    }

    /// Whose rows this transaction changes.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Makes everything durable, then tells the changes to [`Store::changes`].
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another writer was in the way, [`StoreError::Unavailable`] when the connection was
    /// lost (the outcome is then unknown; the watch finds the changes if they were committed).
    pub async fn commit(mut self) -> Result<(), StoreError> {
        watch::notify(&self.store, &mut self.inner, &self.changes).await?;
        self.inner.commit().await?;
        self.store.inner.publish(&self.changes);
        Ok(())
    }

    /// Collects a change, told after the commit.
    pub(crate) fn tell(&mut self, topic: Topic) {
        self.changes.push(Change {
            tenant: self.tenant,
            topic,
        });
    }

    pub(crate) async fn execute(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        self.inner.conn().execute(sql.into(), values).await
    }

    pub(crate) async fn all<T: FromRow>(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        self.inner.conn().all(sql.into(), values).await
    }

    pub(crate) async fn one<T: FromRow>(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// One statement with arguments that only PostgreSQL has (arrays); nothing on SQLite.
    pub(crate) async fn execute_postgres(
        &mut self,
        sql: &'static str,
        arguments: PgArguments,
    ) -> Result<u64, StoreError> {
        let Conn::Postgres(conn) = self.inner.conn() else {
            return Ok(0);
        };
        let done = sqlx::query_with(sql, arguments).execute(conn).await?;
        Ok(done.rows_affected())
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.store.is_shared()
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("tenant", &self.tenant)
            .field("changes", &self.changes)
            .finish_non_exhaustive()
    }
}
