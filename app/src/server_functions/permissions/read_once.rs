//! Reads the lists of grants once, as the person who asks, and forgets them.

use leptos::prelude::*;
use model::trust::review::OnceReview;

use crate::error::Failure;

/// Redeems an answer of Microsoft, reads the lists of grants of every registration, and judges them. Nothing of it is stored.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `voucher`: used before, too old, or of another session, and for `account`: another person
/// answered at Microsoft; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/read_once", name = ReadOnce)]
pub async fn read_once(
    /// What the callback handed over, sealed.
    voucher: String,
) -> Result<OnceReview, Failure> {
    use crate::gate;

    let reviewer = gate::reviewer().await?;
    let trust = gate::trust()?;
    let registrations = Box::pin(trust.review_once(&reviewer, &voucher))
        .await
        .map_err(gate::failed)?;
    Ok(OnceReview {
        tenant_id: reviewer.tenant(),
        cloud: trust.cloud_word(),
        now: trust.now(),
        registrations,
    })
}
