//! Kind S over a person's week: size mix (M7), large and long (M11), recurring (M14), types (M15), lead (M27, M28),
//! external (M40), online (M41).

use crate::input::{Copy, Kind, Side};
use crate::week::Week;

/// Size class of M7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeClass {
    /// 2
    Two,
    /// 3 to 8
    Small,
    /// 9 to 18
    Medium,
    /// 19 to 50
    Big,
    /// 51 or more
    Huge,
    /// A private event.
    Private,
    /// Unknown, or one person.
    Other,
}

/// Type of M15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// 2 people, at most an hour.
    OneToOne,
    /// 3 to 8, at most an hour.
    Decision,
    /// 9 to 18, at most an hour.
    Status,
    /// 19 to 50, at most two hours.
    Bloated,
    /// At most 18, one to two hours.
    Lengthy,
    /// 51 or more.
    AllHands,
    /// At most 50, two hours or more.
    Workshop,
    /// A private event.
    Private,
    /// Anything else.
    Other,
}

/// Lead-time class of M27.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// At most 6 h.
    Six,
    /// Over 6, at most 12 h.
    Twelve,
    /// Over 12, under 24 h.
    Day,
    /// 24 h or more.
    More,
}

/// The lead class of a lead in minutes.
#[must_use]
pub const fn lead_class(minutes: i32) -> Lead {
    if minutes <= 6 * 60 {
        Lead::Six
    } else if minutes <= 12 * 60 {
        Lead::Twelve
    } else if minutes < 24 * 60 {
        Lead::Day
    } else {
        Lead::More
    }
}

/// The type of a meeting of a known size, first match.
#[must_use]
pub const fn type_of(size: usize, len: i64) -> Type {
    if size == 2 && len <= 60 {
        Type::OneToOne
    } else if size >= 3 && size <= 8 && len <= 60 {
        Type::Decision
    } else if size >= 9 && size <= 18 && len <= 60 {
        Type::Status
    } else if size >= 19 && size <= 50 && len <= 120 {
        Type::Bloated
    } else if size <= 18 && len > 60 && len <= 120 {
        Type::Lengthy
    } else if size >= 51 {
        Type::AllHands
    } else if size <= 50 && len >= 120 {
        Type::Workshop
    } else {
        Type::Other
    }
}

impl Week<'_> {
    /// The class of M7 of a counted meeting.
    #[must_use]
    pub fn size_class(&self, copy: &Copy) -> SizeClass {
        if copy.sensitive {
            return SizeClass::Private;
        }
        match self.size(copy) {
            Some(2) => SizeClass::Two,
            Some(3..=8) => SizeClass::Small,
            Some(9..=18) => SizeClass::Medium,
            Some(19..=50) => SizeClass::Big,
            Some(51..) => SizeClass::Huge,
            _ => SizeClass::Other,
        }
    }

    /// Hours of a class of M7, in units.
    #[must_use]
    pub fn m7(&self, class: SizeClass) -> u128 {
        self.hours_with(|copy| self.size_class(copy) == class)
    }

    /// Hours of the mosaic: size over 8 or not, longer than an hour or not, in units. Unknown sizes are in no cell.
    #[must_use]
    pub fn m11(&self, large: bool, long: bool) -> u128 {
        self.hours_with(|copy| {
            self.size(copy).is_some_and(|size| (size > 8) == large) && (copy.len() > 60) == long
        })
    }

    /// M14: hours of series, in units.
    #[must_use]
    pub fn m14(&self) -> u128 {
        self.hours_with(|copy| {
            !copy.sensitive && matches!(copy.kind, Kind::Occurrence | Kind::Exception)
        })
    }

    /// The type of M15 of a counted meeting.
    #[must_use]
    pub fn type_class(&self, copy: &Copy) -> Type {
        if copy.sensitive {
            return Type::Private;
        }
        self.size(copy)
            .map_or(Type::Other, |size| type_of(size, copy.len()))
    }

    /// Hours of a type of M15, in units.
    #[must_use]
    pub fn m15(&self, class: Type) -> u128 {
        self.hours_with(|copy| self.type_class(copy) == class)
    }

    /// The lead time of a counted meeting, from its best copy.
    #[must_use]
    pub fn lead(&self, copy: &Copy) -> Option<i32> {
        if copy.sensitive {
            return None;
        }
        self.tenant.joined(self.person.id, copy).source.lead
    }

    /// M27: hours of a lead class, in units.
    #[must_use]
    pub fn m27(&self, class: Lead) -> u128 {
        self.hours_with(|copy| self.lead(copy).map(lead_class) == Some(class))
    }

    /// A foreigner was invited or called the meeting.
    #[must_use]
    pub fn external(&self, copy: &Copy) -> bool {
        let joined = self.tenant.joined(self.person.id, copy);
        !copy.sensitive
            && (joined.source.organizer_side == Some(Side::Outside)
                || joined.guests.iter().any(|(_, side, _)| *side == Side::Outside))
    }

    /// Half of the invited people or more are foreign.
    #[must_use]
    pub fn mostly_external(&self, copy: &Copy) -> bool {
        let joined = self.tenant.joined(self.person.id, copy);
        let organizer = usize::from(joined.source.organizer_side == Some(Side::Outside));
        let outside = joined
            .guests
            .iter()
            .filter(|(_, side, _)| *side == Side::Outside);
        !copy.sensitive && 2 * (outside.count() + organizer) > joined.guests.len()
    }

    /// M40: hours with a foreigner, in units.
    #[must_use]
    pub fn m40(&self) -> u128 {
        self.hours_with(|copy| self.external(copy))
    }

    /// M40: hours with a foreign half, in units.
    #[must_use]
    pub fn m40_mostly(&self) -> u128 {
        self.hours_with(|copy| self.mostly_external(copy))
    }

    /// M41: online hours, in units.
    #[must_use]
    pub fn m41(&self) -> u128 {
        self.hours_with(|copy| !copy.sensitive && copy.online)
    }
}
