//! Tenants, their wrapped keys and their settings.

use model::trust::TenantStatus;
use model::{Slug, TenantId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// A tenant that has been heard of.
    pub struct TenantRow [tenant_columns] {
        /// The `tid` of its tokens.
        pub id: TenantId,
        /// Address part; none while pending.
        pub slug: Option<Slug>,
        /// Name of the organisation.
        pub name: String,
        /// How far its registration has come.
        pub status: TenantStatus,
        /// When it was first heard of.
        pub created: Timestamp,
        /// When it was registered.
        pub activated: Option<Timestamp>,
    }
}

row! {
    /// A tenant's random keys, wrapped by the master key.
    pub struct KeyRow [key_columns] {
        /// The wrapped keys.
        pub wrapped: Vec<u8>,
        /// Fingerprint of the master key that wraps them.
        pub master_key: String,
        /// When they were made.
        pub created: Timestamp,
    }
}

const TENANT: &str = concat!("SELECT ", tenant_columns!(), " FROM tenant WHERE id = $1");
const KEY: &str = concat!(
    "SELECT ",
    key_columns!(),
    " FROM tenant_key WHERE tenant = $1"
);
const SETTING: &str = "SELECT content AS n FROM tenant_setting WHERE tenant = $1 AND name = $2";

reads! {
    /// The tenant itself; none when it was never heard of.
    tenant_row() -> one TenantRow = TENANT;
    /// Its wrapped keys; none before they are made and after the tenant was erased.
    key_row() -> one KeyRow = KEY;
    /// A settings document (JSON) by its name.
    tenant_setting(name: &str) -> one String = SETTING;
}

const INSERT: &str = concat!(
    "INSERT INTO tenant (",
    tenant_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING"
);
const ACTIVATE: &str = "UPDATE tenant SET status = 'active', slug = $2, name = $3, activated = $4 WHERE id = $1 AND status = 'pending'";
const UPDATE: &str = "UPDATE tenant SET name = $2, slug = $3 WHERE id = $1";
const INSERT_KEY: &str = "INSERT INTO tenant_key (tenant, wrapped, master_key, created) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant) DO NOTHING";
// Locks the name of the master key until the transaction ends, so that a rotation comes before or behind it.
const HOLD_META: &str = "UPDATE meta SET content = content WHERE name = 'master_key'";
const REPLACE_KEY: &str = "UPDATE tenant_key SET wrapped = $2, master_key = $3 WHERE tenant = $1";
const SET: &str = "INSERT INTO tenant_setting (tenant, name, content) VALUES ($1, $2, $3) \
    ON CONFLICT (tenant, name) DO UPDATE SET content = excluded.content";

impl Tx {
    /// Notes this transaction's tenant; answers whether it was new. `row.id` must be [`Tx::tenant`].
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the slug belongs to another tenant.
    pub async fn insert_tenant(&mut self, row: &TenantRow) -> Result<bool, StoreError> {
        let values = args![
            self.tenant(),
            row.slug,
            row.name,
            row.status,
            row.created,
            row.activated
        ];
        Ok(self.execute(INSERT, values).await? == 1)
    }

    /// Registers a pending tenant; answers whether it was pending.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the slug belongs to another tenant.
    pub async fn activate_tenant(
        &mut self,
        slug: &Slug,
        name: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), slug, name, now];
        Ok(self.execute(ACTIVATE, values).await? == 1)
    }

    /// Changes name and address part.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the slug belongs to another tenant.
    pub async fn update_tenant(&mut self, name: &str, slug: &Slug) -> Result<(), StoreError> {
        let values = args![self.tenant(), name, slug];
        self.execute(UPDATE, values).await.map(drop)
    }

    /// Stores the wrapped keys once; answers whether there were none before (else read them).
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown; [`StoreError::Conflict`] (`master_key`) when this database
    /// names another master key than the one that wraps them.
    pub async fn insert_key(&mut self, row: &KeyRow) -> Result<bool, StoreError> {
        self.execute(HOLD_META, args![]).await?;
        let named: Option<String> = self.one(META, args![]).await?;
        if named.is_some_and(|named| named != row.master_key) {
            return Err(StoreError::Conflict {
                constraint: "master_key".to_owned(),
            });
        }
        let values = args![self.tenant(), row.wrapped, row.master_key, row.created];
        Ok(self.execute(INSERT_KEY, values).await? == 1)
    }

    /// Stores the same keys wrapped anew (rotation of the master key); answers whether there were any.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn replace_key(
        &mut self,
        wrapped: &[u8],
        master_key: &str,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), wrapped.to_vec(), master_key];
        Ok(self.execute(REPLACE_KEY, values).await? == 1)
    }

    /// Stores a settings document (JSON) under its name.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn set_tenant_setting(&mut self, name: &str, json: &str) -> Result<(), StoreError> {
        let values = args![self.tenant(), name, json];
        self.execute(SET, values).await.map(drop)
    }
}

const BY_SLUG: &str = concat!("SELECT ", tenant_columns!(), " FROM tenant WHERE slug = $1");
const TENANTS: &str = concat!(
    "SELECT ",
    tenant_columns!(),
    " FROM tenant ORDER BY created, id"
);
pub(crate) const META: &str = "SELECT content AS n FROM meta WHERE name = 'master_key'";
const SET_META: &str =
    "INSERT INTO meta (name, content) VALUES ('master_key', $1) ON CONFLICT (name) DO NOTHING";
const REPLACE_META: &str =
    "UPDATE meta SET content = $2 WHERE name = 'master_key' AND content = $1";

impl System {
    /// The tenant with this address part.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn tenant_by_slug(&self, slug: &Slug) -> Result<Option<TenantRow>, StoreError> {
        self.one(BY_SLUG, args![slug]).await
    }

    /// All tenants, oldest first; for jobs and the command line.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn tenants(&self) -> Result<Vec<TenantRow>, StoreError> {
        self.all(TENANTS, args![]).await
    }

    /// Fingerprint of the master key this database belongs to.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn master_key_fingerprint(&self) -> Result<Option<String>, StoreError> {
        self.one(META, args![]).await
    }

    /// Notes the master key's fingerprint once; answers whether there was none before (else read and compare).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn set_master_key_fingerprint(&self, fingerprint: &str) -> Result<bool, StoreError> {
        Ok(self.execute(SET_META, args![fingerprint]).await? == 1)
    }

    /// Replaces the fingerprint after a rotation; answers whether `old` was the present one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn replace_master_key_fingerprint(
        &self,
        old: &str,
        new: &str,
    ) -> Result<bool, StoreError> {
        Ok(self.execute(REPLACE_META, args![old, new]).await? == 1)
    }
}
