//! The audit log.

use leptos::prelude::*;
use model::trust::AuditPage;

use crate::error::Failure;

/// A page of the audit log, newest first, with whether its chain verifies.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators and reviewers.
#[server(endpoint = "admin/read_audit")]
pub async fn read_audit(
    /// Only entries before this sequence; none for the newest.
    before: Option<i64>,
) -> Result<AuditPage, Failure> {
    use crate::gate;

    let reviewer = gate::reviewer().await?;
    gate::trust()?
        .audit_page(&reviewer, before)
        .await
        .map_err(gate::failed)
}
