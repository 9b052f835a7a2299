//! The meeting of a card: being prepared, ready to join, or in trouble with the way out.

use model::queue::can;
use model::queue::state::{MeetingProblem, MeetingState};

use super::Desk;
use super::actions::{Offer, action, target};
use super::card::Shown;
use crate::paths;
use crate::server_functions::board::act::CardAction;
use crate::texts::Key;
use crate::ui::button::{link, send};
use crate::ui::field::described_by;
use crate::ui::post::form;
use crate::ui::tag::{Tag, class, tag};
use crate::ui::{LinkTarget, Weight};

/// The meeting, for the person who has taken the visitor.
pub(super) fn meeting(desk: Desk, shown: &Shown) -> Option<Tag> {
    let card = &shown.card;
    match card.meeting {
        _ if !desk.has_taken(card) => None,
        MeetingState::None | MeetingState::Locked => None,
        MeetingState::Creating => Some(room(desk, shown, Key::MEETING_CREATING)),
        MeetingState::Ready if card.visitor_joined => {
            Some(room(desk, shown, Key::MEETING_VISITOR_JOINED))
        }
        MeetingState::Ready => Some(room(desk, shown, Key::MEETING_READY)),
        MeetingState::Failed => Some(trouble(desk, shown)),
    }
}

fn room(desk: Desk, shown: &Shown, state: Key) -> Tag {
    let card = &shown.card;
    let join = (card.meeting == MeetingState::Ready).then(|| {
        link(
            paths::staff_meeting(desk.room, card.ticket),
            desk.texts.get(Key::MEETING_JOIN),
            Weight::Primary,
            LinkTarget::NewTab,
        )
    });
    class("div", "board-card-meeting")
        .keyed("meeting")
        .add(tag("p").text(desk.texts.get(state)))
        .add(join)
}

/// Why there is no meeting, and the three ways out: connect, try again, or use a link made elsewhere.
fn trouble(desk: Desk, shown: &Shown) -> Tag {
    let (texts, card) = (desk.texts, &shown.card);
    let (reason, connect) = match card.problem.unwrap_or(MeetingProblem::Other) {
        MeetingProblem::NotConnected => (Key::MEETING_NOT_CONNECTED, true),
        MeetingProblem::ConnectionBroken => (Key::MEETING_CONNECTION_BROKEN, true),
        MeetingProblem::NotAllowed => (Key::MEETING_NOT_ALLOWED, false),
        MeetingProblem::LobbyDiffers => (Key::MEETING_LOBBY_DIFFERS, false),
        MeetingProblem::Throttled => (Key::MEETING_THROTTLED, false),
        MeetingProblem::Unreachable => (Key::MEETING_UNREACHABLE, false),
        MeetingProblem::Other => (Key::MEETING_OTHER, false),
    };
    let connect = (connect && desk.needs_teams).then(|| super::connect_teams(desk));
    let retry = can::retry_meeting(&card.into(), desk.staff)
        .is_ok()
        .then(|| {
            let offer = Offer {
                action: CardAction::RetryMeeting,
                label: Key::MEETING_RETRY,
                weight: Weight::Secondary,
            };
            action(desk, shown, &offer)
        });
    let elsewhere = tag("details")
        .maybe("open", shown.wrong_link.map(|_| ""))
        .add(tag("summary").text(texts.get(Key::MEETING_PASTE)))
        .add(paste(desk, shown));
    class("div", "note")
        .keyed("trouble")
        .with("data-tone", "bad")
        .add(class("p", "note-title").text(texts.get(Key::MEETING_FAILED)))
        .add(tag("p").text(texts.get(reason)))
        .add(class("div", "actions").add(connect).add(retry))
        .add(elsewhere)
}

/// The form for a link made elsewhere. One person has one case at a time, so the board's one target for links is this
/// card's.
fn paste(desk: Desk, shown: &Shown) -> Tag {
    let (texts, wrong) = (desk.texts, shown.wrong_link);
    let id = format!("link-{}", shown.card.ticket);
    let described = described_by(&id, "", wrong);
    let label = tag("label")
        .with("for", id.clone())
        .text(texts.get(Key::MEETING_PASTE_LABEL));
    let input = class("input", "input")
        .with("type", "url")
        .with("id", id)
        .with("name", "link")
        .with("required", "")
        .with("autocomplete", "off")
        .maybe("aria-invalid", wrong.map(|_| "true"))
        .maybe("aria-describedby", described.clone());
    let problem = wrong.map(|problem| {
        class("p", "field-problem")
            .maybe("id", described)
            .text(texts.problem(problem))
    });
    let field = class("div", "field")
        .maybe("data-wrong", wrong.map(|_| "true"))
        .add(class("div", "field-label").add(label))
        .add(input)
        .add(problem);
    let send = send(
        texts.get(Key::MEETING_PASTE_ACTION),
        Weight::Secondary,
        shown.pasting,
    );
    form(desk.paste)
        .with("class", "form")
        .extend(target(desk, shown))
        .add(field)
        .add(send)
}
