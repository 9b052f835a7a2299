//! One person: roles, reasons, sessions.

use leptos::prelude::*;
use model::ObjectId;
use model::trust::PersonView;

use crate::error::Failure;

/// A person with roles, why they are held, and sessions.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] for somebody unknown here; [`model::ErrorCode::Forbidden`] for anybody but
/// administrators.
#[server(endpoint = "admin/person", name = ShowPerson)]
pub async fn person(
    /// Object id.
    oid: ObjectId,
) -> Result<PersonView, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .person(&administrator, oid)
        .await
        .map_err(gate::failed)
}
