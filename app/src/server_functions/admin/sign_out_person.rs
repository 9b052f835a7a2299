//! Signs somebody out everywhere.

use leptos::prelude::*;
use model::ObjectId;

use crate::error::Failure;

/// Ends all sessions of a person and their streams.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] for somebody unknown here; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/sign_out_person")]
pub async fn sign_out_person(
    /// Object id.
    oid: ObjectId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .sign_out_person(&administrator, oid)
        .await
        .map(|_| ())
        .map_err(gate::failed)
}
