//! Metrics at a glance.

use model::culture::Period;
use model::culture::cell::{CellValue, Slice};
use model::culture::metric::{self, Metric};
use model::culture::view::{Extreme, Tile, Value};

use super::{Focus, norm};

/// The tiles of these metrics; the two that moved most since the window before are marked.
pub(super) fn tiles(focus: &Focus<'_>, codes: &[&str]) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = codes
        .iter()
        .filter_map(|code| metric::by_code(code))
        .map(|metric| tile(focus, metric))
        .collect();
    let moved = |tile: &Tile| Some(tile.change? / tile.value.exact().filter(|value| *value > 0.0)?);
    let most = tiles
        .iter()
        .enumerate()
        .filter_map(|(place, tile)| Some((place, moved(tile)?)))
        .filter(|(_, moved)| *moved > 0.0)
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let least = tiles
        .iter()
        .enumerate()
        .filter_map(|(place, tile)| Some((place, moved(tile)?)))
        .filter(|(_, moved)| *moved < 0.0)
        .min_by(|one, other| one.1.total_cmp(&other.1));
    for (found, extreme) in [(most, Extreme::Increase), (least, Extreme::Decrease)] {
        if let Some(tile) = found.and_then(|(place, _)| tiles.get_mut(place)) {
            tile.extreme = Some(extreme);
        }
    }
    tiles
}

fn tile(focus: &Focus<'_>, metric: &Metric) -> Tile {
    let cells = focus.material.cells;
    let unit = cells.unit(metric, focus.window());
    let weeks = focus.weeks.0..=focus.weeks.1;
    Tile {
        metric: metric.code.to_owned(),
        unit,
        value: cells.value(focus.main, focus.window(), (metric, 0)),
        band: cells.band(focus.main, focus.window(), (metric, 0)),
        change: change(focus, metric),
        norm: norm::norm(metric, unit),
        weeks: weeks
            .map(|week| cells.value(focus.main, Period::Week(week), (metric, 0)))
            .collect(),
        n: n(focus, focus.main, metric),
        extreme: None,
    }
}

fn n(focus: &Focus<'_>, slice: Slice, metric: &Metric) -> Option<u32> {
    match focus
        .material
        .cells
        .cell(slice, focus.window(), (metric, 0))?
        .value
    {
        CellValue::Shown { n, .. } | CellValue::Below { n, .. } | CellValue::Above { n, .. } => {
            Some(n)
        }
        CellValue::Hidden | CellValue::NoData => None,
    }
}

/// The change against the 4 weeks before, where both are shown and drawn together in the same way.
fn change(focus: &Focus<'_>, metric: &Metric) -> Option<f64> {
    let cells = focus.material.cells;
    let basis = |period| match cells.cell(focus.main, period, (metric, 0))?.value {
        CellValue::Shown { basis, .. } => Some(basis),
        _ => None,
    };
    let value = |period| match cells.value(focus.main, period, (metric, 0)) {
        Value::Exact(value) => Some(value),
        _ => None,
    };
    let (now, before) = (focus.window(), focus.window_before());
    if basis(now)? != basis(before)? {
        return None;
    }
    Some(value(now)? - value(before)?)
}
