//! People and their roles.

use leptos::prelude::*;
use model::trust::PeopleView;

use crate::error::Failure;

/// Assignments, open invitations and rooms; and the link of an invitation just made, once.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "admin/people")]
pub async fn people() -> Result<(PeopleView, Option<String>), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    let people = gate::trust()?.people(&administrator).await.map_err(gate::failed)?;
    Ok((people, super::fresh_link::take()))
}
