//! What pages show.

use serde::{Deserialize, Serialize};

use super::form::Draft;
use super::room::{Question, RoomSettings};
use super::state::{MeetingProblem, MeetingState, Presence, State};
use crate::{Guid, ObjectId, RoomId, Slug, TicketId, Timestamp};

/// Entrance of a room, for anybody with the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntranceView {
    /// Name of the organisation.
    pub tenant_name: String,
    /// Address part of the organisation.
    pub tenant: Slug,
    /// Address part of the room.
    pub room: Slug,
    /// Name of the room.
    pub name: String,
    /// Introduction.
    pub intro: String,
    /// Privacy notice.
    pub privacy_notice: String,
    /// Consent text; empty when none is needed.
    pub consent_text: String,
    /// Its version.
    pub consent_version: i64,
    /// Minutes that answers are kept after the end.
    pub retention_minutes: u32,
    /// Questions.
    pub questions: Vec<Question>,
    /// Whether one may enter, and why not.
    pub opening: Opening,
    /// Shown while closed.
    pub closed_text: String,
    /// What to do when not met.
    pub fallback_text: String,
    /// Visitors waiting now.
    pub waiting: u32,
    /// Idempotency key for the form of this page.
    pub key: Guid,
    /// This browser already has a ticket here that has not ended.
    pub present_ticket: Option<TicketId>,
    /// What was typed before and did not pass.
    pub draft: Option<Draft>,
}

/// Whether a room lets visitors in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// Yes.
    Open,
    /// Not now.
    Closed,
    /// The limit of waiting visitors is reached.
    Full,
}

/// The visitor's own ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    /// Identity.
    pub ticket: TicketId,
    /// Short number of the day, for calling out.
    pub number: u32,
    /// Name of the organisation.
    pub tenant_name: String,
    /// Address part of the organisation.
    pub tenant: Slug,
    /// Address part of the room.
    pub room: Slug,
    /// Name of the room.
    pub room_name: String,
    /// Where the ticket stands.
    pub state: State,
    /// Since when.
    pub state_since: Timestamp,
    /// Visitors ahead, away ones included; only while waiting.
    pub ahead: Option<u32>,
    /// When the place was taken.
    pub arrived: Timestamp,
    /// The server's clock when this was drawn.
    pub now: Timestamp,
    /// The meeting, from the visitor's side.
    pub meeting: VisitorMeeting,
    /// What is stored of the answers.
    pub answers: AnswersView,
    /// Until when an ended ticket can come back (T13).
    pub restorable_until: Option<Timestamp>,
    /// What to do when not met.
    pub fallback_text: String,
    /// Revision of the room this was drawn from.
    pub revision: i64,
}

/// The meeting, from the visitor's side. The link itself is never part of a page: the button resolves on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitorMeeting {
    /// Nobody has called yet.
    None,
    /// Called; the meeting is being prepared.
    Preparing,
    /// The join button works.
    Ready,
    /// Over.
    Closed,
}

/// What is stored of a visitor's answers, shown to that visitor alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswersView {
    /// These.
    Stored {
        /// Name as typed.
        name: String,
        /// Question and answer.
        answers: Vec<ShownAnswer>,
    },
    /// Erased: by the visitor or by the room's period.
    Erased,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownAnswer {
    /// The question.
    pub label: String,
    /// The answer.
    pub text: String,
    /// Whether it stands on the card without opening it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub on_card: bool,
}

/// A visitor's ticket on another list: `/ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLine {
    /// Identity.
    pub ticket: TicketId,
    /// Address part of the organisation.
    pub tenant: Slug,
    /// Address part of the room.
    pub room: Slug,
    /// Name of the room.
    pub room_name: String,
    /// Where it stands.
    pub state: State,
    /// When the place was taken.
    pub arrived: Timestamp,
}

impl TicketLine {
    /// Of a browser's tickets the one that an address means: the one in that room that has not ended, else the newest
    /// there. An address that leads to none may be that of a room or an organisation before it was given another one:
    /// then the browser's only open ticket.
    #[must_use]
    pub fn at<'l>(lines: &'l [Self], tenant: &str, room: &str) -> Option<&'l Self> {
        let here = |line: &&Self| line.tenant.as_str() == tenant && line.room.as_str() == room;
        let there = lines.iter().filter(here);
        let found = there.max_by_key(|line| (!line.state.is_terminal(), line.arrived));
        let mut open = lines.iter().filter(|line| !line.state.is_terminal());
        found.or_else(|| open.next().filter(|_| open.next().is_none()))
    }
}

/// A room in the list of a consultant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomLine {
    /// Identity.
    pub room: RoomId,
    /// Name.
    pub name: String,
    /// Address part.
    pub slug: Slug,
    /// Whether visitors may enter.
    pub open: bool,
    /// Visitors waiting.
    pub waiting: u32,
    /// Arrival of the one who has waited longest.
    pub longest_since: Option<Timestamp>,
    /// Whether this person may edit the room.
    pub may_edit: bool,
    /// Whether this person may enter the board; an administrator may edit without working there.
    #[serde(default)]
    pub may_work: bool,
}

/// The rooms of a consultant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomsView {
    /// Entitled rooms, by name.
    pub rooms: Vec<RoomLine>,
    /// The server's clock when this was drawn.
    pub now: Timestamp,
    /// Whether this person may create rooms.
    pub may_create: bool,
}

/// The board of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// Room.
    pub room: RoomId,
    /// Name of the room.
    pub name: String,
    /// Address part of the organisation, for the room's public link.
    pub tenant: Slug,
    /// Address part of the room.
    pub slug: Slug,
    /// Whether visitors may enter.
    pub open: bool,
    /// Minutes at which the light turns.
    pub light_minutes: (u16, u16),
    /// Whether the room makes Teams meetings (and so needs a connection).
    pub needs_teams: bool,
    /// The person looking.
    pub me: ObjectId,
    /// Whether this person may edit the room.
    pub may_edit: bool,
    /// Whether this person's Teams is connected.
    pub connected: bool,
    /// The server's clock when this was drawn.
    pub now: Timestamp,
    /// Revision of the room this was drawn from; the stream continues behind it.
    pub revision: i64,
    /// Tickets that have not ended, in order of service.
    pub cards: Vec<CardView>,
}

/// Whether a field is what it is taken for when it is absent.
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A ticket on the board. Equal for everybody who may see the room. A board has hundreds of them, so what is not there is
/// not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// Identity.
    pub ticket: TicketId,
    /// Short number of the day.
    pub number: u32,
    /// Grows with each change; commands carry it.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub state_since: Timestamp,
    /// Whether the visitor's browser is there.
    pub presence: Presence,
    /// Since when.
    pub presence_since: Timestamp,
    /// Arrival; the wait timer counts from here.
    pub arrived: Timestamp,
    /// Name as typed; none once erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<String>,
    /// Answers; empty once erased.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ShownAnswer>,
    /// Who has claimed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimView>,
    /// The meeting, from the staff's side.
    pub meeting: MeetingState,
    /// Why the meeting failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<MeetingProblem>,
    /// Whether the visitor came back after leaving (T13).
    #[serde(default, skip_serializing_if = "is_false")]
    pub returned: bool,
    /// Whether the ticket stands in the priority line: a confirmed return after a call (T6).
    #[serde(default, skip_serializing_if = "is_false")]
    pub priority: bool,
    /// Who called last in vain; only while the visitor cannot be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_caller: Option<ObjectId>,
    /// Whether the visitor pressed join.
    #[serde(default, skip_serializing_if = "is_false")]
    pub visitor_joined: bool,
    /// Whether the claimer pressed join.
    #[serde(default, skip_serializing_if = "is_false")]
    pub staff_joined: bool,
}

/// Who has claimed a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimView {
    /// Object id of the consultant.
    pub by: ObjectId,
    /// Their name for colleagues.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// The settings page of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomEditView {
    /// The room, or none for a new one.
    pub room: Option<RoomId>,
    /// Version to send back.
    pub version: i64,
    /// Address part of the organisation.
    pub tenant: Slug,
    /// Present settings.
    pub settings: RoomSettings,
    /// People and groups who may work there.
    pub staff: Vec<crate::trust::AssignmentView>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Guid;

    fn line(number: u8, room: &str, state: State) -> TicketLine {
        TicketLine {
            ticket: TicketId(Guid::from_u128(number.into())),
            tenant: "contoso".parse().unwrap(),
            room: room.parse().unwrap(),
            room_name: String::new(),
            state,
            arrived: Timestamp(number.into()),
        }
    }

    #[test]
    fn an_address_that_is_none_any_more_leads_to_the_only_open_ticket() {
        let found = |lines: &[TicketLine], room: &str| {
            TicketLine::at(lines, "contoso", room).map(|line| line.arrived.0)
        };
        let mut lines = vec![
            line(3, "desk", State::Left),
            line(2, "desk", State::Waiting),
            line(1, "ward", State::Done),
        ];
        assert_eq!(found(&lines, "desk"), Some(2), "open before newest");
        assert_eq!(found(&lines, "ward"), Some(1), "ended, but asked for");
        assert_eq!(found(&lines, "reception"), Some(2));
        assert_eq!(
            TicketLine::at(&lines, "fabrikam", "desk").map(|line| line.arrived.0),
            Some(2)
        );
        lines.push(line(4, "lab", State::Called));
        assert_eq!(found(&lines, "reception"), None, "which one is not known");
        assert_eq!(found(&[], "desk"), None);
    }
}
