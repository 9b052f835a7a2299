//! Recurring series by cost: a table that is its own chart, with a bar in each row.

use model::culture::view::{Series, SeriesRow, Unit};

use super::figure::{Entry, Frame, Twin, ways};
use super::markup::Markup;
use super::number::{amount, decimal, plain, shown, week};
use super::svg::Px;
use crate::texts::{Key, Texts};

const COLUMNS: [Key; 8] = [
    Key::SERIES_NUMBER,
    Key::SERIES_LENGTH,
    Key::SERIES_ATTENDEES,
    Key::SERIES_HELD,
    Key::SERIES_HOURS,
    Key::SERIES_COST,
    Key::SERIES_ACCEPTED,
    Key::SERIES_END,
];

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Series) -> String {
    let mut to = Markup::default();
    to.element("figcaption").class("chart-head").open();
    to.element("h2")
        .with("id", format!("{}-t", frame.id))
        .text(&frame.title);
    to.element("p")
        .with("id", format!("{}-d", frame.id))
        .class("chart-about")
        .text(&frame.about);
    to.end();
    to.element("div")
        .class("table-frame")
        .with("role", "region")
        .with("tabindex", 0)
        .with("aria-label", &frame.title)
        .open();
    to.element("table").class("table table-figures").open();
    to.element("thead").open();
    to.element("tr").open();
    for key in COLUMNS {
        to.element("th")
            .with("scope", "col")
            .text(texts.with(key, &[("currency", &data.currency)]));
    }
    to.end();
    to.end();
    to.element("tbody").open();
    let most = data
        .rows
        .iter()
        .filter_map(|row| row.cost)
        .fold(0.0, f64::max);
    for (at, row) in data.rows.iter().enumerate() {
        to.element("tr").open();
        for (column, entry) in entries(texts, at, row).iter().enumerate() {
            if column == 0 {
                to.element("th").with("scope", "row").text(entry.shown());
            } else if column == 5 {
                to.element("td").open();
                cost_bar(&mut to, row.cost.unwrap_or(0.0), most);
                to.element("span").text(entry.shown());
                to.end();
            } else {
                to.element("td").text(entry.shown());
            }
        }
        to.end();
    }
    to.end();
    to.end();
    to.end();
    foot(texts, frame, data, &mut to);
    to.finish()
}

fn cost_bar(to: &mut Markup, cost: f64, most: f64) {
    let wide = if most > 0.0 { cost / most * 64.0 } else { 0.0 };
    to.element("svg")
        .class("cost-bar")
        .with("width", 64)
        .with("height", 8)
        .with("aria-hidden", "true")
        .open();
    to.element("rect")
        .class("bar")
        .with("width", Px(wide))
        .with("height", 8)
        .with("rx", 1)
        .empty();
    to.end();
}

fn entries(texts: Texts, at: usize, row: &SeriesRow) -> Vec<Entry> {
    let end = match row.open_ended {
        Some(true) => texts.get(Key::SERIES_OPEN),
        Some(false) => texts.get(Key::SERIES_CLOSED),
        None => "",
    };
    let number = |value: f64, decimals: usize| {
        Entry::both(
            decimal(texts, value, decimals),
            format!("{value:.decimals$}"),
        )
    };
    vec![
        Entry::text(texts.with(Key::SERIES_NAME, &[("n", &(at + 1).to_string())])),
        Entry::both(
            amount(texts, Unit::Minutes, f64::from(row.length_min)),
            row.length_min.to_string(),
        ),
        row.attendees
            .map_or_else(|| Entry::text(""), |heads| number(heads, 0)),
        Entry::text(row.held.to_string()),
        number(row.hours, 0),
        row.cost
            .map_or_else(|| Entry::text(""), |cost| number(cost, 0)),
        Entry::both(
            shown(texts, Unit::Share, row.accepted),
            plain(Unit::Share, row.accepted),
        ),
        Entry::text(end),
    ]
}

fn foot(texts: Texts, frame: &Frame, data: &Series, to: &mut Markup) {
    let columns = COLUMNS.map(|key| texts.with(key, &[("currency", &data.currency)]));
    let twin = Twin {
        columns: columns.to_vec(),
        rows: data
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| entries(texts, at, row))
            .collect(),
    };
    to.element("div").class("chart-foot").open();
    let small = texts.with(Key::SERIES_SMALL, &[("n", &data.fewer_than.to_string())]);
    let weeks = texts.with(
        Key::SERIES_WEEKS,
        &[
            ("from", &week(texts, data.weeks.0)),
            ("to", &week(texts, data.weeks.1)),
        ],
    );
    to.element("p")
        .class("chart-about")
        .text(format!("{weeks} {} {small}", texts.get(Key::SERIES_COARSE)));
    to.element("p").class("chart-ways").open();
    ways(texts, frame, &twin, to);
    to.end();
    to.end();
}
