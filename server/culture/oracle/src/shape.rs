//! Kind S over a person's week: size mix (M7), large and long (M11), recurring (M14), types (M15), lead (M27, M28),
//! external (M40), online (M41).

use crate::input::{Kind, Side};
use crate::join::Meeting;
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
    pub fn size_class(&self, meeting: &Meeting<'_>) -> SizeClass {
        if meeting.copy.sensitive {
            return SizeClass::Private;
        }
        match self.size(meeting) {
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
        self.hours_with(|meeting| self.size_class(meeting) == class)
    }

    /// Hours of the mosaic: size over 8 or not, longer than an hour or not, in units. Unknown sizes are in no cell.
    #[must_use]
    pub fn m11(&self, large: bool, long: bool) -> u128 {
        self.hours_with(|meeting| {
            self.size(meeting).is_some_and(|size| (size > 8) == large)
                && (meeting.copy.len() > 60) == long
        })
    }

    /// M14: hours of series, in units.
    #[must_use]
    pub fn m14(&self) -> u128 {
        self.hours_with(|meeting| {
            !meeting.copy.sensitive
                && matches!(meeting.copy.kind, Kind::Occurrence | Kind::Exception)
        })
    }

    /// The type of M15 of a counted meeting.
    #[must_use]
    pub fn type_class(&self, meeting: &Meeting<'_>) -> Type {
        if meeting.copy.sensitive {
            return Type::Private;
        }
        self.size(meeting)
            .map_or(Type::Other, |size| type_of(size, meeting.copy.len()))
    }

    /// Hours of a type of M15, in units.
    #[must_use]
    pub fn m15(&self, class: Type) -> u128 {
        self.hours_with(|meeting| self.type_class(meeting) == class)
    }

    /// The lead time of a single event, an exception or the first occurrence of a series; no other copy has one.
    #[must_use]
    pub fn lead(&self, meeting: &Meeting<'_>) -> Option<i32> {
        meeting.copy.lead.filter(|_| !meeting.copy.sensitive)
    }

    /// M27: hours of a lead class, in units.
    #[must_use]
    pub fn m27(&self, class: Lead) -> u128 {
        self.hours_with(|meeting| self.lead(meeting).map(lead_class) == Some(class))
    }

    fn foreigners(&self, meeting: &Meeting<'_>) -> (usize, usize) {
        let heads = self.tenant.heads(meeting);
        let outside = heads.iter().filter(|head| head.side == Side::Outside);
        (outside.count(), heads.len())
    }

    /// A foreigner was invited or called the meeting.
    #[must_use]
    pub fn external(&self, meeting: &Meeting<'_>) -> bool {
        !meeting.copy.sensitive && self.foreigners(meeting).0 > 0
    }

    /// Half of the invited people or more are foreign.
    #[must_use]
    pub fn mostly_external(&self, meeting: &Meeting<'_>) -> bool {
        let (outside, all) = self.foreigners(meeting);
        !meeting.copy.sensitive && 2 * outside >= all
    }

    /// M40: hours with a foreigner, in units.
    #[must_use]
    pub fn m40(&self) -> u128 {
        self.hours_with(|meeting| self.external(meeting))
    }

    /// M40: hours with a foreign half, in units.
    #[must_use]
    pub fn m40_mostly(&self) -> u128 {
        self.hours_with(|meeting| self.mostly_external(meeting))
    }

    /// M41: online hours, in units.
    #[must_use]
    pub fn m41(&self) -> u128 {
        self.hours_with(|meeting| !meeting.copy.sensitive && meeting.copy.online)
    }
}
