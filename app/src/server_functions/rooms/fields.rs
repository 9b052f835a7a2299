//! The room form as it travels: every field as it was typed, so that a refusal can give all of it back.

#[cfg(feature = "ssr")]
mod read;

use model::queue::room::{
    AdmitMode, MeetingKind, QUESTIONS_MOST, Question, QuestionKind, RoomSettings,
};
use serde::{Deserialize, Serialize};

/// The settings of a room as a form holds them. A box that is not ticked and a field that is missing are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomFields {
    /// Shown name.
    pub name: String,
    /// Address part; empty to have it made from the name.
    pub slug: String,
    /// Introduction at the entrance.
    pub intro: String,
    /// Privacy notice.
    pub privacy_notice: String,
    /// Consent text.
    pub consent_text: String,
    /// Whether visitors may enter.
    pub open: bool,
    /// Shown while closed.
    pub closed_text: String,
    /// What to do when not met.
    pub fallback_text: String,
    /// Most visitors waiting at once, as typed.
    pub capacity: String,
    /// Minutes until the light's second step, as typed.
    pub light_first: String,
    /// Minutes until the light's third step, as typed.
    pub light_second: String,
    /// Minutes that answers are kept, as chosen.
    pub retention: String,
    /// [`AUTO`] or [`BY_HAND`].
    pub admit: String,
    /// [`TEAMS`] or [`LINK`].
    pub meeting: String,
    /// The fixed link, for [`LINK`].
    pub meeting_link: String,
    /// IANA name of the time zone; empty for UTC.
    pub time_zone: String,
    /// Rows of questions; unused ones are empty.
    pub questions: Vec<QuestionFields>,
}

/// One row of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionFields {
    /// Id of a stored question; 0 for a new one.
    pub id: u16,
    /// What is asked.
    pub label: String,
    /// Help below it.
    pub explanation: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// Choices, one in each line.
    pub options: String,
    /// Whether the visitor has to answer.
    pub required: bool,
    /// Whether the answer stands on the card.
    pub on_card: bool,
    /// Wished position from 1, as chosen.
    pub place: String,
    /// Whether the question is to go.
    pub remove: bool,
}

/// Lobby: the visitor enters once a verified person is in.
pub const AUTO: &str = "auto";
/// Lobby: the consultant admits by hand.
pub const BY_HAND: &str = "by_hand";
/// The consultation takes place in a Teams meeting made for it.
pub const TEAMS: &str = "teams";
/// The consultation takes place behind a fixed link.
pub const LINK: &str = "link";
/// The kinds of questions, in the order of the choice.
pub const KINDS: [&str; 6] = ["text", "long_text", "choice", "yes_no", "phone", "date"];

impl RoomFields {
    /// The form that shows these settings, with a row for each question there may be.
    #[must_use]
    pub fn of(settings: &RoomSettings) -> Self {
        let (meeting, meeting_link) = match &settings.meeting {
            MeetingKind::Teams => (TEAMS, String::new()),
            MeetingKind::FixedLink(link) => (LINK, link.clone()),
        };
        Self {
            name: settings.name.clone(),
            slug: settings.slug.to_string(),
            intro: settings.intro.clone(),
            privacy_notice: settings.privacy_notice.clone(),
            consent_text: settings.consent_text.clone(),
            open: settings.open,
            closed_text: settings.closed_text.clone(),
            fallback_text: settings.fallback_text.clone(),
            capacity: settings.capacity.to_string(),
            light_first: settings.light_minutes.0.to_string(),
            light_second: settings.light_minutes.1.to_string(),
            retention: settings.retention_minutes.to_string(),
            admit: match settings.admit {
                AdmitMode::Auto => AUTO,
                AdmitMode::ByHand => BY_HAND,
            }
            .to_owned(),
            meeting: meeting.to_owned(),
            meeting_link,
            time_zone: settings.time_zone.clone(),
            questions: settings.questions.iter().map(QuestionFields::of).collect(),
        }
        .with_all_rows()
    }

    /// The same form with a row for each question there may be.
    #[must_use]
    pub fn with_all_rows(mut self) -> Self {
        self.questions
            .resize_with(QUESTIONS_MOST, QuestionFields::default);
        self
    }
}

impl QuestionFields {
    fn of(question: &Question) -> Self {
        let (kind, options) = match &question.kind {
            QuestionKind::Text => ("text", String::new()),
            QuestionKind::LongText => ("long_text", String::new()),
            QuestionKind::Choice(options) => ("choice", options.join("\n")),
            QuestionKind::YesNo => ("yes_no", String::new()),
            QuestionKind::Phone => ("phone", String::new()),
            QuestionKind::Date => ("date", String::new()),
        };
        Self {
            id: question.id,
            label: question.label.clone(),
            explanation: question.explanation.clone(),
            kind: kind.to_owned(),
            options,
            required: question.required,
            on_card: question.on_card,
            ..Self::default()
        }
    }

    /// Whether anything is asked in this row.
    #[must_use]
    pub fn is_used(&self) -> bool {
        !self.remove
            && [&self.label, &self.explanation, &self.options]
                .iter()
                .any(|text| !text.trim().is_empty())
    }
}
