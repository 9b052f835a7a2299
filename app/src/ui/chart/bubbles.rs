//! Groups by two metrics, as large as they have people.

use model::culture::view::{Bubble, Bubbles};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::number::{amount, people, plain, shown};
use super::svg::{Anchor, Pct, Px, Svg, cut, nice_in_four};
use super::words;
use crate::texts::{Key, Texts};

const FLOOR: f64 = 250.0;
const CEILING: f64 = 26.0;

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Bubbles) -> String {
    let most = |value: fn(&Bubble) -> Option<f64>| {
        nice_in_four(data.bubbles.iter().filter_map(value).fold(0.0, f64::max) * 1.05)
    };
    let (x_most, y_most) = (most(|one| one.x.drawn()), most(|one| one.y.drawn()));
    let mut svg = Svg::fluid(frame, 300.0);
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
                amount(texts, data.y.1, y_most * share),
            );
        }
        let anchor = match step {
            0 => Anchor::Start,
            4 => Anchor::End,
            _ => Anchor::Middle,
        };
        svg.label(
            "t t-axis",
            (share * 100.0, FLOOR + 17.0),
            anchor,
            amount(texts, data.x.1, x_most * share),
        );
    }
    svg.label(
        "t t-axis",
        (0.0, 10.0),
        Anchor::Start,
        format!("↑ {}", words::title(texts, &data.y.0)),
    );
    svg.label(
        "t t-axis",
        (100.0, FLOOR + 36.0),
        Anchor::End,
        format!("{} →", words::title(texts, &data.x.0)),
    );
    let mut known: Vec<&Bubble> = data
        .bubbles
        .iter()
        .filter(|one| place(one).is_some())
        .collect();
    known.sort_by_key(|one| std::cmp::Reverse(one.n));
    let mut named: Vec<(f64, f64)> = Vec::new();
    for bubble in known {
        let Some((x, y)) = place(bubble) else {
            continue;
        };
        let at = (x / x_most * 100.0, FLOOR - (FLOOR - CEILING) * y / y_most);
        circle(texts, &mut svg, data, (bubble, at));
        // A name that would lie on another is left to the table and the hint.
        if named
            .iter()
            .all(|other| (other.1 - at.1).abs() > 15.0 || (other.0 - at.0).abs() > 34.0)
        {
            name(&mut svg, bubble, at);
            named.push(at);
        }
    }
    let parts = Parts {
        plot: svg.markup,
        legend: None,
        twin: twin(texts, data),
        wide: false,
    };
    figure(texts, frame, parts)
}

fn place(bubble: &Bubble) -> Option<(f64, f64)> {
    Some((bubble.x.exact()?, bubble.y.exact()?))
}

fn circle(texts: Texts, svg: &mut Svg, data: &Bubbles, (bubble, (x, y)): (&Bubble, (f64, f64))) {
    let radius = radius(bubble);
    svg.element("circle")
        .class("bubble")
        .with("cx", Pct(x))
        .with("cy", Px(y))
        .with("r", Px(radius))
        .open();
    svg.element("title").text(format!(
        "{} {}: {}, {}",
        bubble.label,
        people(texts, bubble.n),
        shown(texts, data.x.1, bubble.x),
        shown(texts, data.y.1, bubble.y)
    ));
    svg.markup.end();
}

fn radius(bubble: &Bubble) -> f64 {
    (f64::from(bubble.n.unwrap_or(10)).sqrt() * 0.9).clamp(4.0, 26.0)
}

fn name(svg: &mut Svg, bubble: &Bubble, (x, y): (f64, f64)) {
    let radius = radius(bubble);
    let (anchor, dx) = if x > 70.0 {
        (Anchor::End, -radius - 4.0)
    } else {
        (Anchor::Start, radius + 4.0)
    };
    svg.element("text")
        .class("t t-halo")
        .with("x", Pct(x))
        .with("y", Px(y + 4.0))
        .with("dx", Px(dx))
        .maybe("text-anchor", (anchor == Anchor::End).then_some("end"))
        .text(cut(&bubble.label, 18));
}

fn twin(texts: Texts, data: &Bubbles) -> Twin {
    let columns = [
        texts.get(Key::CHART_GROUP).to_owned(),
        texts.get(Key::CHART_PEOPLE).to_owned(),
        words::with_unit(texts, &data.x.0, data.x.1),
        words::with_unit(texts, &data.y.0, data.y.1),
    ];
    let rows = data.bubbles.iter().map(|one| {
        vec![
            Entry::text(&one.label),
            Entry::text(one.n.map(|n| n.to_string()).unwrap_or_default()),
            Entry::both(shown(texts, data.x.1, one.x), plain(data.x.1, one.x)),
            Entry::both(shown(texts, data.y.1, one.y), plain(data.y.1, one.y)),
        ]
    });
    Twin {
        columns: columns.to_vec(),
        rows: rows.collect(),
    }
}
