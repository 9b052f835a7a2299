//! Whether this installation takes new organisations.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// How organisations come in, as the operator has set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// No new ones.
    Closed,
    /// With a link from the operator.
    ByInvitation,
    /// Any organisation whose administrator signs in.
    Open,
    /// By links from the operator only, and this one was used.
    LinkUsed,
    /// By links from the operator only, and the time of this one is over.
    LinkExpired,
    /// By links from the operator only, and nobody knows this one.
    LinkUnknown,
}

/// How organisations come in here, and whether this link still lets one in.
///
/// # Errors
/// [`model::ErrorCode::Unavailable`].
#[server(endpoint = "registration/door")]
pub async fn registration_door(
    /// Code of the invitation; empty without one.
    #[server(default)]
    invitation: String,
) -> Result<Door, Failure> {
    use crate::gate;
    use trust::Registration;
    use trust::registration::LinkState;

    let trust = gate::trust()?;
    Ok(match trust.settings().registration {
        Registration::Closed => Door::Closed,
        Registration::Invite if invitation.is_empty() => Door::ByInvitation,
        Registration::Invite => {
            let link = trust.registration_link(&invitation).await;
            match link.map_err(gate::failed)? {
                LinkState::Works => Door::ByInvitation,
                LinkState::Used => Door::LinkUsed,
                LinkState::Expired => Door::LinkExpired,
                LinkState::Unknown => Door::LinkUnknown,
            }
        }
        Registration::Open => Door::Open,
    })
}
