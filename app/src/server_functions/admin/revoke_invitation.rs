//! Withdraws an invitation.

use leptos::prelude::*;
use model::InvitationId;

use crate::error::Failure;

/// Withdraws an invitation nobody has used.
///
/// # Errors
/// [`model::ErrorCode::NotFound`], [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/revoke_invitation")]
pub async fn revoke_invitation(
    /// Which.
    invitation: InvitationId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .revoke_invitation(&administrator, invitation)
        .await
        .map_err(gate::failed)
}
