//! Who has access and why, as pages show it.

use serde::{Deserialize, Serialize};

use crate::{AssignmentId, ObjectId, Role, Scope, Timestamp};

/// Why a person holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Reason {
    /// An app role in the last sign-in.
    AppRole,
    /// A group with an assignment, which the last sign-in named.
    Group {
        /// Object id of the group.
        oid: ObjectId,
        /// Its label here.
        label: String,
        /// The group's assignment.
        assignment: AssignmentId,
    },
    /// Given by somebody.
    Given {
        /// Which assignment.
        assignment: AssignmentId,
    },
    /// An invitation that was accepted.
    Invitation {
        /// Which assignment.
        assignment: AssignmentId,
    },
    /// Registered the organisation.
    Registration {
        /// Which assignment.
        assignment: AssignmentId,
    },
}

/// A role with where it holds and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRole {
    /// What.
    pub role: Role,
    /// Where; none for an app role that means nothing without an assignment.
    pub scope: Option<Scope>,
    /// Why.
    pub reason: Reason,
    /// Since when; none for app roles, which Microsoft gives.
    pub since: Option<Timestamp>,
    /// Who gave it, as far as known: a display name, else an object id.
    pub given_by: Option<String>,
}

/// One line of the list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Object id.
    pub oid: ObjectId,
    /// Display name at the last sign-in; none for somebody who never signed in.
    pub name: Option<String>,
    /// The last sign-in; none as above.
    pub last_sign_in: Option<Timestamp>,
    /// Sessions now.
    pub sessions: u32,
    /// Roles, strongest first.
    pub roles: Vec<HeldRole>,
}

/// A session of a person, without anything that could be used as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Sign-in.
    pub began: Timestamp,
    /// Last request, to five minutes.
    pub last_seen: Timestamp,
    /// When roles were last proved at Microsoft.
    pub proved: Timestamp,
    /// End at the latest.
    pub ends: Timestamp,
}

/// A person with roles and sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// As in the list.
    pub person: PersonLine,
    /// Sessions, newest first.
    pub sessions: Vec<SessionLine>,
    /// Whether it is the person who looks.
    pub own: bool,
    /// Rooms by name.
    pub rooms: Vec<(crate::RoomId, String)>,
}

/// An invitation that this administrator has just withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnInvitation {
    /// What was withdrawn.
    pub invitation: super::InvitationView,
    /// Until when it can be brought back: half an hour, or as long as its link would have worked.
    pub until: Timestamp,
}

/// An assignment that this administrator has just withdrawn, or that was just taken out of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// What was withdrawn.
    pub assignment: super::AssignmentView,
    /// Until when it can be brought back.
    pub until: Timestamp,
}
