//! What an application is for.

use model::permission::Feature;

/// What one application is for. Each has its own setting for the client id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Staff sign in.
    SignIn,
    /// Everything that has no application of its own.
    Data,
    /// People and groups.
    Directory,
    /// Calendars.
    Calendar,
    /// Headers of mail.
    Mail,
    /// Teams.
    Teams,
    /// Copilot.
    Copilot,
    /// Consultations in Teams.
    Meetings,
}

impl Slot {
    /// All, in the order of documents.
    pub const ALL: [Self; 8] = [
        Self::SignIn,
        Self::Data,
        Self::Directory,
        Self::Calendar,
        Self::Mail,
        Self::Teams,
        Self::Copilot,
        Self::Meetings,
    ];

    /// The word in addresses, in names of variables and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "signin",
            Self::Data => "data",
            Self::Directory => "directory",
            Self::Calendar => "calendar",
            Self::Mail => "mail",
            Self::Teams => "teams",
            Self::Copilot => "copilot",
            Self::Meetings => "meetings",
        }
    }

    /// What a word in an address is for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.as_str() == word)
    }

    /// The setting that holds the client id.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::SignIn => "ANTEROOM_SIGNIN_CLIENT_ID",
            Self::Data => "ANTEROOM_DATA_CLIENT_ID",
            Self::Directory => "ANTEROOM_DIRECTORY_CLIENT_ID",
            Self::Calendar => "ANTEROOM_CALENDAR_CLIENT_ID",
            Self::Mail => "ANTEROOM_MAIL_CLIENT_ID",
            Self::Teams => "ANTEROOM_TEAMS_CLIENT_ID",
            Self::Copilot => "ANTEROOM_COPILOT_CLIENT_ID",
            Self::Meetings => "ANTEROOM_MEETINGS_CLIENT_ID",
        }
    }

    /// The name of the application at Microsoft, which people see on the consent page.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::SignIn => "Anteroom Sign-in",
            Self::Data => "Anteroom Data",
            Self::Directory => "Anteroom Directory",
            Self::Calendar => "Anteroom Calendar",
            Self::Mail => "Anteroom Mail",
            Self::Teams => "Anteroom Teams",
            Self::Copilot => "Anteroom Copilot",
            Self::Meetings => "Anteroom Meetings",
        }
    }

    /// The application of its own that a feature may have.
    #[must_use]
    pub const fn of(feature: Feature) -> Self {
        match feature {
            Feature::SignIn => Self::SignIn,
            Feature::TeamsMeetings => Self::Meetings,
            Feature::Directory => Self::Directory,
            Feature::Calendar => Self::Calendar,
            Feature::MailData => Self::Mail,
            Feature::TeamsData => Self::Teams,
            Feature::Copilot => Self::Copilot,
            // The review has no source of its own: it looks from the application that everything else falls back to.
            Feature::PermissionReview => Self::Data,
        }
    }
}
