//! The permissions Anteroom's features need at Microsoft, each with its reason.
//!
//! Facts (names, GUIDs, tiers) after Microsoft's permission catalogue; the texts are in the language tables.

use serde::{Deserialize, Serialize};

use crate::Guid;

/// A feature that can be switched on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Staff sign in.
    SignIn,
    /// Consultations in Teams, made as the claiming consultant.
    TeamsMeetings,
    /// People and groups for meeting culture.
    Directory,
    /// Calendars for meeting culture.
    Calendar,
    /// Who writes to whom and when, from headers of mail. Comes later.
    MailData,
    /// Teams, channels, calls and attendance. Comes later.
    TeamsData,
    /// How often Copilot is used. Comes later.
    Copilot,
    /// The permission review reads all grants of our own applications.
    PermissionReview,
}

impl Feature {
    /// All, in the order in which pages show them.
    pub const ALL: [Self; 8] = [
        Self::SignIn,
        Self::TeamsMeetings,
        Self::Directory,
        Self::Calendar,
        Self::MailData,
        Self::TeamsData,
        Self::Copilot,
        Self::PermissionReview,
    ];

    /// Whether the feature exists yet; what doesn't is shown as coming later and never asked for.
    #[must_use]
    pub const fn available(self) -> bool {
        !matches!(self, Self::MailData | Self::TeamsData | Self::Copilot)
    }
}

/// Whether a permission acts as the signed-in person or as the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionKind {
    /// As the signed-in person (a scope).
    Delegated,
    /// As the application (an app role).
    Application,
}

/// How far a permission reaches (microsoft.md 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Identity of the person who signs in, nothing else.
    Identity,
    /// The signed-in person's own profile or tokens.
    OwnData,
    /// Names and structure only, or writing the signed-in person's own objects.
    Low,
    /// Tenant-wide metadata or basic facts about people.
    Medium,
    /// Content, complete records, or writes in everybody's name.
    High,
    /// Grants, roles, or private conversations of the whole tenant.
    Critical,
}

/// A permission a feature needs. All on Microsoft Graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Feature that needs it.
    pub feature: Feature,
    /// Name as Microsoft spells it.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role.
    pub guid: Guid,
    /// Our rating.
    pub tier: Tier,
    /// Whether an administrator has to consent.
    pub admin_consent: bool,
}

const fn guid(text: &str) -> Guid {
    match Guid::parse(text) {
        Ok(guid) => guid,
        Err(_) => Guid::from_u128(0),
    }
}

/// Version of the table below; part of the evidence of a consent. Grows with each change of the table.
pub const TABLE_VERSION: i64 = 5;

/// Reads calendars without texts and attachments.
const BASIC: &str = "Calendars.ReadBasic.All";
/// Reads whole calendars.
const FULL: &str = "Calendars.Read";

struct Row(Feature, &'static str, PermissionKind, Guid, Tier, bool);

const TABLE: [Row; 20] = [
    Row(
        Feature::SignIn,
        "openid",
        PermissionKind::Delegated,
        guid("37f7f235-527c-4136-accd-4a02d197296e"),
        Tier::Identity,
        false,
    ),
    Row(
        Feature::SignIn,
        "profile",
        PermissionKind::Delegated,
        guid("14dad69e-099b-42c9-810b-d002981feec1"),
        Tier::Identity,
        false,
    ),
    Row(
        Feature::TeamsMeetings,
        "OnlineMeetings.ReadWrite",
        PermissionKind::Delegated,
        guid("a65f2972-a4f8-4f5e-afd7-69ccb046d5dc"),
        Tier::Low,
        false,
    ),
    Row(
        Feature::TeamsMeetings,
        "offline_access",
        PermissionKind::Delegated,
        guid("7427e0e9-2fba-42fe-b0c0-848c9e6a8182"),
        Tier::OwnData,
        false,
    ),
    // The connection is made by a sign-in of its own: the answer has to name whose it is.
    Row(
        Feature::TeamsMeetings,
        "openid",
        PermissionKind::Delegated,
        guid("37f7f235-527c-4136-accd-4a02d197296e"),
        Tier::Identity,
        false,
    ),
    Row(
        Feature::TeamsMeetings,
        "profile",
        PermissionKind::Delegated,
        guid("14dad69e-099b-42c9-810b-d002981feec1"),
        Tier::Identity,
        false,
    ),
    Row(
        Feature::Directory,
        "User.Read.All",
        PermissionKind::Application,
        guid("df021288-bdef-4463-88db-98f22de89214"),
        Tier::High,
        true,
    ),
    Row(
        Feature::Directory,
        "GroupMember.ReadBasic.All",
        PermissionKind::Application,
        guid("8222c640-cae5-4860-8d11-b32cfad95e03"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::Directory,
        "MailboxSettings.Read",
        PermissionKind::Application,
        guid("40f97065-369a-49f4-947c-6a255697ae91"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::Calendar,
        BASIC,
        PermissionKind::Application,
        guid("8ba4a692-bc31-4128-9094-475872af8a53"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::Calendar,
        FULL,
        PermissionKind::Application,
        guid("798ee544-9d2d-430c-a058-570e29e34338"),
        Tier::High,
        true,
    ),
    Row(
        Feature::MailData,
        "Mail.ReadBasic.All",
        PermissionKind::Application,
        guid("693c5e45-0940-467d-9b8a-1022fb9d42ef"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::TeamsData,
        "Team.ReadBasic.All",
        PermissionKind::Application,
        guid("2280dda6-0bfd-44ee-a2f4-cb867cfc4c1e"),
        Tier::Low,
        true,
    ),
    Row(
        Feature::TeamsData,
        "Channel.ReadBasic.All",
        PermissionKind::Application,
        guid("59a6b24b-4225-4393-8165-ebaec5f55d7a"),
        Tier::Low,
        true,
    ),
    Row(
        Feature::TeamsData,
        "Chat.ReadBasic.All",
        PermissionKind::Application,
        guid("b2e060da-3baf-4687-9611-f4ebc0f0cbde"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::TeamsData,
        "OnlineMeetingArtifact.Read.All",
        PermissionKind::Application,
        guid("df01ed3b-eb61-4eca-9965-6b3d789751b2"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::TeamsData,
        "CallRecords.Read.All",
        PermissionKind::Application,
        guid("45bbb07e-7321-4fd7-a8f6-3ff27e6a81c8"),
        Tier::High,
        true,
    ),
    Row(
        Feature::Copilot,
        "AiEnterpriseInteraction.Read.All",
        PermissionKind::Application,
        guid("839c90ab-5771-41ee-aef8-a562e8487c1e"),
        Tier::Critical,
        true,
    ),
    Row(
        Feature::PermissionReview,
        "Application.Read.All",
        PermissionKind::Application,
        guid("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
        Tier::Medium,
        true,
    ),
    Row(
        Feature::PermissionReview,
        "Directory.Read.All",
        PermissionKind::Application,
        guid("7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
        Tier::High,
        true,
    ),
];

/// How much of calendars an organisation has switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarAccess {
    /// Times, answers and counts.
    #[default]
    Basic,
    /// Texts, too, or all of it where Microsoft refuses the smaller permission.
    Full,
}

/// The permissions these features need while nothing more than the least is switched on, as [`needs_with`].
#[must_use]
pub fn needs(features: &[Feature]) -> Vec<Need> {
    needs_with(features, CalendarAccess::Basic)
}

/// The permissions these features need, in the order of the table; one that two of them need stands there for each.
#[must_use]
pub fn needs_with(features: &[Feature], calendars: CalendarAccess) -> Vec<Need> {
    let other = match calendars {
        CalendarAccess::Basic => FULL,
        CalendarAccess::Full => BASIC,
    };
    TABLE
        .iter()
        .filter(|row| features.contains(&row.0) && row.1 != other)
        .map(|row| Need {
            feature: row.0,
            value: row.1.to_owned(),
            kind: row.2,
            guid: row.3,
            tier: row.4,
            admin_consent: row.5,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guid_is_written_right() {
        assert!(TABLE.iter().all(|row| row.3.as_u128() != 0));
    }

    #[test]
    fn calendars_are_asked_for_by_one_permission() {
        let asked = |calendars| {
            let needs = needs_with(&[Feature::Calendar], calendars);
            needs.into_iter().map(|need| need.value).collect::<Vec<_>>()
        };
        assert_eq!(asked(CalendarAccess::Basic), [BASIC]);
        assert_eq!(asked(CalendarAccess::Full), [FULL]);
        assert_eq!(needs(&[Feature::Calendar]).len(), 1);
    }

    #[test]
    fn names_guids_and_consent_are_those_of_microsofts_catalogue() {
        use std::io::Write as _;
        let Ok(folder) = std::env::var("ANTEROOM_REFERENCE_DATA") else {
            let line = b"skipped: ANTEROOM_REFERENCE_DATA is not set, the permission table is not compared\n";
            std::io::stderr().write_all(line).unwrap();
            return;
        };
        let path = std::path::Path::new(&folder).join("graph-permission-catalogue.json");
        let text = std::fs::read_to_string(path).unwrap();
        for Row(_, value, kind, guid, _, consent) in &TABLE {
            let kind = match kind {
                PermissionKind::Delegated => "delegated",
                PermissionKind::Application => "application",
            };
            let entry = format!(
                r#""value":"{value}","type":"{kind}","id":"{guid}","adminConsent":{consent}"#
            );
            assert!(text.contains(&entry), "{entry}");
        }
    }
}
