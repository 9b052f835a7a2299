//! The people who are measured for a quarter and the sets of them that are published each week.
//!
//! Membership is frozen: who joins or changes teams waits for the next quarter, so that no value of one week can be
//! set against that of the next to see one person come or go. Small values of an axis are merged.

use std::collections::{BTreeMap, BTreeSet};

use model::culture::Pseudonym;
use model::culture::cell::{Axis, OTHER, Slice};
use serde::{Deserialize, Serialize};

use super::threshold::MinimumGroup;

/// What is known of a person when a cohort is frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Pseudonym,
    /// The mailbox is read and the person isn't away all the time.
    pub active: bool,
    /// Doesn't want to be part of any number.
    pub opted_out: bool,
    /// The value of each axis: first-level group, then attributes. `None` or a missing entry: unknown.
    pub values: Vec<Option<u16>>,
    /// Manager, manager's manager and so on.
    pub managers: Vec<Pseudonym>,
}

/// Everybody of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// The people, each once; a repeated one counts once, as first listed.
    pub people: Vec<Member>,
}

/// A set of people whose numbers are published wherever that tells nothing about few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSet {
    /// What the set is called.
    pub slice: Slice,
    /// Places in [`Cohort::people`], rising.
    pub members: Vec<u32>,
}

/// A frozen plan of sets, the most important first: company, first-level groups, values of attributes, crossings of
/// two axes, reporting lines; within each kind the larger set first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Which freeze it is; series of different cohorts don't join.
    pub number: u32,
    /// The fewest people of a set.
    pub minimum: MinimumGroup,
    /// Who is measured, rising.
    pub people: Vec<Pseudonym>,
    /// The plan.
    pub sets: Vec<PlannedSet>,
}

impl Cohort {
    /// Freezes the plan: active people who didn't opt out, in sets of at least `minimum`.
    /// With fewer people than that the plan is empty.
    #[must_use]
    pub fn freeze(organisation: &Organisation, minimum: MinimumGroup, number: u32) -> Self {
        let mut members: BTreeMap<Pseudonym, &Member> = BTreeMap::new();
        for member in &organisation.people {
            members.entry(member.person).or_insert(member);
        }
        members.retain(|_, member| member.active && !member.opted_out);
        let people: Vec<Pseudonym> = members.keys().copied().collect();
        let members: Vec<&Member> = members.into_values().collect();
        let mut sets = Vec::new();
        if people.len() >= minimum.get() as usize {
            let planner = Planner { members, minimum };
            sets.push(PlannedSet {
                slice: Slice::Company,
                members: (0..people.len() as u32).collect(),
            });
            planner.values(&mut sets);
            planner.crossings(&mut sets);
            planner.lines(&people, &mut sets);
        }
        Self {
            number,
            minimum,
            people,
            sets,
        }
    }

    /// Adds a group of the directory that leaders are given, after the first-level groups; answers whether it has enough
    /// people for that. Groups may share people. Whoever isn't of the cohort isn't of the group.
    pub fn list(&mut self, value: u16, people: &BTreeSet<Pseudonym>) -> bool {
        let slice = Slice::listed(value);
        let places = self.people.iter().zip(0_u32..);
        let members: Vec<u32> = places
            .filter(|(person, _)| people.contains(person))
            .map(|(_, place)| place)
            .collect();
        if self.place(slice).is_some() || members.len() < self.minimum.get() as usize {
            return false;
        }
        let before = |set: &PlannedSet| match set.slice {
            Slice::Company => true,
            Slice::Value { axis, .. } => axis == Axis::GROUP || axis == Axis::LISTED,
            _ => false,
        };
        let place = self.sets.iter().take_while(|set| before(set)).count();
        self.sets.insert(place, PlannedSet { slice, members });
        true
    }

    /// The place of a set in the plan; `None` for one that isn't published because it is too small or unknown.
    #[must_use]
    pub fn place(&self, slice: Slice) -> Option<usize> {
        self.sets.iter().position(|set| set.slice == slice)
    }
}

struct Planner<'a> {
    members: Vec<&'a Member>,
    minimum: MinimumGroup,
}

type Parts = BTreeMap<u16, Vec<u32>>;

impl Planner<'_> {
    fn axes(&self) -> u8 {
        let axes = self.members.iter().map(|member| member.values.len()).max();
        axes.unwrap_or(0).min(usize::from(u8::MAX)) as u8
    }

    fn value(&self, person: u32, axis: Axis) -> u16 {
        let values = &self.members[person as usize].values;
        values
            .get(usize::from(axis.0))
            .copied()
            .flatten()
            .unwrap_or(OTHER)
    }

    fn everybody(&self) -> Vec<u32> {
        (0..self.members.len() as u32).collect()
    }

    /// Divides people by an axis; values of too few people are merged, and so is the next smallest while the merged
    /// ones are too few. Empty where that leaves nothing to compare.
    fn divide(&self, people: &[u32], axis: Axis) -> Parts {
        let least = self.minimum.get() as usize;
        let mut parts = Parts::new();
        for person in people {
            parts
                .entry(self.value(*person, axis))
                .or_default()
                .push(*person);
        }
        let mut other = parts.remove(&OTHER).unwrap_or_default();
        let small: Vec<u16> = parts
            .iter()
            .filter(|(_, members)| members.len() < least)
            .map(|(value, _)| *value)
            .collect();
        for value in small {
            other.extend(parts.remove(&value).unwrap_or_default());
        }
        while !other.is_empty() && other.len() < least {
            let next = parts
                .iter()
                .min_by_key(|(_, members)| members.len())
                .map(|(value, _)| *value);
            let Some(next) = next else {
                break;
            };
            other.extend(parts.remove(&next).unwrap_or_default());
        }
        if !other.is_empty() {
            other.sort_unstable();
            parts.insert(OTHER, other);
        }
        if parts.len() < 2 { Parts::new() } else { parts }
    }

    fn values(&self, sets: &mut Vec<PlannedSet>) {
        let everybody = self.everybody();
        let mut attributes = Vec::new();
        for axis in (0..self.axes()).map(Axis) {
            let parts = self.divide(&everybody, axis);
            let planned = parts.into_iter().map(|(value, members)| PlannedSet {
                slice: Slice::Value { axis, value },
                members,
            });
            if axis == Axis::GROUP {
                sets.extend(by_size(planned.collect()));
            } else {
                attributes.extend(planned);
            }
        }
        sets.extend(by_size(attributes));
    }

    fn crossings(&self, sets: &mut Vec<PlannedSet>) {
        let everybody = self.everybody();
        let mut planned = Vec::new();
        for first in (0..self.axes()).map(Axis) {
            for (value, members) in self.divide(&everybody, first) {
                for second in (first.0 + 1..self.axes()).map(Axis) {
                    for (other, members) in self.divide(&members, second) {
                        planned.push(PlannedSet {
                            slice: Slice::Crossing {
                                first: (first, value),
                                second: (second, other),
                            },
                            members,
                        });
                    }
                }
            }
        }
        sets.extend(by_size(planned));
    }

    /// Leaders with at least k reports; the leader is part of the set, so that it can be the same as a group.
    fn lines(&self, people: &[Pseudonym], sets: &mut Vec<PlannedSet>) {
        let mut lines: BTreeMap<Pseudonym, BTreeSet<u32>> = BTreeMap::new();
        for (person, member) in self.members.iter().enumerate() {
            for leader in &member.managers {
                if *leader != member.person {
                    lines.entry(*leader).or_default().insert(person as u32);
                }
            }
        }
        let mut planned = Vec::new();
        for (leader, mut reports) in lines {
            if reports.len() < self.minimum.get() as usize {
                continue;
            }
            if let Ok(place) = people.binary_search(&leader) {
                reports.insert(place as u32);
            }
            planned.push(PlannedSet {
                slice: Slice::Line(leader),
                members: reports.into_iter().collect(),
            });
        }
        sets.extend(by_size(planned));
    }
}

fn by_size(mut sets: Vec<PlannedSet>) -> Vec<PlannedSet> {
    sets.sort_by_key(|set| (std::cmp::Reverse(set.members.len()), set.slice));
    sets
}
