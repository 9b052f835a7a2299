//! The 4 weeks that end with a closed one: what tiles show.
//!
//! Levels, shares of hours and values per meeting follow from the weeks' published sums, so they tell nothing new. The
//! mean over people of their own means isn't one of these where somebody was away for some of the weeks: it would tell
//! what those few did. Then the weekly means are averaged and the cell says so. Shares of people are counted anew, by
//! each person's mean over the weeks, and audited.

use model::culture::Formula;
use model::culture::cell::{Basis, CellValue, Period, Slice};

use super::DisclosureError;
use super::close::{Close, Drafts, Publication, by_class, present};
use super::conceal::Assessed;
use super::figures::{
    CohortWeek, Exact, Fraction, Made, Magnitude, Measure, classes, passes, shown, value,
};
use super::ledger::{Ledger, PublishedSet, System, Unknown};
use super::sheet::{Digest, Record, Sheet};
use super::systems::{Presence, audit};

/// Weeks of a window.
pub(super) const WEEKS: usize = 4;

/// The material of a window.
pub struct Window<'a> {
    /// Its last week.
    pub last: i32,
    /// The columns of its weeks, oldest first; the last is that of [`Window::last`]. Fewer than 4 where there were none.
    pub weeks: &'a [CohortWeek<'a>],
    /// All sheets of these weeks under the same policies, in any order. Those of other cohorts count where a set has
    /// the same name.
    pub sheets: &'a [Sheet],
}

/// Publishes a window; its weeks must be published before.
///
/// # Errors
/// As [`super::close_week`]; [`DisclosureError::Mismatch`] as well for more than 4 weeks and for sheets of others,
/// [`DisclosureError::Forged`] for an altered sheet.
pub fn close_window(
    close: &Close<'_>,
    window: &Window<'_>,
    ledger: &Ledger,
) -> Result<Publication, DisclosureError> {
    let period = Period::Window(window.last);
    let people = close.cohort.people.len();
    let fits = window.weeks.iter().all(|week| week.len() == people);
    if !fits || window.weeks.is_empty() || window.weeks.len() > WEEKS {
        return Err(DisclosureError::Mismatch);
    }
    if ledger.has(period, &close.policies) {
        return Err(DisclosureError::AlreadyPublished);
    }
    let mut drafts = Drafts::new(close, period, window.weeks.len() as u8);
    Drawn::new(close, window, ledger)?.write(&mut drafts);
    let presence = (0..close.measures.len())
        .filter(|place| counts_people(&close.measures[*place]))
        .map(|place| (place, any_week(&close.measures[place], window.weeks)))
        .collect();
    let (scopes, systems) = audit(close, period, presence, ledger);
    for scope in &scopes {
        drafts.fill(scope, |measure, members| {
            count(measure, members, window.weeks)
        });
    }
    super::lorenz::add(&mut drafts, window);
    Ok(drafts.publish(systems, ledger))
}

const fn counts_people(measure: &Measure) -> bool {
    matches!(measure.formula, Formula::People(_))
}

/// Who has data in at least one of the weeks.
fn any_week(measure: &Measure, weeks: &[CohortWeek<'_>]) -> Presence {
    let mut any = vec![false; weeks.first().map_or(0, Vec::len)];
    for week in weeks {
        for (any, here) in any.iter_mut().zip(present(measure, week)) {
            *any |= here;
        }
    }
    any
}

/// The people who pass a test by their means over the weeks in which they have data.
fn count(measure: &Measure, members: &[u32], weeks: &[CohortWeek<'_>]) -> Vec<Assessed> {
    let Formula::People(tests) = measure.formula else {
        return Vec::new();
    };
    let mut sums = [vec![Magnitude::default()], vec![Magnitude::default()]];
    for person in members {
        let active: Vec<_> = weeks
            .iter()
            .filter_map(|week| week[*person as usize])
            .filter(|one| {
                one.policies()
                    .iter()
                    .all(|row| passes(tests, &[*row]).is_some())
            })
            .collect();
        for (policy, sum) in sums.iter_mut().enumerate() {
            let rows: Vec<_> = active.iter().map(|one| one.policies()[policy]).collect();
            sum[0].add(i128::from(passes(tests, &rows) == Some(true)));
        }
    }
    by_class(measure, members.len() as u32, &sums)
}

/// Values drawn from the sheets of the weeks.
struct Drawn<'a> {
    close: &'a Close<'a>,
    ledger: &'a Ledger,
    /// By week, then the sheets of that week.
    weeks: Vec<Vec<&'a Sheet>>,
    /// Periods of the weeks, oldest first.
    periods: Vec<Period>,
}

impl<'a> Drawn<'a> {
    fn new(
        close: &'a Close<'a>,
        window: &Window<'a>,
        ledger: &'a Ledger,
    ) -> Result<Self, DisclosureError> {
        let first = window.last - window.weeks.len() as i32 + 1;
        let periods: Vec<Period> = (first..=window.last).map(Period::Week).collect();
        let mut weeks = vec![Vec::new(); periods.len()];
        for sheet in window.sheets {
            sheet.verify(close.key)?;
            let place = periods.iter().position(|period| *period == sheet.period);
            match place {
                Some(place) if sheet.policies == close.policies => weeks[place].push(sheet),
                _ => return Err(DisclosureError::Mismatch),
            }
        }
        Ok(Self {
            close,
            ledger,
            weeks,
            periods,
        })
    }

    fn write(&self, drafts: &mut Drafts<'_>) {
        for (place, set) in self.close.cohort.sets.iter().enumerate() {
            let sheets: Vec<&Sheet> = self
                .weeks
                .iter()
                .filter_map(|week| week.iter().find(|sheet| sheet.slice == set.slice).copied())
                .collect();
            for measure in self.close.measures.iter().filter(|one| !counts_people(one)) {
                let of = (&self.close.policies, set.slice);
                let basis = basis(self.ledger, of, &self.periods, measure);
                for class in 0..classes(measure) {
                    let mut record = drafts.record(place, measure, class);
                    record.cell.value = self.draw((measure, class), &sheets, basis);
                    drafts.push(place, record);
                }
            }
        }
    }
}

impl Drawn<'_> {
    /// Draws the weeks of one cell together: hidden if every week is, no data if there were none in any. A week of fewer
    /// people than are wanted now doesn't count, and a count is told of all weeks or not at all.
    fn draw(
        &self,
        (measure, class): (&Measure, usize),
        sheets: &[&Sheet],
        basis: Basis,
    ) -> CellValue {
        let records: Vec<&Record> = sheets
            .iter()
            .flat_map(|sheet| &sheet.records)
            .filter(|one| one.cell.metric == measure.metric && usize::from(one.cell.class) == class)
            .collect();
        let least = self.close.cohort.minimum.get();
        let exact: Vec<&Exact> = records
            .iter()
            .filter_map(|record| record.exact.as_ref())
            .filter(|exact| exact.n >= least)
            .collect();
        let counts = matches!(measure.formula, Formula::Counts { .. });
        let whole = !counts || exact.len() == self.weeks.len();
        let Some(last) = exact.last().filter(|_| whole) else {
            let empty = records
                .iter()
                .all(|record| record.cell.value == CellValue::NoData);
            let none = !records.is_empty() && empty;
            return if none {
                CellValue::NoData
            } else {
                CellValue::Hidden
            };
        };
        let made = Made {
            n: last.n,
            weeks: exact.len() as u8,
            basis,
        };
        shown(
            measure,
            [0, 1].map(|policy| together(measure, &exact, policy)),
            made,
        )
    }
}

/// Means of people's means are the means of weekly means where the same people were there in every week.
pub(super) fn basis(
    ledger: &Ledger,
    (policies, slice): (&[Digest; 2], Slice),
    periods: &[Period],
    measure: &Measure,
) -> Basis {
    let unknowns = super::figures::terms(&measure.formula);
    let wanted = |system: &&System| {
        let needed = unknowns.iter().map(|quantity| Unknown::Column(quantity.0));
        needed.into_iter().all(|one| system.unknowns.contains(&one))
    };
    let mut people = periods.iter().map(|period| {
        let entries = ledger
            .of(*period)
            .filter(|one| one.statement.policies == *policies);
        let system = entries
            .flat_map(|entry| &entry.statement.systems)
            .find(wanted)?;
        let mut sets = system.sets.iter().filter(|one| one.slice == slice);
        let only = sets.next().filter(|_| sets.next().is_none())?;
        Some(members(system, only))
    });
    let first = people.next().flatten();
    let same = first.is_some() && people.all(|week| week == first);
    if same { Basis::People } else { Basis::Weeks }
}

fn members(system: &System, set: &PublishedSet) -> Vec<super::Blind> {
    let mut people: Vec<super::Blind> = set
        .members
        .iter()
        .filter_map(|member| system.people.get(*member as usize).copied())
        .collect();
    people.sort_unstable();
    people
}

/// Whether weeks are added up instead of averaged: counts and values per meeting.
pub(super) const fn is_pooled(measure: &Measure) -> bool {
    matches!(
        measure.formula,
        Formula::PerMeeting { .. }
            | Formula::MixPerMeeting { .. }
            | Formula::Median { .. }
            | Formula::Counts { .. }
    )
}

/// Sums of levels are means over weeks of weekly means; counts and meetings are pooled.
fn together(measure: &Measure, weeks: &[&Exact], policy: usize) -> Fraction {
    let pooled = is_pooled(measure);
    let others = |week: usize| -> i128 {
        let all = weeks.iter().enumerate().filter(|(other, _)| *other != week);
        all.map(|(_, one)| i128::from(one.n)).product()
    };
    let sums = (0..weeks[0].sums[policy].len())
        .map(|term| {
            let parts = weeks.iter().enumerate();
            parts
                .map(|(week, one)| one.sums[policy][term] * if pooled { 1 } else { others(week) })
                .sum()
        })
        .collect();
    let drawn = Exact {
        n: 1,
        sums: [sums, Vec::new()],
    };
    let (numerator, denominator) = value(measure, &drawn, 0);
    let people: i128 = weeks.iter().map(|one| i128::from(one.n)).product();
    match measure.formula {
        Formula::Level(_) => (numerator, denominator * people * weeks.len() as i128),
        _ => (numerator, denominator),
    }
}
