//! The close of a week: every metric of every planned set, published or hidden.

use model::culture::cell::{Basis, Cell, CellValue, Period};
use model::culture::{Formula, Quantity};
use ring::{digest, hmac};

use super::DisclosureError;
use super::admit::Randomness;
use super::cohort::Cohort;
use super::conceal::{Assessed, LazyRelations, Table};
use super::figures::{
    CohortWeek, Made, Magnitude, Measure, PersonWeek, cell, classes, columns, is_few, passes,
    shown, terms, value,
};
use super::ledger::{Entry, Ledger, Statement, System};
use super::sheet::{Digest, Record, Sheet, SheetHead};
use super::systems::{Presence, Scope, audit};

/// What is the same for every publication of a cohort.
pub struct Close<'a> {
    /// Who and which sets.
    pub cohort: &'a Cohort,
    /// The metrics, in the order in which they are kept.
    pub measures: &'a [Measure],
    /// Ids of the strict and the permissive policy.
    pub policies: [Digest; 2],
    /// For the auditor's primes.
    pub randomness: Randomness,
    /// The tenant's key for ledger and sheets.
    pub key: &'a hmac::Key,
}

/// What is kept of one publication: a sheet for each planned set and the ledger's next entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// In the order of the plan.
    pub sheets: Vec<Sheet>,
    /// To be appended with [`Ledger::push`], in the same transaction.
    pub entry: Entry,
}

/// Publishes a week.
///
/// # Errors
/// [`DisclosureError::AlreadyPublished`] when the ledger has the week under these policies,
/// [`DisclosureError::Mismatch`] when there isn't one row for each person of the cohort.
pub fn close_week(
    close: &Close<'_>,
    week: i32,
    columns: &CohortWeek<'_>,
    ledger: &Ledger,
) -> Result<Publication, DisclosureError> {
    let period = Period::Week(week);
    if columns.len() != close.cohort.people.len() {
        return Err(DisclosureError::Mismatch);
    }
    if ledger.has(period, &close.policies) {
        return Err(DisclosureError::AlreadyPublished);
    }
    let presence = (0..close.measures.len())
        .map(|place| (place, present(&close.measures[place], columns)))
        .collect();
    let (scopes, systems) = audit(close, period, presence, ledger);
    let mut drafts = Drafts::new(close, period, 1);
    for scope in &scopes {
        drafts.fill(scope, |measure, members| assess(measure, members, columns));
    }
    Ok(drafts.publish(systems, ledger))
}

fn complete(measure: &Measure, person: &PersonWeek<'_>) -> bool {
    let needed = columns(&measure.formula);
    let policies = person.policies();
    policies
        .iter()
        .all(|row| needed.iter().all(|quantity| cell(row, *quantity).is_some()))
}

/// Who has all columns of a metric under both policies.
pub(super) fn present(measure: &Measure, columns: &CohortWeek<'_>) -> Presence {
    let people = columns.iter();
    people
        .map(|person| person.as_ref().is_some_and(|one| complete(measure, one)))
        .collect()
}

/// A count that is told as a bound, whoever has most of it.
fn is_few_things(measure: &Measure, one: &Assessed) -> bool {
    matches!(measure.formula, Formula::Counts { .. }) && is_few(value(measure, &one.exact, 0))
}

/// The classes of a metric over some people, all of whom have its data.
fn assess(measure: &Measure, members: &[u32], columns: &CohortWeek<'_>) -> Vec<Assessed> {
    let needed = terms(&measure.formula);
    let width = needed.len().max(1) + measure.targets.len();
    let mut sums = [0, 1].map(|_| vec![Magnitude::default(); width]);
    for person in members
        .iter()
        .filter_map(|person| columns[*person as usize].as_ref())
    {
        for (row, sums) in person.policies().iter().zip(&mut sums) {
            let (targets, sums) = sums.split_at_mut(measure.targets.len());
            for (target, sum) in measure.targets.iter().zip(targets) {
                let from = |one: &&(u32, i64)| target.from.contains(&one.0);
                sum.add(
                    row.matrix
                        .iter()
                        .filter(from)
                        .map(|one| i128::from(one.1))
                        .sum(),
                );
            }
            if let Formula::People(tests) = &measure.formula {
                sums[0].add(i128::from(passes(tests, &[*row]) == Some(true)));
            }
            for (quantity, sum) in needed.iter().zip(sums) {
                sum.add(i128::from(cell(row, *quantity).unwrap_or_default()));
            }
        }
    }
    by_class(measure, members.len() as u32, &sums)
}

/// Parts the sums of a metric into its classes: each class of a distribution has its own sum and the whole.
pub(super) fn by_class(measure: &Measure, n: u32, sums: &[Vec<Magnitude>; 2]) -> Vec<Assessed> {
    match &measure.formula {
        Formula::Mix { .. }
        | Formula::MixPerMeeting { .. }
        | Formula::Counts { .. }
        | Formula::Matrix { .. } => {
            let all = classes(measure);
            let own = |class: usize| {
                [0, 1].map(|policy: usize| vec![sums[policy][class], sums[policy][all]])
            };
            (0..all)
                .map(|class| Assessed::new(n, &own(class)))
                .collect()
        }
        _ => vec![Assessed::new(n, sums)],
    }
}

/// Cells in the making, by planned set.
pub(super) struct Drafts<'a> {
    close: &'a Close<'a>,
    period: Period,
    weeks: u8,
    records: Vec<Vec<Record>>,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(close: &'a Close<'a>, period: Period, weeks: u8) -> Self {
        Self {
            close,
            period,
            weeks,
            records: vec![Vec::new(); close.cohort.sets.len()],
        }
    }

    pub(super) const fn cohort(&self) -> &'a Cohort {
        self.close.cohort
    }

    pub(super) const fn period(&self) -> Period {
        self.period
    }

    /// People and weeks of a level of a set, if it is shown.
    pub(super) fn level(&self, set: usize, quantity: Quantity) -> Option<(u32, u8)> {
        let level = |one: &&Measure| one.formula == Formula::Level(quantity);
        let metric = self.close.measures.iter().find(level)?.metric;
        let mut records = self.records.get(set)?.iter();
        match records.find(|one| one.cell.metric == metric)?.cell.value {
            CellValue::Shown { n, weeks, .. } => Some((n, weeks)),
            _ => None,
        }
    }

    pub(super) fn push(&mut self, set: usize, record: Record) {
        self.records[set].push(record);
    }

    /// A cell of this publication.
    pub(super) fn record(&self, set: usize, measure: &Measure, class: usize) -> Record {
        Record {
            cell: Cell {
                slice: self.close.cohort.sets[set].slice,
                period: self.period,
                metric: measure.metric,
                class: class as u16,
                unit: measure.unit,
                value: CellValue::Hidden,
            },
            exact: None,
        }
    }

    /// Fills in all metrics of a scope.
    pub(super) fn fill(
        &mut self,
        scope: &Scope,
        assess: impl Fn(&Measure, &[u32]) -> Vec<Assessed>,
    ) {
        let admitted: Vec<(usize, &[u32])> = scope
            .sets
            .iter()
            .enumerate()
            .filter_map(|(place, set)| Some((place, set.as_deref()?)))
            .collect();
        let mut relations = LazyRelations {
            sets: admitted.iter().map(|(_, set)| *set).collect(),
            population: self.close.cohort.people.len(),
            seed: self.close.randomness.0[0],
            found: None,
        };
        for place in &scope.measures {
            let measure = &self.close.measures[*place];
            let mut table = Table {
                measure,
                classes: vec![Vec::with_capacity(admitted.len()); classes(measure)],
                barred: self.barred(measure, scope),
            };
            for (_, members) in &admitted {
                for (class, one) in table.classes.iter_mut().zip(assess(measure, members)) {
                    class.push(one);
                }
            }
            let hidden = table.hidden(&mut relations);
            self.write(scope, &table, &hidden);
        }
    }

    /// Classes about a group that isn't published itself.
    fn barred(&self, measure: &Measure, scope: &Scope) -> Vec<bool> {
        let mut barred = vec![false; classes(measure)];
        for (class, target) in barred.iter_mut().zip(&measure.targets) {
            *class = target.slice.is_some_and(|slice| {
                let place = self.close.cohort.place(slice);
                place.is_none_or(|place| scope.sets[place].is_none())
            });
        }
        barred
    }

    fn write(&mut self, scope: &Scope, table: &Table<'_>, hidden: &[Vec<bool>]) {
        let mut row = 0;
        for (set, members) in scope.sets.iter().enumerate() {
            for (class, (assessed, hidden)) in table.classes.iter().zip(hidden).enumerate() {
                let mut record = self.record(set, table.measure, class);
                if scope.empty {
                    record.cell.value = CellValue::NoData;
                } else if members.is_some()
                    && (!hidden[row] || is_few_things(table.measure, &assessed[row]))
                {
                    let exact = assessed[row].exact.clone();
                    let both = [0, 1].map(|policy| value(table.measure, &exact, policy));
                    let made = Made {
                        n: exact.n,
                        weeks: self.weeks,
                        basis: Basis::People,
                    };
                    record.cell.value = shown(table.measure, both, made);
                    // What may not be told is in no sum over weeks either, though its bound may be said.
                    record.exact = (!hidden[row]).then_some(exact);
                }
                self.push(set, record);
            }
            row += usize::from(members.is_some());
        }
    }

    /// Seals the sheets and writes the ledger's entry.
    pub(super) fn publish(self, systems: Vec<System>, ledger: &Ledger) -> Publication {
        let mut seals = digest::Context::new(&digest::SHA256);
        let mut sheets = Vec::with_capacity(self.records.len());
        for (set, mut records) in self.close.cohort.sets.iter().zip(self.records) {
            records.sort_by_key(|record| (record.cell.metric, record.cell.class));
            let head = SheetHead {
                slice: set.slice,
                period: self.period,
                policies: self.close.policies,
                cohort: self.close.cohort.number,
            };
            let sheet = Sheet::seal(&head, records, self.close.key);
            seals.update(sheet.digest());
            sheets.push(sheet);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(seals.finish().as_ref());
        let statement = Statement {
            period: self.period,
            policies: self.close.policies,
            cohort: self.close.cohort.number,
            systems,
            sheets: digest,
        };
        Publication {
            sheets,
            entry: ledger.next(statement, self.close.key),
        }
    }
}
