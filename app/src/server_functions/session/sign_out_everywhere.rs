//! Ends all sessions of a person.

use leptos::prelude::*;

use crate::error::Failure;

/// Signs the person out on all devices, this one included, and leads to the landing page.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "session/sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Failure> {
    use crate::{gate, paths};

    let member = gate::member().await?;
    gate::trust()?
        .sign_out_everywhere(&member)
        .await
        .map_err(gate::failed)?;
    leptos_axum::redirect(paths::LANDING);
    Ok(())
}
