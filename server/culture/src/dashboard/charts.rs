//! The data of charts from published cells.

use model::culture::Period;
use model::culture::cell::Slice;
use model::culture::formula::Formula;
use model::culture::metric::{self, Metric};
use model::culture::view::{
    Bar, Bars, Break, BreakReason, Bubble, Bubbles, Chart, Glance, GlanceRow, GroupWeeks, Line,
    Lorenz, Matrix, Mosaic, Quadrant, Stack, Stacked, Trend, Value, Week, WeekHours,
};

use super::topic::Wanted;
use super::{Focus, norm};
use crate::disclosure::LORENZ_POINTS;

/// Most groups that stand in one chart.
pub(super) const MOST: usize = 20;

/// A chart; none where it would be empty.
pub(super) fn chart(focus: &Focus<'_>, wanted: &Wanted) -> Option<Chart> {
    let metric = |code: &str| metric::by_code(code);
    match *wanted {
        Wanted::Bars(code) => bars(focus, metric(code)?),
        Wanted::Trend(code) => Some(trend(focus, metric(code)?)),
        Wanted::GroupWeeks(code) => group_weeks(focus, metric(code)?),
        Wanted::Glance(codes) => glance(focus, codes),
        Wanted::WeekHours(code) => Some(week_hours(focus, metric(code)?)),
        Wanted::Stacked(code) => stacked(focus, metric(code)?),
        Wanted::Mosaic => Some(mosaic(focus, metric("M7b")?)),
        Wanted::Quadrant => quadrant(focus),
        Wanted::Matrix => matrix(focus, metric("M42")?),
        Wanted::Lorenz => lorenz(focus),
        // It is a table of the whole organisation, and of no group.
        Wanted::Series if focus.main != Slice::Company => None,
        Wanted::Series => focus.material.facts.series.clone().map(Chart::Series),
        Wanted::Bubbles(x, y) => bubbles(focus, metric(x)?, metric(y)?),
    }
}

/// Groups with their values, greatest first, hidden and missing ones last.
fn bars(focus: &Focus<'_>, metric: &Metric) -> Option<Chart> {
    let cells = focus.material.cells;
    let unit = cells.unit(metric, focus.window());
    let mut bars: Vec<Bar> = focus
        .parts()
        .into_iter()
        .map(|(slice, label)| Bar {
            label,
            n: cells.people(slice, focus.window()),
            value: cells.value(slice, focus.window(), (metric, 0)),
            band: cells.band(slice, focus.window(), (metric, 0)),
        })
        .collect();
    for bar in &mut bars {
        if bar.value == Value::Hidden {
            bar.n = None;
        }
    }
    let height = |bar: &Bar| bar.value.drawn().unwrap_or(f64::NEG_INFINITY);
    bars.sort_by(|one, other| {
        height(other)
            .total_cmp(&height(one))
            .then_with(|| one.label.cmp(&other.label))
    });
    bars.truncate(MOST);
    (!bars.is_empty()).then(|| {
        Chart::Bars(Bars {
            metric: metric.code.to_owned(),
            unit,
            bars,
            norm: norm::norm(metric, unit),
        })
    })
}

fn line(focus: &Focus<'_>, metric: &Metric, (slice, label): (Slice, Option<String>)) -> Line {
    let cells = focus.material.cells;
    let values: Vec<Value> = (focus.weeks.0..=focus.weeks.1)
        .map(|week| cells.value(slice, Period::Week(week), (metric, 0)))
        .collect();
    let told = values.iter().any(|value| value.drawn().is_some());
    Line {
        label,
        n: cells.people(slice, focus.window()).filter(|_| told),
        values,
    }
}

fn lines(focus: &Focus<'_>, metric: &Metric) -> Vec<Line> {
    focus
        .parts()
        .into_iter()
        .take(MOST)
        .map(|(slice, label)| line(focus, metric, (slice, Some(label))))
        .collect()
}

fn trend(focus: &Focus<'_>, metric: &Metric) -> Chart {
    let main = line(focus, metric, (focus.main, focus.name(focus.main)));
    let beside = focus
        .beside
        .map(|slice| line(focus, metric, (slice, focus.name(slice))));
    let imported = imported(focus, metric, &main);
    let mut breaks = breaks(focus);
    if let Some(values) = &imported
        && let Some(place) = values.iter().rposition(|value| *value != Value::Missing)
        && place + 1 < values.len()
    {
        let why = BreakReason::Imported;
        breaks.push(Break {
            place: place + 1,
            why,
        });
    }
    Chart::Trend(Trend {
        metric: metric.code.to_owned(),
        unit: focus.material.cells.unit(metric, focus.window()),
        weeks: (focus.weeks.0..=focus.weeks.1).map(Week).collect(),
        main,
        beside,
        groups: lines(focus, metric),
        imported,
        breaks,
    })
}

/// Imported values of the company for weeks of which there are none of ours.
fn imported(focus: &Focus<'_>, metric: &Metric, main: &Line) -> Option<Vec<Value>> {
    if focus.main != Slice::Company {
        return None;
    }
    let weeks = focus.weeks.0..=focus.weeks.1;
    let values: Vec<Value> = weeks
        .zip(&main.values)
        .map(|(week, own)| match own {
            Value::Missing => focus.material.cells.imported(week, metric),
            _ => None,
        })
        .map(Option::unwrap_or_default)
        .collect();
    let any = values.iter().any(|value| *value != Value::Missing);
    any.then_some(values)
}

/// Where the people who are measured, or the definitions, change: values on both sides don't compare.
fn breaks(focus: &Focus<'_>) -> Vec<Break> {
    let cells = focus.material.cells;
    let weeks = focus.weeks.0..=focus.weeks.1;
    let made = weeks.enumerate().filter_map(|(place, week)| {
        let made = cells.made(focus.main, Period::Week(week))?;
        Some((place, made))
    });
    let made: Vec<_> = made.collect();
    let changed = made.windows(2).filter_map(|pair| {
        let [(_, before), (place, after)] = pair else {
            return None;
        };
        let why = if before.policies != after.policies {
            BreakReason::Definition
        } else if before.cohort != after.cohort {
            BreakReason::People
        } else {
            return None;
        };
        Some(Break { place: *place, why })
    });
    changed.collect()
}

fn group_weeks(focus: &Focus<'_>, metric: &Metric) -> Option<Chart> {
    let groups = lines(focus, metric);
    (!groups.is_empty()).then(|| {
        Chart::GroupWeeks(GroupWeeks {
            metric: metric.code.to_owned(),
            unit: focus.material.cells.unit(metric, focus.window()),
            weeks: (focus.weeks.0..=focus.weeks.1).map(Week).collect(),
            groups,
        })
    })
}

/// Several metrics of every group; none where there are no groups.
fn glance(focus: &Focus<'_>, codes: &[&str]) -> Option<Chart> {
    let cells = focus.material.cells;
    let parts: Vec<(Slice, String)> = focus.parts().into_iter().take(MOST).collect();
    let rows = codes.iter().filter_map(|code| metric::by_code(code));
    let rows = rows.map(|metric| {
        let value = |(slice, _): &(Slice, String)| cells.value(*slice, focus.window(), (metric, 0));
        GlanceRow {
            metric: metric.code.to_owned(),
            unit: cells.unit(metric, focus.window()),
            values: parts.iter().map(value).collect(),
        }
    });
    let rows: Vec<GlanceRow> = rows.collect();
    let people = |slice: Slice| cells.people(slice, focus.window());
    let groups = parts
        .iter()
        .map(|(slice, name)| (name.clone(), people(*slice)));
    (!parts.is_empty()).then(|| {
        Chart::Glance(Glance {
            groups: groups.collect(),
            rows,
        })
    })
}

fn week_hours(focus: &Focus<'_>, metric: &Metric) -> Chart {
    let value = |class: u16| {
        focus
            .material
            .cells
            .value(focus.main, focus.window(), (metric, class))
    };
    Chart::WeekHours(WeekHours {
        metric: metric.code.to_owned(),
        unit: focus.material.cells.unit(metric, focus.window()),
        days: (0..7)
            .map(|day| (0..24).map(|hour| value(day * 24 + hour)).collect())
            .collect(),
    })
}

/// Names of the classes of a distribution: numbers with their units, or codes that the page words.
fn classes(metric: &Metric) -> Vec<String> {
    let names: &[&str] = match metric.code {
        "M7" => &["2", "3–8", "9–18", "19–50", "51+", "private", "unknown"],
        "M9" => &[
            "≤ 15 min",
            "≤ 25 min",
            "≤ 30 min",
            "≤ 45 min",
            "≤ 50 min",
            "≤ 60 min",
            "≤ 90 min",
            "≤ 120 min",
            "> 120 min",
        ],
        "M15" => &[
            "one_to_one",
            "decision",
            "status",
            "bloated",
            "lengthy",
            "all_hands",
            "workshop",
            "other",
            "private",
        ],
        "M27b" => &["≤ 6 h", "> 6 h", "> 12 h", "≥ 24 h"],
        "M33" => &["accepted", "tentative", "declined", "silent"],
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// How many classes a distribution has.
const fn class_count(metric: &Metric) -> usize {
    match metric.formula {
        Formula::Mix { parts, .. } | Formula::MixPerMeeting { parts, .. } => parts.len(),
        _ => 0,
    }
}

fn stacked(focus: &Focus<'_>, metric: &Metric) -> Option<Chart> {
    let names = classes(metric);
    if names.is_empty() || names.len() != class_count(metric) {
        return None;
    }
    let first = [(focus.main, focus.name(focus.main))];
    let parts = focus
        .parts()
        .into_iter()
        .map(|(slice, label)| (slice, Some(label)));
    let stack = |(slice, label): (Slice, Option<String>)| {
        let class = |class: usize| {
            let class = u16::try_from(class).unwrap_or(u16::MAX);
            focus
                .material
                .cells
                .value(slice, focus.window(), (metric, class))
        };
        let shares: Vec<Value> = (0..names.len()).map(class).collect();
        let told = !shares.contains(&Value::Hidden);
        Stack {
            label,
            n: focus
                .material
                .cells
                .people(slice, focus.window())
                .filter(|_| told),
            shares,
        }
    };
    let stacks: Vec<Stack> = first.into_iter().chain(parts.take(8)).map(stack).collect();
    let anything = stacks
        .iter()
        .flat_map(|stack| &stack.shares)
        .any(|share| *share != Value::Missing);
    anything.then(|| {
        Chart::Stacked(Stacked {
            metric: metric.code.to_owned(),
            classes: names,
            stacks,
        })
    })
}

fn mosaic(focus: &Focus<'_>, metric: &Metric) -> Chart {
    let value = |class: u16| {
        focus
            .material
            .cells
            .value(focus.main, focus.window(), (metric, class))
    };
    Chart::Mosaic(Mosaic {
        sizes: ["2", "3–8", "9–18", "19–50", "51+"]
            .map(str::to_owned)
            .to_vec(),
        lengths: ["≤ 30 min", "≤ 1 h", "≤ 2 h", "> 2 h"]
            .map(str::to_owned)
            .to_vec(),
        shares: (0..5)
            .map(|size| (0..4).map(|length| value(size * 4 + length)).collect())
            .collect(),
    })
}

fn quadrant(focus: &Focus<'_>) -> Option<Chart> {
    let value = |code| {
        let metric = metric::by_code(code)?;
        Some(
            focus
                .material
                .cells
                .value(focus.main, focus.window(), (metric, 0)),
        )
    };
    Some(Chart::Quadrant(Quadrant {
        close: value("M38a")?,
        coached: value("M38b")?,
        accompanied: value("M38c")?,
        alone: value("M38d")?,
        n: focus.material.cells.people(focus.main, focus.window()),
    }))
}

/// First-level groups by the groups they meet. A column that the leader may not look at isn't named.
fn matrix(focus: &Focus<'_>, metric: &Metric) -> Option<Chart> {
    let names = focus.material.names;
    let from = names.parts(Slice::Company, model::culture::Axis::GROUP);
    let from: Vec<(Slice, String)> = from
        .into_iter()
        .filter(|(slice, _)| focus.material.sight.may(*slice))
        .take(MOST)
        .collect();
    let to: Vec<Option<String>> = names
        .matrix
        .iter()
        .map(|target| target.and_then(|slice| names.name(slice)))
        .collect();
    let row = |slice: Slice| {
        (0..to.len())
            .map(|class| {
                let class = u16::try_from(class).unwrap_or(u16::MAX);
                focus
                    .material
                    .cells
                    .value(slice, focus.window(), (metric, class))
            })
            .collect()
    };
    let shares: Vec<Vec<Value>> = from.iter().map(|(slice, _)| row(*slice)).collect();
    (!shares.is_empty() && !to.is_empty()).then(|| {
        Chart::Matrix(Matrix {
            from: from.into_iter().map(|(_, name)| name).collect(),
            to,
            shares,
        })
    })
}

/// None where no part of the curve is published.
fn lorenz(focus: &Focus<'_>) -> Option<Chart> {
    let cells = focus.material.cells;
    let deciles: Vec<Value> = (0..LORENZ_POINTS)
        .map(|point| cells.lorenz(focus.main, focus.window(), point))
        .collect();
    let missing = deciles.contains(&Value::Missing);
    (!missing).then(|| {
        Chart::Lorenz(Lorenz {
            deciles,
            n: cells.people(focus.main, focus.window()),
        })
    })
}

fn bubbles(focus: &Focus<'_>, x: &Metric, y: &Metric) -> Option<Chart> {
    let cells = focus.material.cells;
    let value = |slice, metric| cells.value(slice, focus.window(), (metric, 0));
    let bubbles: Vec<Bubble> = focus
        .parts()
        .into_iter()
        .map(|(slice, label)| Bubble {
            label,
            n: cells.people(slice, focus.window()),
            x: value(slice, x),
            y: value(slice, y),
        })
        .collect();
    (!bubbles.is_empty()).then(|| {
        Chart::Bubbles(Bubbles {
            x: (x.code.to_owned(), cells.unit(x, focus.window())),
            y: (y.code.to_owned(), cells.unit(y, focus.window())),
            bubbles,
        })
    })
}
