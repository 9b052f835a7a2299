//! Lets a person or group work in a room.

use leptos::prelude::*;
use model::RoomId;

use crate::error::Failure;

/// Makes a person, or with a label a group, a consultant of this room.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `oid` and `label`; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "rooms/add_staff")]
pub async fn add_staff(
    /// The room.
    room: RoomId,
    /// Object id, as pasted.
    oid: String,
    /// What people here call the group; empty for a person.
    #[server(default)]
    label: String,
) -> Result<(), Failure> {
    use crate::gate;
    use crate::server_functions::kept;
    use model::trust::Holder;
    use model::{AppError, FieldError, FieldProblem};

    let editor = gate::room_editor(room).await?;
    let added = match oid.trim().parse() {
        Ok(id) => {
            let label = label.trim().to_owned();
            let holder = if label.is_empty() {
                Holder::Person {
                    oid: id,
                    name: None,
                }
            } else {
                Holder::Group { oid: id, label }
            };
            gate::trust()?
                .add_to_room(&editor, holder)
                .await
                .map(|_| ())
                .map_err(gate::failed)
        }
        Err(_) => {
            let problem = if oid.trim().is_empty() {
                FieldProblem::Missing
            } else {
                FieldProblem::Malformed
            };
            Err(Failure(AppError::invalid(vec![FieldError::new(
                "oid", problem,
            )])))
        }
    };
    if added.is_err() {
        kept::keep(editor.member(), format!("staff {room}"), &(oid, label)).await;
    }
    added
}
