//! The five dimensions of a ticket.

use serde::{Deserialize, Serialize};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }
        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The value as it stands in the database and on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),* } }
        }
        impl std::str::FromStr for $name {
            type Err = UnknownValue;
            fn from_str(text: &str) -> Result<Self, UnknownValue> {
                match text { $($text => Ok(Self::$variant),)* _ => Err(UnknownValue) }
            }
        }
    };
}

/// The text is no value of this kind; a database written by a newer version, or a damaged one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value")]
pub struct UnknownValue;

named! {
    /// Where a ticket stands.
    State {
        /// The visitor is still at the entrance; never counted.
        Drafting = "drafting",
        /// In the queue.
        Waiting = "waiting",
        /// A consultant has claimed the ticket and the visitor is being called.
        Called = "called",
        /// The visitor did not answer the call and has to confirm.
        CantReach = "cant_reach",
        /// Both sides have pressed join.
        InConsultation = "in_consultation",
        /// The consultant has put the consultation on hold.
        OnHold = "on_hold",
        /// Over, as it should be.
        Done = "done",
        /// The visitor left, or the place expired.
        Left = "left",
        /// The visitor never answered.
        NoShow = "no_show",
        /// Removed by staff.
        Removed = "removed",
        /// Swept after closing.
        Expired = "expired",
    }
}

impl State {
    /// Whether the ticket has ended.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Left | Self::NoShow | Self::Removed | Self::Expired
        )
    }

    /// Whether the ticket counts as a consultant's active case.
    #[must_use]
    pub const fn is_active_case(self) -> bool {
        matches!(self, Self::Called | Self::InConsultation | Self::OnHold)
    }
}

named! {
    /// Whether the visitor's browser is there.
    Presence {
        /// A stream is open and the last sign of life is at most 30 s old.
        Present = "present",
        /// Hidden page, or silent for 30 to 90 s.
        Away = "away",
        /// Silent for more than 90 s, or left by closing the page.
        Gone = "gone",
    }
}

named! {
    /// The meeting of a consultation.
    MeetingState {
        /// No meeting yet.
        None = "none",
        /// Being created at Microsoft.
        Creating = "creating",
        /// Its settings were read back as wanted; the link may be released.
        Ready = "ready",
        /// Could not be created; the reason is kept beside it.
        Failed = "failed",
        /// Nobody gets in any more.
        Locked = "locked",
    }
}

named! {
    /// The dimensions that are stored as periods.
    Dimension {
        /// [`State`].
        State = "state",
        /// [`Presence`].
        Presence = "presence",
        /// The present room.
        Room = "room",
        /// The claiming consultant, or nobody.
        Claim = "claim",
        /// [`MeetingState`].
        Meeting = "meeting",
    }
}

named! {
    /// Why a meeting could not be prepared, as far as the consultant can act on it.
    MeetingProblem {
        /// The consultant has not connected Teams.
        NotConnected = "not_connected",
        /// The connection was revoked or has expired: connect again.
        ConnectionBroken = "connection_broken",
        /// No Teams licence, or a policy forbids it.
        NotAllowed = "not_allowed",
        /// The lobby setting read back differs from the one asked for.
        LobbyDiffers = "lobby_differs",
        /// Microsoft asks to slow down.
        Throttled = "throttled",
        /// Microsoft does not answer.
        Unreachable = "unreachable",
        /// Anything else; the log has the request id.
        Other = "other",
    }
}

named! {
    /// Why staff removed a ticket (T15). Tests and duplicates are not counted among the visitors offered.
    RemovalReason {
        /// A trial.
        Test = "test",
        /// The visitor has another ticket.
        Duplicate = "duplicate",
        /// The visitor belongs elsewhere.
        Misplaced = "misplaced",
        /// Anything else.
        Other = "other",
    }
}
