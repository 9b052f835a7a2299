//! Whether analysts may export person-weeks and meetings.

use leptos::prelude::*;

use crate::error::Failure;

/// Switches the export of person-weeks and meetings on or off.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "connectors/switch_export", name = SwitchExport)]
pub async fn switch_export(
    /// Whether it shall be on.
    #[server(default)]
    on: bool,
) -> Result<(), Failure> {
    use crate::gate;
    use culture::AnalystExport;

    let administrator = gate::administrator().await?;
    let export = if on {
        AnalystExport::On
    } else {
        AnalystExport::Off
    };
    gate::culture()?
        .switch_analyst_export(&administrator, export)
        .await
        .map_err(gate::failed)
}
