//! Takes the person signed in out of meeting culture.

use leptos::prelude::*;

use crate::error::Failure;

/// Takes the person signed in out of meeting culture: everything kept about them is removed.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/opt_out", name = OptOut)]
pub async fn opt_out() -> Result<(), Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::culture()?
        .opt_out(&member)
        .await
        .map_err(gate::failed)
}
