//! Judges pasted lists of grants, and forgets them.

use leptos::prelude::*;
use model::Guid;
use model::trust::review::RegistrationReview;

use crate::error::Failure;

/// Judges the answers of two queries. Nothing of them is stored.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `assignments` and `grants`; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/judge", name = JudgePasted)]
pub async fn judge(
    /// Client id of the registration.
    client_id: Guid,
    /// Answer of `/servicePrincipals/{id}/appRoleAssignments`.
    assignments: String,
    /// Answer of `/servicePrincipals/{id}/oauth2PermissionGrants`; may be empty.
    grants: String,
) -> Result<RegistrationReview, Failure> {
    use crate::gate;
    use trust::review::Paste;

    let reviewer = gate::reviewer().await?;
    let paste = Paste {
        client_id,
        assignments: &assignments,
        grants: &grants,
    };
    gate::trust()?
        .judge_pasted(&reviewer, &paste)
        .await
        .map_err(gate::failed)
}
