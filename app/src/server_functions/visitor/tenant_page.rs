//! The organisation's own page.

use leptos::prelude::*;
use model::trust::TenantPageView;

use crate::error::Failure;

/// The organisation behind an address part, with its rooms.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] when no registered organisation has this address.
#[server(endpoint = "visitor/tenant_page")]
pub async fn tenant_page(
    /// Address part of the organisation.
    tenant: String,
) -> Result<TenantPageView, Failure> {
    use crate::gate;

    let tenant: model::Slug = tenant.parse().map_err(|_| model::ErrorCode::NotFound)?;
    gate::trust()?
        .tenant_page(&tenant)
        .await
        .map_err(gate::failed)
}
