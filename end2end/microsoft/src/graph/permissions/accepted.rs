//! Every permission that Microsoft's catalogue accepts, per kind of call.

pub(super) const USERS_APPLICATION: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "DeviceManagementApps.Read.All",
    "DeviceManagementApps.ReadWrite.All",
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementManagedDevices.ReadWrite.All",
    "DeviceManagementServiceConfig.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite.All",
    "User.ReadWrite.CrossCloud",
];
pub(super) const USERS_DELEGATED: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "DeviceManagementApps.Read.All",
    "DeviceManagementApps.ReadWrite.All",
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementManagedDevices.ReadWrite.All",
    "DeviceManagementServiceConfig.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite.All",
];
pub(super) const ME: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite",
    "User.ReadWrite.All",
];
pub(super) const MANAGER: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
    "User.ReadWrite.All",
];
pub(super) const GROUPS: &[&str] = &[
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group-NestingSupport.ReadWrite.All",
    "Group-PreferredDataLocation.ReadWrite.All",
    "Group.ManageProtection.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
];
pub(super) const MEMBERS: &[&str] = &[
    "Directory.Read.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadBasic.All",
    "GroupMember.ReadWrite.All",
];
pub(super) const MEMBER_OF_APPLICATION: &[&str] = &[
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group.ReadBasic.All",
    "GroupMember.ReadBasic.All",
];
pub(super) const MEMBER_OF_DELEGATED: &[&str] = &[
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group.ReadBasic.All",
    "GroupMember.Read.All",
    "GroupMember.ReadBasic.All",
    "User.Read",
];
pub(super) const MAILBOX: &[&str] = &["MailboxSettings.Read", "MailboxSettings.ReadWrite"];
pub(super) const APPS_APPLICATION: &[&str] = &[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
pub(super) const APPS_DELEGATED: &[&str] = &[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
pub(super) const GRANTS: &[&str] = &[
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
pub(super) const REVOKE_ROLE: &[&str] = &[
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite.All",
];
pub(super) const CHANGE_GRANT: &[&str] = &[
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.ReadWrite.All",
];
pub(super) const ORGANIZATION_APPLICATION: &[&str] = &[
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementServiceConfig.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "User.Read.All",
];
pub(super) const ORGANIZATION_DELEGATED: &[&str] = &[
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementServiceConfig.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "User.Read",
    "User.Read.All",
];
pub(super) const MEETINGS_WRITE_APPLICATION: &[&str] = &["OnlineMeetings.ReadWrite.All"];
pub(super) const MEETINGS_WRITE_DELEGATED: &[&str] = &["OnlineMeetings.ReadWrite"];
pub(super) const MEETINGS_READ_APPLICATION: &[&str] =
    &["OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"];
pub(super) const MEETINGS_READ_DELEGATED: &[&str] =
    &["OnlineMeetings.Read", "OnlineMeetings.ReadWrite"];
/// The app role is `Calendars.ReadBasic.All`; the catalogue writes the delegated name for both kinds.
pub(super) const CALENDARS_APPLICATION: &[&str] = &[
    "Calendars.Read",
    "Calendars.ReadBasic.All",
    "Calendars.ReadWrite",
];
pub(super) const CALENDARS_DELEGATED: &[&str] = &[
    "Calendars.Read",
    "Calendars.ReadBasic",
    "Calendars.ReadWrite",
];
pub(super) const CHATS_APPLICATION: &[&str] = &["Chat.ReadBasic.All", "Chat.ReadWrite.All"];
pub(super) const CHATS_DELEGATED: &[&str] = &["Chat.Read", "Chat.ReadBasic", "Chat.ReadWrite"];
