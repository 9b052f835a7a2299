//! Charts: drawn by the server as SVG with a title, a description, a table that says the same and that table as a file.
//!
//! No library and no script. Geometry stands in attributes and colours come from classes, because the security policy
//! forbids style attributes. Textures, signs and words carry every state beside its colour. What is hidden to protect
//! people is hatched and says so, at the size of anything else; what has no data stays blank.

mod bars;
mod bubbles;
mod figure;
mod heat;
mod markup;
mod mosaic;
pub mod number;
mod series;
mod square;
mod stacked;
mod svg;
mod tile;
mod trend;
pub mod words;

pub use figure::{Entry, Frame, Twin};
pub use tile::{tile, tiles_twin};

use model::culture::view::Chart;

use crate::texts::Texts;

/// A chart, as the inside of a `<figure>`.
#[must_use]
pub fn draw(texts: Texts, frame: &Frame, chart: &Chart) -> String {
    match chart {
        Chart::Bars(data) => bars::draw(texts, frame, data),
        Chart::Trend(data) => trend::draw(texts, frame, data),
        Chart::WeekHours(data) => heat::week_hours(texts, frame, data),
        Chart::GroupWeeks(data) => heat::group_weeks(texts, frame, data),
        Chart::Glance(data) => heat::glance(texts, frame, data),
        Chart::Mosaic(data) => mosaic::draw(texts, frame, data),
        Chart::Quadrant(data) => square::quadrant(texts, frame, data),
        Chart::Matrix(data) => heat::matrix(texts, frame, data),
        Chart::Lorenz(data) => square::lorenz(texts, frame, data),
        Chart::Stacked(data) => stacked::draw(texts, frame, data),
        Chart::Bubbles(data) => bubbles::draw(texts, frame, data),
        Chart::Series(data) => series::draw(texts, frame, data),
    }
}

/// Figures without a drawing: the table alone with its file, as the inside of a `<figure>`.
#[must_use]
pub fn table(texts: Texts, frame: &Frame, twin: &Twin) -> String {
    figure::table(texts, frame, twin)
}

/// A sentence that a chart's numbers add up to; none where it would need a hidden one.
#[must_use]
pub fn remark(texts: Texts, chart: &Chart) -> Option<String> {
    match chart {
        Chart::Lorenz(data) => square::concentration(texts, data),
        Chart::Trend(data) => trend::remark(texts, data),
        _ => None,
    }
}
