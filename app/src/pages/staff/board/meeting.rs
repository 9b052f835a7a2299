//! The meeting of a card: being prepared, ready to join, or in trouble with the way out.

use leptos::either::Either;
use leptos::prelude::*;
use model::queue::can;
use model::queue::state::{MeetingProblem, MeetingState};

use super::Desk;
use super::actions::{Offer, form, target};
use super::card::Shown;
use crate::paths;
use crate::server_functions::board::act::CardAction;
use crate::texts::Key;
use crate::ui::button::send;
use crate::ui::field::described_by;
use crate::ui::{ButtonLink, LinkTarget, PostForm, Weight};

/// The meeting, for the person who has taken the visitor.
pub(super) fn meeting(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let card = &shown.card;
    match card.meeting {
        _ if !desk.has_taken(card) => None,
        MeetingState::None | MeetingState::Locked => None,
        MeetingState::Creating => Some(Either::Left(room(desk, shown, Key::MEETING_CREATING))),
        MeetingState::Ready if card.visitor_joined => {
            Some(Either::Left(room(desk, shown, Key::MEETING_VISITOR_JOINED)))
        }
        MeetingState::Ready => Some(Either::Left(room(desk, shown, Key::MEETING_READY))),
        MeetingState::Failed => Some(Either::Right(trouble(desk, shown))),
    }
}

fn room(desk: Desk, shown: &Shown, state: Key) -> impl IntoView + use<> {
    let card = &shown.card;
    let join = (card.meeting == MeetingState::Ready).then(|| {
        let href = paths::staff_meeting(desk.room, card.ticket);
        view! {
            <ButtonLink
                href=href
                label=desk.texts.get(Key::MEETING_JOIN)
                weight=Weight::Primary
                target=LinkTarget::NewTab
            />
        }
    });
    view! { <div class="board-card-meeting"><p>{desk.texts.get(state)}</p>{join}</div> }
}

/// Why there is no meeting, and the three ways out: connect, try again, or use a link made elsewhere.
fn trouble(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
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
    let connect = (connect && desk.needs_teams).then(|| {
        view! {
            <ButtonLink
                href=paths::connect(&paths::board(desk.room))
                label=texts.get(Key::BOARD_CONNECT_ACTION)
                target=LinkTarget::Handler
            />
        }
    });
    let retry = can::retry_meeting(&card.into(), desk.staff)
        .is_ok()
        .then(|| {
            let action = CardAction::RetryMeeting;
            form(
                desk,
                shown,
                Offer {
                    action,
                    label: Key::MEETING_RETRY,
                    weight: Weight::Secondary,
                },
            )
        });
    view! {
        <div class="note" data-tone="bad">
            <p class="note-title">{texts.get(Key::MEETING_FAILED)}</p>
            <p>{texts.get(reason)}</p>
            <div class="actions">{connect} {retry}</div>
            <details open=shown.wrong_link.is_some()>
                <summary>{texts.get(Key::MEETING_PASTE)}</summary>
                {paste(desk, shown)}
            </details>
        </div>
    }
}

/// The form for a link made elsewhere. One person has one case at a time, so the board's one target for links is this
/// card's.
fn paste(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let (texts, wrong) = (desk.texts, shown.wrong_link);
    let id = format!("link-{}", shown.card.ticket);
    let described = described_by(&id, "", wrong);
    let problem = wrong.map(|problem| {
        view! { <p class="field-problem" id=described.clone()>{texts.problem(problem)}</p> }
    });
    let fields = (
        target(desk, shown),
        view! {
            <div class="field" data-wrong=wrong.map(|_| "true")>
                <div class="field-label">
                    <label for=id.clone()>{texts.get(Key::MEETING_PASTE_LABEL)}</label>
                </div>
                <input
                    class="input"
                    type="url"
                    id=id
                    name="link"
                    required=true
                    autocomplete="off"
                    aria-invalid=wrong.map(|_| "true")
                    aria-describedby=described
                />
                {problem}
            </div>
        },
        send(
            texts.get(Key::MEETING_PASTE_ACTION),
            Weight::Secondary,
            shown.pasting,
        ),
    );
    view! { <PostForm post=desk.paste class="form">{fields}</PostForm> }
}
