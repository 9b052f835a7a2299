//! An organisation made of thin air: departments, places, countries, reporting lines, and figures by week.

use culture::dashboard::{AxisNames, Names, ValueName};
use culture::disclosure::{
    Cohort, CohortWeek, Measure, Member, MinimumGroup, Organisation, PersonRow, PersonWeek, Target,
};
use model::culture::cell::{MetricNumber, Slice};
use model::culture::{Formula, Pseudonym, Quantity, metric};

/// Values of each axis, and its name.
const AXES: [(&str, usize); 3] = [("Department", 40), ("Location", 8), ("Country", 4)];
/// People who report to one manager.
const SPAN: usize = 8;
/// Groups of others that a person meets.
const MET: usize = 6;

pub struct Company {
    cohort: Cohort,
    measures: Vec<Measure>,
}

/// One person's columns and part of the matrix.
type Person = (Vec<i64>, Vec<(u32, i64)>);

/// Figures of everybody in one week.
pub struct Figures(Vec<Person>);

fn someone(number: usize) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    Pseudonym(bytes)
}

/// Mixes numbers well enough that nothing looks alike.
const fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A department is some branches two levels down, a place belongs to a branch three levels down, a country to a place:
/// teams sit together and report inside their department, as in most organisations.
fn member(number: usize) -> Member {
    let mut line = vec![number];
    let mut at = number;
    while at > 0 {
        at = (at - 1) / SPAN;
        line.push(at);
    }
    let branch = |level: usize| line[line.len().saturating_sub(level + 1)] as u64;
    let department = branch(2) % AXES[0].1 as u64;
    let place = mix(branch(3)) % AXES[1].1 as u64;
    let country = place % AXES[2].1 as u64;
    Member {
        person: someone(number),
        active: true,
        opted_out: false,
        values: [department, place, country]
            .map(|value| Some(value as u16))
            .to_vec(),
        managers: line[1..].iter().map(|one| someone(*one)).collect(),
    }
}

impl Company {
    pub fn new(people: usize) -> Self {
        let organisation = Organisation {
            people: (0..people).map(member).collect(),
        };
        let cohort = Cohort::freeze(&organisation, MinimumGroup::FLOOR, 1);
        let measures = (0..)
            .zip(metric::all())
            .map(|(number, one)| {
                let matrix = matches!(one.formula, Formula::Matrix { .. });
                let targets = if matrix { targets() } else { vec![] };
                Measure::of(MetricNumber(number), one, targets)
            })
            .collect();
        Self { cohort, measures }
    }

    pub const fn cohort(&self) -> &Cohort {
        &self.cohort
    }

    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    pub fn people(&self) -> usize {
        self.cohort.people.len()
    }

    pub fn departments(&self) -> usize {
        AXES[0].1
    }

    pub fn names(&self) -> Names {
        let axes = AXES.iter().map(|(name, values)| AxisNames {
            name: (*name).to_owned(),
            values: (0..*values as u16)
                .map(|value| ValueName {
                    value,
                    name: format!("{name} {value}"),
                    group: None,
                })
                .collect(),
        });
        Names {
            axes: axes.collect(),
            listed: Vec::new(),
            matrix: targets().into_iter().map(|target| target.slice).collect(),
        }
    }

    /// What everybody did in a week: each column near a mean of its own, so that nobody dominates.
    pub fn week(&self, week: i32) -> Figures {
        let person = |number: usize| {
            let word = |what: usize| mix((week as u64) << 40 | (number as u64) << 16 | what as u64);
            let columns = (0..Quantity::COUNT).map(|column| {
                let mean = 60 + (mix(column as u64) % 600) as i64;
                mean + (word(column) % 60) as i64
            });
            let met = (0..MET).map(|place| {
                let group = mix(number as u64 * 7 + place as u64) % AXES[0].1 as u64;
                (group as u32, 100 + (word(1_000 + place) % 100) as i64)
            });
            (columns.collect(), met.collect())
        };
        Figures((0..self.people()).map(person).collect())
    }
}

impl Figures {
    pub fn columns(&self) -> CohortWeek<'_> {
        let people = self.0.iter().map(|(columns, matrix)| {
            let row = PersonRow { columns, matrix };
            Some(PersonWeek {
                strict: row,
                permissive: row,
            })
        });
        people.collect()
    }
}

/// The classes of the matrix: departments, and people outside of them.
fn targets() -> Vec<Target> {
    let own = (0..AXES[0].1 as u16).map(|value| Target {
        slice: Some(Slice::group(value)),
        from: vec![u32::from(value)],
    });
    let outside = Target {
        slice: None,
        from: vec![AXES[0].1 as u32],
    };
    own.chain([outside]).collect()
}
