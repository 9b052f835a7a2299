//! Rules beyond Entra that a look has met: what a consent alone does not open.

use model::trust::review::{ProbeOutcome, ProbeView, ReviewStatus};
use model::{Guid, TenantId};

use super::known::{Age, Subject};
use super::reading::Reading;
use super::round::parse;
use crate::error::TrustError;
use crate::trust::Trust;

impl Trust {
    /// The first probe of a registration's last good look that a rule of Exchange or of Teams refused, of a permission that is
    /// needed now and was seen to be granted; none where none did. Without the grant in sight it may be the grant that is
    /// missing: Exchange answers both in the same way.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub(crate) async fn policy_met(
        &self,
        tenant: TenantId,
        client_id: Guid,
    ) -> Result<Option<ProbeView>, TrustError> {
        let subjects = self.subjects();
        let own = |subject: &&Subject| subject.client_id == client_id && !subject.signin;
        let Some(subject) = subjects.iter().find(own) else {
            return Ok(None);
        };
        let scoped = self.store().of(tenant);
        let state = scoped.review_state(client_id).await?;
        let reading: Option<Reading> = state.and_then(|state| parse(&state.reading_json?));
        let Some(reading) = reading else {
            return Ok(None);
        };
        let present = scoped.present_review_grants(client_id).await?;
        let known = self.known_of(tenant).await?;
        let lines = known.lines(subject, (&reading, Age::Present), &present);
        let refused = lines
            .into_iter()
            .filter(|line| line.status == ReviewStatus::NotEffective);
        Ok(refused.filter_map(|line| line.probe).find(|probe| {
            matches!(
                probe.outcome,
                ProbeOutcome::ExchangePolicy | ProbeOutcome::TeamsPolicy
            )
        }))
    }
}
