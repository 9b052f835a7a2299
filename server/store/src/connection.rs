//! Consultants' Teams connections: one sealed refresh token each.

use model::{ObjectId, TenantId, Timestamp};

use crate::db::Sql;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// A consultant's connection.
    pub struct ConnectionRow [connection_columns] {
        /// Whose.
        pub oid: ObjectId,
        /// Sealed refresh token; in a broken row the sealed challenge of Conditional Access that took its place.
        pub refresh_token: Vec<u8>,
        /// Which key seals either.
        pub key_id: String,
        /// Scopes that were granted, separated by blanks.
        pub scopes: String,
        /// When it was made.
        pub connected_at: Timestamp,
        /// When it was last used.
        pub used_at: Timestamp,
        /// Whether Microsoft has refused it and said what it wants to be asked for: connect again.
        pub broken: bool,
    }
}

const CONNECTION: &str = concat!(
    "SELECT ",
    connection_columns!(),
    " FROM connection WHERE tenant = $1 AND oid = $2"
);

reads! {
    /// A consultant's connection.
    connection(oid: ObjectId) -> one ConnectionRow = CONNECTION;
}

const LOCK: Sql = Sql {
    sqlite: CONNECTION,
    postgres: concat!(
        "SELECT ",
        connection_columns!(),
        " FROM connection WHERE tenant = $1 AND oid = $2 FOR UPDATE"
    ),
};
const SAVE: &str = concat!(
    "INSERT INTO connection (tenant, ",
    connection_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (tenant, oid) DO UPDATE SET refresh_token = excluded.refresh_token, key_id = excluded.key_id, \
     scopes = excluded.scopes, connected_at = excluded.connected_at, used_at = excluded.used_at, \
     broken = excluded.broken"
);
const DELETE: &str = "DELETE FROM connection WHERE tenant = $1 AND oid = $2";
const DELETE_UNUSED: &str = concat!(
    "DELETE FROM connection WHERE tenant = $1 AND used_at < $2 RETURNING ",
    connection_columns!()
);

impl Tx {
    /// A consultant's connection, held against other writers until this transaction ends: a refresh token must not be
    /// used twice at once.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn lock_connection(
        &mut self,
        oid: ObjectId,
    ) -> Result<Option<ConnectionRow>, StoreError> {
        let values = args![self.tenant(), oid];
        self.one(LOCK, values).await
    }

    /// Stores a connection, replacing the one before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_connection(&mut self, row: &ConnectionRow) -> Result<(), StoreError> {
        let ConnectionRow {
            oid,
            refresh_token,
            key_id,
            scopes,
            connected_at,
            used_at,
            broken,
        } = row;
        let values = args![
            self.tenant(),
            oid,
            refresh_token,
            key_id,
            scopes,
            connected_at,
            used_at,
            broken
        ];
        self.execute(SAVE, values).await.map(drop)
    }

    /// Removes connections last used before an instant (90 days unused, DESIGN.md); answers whose.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_unused_connections(
        &mut self,
        before: Timestamp,
    ) -> Result<Vec<ObjectId>, StoreError> {
        let values = args![self.tenant(), before];
        let gone: Vec<ConnectionRow> = self.all(DELETE_UNUSED, values).await?;
        Ok(gone.into_iter().map(|row| row.oid).collect())
    }

    /// Removes a connection; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_connection(&mut self, oid: ObjectId) -> Result<bool, StoreError> {
        let values = args![self.tenant(), oid];
        Ok(self.execute(DELETE, values).await? == 1)
    }
}

const UNUSED: &str = concat!(
    "SELECT tenant, ",
    connection_columns!(),
    " FROM connection WHERE used_at < $1 ORDER BY tenant"
);

impl System {
    /// Tenants with connections that were last used before an instant.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn with_unused_connections(
        &self,
        before: Timestamp,
    ) -> Result<Vec<TenantId>, StoreError> {
        let unused: Vec<(TenantId, ConnectionRow)> = self.all(UNUSED, args![before]).await?;
        let mut tenants: Vec<TenantId> = unused.into_iter().map(|(tenant, _)| tenant).collect();
        tenants.dedup();
        Ok(tenants)
    }
}
