//! Groups the metrics of a publication by who has data for them, and audits each group of sets once.
//!
//! Metrics whose data are there for the same people publish sums over the same sets. Where two metrics share a column
//! but not the people, their sets are audited together.

use std::collections::{BTreeSet, HashMap};

use model::culture::Formula;
use model::culture::cell::Period;

use super::admit::{Candidates, admit};
use super::close::Close;
use super::figures::{Measure, columns};
use super::ledger::{Blind, Ledger, PublishedSet, System, Unknown};

/// Metrics with data for the same people.
#[derive(Debug)]
pub(super) struct Scope {
    /// Places in [`Close::measures`].
    pub(super) measures: Vec<usize>,
    /// For each planned set its people with data, if the set may be published.
    pub(super) sets: Vec<Option<Vec<u32>>>,
    /// Nobody has data.
    pub(super) empty: bool,
}

/// Who has data: for each person whether.
pub(super) type Presence = Vec<bool>;

/// The unknowns a metric publishes sums of.
fn unknowns(measure: &Measure) -> Vec<Unknown> {
    match measure.formula {
        Formula::People(_) => vec![Unknown::Test(measure.metric.0)],
        _ => {
            let all = columns(&measure.formula);
            all.into_iter()
                .map(|quantity| Unknown::Column(quantity.0))
                .collect()
        }
    }
}

struct Pattern {
    present: Presence,
    measures: Vec<usize>,
    unknowns: BTreeSet<Unknown>,
}

/// Audits the sets of all metrics for which `presence` is given.
pub(super) fn audit(
    close: &Close<'_>,
    period: Period,
    presence: Vec<(usize, Presence)>,
    ledger: &Ledger,
) -> (Vec<Scope>, Vec<System>) {
    let mut scopes = Vec::new();
    let mut systems = Vec::new();
    for mut patterns in connected(patterns(close, presence)) {
        patterns.sort_by_key(|pattern| {
            std::cmp::Reverse(pattern.present.iter().filter(|one| **one).count())
        });
        let component = Component::new(close, period, &patterns, ledger);
        systems.extend(component.audit(&mut scopes, &patterns));
    }
    (scopes, systems)
}

fn patterns(close: &Close<'_>, presence: Vec<(usize, Presence)>) -> Vec<Pattern> {
    let mut places: HashMap<Presence, usize> = HashMap::new();
    let mut patterns: Vec<Pattern> = Vec::new();
    for (measure, present) in presence {
        let place = *places.entry(present.clone()).or_insert_with(|| {
            patterns.push(Pattern {
                present,
                measures: Vec::new(),
                unknowns: BTreeSet::new(),
            });
            patterns.len() - 1
        });
        patterns[place].measures.push(measure);
        patterns[place]
            .unknowns
            .extend(unknowns(&close.measures[measure]));
    }
    patterns
}

/// Patterns that share an unknown, directly or through others, belong together.
fn connected(patterns: Vec<Pattern>) -> Vec<Vec<Pattern>> {
    let mut components: Vec<Vec<Pattern>> = Vec::new();
    for pattern in patterns {
        let shares = |component: &Vec<Pattern>| {
            let mut all = component.iter();
            all.any(|other| !other.unknowns.is_disjoint(&pattern.unknowns))
        };
        let (together, apart): (Vec<_>, Vec<_>) = components.into_iter().partition(shares);
        components = apart;
        let mut joined: Vec<Pattern> = together.into_iter().flatten().collect();
        joined.push(pattern);
        components.push(joined);
    }
    components
}

struct Component<'a> {
    close: &'a Close<'a>,
    unknowns: Vec<Unknown>,
    /// Sets published before, over people of the cohort and others beyond them.
    earlier: Vec<Vec<u32>>,
    population: usize,
    /// For each pattern and planned set: its people with data.
    sets: Vec<Vec<Vec<u32>>>,
}

impl<'a> Component<'a> {
    fn new(close: &'a Close<'a>, period: Period, patterns: &[Pattern], ledger: &Ledger) -> Self {
        let unknowns: BTreeSet<Unknown> = patterns
            .iter()
            .flat_map(|pattern| pattern.unknowns.iter().copied())
            .collect();
        let (earlier, population) = earlier_sets(close, period, &unknowns, ledger);
        let sets = patterns
            .iter()
            .map(|pattern| {
                let planned = close.cohort.sets.iter();
                let present = |person: &&u32| pattern.present[**person as usize];
                planned
                    .map(|set| set.members.iter().filter(present).copied().collect())
                    .collect()
            })
            .collect();
        Self {
            close,
            unknowns: unknowns.into_iter().collect(),
            earlier,
            population,
            sets,
        }
    }

    fn audit(mut self, scopes: &mut Vec<Scope>, patterns: &[Pattern]) -> Option<System> {
        let least = self.close.cohort.minimum.get() as usize;
        let mut places = Vec::new();
        for (pattern, sets) in self.sets.iter().enumerate() {
            for (place, set) in sets.iter().enumerate() {
                if set.len() >= least {
                    places.push((pattern, place));
                }
            }
        }
        let candidates: Vec<&[u32]> = places
            .iter()
            .map(|(pattern, place)| self.sets[*pattern][*place].as_slice())
            .collect();
        let admission = admit(
            &Candidates {
                population: self.population,
                earlier: &self.earlier,
                sets: &candidates,
            },
            self.close.cohort.minimum,
            self.close.randomness,
        );
        let mut admitted: Vec<Vec<Option<Vec<u32>>>> = self
            .sets
            .iter()
            .map(|sets| vec![None; sets.len()])
            .collect();
        for ((pattern, place), fine) in places.into_iter().zip(&admission.admitted) {
            if *fine {
                admitted[pattern][place] = Some(std::mem::take(&mut self.sets[pattern][place]));
            }
        }
        let system = System {
            certificate: admission.certificate,
            ..self.system(&admitted)
        };
        for (pattern, sets) in patterns.iter().zip(admitted) {
            scopes.push(Scope {
                measures: pattern.measures.clone(),
                empty: !pattern.present.contains(&true),
                sets,
            });
        }
        (!system.sets.is_empty()).then_some(system)
    }

    /// What the ledger keeps of the admitted sets.
    fn system(&self, admitted: &[Vec<Option<Vec<u32>>>]) -> System {
        let members = || {
            admitted.iter().flat_map(|sets| {
                let planned = self.close.cohort.sets.iter();
                planned
                    .zip(sets)
                    .filter_map(|(set, members)| Some((set.slice, members.as_ref()?)))
            })
        };
        let inside: BTreeSet<u32> = members().flat_map(|(_, set)| set.iter().copied()).collect();
        let inside: Vec<u32> = inside.into_iter().collect();
        let place = |person: &u32| inside.binary_search(person).unwrap_or_default() as u32;
        System {
            unknowns: self.unknowns.clone(),
            people: inside
                .iter()
                .map(|person| Blind::from(self.close.cohort.people[*person as usize]))
                .collect(),
            sets: members()
                .map(|(slice, set)| PublishedSet {
                    slice,
                    members: set.iter().map(place).collect(),
                })
                .collect(),
            certificate: super::Certificate::default(),
        }
    }
}

/// Sets of the same unknowns that were published before for the period, over the cohort's people and, behind them,
/// people who aren't in it any more.
fn earlier_sets(
    close: &Close<'_>,
    period: Period,
    unknowns: &BTreeSet<Unknown>,
    ledger: &Ledger,
) -> (Vec<Vec<u32>>, usize) {
    let mut systems = ledger
        .of(period)
        .flat_map(|entry| &entry.statement.systems)
        .filter(|system| system.unknowns.iter().any(|one| unknowns.contains(one)))
        .peekable();
    let mut sets = BTreeSet::new();
    let mut places: HashMap<Blind, u32> = HashMap::new();
    if systems.peek().is_some() {
        let people = close.cohort.people.iter().zip(0_u32..);
        places = people
            .map(|(person, place)| (Blind::from(*person), place))
            .collect();
    }
    let mut population = close.cohort.people.len() as u32;
    for system in systems {
        let mut global = Vec::with_capacity(system.people.len());
        for person in &system.people {
            global.push(*places.entry(*person).or_insert_with(|| {
                population += 1;
                population - 1
            }));
        }
        for set in &system.sets {
            let members = set
                .members
                .iter()
                .filter_map(|member| global.get(*member as usize));
            let mut members: Vec<u32> = members.copied().collect();
            members.sort_unstable();
            sets.insert(members);
        }
    }
    (sets.into_iter().collect(), population as usize)
}
