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
}

/// How organisations come in here.
///
/// # Errors
/// None of its own.
#[server(endpoint = "registration/door")]
pub async fn registration_door() -> Result<Door, Failure> {
    use crate::gate;
    use trust::Registration;

    Ok(match gate::trust()?.settings().registration {
        Registration::Closed => Door::Closed,
        Registration::Invite => Door::ByInvitation,
        Registration::Open => Door::Open,
    })
}
