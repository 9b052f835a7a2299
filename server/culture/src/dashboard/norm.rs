//! Published norms as bounds.

use model::culture::metric::{self, Metric, NormKind};
use model::culture::view::{Better, Norm, Unit};

/// The first advised or flagged figure of a metric in the unit it is shown in; figures that were only found somewhere
/// are no bounds.
pub(super) fn norm(metric: &Metric, unit: Unit) -> Option<Norm> {
    let norm = metric
        .norms
        .iter()
        .find(|norm| norm.kind != NormKind::Observed && norm.value > 0)?;
    let better = match norm.kind {
        NormKind::AtMost | NormKind::FlagAbove => Better::Less,
        NormKind::AtLeast | NormKind::FlagBelow => Better::More,
        NormKind::Observed => return None,
    };
    Some(Norm {
        bound: in_unit(norm.value, (metric.unit, unit)),
        better,
        source: norm.source.to_owned(),
    })
}

/// Shares are in thousandths, all else in the metric's unit.
#[expect(
    clippy::cast_precision_loss,
    reason = "published figures have few digits"
)]
fn in_unit(value: i64, units: (metric::Unit, Unit)) -> f64 {
    let divisor = match units {
        (metric::Unit::Share, _) => 1000.0,
        (metric::Unit::Minutes, Unit::Hours) => 60.0,
        _ => 1.0,
    };
    value as f64 / divisor
}
