//! Where something went wrong.

use serde::{Deserialize, Serialize};

/// Where something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Somebody signed in.
    SignIn,
    /// An administrator's consent, or looking whether it is there.
    Consent,
    /// A token was asked for.
    Token,
    /// Directory or calendars were read.
    Sync,
    /// A meeting was made, or Teams connected for it.
    Meeting,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::SignIn,
        Self::Consent,
        Self::Token,
        Self::Sync,
        Self::Meeting,
    ];

    /// The word that stands in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Consent => "consent",
            Self::Token => "token",
            Self::Sync => "sync",
            Self::Meeting => "meeting",
        }
    }

    /// Reads the word; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.as_str() == text)
    }
}
