//! Who may do what, and where: roles and their scopes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ObjectId, RoomId};

/// A role: a value of Anteroom's Entra app roles, or of an assignment made in Anteroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Registers, consents, reviews, revokes, exports, erases; tenant-wide.
    Administrator,
    /// Reads permissions, evidence and audit; changes nothing; tenant-wide.
    Reviewer,
    /// Runs rooms: hours, staffing, messages, reports.
    Coordinator,
    /// Takes visitors of rooms.
    Consultant,
    /// Reads the meeting culture of groups.
    Leader,
    /// Reads the figures of rooms.
    Reporter,
}

/// The text is none of the six role values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role")]
pub struct UnknownRole;

impl Role {
    /// All roles, strongest first.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Reviewer,
        Self::Coordinator,
        Self::Consultant,
        Self::Leader,
        Self::Reporter,
    ];

    /// The value that stands in the `roles` claim and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Reviewer => "Reviewer",
            Self::Coordinator => "Coordinator",
            Self::Consultant => "Consultant",
            Self::Leader => "Leader",
            Self::Reporter => "Reporter",
        }
    }

    /// Whether an Entra app role without further assignment already covers the whole tenant.
    ///
    /// The other roles say nothing until an assignment names rooms or groups (DESIGN.md, Roles).
    #[must_use]
    pub const fn covers_tenant(self) -> bool {
        matches!(self, Self::Administrator | Self::Reviewer)
    }

    /// Whether the role is scoped by rooms.
    #[must_use]
    pub const fn by_room(self) -> bool {
        matches!(self, Self::Coordinator | Self::Consultant | Self::Reporter)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole tenant: Administrator, Reviewer, Leader; for room roles only as an explicit choice.
    Tenant,
    /// Exactly these rooms.
    Rooms(Vec<RoomId>),
    /// Exactly these groups of the directory (Leader).
    Groups(Vec<ObjectId>),
    /// The people who report to this person, directly or not (Leader).
    OwnLine,
}

impl Scope {
    /// Whether the scope contains a room.
    #[must_use]
    pub fn has_room(&self, room: RoomId) -> bool {
        match self {
            Self::Tenant => true,
            Self::Rooms(rooms) => rooms.contains(&room),
            Self::Groups(_) | Self::OwnLine => false,
        }
    }

    /// Whether this scope makes sense for a role.
    #[must_use]
    pub fn suits(&self, role: Role) -> bool {
        match self {
            Self::Tenant => true,
            Self::Rooms(rooms) => role.by_room() && !rooms.is_empty(),
            Self::Groups(groups) => role == Role::Leader && !groups.is_empty(),
            Self::OwnLine => role == Role::Leader,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_values_read_back_and_nothing_else_does() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("administrator".parse::<Role>(), Err(UnknownRole));
        assert_eq!("Consultant ".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn a_scope_of_no_rooms_suits_nobody() {
        assert!(!Scope::Rooms(vec![]).suits(Role::Consultant));
        assert!(!Scope::OwnLine.suits(Role::Consultant));
        assert!(!Scope::OwnLine.has_room(RoomId::default()));
    }
}
