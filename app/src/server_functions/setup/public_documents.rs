//! What set-up documents begin with for anybody.

use leptos::prelude::*;
use model::trust::guide::DocumentsView;

use crate::error::Failure;

/// The address of this installation, and nothing of an organisation.
///
/// # Errors
/// [`model::ErrorCode::Internal`] outside of a request.
#[server(endpoint = "setup/public_documents", name = ShowPublicDocuments)]
pub async fn public_documents() -> Result<DocumentsView, Failure> {
    use crate::gate;

    Ok(gate::trust()?.public_documents())
}
