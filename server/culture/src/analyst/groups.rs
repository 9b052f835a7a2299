//! Groups from published cells.

use std::io::Write;

use model::TenantId;
use model::culture::cell::{Basis, Cell, CellUnit, CellValue, MetricNumber, Period, Slice};
use model::culture::{Axis, metric};
use ring::hmac;
use store::PublicationRow;

use super::{AnalystError, AnalystExport, Selection, first_day, no_policy, plain};
use crate::dashboard::{Names, key_of, seal_key, unpack_sheet};
use crate::disclosure::{Measure, Sheet, Span};
use crate::export::{GroupLine, GroupValue, write_groups};
use crate::publish::{IMPORTED, POLICIES};
use crate::{Culture, CultureError};

/// Kinds of periods as they are stored.
const WEEK: &str = "week";
const WINDOW: &str = "four_weeks";
/// Weeks of a window.
const WINDOW_WEEKS: i32 = 4;

impl Culture {
    /// Writes one line per value over the whole span of weeks, unless that is a week or a window that is published itself, and
    /// one per published cell of it, of the company and of the groups of the attributes asked for, and of two of them
    /// crossed (see [`write_groups`]); returns how many. Reporting lines aren't among them: they would name a person.
    ///
    /// # Errors
    /// See [`AnalystError`]; nothing was written unless it is [`AnalystError::Output`] or [`AnalystError::Culture`].
    pub async fn export_groups<W: Write + Send>(
        &self,
        tenant: TenantId,
        selection: &Selection,
        out: W,
    ) -> Result<u64, AnalystError> {
        let ours = POLICIES.map(|(name, _)| name);
        let known: Vec<String> = ours
            .iter()
            .chain(&IMPORTED)
            .map(ToString::to_string)
            .collect();
        let origin = IMPORTED.into_iter().find(|name| *name == selection.policy);
        let permissive = match ours.iter().position(|name| *name == selection.policy) {
            Some(place) => place > 0,
            None if origin.is_some() => false,
            None => return Err(no_policy(&selection.policy, &known)),
        };
        let (first, last) = selection.weeks()?;
        let names = match origin {
            Some(policy) => self.imported_names(tenant, policy).await?,
            None => self.names(tenant).await?,
        };
        let axes = axes(&names, &selection.group_by)?;
        let key = seal_key(&self.keys(tenant).await?);
        let policy = origin.unwrap_or(POLICIES[0].0);
        let cells = self
            .told((tenant, policy, &key), (first, last, &axes))
            .await?;
        self.permit(tenant, ("groups", AnalystExport::Off), selection)
            .await?;
        let titles: Vec<(String, String)> =
            cells.iter().map(|cell| title(&names, cell.slice)).collect();
        let lines = cells.iter().zip(&titles).filter_map(|(cell, title)| {
            line(cell, title, (permissive, origin.unwrap_or("measured")))
        });
        Ok(write_groups(out, &selection.policy, lines)?)
    }

    /// Each cell once over the whole span of weeks, drawn from the weeks' published sums, and every published cell of it.
    async fn told(
        &self,
        (tenant, policy, key): (TenantId, &str, &hmac::Key),
        (first, last, axes): (i32, i32, &[Axis]),
    ) -> Result<Vec<Told>, CultureError> {
        let (scoped, mut span) = (self.of(tenant), Span::default());
        let measure = |number: MetricNumber| {
            let metric = metric::all().nth(usize::from(number.0))?;
            Some(Measure::of(number, metric, vec![]))
        };
        let mut weeks = scoped.published_periods(policy, WEEK).await?;
        weeks.retain(|week| (first..=last).contains(week));
        weeks.sort_unstable();
        let mut by_week = Vec::with_capacity(weeks.len());
        // The latest first: those before it count as far as they follow the same rules.
        for week in weeks.into_iter().rev() {
            let rows = scoped.publications(policy, WEEK, week, week).await?;
            let mut cells = Vec::new();
            for sheet in sheets(&rows, axes)? {
                span.add(&sheet, key, &measure)
                    .map_err(|_| CultureError::Malformed("seal"))?;
                cells.extend(opened(&sheet, key)?);
            }
            by_week.push(cells);
        }
        let windows = scoped.published_periods(policy, WINDOW).await?;
        let ledger = self.ledger(tenant, key).await?;
        // A week and a window have lines of their own.
        let own = |(from, to): (i32, i32)| {
            from == to || to - from + 1 == WINDOW_WEEKS && windows.contains(&from)
        };
        let spanned = span.cells(&ledger, &measure).into_iter();
        let spanned = spanned.filter(|cell| !own(cell.weeks)).map(|cell| Told {
            slice: cell.slice,
            weeks: cell.weeks,
            metric: cell.metric,
            class: cell.class,
            unit: cell.unit,
            value: cell.value,
        });
        let mut cells: Vec<Told> = spanned.chain(by_week.into_iter().rev().flatten()).collect();
        // A window is kept under its first week; all of its weeks have to be in the span.
        let last = last + 1 - WINDOW_WEEKS;
        let rows = scoped.publications(policy, WINDOW, first, last).await?;
        for sheet in sheets(&rows, axes)? {
            cells.extend(opened(&sheet, key)?);
        }
        Ok(cells)
    }
}

/// The sheets among rows that are asked for. Others are not even unpacked.
fn sheets(rows: &[PublicationRow], axes: &[Axis]) -> Result<Vec<Sheet>, CultureError> {
    let rows = rows.iter().filter(|row| wanted_key(&row.group_key, axes));
    let sheets = rows
        .map(|row| unpack_sheet(&row.cells))
        .collect::<Result<Vec<_>, _>>()?;
    // The key is no part of what is sealed.
    let wanted = sheets.into_iter().filter(|sheet| wanted(sheet.slice, axes));
    Ok(wanted.collect())
}

fn opened(sheet: &Sheet, key: &hmac::Key) -> Result<Vec<Told>, CultureError> {
    let cells = sheet.open(key);
    let cells = cells.map_err(|_| CultureError::Malformed("seal"))?;
    Ok(cells.iter().map(|one| told(one.cell())).collect())
}

/// What a line is made of.
struct Told {
    slice: Slice,
    /// First and last week.
    weeks: (i32, i32),
    metric: MetricNumber,
    class: u16,
    unit: CellUnit,
    value: CellValue,
}

fn told(cell: &Cell) -> Told {
    let weeks = match cell.period {
        Period::Week(week) => (week, week),
        Period::Window(last) => (last - 3, last),
    };
    Told {
        slice: cell.slice,
        weeks,
        metric: cell.metric,
        class: cell.class,
        unit: cell.unit,
        value: cell.value,
    }
}

/// The axes of attributes by their names.
fn axes(names: &Names, wanted: &[String]) -> Result<Vec<Axis>, AnalystError> {
    let find = |name: &String| {
        let place = names
            .axes
            .iter()
            .position(|axis| plain(&axis.name) == plain(name));
        let axis = place.and_then(|place| u8::try_from(place).ok());
        axis.map(Axis).ok_or_else(|| {
            let known: Vec<&str> = names.axes.iter().map(|axis| axis.name.as_str()).collect();
            AnalystError::NoAttribute {
                wanted: name.clone(),
                known: known.join(", "),
            }
        })
    };
    wanted.iter().map(find).collect()
}

/// [`wanted`] by the key under which a set is stored.
fn wanted_key(key: &str, axes: &[Axis]) -> bool {
    let axis = |part: &str| part.split_once('-')?.0.parse().ok().map(Axis);
    let known = |part: &str| axis(part).is_some_and(|axis| axes.contains(&axis));
    key == key_of(Slice::Company) || key.split('.').all(known)
}

fn wanted(slice: Slice, axes: &[Axis]) -> bool {
    match slice {
        Slice::Company => true,
        Slice::Value { axis, .. } => axes.contains(&axis),
        Slice::Crossing { first, second } => axes.contains(&first.0) && axes.contains(&second.0),
        Slice::Line(_) => false,
    }
}

/// Attribute and group of a set; both empty for the company.
fn title(names: &Names, slice: Slice) -> (String, String) {
    let axis = |axis: Axis| {
        let known = names.axes.get(usize::from(axis.0));
        known.map_or("", |axis| axis.name.as_str())
    };
    let attribute = match slice {
        Slice::Company | Slice::Line(_) => String::new(),
        Slice::Value { axis: one, .. } => axis(one).to_owned(),
        Slice::Crossing { first, second } => format!("{}, {}", axis(first.0), axis(second.0)),
    };
    (attribute, names.name(slice).unwrap_or_default())
}

fn line<'a>(
    cell: &Told,
    (attribute, group): &'a (String, String),
    (permissive, origin): (bool, &'a str),
) -> Option<GroupLine<'a>> {
    let scaled = |steps: i64| scaled(cell.unit, steps);
    let (people, value) = match cell.value {
        CellValue::Shown {
            value,
            low,
            high,
            n,
            ..
        } => {
            // The strict value is one end of the band; the permissive one is the other.
            let value = if permissive {
                low + high - value
            } else {
                value
            };
            (Some(n), GroupValue::Exactly(scaled(value)))
        }
        CellValue::Below { bound, n, .. } => (Some(n), GroupValue::Below(scaled(bound))),
        CellValue::Above { bound, n, .. } => (Some(n), GroupValue::Above(scaled(bound))),
        CellValue::Hidden => (None, GroupValue::Hidden),
        CellValue::NoData => (None, GroupValue::Nothing),
    };
    Some(GroupLine {
        attribute,
        group,
        from: first_day(cell.weeks.0),
        weeks: weeks(cell),
        origin,
        metric: metric::all().nth(usize::from(cell.metric.0))?.code,
        class: cell.class,
        unit: unit(cell.unit),
        people,
        value,
        basis: match cell.value {
            CellValue::Shown {
                basis: Basis::People,
                ..
            } => "people",
            CellValue::Shown { .. } => "weeks",
            _ => "",
        },
    })
}

/// How many weeks the value is over; where nothing is told, how many the period has.
fn weeks(cell: &Told) -> u16 {
    match cell.value {
        CellValue::Shown { weeks, .. }
        | CellValue::Below { weeks, .. }
        | CellValue::Above { weeks, .. } => weeks.into(),
        CellValue::Hidden | CellValue::NoData => {
            u16::try_from(cell.weeks.1 - cell.weeks.0 + 1).unwrap_or(u16::MAX)
        }
    }
}

const fn unit(unit: CellUnit) -> &'static str {
    match unit {
        CellUnit::TenthHours => "h",
        CellUnit::Percent => "share",
        CellUnit::Tenths => "count",
        CellUnit::Minutes => "min",
        CellUnit::Money => "currency",
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "published numbers have few digits"
)]
fn scaled(unit: CellUnit, steps: i64) -> f64 {
    steps as f64 / unit.scale() as f64
}
