//! One visitor on the board.

use leptos::prelude::*;
use model::TicketId;
use model::queue::state::{Presence, State};
use model::queue::view::{CardView, ShownAnswer};

use super::Desk;
use super::actions::Actions;
use super::light::WaitLight;
use super::meeting::Meeting;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, Icon, Moment, Symbol, Tone};

/// A card. It stays the same element while its ticket is on the board, so focus survives every change.
#[component]
pub(super) fn Card(desk: Desk, ticket: TicketId) -> impl IntoView {
    let find = move || desk.live.cards.with(|cards| cards.iter().find(|card| card.ticket == ticket).cloned());
    untrack(find).map(|first| view! { <Present desk=desk first=first/> })
}

#[component]
fn Present(desk: Desk, first: CardView) -> impl IntoView {
    let ticket = first.ticket;
    let find = move || desk.live.cards.with(|cards| cards.iter().find(|card| card.ticket == ticket).cloned());
    // A card that is leaving the board is redrawn once more without it: the last known state serves.
    let card = Memo::new(move |last: Option<&CardView>| {
        find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    let texts = use_texts();
    let heading = format!("card-{ticket}");
    let labelled = heading.clone();
    let mine = Memo::new(move |_| card.with(|card| card.claim.as_ref().is_some_and(|claim| claim.by == desk.staff.me)));
    crate::ui::part::part(view! {
        <li class="board-card" data-mine=move || mine.get().then_some("true") data-state=move || card.with(|card| card.state.as_str())>
            <article aria-labelledby=labelled>
                <div class="board-card-head">
                    <WaitLight
                        arrived=Signal::derive(move || card.with(|card| card.arrived))
                        presence=Signal::derive(move || card.with(|card| card.presence))
                        thresholds=desk.light_minutes
                    />
                    <h2 id=heading tabindex="-1">{move || card.with(|card| title(texts, card))}</h2>
                    <Marks card=card/>
                </div>
                <p class="board-card-facts">
                    <PresenceMark card=card/>
                    <span>{texts.get(Key::CARD_ARRIVED)} " " <Moment at=card.with_untracked(|card| card.arrived)/></span>
                    {move || card.with(|card| card.claim.clone()).map(|claim| {
                        let key = if claim.by == desk.staff.me { Key::CARD_CLAIMED_ME } else { Key::CARD_CLAIMED };
                        view! { <span>{texts.with(key, &[("name", &claim.name)])}</span> }
                    })}
                </p>
                <Answers card=card/>
                <Meeting desk=desk card=card mine=mine/>
                <Actions desk=desk card=card/>
            </article>
        </li>
    })
}

/// Number and name, or the number alone once the name is erased.
fn title(texts: Texts, card: &CardView) -> String {
    let number = card.number.to_string();
    match card.visitor.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => texts.with(Key::CARD_TITLE, &[("n", &number), ("name", name)]),
        None => texts.with(Key::CARD_TITLE_NUMBER, &[("n", &number)]),
    }
}

/// The state in a word, and whether the visitor came back.
#[component]
fn Marks(card: Memo<CardView>) -> impl IntoView {
    let texts = use_texts();
    crate::ui::part::part(view! {
        <span class="board-card-marks">
            {move || {
                let (tone, key) = match card.with(|card| card.state) {
                    State::Waiting | State::Drafting => (Tone::Neutral, Key::STATE_WAITING),
                    State::Called => (Tone::Accent, Key::STATE_CALLED),
                    State::CantReach => (Tone::Notice, Key::STATE_CANT_REACH),
                    State::InConsultation => (Tone::Good, Key::STATE_IN_CONSULTATION),
                    State::OnHold => (Tone::Notice, Key::STATE_ON_HOLD),
                    _ => (Tone::Neutral, Key::STATE_ENDED),
                };
                view! { <Badge tone=tone>{texts.get(key)}</Badge> }
            }}
            {move || card.with(|card| card.priority).then(|| view! { <Badge>{texts.get(Key::CARD_PRIORITY)}</Badge> })}
            {move || card.with(|card| card.returned).then(|| view! { <Badge>{texts.get(Key::CARD_RETURNED)}</Badge> })}
        </span>
    })
}

#[component]
fn PresenceMark(card: Memo<CardView>) -> impl IntoView {
    let texts = use_texts();
    let presence = Memo::new(move |_| card.with(|card| card.presence));
    view! {
        <span class="presence" data-presence=move || presence.get().as_str()>
            {move || {
                let (symbol, key) = match presence.get() {
                    Presence::Present => (Symbol::Person, Key::PRESENCE_PRESENT),
                    Presence::Away => (Symbol::Clock, Key::PRESENCE_AWAY),
                    Presence::Gone => (Symbol::Unplugged, Key::PRESENCE_GONE),
                };
                view! { <Icon symbol=symbol/> <span>{texts.get(key)}</span> }
            }}
        </span>
    }
}

/// The answers the room wants on the card, and the others behind a fold.
#[component]
fn Answers(card: Memo<CardView>) -> impl IntoView {
    let texts = use_texts();
    let answers = Memo::new(move |_| card.with(|card| card.answers.clone()));
    move || {
        let (shown, folded): (Vec<_>, Vec<_>) = answers.get().into_iter().partition(|answer| answer.on_card);
        view! {
            {(!shown.is_empty()).then(|| view! { <List answers=shown/> })}
            {(!folded.is_empty()).then(|| view! {
                <details class="board-card-more">
                    <summary>{texts.get(Key::CARD_ANSWERS)}</summary>
                    <List answers=folded/>
                </details>
            })}
        }
    }
}

#[component]
fn List(answers: Vec<ShownAnswer>) -> impl IntoView {
    let rows = answers.into_iter().map(|answer| view! { <div><dt>{answer.label}</dt><dd>{answer.text}</dd></div> });
    view! { <dl class="answers">{rows.collect_view()}</dl> }
}
