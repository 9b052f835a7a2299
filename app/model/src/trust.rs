//! Tenants, people, consent and audit, as pages show them.

mod access;
mod audit;
pub mod guide;
mod outcome;
mod privacy;
pub mod review;

pub use access::{
    HeldRole, PersonLine, PersonView, Reason, SessionLine, Withdrawn, WithdrawnInvitation,
};
pub use audit::{AuditAsk, AuditLine, AuditPage};
pub use outcome::{ConsentOutcome, SigninProblemCode, SigninProblemView};
pub use privacy::{Class, KeptClass, LeaveView, Period, Periods, PrivacyView};

use serde::{Deserialize, Serialize};

use crate::permission::Need;
use crate::{AssignmentId, Guid, InvitationId, ObjectId, Role, Scope, Slug, TenantId, Timestamp};

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeView {
    /// Display name; may change, decides nothing.
    pub name: String,
    /// Object id.
    pub oid: ObjectId,
    /// Name of the organisation.
    pub tenant_name: String,
    /// Address part of the organisation; none while it is pending.
    pub tenant: Option<Slug>,
    /// State of the organisation's registration.
    pub status: TenantStatus,
    /// Roles held anywhere in the organisation.
    pub roles: Vec<Role>,
    /// When the session ends at the latest.
    pub ends: Timestamp,
    /// When the session ends if nothing more happens: no request, no new proof of the roles.
    pub holds_until: Timestamp,
    /// Whether roles have to be proved again by a silent sign-in now.
    pub renew_due: bool,
}

/// A person's connection to Teams, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamsView {
    /// When it was made.
    pub connected: Timestamp,
    /// When it was last used.
    pub used: Timestamp,
    /// What Microsoft allowed: names of delegated permissions.
    pub scopes: Vec<String>,
    /// Whether Microsoft refuses it and asks for another proof: connect again.
    #[serde(default)]
    pub broken: bool,
}

/// How far a tenant's registration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// Somebody signed in, but nobody with an administrator's proof and an invitation.
    Pending,
    /// Registered.
    Active,
}

/// The organisation's own page, for anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantPageView {
    /// Name of the organisation.
    pub name: String,
    /// Address part.
    pub tenant: Slug,
    /// Rooms with their name, address part and whether they are open.
    pub rooms: Vec<PublicRoom>,
}

/// A room on the organisation's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRoom {
    /// Name.
    pub name: String,
    /// Address part.
    pub slug: Slug,
    /// Whether visitors may enter.
    pub open: bool,
}

/// Who holds an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Holder {
    /// A person by object id; the name is known once they have signed in.
    Person {
        /// Object id.
        oid: ObjectId,
        /// Display name, if known.
        name: Option<String>,
    },
    /// A group whose object id stands in the `groups` claim.
    Group {
        /// Object id.
        oid: ObjectId,
        /// Label given by the administrator.
        label: String,
    },
}

/// A role given to a person or group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentView {
    /// Identity.
    pub id: AssignmentId,
    /// Who.
    pub holder: Holder,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// Since when.
    pub since: Timestamp,
    /// When somebody last said that it is still needed.
    pub reviewed: Option<Timestamp>,
}

/// An invitation that has not been accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Identity.
    pub id: InvitationId,
    /// Role it gives.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// When it stops working.
    pub expires: Timestamp,
}

/// People and their roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// Assignments, newest first.
    pub assignments: Vec<AssignmentView>,
    /// Open invitations, newest first.
    pub invitations: Vec<InvitationView>,
    /// Rooms to choose from.
    pub rooms: Vec<(crate::RoomId, String)>,
    /// Everybody who holds a role, by name, with roles and why.
    pub everybody: Vec<PersonLine>,
    /// What this administrator has just withdrawn.
    pub withdrawn: Option<Withdrawn>,
    /// The invitation that this administrator has just withdrawn.
    pub withdrawn_invitation: Option<WithdrawnInvitation>,
}

/// What the administrator still has to do, and what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupView {
    /// Tenant id, to copy.
    pub tenant_id: TenantId,
    /// Address part.
    pub tenant: Slug,
    /// Name of the organisation.
    pub tenant_name: String,
    /// Public base URL of this installation.
    pub base_url: String,
    /// Client id of the sign-in registration.
    pub signin_client_id: Guid,
    /// Data registrations with their permissions and consent; empty when the operator configured none.
    pub registrations: Vec<RegistrationView>,
    /// Number of rooms.
    pub rooms: u32,
    /// Number of assignments.
    pub assignments: u32,
    /// Whether this administrator's Teams is connected.
    pub connected: bool,
}

/// One app registration, what it needs and what is known of its consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Client id.
    pub client_id: Guid,
    /// Features that use it.
    pub features: Vec<crate::permission::Feature>,
    /// Permissions the switched-on features need.
    pub needs: Vec<Need>,
    /// Last result of the check by facts.
    pub consent: ConsentView,
}

/// What is known of a consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ConsentView {
    /// Never asked or never checked.
    Unknown,
    /// A fresh token and a read or probe showed it.
    Proven {
        /// When.
        at: Timestamp,
        /// Whether the list of grants could be read (else a probe answered).
        by_grants: bool,
    },
    /// Checked, not there.
    Missing {
        /// When.
        at: Timestamp,
        /// AADSTS number or Graph code, for the administrator.
        code: String,
        /// Whether it usually becomes right by waiting.
        wait: bool,
    },
}
