//! How many people a number must be about.

use serde::{Deserialize, Serialize};

use super::DisclosureError;

/// The fewest people a number may be about: 10, or more where a tenant wants more, never fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct MinimumGroup(u32);

impl MinimumGroup {
    /// 10, the floor of Viva Insights' manager settings.
    pub const FLOOR: Self = Self(10);

    /// A minimum of `people`.
    ///
    /// # Errors
    /// [`DisclosureError::BelowFloor`] under 10.
    pub const fn new(people: u32) -> Result<Self, DisclosureError> {
        if people < Self::FLOOR.0 {
            return Err(DisclosureError::BelowFloor);
        }
        Ok(Self(people))
    }

    /// The number of people.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for MinimumGroup {
    fn default() -> Self {
        Self::FLOOR
    }
}

impl TryFrom<u32> for MinimumGroup {
    type Error = DisclosureError;

    fn try_from(people: u32) -> Result<Self, Self::Error> {
        Self::new(people)
    }
}

impl From<MinimumGroup> for u32 {
    fn from(minimum: MinimumGroup) -> Self {
        minimum.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_is_the_floor_on_every_way_in() {
        assert_eq!(MinimumGroup::new(9), Err(DisclosureError::BelowFloor));
        assert_eq!(MinimumGroup::new(10), Ok(MinimumGroup::FLOOR));
        assert!(serde_json::from_str::<MinimumGroup>("9").is_err());
        assert_eq!(
            serde_json::from_str::<MinimumGroup>("25").unwrap().get(),
            25
        );
    }
}
