//! A page of the dashboards.

use leptos::prelude::*;
use model::culture::view::{Span, Topic};

use crate::error::Failure;

/// A page of the dashboards, made of published cells alone.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but leaders; [`model::ErrorCode::NotFound`] for a group that isn't theirs.
#[server(endpoint = "culture/sheet", name = ShowSheet)]
pub async fn sheet(
    /// Which page.
    topic: Topic,
    /// The group that is looked at.
    #[server(default)]
    group: Option<String>,
    /// The attribute charts are broken down by.
    #[server(default)]
    attribute: Option<String>,
    /// How far back.
    span: Span,
    /// The group beside it.
    #[server(default)]
    compare: Option<String>,
    /// Policy of imported weeks; those measured here unless told otherwise.
    #[server(default)]
    origin: Option<String>,
    /// Weights of the index, as numbers from 0 to 100; the default ones unless there are six.
    #[server(default)]
    weights: Vec<u8>,
) -> Result<model::culture::view::Sheet, Failure> {
    use crate::gate;
    use model::culture::view::Ask;

    let leader = gate::leader().await?;
    let ask = Ask {
        group,
        attribute,
        span,
        compare,
        origin,
    };
    let weights = <[u8; 6]>::try_from(weights).map_or_else(
        |_| model::culture::view::Weights::default(),
        |weights| model::culture::view::Weights(weights.map(|one| one.min(100))),
    );
    gate::culture()?
        .sheet(&leader, (topic, &ask, weights))
        .await
        .map_err(gate::failed)
}
