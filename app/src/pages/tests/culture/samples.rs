//! Fixed data of the dashboards: every kind of chart, with hidden, cut-off and missing values among them.

use super::super::HOSTILE;
use model::Timestamp;
use model::culture::view::{
    Ask, Bar, Bars, Better, Break, BreakReason, Bubble, Bubbles, Chart, Choice, Extreme, Filters,
    Glance, GlanceRow, GroupWeeks, Header, Index, Line, Lorenz, Matrix, Mosaic, Norm, Quadrant,
    Series, SeriesRow, Sheet, Span, Stack, Stacked, State, Tile, Topic, Trend, Unit, Value, Week,
    WeekHours, Weights,
};

const GROUPS: [(&str, u32); 9] = [
    ("Sales and Customer Success EMEA", 212),
    ("Research", 148),
    ("Operations", 391),
    ("Finance & Controlling", 64),
    ("People", 38),
    ("Product", 176),
    ("Legal", 10),
    ("IT", 133),
    ("Marketing", 57),
];
const LAST: i32 = 2967;

/// A number between 0 and 1 that looks random and is not.
fn noise(seed: usize) -> f64 {
    let mixed = (seed as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(23)
        ^ 0x5bd1_e995;
    f64::from((mixed.wrapping_mul(0xff51_afd7_ed55_8ccd) >> 40) as u32) / f64::from(1_u32 << 24)
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn percent(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn weeks(middle: f64, spread: f64, seed: usize) -> Vec<Value> {
    let value = |week: usize| {
        let slope = (week as f64 - 13.0) / 26.0 * spread;
        Value::Exact(tenth(
            middle + slope + spread * (noise(seed * 31 + week) - 0.5),
        ))
    };
    (0..26).map(value).collect()
}

fn norm(bound: f64, better: Better, source: &str) -> Option<Norm> {
    Some(Norm {
        bound,
        better,
        source: source.to_owned(),
    })
}

pub(crate) fn tiles() -> Vec<Tile> {
    let tile = |metric: &str, unit, value: f64| Tile {
        metric: metric.to_owned(),
        unit,
        value: Value::Exact(value),
        band: Some((value, tenth(value * 1.19))),
        change: Some(0.6),
        norm: None,
        weeks: weeks(value, value * 0.2, metric.len()),
        n: Some(1229),
        extreme: None,
    };
    let share = |metric: &str, value: f64| Tile {
        band: Some((value, percent(value * 1.1))),
        change: Some(-0.03),
        weeks: weeks(value * 10.0, value, 4),
        ..tile(metric, Unit::Share, value)
    };
    vec![
        Tile {
            norm: norm(15.0, Better::Less, "Network Perspective"),
            extreme: Some(Extreme::Increase),
            ..tile("M1", Unit::Hours, 16.4)
        },
        Tile {
            norm: norm(17.5, Better::More, "Worklytics"),
            change: Some(-0.8),
            extreme: Some(Extreme::Decrease),
            ..tile("M16", Unit::Hours, 11.9)
        },
        Tile {
            norm: norm(1.0, Better::Less, "Viva Insights"),
            change: Some(0.0),
            ..tile("M22", Unit::Hours, 0.8)
        },
        Tile {
            norm: norm(0.5, Better::Less, "Viva Insights"),
            ..share("M14", 0.58)
        },
        Tile {
            norm: norm(0.35, Better::Less, "Flowtrace"),
            value: Value::Below(0.25),
            band: None,
            ..share("M5", 0.25)
        },
        Tile {
            value: Value::Hidden,
            band: None,
            change: None,
            n: None,
            weeks: vec![Value::Hidden; 26],
            ..tile("M37", Unit::Hours, 0.0)
        },
        Tile {
            value: Value::Missing,
            band: None,
            change: None,
            weeks: vec![Value::Missing; 26],
            ..tile("M31", Unit::Share, 0.0)
        },
        share("M40", 0.21),
    ]
}

fn bars() -> Chart {
    let mut bars: Vec<Bar> = GROUPS
        .iter()
        .enumerate()
        .map(|(at, (label, n))| {
            let value = tenth(20.0 - at as f64 * 1.7);
            Bar {
                label: (*label).to_owned(),
                n: Some(*n),
                value: Value::Exact(value),
                band: Some((value, tenth(value * 1.15))),
            }
        })
        .collect();
    bars[7].value = Value::Missing;
    bars[7].band = None;
    bars[8].value = Value::Hidden;
    bars[8].band = None;
    bars[8].n = None;
    Chart::Bars(Bars {
        metric: "M1".into(),
        unit: Unit::Hours,
        bars,
        norm: norm(15.0, Better::Less, "Network Perspective"),
    })
}

fn clipped() -> Chart {
    let values = [
        Value::Above(0.9),
        Value::Exact(0.62),
        Value::Exact(0.31),
        Value::Below(0.25),
        Value::Hidden,
    ];
    let bars = GROUPS.iter().zip(values).map(|((label, n), value)| Bar {
        label: (*label).to_owned(),
        n: (value != Value::Hidden).then_some(*n),
        value,
        band: None,
    });
    Chart::Bars(Bars {
        metric: "M5".into(),
        unit: Unit::Share,
        bars: bars.collect(),
        norm: None,
    })
}

fn line(label: Option<&str>, n: u32, middle: f64, seed: usize) -> Line {
    Line {
        label: label.map(str::to_owned),
        n: Some(n),
        values: weeks(middle, 2.0, seed),
    }
}

fn trend() -> Chart {
    let mut main = line(Some("Research"), 148, 17.0, 5);
    main.values[9] = Value::Hidden;
    main.values[10] = Value::Hidden;
    let mut groups: Vec<Line> = GROUPS
        .iter()
        .enumerate()
        .map(|(at, (label, n))| line(Some(label), *n, 19.0 - at as f64, at))
        .collect();
    groups[6].values = vec![Value::Hidden; 26];
    groups[6].n = None;
    Chart::Trend(Trend {
        metric: "M1".into(),
        unit: Unit::Hours,
        weeks: (LAST - 25..=LAST).map(Week).collect(),
        main,
        beside: Some(line(None, 1229, 14.5, 77)),
        groups,
        imported: Some(
            (0..26)
                .map(|at| match at {
                    0..5 => Value::Exact(11.0 + noise(at)),
                    _ => Value::Missing,
                })
                .collect(),
        ),
        breaks: vec![
            Break {
                place: 5,
                why: BreakReason::Imported,
            },
            Break {
                place: 9,
                why: BreakReason::People,
            },
            Break {
                place: 17,
                why: BreakReason::Definition,
            },
        ],
    })
}

fn week_hours() -> Chart {
    let busy = |day: usize, hour: usize| {
        if day > 4 || !(7..20).contains(&hour) {
            return 0.0;
        }
        let peak = if (9..12).contains(&hour) || (13..16).contains(&hour) {
            0.042
        } else {
            0.014
        };
        percent(peak * (0.6 + 0.6 * noise(day * 24 + hour)))
    };
    let days = (0..7).map(|day| (0..24).map(|hour| Value::Exact(busy(day, hour))).collect());
    let mut days: Vec<Vec<Value>> = days.collect();
    days[5][10] = Value::Hidden;
    Chart::WeekHours(WeekHours {
        metric: "M25".into(),
        unit: Unit::Share,
        days,
    })
}

fn group_weeks() -> Chart {
    let Chart::Trend(trend) = trend() else {
        return trend();
    };
    Chart::GroupWeeks(GroupWeeks {
        metric: "M1".into(),
        unit: Unit::Hours,
        weeks: trend.weeks,
        groups: trend.groups,
    })
}

fn glance() -> Chart {
    let row = |metric: &str, unit, values: [Value; 3]| GlanceRow {
        metric: metric.to_owned(),
        unit,
        values: values.to_vec(),
    };
    let [exact, below] = [Value::Exact, Value::Below];
    Chart::Glance(Glance {
        groups: vec![
            (HOSTILE.to_owned(), Some(24)),
            ("Sales".to_owned(), Some(16)),
            ("Legal".to_owned(), None),
        ],
        rows: vec![
            row("M1", Unit::Hours, [exact(12.4), exact(9.1), Value::Hidden]),
            row("M5", Unit::Share, [exact(0.3), below(0.25), Value::Hidden]),
            row("M31", Unit::Share, [Value::Missing; 3]),
        ],
    })
}

fn mosaic() -> Chart {
    let shares = [
        [0.11, 0.06, 0.01, 0.0],
        [0.12, 0.19, 0.05, 0.01],
        [0.04, 0.12, 0.06, 0.02],
        [0.01, 0.06, 0.05, 0.03],
        [0.0, 0.02, 0.03, 0.01],
    ];
    Chart::Mosaic(Mosaic {
        sizes: ["2", "3–8", "9–18", "19–50", "51+"]
            .map(str::to_owned)
            .to_vec(),
        lengths: ["≤ 30 min", "≤ 1 h", "≤ 2 h", "> 2 h"]
            .map(str::to_owned)
            .to_vec(),
        shares: shares.map(|row| row.map(Value::Exact).to_vec()).to_vec(),
    })
}

fn stacked() -> Chart {
    let rows = [
        [0.62, 0.07, 0.08, 0.23],
        [0.71, 0.05, 0.04, 0.2],
        [0.44, 0.16, 0.14, 0.26],
    ];
    let mut stacks: Vec<Stack> = rows
        .into_iter()
        .zip([None, Some(GROUPS[0]), Some(GROUPS[1])])
        .map(|(row, group)| Stack {
            label: group.map(|group| group.0.to_owned()),
            n: Some(group.map_or(1229, |group| group.1)),
            shares: row.map(Value::Exact).to_vec(),
        })
        .collect();
    stacks.push(Stack {
        label: Some("Legal".into()),
        n: None,
        shares: vec![Value::Hidden; 4],
    });
    Chart::Stacked(Stacked {
        metric: "M33".into(),
        classes: ["accepted", "tentative", "declined", "silent"]
            .map(str::to_owned)
            .to_vec(),
        stacks,
    })
}

fn matrix() -> Chart {
    let names: Vec<String> = GROUPS
        .iter()
        .take(6)
        .map(|group| group.0.to_owned())
        .collect();
    let shares = (0..6).map(|row| {
        let share = |column: usize| match (row, column) {
            (row, column) if row == column => Value::Exact(percent(0.5 + 0.2 * noise(row))),
            (4, 2) => Value::Hidden,
            (row, column) => Value::Exact(percent(0.12 * noise(row * 7 + column))),
        };
        (0..7).map(share).collect()
    });
    Chart::Matrix(Matrix {
        from: names.clone(),
        to: names.into_iter().map(Some).chain([None]).collect(),
        shares: shares.collect(),
    })
}

fn bubbles() -> Chart {
    let bubble = |(at, (label, n)): (usize, &(&str, u32))| Bubble {
        label: (*label).to_owned(),
        n: Some(*n),
        x: Value::Exact(tenth(8.0 + 12.0 * noise(at))),
        y: if at == 6 {
            Value::Hidden
        } else {
            Value::Exact(percent(0.1 + 0.3 * noise(at + 50)))
        },
    };
    Chart::Bubbles(Bubbles {
        x: ("M1".into(), Unit::Hours),
        y: ("M44".into(), Unit::Share),
        bubbles: GROUPS.iter().enumerate().map(bubble).collect(),
    })
}

fn series() -> Chart {
    let row = |at: usize| SeriesRow {
        length_min: [60, 90, 30, 60, 45][at % 5],
        attendees: (at != 4).then_some(48.0 - at as f64 * 5.3),
        held: [4, 4, 19, 2, 4][at % 5],
        hours: 192.0 - at as f64 * 21.0,
        cost: Some(14_400.0 - at as f64 * 1_575.0),
        accepted: if at == 3 {
            Value::Hidden
        } else {
            Value::Exact(percent(0.5 + 0.4 * noise(at)))
        },
        open_ended: Some(at % 3 != 1),
    };
    Chart::Series(Series {
        currency: "USD".into(),
        rows: (0..7).map(row).collect(),
        fewer_than: 40,
        weeks: (Week(LAST - 3), Week(LAST)),
    })
}

pub(crate) fn header() -> Header {
    Header {
        who: None,
        n: Some(1229),
        weeks: Some((Week(LAST - 25), Week(LAST))),
        coverage: Some(0.96),
        policy: "strict-v1".into(),
        policy_id: "3fa90c1e".into(),
        refreshed: Some(Timestamp(1_795_305_540_000)),
        hidden: 12,
    }
}

pub(crate) fn filters() -> Filters {
    let choice = |(label, n): &(&str, u32)| Choice {
        value: label.to_lowercase().replace(' ', "-"),
        label: (*label).to_owned(),
        small: *n < 11,
    };
    Filters {
        ask: Ask {
            group: Some("research".into()),
            attribute: None,
            span: Span::HalfYear,
            compare: None,
            origin: None,
        },
        groups: GROUPS.iter().map(choice).collect(),
        attributes: vec![Choice {
            value: "level".into(),
            label: "Level".into(),
            small: false,
        }],
        origins: vec![None, Some("viva_current".into())],
    }
}

pub(crate) fn index() -> Index {
    Index {
        weights: Weights::default(),
        score: Some(54.0),
        range: Some((41.0, 63.0)),
        parts: vec![
            Some(16.0),
            Some(55.2),
            Some(74.0),
            Some(61.0),
            Some(100.0),
            Some(43.0),
        ],
        missing: vec![],
        rest: None,
    }
}

pub(crate) fn sheet() -> Sheet {
    Sheet {
        topic: Topic::Overview,
        state: State::Ready,
        header: header(),
        filters: filters(),
        tiles: tiles(),
        charts: vec![
            bars(),
            clipped(),
            trend(),
            week_hours(),
            mosaic(),
            stacked(),
            bubbles(),
            group_weeks(),
            glance(),
            matrix(),
            Chart::Quadrant(Quadrant {
                coached: Value::Exact(0.31),
                close: Value::Exact(0.12),
                alone: Value::Hidden,
                accompanied: Value::Exact(0.2),
                n: Some(1229),
            }),
            Chart::Lorenz(Lorenz {
                deciles: [0.01, 0.03, 0.06, 0.1, 0.16, 0.24, 0.34, 0.47, 0.66, 1.0]
                    .map(Value::Exact)
                    .to_vec(),
                n: Some(800),
            }),
            series(),
        ],
        index: None,
    }
}
