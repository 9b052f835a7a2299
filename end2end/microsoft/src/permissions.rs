//! The permissions of Microsoft Graph that this tenant knows: names and ids as Microsoft publishes them, sentences our own.

/// Application id of Microsoft Graph in every tenant.
pub const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";
/// Application id of Exchange Online in every tenant: same names, other ids, other grants.
pub const EXCHANGE_APP_ID: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Who exercises a permission: the application itself, or the application for a signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PermissionKind {
    /// An app role: works without anybody signed in.
    Application,
    /// A scope: works in the name of the person who signed in.
    Delegated,
}

/// One permission of Microsoft Graph.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// The value in `roles` or `scp`.
    pub name: &'static str,
    /// Application or delegated.
    pub kind: PermissionKind,
    /// The GUID by which a grant names it.
    pub id: &'static str,
    /// What it allows, in one sentence; empty when nothing was written about it.
    pub meaning: &'static str,
}

impl Permission {
    /// Whether the delegated scope can be consented to by an administrator only.
    pub fn admin_only(&self) -> bool {
        let by_name = self.name.ends_with(".All") || self.name == "Calendars.ReadBasic";
        self.kind == PermissionKind::Application || (by_name && !OPEN_TO_ALL.contains(&self.name))
    }
}

/// Every known permission, applications' first.
pub fn all() -> impl Iterator<Item = Permission> {
    TABLE.iter().map(|&(name, kind, id, meaning)| Permission {
        name,
        kind,
        id,
        meaning,
    })
}

/// The permission with this name (exact spelling) and kind.
pub fn find(name: &str, kind: PermissionKind) -> Option<Permission> {
    all().find(|permission| permission.name == name && permission.kind == kind)
}

/// The permission with this GUID.
pub fn by_id(id: &str) -> Option<Permission> {
    all().find(|permission| permission.id.eq_ignore_ascii_case(id))
}

/// Application roles of Exchange Online: names and ids as Microsoft publishes them. Some share the id of their twin at
/// Graph, one has another name there, and a grant of one opens nothing at Graph.
pub const EXCHANGE_ROLES: [(&str, &str); 12] = [
    ("Calendars.Read", "798ee544-9d2d-430c-a058-570e29e34338"),
    (
        "Calendars.ReadWrite.All",
        "ef54d2bf-783f-4e0f-bca1-3210c0444d99",
    ),
    ("Contacts.Read", "089fe4d0-434a-44c5-8827-41ba8a0b17f5"),
    ("Contacts.ReadWrite", "6918b873-d17a-4dc1-b314-35f528134491"),
    ("Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01"),
    ("Mail.ReadWrite", "e2a3a72e-5f79-4c64-b1b1-878b674786c9"),
    ("Mail.Send", "b633e1c5-b582-4048-a93e-9f11b44c7e96"),
    (
        "MailboxSettings.Read",
        "d45fa9f8-36e5-4cd2-b601-b063c7cf9ac2",
    ),
    (
        "MailboxSettings.ReadWrite",
        "f9156939-25cd-4ba8-abfe-7fabcf003749",
    ),
    ("User.Read.All", "bf24470f-10c1-436d-8d53-7b997eb473be"),
    ("User.ReadBasic.All", "77e65b5a-ceae-48b3-9490-50a86a038a48"),
    ("full_access_as_app", "dc890d15-9560-4a4c-9b7f-a736ec74ec40"),
];

/// The twin that Exchange Online may have; played with the id it has at Graph.
pub const EXCHANGE_GROUP_MEMBER: (&str, &str) = (
    "GroupMember.Read.All",
    "98830695-27a2-44f7-8c18-0c3ebc9698f6",
);

/// Delegated scopes whose name sounds like an administrator's but whom everybody may consent to.
const OPEN_TO_ALL: [&str; 3] = [
    "EWS.AccessAsUser.All",
    "OnlineMeetingArtifact.Read.All",
    "User.ReadBasic.All",
];

const A: PermissionKind = PermissionKind::Application;
const D: PermissionKind = PermissionKind::Delegated;

#[rustfmt::skip]
const TABLE: &[(&str, PermissionKind, &str, &str)] = &[
    ("AiEnterpriseInteraction.Read.All", A, "839c90ab-5771-41ee-aef8-a562e8487c1e", "Read every Copilot prompt and answer of the tenant."),
    ("AppRoleAssignment.ReadWrite.All", A, "06b708a9-e830-4db3-a914-8e69da51d44f", "Grant any app role to any app: tenant take-over."),
    ("Application.Read.All", A, "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "Read all applications and service principals, incl. appRoleAssignments."),
    ("Application.ReadWrite.All", A, "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", ""),
    ("Application.ReadWrite.OwnedBy", A, "18a4783c-866b-4cc7-a460-3d5e5662c884", ""),
    ("Calendars.Read", A, "798ee544-9d2d-430c-a058-570e29e34338", "Read all events of every mailbox, including body and attachments."),
    ("Calendars.ReadBasic.All", A, "8ba4a692-bc31-4128-9094-475872af8a53", "Read events of every mailbox without body, attachments, extensions."),
    ("Calendars.ReadWrite", A, "ef54d2bf-783f-4e0f-bca1-3210c0444d99", "Read, create, change and delete events in every mailbox."),
    ("CallRecord-PstnCalls.Read.All", A, "a2611786-80b3-417e-adaa-707d4261a5f0", "PSTN and direct-routing call logs only."),
    ("CallRecords.Read.All", A, "45bbb07e-7321-4fd7-a8f6-3ff27e6a81c8", "Read the call records (who, when, devices, network addresses, quality) of all calls and meetings."),
    ("Channel.ReadBasic.All", A, "59a6b24b-4225-4393-8165-ebaec5f55d7a", "Read names and descriptions of all channels."),
    ("ChannelMessage.Read.All", A, "7b2449af-6ccd-4f4d-9f78-e550c193f0d1", "Read every channel message of the tenant."),
    ("Chat.Read.All", A, "6b7d71aa-70aa-4810-a8d9-5d9fb2830017", "Read every 1:1 and group chat message of the tenant."),
    ("Chat.ReadBasic.All", A, "b2e060da-3baf-4687-9611-f4ebc0f0cbde", "Names and members of all chats, no messages."),
    ("Contacts.Read", A, "089fe4d0-434a-44c5-8827-41ba8a0b17f5", "Read personal contacts in every mailbox."),
    ("Contacts.ReadWrite", A, "6918b873-d17a-4dc1-b314-35f528134491", "Read, create, change and delete personal contacts in every mailbox."),
    ("DelegatedPermissionGrant.Read.All", A, "81b4724a-58aa-41c1-8a55-84ef97466587", "Read delegated permission grants."),
    ("DelegatedPermissionGrant.ReadWrite.All", A, "8e8e4742-1d95-4f68-9d56-6ee75648c72a", "Create/remove delegated grants for any app."),
    ("Directory.Read.All", A, "7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Read the whole directory without a user."),
    ("Directory.ReadWrite.All", A, "19dbc75e-c2e2-444c-a770-ec69d8559fc7", ""),
    ("Files.Read.All", A, "01d4889c-1287-42c6-ac1f-5d1e02578ef6", "Read every file in OneDrive/SharePoint."),
    ("Group-NestingSupport.ReadWrite.All", A, "b4c7d8e9-f2a5-4b6c-9d8e-1f2a3b4c5d6e", ""),
    ("Group-PreferredDataLocation.ReadWrite.All", A, "603ce4e3-fb05-4b63-91ba-729bb1dca667", ""),
    ("Group.ManageProtection.All", A, "60f8cea0-2476-45c9-ab18-70e79e60ad14", ""),
    ("Group.Read.All", A, "5b567255-7703-4780-807c-7be8301ae99b", "Read all groups and memberships and also conversations of all groups; the catalogue lists it even for channel messages."),
    ("Group.ReadBasic.All", A, "07d67222-3a10-4d3b-9ddc-b8aa43198a00", "Basic properties of all groups."),
    ("Group.ReadWrite.All", A, "62a82d76-70ea-41e2-9197-370581804d09", ""),
    ("GroupMember.Read.All", A, "98830695-27a2-44f7-8c18-0c3ebc9698f6", "Read memberships and basic properties of all groups."),
    ("GroupMember.ReadBasic.All", A, "8222c640-cae5-4860-8d11-b32cfad95e03", "Basic memberships of all groups."),
    ("GroupMember.ReadWrite.All", A, "dbaae8cf-10b5-4b86-a4a1-f871c94c6695", ""),
    ("Mail.Read", A, "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Read all mail of every mailbox including bodies."),
    ("Mail.ReadBasic", A, "6be147d2-ea4f-4b5a-a3fa-3eab6f3c140a", "Same text as Mail.ReadBasic.All in the catalogue; a second, separate app role with another GUID."),
    ("Mail.ReadBasic.All", A, "693c5e45-0940-467d-9b8a-1022fb9d42ef", "Read mail headers/metadata of every mailbox, no body, preview, attachments."),
    ("Mail.ReadWrite", A, "e2a3a72e-5f79-4c64-b1b1-878b674786c9", "Read, create, change and delete mail in every mailbox (not send)."),
    ("Mail.Send", A, "b633e1c5-b582-4048-a93e-9f11b44c7e96", "Send mail as any user of the tenant."),
    ("MailboxSettings.Read", A, "40f97065-369a-49f4-947c-6a255697ae91", "Read mailbox settings of everyone: time zone, working hours, automatic replies. The reply text is the only content it opens."),
    ("MailboxSettings.ReadWrite", A, "6931bccd-447a-43d1-b442-00a195474933", "Read and change mailbox settings of everyone (auto-replies, time zone, working hours)."),
    ("OnlineMeetingArtifact.Read.All", A, "df01ed3b-eb61-4eca-9965-6b3d789751b2", "Read attendance reports and other artefacts of meetings; needs the Teams policy too."),
    ("OnlineMeetings.Read.All", A, "c1684f21-1984-47fa-9d61-2dc8c296bb70", "Read details of all online meetings, join links and passcodes included; additionally needs a Teams application access policy."),
    ("OnlineMeetings.ReadWrite.All", A, "b8bb2037-6e08-44ac-a4ea-4674e010e2a4", "Create and read online meetings for any user covered by the Teams policy."),
    ("Organization.Read.All", A, "498476ce-e0fe-48b0-b801-37ba7e2685c6", ""),
    ("Organization.ReadWrite.All", A, "292d869f-3427-49a8-9dab-8c70152b74e9", ""),
    ("Team.ReadBasic.All", A, "2280dda6-0bfd-44ee-a2f4-cb867cfc4c1e", "List all teams (names, descriptions)."),
    ("User.Read.All", A, "df021288-bdef-4463-88db-98f22de89214", "Read the complete profile of every user, without a user present."),
    ("User.ReadBasic.All", A, "97235f07-e226-4f63-ace3-39588e11d3a1", "Basic profile of all users (name, mail, photo, id)."),
    ("User.ReadWrite.All", A, "741f803b-c850-494e-b5df-cde7c675a1ca", ""),
    ("User.ReadWrite.CrossCloud", A, "5652f862-b626-407b-a3e6-248aeb95763c", ""),
    ("Application.Read.All", D, "c79f8feb-a9db-4090-85f9-90d820caa0eb", "Same, as the signed-in admin."),
    ("Application.ReadWrite.All", D, "bdfbf15f-ee85-4955-8675-146e8e5296b5", ""),
    ("Calendars.Read", D, "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42", ""),
    ("Calendars.ReadBasic", D, "662d75ba-a364-42ad-adee-f5f880ea4878", ""),
    ("Calendars.ReadWrite", D, "1ec239c2-d7c9-4623-a91a-a9775856bb36", ""),
    ("Chat.Read", D, "f501c180-9344-439a-bca0-6cbf209fd270", ""),
    ("Chat.ReadBasic", D, "9547fcb5-d03f-419d-9948-5928bbf71b0f", ""),
    ("DelegatedPermissionGrant.Read.All", D, "a197cdc4-a8e8-4d49-9d35-4ca7c83887b4", "Same, as the signed-in admin."),
    ("Directory.AccessAsUser.All", D, "0e263e50-5827-48a4-b97c-d940288653c7", "The app may do in the directory whatever the signed-in user may do."),
    ("Directory.Read.All", D, "06da0dbc-49e2-44d2-8312-53f166ab848a", "Read the whole directory on behalf of the user."),
    ("Directory.ReadWrite.All", D, "c5366453-9fb0-48a5-a156-24f0c49a4b84", ""),
    ("EWS.AccessAsUser.All", D, "9769c687-087d-48ac-9cb3-c37dde652038", "Everything the signed-in user can do in the mailbox, over Exchange Web Services. EWS in Exchange Online is being switched off (Oct 2026 - Apr 2027)."),
    ("Group-NestingSupport.ReadWrite.All", D, "e7f8a3b2-9c1d-4e5f-8a7b-2c3d4e5f6a7b", ""),
    ("Group-PreferredDataLocation.ReadWrite.All", D, "7ba6c25f-c181-4bfd-80b1-3ac184ac5629", ""),
    ("Group.ManageProtection.All", D, "36263ed6-285e-4f84-b25a-62ec2ba17d29", ""),
    ("Group.Read.All", D, "5f8c59db-677d-491f-a6b8-5f174b11ec1d", ""),
    ("Group.ReadBasic.All", D, "ba1917bc-a64b-4c71-b66d-229d4a520e66", ""),
    ("Group.ReadWrite.All", D, "4e46008b-f24c-477d-8fff-7bb4ec7aafe0", ""),
    ("GroupMember.Read.All", D, "bc024368-1153-4739-b217-4326f2e966d0", ""),
    ("GroupMember.ReadBasic.All", D, "28539367-358c-4ed9-b7f0-793eccb8fd34", ""),
    ("GroupMember.ReadWrite.All", D, "f81125ac-d3b7-4573-a3b2-7099cc39df9e", ""),
    ("MailboxSettings.Read", D, "87f447af-9fa4-4c32-9dfa-4a57a73d18ce", ""),
    ("MailboxSettings.ReadWrite", D, "818c620a-27a9-40bd-a6a5-d96f7d610b4b", ""),
    ("OnlineMeetingArtifact.Read.All", D, "110e5abb-a10c-4b59-8b55-9b4daa4ef743", ""),
    ("OnlineMeetings.Read", D, "9be106e1-f4e3-4df5-bdff-e4bc531cbe43", ""),
    ("OnlineMeetings.ReadWrite", D, "a65f2972-a4f8-4f5e-afd7-69ccb046d5dc", "Read, create and change online meetings of the signed-in user only."),
    ("Organization.Read.All", D, "4908d5b9-3fb2-4b1e-9336-1888b7937185", ""),
    ("Organization.ReadWrite.All", D, "46ca0847-7e6b-426e-9775-ea810a948356", ""),
    ("User.Read", D, "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "Sign the user in and read that one user's own profile plus basic organisation facts."),
    ("User.Read.All", D, "a154be20-db9c-4678-8ab7-66f6cc099a59", ""),
    ("User.ReadBasic.All", D, "b340eb25-3456-403f-be2f-af7a0d370277", ""),
    ("User.ReadWrite", D, "b4e74841-8e56-480b-be8b-910348b18b4c", ""),
    ("User.ReadWrite.All", D, "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", ""),
    ("email", D, "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "Adds the email claim when the account has one; value can change and must not decide access."),
    ("offline_access", D, "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", "Allows refresh tokens, i.e. access continues while the user is away. Shown on every consent page even if unused."),
    ("openid", D, "37f7f235-527c-4136-accd-4a02d197296e", "Sign-in only: lets the app receive an id_token with the pairwise subject."),
    ("profile", D, "14dad69e-099b-42c9-810b-d002981feec1", "Adds name, preferred_username and oid to the id_token."),
];
