//! The audit log.

use leptos::prelude::*;
use model::trust::AuditPage;

use crate::error::Failure;

/// A page of the audit log, newest first; without a filter with whether its chain verifies. What is wrong with a filter
/// stands in the page.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators and reviewers.
#[server(endpoint = "admin/read_audit")]
pub async fn read_audit(
    /// Only entries before this sequence; none for the newest.
    #[server(default)]
    before: Option<i64>,
    /// First day, as typed.
    #[server(default)]
    from: String,
    /// Last day, as typed.
    #[server(default)]
    to: String,
    /// Action or area.
    #[server(default)]
    action: String,
    /// Object id or name of a person.
    #[server(default)]
    person: String,
    /// Id of a room.
    #[server(default)]
    room: String,
) -> Result<AuditPage, Failure> {
    use crate::gate;
    use model::trust::AuditAsk;

    let reviewer = gate::reviewer().await?;
    let ask = AuditAsk {
        from,
        to,
        action,
        person,
        room,
    };
    gate::trust()?
        .audit_page(&reviewer, &ask, before)
        .await
        .map_err(gate::failed)
}
