//! Brings a withdrawn invitation back.

use leptos::prelude::*;
use model::InvitationId;

use crate::error::Failure;

/// Brings back the invitation that this administrator withdrew last, within half an hour; its link works again.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] when it is too late; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/restore_invitation")]
pub async fn restore_invitation(
    /// Which.
    invitation: InvitationId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .restore_invitation(&administrator, invitation)
        .await
        .map_err(gate::failed)
}
