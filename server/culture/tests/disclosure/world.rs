//! A small tenant with calendars made of thin air.

use std::collections::BTreeSet;

use culture::disclosure::{
    ABSENT, Close, Cohort, CohortWeek, Digest, Ledger, Measure, Member, MinimumGroup, Organisation,
    PersonRow, PersonWeek, Publication, Randomness, Sheet, Window, close_week, close_window,
};
use model::culture::cell::{CellUnit, CellValue, MetricNumber, Period, Slice};
use model::culture::{Formula, Pseudonym, Quantity, Test};
use ring::hmac;

pub const STRICT: Digest = [1; 32];
pub const PERMISSIVE: Digest = [2; 32];
pub const LATER: Digest = [3; 32];

/// Minutes of meetings, of these a part, meetings organised, their people, a column some have no data for.
pub const COLUMNS: usize = 5;

pub const HOURS: MetricNumber = MetricNumber(0);
pub const SHARE: MetricNumber = MetricNumber(1);
pub const HEAVY: MetricNumber = MetricNumber(2);
pub const SIZE: MetricNumber = MetricNumber(3);
pub const SPARSE: MetricNumber = MetricNumber(4);
pub const MIX: MetricNumber = MetricNumber(5);

const HEAVY_TESTS: &[Test] = &[Test {
    terms: &[(Quantity(0), 1)],
    above: 600,
}];

pub fn measures() -> Vec<Measure> {
    let measure = |metric, formula, unit, divisor| Measure {
        metric,
        formula,
        unit,
        divisor,
        targets: Vec::new(),
    };
    let (part, whole) = (Quantity(1), Quantity(0));
    vec![
        measure(HOURS, Formula::Level(whole), CellUnit::TenthHours, 60),
        measure(SHARE, Formula::Share { part, whole }, CellUnit::Percent, 1),
        measure(HEAVY, Formula::People(HEAVY_TESTS), CellUnit::Percent, 1),
        measure(
            SIZE,
            Formula::PerMeeting {
                part: Quantity(3),
                whole: Quantity(2),
            },
            CellUnit::Tenths,
            1,
        ),
        measure(
            SPARSE,
            Formula::Level(Quantity(4)),
            CellUnit::TenthHours,
            60,
        ),
        measure(
            MIX,
            Formula::Mix {
                parts: &[Quantity(1), Quantity(4)],
                whole: Quantity(0),
            },
            CellUnit::Percent,
            1,
        ),
    ]
}

pub fn person(number: usize) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    Pseudonym(bytes)
}

pub fn member(number: usize, values: &[u16], managers: &[usize]) -> Member {
    Member {
        person: person(number),
        active: true,
        opted_out: false,
        values: values.iter().map(|value| Some(*value)).collect(),
        managers: managers.iter().map(|manager| person(*manager)).collect(),
    }
}

pub fn key() -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &[7; 32])
}

/// People whose numbers are even unless a test changes them.
pub struct World {
    pub members: Vec<Member>,
    /// By number: columns under the strict policy.
    pub columns: Vec<[i64; COLUMNS]>,
    /// By number: added under the permissive policy to meeting minutes.
    pub more: i64,
    pub away: BTreeSet<usize>,
    pub ledger: Ledger,
    pub sheets: Vec<Sheet>,
    pub policies: [Digest; 2],
    pub measures: Vec<Measure>,
}

impl World {
    pub fn new(members: Vec<Member>) -> Self {
        let even = |number: usize| {
            let number = number as i64 % 7;
            [600 + number, 120 + number, 4, 20, 300 + number]
        };
        Self {
            columns: (0..members.len()).map(even).collect(),
            members,
            more: 30,
            away: BTreeSet::new(),
            ledger: Ledger::default(),
            sheets: Vec::new(),
            policies: [STRICT, PERMISSIVE],
            measures: measures(),
        }
    }

    /// Groups of these sizes.
    pub fn groups(sizes: &[usize]) -> Self {
        let group = |(value, size): (usize, &usize)| vec![value as u16; *size];
        let values: Vec<u16> = sizes.iter().enumerate().flat_map(group).collect();
        let members = values.iter().enumerate();
        Self::new(
            members
                .map(|(number, value)| member(number, &[*value], &[]))
                .collect(),
        )
    }

    pub fn freeze(&self) -> Cohort {
        let organisation = Organisation {
            people: self.members.clone(),
        };
        Cohort::freeze(&organisation, MinimumGroup::FLOOR, 1)
    }

    fn number(&self, person: Pseudonym) -> usize {
        self.members
            .iter()
            .position(|member| member.person == person)
            .unwrap()
    }

    pub fn measured(&self, number: usize) -> bool {
        !self.members[number].opted_out && !self.away.contains(&number)
    }

    fn rows(&self) -> Vec<[[i64; COLUMNS]; 2]> {
        let permissive = |row: &[i64; COLUMNS]| {
            let mut row = *row;
            row[0] += if row[0] == ABSENT { 0 } else { self.more };
            row
        };
        self.columns
            .iter()
            .map(|row| [*row, permissive(row)])
            .collect()
    }

    pub fn try_close(
        &mut self,
        cohort: &Cohort,
        week: i32,
    ) -> Result<Publication, culture::disclosure::DisclosureError> {
        let rows = self.rows();
        let columns = self.week(cohort, &rows);
        let key = key();
        let close = Close {
            cohort,
            measures: &self.measures,
            policies: self.policies,
            randomness: Randomness([week as u64, 99]),
            key: &key,
        };
        let publication = close_week(&close, week, &columns, &self.ledger)?;
        self.ledger.push(publication.entry.clone(), &key).unwrap();
        self.sheets.extend(publication.sheets.clone());
        Ok(publication)
    }

    pub fn close(&mut self, cohort: &Cohort, week: i32) -> Publication {
        self.try_close(cohort, week).unwrap()
    }

    fn week<'a>(&self, cohort: &Cohort, rows: &'a [[[i64; COLUMNS]; 2]]) -> CohortWeek<'a> {
        let columns = cohort.people.iter().map(|person| {
            let number = self.number(*person);
            let row = |policy: usize| PersonRow {
                columns: &rows[number][policy],
                matrix: &[],
            };
            self.measured(number).then(|| PersonWeek {
                strict: row(0),
                permissive: row(1),
            })
        });
        columns.collect()
    }

    /// Closes the window with the same columns in each of its weeks.
    pub fn window(&mut self, cohort: &Cohort, last: i32) -> Publication {
        let rows = self.rows();
        let week = self.week(cohort, &rows);
        let weeks = [week.clone(), week.clone(), week.clone(), week];
        self.window_of(cohort, last, &weeks)
    }

    pub fn window_of(
        &mut self,
        cohort: &Cohort,
        last: i32,
        weeks: &[CohortWeek<'_>],
    ) -> Publication {
        let key = key();
        let inside = |sheet: &&Sheet| {
            matches!(sheet.period, Period::Week(week) if week > last - 4 && week <= last)
                && sheet.policies == self.policies
        };
        let sheets: Vec<Sheet> = self.sheets.iter().filter(inside).cloned().collect();
        let close = Close {
            cohort,
            measures: &self.measures,
            policies: self.policies,
            randomness: Randomness([last as u64, 98]),
            key: &key,
        };
        let window = Window {
            last,
            weeks,
            sheets: &sheets,
        };
        let publication = close_window(&close, &window, &self.ledger).unwrap();
        self.ledger.push(publication.entry.clone(), &key).unwrap();
        publication
    }
}

/// A value of a publication; hidden where the set isn't in the plan.
pub fn value(publication: &Publication, slice: Slice, metric: MetricNumber) -> CellValue {
    class(publication, slice, metric, 0)
}

pub fn class(
    publication: &Publication,
    slice: Slice,
    metric: MetricNumber,
    class: u16,
) -> CellValue {
    let sheet = publication.sheets.iter().find(|sheet| sheet.slice == slice);
    let found = sheet.and_then(|sheet| sheet.value(&key(), metric, class).unwrap());
    found.map_or(CellValue::Hidden, |published| published.cell().value)
}

pub const fn is_shown(value: CellValue) -> bool {
    matches!(value, CellValue::Shown { .. })
}

/// Deterministic random numbers for tests.
pub struct Dice(pub u64);

impl Dice {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.word() % bound as u64) as usize
    }
}
