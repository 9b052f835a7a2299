//! What is kept about the person signed in.

use leptos::prelude::*;
use model::culture::me::MeView;

use crate::error::Failure;

/// What is kept about me, and my own figures.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/show", name = ShowMe)]
pub async fn show() -> Result<MeView, Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::culture()?.me(&member).await.map_err(gate::failed)
}
