//! What set-up documents begin with for one's own organisation.

use leptos::prelude::*;
use model::trust::guide::DocumentsView;

use crate::error::Failure;

/// Addresses, client ids and features that are known without asking.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "setup/documents", name = ShowDocuments)]
pub async fn documents() -> Result<DocumentsView, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .documents(&administrator)
        .await
        .map_err(gate::failed)
}
