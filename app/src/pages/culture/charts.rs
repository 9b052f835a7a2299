//! Tiles and charts of a page, with their titles and their ways to "how we measure this".

use leptos::prelude::*;
use model::culture::metric;
use model::culture::view::{Ask, Chart, Tile};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::{self, Frame, words};

/// The tiles, and the table that says the same.
#[component]
pub(super) fn Tiles(
    /// Id of the table.
    id: &'static str,
    tiles: Vec<Tile>,
    ask: Ask,
    file: String,
) -> impl IntoView {
    let texts = use_texts();
    if tiles.is_empty() {
        return ().into_any();
    }
    let drawn = tiles.iter().map(|tile| {
        let html = chart::tile(texts, tile, &paths::measure(&tile.metric, &ask));
        view! { <article class="tile" inner_html=html></article> }
    });
    let frame = Frame {
        id: id.to_owned(),
        title: texts.get(Key::TILE_ALL).to_owned(),
        about: texts.get(Key::TILE_ALL_ABOUT).to_owned(),
        method: None,
        file,
    };
    let table = chart::table(texts, &frame, &chart::tiles_twin(texts, &tiles));
    view! {
        <div class="tiles">{drawn.collect_view()}</div>
        <figure class="chart chart-quiet" inner_html=table></figure>
    }
    .into_any()
}

/// The charts.
#[component]
pub(super) fn Charts(charts: Vec<Chart>, ask: Ask, file: String) -> impl IntoView {
    let texts = use_texts();
    let drawn = charts.iter().enumerate().map(|(place, chart)| {
        let html = chart::draw(texts, &frame(texts, chart, (place, &ask, &file)), chart);
        let class = if full(chart) {
            "chart chart-full"
        } else {
            "chart"
        };
        view! { <figure class=class inner_html=html></figure> }
    });
    view! { <div class="charts">{drawn.collect_view()}</div> }.into_any()
}

/// Charts that need the width of the page.
const fn full(chart: &Chart) -> bool {
    matches!(
        chart,
        Chart::Trend(_)
            | Chart::GroupWeeks(_)
            | Chart::Glance(_)
            | Chart::Matrix(_)
            | Chart::Series(_)
    )
}

fn frame(texts: Texts, chart: &Chart, (place, ask, file): (usize, &Ask, &String)) -> Frame {
    let (code, title, about) = presented(texts, chart);
    let about = match chart::remark(texts, chart) {
        Some(remark) => format!("{about} {remark}"),
        None => about,
    };
    Frame {
        id: format!("chart-{}", place + 1),
        title,
        about,
        method: Some(paths::measure(&code, ask)),
        file: file.clone(),
    }
}

/// The metric of a chart with its title and what is drawn.
fn presented(texts: Texts, chart: &Chart) -> (String, String, String) {
    let of = |code: &str, key: Option<Key>| {
        let name = words::title(texts, code);
        let title = key.map_or_else(|| name.clone(), |key| texts.with(key, &[("metric", &name)]));
        (code.to_owned(), title, words::means(texts, code).to_owned())
    };
    let own = |code: &str, title: Key, about: Key| {
        (
            code.to_owned(),
            texts.get(title).to_owned(),
            texts.get(about).to_owned(),
        )
    };
    match chart {
        Chart::Bars(data) => of(&data.metric, Some(Key::CULTURE_BY_GROUP)),
        Chart::Trend(data) => of(&data.metric, Some(Key::CULTURE_BY_WEEK)),
        Chart::GroupWeeks(data) => of(&data.metric, Some(Key::CULTURE_BY_GROUP_WEEK)),
        Chart::WeekHours(data) => of(&data.metric, None),
        Chart::Stacked(data) => of(&data.metric, None),
        Chart::Glance(data) => {
            let code = data.rows.first().map_or("M1", |row| &row.metric);
            let spread = metric::by_code(code).is_some_and(|one| one.number == 5);
            if spread {
                own(code, Key::CULTURE_SPREAD_TITLE, Key::CULTURE_SPREAD_ABOUT)
            } else {
                own(code, Key::CULTURE_GLANCE_TITLE, Key::CULTURE_GLANCE_ABOUT)
            }
        }
        Chart::Mosaic(_) => own("M7", Key::CULTURE_MOSAIC_TITLE, Key::CULTURE_MOSAIC_ABOUT),
        Chart::Quadrant(_) => of("M38", None),
        Chart::Matrix(_) => of("M42", None),
        Chart::Lorenz(_) => of("M36", None),
        Chart::Series(_) => own("M43", Key::CULTURE_SERIES_TITLE, Key::CULTURE_SERIES_ABOUT),
        Chart::Bubbles(data) => {
            let (x, y) = (
                words::title(texts, &data.x.0),
                words::title(texts, &data.y.0),
            );
            let title = texts.with(Key::CULTURE_TWO, &[("x", &x), ("y", &y)]);
            (
                data.y.0.clone(),
                title,
                words::means(texts, &data.y.0).to_owned(),
            )
        }
    }
}
