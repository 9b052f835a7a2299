//! Lines by week: one group beside what it is compared with, and the others in small.

use model::culture::view::{BreakReason, Line, Trend, Value};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::markup::Markup;
use super::number::{amount, iso, people, plain, shown, week};
use super::svg::{Anchor, Pct, Px, Svg, as_f64, cut, nice_in_four};
use super::words;
use crate::texts::{Key, Texts};

const HEIGHT: f64 = 220.0;
/// The plot's lower edge; the weeks stand below.
const FLOOR: f64 = 194.0;
const CEILING: f64 = 22.0;
/// Height of a group in small, and how many stand beside each other.
const SMALL: f64 = 84.0;
const BESIDE: usize = 4;

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Trend) -> String {
    let lines = || {
        std::iter::once(&data.main)
            .chain(&data.beside)
            .chain(&data.groups)
    };
    let greatest = lines()
        .flat_map(|line| &line.values)
        .chain(data.imported.iter().flatten())
        .filter_map(|value| value.drawn())
        .fold(0.0, f64::max);
    let most = nice_in_four(greatest);
    let rows = data.groups.len().div_ceil(BESIDE);
    let mut svg = Svg::fluid(
        frame,
        HEIGHT + SMALL * as_f64(rows) + if rows > 0 { 14.0 } else { 0.0 },
    );
    grid(texts, &mut svg, data, most);
    hidden_weeks(&mut svg, &data.main.values);
    if let Some(beside) = &data.beside {
        svg.series(
            "line line-beside",
            &heights(beside, most, (CEILING, FLOOR)),
            (0.0, 99.0),
        );
    }
    svg.series(
        "line line-main",
        &heights(&data.main, most, (CEILING, FLOOR)),
        (0.0, 99.0),
    );
    if let Some(values) = &data.imported {
        svg.series(
            "line line-imported",
            &heights_of(values, most, (CEILING, FLOOR)),
            (0.0, 99.0),
        );
    }
    if let Some((x, y)) = last_point(&heights(&data.main, most, (CEILING, FLOOR))) {
        svg.element("circle")
            .class("dot")
            .with("cx", Pct(x))
            .with("cy", Px(y))
            .with("r", 4)
            .empty();
    }
    for (place, group) in data.groups.iter().enumerate() {
        let at = (as_f64(place % BESIDE), as_f64(place / BESIDE));
        small(texts, &mut svg, data, (group, most, at));
    }
    let parts = Parts {
        plot: svg.markup,
        legend: Some(legend(texts, data)),
        twin: twin(texts, data),
        wide: data.groups.len() > 1,
    };
    figure(texts, frame, parts)
}

fn heights(line: &Line, most: f64, span: (f64, f64)) -> Vec<Option<f64>> {
    heights_of(&line.values, most, span)
}

fn heights_of(values: &[Value], most: f64, (top, floor): (f64, f64)) -> Vec<Option<f64>> {
    let y = |value: f64| floor - (floor - top) * (value / most).clamp(0.0, 1.0);
    values.iter().map(|value| value.drawn().map(y)).collect()
}

fn last_point(ys: &[Option<f64>]) -> Option<(f64, f64)> {
    let last = ys.len().saturating_sub(1).max(1);
    let (place, y) = ys
        .iter()
        .enumerate()
        .rev()
        .find_map(|(place, y)| Some((place, (*y)?)))?;
    Some((as_f64(place) / as_f64(last) * 99.0, y))
}

/// Lines of the scale with their numbers on top, weeks below, and where the definition changed.
fn grid(texts: Texts, svg: &mut Svg, data: &Trend, most: f64) {
    for step in 0..=4_u8 {
        let share = f64::from(step) / 4.0;
        let y = FLOOR - (FLOOR - CEILING) * share;
        svg.line(
            if step == 0 { "axis" } else { "grid" },
            (0.0, y),
            (100.0, y),
        );
        if step > 0 {
            svg.label(
                "t t-axis",
                (0.0, y - 4.0),
                Anchor::Start,
                amount(texts, data.unit, most * share),
            );
        }
    }
    let last = data.weeks.len().saturating_sub(1);
    let labels = [0, last / 3, last * 2 / 3, last];
    for (turn, place) in labels.into_iter().enumerate() {
        let Some(monday) = data.weeks.get(place) else {
            continue;
        };
        let anchor = match turn {
            0 => Anchor::Start,
            3 => Anchor::End,
            _ => Anchor::Middle,
        };
        if turn == 0 || labels.get(turn - 1) != Some(&place) {
            let x = as_f64(place) / as_f64(last.max(1)) * 99.0;
            svg.label("t t-axis", (x, FLOOR + 18.0), anchor, week(texts, *monday));
        }
    }
    for mark in &data.breaks {
        let x = (as_f64(mark.place) - 0.5) / as_f64(last.max(1)) * 99.0;
        svg.line("break", (x, 4.0), (x, FLOOR));
        let anchor = if x > 50.0 { Anchor::End } else { Anchor::Start };
        svg.label("t t-axis", (x, 10.0), anchor, texts.get(why(mark.why)));
    }
}

/// Weeks whose value is hidden are hatched from floor to ceiling.
fn hidden_weeks(svg: &mut Svg, values: &[Value]) {
    let last = as_f64(values.len().saturating_sub(1).max(1));
    for (place, value) in values.iter().enumerate() {
        if *value == Value::Hidden {
            let x = ((as_f64(place) - 0.5) / last * 99.0).max(0.0);
            let width = (99.0 / last).min(100.0 - x);
            svg.hidden([x, CEILING, width, FLOOR - CEILING]).empty();
        }
    }
}

/// A group in small: its name, its last value, its line over the line of comparison.
fn small(
    texts: Texts,
    svg: &mut Svg,
    data: &Trend,
    (group, most, (column, row)): (&Line, f64, (f64, f64)),
) {
    let width = 100.0 / as_f64(BESIDE);
    let left = column * width;
    let right = left + width - 3.0;
    let top = HEIGHT + 14.0 + row * SMALL;
    let floor = top + SMALL - 14.0;
    let name = group.label.as_deref().unwrap_or_default();
    svg.element("g").open();
    svg.element("title")
        .text(format!("{name} {}", people(texts, group.n)));
    svg.label("t", (left, top + 12.0), Anchor::Start, cut(name, 17));
    let last = group.values.last().copied().unwrap_or_default();
    if last != Value::Hidden {
        svg.label(
            "t t-strong",
            (right, top + 12.0),
            Anchor::End,
            shown(texts, data.unit, last),
        );
    }
    svg.line("axis", (left, floor), (right, floor));
    if group.values.iter().all(|value| value.drawn().is_none()) {
        svg.hidden([left, top + 20.0, right - left, floor - top - 20.0])
            .empty();
    } else {
        let company = data.beside.as_ref().unwrap_or(&data.main);
        svg.series(
            "line line-small line-beside",
            &heights(company, most, (top + 20.0, floor)),
            (left, right),
        );
        svg.series(
            "line line-small line-main",
            &heights(group, most, (top + 20.0, floor)),
            (left, right),
        );
    }
    svg.markup.end();
}

fn legend(texts: Texts, data: &Trend) -> Markup {
    let mut to = Markup::default();
    to.element("ul").class("legend").open();
    let mut entry = |class: &str, text: &str| {
        to.element("li").open();
        to.element("svg")
            .class("legend-mark")
            .with("width", 24)
            .with("height", 8)
            .with("aria-hidden", "true")
            .open();
        to.element("line")
            .class(format!("line {class}"))
            .with("x1", 1)
            .with("x2", 23)
            .with("y1", 4)
            .with("y2", 4)
            .empty();
        to.end();
        to.element("span").text(text);
        to.end();
    };
    entry("line-main", &who(texts, &data.main));
    if let Some(beside) = &data.beside {
        entry("line-beside", &who(texts, beside));
    }
    if data.imported.is_some() {
        entry("line-imported", texts.get(Key::CHART_IMPORTED));
    }
    to.end();
    to
}

fn who(texts: Texts, line: &Line) -> String {
    let name = line
        .label
        .clone()
        .unwrap_or_else(|| texts.get(Key::CHART_COMPANY).to_owned());
    match line.n {
        Some(_) => format!("{name}, {}", people(texts, line.n)),
        None => name,
    }
}

fn twin(texts: Texts, data: &Trend) -> Twin {
    let lines: Vec<&Line> = std::iter::once(&data.main)
        .chain(&data.beside)
        .chain(&data.groups)
        .collect();
    let first = texts.get(Key::CHART_WEEK).to_owned();
    let names = lines
        .iter()
        .map(|line| format!("{} ({})", who(texts, line), words::unit(texts, data.unit)));
    let imported = data.imported.as_ref().map(|_| {
        let name = texts.get(Key::CHART_IMPORTED);
        format!("{name} ({})", words::unit(texts, data.unit))
    });
    let rows = data.weeks.iter().enumerate().map(|(place, monday)| {
        let values = lines.iter().map(|line| {
            let value = line.values.get(place).copied().unwrap_or_default();
            Entry::both(shown(texts, data.unit, value), plain(data.unit, value))
        });
        let imported = data.imported.iter().map(|values| {
            let value = values.get(place).copied().unwrap_or_default();
            Entry::both(shown(texts, data.unit, value), plain(data.unit, value))
        });
        std::iter::once(Entry::text(iso(monday.monday().0)))
            .chain(values)
            .chain(imported)
            .collect()
    });
    Twin {
        columns: std::iter::once(first)
            .chain(names)
            .chain(imported)
            .collect(),
        rows: rows.collect(),
    }
}

const fn why(reason: BreakReason) -> Key {
    match reason {
        BreakReason::Definition => Key::CHART_BREAK,
        BreakReason::People => Key::CHART_BREAK_PEOPLE,
        BreakReason::Imported => Key::CHART_BREAK_IMPORTED,
    }
}

/// What the marks say, in words: when, and why both sides don't compare.
pub(super) fn remark(texts: Texts, data: &Trend) -> Option<String> {
    let said = data.breaks.iter().filter_map(|mark| {
        let first = data.weeks.get(mark.place)?;
        let key = match mark.why {
            BreakReason::Definition => Key::CHART_BREAK_SAID,
            BreakReason::People => Key::CHART_BREAK_PEOPLE_SAID,
            BreakReason::Imported => Key::CHART_BREAK_IMPORTED_SAID,
        };
        Some(texts.with(key, &[("week", &week(texts, *first))]))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(" "))
}
