//! Removes everything that is kept about the person signed in.

use leptos::prelude::*;

use crate::error::Failure;

/// Removes everything that is kept about the person signed in.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/erase", name = EraseMe)]
pub async fn erase() -> Result<(), Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::culture()?
        .erase_me(&member)
        .await
        .map_err(gate::failed)
}
