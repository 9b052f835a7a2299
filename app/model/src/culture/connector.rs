//! Connectors: what is read, how far it has come, why it stopped.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::reading::Reading;
use crate::{ObjectId, Timestamp};

/// The text is none of the values of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

/// Declares an enum whose text form is the same in JSON, in the database and in URLs.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)* }
        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word that stands in the database and in forms.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text { $($word => Ok(Self::$variant),)* _ => Err(UnknownWord) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// A source that a connector reads.
    pub enum ConnectorSource {
        /// Users, managers, groups and mailbox settings of Entra ID.
        Directory = "directory",
        /// Calendars.
        Calendar = "calendar",
    }
}

words! {
    /// Whether a connector works.
    pub enum ConnectorState {
        /// Switched off: nothing is read.
        Off = "off",
        /// Reads what is due.
        On = "on",
        /// An administrator has paused it; it goes on where it stopped.
        Paused = "paused",
        /// It has stopped by itself; [`ConnectorView::problem`] says why. It looks again by itself every few minutes.
        Error = "error",
    }
}

words! {
    /// What is known of a person's mailbox.
    pub enum Mailbox {
        /// Not asked yet.
        New = "new",
        /// It was read.
        Ok = "ok",
        /// The person has none.
        None = "none",
        /// The application may not read it (scoped in Exchange).
        Denied = "denied",
        /// Reading it failed; it is tried again.
        Failing = "failing",
    }
}

words! {
    /// Why a connector stopped or failed last, as a code for the language tables.
    pub enum ConnectorProblem {
        /// The operator has configured no registration for it.
        NotConfigured = "not_configured",
        /// The administrator's consent is missing or was withdrawn.
        ConsentMissing = "consent_missing",
        /// Microsoft refused our credential.
        CredentialRefused = "credential_refused",
        /// Microsoft asks us to slow down.
        Throttled = "throttled",
        /// Microsoft did not answer.
        Unreachable = "unreachable",
        /// Microsoft's answer could not be understood.
        UnexpectedAnswer = "unexpected_answer",
        /// Something failed on our side.
        Internal = "internal",
    }
}

words! {
    /// What a connector is doing.
    pub enum SyncPhase {
        /// Nothing was read yet.
        Waiting = "waiting",
        /// The most recent weeks of everybody.
        Recent = "recent",
        /// Earlier months.
        History = "history",
        /// The weeks ahead.
        Ahead = "ahead",
        /// Up to date; changes are looked for every night.
        Current = "current",
    }
}

/// Whose data a connector reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorScope {
    /// Everybody in the directory.
    #[default]
    Everybody,
    /// Members of these groups, by object id.
    Groups(Vec<ObjectId>),
}

/// One connector as its administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorView {
    /// Which.
    pub source: ConnectorSource,
    /// Whether it works.
    pub state: ConnectorState,
    /// Whose data.
    pub scope: ConnectorScope,
    /// What is read of each calendar; the default for other sources.
    pub reading: Reading,
    /// What it is doing.
    pub phase: SyncPhase,
    /// Permissions it needs, as Microsoft spells them.
    pub permissions: Vec<String>,
    /// People it covers.
    pub people: u32,
    /// People by the state of their mailbox, states without people left out. Unread ones lower coverage, never the
    /// numbers.
    pub mailboxes: Vec<(Mailbox, u32)>,
    /// Steps done, 0 ..= [`ConnectorView::total`].
    pub done: u32,
    /// Steps in all; `None` where it is not known yet.
    pub total: Option<u32>,
    /// Minutes until the rest is done at the pace of the last minutes, rounded up; `None` while there is no pace to
    /// judge by, and when nothing is left.
    pub remaining_min: Option<u32>,
    /// Events kept.
    pub events: u64,
    /// What was left out or repaired while reading, by reason, most frequent first.
    pub counted: Vec<(String, u64)>,
    /// When it last finished a round.
    pub last_ok: Option<Timestamp>,
    /// Why it stopped or failed last; `None` while all is well.
    pub problem: Option<ConnectorProblem>,
    /// When.
    pub problem_at: Option<Timestamp>,
    /// When it looks again; `None` while it is off or paused.
    pub next: Option<Timestamp>,
}
