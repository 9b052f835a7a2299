//! The latest errors of Microsoft.

use leptos::prelude::*;
use model::trouble::TroublePage;

use crate::error::Failure;

/// The latest errors of the organisation, and what a pasted code means.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators and reviewers.
#[server(endpoint = "admin/errors")]
pub async fn errors(
    /// A code or message of Microsoft to look up; none for the list alone.
    ask: Option<String>,
) -> Result<TroublePage, Failure> {
    use crate::gate;

    let reviewer = gate::reviewer().await?;
    gate::trust()?
        .troubles(&reviewer, ask.as_deref())
        .await
        .map_err(gate::failed)
}
