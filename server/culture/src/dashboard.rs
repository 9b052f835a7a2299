//! Dashboards: published cells as pages.
//!
//! Nothing is computed here that wasn't published, but changes between two published windows and the index, which both
//! follow from shown numbers alone. What a leader may see is decided once ([`Sight`]); the company's own values stand
//! beside each group as its comparison.

mod cells;
mod charts;
mod index;
mod load;
mod measure;
mod names;
mod norm;
mod series;
mod shelf;
mod sight;
mod tile;
mod topic;

pub use cells::Cells;
pub(crate) use load::{CURRENCY, seal_key};
pub use load::{pack_sheet, unpack_sheet};
pub use names::{AxisNames, Names, ValueName, key_of};
pub use sight::Sight;

use std::collections::BTreeSet;

use model::Timestamp;
use model::culture::cell::Slice;
use model::culture::view::{
    Ask, Chart, Choice, Filters, Header, ReadBy, Series, Sheet, State, Topic, Value, Week, Weights,
};
use model::culture::{Axis, Period};

use crate::CultureError;
use crate::publish::{IMPORTED, POLICIES, policy_id, policy_ids};

/// What is known beside the cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What there is to show.
    pub state: State,
    /// Name of the policy whose numbers stand as values: `strict-v1`, or that of an import.
    pub policy: String,
    /// Where the weeks of pages can come from ([`Filters::origins`]).
    pub origins: Vec<Option<String>>,
    /// Share of people whose calendars are read, where any are to be.
    pub coverage: Option<f64>,
    /// When the last week was published.
    pub published: Option<Timestamp>,
    /// The last published week.
    pub last: Option<i32>,
    /// Whether the 4 weeks that end with it are published as a whole; the first week comes before them.
    pub window: bool,
    /// Recurring series, where they were published.
    pub series: Option<Series>,
    /// Currency of the rates that the organisation has told; none where costs are those of a usual rate.
    pub currency: Option<String>,
    /// By what the last week was read.
    pub read_by: ReadBy,
}

/// All that a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// Published cells.
    pub cells: &'a Cells,
    /// What the sets are called.
    pub names: &'a Names,
    /// What a leader may see.
    pub sight: &'a Sight,
    /// The rest.
    pub facts: &'a Facts,
}

/// What a page is about, after its filters were judged.
#[derive(Clone, Copy)]
pub(crate) struct Focus<'a> {
    pub(crate) material: Material<'a>,
    /// The set that is looked at.
    pub(crate) main: Slice,
    /// The set beside it; none where the company itself is looked at.
    pub(crate) beside: Option<Slice>,
    /// By what charts are broken down.
    pub(crate) axis: Axis,
    /// First and last week.
    pub(crate) weeks: (i32, i32),
}

impl Focus<'_> {
    /// The last 4 weeks; the last week alone until they are published as a whole.
    pub(crate) const fn window(&self) -> Period {
        if self.material.facts.window {
            Period::Window(self.weeks.1)
        } else {
            Period::Week(self.weeks.1)
        }
    }

    /// The 4 weeks before those.
    pub(crate) const fn window_before(&self) -> Period {
        Period::Window(self.weeks.1 - 4)
    }

    /// The sets of the breakdown with their names.
    pub(crate) fn parts(&self) -> Vec<(Slice, String)> {
        let Material { names, sight, .. } = self.material;
        names
            .parts(self.main, self.axis)
            .into_iter()
            .filter(|(slice, _)| sight.may(*slice))
            .collect()
    }

    /// What a set is called; none for the company.
    pub(crate) fn name(&self, slice: Slice) -> Option<String> {
        match slice {
            Slice::Line(_) => Some(self.material.sight.line_name()),
            other => self.material.names.name(other),
        }
    }
}

/// A page.
///
/// # Errors
/// [`CultureError::NotFound`] for a set or attribute that doesn't exist or isn't theirs to see.
pub fn sheet(
    material: Material<'_>,
    (topic, ask, weights): (Topic, &Ask, Weights),
) -> Result<Sheet, CultureError> {
    let mut sheet = Sheet {
        topic,
        state: material.facts.state.clone(),
        header: Header {
            policy: material.facts.policy.clone(),
            policy_id: policy_digits(&material.facts.policy, None),
            coverage: material.facts.coverage,
            refreshed: material.facts.published,
            ..Header::default()
        },
        filters: filters(material, ask),
        tiles: Vec::new(),
        charts: Vec::new(),
        index: None,
    };
    let (State::Ready, Some(last)) = (&material.facts.state, material.facts.last) else {
        return Ok(sheet);
    };
    let focus = focus(material, ask, last)?;
    let plan = topic::plan(topic);
    sheet.tiles = tile::tiles(&focus, plan.tiles);
    if topic == Topic::Load && material.facts.currency.is_some() {
        sheet.tiles.extend(tile::tiles(&focus, topic::COSTS));
    }
    sheet.charts = plan
        .charts
        .iter()
        .filter_map(|wanted| charts::chart(&focus, wanted))
        .collect();
    sheet.index = (topic == Topic::Index).then(|| index::index(&focus, weights));
    sheet.header = header(&focus);
    sheet.header.hidden = hidden(&sheet);
    Ok(sheet)
}

/// What a page is about: the set that is looked at, the one beside it, and the breakdown.
#[derive(Clone, Copy)]
pub(crate) struct Chosen {
    main: Slice,
    beside: Slice,
    axis: Axis,
}

/// What an address chose.
///
/// # Errors
/// [`CultureError::NotFound`] for a set or attribute that doesn't exist or isn't theirs to see.
pub(crate) fn chosen(names: &Names, sight: &Sight, ask: &Ask) -> Result<Chosen, CultureError> {
    let slice = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => names
            .slice(text, sight)
            .filter(|slice| sight.may(*slice))
            .map(Some)
            .ok_or(CultureError::NotFound),
    };
    Ok(Chosen {
        main: slice(&ask.group)?.unwrap_or_else(|| sight.first()),
        beside: slice(&ask.compare)?.unwrap_or(Slice::Company),
        axis: match &ask.attribute {
            None => Axis::GROUP,
            Some(text) => names.axis(text).ok_or(CultureError::NotFound)?,
        },
    })
}

/// The sets whose cells a page needs.
pub(crate) fn needed(names: &Names, sight: &Sight, chosen: Chosen) -> BTreeSet<Slice> {
    let may = |(slice, _): (Slice, String)| sight.may(slice).then_some(slice);
    let parts = names.parts(chosen.main, chosen.axis).into_iter();
    // The matrix has the first-level groups as its rows whatever is looked at.
    let groups = names.parts(Slice::Company, Axis::GROUP).into_iter();
    let groups = groups.filter_map(may).take(charts::MOST);
    parts
        .filter_map(may)
        .chain(groups)
        .chain([Slice::Company, chosen.main, chosen.beside])
        .collect()
}

pub(crate) fn focus<'a>(
    material: Material<'a>,
    ask: &Ask,
    last: i32,
) -> Result<Focus<'a>, CultureError> {
    let Chosen { main, beside, axis } = chosen(material.names, material.sight, ask)?;
    Ok(Focus {
        material,
        main,
        beside: (beside != main).then_some(beside),
        axis,
        weeks: (last + 1 - ask.span.weeks(), last),
    })
}

pub(crate) fn header(focus: &Focus<'_>) -> Header {
    let facts = focus.material.facts;
    Header {
        who: focus.name(focus.main),
        n: focus.material.cells.people(focus.main, focus.window()),
        weeks: Some((Week(focus.weeks.0), Week(focus.weeks.1))),
        coverage: facts.coverage,
        policy: facts.policy.clone(),
        policy_id: policy_digits(&facts.policy, Some(focus)),
        refreshed: facts.published,
        hidden: 0,
    }
}

/// Whether a policy is that of an import.
pub(crate) fn is_imported(policy: &str) -> bool {
    IMPORTED.contains(&policy)
}

/// The first digits of the id of the policy that gives values: the one under which they were published, where any were.
fn policy_digits(policy: &str, focus: Option<&Focus<'_>>) -> String {
    let made = focus.and_then(|focus| {
        let cells = focus.material.cells;
        cells.made(focus.main, focus.window())
    });
    let id = match made {
        Some(made) => made.policies[0],
        None if is_imported(policy) => policy_ids(policy)[0],
        None => policy_id(&POLICIES[0].1),
    };
    let digits = id.iter().take(4).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

fn filters(material: Material<'_>, ask: &Ask) -> Filters {
    let Material {
        names,
        sight,
        cells,
        facts,
    } = material;
    let small = |slice: Slice| facts.last.is_some_and(|last| cells.is_small(slice, last));
    let groups = names
        .choices(sight)
        .into_iter()
        .map(|(slice, value, label)| Choice {
            value,
            label,
            small: small(slice),
        });
    Filters {
        ask: Ask {
            // Where an import is all there is, it is shown without being chosen.
            origin: is_imported(&facts.policy).then(|| facts.policy.clone()),
            ..ask.clone()
        },
        groups: groups.collect(),
        attributes: names.attributes(),
        origins: facts.origins.clone(),
    }
}

/// How many values of a page are hidden.
fn hidden(sheet: &Sheet) -> u32 {
    let tiles = sheet.tiles.iter().map(|tile| tile.value);
    let charts = sheet.charts.iter().flat_map(values);
    let hidden = tiles.chain(charts).filter(|value| *value == Value::Hidden);
    u32::try_from(hidden.count()).unwrap_or(u32::MAX)
}

/// Every value of a chart.
fn values(chart: &Chart) -> Vec<Value> {
    match chart {
        Chart::Bars(data) => data.bars.iter().map(|bar| bar.value).collect(),
        Chart::Trend(data) => std::iter::once(&data.main)
            .chain(&data.beside)
            .chain(&data.groups)
            .flat_map(|line| line.values.iter().copied())
            .collect(),
        Chart::WeekHours(data) => data.days.concat(),
        Chart::GroupWeeks(data) => data
            .groups
            .iter()
            .flat_map(|line| line.values.clone())
            .collect(),
        Chart::Glance(data) => data
            .rows
            .iter()
            .flat_map(|row| row.values.clone())
            .collect(),
        Chart::Mosaic(data) => data.shares.concat(),
        Chart::Quadrant(data) => vec![data.coached, data.close, data.alone, data.accompanied],
        Chart::Matrix(data) => data.shares.concat(),
        Chart::Lorenz(data) => data.deciles.clone(),
        Chart::Stacked(data) => data
            .stacks
            .iter()
            .flat_map(|stack| stack.shares.clone())
            .collect(),
        Chart::Bubbles(data) => data.bubbles.iter().flat_map(|one| [one.x, one.y]).collect(),
        // Its lines are those that may be told; none stands for a hidden one.
        Chart::Series(_) => vec![],
    }
}

#[cfg(test)]
mod tests;
