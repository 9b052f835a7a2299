//! Connectors as their administrator sees them.

use leptos::prelude::*;
use model::culture::connector::ConnectorView;
use serde::{Deserialize, Serialize};

use super::set_reading::ReadingFields;
use crate::error::Failure;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorsPage {
    /// Both connectors.
    pub connectors: Vec<ConnectorView>,
    /// Whether analysts may export person-weeks and meetings.
    pub analyst_export: bool,
    /// What is read of each calendar, as it was typed and refused.
    pub refused: Option<ReadingFields>,
}

/// Both connectors, and whether analysts may export.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "connectors/show", name = ShowConnectors)]
pub async fn show() -> Result<ConnectorsPage, Failure> {
    use crate::gate;
    use crate::server_functions::kept;

    let administrator = gate::administrator().await?;
    let culture = gate::culture()?;
    Ok(ConnectorsPage {
        connectors: culture
            .connectors(&administrator)
            .await
            .map_err(gate::failed)?,
        analyst_export: culture
            .analyst_export(administrator.tenant())
            .await
            .map_err(gate::failed)?,
        refused: kept::find(administrator.member(), "reading").await,
    })
}
