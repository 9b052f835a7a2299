//! Settings of meeting culture: one JSON document per name.

use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, Tx};

const SETTING: &str = "SELECT content AS n FROM culture_setting WHERE tenant = $1 AND name = $2";

reads! {
    /// A settings document (JSON) by its name.
    culture_setting(name: &str) -> one String = SETTING;
}

const SET: &str = "INSERT INTO culture_setting (tenant, name, content) VALUES ($1, $2, $3) \
    ON CONFLICT (tenant, name) DO UPDATE SET content = excluded.content";

const INSERT: &str = "INSERT INTO culture_setting (tenant, name, content) VALUES ($1, $2, $3) \
    ON CONFLICT (tenant, name) DO NOTHING";

const CHANGE: &str =
    "UPDATE culture_setting SET content = $4 WHERE tenant = $1 AND name = $2 AND content = $3";

impl Tx {
    /// Stores a settings document (JSON) in the place of one that was read before; answers false, and changes nothing, where
    /// it is another by now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn change_culture_setting(
        &mut self,
        name: &str,
        before: &str,
        json: &str,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), name, before, json];
        Ok(self.execute(CHANGE, values).await? == 1)
    }

    /// Stores a settings document (JSON) under a name that has none; answers false, and changes nothing, where it has one.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_culture_setting(
        &mut self,
        name: &str,
        json: &str,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), name, json];
        Ok(self.execute(INSERT, values).await? == 1)
    }

    /// Stores a settings document (JSON) under its name.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn set_culture_setting(&mut self, name: &str, json: &str) -> Result<(), StoreError> {
        let values = args![self.tenant(), name, json];
        self.execute(SET, values).await.map(drop)
    }
}
