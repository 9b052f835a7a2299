//! Access values of signed-in people.

use std::sync::Arc;

use model::{ObjectId, RoomId, TenantId};

use super::RoomSet;
use crate::session::Session;

/// Somebody who is signed in, in a registered tenant. Says nothing about roles.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) session: Arc<Session>,
}

impl Member {
    /// The tenant of the person.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.session.tenant()
    }

    /// The person's object id.
    #[must_use]
    pub fn oid(&self) -> ObjectId {
        self.session.oid()
    }

    /// The person's display name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.session.name()
    }

    /// The session that proved it.
    #[must_use]
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }
}

macro_rules! of_member {
    ($($name:ty),*) => {$(
        impl $name {
            /// The tenant of the person.
            #[must_use]
            pub fn tenant(&self) -> ::model::TenantId {
                self.member.tenant()
            }

            /// The person's object id.
            #[must_use]
            pub fn oid(&self) -> ::model::ObjectId {
                self.member.oid()
            }

            /// The person's display name.
            #[must_use]
            pub fn name(&self) -> &str {
                self.member.name()
            }

            /// The person without the role.
            #[must_use]
            pub fn member(&self) -> &$crate::access::Member {
                &self.member
            }
        }
    )*};
}
pub(super) use of_member;

/// An administrator of the tenant.
#[derive(Clone, Debug)]
pub struct Administrator {
    pub(crate) member: Member,
}

/// Somebody who may read permissions, evidence and audit: a reviewer or an administrator.
#[derive(Clone, Debug)]
pub struct Reviewer {
    pub(crate) member: Member,
}

/// A coordinator of at least one room.
#[derive(Clone, Debug)]
pub struct Coordinator {
    pub(crate) member: Member,
    pub(crate) rooms: RoomSet,
}

impl Coordinator {
    /// The rooms this person coordinates; never empty.
    #[must_use]
    pub fn rooms(&self) -> &RoomSet {
        &self.rooms
    }

    /// Whether a room is among them.
    #[must_use]
    pub fn has(&self, room: RoomId) -> bool {
        self.rooms.has(room)
    }
}

of_member!(Administrator, Reviewer, Coordinator);
