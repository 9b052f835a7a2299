//! Lets the person signed in take part again.

use leptos::prelude::*;

use crate::error::Failure;

/// Lets the person signed in take part again.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/opt_in", name = OptIn)]
pub async fn opt_in() -> Result<(), Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::culture()?.opt_in(&member).await.map_err(gate::failed)
}
