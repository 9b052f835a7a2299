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
    /// Only assignments that nobody has looked at for so many days are listed; none for all.
    pub older: Option<u32>,
}

/// Assignments, open invitations and rooms, who has access and why; and what a form just sent has to show.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "admin/people")]
pub async fn people(
    /// Only assignments that were given, or last looked at, before so many days; as typed.
    #[server(default)]
    older: String,
) -> Result<PeoplePage, Failure> {
    use super::fresh_link;
    use crate::gate;
    use crate::server_functions::kept;
    use model::trust::AssignmentView;

    /// Ten years.
    const DAYS_MOST: u32 = 3_660;

    let administrator = gate::administrator().await?;
    let trust = gate::trust()?;
    let mut people = trust.people(&administrator).await.map_err(gate::failed)?;
    let older = older.trim().parse().ok().filter(|days| *days <= DAYS_MOST);
    if let Some(days) = older {
        let before = trust.now().plus_minutes(-i64::from(days) * 24 * 60);
        let looked_at =
            |row: &AssignmentView| row.reviewed.map_or(row.since, |at| at.max(row.since));
        people.assignments.retain(|row| looked_at(row) < before);
    }
    Ok(PeoplePage {
        people,
        link: fresh_link::take(),
        refused: kept::find(administrator.member(), "assign").await,
        older,
    })
}
