//! Access values about rooms.

use model::RoomId;

use super::person::of_member;
use super::{Member, RoomSet};

/// Somebody who works in one room: a consultant or coordinator whose scope holds it. Sees and takes its visitors.
#[derive(Clone, Debug)]
pub struct RoomStaff {
    pub(crate) member: Member,
    pub(crate) room: RoomId,
    pub(crate) may_edit: bool,
}

impl RoomStaff {
    /// The room.
    #[must_use]
    pub fn room(&self) -> RoomId {
        self.room
    }

    /// Whether this person may also change the room's settings.
    #[must_use]
    pub fn may_edit(&self) -> bool {
        self.may_edit
    }
}

/// Somebody who may change the settings of one room: its coordinator or an administrator.
#[derive(Clone, Debug)]
pub struct RoomEditor {
    pub(crate) member: Member,
    pub(crate) room: RoomId,
}

impl RoomEditor {
    /// The room.
    #[must_use]
    pub fn room(&self) -> RoomId {
        self.room
    }
}

/// Somebody who may make rooms: an administrator, or a coordinator of the whole tenant.
#[derive(Clone, Debug)]
pub struct RoomCreator {
    pub(crate) member: Member,
}

impl RoomCreator {
    /// The right to edit a room that this person has just made.
    #[must_use]
    pub fn editor_of(&self, room: RoomId) -> RoomEditor {
        RoomEditor {
            member: self.member.clone(),
            room,
        }
    }
}

/// A signed-in person and the rooms they may enter or edit; both sets may be empty.
#[derive(Clone, Debug)]
pub struct RoomsAccess {
    pub(crate) member: Member,
    pub(crate) work: RoomSet,
    pub(crate) edit: RoomSet,
    pub(crate) create: bool,
}

impl RoomsAccess {
    /// Rooms whose visitors this person may see and take.
    #[must_use]
    pub fn work(&self) -> &RoomSet {
        &self.work
    }

    /// Whether this person may see and take visitors of a room.
    #[must_use]
    pub fn may_work(&self, room: RoomId) -> bool {
        self.work.has(room)
    }

    /// Whether this person may change a room's settings.
    #[must_use]
    pub fn may_edit(&self, room: RoomId) -> bool {
        self.edit.has(room)
    }

    /// Whether this person may make rooms.
    #[must_use]
    pub fn may_create(&self) -> bool {
        self.create
    }
}

of_member!(RoomStaff, RoomEditor, RoomCreator, RoomsAccess);
