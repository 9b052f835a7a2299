//! The culture index of a page.

use model::culture::metric;
use model::culture::view::{Index, IndexPart, Weights};

use super::Focus;
use crate::disclosure::Published;
use crate::index::{CultureIndex, Inputs, culture_index};

/// The index of the set that is looked at, over its last 4 weeks.
pub(super) fn index(focus: &Focus<'_>, weights: Weights) -> Index {
    let made = inputs(focus).and_then(|inputs| culture_index(&inputs, weights.0));
    Index {
        weights,
        score: made.as_ref().map(|made| points(made.score)),
        range: made
            .as_ref()
            .map(|made| (points(made.range.0), points(made.range.1))),
        parts: parts(made.as_ref()),
    }
}

fn parts(made: Option<&CultureIndex>) -> Vec<Option<f64>> {
    match made {
        Some(made) => made
            .contributions
            .iter()
            .map(|one| Some(points(one.score)))
            .collect(),
        None => IndexPart::ALL.map(|_| None).to_vec(),
    }
}

fn inputs<'a>(focus: &Focus<'a>) -> Option<Inputs<'a>> {
    let cell = |code: &str| -> Option<&'a Published> {
        let cells = focus.material.cells;
        cells.published(focus.main, focus.window(), (metric::by_code(code)?, 0))
    };
    Some(Inputs {
        load: cell("M1")?,
        focus: cell("M16")?,
        size: cell("M11b")?,
        short_notice: cell("M28")?,
        no_agenda: cell("M31")?,
        wellbeing: cell("M22")?,
        care: cell("M37f")?,
    })
}

/// Thousandths of a point to points.
#[expect(clippy::cast_precision_loss, reason = "at most 100,000")]
fn points(thousandths: i64) -> f64 {
    thousandths as f64 / 1000.0
}
