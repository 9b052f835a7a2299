//! Fields of colour: weekday by hour, group by week, group by group.

use model::culture::view::{Glance, GroupWeeks, Matrix, Unit, Value, WeekHours};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::markup::Markup;
use super::number::{amount, iso, people, plain, shown, week};
use super::svg::{Anchor, Svg, as_f64, cut};
use super::words;
use crate::texts::{Key, Texts};

/// Most columns whose values are written in their cells.
const WRITTEN: usize = 10;
/// Shades from nothing to the greatest value.
const SHADES: f64 = 6.0;

/// Rows and columns of values.
struct Field<'d> {
    unit: Unit,
    /// Units of rows, each of which has shades of its own; empty where one unit and one scale hold for all.
    units: Vec<Unit>,
    /// Full names.
    rows: Vec<String>,
    /// What stands at the left of each row.
    short: Vec<String>,
    columns: Vec<String>,
    /// Columns with a label above.
    labelled: Vec<usize>,
    values: Vec<&'d [Value]>,
    /// Percent of the width for the names of rows.
    names: f64,
    /// Height of a row.
    row: f64,
    /// Values stand in their cells.
    written: bool,
    corner: String,
}

pub(super) fn week_hours(texts: Texts, frame: &Frame, data: &WeekHours) -> String {
    let days: Vec<String> = texts
        .get(Key::CHART_WEEKDAYS)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let field = Field {
        unit: data.unit,
        units: vec![],
        short: days.clone(),
        rows: days,
        columns: (0..24)
            .map(|hour| format!("{hour:02}–{:02}", hour + 1))
            .collect(),
        labelled: vec![0, 6, 9, 12, 15, 18, 21],
        values: data.days.iter().map(Vec::as_slice).collect(),
        names: 11.0,
        row: 24.0,
        written: false,
        corner: texts.get(Key::CHART_WEEKDAY).to_owned(),
    };
    draw(texts, frame, &field)
}

pub(super) fn group_weeks(texts: Texts, frame: &Frame, data: &GroupWeeks) -> String {
    let names = data
        .groups
        .iter()
        .map(|line| line.label.clone().unwrap_or_default());
    let rows = data.groups.iter().map(|line| {
        format!(
            "{} {}",
            line.label.as_deref().unwrap_or_default(),
            people(texts, line.n)
        )
    });
    let last = data.weeks.len().saturating_sub(1);
    let field = Field {
        unit: data.unit,
        units: vec![],
        rows: rows.collect(),
        short: names.map(|name| cut(&name, 19)).collect(),
        columns: data.weeks.iter().map(|one| week(texts, *one)).collect(),
        labelled: vec![0, last / 3, last * 2 / 3, last],
        values: data
            .groups
            .iter()
            .map(|line| line.values.as_slice())
            .collect(),
        names: 24.0,
        row: 24.0,
        written: false,
        corner: texts.get(Key::CHART_GROUP).to_owned(),
    };
    let mut twin = twin(texts, &field);
    for (heading, week) in twin.columns.iter_mut().skip(1).zip(&data.weeks) {
        *heading = iso(week.monday().0);
    }
    finish(texts, frame, &field, twin)
}

pub(super) fn matrix(texts: Texts, frame: &Frame, data: &Matrix) -> String {
    let outside = || texts.get(Key::CHART_EXTERNAL).to_owned();
    let to: Vec<String> = data
        .to
        .iter()
        .map(|name| name.clone().unwrap_or_else(outside))
        .collect();
    let field = Field {
        unit: Unit::Share,
        units: vec![],
        rows: data.from.clone(),
        short: data.from.iter().map(|name| cut(name, 18)).collect(),
        labelled: (0..to.len()).collect(),
        columns: to,
        values: data.shares.iter().map(Vec::as_slice).collect(),
        names: 22.0,
        row: 32.0,
        written: true,
        corner: texts.get(Key::CHART_FROM_TO).to_owned(),
    };
    draw(texts, frame, &field)
}

pub(super) fn glance(texts: Texts, frame: &Frame, data: &Glance) -> String {
    let names = data.rows.iter().map(|row| words::title(texts, &row.metric));
    let names: Vec<String> = names.collect();
    let field = Field {
        unit: Unit::Count,
        units: data.rows.iter().map(|row| row.unit).collect(),
        short: names.iter().map(|name| cut(name, 26)).collect(),
        rows: names,
        labelled: (0..data.groups.len()).collect(),
        columns: data.groups.iter().map(|group| group.0.clone()).collect(),
        values: data.rows.iter().map(|row| row.values.as_slice()).collect(),
        names: 28.0,
        row: 28.0,
        written: data.groups.len() <= WRITTEN,
        corner: texts.get(Key::TILE_METRIC).to_owned(),
    };
    let mut twin = twin(texts, &field);
    for (heading, (name, n)) in twin.columns.iter_mut().skip(1).zip(&data.groups) {
        *heading = format!("{name} {}", people(texts, *n));
    }
    finish(texts, frame, &field, twin)
}

impl Field<'_> {
    fn unit(&self, row: usize) -> Unit {
        self.units.get(row).copied().unwrap_or(self.unit)
    }

    /// The greatest value: of a row that has shades of its own, else of all.
    fn most(&self, row: usize) -> f64 {
        let all = self.values.iter().enumerate();
        all.filter(|(at, _)| self.units.is_empty() || *at == row)
            .flat_map(|(_, values)| values.iter())
            .filter_map(|value| value.drawn())
            .fold(0.0, f64::max)
    }
}

fn draw(texts: Texts, frame: &Frame, field: &Field<'_>) -> String {
    finish(texts, frame, field, twin(texts, field))
}

fn finish(texts: Texts, frame: &Frame, field: &Field<'_>, twin: Twin) -> String {
    const TOP: f64 = 20.0;
    let count = field.columns.len().max(1);
    let width = (100.0 - field.names) / as_f64(count);
    let mut svg = Svg::fluid(frame, TOP + field.row * as_f64(field.rows.len()));
    for place in &field.labelled {
        let Some(column) = field.columns.get(*place) else {
            continue;
        };
        let x = field.names + width * as_f64(*place);
        // Where every column has its name, each name keeps to its column.
        if field.written || field.labelled.len() == count {
            let letters = match count {
                ..=8 => 12,
                9..=14 => 7,
                _ => 6,
            };
            svg.label(
                "t t-axis",
                (x + width / 2.0, 12.0),
                Anchor::Middle,
                cut(column, letters),
            );
        } else if *place + 1 == count && count > 12 {
            svg.label("t t-axis", (100.0, 12.0), Anchor::End, column);
        } else {
            let start = column.split('–').next().unwrap_or(column);
            svg.label("t t-axis", (x, 12.0), Anchor::Start, start);
        }
    }
    for (at, name) in field.short.iter().enumerate() {
        let y = TOP + field.row * as_f64(at);
        let most = field.most(at);
        svg.label("t", (0.0, y + field.row / 2.0 + 4.0), Anchor::Start, name);
        for (column, value) in field
            .values
            .get(at)
            .copied()
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let place = [field.names + width * as_f64(column), y, width, field.row];
            cell(texts, &mut svg, field, (at, column, *value, most), place);
        }
    }
    let parts = Parts {
        plot: svg.markup,
        // Rows of different units have no scale in common; their values are written or in the table.
        legend: field
            .units
            .is_empty()
            .then(|| scale(texts, field.unit, field.most(0))),
        twin,
        wide: count != 24,
    };
    figure(texts, frame, parts)
}

fn cell(
    texts: Texts,
    svg: &mut Svg,
    field: &Field<'_>,
    (row, column, value, most): (usize, usize, Value, f64),
    place: [f64; 4],
) {
    let name = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
    let hint = format!(
        "{}, {}: {}",
        name(&field.rows, row),
        name(&field.columns, column),
        shown(texts, field.unit(row), value)
    );
    let element = match value {
        Value::Missing => return,
        Value::Hidden => svg.hidden(place),
        other => {
            let shade = shade(other.drawn().unwrap_or_default(), most);
            svg.rect(&format!("heat heat-{shade}"), place)
        }
    };
    element.open();
    svg.element("title").text(hint);
    svg.markup.end();
    if field.written && value != Value::Hidden {
        let shade = shade(value.drawn().unwrap_or_default(), most);
        let class = if shade >= 4 { "t t-on" } else { "t" };
        let [x, y, width, height] = place;
        let text = shown(texts, field.unit(row), value);
        svg.label(
            class,
            (x + width / 2.0, y + height / 2.0 + 4.0),
            Anchor::Middle,
            text,
        );
    }
}

/// 0 for nothing, else 1 to 6.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 6 by construction"
)]
fn shade(value: f64, most: f64) -> u8 {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    (value / most * SHADES).ceil().clamp(1.0, SHADES) as u8
}

fn scale(texts: Texts, unit: Unit, most: f64) -> Markup {
    let mut to = Markup::default();
    to.element("p")
        .class("scale")
        .with("aria-hidden", "true")
        .open();
    to.element("span").text(amount(texts, unit, 0.0));
    to.element("svg")
        .with("width", 126)
        .with("height", 10)
        .open();
    for step in 0..7_u8 {
        to.element("rect")
            .class(format!("heat heat-{step}"))
            .with("x", u16::from(step) * 18)
            .with("width", 18)
            .with("height", 10)
            .empty();
    }
    to.end();
    to.element("span").text(amount(texts, unit, most));
    to.end();
    to
}

fn twin(texts: Texts, field: &Field<'_>) -> Twin {
    let named = |name: &str, unit: Unit| format!("{name} ({})", words::unit(texts, unit));
    let mixed = !field.units.is_empty();
    let corner = if mixed {
        field.corner.clone()
    } else {
        named(&field.corner, field.unit)
    };
    let rows = field.rows.iter().zip(&field.values).enumerate();
    let rows = rows.map(|(at, (name, values))| {
        let unit = field.unit(at);
        let values = values
            .iter()
            .map(|value| Entry::both(shown(texts, unit, *value), plain(unit, *value)));
        let name = if mixed {
            named(name, unit)
        } else {
            name.clone()
        };
        std::iter::once(Entry::text(name)).chain(values).collect()
    });
    Twin {
        columns: std::iter::once(corner)
            .chain(field.columns.iter().cloned())
            .collect(),
        rows: rows.collect(),
    }
}
