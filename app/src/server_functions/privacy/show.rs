//! What is kept now.

use leptos::prelude::*;
use model::trust::PrivacyView;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyPage {
    /// Counts and periods.
    pub view: PrivacyView,
    /// Whether this person may set the periods.
    pub may_set: bool,
    /// Periods that were refused, as typed, in the order of [`model::trust::Period::ALL`].
    pub refused: Option<Vec<String>>,
}

/// Counts by class, and periods.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators and reviewers.
#[server(endpoint = "privacy/show", name = ShowPrivacy)]
pub async fn show() -> Result<PrivacyPage, Failure> {
    use crate::gate;
    use crate::server_functions::kept;

    let reviewer = gate::reviewer().await?;
    let view = gate::trust()?
        .privacy(&reviewer)
        .await
        .map_err(gate::failed)?;
    Ok(PrivacyPage {
        view,
        may_set: gate::administrator().await.is_ok(),
        refused: kept::find(reviewer.member(), "periods").await,
    })
}
