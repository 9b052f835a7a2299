//! Judges pasted lists of grants, and forgets them.

use leptos::prelude::*;
use model::Guid;
use model::trust::review::PastedReview;

use crate::error::Failure;

/// Judges the answers of two queries. Nothing of them is stored.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `assignments` and `grants`: no such lists, or those of another application; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/judge", name = JudgePasted)]
pub async fn judge(
    /// Client id of the registration.
    client_id: Guid,
    /// Answer of `/servicePrincipals/{id}/appRoleAssignments`.
    assignments: String,
    /// Answer of `/servicePrincipals/{id}/oauth2PermissionGrants`; may be empty.
    grants: String,
) -> Result<PastedReview, Failure> {
    use crate::gate;
    use trust::review::Paste;

    let reviewer = gate::reviewer().await?;
    let paste = Paste {
        client_id,
        assignments: &assignments,
        grants: &grants,
    };
    let trust = gate::trust()?;
    let review = trust
        .judge_pasted(&reviewer, &paste)
        .await
        .map_err(gate::failed)?;
    Ok(PastedReview {
        tenant_id: reviewer.tenant(),
        cloud: trust.cloud_word(),
        review,
    })
}
