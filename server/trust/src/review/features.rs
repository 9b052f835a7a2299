//! Features an organisation has switched off: what they needed is needed no more.

use std::collections::BTreeSet;

use model::TenantId;
use model::permission::Feature;
use store::Tx;

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::trust::Trust;

/// Name of the setting.
const SETTING: &str = "features.off";

impl Trust {
    /// Whether a feature is on in a tenant: it is, until an administrator switches it off.
    ///
    /// # Errors
    /// [`TrustError::Store`]; [`TrustError::Malformed`].
    pub async fn feature_on(&self, tenant: TenantId, feature: Feature) -> Result<bool, TrustError> {
        Ok(!self.features_off(tenant).await?.contains(&feature))
    }

    /// Features that a tenant has switched off.
    pub(crate) async fn features_off(
        &self,
        tenant: TenantId,
    ) -> Result<BTreeSet<Feature>, TrustError> {
        parse(self.store().of(tenant).tenant_setting(SETTING).await?)
    }

    /// Of these features those that a tenant has on.
    pub(crate) async fn on_of(
        &self,
        tenant: TenantId,
        features: &[Feature],
    ) -> Result<Vec<Feature>, TrustError> {
        let off = self.features_off(tenant).await?;
        let on = features.iter().filter(|feature| !off.contains(feature));
        Ok(on.copied().collect())
    }

    /// Switches a feature on or off. What runs for it is stopped by the crate that runs it.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] for signing in, which everything needs; [`TrustError::Store`].
    pub async fn switch_feature(
        &self,
        who: &Administrator,
        feature: Feature,
        on: bool,
    ) -> Result<(), TrustError> {
        if feature == Feature::SignIn || !feature.available() {
            return Err(TrustError::NotPossible);
        }
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        if !set(&mut tx, feature, on).await? {
            return Ok(());
        }
        let action = if on {
            "feature.switched_on"
        } else {
            "feature.switched_off"
        };
        let subject = serde_json::to_value(feature).unwrap_or_default();
        let subject = subject.as_str().unwrap_or_default().to_owned();
        let entry = Entry::new(self.now(), Actor::Person(who.oid()), action, subject);
        audit::append(&mut tx, &keys, entry).await?;
        // Other permissions are needed from now on.
        self.doubt_consent(&mut tx, feature).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Changes the setting; answers whether it changed.
async fn set(tx: &mut Tx, feature: Feature, on: bool) -> Result<bool, TrustError> {
    let mut off = parse(tx.tenant_setting(SETTING).await?)?;
    let changed = if on {
        off.remove(&feature)
    } else {
        off.insert(feature)
    };
    if changed {
        let json = serde_json::to_string(&off).map_err(|_| TrustError::Malformed("json"))?;
        tx.set_tenant_setting(SETTING, &json).await?;
    }
    Ok(changed)
}

fn parse(json: Option<String>) -> Result<BTreeSet<Feature>, TrustError> {
    let parsed = json.map(|json| serde_json::from_str(&json)).transpose();
    parsed
        .map(Option::unwrap_or_default)
        .map_err(|_| TrustError::Malformed("tenant_setting"))
}
