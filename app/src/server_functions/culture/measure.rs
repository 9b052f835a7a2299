//! How a metric is measured.

use leptos::prelude::*;
use model::culture::view::{MeasureView, Span};

use crate::error::Failure;

/// How a metric is measured: formula, policy, what was left out, hash.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] for an unknown metric or a group that isn't theirs; [`model::ErrorCode::Forbidden`]
/// for anybody but leaders.
#[server(endpoint = "culture/measure", name = ShowMeasure)]
pub async fn measure(
    /// Code of the metric.
    metric: String,
    /// The group that is looked at.
    #[server(default)]
    group: Option<String>,
    /// How far back.
    span: Span,
    /// Policy of imported weeks; those measured here unless told otherwise.
    #[server(default)]
    origin: Option<String>,
) -> Result<MeasureView, Failure> {
    use crate::gate;
    use model::culture::view::Ask;

    let leader = gate::leader().await?;
    let ask = Ask {
        group,
        span,
        origin,
        ..Ask::default()
    };
    gate::culture()?
        .measure(&leader, &metric, &ask)
        .await
        .map_err(gate::failed)
}
