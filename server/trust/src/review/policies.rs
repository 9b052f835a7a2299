//! Rules beyond Entra that a look has met: what a consent alone does not open.

use model::trust::review::{ProbeOutcome, ProbeView};
use model::{Guid, TenantId};

use super::reading::Reading;
use super::round::parse;
use crate::error::TrustError;
use crate::trust::Trust;

impl Trust {
    /// The first probe of a registration's last look that a rule of Exchange or of Teams refused; none where none did.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub(crate) async fn policy_met(
        &self,
        tenant: TenantId,
        client_id: Guid,
    ) -> Result<Option<ProbeView>, TrustError> {
        let state = self.store().of(tenant).review_state(client_id).await?;
        let reading: Option<Reading> = state.and_then(|state| parse(&state.reading_json?));
        let mut probes = reading.into_iter().flat_map(|reading| reading.probes);
        let met = probes.find(|(_, probe)| {
            matches!(
                probe.outcome,
                ProbeOutcome::ExchangePolicy | ProbeOutcome::TeamsPolicy
            )
        });
        Ok(met.map(|(_, probe)| probe))
    }
}
