//! What an administrator does with a connector.

use leptos::prelude::*;

use crate::error::Failure;

/// Switches a connector on or off, pauses it, or has it read now.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] in a state that doesn't allow it; [`model::ErrorCode::Invalid`] for `source` and
/// `action`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "connectors/act", name = ActOnConnector)]
pub async fn act(
    /// Which connector: `directory`, `calendar`.
    source: String,
    /// What to do: `switch_on`, `switch_off`, `pause`, `sync_now`.
    action: String,
) -> Result<(), Failure> {
    use crate::gate;
    use culture::ConnectorAction;
    use model::{AppError, FieldError, FieldProblem};

    let administrator = gate::administrator().await?;
    let wrong = |field: &str| {
        Failure(AppError::invalid(vec![FieldError::new(
            field,
            FieldProblem::NotAChoice,
        )]))
    };
    let source = source.parse().map_err(|_| wrong("source"))?;
    let action = match action.as_str() {
        "switch_on" => ConnectorAction::SwitchOn,
        "switch_off" => ConnectorAction::SwitchOff,
        "pause" => ConnectorAction::Pause,
        "sync_now" => ConnectorAction::SyncNow,
        _ => return Err(wrong("action")),
    };
    gate::culture()?
        .move_connector(&administrator, source, action)
        .await
        .map_err(gate::failed)
}
