//! What a person's app roles and assignments add up to. Pure.

use std::collections::BTreeSet;

use model::{Role, RoomId, Scope};

/// A set of rooms of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomSet {
    /// Every room, also those made later.
    All,
    /// Exactly these; may be empty.
    Only(BTreeSet<RoomId>),
}

impl RoomSet {
    /// No room.
    #[must_use]
    pub fn none() -> Self {
        Self::Only(BTreeSet::new())
    }

    /// Whether a room is in the set.
    #[must_use]
    pub fn has(&self, room: RoomId) -> bool {
        match self {
            Self::All => true,
            Self::Only(rooms) => rooms.contains(&room),
        }
    }

    /// Whether there is nothing in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Only(rooms) if rooms.is_empty())
    }

    /// Rooms in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(mut one), Self::Only(other)) => {
                one.extend(other);
                Self::Only(one)
            }
            _ => Self::All,
        }
    }
}

/// Everything a person holds in their tenant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    /// App roles of the id_token.
    pub(crate) app_roles: Vec<Role>,
    /// Assignments to the person or to a group of theirs.
    pub(crate) assigned: Vec<(Role, Scope)>,
}

impl Grants {
    /// Whether a role holds for the whole tenant: by app role for Administrator and Reviewer, else by assignment.
    pub(crate) fn tenant_wide(&self, role: Role) -> bool {
        (role.covers_tenant() && self.app_roles.contains(&role))
            || self
                .assigned
                .iter()
                .any(|(held, scope)| *held == role && *scope == Scope::Tenant)
    }

    /// The rooms for which a role is assigned. An app role alone gives none.
    pub(crate) fn rooms(&self, role: Role) -> RoomSet {
        if !role.by_room() {
            return RoomSet::none();
        }
        self.assigned.iter().filter(|(held, _)| *held == role).fold(
            RoomSet::none(),
            |set, (_, scope)| {
                set.or(match scope {
                    Scope::Tenant => RoomSet::All,
                    Scope::Rooms(rooms) => RoomSet::Only(rooms.iter().copied().collect()),
                    Scope::Groups(_) | Scope::OwnLine => RoomSet::none(),
                })
            },
        )
    }

    /// Rooms whose visitors this person may see and take. Administrators are not among them: whoever runs the
    /// organisation's settings reads no visitor's answers unless assigned to the room.
    pub(crate) fn work(&self) -> RoomSet {
        self.rooms(Role::Consultant)
            .or(self.rooms(Role::Coordinator))
    }

    /// Rooms whose settings this person may change.
    pub(crate) fn edit(&self) -> RoomSet {
        if self.tenant_wide(Role::Administrator) {
            RoomSet::All
        } else {
            self.rooms(Role::Coordinator)
        }
    }

    /// Whether this person may make rooms. A coordinator of listed rooms may not: nobody would have listed the new one.
    pub(crate) fn create(&self) -> bool {
        self.tenant_wide(Role::Administrator) || self.rooms(Role::Coordinator) == RoomSet::All
    }

    /// Roles that mean something here: tenant-wide app roles and assigned ones, strongest first, each once.
    pub(crate) fn roles(&self) -> Vec<Role> {
        Role::ALL
            .into_iter()
            .filter(|role| {
                self.tenant_wide(*role) || self.assigned.iter().any(|(held, _)| held == role)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Guid, ObjectId};

    fn room(number: u128) -> RoomId {
        RoomId(Guid::from_u128(number))
    }

    fn app(role: Role) -> Grants {
        Grants {
            app_roles: vec![role],
            assigned: vec![],
        }
    }

    fn assigned(role: Role, scope: Scope) -> Grants {
        Grants {
            app_roles: vec![],
            assigned: vec![(role, scope)],
        }
    }

    #[test]
    fn of_the_app_roles_only_administrator_and_reviewer_cover_the_tenant() {
        for role in Role::ALL {
            let covers = matches!(role, Role::Administrator | Role::Reviewer);
            assert_eq!(app(role).tenant_wide(role), covers, "{role}");
            assert!(
                app(role).work().is_empty(),
                "{role} sees no visitors by app role alone"
            );
            assert_eq!(app(role).create(), role == Role::Administrator);
            assert_eq!(app(role).roles().is_empty(), !covers, "{role}");
        }
    }

    #[test]
    fn a_scope_of_rooms_holds_in_those_rooms_only() {
        for role in [Role::Coordinator, Role::Consultant] {
            let grants = assigned(role, Scope::Rooms(vec![room(1)]));
            assert!(grants.work().has(room(1)));
            assert!(!grants.work().has(room(2)));
            assert_eq!(grants.edit().has(room(1)), role == Role::Coordinator);
            assert!(!grants.edit().has(room(2)));
            assert!(!grants.create());
        }
        let reporter = assigned(Role::Reporter, Scope::Tenant);
        assert!(reporter.work().is_empty() && reporter.edit().is_empty());
    }

    #[test]
    fn a_leader_never_reaches_a_room() {
        for scope in [
            Scope::Tenant,
            Scope::Groups(vec![ObjectId::default()]),
            Scope::OwnLine,
        ] {
            let grants = assigned(Role::Leader, scope);
            assert!(grants.work().is_empty() && grants.edit().is_empty() && !grants.create());
        }
    }

    #[test]
    fn several_assignments_add_up() {
        let grants = Grants {
            app_roles: vec![Role::Consultant],
            assigned: vec![
                (Role::Consultant, Scope::Rooms(vec![room(1)])),
                (Role::Coordinator, Scope::Rooms(vec![room(2)])),
            ],
        };
        assert!(
            grants.work().has(room(1)) && grants.work().has(room(2)) && !grants.work().has(room(3))
        );
        assert!(!grants.edit().has(room(1)) && grants.edit().has(room(2)));
        assert_eq!(grants.roles(), [Role::Coordinator, Role::Consultant]);
        assert!(assigned(Role::Coordinator, Scope::Tenant).create());
    }
}
