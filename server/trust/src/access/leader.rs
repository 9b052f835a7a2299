//! Access values of people who read the meeting culture of groups.

use std::collections::BTreeSet;

use model::{ObjectId, Role, Scope};

use super::person::of_member;
use super::{Grants, Member};

/// Whose meeting culture somebody may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub(crate) everybody: bool,
    pub(crate) groups: BTreeSet<ObjectId>,
    pub(crate) own_line: bool,
}

impl Reach {
    /// The whole organisation.
    #[must_use]
    pub fn everybody(&self) -> bool {
        self.everybody
    }

    /// Whether a group of the directory is in it.
    #[must_use]
    pub fn has_group(&self, group: ObjectId) -> bool {
        self.everybody || self.groups.contains(&group)
    }

    /// Groups that are listed by themselves; may be empty.
    #[must_use]
    pub fn groups(&self) -> &BTreeSet<ObjectId> {
        &self.groups
    }

    /// The people who report to the person, directly or not.
    #[must_use]
    pub fn own_line(&self) -> bool {
        self.own_line
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everybody && self.groups.is_empty() && !self.own_line
    }
}

impl Grants {
    /// Whose meeting culture a leader may read: what their assignments name, together. The app role alone names nothing,
    /// and no other role counts, an administrator's neither.
    pub(crate) fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        for (_, scope) in self
            .assigned
            .iter()
            .filter(|(role, _)| *role == Role::Leader)
        {
            match scope {
                Scope::Tenant => reach.everybody = true,
                Scope::Groups(groups) => reach.groups.extend(groups),
                Scope::OwnLine => reach.own_line = true,
                Scope::Rooms(_) => {}
            }
        }
        reach
    }
}

/// Somebody who may read the meeting culture of the organisation, of groups or of the people who report to them.
#[derive(Clone, Debug)]
pub struct Leader {
    pub(crate) member: Member,
    pub(crate) reach: Reach,
}

impl Leader {
    /// Whose; never empty.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }
}

of_member!(Leader);

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Guid, RoomId};

    fn group(number: u128) -> ObjectId {
        ObjectId(Guid::from_u128(number))
    }

    fn assigned(assigned: Vec<(Role, Scope)>) -> Grants {
        Grants {
            app_roles: vec![],
            assigned,
        }
    }

    #[test]
    fn the_app_role_alone_reaches_nobody() {
        for role in Role::ALL {
            let grants = Grants {
                app_roles: vec![role],
                assigned: vec![],
            };
            assert!(grants.reach().is_empty(), "{role}");
        }
    }

    #[test]
    fn no_other_role_reaches_anybody() {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Leader) {
            assert!(
                assigned(vec![(role, Scope::Tenant)]).reach().is_empty(),
                "{role}"
            );
        }
    }

    #[test]
    fn listed_groups_are_reached_and_no_others() {
        let reach = assigned(vec![
            (Role::Leader, Scope::Groups(vec![group(1)])),
            (Role::Leader, Scope::Groups(vec![group(2)])),
        ])
        .reach();
        assert!(reach.has_group(group(1)) && reach.has_group(group(2)));
        assert!(!reach.has_group(group(3)) && !reach.everybody() && !reach.own_line());
    }

    #[test]
    fn the_own_line_is_no_group_and_the_tenant_is_all() {
        let line = assigned(vec![(Role::Leader, Scope::OwnLine)]).reach();
        assert!(line.own_line() && !line.has_group(group(1)) && !line.is_empty());
        let all = assigned(vec![(Role::Leader, Scope::Tenant)]).reach();
        assert!(all.everybody() && all.has_group(group(1)));
    }

    #[test]
    fn rooms_say_nothing_about_groups() {
        let rooms = Scope::Rooms(vec![RoomId::default()]);
        assert!(assigned(vec![(Role::Leader, rooms)]).reach().is_empty());
    }
}
