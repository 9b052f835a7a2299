//! Who is signed in.

use leptos::prelude::*;
use model::trust::MeView;

use crate::error::Failure;

/// The person signed in; none for a stranger.
///
/// # Errors
/// [`model::ErrorCode::Unavailable`] when it cannot be looked up.
#[server(endpoint = "session/me")]
pub async fn me() -> Result<Option<MeView>, Failure> {
    use crate::gate;

    gate::trust()?
        .me(&gate::caller()?)
        .await
        .map_err(gate::failed)
}
