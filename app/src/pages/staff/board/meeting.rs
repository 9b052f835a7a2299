//! The meeting of a card: being prepared, ready to join, or in trouble with the way out.

use leptos::either::EitherOf3;
use leptos::prelude::*;
use model::queue::can;
use model::queue::state::{MeetingProblem, MeetingState};
use model::queue::view::CardView;

use super::Desk;
use super::actions::Target;
use crate::paths;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, use_texts};
use crate::ui::field::{described_by, problem_of};
use crate::ui::{ButtonLink, Field, LinkTarget, PostForm, Submit, Weight};

#[component]
pub(super) fn Meeting(desk: Desk, card: Memo<CardView>, mine: Memo<bool>) -> impl IntoView {
    let texts = use_texts();
    let shown = Memo::new(move |_| {
        let mine = mine.get();
        card.with(|card| mine.then_some((card.meeting, card.problem)))
    });
    move || match shown.get()? {
        (MeetingState::Creating, _) => {
            Some(EitherOf3::A(view! { <p class="board-card-meeting">{texts.get(Key::MEETING_CREATING)}</p> }))
        }
        (MeetingState::Ready, _) => Some(EitherOf3::B(view! { <Join desk=desk card=card/> })),
        (MeetingState::Failed, problem) => {
            Some(EitherOf3::C(view! { <Trouble desk=desk card=card problem=problem.unwrap_or(MeetingProblem::Other)/> }))
        }
        (MeetingState::None | MeetingState::Locked, _) => None,
    }
}

#[component]
fn Join(desk: Desk, card: Memo<CardView>) -> impl IntoView {
    let texts = use_texts();
    let ticket = card.with_untracked(|card| card.ticket);
    let visitor = move || {
        let key = if card.with(|card| card.visitor_joined) { Key::MEETING_VISITOR_JOINED } else { Key::MEETING_READY };
        texts.get(key)
    };
    crate::ui::part::part(view! {
        <div class="board-card-meeting">
            <p>{visitor}</p>
            <ButtonLink
                href=paths::staff_meeting(desk.room, ticket)
                label=texts.get(Key::MEETING_JOIN)
                weight=Weight::Primary
                target=LinkTarget::NewTab
            />
        </div>
    })
}

/// Why there is no meeting, and the three ways out: connect, try again, or use a link made elsewhere.
#[component]
fn Trouble(desk: Desk, card: Memo<CardView>, problem: MeetingProblem) -> impl IntoView {
    let texts = use_texts();
    let (reason, connect) = match problem {
        MeetingProblem::NotConnected => (Key::MEETING_NOT_CONNECTED, true),
        MeetingProblem::ConnectionBroken => (Key::MEETING_CONNECTION_BROKEN, true),
        MeetingProblem::NotAllowed => (Key::MEETING_NOT_ALLOWED, false),
        MeetingProblem::LobbyDiffers => (Key::MEETING_LOBBY_DIFFERS, false),
        MeetingProblem::Throttled => (Key::MEETING_THROTTLED, false),
        MeetingProblem::Unreachable => (Key::MEETING_UNREACHABLE, false),
        MeetingProblem::Other => (Key::MEETING_OTHER, false),
    };
    let retry = card.with_untracked(|card| can::retry_meeting(&card.into(), desk.staff).is_ok());
    let ticket = card.with_untracked(|card| card.ticket);
    let retrying = Signal::derive(move || {
        desk.act.sends("ticket", &ticket.to_string()) && desk.act.sends("action", CardAction::RetryMeeting.as_str())
    });
    // One person has one case at a time, so the board's one target for links is this card's.
    let wrong = Signal::derive(move || problem_of(&desk.paste.failure().get()?.0.fields, "link"));
    let unfolded = wrong.with_untracked(Option::is_some);
    let field = format!("link-{ticket}");
    let described = {
        let field = field.clone();
        move || described_by(&field, "", wrong.get())
    };
    crate::ui::part::part(view! {
        <div class="note" data-tone="bad">
            <p class="note-title">{texts.get(Key::MEETING_FAILED)}</p>
            <p>{texts.get(reason)}</p>
            <div class="actions">
                {(connect && desk.needs_teams).then(|| view! {
                    <ButtonLink
                        href=paths::connect(&paths::board(desk.room))
                        label=texts.get(Key::BOARD_CONNECT_ACTION)
                        target=LinkTarget::Handler
                    />
                })}
                {retry.then(|| view! {
                    <PostForm post=desk.act>
                        <Target desk=desk card=card/>
                        <input type="hidden" name="action" value=CardAction::RetryMeeting.as_str()/>
                        <Submit label=texts.get(Key::MEETING_RETRY) pending=retrying/>
                    </PostForm>
                })}
            </div>
            <details open=unfolded>
                <summary>{texts.get(Key::MEETING_PASTE)}</summary>
                <PostForm post=desk.paste class="form">
                    <Target desk=desk card=card/>
                    <Field name=field.clone() label=texts.get(Key::MEETING_PASTE_LABEL) problem=wrong>
                        <input
                            class="input"
                            type="url"
                            id=field.clone()
                            name="link"
                            required=true
                            autocomplete="off"
                            aria-invalid=move || wrong.get().map(|_| "true")
                            aria-describedby=described
                        />
                    </Field>
                    <Submit label=texts.get(Key::MEETING_PASTE_ACTION) pending=desk.paste.pending()/>
                </PostForm>
            </details>
        </div>
    })
}
