//! Whether analysts may export person-weeks and meetings: a switch of the administrator, off by default and audited.

use model::TenantId;
use serde_json::json;
use trust::Administrator;
use trust::audit::{self, Actor, Entry};

use crate::{Culture, CultureError};

/// Name of the setting.
const SETTING: &str = "analyst_export";

impl Culture {
    /// Whether the organisation lets its analysts export person-weeks and meetings.
    ///
    /// # Errors
    /// [`CultureError::Store`]; [`CultureError::Malformed`].
    pub async fn analyst_export(&self, tenant: TenantId) -> Result<bool, CultureError> {
        match self.of(tenant).culture_setting(SETTING).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("setting"))
            }
            None => Ok(false),
        }
    }

    /// Switches the export on or off.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn switch_analyst_export(
        &self,
        who: &Administrator,
        export: AnalystExport,
    ) -> Result<(), CultureError> {
        let (keys, now) = (self.keys(who.tenant()).await?, self.0.trust.now());
        let on = export == AnalystExport::On;
        let mut tx = self.of(who.tenant()).begin().await?;
        tx.set_culture_setting(SETTING, if on { "true" } else { "false" })
            .await?;
        let by = Actor::Person(who.oid());
        let entry = Entry::new(now, by, "culture.analyst_export_switched", SETTING);
        audit::append(&mut tx, &keys, entry.with(json!({ "on": on }))).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalystExport {
    /// Person-weeks and meetings may be exported, under pseudonyms of each export.
    On,
    /// Only groups may be exported, after disclosure control.
    Off,
}
