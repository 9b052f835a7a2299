//! Gives a role to a person or a group by object id.

use leptos::prelude::*;
use model::RoomId;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// The form, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignFields {
    /// Object id, as pasted.
    pub oid: String,
    /// What people here call the group; none for a person.
    pub label: Option<String>,
    /// Value of the role.
    pub role: String,
    /// Ticked rooms.
    pub rooms: Vec<RoomId>,
    /// All rooms, those made later included.
    pub everywhere: bool,
    /// A leader sees only who reports to them.
    #[serde(default)]
    pub own_line: bool,
}

/// Gives a role. With a label the object id is a group's, without one a person's.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `oid`, `label`, `role`, `rooms`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/assign")]
pub async fn assign(
    /// Object id, as pasted.
    oid: String,
    /// What people here call the group; none for a person.
    #[server(default)]
    label: Option<String>,
    /// Value of the role.
    role: String,
    /// Ticked rooms.
    #[server(default)]
    rooms: Vec<RoomId>,
    /// All rooms, those made later included.
    #[server(default)]
    everywhere: bool,
    /// A leader sees only who reports to them.
    #[server(default)]
    own_line: bool,
) -> Result<(), Failure> {
    use crate::gate;
    use crate::server_functions::kept;

    let administrator = gate::administrator().await?;
    let form = AssignFields {
        oid,
        label,
        role,
        rooms,
        everywhere,
        own_line,
    };
    let given = give(&administrator, &form).await;
    if given.is_err() {
        kept::keep(administrator.member(), "assign", &form).await;
    }
    given
}

#[cfg(feature = "ssr")]
async fn give(administrator: &trust::Administrator, form: &AssignFields) -> Result<(), Failure> {
    use crate::gate;
    use model::{AppError, FieldError, FieldProblem};
    use trust::{AddGroup, AddPerson};

    let mut wrong = Vec::new();
    let oid = form.oid.trim();
    let problem = if oid.is_empty() {
        FieldProblem::Missing
    } else {
        FieldProblem::Malformed
    };
    let oid = oid
        .parse()
        .map_err(|_| wrong.push(FieldError::new("oid", problem)))
        .ok();
    let role = form
        .role
        .parse()
        .map_err(|_| wrong.push(FieldError::new("role", FieldProblem::NotAChoice)))
        .ok();
    let (Some(oid), Some(role)) = (oid, role) else {
        return Err(Failure(AppError::invalid(wrong)));
    };
    let scope = super::scope::scope(role, form.rooms.clone(), (form.everywhere, form.own_line))?;
    let trust = gate::trust()?;
    match form.label.clone() {
        Some(label) => {
            trust
                .add_group(
                    administrator,
                    AddGroup {
                        oid,
                        label,
                        role,
                        scope,
                    },
                )
                .await
        }
        None => {
            trust
                .add_person(administrator, AddPerson { oid, role, scope })
                .await
        }
    }
    .map(|_| ())
    .map_err(gate::failed)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_is_read_with_its_ticked_rooms() {
        let room = "0192d3a0-0000-7000-8000-000000000001";
        let body = format!("oid=x&role=Consultant&rooms[]={room}&rooms[]={room}");
        let sent: Assign = serde_qs::Config::new(5, false)
            .deserialize_str(&body)
            .unwrap();
        assert_eq!(
            (sent.rooms.len(), sent.label, sent.everywhere),
            (2, None, false)
        );
    }
}
