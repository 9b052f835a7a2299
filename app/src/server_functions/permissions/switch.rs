//! Switches a feature, and with it what is needed.

use leptos::prelude::*;
use model::permission::Feature;

use crate::error::Failure;

/// Switches a feature on or off; what runs for it stops at once.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] for a feature without a switch; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/switch", name = SwitchFeature)]
pub async fn switch(
    /// Which: `calendar`, `directory`, `teams_meetings`, `permission_review`.
    feature: Feature,
    /// Whether it is to be on.
    on: bool,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::culture()?
        .switch_feature(&administrator, feature, on)
        .await
        .map_err(gate::failed)
}
