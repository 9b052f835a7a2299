//! Sending the list of what is left to do.

use leptos::prelude::*;

use crate::error::Failure;

/// Sends the list to an address, as it stands now.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `address`; [`model::ErrorCode::NotPossible`] where no mails are sent;
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "setup/send_todo")]
pub async fn send_todo(
    /// Where to.
    address: String,
) -> Result<(), Failure> {
    use crate::{gate, paths};

    let administrator = gate::administrator().await?;
    let sent = gate::trust()?
        .send_todo(&administrator, &address)
        .await
        .map_err(gate::failed)?;
    leptos_axum::redirect(&paths::todo_sent(sent));
    Ok(())
}
