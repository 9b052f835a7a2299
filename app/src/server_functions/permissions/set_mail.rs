//! Who is told when grants change.

use leptos::prelude::*;

use crate::error::Failure;

/// Sets the addresses that get a mail when something changed.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `addresses`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/set_mail", name = SetReviewMail)]
pub async fn set_mail(
    /// Up to five, separated by commas; empty for none.
    addresses: String,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .set_review_mail(&administrator, &addresses)
        .await
        .map_err(gate::failed)
}
