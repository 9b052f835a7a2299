//! The drawing board of charts.
//!
//! Drawings are as wide as their place and never scaled, so that letters keep their size on a phone: horizontal
//! measures are percent of the width, vertical ones pixels. Colours come from classes; what is hidden is hatched.

use std::fmt::{self, Display};

use super::figure::Frame;
use super::markup::{Element, Markup};

/// Percent of the drawing's width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pct(pub(super) f64);

impl Display for Pct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * 100.0).round() / 100.0)
    }
}

/// Pixels, to a tenth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Px(pub(super) f64);

impl Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", (self.0 * 10.0).round() / 10.0)
    }
}

/// A drawing under way.
pub(super) struct Svg {
    /// What is drawn so far.
    pub(super) markup: Markup,
    id: String,
}

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// A drawing as wide as its place, named by the title and description of its frame.
    pub(super) fn fluid(frame: &Frame, height: f64) -> Self {
        Self::begin(frame, "100%", height)
    }

    /// A drawing of a fixed size, at most as wide as a phone.
    pub(super) fn fixed(frame: &Frame, width: f64, height: f64) -> Self {
        Self::begin(frame, Px(width), height)
    }

    fn begin(frame: &Frame, width: impl Display, height: f64) -> Self {
        let mut markup = Markup::default();
        let id = &frame.id;
        markup
            .element("svg")
            .class("chart-svg")
            .with("role", "img")
            .with("aria-labelledby", format!("{id}-t"))
            .with("aria-describedby", format!("{id}-d"))
            .with("width", width)
            .with("height", Px(height))
            .open();
        let hatch = format!("{id}-hatch");
        markup.element("defs").open();
        for (name, class) in [
            (hatch.as_str(), "hatch"),
            (&format!("{id}-cut"), "hatch-cut"),
        ] {
            markup
                .element("pattern")
                .with("id", name)
                .with("width", 6)
                .with("height", 6)
                .with("patternUnits", "userSpaceOnUse")
                .with("patternTransform", "rotate(45)")
                .open();
            markup
                .element("rect")
                .class(format!("{class}-ground"))
                .with("width", 6)
                .with("height", 6)
                .empty();
            markup
                .element("rect")
                .class(format!("{class}-line"))
                .with("width", 2)
                .with("height", 6)
                .empty();
            markup.end();
        }
        textures(&mut markup, id);
        markup.end();
        Self {
            markup,
            id: id.clone(),
        }
    }

    pub(super) fn element(&mut self, name: &'static str) -> Element<'_> {
        self.markup.element(name)
    }

    /// A rectangle; horizontal measures in percent.
    pub(super) fn rect(&mut self, class: &str, place: [f64; 4]) -> Element<'_> {
        let [x, y, width, height] = place;
        self.markup
            .element("rect")
            .class(class)
            .with("x", Pct(x))
            .with("y", Px(y))
            .with("width", Pct(width.max(0.0)))
            .with("height", Px(height.max(0.0)))
    }

    /// What is hidden: a hatched rectangle.
    pub(super) fn hidden(&mut self, place: [f64; 4]) -> Element<'_> {
        let hatch = format!("url(#{}-hatch)", self.id);
        self.rect("hidden-cell", place).with("fill", hatch)
    }

    /// What is known to lie below a bound: lightly hatched up to it.
    pub(super) fn below(&mut self, place: [f64; 4]) -> Element<'_> {
        let fill = format!("url(#{}-cut)", self.id);
        self.rect("below-cell", place).with("fill", fill)
    }

    /// A part of a whole, by its place among the parts.
    pub(super) fn part(&mut self, step: usize, place: [f64; 4]) -> Element<'_> {
        let fill = format!("url(#{}-p{})", self.id, step % 6);
        self.rect("part", place).with("fill", fill)
    }

    /// A line; horizontal measures in percent.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.markup
            .element("line")
            .class(class)
            .with("x1", Pct(from.0))
            .with("y1", Px(from.1))
            .with("x2", Pct(to.0))
            .with("y2", Px(to.1))
            .empty();
    }

    /// A text on its base line.
    pub(super) fn label(
        &mut self,
        class: &str,
        at: (f64, f64),
        anchor: Anchor,
        text: impl Display,
    ) {
        let anchor = match anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        self.markup
            .element("text")
            .class(class)
            .with("x", Pct(at.0))
            .with("y", Px(at.1))
            .maybe("text-anchor", anchor)
            .text(text);
    }

    /// A line through published values of equal distance, between `left` and `right` percent; `y` gives heights. It
    /// breaks where there is nothing to draw, and a value between two gaps is a dot.
    pub(super) fn series(&mut self, class: &str, ys: &[Option<f64>], (left, right): (f64, f64)) {
        let last = ys.len().saturating_sub(1).max(1);
        let x = |at: usize| left + (right - left) * as_f64(at) / as_f64(last);
        let at = |place: usize| ys.get(place).copied().flatten();
        for (place, y) in ys.iter().enumerate() {
            let Some(y) = *y else { continue };
            let before = place.checked_sub(1).and_then(at);
            if let Some(before) = before {
                self.line(class, (x(place - 1), before), (x(place), y));
            } else if at(place + 1).is_none() {
                self.line(class, (x(place), y), (x(place) + 0.01, y));
            }
        }
    }
}

/// The textures that tell classes apart without their colours: `{id}-p0` to `{id}-p5`.
fn textures(markup: &mut Markup, id: &str) {
    for step in 0..6 {
        markup
            .element("pattern")
            .with("id", format!("{id}-p{step}"))
            .with("width", 8)
            .with("height", 8)
            .with("patternUnits", "userSpaceOnUse")
            .open();
        markup
            .element("rect")
            .class(format!("part-{step}"))
            .with("width", 8)
            .with("height", 8)
            .empty();
        let mark = match step {
            1 => Some("M0 8 8 0"),
            2 => Some("M2 2h.1M6 6h.1"),
            3 => Some("M0 0 8 8"),
            4 => Some("M0 4h8"),
            5 => Some("M4 0v8"),
            _ => None,
        };
        if let Some(mark) = mark {
            markup
                .element("path")
                .class(format!("part-mark part-mark-{step}"))
                .with("d", mark)
                .text("");
        }
        markup.end();
    }
}

/// A place as a number.
#[expect(
    clippy::cast_precision_loss,
    reason = "places and counts of a chart are small"
)]
pub(super) fn as_f64(place: usize) -> f64 {
    place as f64
}

/// The end of a scale: the next round number at or above the greatest value; 1 for nothing.
pub(super) fn nice(most: f64) -> f64 {
    if most <= 0.0 || !most.is_finite() {
        return 1.0;
    }
    let step = 10_f64.powf(most.log10().floor());
    let steps = [1.0, 1.2, 1.5, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps
        .into_iter()
        .map(|one| one * step)
        .find(|end| *end >= most * 0.999_999)
        .unwrap_or(10.0 * step)
}

/// The end of a scale with four steps, each a round number.
pub(super) fn nice_in_four(most: f64) -> f64 {
    4.0 * nice(most / 4.0)
}

/// A text cut to so many letters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        for (most, end) in [
            (0.0, 1.0),
            (7.2, 8.0),
            (12.0, 12.0),
            (0.31, 0.4),
            (101.0, 120.0),
        ] {
            assert!((nice(most) - end).abs() < 1e-9, "{most}: {}", nice(most));
        }
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        assert_eq!(cut("Research and Development", 12), "Research an…");
        assert_eq!(cut("Größe", 5), "Größe");
    }
}
