//! Made-up lists to try the tool with. No product is meant; each shows mistakes that occur in practice.

/// A built-in list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name in addresses and tables of texts.
    pub key: &'static str,
    /// The list.
    pub text: &'static str,
}

/// All examples.
pub const EXAMPLES: [Example; 5] = [
    Example {
        key: "assistant",
        text: "Delegated permissions
openid
profile
email
offline_access
User.Read
OnlineMeetings.ReadWrite
EWS.AccessAsUser.All

Application permissions
User.Read.All
GroupMember.Read.All
Calendar.ReadWrite
Mail.ReadWrite
Mail.Send
MailboxSettings.ReadWrite
Contacts.ReadWrite
",
    },
    Example {
        key: "analysis",
        text: "Name\tType\tUsed for
User.Read.All\tApplication\tpeople and departments
Group.Read.All\tApplication\tteams
MailboxSettings.Read\tApplication\tworking hours
Calendars.ReadBasic\tApplication\tmeetings
Calendars.Read\tApplication\tmeetings
Mail.ReadBasic\tApplication\tcollaboration
Mail.ReadBasic.All\tApplication\tcollaboration
OnlineMeetings.Read.All\tApplication\tattendance
CallRecords.Read.All\tApplication\tcalls
Team.ReadBasic.All\tApplication\tteams
Channel.ReadBasic.All\tApplication\tchannels
Chat.Read.All\tApplication\tchats
ChannelMessage.Read.All\tApplication\tchannels
AiEnterpriseInteraction.Read.All\tApplication\tassistant
",
    },
    Example {
        key: "old_consent",
        text: "https://login.microsoftonline.com/common/oauth2/authorize?client_id=11111111-2222-3333-4444-555555555555&response_type=code&redirect_uri=https%3A%2F%2Fwaiting.example%2Fback&resource=https%3A%2F%2Fgraph.windows.net&prompt=admin_consent
",
    },
    Example {
        key: "old_signin",
        text: r#"{
  "requiredResourceAccess": [
    {
      "resourceAppId": "00000002-0000-0000-c000-000000000000",
      "resourceAccess": [
        { "id": "311a71cc-e848-46a1-bdf8-97ff7156d8e6", "type": "Scope" },
        { "id": "5778995a-e1bf-45b8-affa-663a9f3f4d04", "type": "Scope" }
      ]
    },
    {
      "resourceAppId": "00000003-0000-0000-c000-000000000000",
      "resourceAccess": [
        { "id": "37f7f235-527c-4136-accd-4a02d197296e", "type": "Scope" },
        { "id": "0e263e50-5827-48a4-b97c-d940288653c7", "type": "Scope" },
        { "id": "06da0dbc-49e2-44d2-8312-53f166ab848a", "type": "Scope" }
      ]
    }
  ]
}
"#,
    },
    Example {
        key: "exchange",
        text: "Office 365 Exchange Online, application permissions
full_access_as_app
Calendars.Read
MailboxSettings.Read
User.Read
GroupMember.Read.All

Microsoft Graph, application permissions
Calendars.Read
Calendars.Reed
Groups.Read.All
",
    },
];

impl Example {
    /// The example of a name.
    #[must_use]
    pub fn named(key: &str) -> Option<&'static Self> {
        EXAMPLES.iter().find(|example| example.key == key)
    }
}
