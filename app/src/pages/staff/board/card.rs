//! One visitor on the board.

use leptos::prelude::*;
use model::queue::light::{Light, Shape, light, minutes_waited};
use model::queue::state::{Presence, State};
use model::queue::view::{CardView, ShownAnswer};
use model::{FieldProblem, TicketId};

use super::Desk;
use super::actions::{self, actions};
use super::meeting::meeting;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, Texts};
use crate::ui::field::problem_of;
use crate::ui::part::part;
use crate::ui::time::{moment, span};
use crate::ui::{Icon, Symbol, Tone};

/// All that a card shows. As long as it is equal nothing is drawn.
#[derive(Clone, PartialEq)]
pub(super) struct Shown {
    /// The visitor, as the server knows them.
    pub(super) card: CardView,
    /// Whole minutes waited.
    minutes: i64,
    /// The traffic light.
    light: Light,
    /// Whether instants are written in the reader's own form.
    local: bool,
    /// Whether the person of this board has no hand free for another visitor.
    pub(super) full: bool,
    /// The button under way.
    pub(super) busy: Option<CardAction>,
    /// Whether a link made elsewhere is under way.
    pub(super) pasting: bool,
    /// What is wrong with the link sent last.
    pub(super) wrong_link: Option<FieldProblem>,
}

impl Shown {
    fn of(card: CardView, desk: Desk) -> Self {
        let now = desk.live.clock.now();
        Self {
            minutes: minutes_waited(card.arrived, now),
            light: light(card.arrived, now, desk.light_minutes, card.presence),
            local: desk.local.get(),
            full: actions::is_full(&card, desk),
            busy: actions::busy(card.ticket, desk),
            pasting: desk.paste.is_pending(),
            wrong_link: desk
                .paste
                .refusal()
                .and_then(|failure| problem_of(&failure.0.fields, "link")),
            card,
        }
    }
}

/// A card. It stays the same element while its ticket is on the board, and so do its buttons while they are offered:
/// focus survives every change.
///
/// It is drawn as one, at a change or once a minute. Were each word a part of its own, the code for these parts would be
/// most of what a board loads.
pub(super) fn card(desk: Desk, ticket: TicketId) -> impl IntoView + use<> {
    let find = move || {
        desk.live
            .cards
            .with(|cards| cards.iter().find(|card| card.ticket == ticket).cloned())
    };
    // A card that is leaving the board is drawn once more without it: the last known state serves.
    let shown = Memo::new(move |last: Option<&Option<Shown>>| match find() {
        Some(card) => Some(Shown::of(card, desk)),
        None => last.cloned().flatten(),
    });
    move || shown.with(|shown| shown.as_ref().map(|shown| part(drawn(desk, shown))))
}

fn drawn(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let (texts, card) = (desk.texts, &shown.card);
    let heading = format!("card-{}", card.ticket);
    let labelled = heading.clone();
    let claim = card.claim.as_ref().map(|claim| {
        let key = if desk.has_taken(card) {
            Key::CARD_CLAIMED_ME
        } else {
            Key::CARD_CLAIMED
        };
        view! { <span>{texts.with(key, &[("name", &claim.name)])}</span> }
    });
    view! {
        <li class="board-card" data-mine=desk.has_taken(card).then_some("true") data-state=card.state.as_str()>
            <article aria-labelledby=labelled>
                <div class="board-card-head">
                    {wait_light(texts, shown)}
                    <h2 id=heading tabindex="-1">{title(texts, card)}</h2>
                    {marks(texts, card)}
                </div>
                <p class="board-card-facts">
                    {presence(texts, card.presence)}
                    <span>{texts.get(Key::CARD_ARRIVED)} " " {moment(card.arrived, texts, shown.local)}</span>
                    {claim}
                </p>
                {answers(texts, card)}
                {meeting(desk, shown)}
                {actions(desk, shown)}
            </article>
        </li>
    }
}

/// Number and name, or the number alone once the name is erased.
fn title(texts: Texts, card: &CardView) -> String {
    let number = card.number.to_string();
    match card.visitor.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => texts.with(Key::CARD_TITLE, &[("n", &number), ("name", name)]),
        None => texts.with(Key::CARD_TITLE_NUMBER, &[("n", &number)]),
    }
}

/// How long the visitor has waited, as shape and words beside the colour. Not a live region, because timers must not
/// chatter.
fn wait_light(texts: Texts, shown: &Shown) -> impl IntoView + use<> {
    let word = texts.get(match shown.light {
        Light::Gone => Key::LIGHT_GONE,
        Light::Fresh => Key::LIGHT_FRESH,
        Light::Waiting => Key::LIGHT_WAITING,
        Light::Long => Key::LIGHT_LONG,
    });
    view! {
        <p class="light" data-light=shown.light.as_str()>
            <svg class="light-shape" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
                <path d=outline(shown.light.shape())></path>
            </svg>
            <span class="light-minutes">{span(texts, shown.minutes)}</span>
            <span class="visually-hidden">{word}</span>
        </p>
    }
}

const fn outline(shape: Shape) -> &'static str {
    match shape {
        Shape::Circle => "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z",
        Shape::Triangle => "M10 2.5 18 17H2Z",
        Shape::Diamond => "M10 1.5 18.5 10 10 18.5 1.5 10Z",
        Shape::Crossed => "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM5 5l10 10",
    }
}

/// The state in a word, and whether the visitor came back.
fn marks(texts: Texts, card: &CardView) -> impl IntoView + use<> {
    let (tone, key) = match card.state {
        State::Waiting | State::Drafting => (Tone::Neutral, Key::STATE_WAITING),
        State::Called => (Tone::Accent, Key::STATE_CALLED),
        State::CantReach => (Tone::Notice, Key::STATE_CANT_REACH),
        State::InConsultation => (Tone::Good, Key::STATE_IN_CONSULTATION),
        State::OnHold => (Tone::Notice, Key::STATE_ON_HOLD),
        _ => (Tone::Neutral, Key::STATE_ENDED),
    };
    let marks = [
        Some((tone, key)),
        card.priority.then_some((Tone::Neutral, Key::CARD_PRIORITY)),
        card.returned.then_some((Tone::Neutral, Key::CARD_RETURNED)),
    ];
    let marks = marks.into_iter().flatten().map(|(tone, key)| {
        view! { <span class="badge" data-tone=tone.as_str()>{texts.get(key)}</span> }
    });
    view! { <span class="board-card-marks">{marks.collect_view()}</span> }
}

fn presence(texts: Texts, presence: Presence) -> impl IntoView {
    let (symbol, key) = match presence {
        Presence::Present => (Symbol::Person, Key::PRESENCE_PRESENT),
        Presence::Away => (Symbol::Clock, Key::PRESENCE_AWAY),
        Presence::Gone => (Symbol::Unplugged, Key::PRESENCE_GONE),
    };
    view! {
        <span class="presence" data-presence=presence.as_str()>
            <Icon symbol=symbol/>
            <span>{texts.get(key)}</span>
        </span>
    }
}

/// The answers the room wants on the card, and the others behind a fold.
fn answers(texts: Texts, card: &CardView) -> impl IntoView + use<> {
    let (on_card, folded): (Vec<_>, Vec<_>) =
        card.answers.iter().partition(|answer| answer.on_card);
    (
        (!on_card.is_empty()).then(|| list(on_card)),
        (!folded.is_empty()).then(|| {
            view! {
                <details class="board-card-more">
                    <summary>{texts.get(Key::CARD_ANSWERS)}</summary>
                    {list(folded)}
                </details>
            }
        }),
    )
}

fn list(answers: Vec<&ShownAnswer>) -> impl IntoView + use<> {
    let rows = answers.into_iter().map(|answer| {
        view! { <div><dt>{answer.label.clone()}</dt><dd>{answer.text.clone()}</dd></div> }
    });
    view! { <dl class="answers">{rows.collect_view()}</dl> }
}
