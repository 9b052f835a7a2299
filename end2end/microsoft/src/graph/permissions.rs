//! Which permission opens which Graph call: our own table, one row per call the simulation serves.
//!
//! The official catalogue accepts many permissions that have little to do with a call (device management for `/users`);
//! they are listed too, because a token that carries one is let in by the real Graph as well.

mod accepted;

use accepted::{
    APPS_APPLICATION, APPS_DELEGATED, CALENDARS_APPLICATION, CALENDARS_DELEGATED, CHANGE_GRANT,
    CHATS_APPLICATION, CHATS_DELEGATED, GRANTS, GROUPS, MAILBOX, MANAGER, ME,
    MEETINGS_READ_APPLICATION, MEETINGS_READ_DELEGATED, MEETINGS_WRITE_APPLICATION,
    MEETINGS_WRITE_DELEGATED, MEMBER_OF_APPLICATION, MEMBER_OF_DELEGATED, MEMBERS,
    ORGANIZATION_APPLICATION, ORGANIZATION_DELEGATED, REVOKE_ROLE, USERS_APPLICATION,
    USERS_DELEGATED,
};

/// Every Graph call that the simulation serves, named after what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `GET /organization` and `GET /organization/{id}`.
    ReadOrganization,
    /// `GET /me`.
    ReadMe,
    /// `GET /users`, `GET /users/{id}`.
    ListUsers,
    /// `GET /users/{id}/manager`.
    ReadManager,
    /// `GET /users/delta`.
    ListUserChanges,
    /// `GET /users/{id}/memberOf`.
    ListMemberOf,
    /// `GET /users/{id}/mailboxSettings`.
    ReadMailboxSettings,
    /// `GET /users/{id}/calendarView`.
    ReadCalendarView,
    /// `GET /users/{id}/calendarView/delta`.
    ReadCalendarDelta,
    /// `GET /users/{id}/events`, `.../events/{id}`.
    ListEvents,
    /// `GET /users/{id}/chats`.
    ListChats,
    /// `GET /groups`, `GET /groups/{id}`.
    ListGroups,
    /// `GET /groups/{id}/members` and `.../transitiveMembers`.
    ListGroupMembers,
    /// `GET /servicePrincipals`, `.../{id}`, `...(appId='')`; the caller's own object needs nothing.
    ReadServicePrincipal,
    /// `GET /servicePrincipals/{id}/appRoleAssignments` and `.../appRoleAssignedTo`.
    ListAppRoleAssignments,
    /// `DELETE /servicePrincipals/{id}/appRoleAssignedTo/{id}` (and the mirrored `appRoleAssignments`).
    RevokeAppRole,
    /// `GET /oauth2PermissionGrants` and `GET /servicePrincipals/{id}/oauth2PermissionGrants`.
    ListPermissionGrants,
    /// `DELETE` and `PATCH /oauth2PermissionGrants/{id}`.
    ChangePermissionGrant,
    /// `POST /me/onlineMeetings`: delegated only.
    CreateOwnMeeting,
    /// `POST`, `PATCH`, `DELETE` under `/users/{id}/onlineMeetings`.
    WriteMeeting,
    /// `POST .../onlineMeetings/createOrGet`.
    CreateOrGetMeeting,
    /// `GET` under `.../onlineMeetings`, by id or by `JoinWebUrl`.
    ReadMeeting,
}

/// One row of the table: the least permission of each kind (`None` = the kind isn't supported) and everything accepted.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Name of the row in the reference data, where it has one.
    pub reference_key: Option<&'static str>,
    /// Least application permission.
    pub least_application: Option<&'static str>,
    /// Least delegated permission.
    pub least_delegated: Option<&'static str>,
    /// All accepted application permissions, the least one included.
    pub application: &'static [&'static str],
    /// All accepted delegated permissions, the least one included.
    pub delegated: &'static [&'static str],
}

/// What a token allows: the application's roles or the delegated scopes, never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// App-only token: values of its `roles` claim (may be empty).
    Application(Vec<String>),
    /// Delegated token: values of its `scp` claim.
    Delegated(Vec<String>),
}

impl Granted {
    /// Whether the token carries the permission `name`, whichever kind the token is of.
    pub fn has(&self, name: &str) -> bool {
        let (Self::Application(names) | Self::Delegated(names)) = self;
        names.iter().any(|granted| granted == name)
    }

    /// Whether one of `application` (for an app-only token) or `delegated` (else) is there.
    pub fn has_any(&self, application: &[&str], delegated: &[&str]) -> bool {
        let accepted = match self {
            Self::Application(_) => application,
            Self::Delegated(_) => delegated,
        };
        accepted.iter().any(|name| self.has(name))
    }
}

/// Permissions that open the complete profile of other people (department, licences, …), of either kind.
pub const FULL_PROFILE: &[&str] = &[
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.ReadWrite.CrossCloud",
];

/// Permissions under which a member of a group comes with its name and not only with its id.
pub const NAMES_OF_PEOPLE: &[&str] = &[
    "User.ReadBasic.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];

impl Call {
    /// All calls, in the order of the table.
    pub const ALL: &[Self] = &[
        Self::ReadOrganization,
        Self::ReadMe,
        Self::ListUsers,
        Self::ReadManager,
        Self::ListUserChanges,
        Self::ListMemberOf,
        Self::ReadMailboxSettings,
        Self::ReadCalendarView,
        Self::ReadCalendarDelta,
        Self::ListEvents,
        Self::ListChats,
        Self::ListGroups,
        Self::ListGroupMembers,
        Self::ReadServicePrincipal,
        Self::ListAppRoleAssignments,
        Self::RevokeAppRole,
        Self::ListPermissionGrants,
        Self::ChangePermissionGrant,
        Self::CreateOwnMeeting,
        Self::WriteMeeting,
        Self::CreateOrGetMeeting,
        Self::ReadMeeting,
    ];

    /// The row of the table for this call.
    pub fn needs(self) -> Needs {
        match self {
            Self::ReadOrganization | Self::ReadMe => self.needs_of_the_signed_in(),
            Self::ListUsers
            | Self::ReadManager
            | Self::ListUserChanges
            | Self::ListMemberOf
            | Self::ReadMailboxSettings => self.needs_of_users(),
            Self::ReadCalendarView | Self::ReadCalendarDelta | Self::ListEvents => {
                self.needs_of_calendars()
            }
            Self::ListChats => Needs {
                reference_key: Some("user.chats"),
                least_application: Some("Chat.ReadBasic.All"),
                least_delegated: Some("Chat.ReadBasic"),
                application: CHATS_APPLICATION,
                delegated: CHATS_DELEGATED,
            },
            Self::ListGroups => both("groups.list", "Group.ReadBasic.All", GROUPS),
            Self::ListGroupMembers => both("group.members", "GroupMember.ReadBasic.All", MEMBERS),
            Self::ReadServicePrincipal => applications("sp.self"),
            Self::ListAppRoleAssignments => applications("sp.appRoleAssignments"),
            Self::RevokeAppRole => both(
                "revoke.appRole",
                "AppRoleAssignment.ReadWrite.All",
                REVOKE_ROLE,
            ),
            Self::ListPermissionGrants => {
                both("oauth2PermissionGrants.list", "Directory.Read.All", GRANTS)
            }
            Self::ChangePermissionGrant => both(
                "revoke.delegated",
                "DelegatedPermissionGrant.ReadWrite.All",
                CHANGE_GRANT,
            ),
            Self::CreateOwnMeeting
            | Self::WriteMeeting
            | Self::CreateOrGetMeeting
            | Self::ReadMeeting => self.needs_of_meetings(),
        }
    }

    fn needs_of_the_signed_in(self) -> Needs {
        if self == Self::ReadMe {
            return Needs {
                reference_key: Some("me"),
                least_application: None,
                least_delegated: Some("User.Read"),
                application: &[],
                delegated: ME,
            };
        }
        Needs {
            reference_key: Some("organization"),
            least_application: Some("Organization.Read.All"),
            least_delegated: Some("User.Read"),
            application: ORGANIZATION_APPLICATION,
            delegated: ORGANIZATION_DELEGATED,
        }
    }

    fn needs_of_users(self) -> Needs {
        match self {
            Self::ListUserChanges => both("users.delta", "User.Read.All", MANAGER),
            Self::ReadManager => both("user.manager", "User.Read.All", MANAGER),
            Self::ReadMailboxSettings => {
                both("user.mailboxSettings", "MailboxSettings.Read", MAILBOX)
            }
            Self::ListMemberOf => Needs {
                reference_key: Some("user.memberOf"),
                least_application: Some("GroupMember.ReadBasic.All"),
                least_delegated: Some("User.Read"),
                application: MEMBER_OF_APPLICATION,
                delegated: MEMBER_OF_DELEGATED,
            },
            _ => Needs {
                reference_key: Some("users.list"),
                least_application: Some("User.ReadBasic.All"),
                least_delegated: Some("User.ReadBasic.All"),
                application: USERS_APPLICATION,
                delegated: USERS_DELEGATED,
            },
        }
    }

    fn needs_of_calendars(self) -> Needs {
        let basic = Needs {
            reference_key: Some("calendarView"),
            least_application: Some("Calendars.ReadBasic.All"),
            least_delegated: Some("Calendars.ReadBasic"),
            application: CALENDARS_APPLICATION,
            delegated: CALENDARS_DELEGATED,
        };
        match self {
            Self::ListEvents => Needs {
                reference_key: Some("events.list"),
                ..basic
            },
            Self::ReadCalendarDelta => Needs {
                reference_key: Some("calendarView.delta"),
                least_application: Some("Calendars.Read"),
                least_delegated: Some("Calendars.Read"),
                ..basic
            },
            _ => basic,
        }
    }

    fn needs_of_meetings(self) -> Needs {
        let write = Needs {
            reference_key: Some("onlineMeeting.create.app"),
            least_application: Some("OnlineMeetings.ReadWrite.All"),
            least_delegated: Some("OnlineMeetings.ReadWrite"),
            application: MEETINGS_WRITE_APPLICATION,
            delegated: MEETINGS_WRITE_DELEGATED,
        };
        match self {
            Self::CreateOwnMeeting => Needs {
                reference_key: Some("onlineMeeting.create.delegated"),
                least_application: None,
                application: &[],
                ..write
            },
            Self::CreateOrGetMeeting => Needs {
                reference_key: Some("onlineMeeting.createOrGet"),
                ..write
            },
            Self::ReadMeeting => Needs {
                reference_key: Some("onlineMeeting.byJoinUrl"),
                least_application: Some("OnlineMeetings.Read.All"),
                least_delegated: Some("OnlineMeetings.Read"),
                application: MEETINGS_READ_APPLICATION,
                delegated: MEETINGS_READ_DELEGATED,
            },
            _ => write,
        }
    }

    /// Whether a token with `granted` may make this call at all (ownership is the handler's question).
    pub fn allows(self, granted: &Granted) -> bool {
        let needs = self.needs();
        granted.has_any(needs.application, needs.delegated)
    }
}

fn both(key: &'static str, least: &'static str, accepted: &'static [&'static str]) -> Needs {
    Needs {
        reference_key: Some(key),
        least_application: Some(least),
        least_delegated: Some(least),
        application: accepted,
        delegated: accepted,
    }
}

fn applications(key: &'static str) -> Needs {
    Needs {
        reference_key: Some(key),
        least_application: Some("Application.Read.All"),
        least_delegated: Some("Application.Read.All"),
        application: APPS_APPLICATION,
        delegated: APPS_DELEGATED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(names: &[&str]) -> Granted {
        Granted::Application(names.iter().map(ToString::to_string).collect())
    }

    fn delegated(names: &[&str]) -> Granted {
        Granted::Delegated(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_least_permission_opens_its_call_and_an_empty_token_opens_none() {
        for call in Call::ALL {
            let needs = call.needs();
            if let Some(least) = needs.least_application {
                assert!(call.allows(&app(&[least])), "{call:?} app-only");
            }
            if let Some(least) = needs.least_delegated {
                assert!(call.allows(&delegated(&[least])), "{call:?} delegated");
            }
            assert!(!call.allows(&app(&[])), "{call:?} app-only without roles");
            assert!(
                !call.allows(&delegated(&["openid", "profile", "offline_access"])),
                "{call:?} sign-in scopes"
            );
        }
    }

    #[test]
    fn a_kind_without_a_least_permission_is_refused_for_every_token_of_that_kind() {
        let everything = app(&[
            "Directory.ReadWrite.All",
            "OnlineMeetings.ReadWrite.All",
            "User.ReadWrite.All",
        ]);
        assert!(!Call::ReadMe.allows(&everything));
        assert!(!Call::CreateOwnMeeting.allows(&everything));
    }

    #[test]
    fn a_delegated_name_in_an_app_only_token_opens_nothing() {
        assert!(!Call::WriteMeeting.allows(&app(&["OnlineMeetings.ReadWrite"])));
        assert!(!Call::WriteMeeting.allows(&delegated(&["OnlineMeetings.ReadWrite.All"])));
    }
}
