//! What is set up, and what is left.

use leptos::prelude::*;
use model::credential::CredentialsView;
use model::trust::SetupView;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupPage {
    /// Address, registrations with their permissions and consent, rooms, people.
    pub view: SetupView,
    /// Name and address of the organisation as they were typed and refused.
    pub refused: Option<(String, String)>,
    /// How this installation proves to Microsoft that it is the application.
    pub credentials: CredentialsView,
}

/// The organisation's set-up.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "admin/setup")]
pub async fn setup() -> Result<SetupPage, Failure> {
    use crate::gate;
    use crate::server_functions::kept;

    let administrator = gate::administrator().await?;
    let view = gate::trust()?
        .setup(&administrator)
        .await
        .map_err(gate::failed)?;
    let credentials = gate::trust()?.credentials(&administrator).await;
    Ok(SetupPage {
        view,
        credentials: credentials.map_err(gate::failed)?,
        refused: kept::find(administrator.member(), "organisation").await,
    })
}
