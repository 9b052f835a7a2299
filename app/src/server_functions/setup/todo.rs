//! What is left to do for the set-up.

use leptos::prelude::*;
use model::trust::guide::TodoView;

use crate::error::Failure;

/// The steps of one's own organisation, each as far as facts show it. For everybody of the organisation: whoever holds
/// the role at Microsoft that a step takes need not hold one here.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "setup/todo", name = ShowTodo)]
pub async fn todo() -> Result<TodoView, Failure> {
    use crate::gate;

    let member = gate::member().await?;
    let mut view = gate::trust()?.todo(&member).await.map_err(gate::failed)?;
    view.may_send = gate::administrator().await.is_ok();
    Ok(view)
}
