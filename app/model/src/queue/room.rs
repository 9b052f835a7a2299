//! A room and what it asks its visitors.

use serde::{Deserialize, Serialize};

use crate::{RoomId, Slug};

/// Most questions a room may ask.
pub const QUESTIONS_MOST: usize = 10;

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One line, at most 200 characters.
    Text,
    /// Several lines, at most 2,000 characters.
    LongText,
    /// One of these options (2 to 20).
    Choice(Vec<String>),
    /// Yes or no.
    YesNo,
    /// A phone number: digits, blanks, `+ - / ( )`, 5 to 20 digits.
    Phone,
    /// A day, `YYYY-MM-DD`.
    Date,
}

/// One question at the entrance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stays the same when texts are edited, so that a waiting visitor's answers keep their question.
    pub id: u16,
    /// What is asked, 1 to 200 characters.
    pub label: String,
    /// A sentence of help below it, at most 500 characters.
    pub explanation: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether the visitor has to answer.
    pub required: bool,
    /// Whether the answer stands on the card of the board.
    pub on_card: bool,
}

/// Who waits in the lobby of the meeting (queue.md 4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmitMode {
    /// Lobby scope `everyone`: the visitor enters once a verified person is in.
    #[default]
    Auto,
    /// Lobby scope `organization`: the consultant admits by hand.
    ByHand,
}

/// Where the consultation takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// A Teams meeting made as the claiming consultant.
    #[default]
    Teams,
    /// A fixed https link of any provider; needs no permission at Microsoft.
    FixedLink(String),
}

/// All settings of a room; stored as one versioned document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSettings {
    /// Shown name, 1 to 80 characters.
    pub name: String,
    /// Part of the room's address, unique within the tenant.
    pub slug: Slug,
    /// Introduction at the entrance, at most 2,000 characters; may be empty.
    pub intro: String,
    /// Privacy notice: who is responsible, contact, purpose, periods. 1 to 4,000 characters.
    pub privacy_notice: String,
    /// Consent text to agree to; empty when the room needs none. At most 2,000 characters.
    pub consent_text: String,
    /// At most [`QUESTIONS_MOST`] questions.
    pub questions: Vec<Question>,
    /// Whether visitors may enter now.
    pub open: bool,
    /// Shown while closed, at most 1,000 characters; may be empty.
    pub closed_text: String,
    /// What to do when not met (a phone number, say), at most 500 characters; may be empty.
    pub fallback_text: String,
    /// Most visitors waiting at once, 1 to 5,000.
    pub capacity: u32,
    /// Minutes of waiting at which the light turns to its second and third step; the first below the second.
    pub light_minutes: (u16, u16),
    /// Minutes answers are kept after the ticket ends, 0 to 43,200 (30 days).
    pub retention_minutes: u32,
    /// Lobby.
    pub admit: AdmitMode,
    /// Where the consultation takes place.
    pub meeting: MeetingKind,
    /// Name of the room's time zone in the IANA database, such as `Europe/Berlin`: its days, numbers and nightly sweep
    /// follow it.
    #[serde(default = "utc")]
    pub time_zone: String,
}

/// The zone of rooms stored before they had one.
fn utc() -> String {
    "UTC".to_owned()
}

impl RoomSettings {
    /// The settings a new room starts with: open, no questions, answers erased an hour after the end.
    #[must_use]
    pub fn named(name: &str, slug: Slug) -> Self {
        Self {
            name: name.to_owned(),
            slug,
            intro: String::new(),
            privacy_notice: String::new(),
            consent_text: String::new(),
            questions: Vec::new(),
            open: true,
            closed_text: String::new(),
            fallback_text: String::new(),
            capacity: 500,
            light_minutes: (5, 10),
            retention_minutes: 60,
            admit: AdmitMode::Auto,
            meeting: MeetingKind::Teams,
            time_zone: utc(),
        }
    }
}

/// A room with its identity and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Identity.
    pub id: RoomId,
    /// Grows by one with each saved change of the settings; a form carries the version it was drawn from.
    pub version: i64,
    /// Version of the consent text; grows when that text changes.
    pub consent_version: i64,
    /// Everything that can be edited.
    pub settings: RoomSettings,
}
