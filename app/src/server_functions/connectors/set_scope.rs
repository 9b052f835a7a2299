//! Whose calendars are read.

use leptos::prelude::*;

use crate::error::Failure;

/// Reads the calendars of everybody, or of the members of groups.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `groups`; [`model::ErrorCode::NotPossible`] while the calendar is off;
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "connectors/set_scope", name = SetScope)]
pub async fn set_scope(
    /// `everybody` or `groups`.
    whose: String,
    /// Object ids of groups, separated by space or lines.
    #[server(default)]
    groups: String,
) -> Result<(), Failure> {
    use crate::gate;
    use culture::{ConnectorAction, GROUPS_MOST};
    use model::culture::connector::{ConnectorScope, ConnectorSource};
    use model::{AppError, FieldError, FieldProblem, ObjectId};

    let administrator = gate::administrator().await?;
    let wrong = |problem| Failure(AppError::invalid(vec![FieldError::new("groups", problem)]));
    let scope = if whose == "groups" {
        let ids: Vec<ObjectId> = groups
            .split([' ', ',', ';', '\n', '\r', '\t'])
            .filter(|id| !id.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| wrong(FieldProblem::Malformed))?;
        if ids.is_empty() {
            return Err(wrong(FieldProblem::Missing));
        }
        if ids.len() > GROUPS_MOST {
            return Err(wrong(FieldProblem::TooMany(
                u32::try_from(GROUPS_MOST).unwrap_or(u32::MAX),
            )));
        }
        ConnectorScope::Groups(ids)
    } else {
        ConnectorScope::Everybody
    };
    gate::culture()?
        .move_connector(
            &administrator,
            ConnectorSource::Calendar,
            ConnectorAction::SetScope(scope),
        )
        .await
        .map_err(gate::failed)
}
