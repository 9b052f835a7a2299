//! People and their roles.

use leptos::prelude::*;
use model::trust::PeopleView;
use serde::{Deserialize, Serialize};

use super::assign::AssignFields;
use crate::error::Failure;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Assignments, open invitations and rooms.
    pub people: PeopleView,
    /// The link of an invitation just made, once.
    pub link: Option<String>,
    /// The form of a role that was refused.
    pub refused: Option<AssignFields>,
}

/// Assignments, open invitations and rooms; and what a form just sent has to show.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "admin/people")]
pub async fn people() -> Result<PeoplePage, Failure> {
    use super::fresh_link;
    use crate::gate;
    use crate::server_functions::kept;

    let administrator = gate::administrator().await?;
    let people = gate::trust()?
        .people(&administrator)
        .await
        .map_err(gate::failed)?;
    Ok(PeoplePage {
        people,
        link: fresh_link::take(),
        refused: kept::find(administrator.member(), "assign").await,
    })
}
