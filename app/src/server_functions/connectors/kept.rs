//! What would be kept of one event of the administrator's own calendar.

use leptos::prelude::*;
use model::culture::kept::KeptPage;

use crate::error::Failure;

/// Events of the administrator's own calendar, one of them field by field. Nothing is stored.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "connectors/kept", name = ShowKept)]
pub async fn kept(
    /// Place of the event in the list, from 0.
    #[server(default)]
    event: usize,
) -> Result<KeptPage, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::culture()?
        .what_we_keep(&administrator, event)
        .await
        .map_err(gate::failed)
}
