//! What the published sets are called.

use model::ObjectId;
use model::culture::Axis;
use model::culture::cell::{OTHER, Slice};
use model::culture::view::Choice;
use serde::{Deserialize, Serialize};

use super::Sight;

/// The names of sets, as they were frozen with their cohort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// First-level groups, then attributes, in the order of their axes.
    pub axes: Vec<AxisNames>,
    /// Groups of the directory that leaders are given.
    #[serde(default)]
    pub listed: Vec<ValueName>,
    /// The sets that the classes of the matrix are about, in their order; none for people outside.
    pub matrix: Vec<Option<Slice>>,
}

/// The names of one axis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisNames {
    /// Of the axis itself: `Department`, `Level`.
    pub name: String,
    /// Of its values.
    pub values: Vec<ValueName>,
}

/// The name of one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueName {
    /// Which value.
    pub value: u16,
    /// Its name.
    pub name: String,
    /// The group of the directory it stands for.
    pub group: Option<ObjectId>,
}

/// How a reporting line is called in addresses.
const LINE: &str = "line";

impl Names {
    fn values(&self, axis: Axis) -> impl Iterator<Item = &ValueName> {
        let values = if axis == Axis::LISTED {
            Some(&self.listed)
        } else {
            let axis = self.axes.get(usize::from(axis.0));
            axis.map(|axis| &axis.values)
        };
        values.into_iter().flatten()
    }

    /// The number of a group of the directory, a new one where the group is new; none where there are too many.
    pub(crate) fn list(&mut self, group: ObjectId, name: &str) -> Option<u16> {
        if let Some(known) = self.listed.iter_mut().find(|one| one.group == Some(group)) {
            name.clone_into(&mut known.name);
            return Some(known.value);
        }
        let value = u16::try_from(self.listed.len()).ok()?;
        self.listed.push(ValueName {
            value,
            name: name.to_owned(),
            group: Some(group),
        });
        Some(value)
    }

    fn value_name(&self, axis: Axis, value: u16) -> String {
        if value == OTHER {
            return "…".to_owned();
        }
        self.values(axis)
            .find(|known| known.value == value)
            .map_or_else(|| format!("{value}"), |known| known.name.clone())
    }

    /// What a set is called; none for the company.
    pub(crate) fn name(&self, slice: Slice) -> Option<String> {
        match slice {
            Slice::Company => None,
            Slice::Value { axis, value } => Some(self.value_name(axis, value)),
            Slice::Crossing { first, second } => Some(format!(
                "{}, {}",
                self.value_name(first.0, first.1),
                self.value_name(second.0, second.1)
            )),
            // Named by who may see it.
            Slice::Line(_) => None,
        }
    }

    /// Sets that a leader may choose: the set, its value in an address, its name.
    pub(crate) fn choices(&self, sight: &Sight) -> Vec<(Slice, String, String)> {
        let line = sight
            .line()
            .map(|slice| (slice, LINE.to_owned(), sight.line_name()));
        let values = self.axes.iter().enumerate().flat_map(|(axis, names)| {
            let axis = Axis(u8::try_from(axis).unwrap_or(u8::MAX));
            names.values.iter().map(move |known| {
                let slice = Slice::Value {
                    axis,
                    value: known.value,
                };
                (slice, address(axis, known.value), known.name.clone())
            })
        });
        let listed = self.listed.iter().map(|known| {
            let text = address(Axis::LISTED, known.value);
            (Slice::listed(known.value), text, known.name.clone())
        });
        line.into_iter()
            .chain(listed.chain(values).filter(|(slice, ..)| sight.may(*slice)))
            .collect()
    }

    /// The set of an address.
    pub(crate) fn slice(&self, text: &str, sight: &Sight) -> Option<Slice> {
        self.choices(sight)
            .into_iter()
            .find(|(_, value, _)| value == text)
            .map(|(slice, ..)| slice)
    }

    /// Attributes to break down by, without the groups, which are the default.
    pub(crate) fn attributes(&self) -> Vec<Choice> {
        let axes = self.axes.iter().enumerate().skip(1);
        axes.map(|(place, axis)| Choice {
            value: place.to_string(),
            label: axis.name.clone(),
            small: false,
        })
        .collect()
    }

    /// The axis of an address.
    pub(crate) fn axis(&self, text: &str) -> Option<Axis> {
        let axis: u8 = text.parse().ok()?;
        (usize::from(axis) < self.axes.len()).then_some(Axis(axis))
    }

    /// The sets into which a set is broken down by an axis. A value of the axis itself stands beside its siblings; a
    /// crossing and a reporting line are not broken down.
    pub(crate) fn parts(&self, of: Slice, axis: Axis) -> Vec<(Slice, String)> {
        let values = self.values(axis);
        match of {
            // A listed group is not broken down.
            Slice::Value { axis: own, .. } if own == Axis::LISTED => Vec::new(),
            Slice::Value { axis: own, value } if own != axis => values
                .map(|known| {
                    let (one, other) = ((own, value), (axis, known.value));
                    let (first, second) = if one.0 < other.0 {
                        (one, other)
                    } else {
                        (other, one)
                    };
                    (Slice::Crossing { first, second }, known.name.clone())
                })
                .collect(),
            Slice::Company | Slice::Value { .. } => values
                .map(|known| {
                    let value = known.value;
                    (Slice::Value { axis, value }, known.name.clone())
                })
                .collect(),
            Slice::Crossing { .. } | Slice::Line(_) => Vec::new(),
        }
    }
}

fn address(axis: Axis, value: u16) -> String {
    format!("{}-{value}", axis.0)
}

/// The key under which what is published of a set is stored; the same in every publication.
#[must_use]
pub fn key_of(slice: Slice) -> String {
    match slice {
        Slice::Company => "company".to_owned(),
        Slice::Value { axis, value } => address(axis, value),
        Slice::Crossing { first, second } => {
            format!(
                "{}.{}",
                address(first.0, first.1),
                address(second.0, second.1)
            )
        }
        Slice::Line(leader) => format!("{LINE}-{leader}"),
    }
}
