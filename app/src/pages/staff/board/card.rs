//! One visitor on the board.

use leptos::prelude::*;
use model::FieldProblem;
use model::queue::light::{Light, Shape, light, minutes_waited};
use model::queue::state::{Presence, State};
use model::queue::view::{CardView, ShownAnswer};

use super::Desk;
use super::actions;
use super::meeting::meeting;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, Texts};
use crate::ui::field::problem_of;
use crate::ui::icon::{drawing, icon};
use crate::ui::tag::{Tag, class, tag};
use crate::ui::time::{moment, span};
use crate::ui::{Symbol, Tone};

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
    /// Visitors the person of this board is with.
    pub(super) cases: u32,
    /// Whether that leaves no hand free for this one.
    pub(super) full: bool,
    /// The button under way.
    pub(super) busy: Option<CardAction>,
    /// Whether a link made elsewhere is under way.
    pub(super) pasting: bool,
    /// What is wrong with the link sent last.
    pub(super) wrong_link: Option<FieldProblem>,
}

impl Shown {
    pub(super) fn of(card: CardView, cases: u32, desk: Desk) -> Self {
        let now = desk.live.clock.now();
        Self {
            minutes: minutes_waited(card.arrived, now),
            light: light(card.arrived, now, desk.light_minutes, card.presence),
            local: desk.local.get(),
            cases,
            full: actions::is_full(&card, cases, desk),
            busy: actions::busy(card.ticket, desk),
            pasting: desk.paste.is_pending(),
            wrong_link: desk
                .paste
                .refusal()
                .and_then(|failure| problem_of(&failure.0.fields, "link")),
            card,
        }
    }

    /// Any, for tests of what keeps them.
    #[cfg(all(test, feature = "ssr"))]
    pub(super) const fn sample(card: CardView) -> Self {
        Self {
            card,
            minutes: 0,
            light: Light::Fresh,
            local: false,
            cases: 0,
            full: false,
            busy: None,
            pasting: false,
            wrong_link: None,
        }
    }
}

/// A card. It stays the same element while its ticket is on the board, and so do its buttons while they are offered:
/// focus survives every change.
pub(super) fn card(desk: Desk, shown: &Shown) -> Tag {
    let (texts, card) = (desk.texts, &shown.card);
    let heading = format!("card-{}", card.ticket);
    let claim = card.claim.as_ref().map(|claim| {
        let key = if desk.has_taken(card) {
            Key::CARD_CLAIMED_ME
        } else {
            Key::CARD_CLAIMED
        };
        tag("span").text(texts.with(key, &[("name", &claim.name)]))
    });
    let arrived = tag("span")
        .text(texts.get(Key::CARD_ARRIVED))
        .text(" ")
        .add(moment(card.arrived, texts, shown.local));
    let head = class("div", "board-card-head")
        .add(wait_light(texts, shown))
        .add(
            tag("h2")
                .with("id", heading.clone())
                .with("tabindex", "-1")
                .text(title(texts, card)),
        )
        .add(marks(texts, card));
    let facts = class("p", "board-card-facts")
        .add(presence(texts, card.presence))
        .add(arrived)
        .add(claim);
    let article = tag("article")
        .with("aria-labelledby", heading)
        .add(head)
        .add(facts)
        .extend(answers(texts, card))
        .add(meeting(desk, shown))
        .add(actions::actions(desk, shown));
    class("li", "board-card")
        .keyed(card.ticket.to_string())
        .maybe("data-mine", desk.has_taken(card).then_some("true"))
        .with("data-state", card.state.as_str())
        .add(article)
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
fn wait_light(texts: Texts, shown: &Shown) -> Tag {
    let word = texts.get(match shown.light {
        Light::Gone => Key::LIGHT_GONE,
        Light::Fresh => Key::LIGHT_FRESH,
        Light::Waiting => Key::LIGHT_WAITING,
        Light::Long => Key::LIGHT_LONG,
    });
    class("p", "light")
        .with("data-light", shown.light.as_str())
        .add(drawing("light-shape", outline(shown.light.shape())))
        .add(class("span", "light-minutes").text(span(texts, shown.minutes)))
        .add(class("span", "visually-hidden").text(word))
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
fn marks(texts: Texts, card: &CardView) -> Tag {
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
    class("span", "board-card-marks").extend(
        marks
            .into_iter()
            .flatten()
            .map(|(tone, key)| badge(tone, texts.get(key))),
    )
}

/// A word about a state.
pub(super) fn badge(tone: Tone, text: &'static str) -> Tag {
    class("span", "badge")
        .with("data-tone", tone.as_str())
        .text(text)
}

fn presence(texts: Texts, presence: Presence) -> Tag {
    let (symbol, key) = match presence {
        Presence::Present => (Symbol::Person, Key::PRESENCE_PRESENT),
        Presence::Away => (Symbol::Clock, Key::PRESENCE_AWAY),
        Presence::Gone => (Symbol::Unplugged, Key::PRESENCE_GONE),
    };
    class("span", "presence")
        .with("data-presence", presence.as_str())
        .add(icon(symbol))
        .add(tag("span").text(texts.get(key)))
}

/// The answers the room wants on the card, and the others behind a fold.
fn answers(texts: Texts, card: &CardView) -> impl Iterator<Item = Tag> {
    let (on_card, folded): (Vec<_>, Vec<_>) =
        card.answers.iter().partition(|answer| answer.on_card);
    let folded = (!folded.is_empty()).then(|| {
        class("details", "board-card-more")
            .add(tag("summary").text(texts.get(Key::CARD_ANSWERS)))
            .add(list(&folded))
    });
    let on_card = (!on_card.is_empty()).then(|| list(&on_card));
    on_card.into_iter().chain(folded)
}

fn list(answers: &[&ShownAnswer]) -> Tag {
    class("dl", "answers").extend(answers.iter().map(|answer| {
        tag("div")
            .add(tag("dt").text(&answer.label))
            .add(tag("dd").text(&answer.text))
    }))
}
