//! What people send: the entrance form and the room form, and what is wrong with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::room::RoomSettings;
use crate::{FieldError, Guid, RoomId};

/// Most characters of a visitor's name.
pub const NAME_MOST: usize = 80;

/// The entrance form as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinForm {
    /// Drawn with the page; the same key twice is the same visit (double click, resend).
    pub key: Guid,
    /// How the visitor wants to be called.
    #[serde(default)]
    pub name: String,
    /// Answers by question id.
    #[serde(default)]
    pub answers: BTreeMap<u16, String>,
    /// Whether the consent box was ticked.
    #[serde(default)]
    pub consent: bool,
    /// Version of the consent text that was shown.
    #[serde(default)]
    pub consent_version: i64,
}

/// What was typed at the entrance and did not pass; kept sealed for 30 minutes so that nothing has to be typed twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// As sent.
    pub form: JoinForm,
    /// What is wrong with it.
    pub problems: Vec<FieldError>,
}

/// The room form as sent by a coordinator or administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomForm {
    /// The room, or none for a new one.
    pub room: Option<RoomId>,
    /// The version the form was drawn from; a newer one in the store refuses the save.
    pub version: i64,
    /// The settings wanted.
    pub settings: RoomSettings,
}

mod join;
mod room;
mod text;

pub use join::{Accepted, check_join};
pub use room::check_room;
pub use text::{LINK_MOST, meeting_link, one_line, paragraphs};
