//! How one metric was measured.

use std::fmt::Write as _;

use model::culture::cell::CellValue;
use model::culture::metric::{self, Kind};
use model::culture::view::{Ask, Counted, MeasureView, Value, Week};
use model::culture::{Basis, Period, Policy, Reason};
use ring::digest;

use super::{Focus, Material, focus, header, is_imported, norm};
use crate::CultureError;

/// The page of one metric.
///
/// # Errors
/// [`CultureError::NotFound`] for an unknown metric or set, and while nothing is published.
pub(super) fn measure(
    material: Material<'_>,
    code: &str,
    ask: &Ask,
) -> Result<MeasureView, CultureError> {
    let metric = metric::by_code(code)
        .or_else(|| {
            metric::all().find(|metric| {
                metric
                    .code
                    .strip_prefix(code)
                    .is_some_and(|rest| rest.len() == 1)
            })
        })
        .ok_or(CultureError::NotFound)?;
    let last = material.facts.last.ok_or(CultureError::NotFound)?;
    let focus = focus(material, ask, last)?;
    let cells = material.cells;
    let unit = cells.unit(metric, focus.window());
    let counted = Reason::ALL.map(|reason| Counted {
        reason,
        events: cells.counted(focus.main, focus.window(), reason),
    });
    let known = counted.iter().all(|one| one.events != Value::Missing);
    let first = match focus.window() {
        Period::Week(week) => week,
        Period::Window(last) => last - 3,
    };
    let ours = !is_imported(&material.facts.policy);
    Ok(MeasureView {
        metric: metric.code.to_owned(),
        unit,
        header: header(&focus),
        policy: ours.then(Policy::strict),
        read_by: ours.then(|| material.facts.read_by.clone()),
        value: cells.value(focus.main, focus.window(), (metric, 0)),
        band: cells.band(focus.main, focus.window(), (metric, 0)),
        basis: basis(&focus, metric),
        counted: if known { counted.to_vec() } else { vec![] },
        counted_weeks: known.then_some((Week(first), Week(last))),
        norm: norm::norm(metric, unit),
        hash: hash(&focus, metric),
    })
}

/// How the weeks of the value were drawn together; none of a single week, where there is nothing to draw.
fn basis(focus: &Focus<'_>, metric: &metric::Metric) -> Option<Basis> {
    let cell = focus
        .material
        .cells
        .cell(focus.main, focus.window(), (metric, 0))?;
    match (focus.window(), metric.kind(), cell.value) {
        (Period::Window(_), Kind::Level, CellValue::Shown { basis, .. }) => Some(basis),
        _ => None,
    }
}

/// SHA-256 over the JSON of the metric's cells of the window and its weeks, in their order.
fn hash(focus: &Focus<'_>, metric: &metric::Metric) -> Option<String> {
    let periods = std::iter::once(focus.window())
        .chain((focus.weeks.1 - 3..=focus.weeks.1).map(Period::Week));
    let cells: Vec<_> = periods
        .filter_map(|period| focus.material.cells.cell(focus.main, period, (metric, 0)))
        .collect();
    if cells.is_empty() {
        return None;
    }
    let text = serde_json::to_vec(&cells).ok()?;
    let digest = digest::digest(&digest::SHA256, &text);
    Some(
        digest
            .as_ref()
            .iter()
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }),
    )
}
