//! The culture index of a page.

use model::culture::metric;
use model::culture::view::{Index, MissingInput, Value, Weights};

use super::Focus;
use crate::disclosure::Published;
use crate::index::{Inputs, culture_index, known_parts};

/// Codes of the inputs, in the order of [`Inputs`].
const INPUTS: [&str; 7] = ["M1", "M16", "M11b", "M28", "M31", "M22", "M37f"];

/// The index of the set that is looked at, over its last 4 weeks; where an input is missing, which, and what the others
/// tell by themselves.
pub(super) fn index(focus: &Focus<'_>, weights: Weights) -> Index {
    let cells = INPUTS.map(|code| cell(focus, code));
    let made = inputs(cells).and_then(|inputs| culture_index(&inputs, weights.0));
    if let Some(made) = made {
        return Index {
            weights,
            score: Some(points(made.score)),
            range: Some((points(made.range.0), points(made.range.1))),
            parts: made
                .contributions
                .iter()
                .map(|one| Some(points(one.score)))
                .collect(),
            missing: vec![],
            rest: None,
        };
    }
    let known = known_parts(cells, weights.0);
    Index {
        weights,
        score: None,
        range: None,
        parts: known.scores.map(|score| score.map(points)).to_vec(),
        missing: INPUTS
            .into_iter()
            .filter_map(|code| missing(focus, code))
            .collect(),
        rest: known.mean.map(|mean| (points(mean), share(known.weights))),
    }
}

fn cell<'a>(focus: &Focus<'a>, code: &str) -> Option<&'a Published> {
    let cells = focus.material.cells;
    cells.published(focus.main, focus.window(), (metric::by_code(code)?, 0))
}

/// What is missing of an input; none where it is known.
fn missing(focus: &Focus<'_>, code: &str) -> Option<MissingInput> {
    let metric = metric::by_code(code)?;
    let cells = focus.material.cells;
    let hidden = match cells.value(focus.main, focus.window(), (metric, 0)) {
        // Fewer than 4 weeks are not enough, though the page shows them.
        Value::Exact(_) | Value::Below(_) | Value::Above(_) if focus.material.facts.window => {
            return None;
        }
        Value::Hidden => true,
        _ => false,
    };
    Some(MissingInput {
        metric: code.to_owned(),
        hidden,
    })
}

fn inputs(cells: [Option<&Published>; 7]) -> Option<Inputs<'_>> {
    let [load, focus, size, short_notice, no_agenda, wellbeing, care] = cells;
    Some(Inputs {
        load: load?,
        focus: focus?,
        size: size?,
        short_notice: short_notice?,
        no_agenda: no_agenda?,
        wellbeing: wellbeing?,
        care: care?,
    })
}

/// Thousandths of a point to points.
#[expect(clippy::cast_precision_loss, reason = "at most 100,000")]
fn points(thousandths: i64) -> f64 {
    thousandths as f64 / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "at most six times 255")]
fn share((known, all): (i64, i64)) -> f64 {
    known as f64 / all.max(1) as f64
}
