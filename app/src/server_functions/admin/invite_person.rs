//! A one-time invitation.

use leptos::prelude::*;
use model::{Role, RoomId};

use crate::error::Failure;

/// Makes a link that gives a role to whoever of the organisation opens it first, within 24 hours. It is shown once.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `rooms`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/invite_person")]
pub async fn invite_person(
    /// What.
    role: Role,
    /// Ticked rooms.
    #[server(default)]
    rooms: Vec<RoomId>,
    /// All rooms, those made later included.
    #[server(default)]
    everywhere: bool,
    /// A leader sees only who reports to them.
    #[server(default)]
    own_line: bool,
) -> Result<String, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    let scope = super::scope::scope(role, rooms, (everywhere, own_line))?;
    let link = gate::trust()?
        .invite_person(&administrator, role, scope)
        .await
        .map_err(gate::failed)?;
    super::fresh_link::keep(&link);
    Ok(link)
}
