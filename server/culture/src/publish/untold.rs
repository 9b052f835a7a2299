//! Periods that are over and of which nothing can be told, since too few people were measured. Only the ledger would
//! remember them, which is too long to be read in each round.

use std::collections::BTreeSet;

use model::TenantId;
use store::Tx;

use crate::{Culture, CultureError};

impl Culture {
    /// Periods that are dealt with: published, or of too few people for that.
    pub(super) async fn closed(
        &self,
        tenant: TenantId,
        policy: &str,
        kind: &str,
    ) -> Result<BTreeSet<i32>, CultureError> {
        let scoped = self.of(tenant);
        let untold = scoped.culture_setting(&untold_of(policy, kind)).await?;
        let mut all = periods(untold)?;
        all.extend(scoped.published_periods(policy, kind).await?);
        Ok(all)
    }

    /// Notes that of a period nothing could be told.
    pub(super) async fn note_untold(
        &self,
        tenant: TenantId,
        what: (&str, &str, i32),
    ) -> Result<(), CultureError> {
        let mut tx = self.of(tenant).begin().await?;
        note_untold(&mut tx, what).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Name of the setting that lists such periods.
fn untold_of(policy: &str, kind: &str) -> String {
    format!("untold.{policy}.{kind}")
}

/// Notes one with what else is stored of it.
pub(super) async fn note_untold(
    tx: &mut Tx,
    (policy, kind, period): (&str, &str, i32),
) -> Result<(), CultureError> {
    let name = untold_of(policy, kind);
    let mut all = periods(tx.culture_setting(&name).await?)?;
    all.insert(period);
    let json = serde_json::to_string(&all).map_err(|_| CultureError::Malformed("periods"))?;
    tx.set_culture_setting(&name, &json).await?;
    Ok(())
}

fn periods(json: Option<String>) -> Result<BTreeSet<i32>, CultureError> {
    json.map_or(Ok(BTreeSet::new()), |json| {
        serde_json::from_str(&json).map_err(|_| CultureError::Malformed("periods"))
    })
}
