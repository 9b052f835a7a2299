//! Gives a role to a person or a group by object id.

use leptos::prelude::*;
use model::{Role, RoomId};

use crate::error::Failure;

/// Gives a role. With a label the object id is a group's, without one a person's.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `oid`, `label`, `rooms`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/assign")]
pub async fn assign(
    /// Object id, as pasted.
    oid: String,
    /// What people here call the group; none for a person.
    #[server(default)]
    label: Option<String>,
    /// What.
    role: Role,
    /// Ticked rooms.
    #[server(default)]
    rooms: Vec<RoomId>,
    /// All rooms, those made later included.
    #[server(default)]
    everywhere: bool,
) -> Result<(), Failure> {
    use crate::gate;
    use model::{AppError, FieldError, FieldProblem};
    use trust::{AddGroup, AddPerson};

    let administrator = gate::administrator().await?;
    let malformed = || AppError::invalid(vec![FieldError::new("oid", FieldProblem::Malformed)]);
    let oid = oid.trim().parse().map_err(|_| malformed())?;
    let scope = super::scope::scope(role, rooms, everywhere)?;
    let trust = gate::trust()?;
    match label {
        Some(label) => trust.add_group(&administrator, AddGroup { oid, label, role, scope }).await,
        None => trust.add_person(&administrator, AddPerson { oid, role, scope }).await,
    }
    .map(|_| ())
    .map_err(gate::failed)
}
