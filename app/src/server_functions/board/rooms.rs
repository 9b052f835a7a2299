//! The rooms a person works in or runs.

use leptos::prelude::*;
use model::queue::view::RoomsView;

use crate::error::Failure;

/// The rooms the signed-in person may enter or edit, with how many wait there.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "board/rooms")]
pub async fn rooms() -> Result<RoomsView, Failure> {
    use crate::gate;

    let access = gate::rooms().await?;
    gate::queue()?.rooms(&access).await.map_err(gate::failed)
}
