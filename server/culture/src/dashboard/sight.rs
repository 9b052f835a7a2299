//! What one leader may see.

use model::culture::Axis;
use model::culture::cell::Slice;
use trust::Reach;

use super::Names;

/// The sets a leader may look at. Everybody may see the company's values as a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    everybody: bool,
    slices: Vec<Slice>,
    /// The person's own name, which names their reporting line.
    name: String,
}

impl Sight {
    /// The sight of a leader of the whole organisation.
    #[must_use]
    pub const fn everybody() -> Self {
        Self {
            everybody: true,
            slices: Vec::new(),
            name: String::new(),
        }
    }

    /// The sight of somebody who may look at these sets alone.
    #[must_use]
    pub const fn only(slices: Vec<Slice>) -> Self {
        Self {
            everybody: false,
            slices,
            name: String::new(),
        }
    }

    /// What assignments name, as sets; `line` is the reporting line of the person and their name.
    #[must_use]
    pub fn of(reach: &Reach, names: &Names, (line, name): (Slice, &str)) -> Self {
        let listed = names.listed.iter();
        let groups = listed
            .filter(|known| known.group.is_some_and(|group| reach.has_group(group)))
            .map(|known| Slice::listed(known.value));
        let line = reach.own_line().then_some(line);
        Self {
            everybody: reach.everybody(),
            slices: line.into_iter().chain(groups).collect(),
            name: name.to_owned(),
        }
    }

    /// Whether a set may be looked at: one of theirs, or a part of a group of theirs.
    pub(crate) fn may(&self, slice: Slice) -> bool {
        let part_of = match slice {
            Slice::Company => true,
            Slice::Crossing { first, .. } if first.0 == Axis::GROUP => {
                self.slices.contains(&Slice::group(first.1))
            }
            _ => false,
        };
        self.everybody || part_of || self.slices.contains(&slice)
    }

    /// What is looked at first.
    pub(crate) fn first(&self) -> Slice {
        if self.everybody {
            Slice::Company
        } else {
            self.slices.first().copied().unwrap_or(Slice::Company)
        }
    }

    /// What their reporting line is called.
    pub(crate) fn line_name(&self) -> String {
        format!("↳ {}", self.name)
    }

    /// Their reporting line, if they may see it.
    pub(crate) fn line(&self) -> Option<Slice> {
        self.slices
            .iter()
            .copied()
            .find(|slice| matches!(slice, Slice::Line(_)))
    }
}
