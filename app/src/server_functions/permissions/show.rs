//! What Anteroom may do in the tenant, proven line by line.

use leptos::prelude::*;
use model::trust::review::ReviewView;

use crate::error::Failure;

/// The permission review as it stands.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but reviewers and administrators.
#[server(endpoint = "permissions/show", name = ShowPermissions)]
pub async fn show() -> Result<ReviewView, Failure> {
    use crate::gate;
    use trust::review::Reader;

    let reviewer = gate::reviewer().await?;
    let administrator = gate::administrator().await.ok();
    let reader = Reader {
        reviewer: &reviewer,
        administrator: administrator.as_ref(),
    };
    gate::trust()?.review(reader).await.map_err(gate::failed)
}
