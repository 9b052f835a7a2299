//! The buttons of a card. Whether each works is decided by the same rules as on the server (`model::queue::can`).

use model::TicketId;
use model::queue::can::{self, Facts, Reason};
use model::queue::state::{Presence, RemovalReason};
use model::queue::view::CardView;

use super::Desk;
use super::card::Shown;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, Texts};
use crate::ui::Weight;
use crate::ui::button::send;
use crate::ui::confirm::confirm;
use crate::ui::post::{form, hidden};
use crate::ui::tag::{Tag, class, tag};

/// How a button stands on a card.
pub(super) struct Offer {
    /// What it does.
    pub(super) action: CardAction,
    /// What it says.
    pub(super) label: Key,
    /// How much it asks for attention.
    pub(super) weight: Weight,
}

/// The button of this card that is under way, if any. All buttons of the board share one target.
pub(super) fn busy(ticket: TicketId, desk: Desk) -> Option<CardAction> {
    if !desk.act.is_pending() || !desk.act.sends("ticket", &ticket.to_string()) {
        return None;
    }
    CardAction::ALL
        .into_iter()
        .find(|action| desk.act.sends("action", action.as_str()))
}

/// Whether the visitor could be taken, had this person a hand free. The server counts cases of other rooms, too.
pub(super) fn is_full(card: &CardView, cases: u32, desk: Desk) -> bool {
    can::take(&Facts::from(card), desk.staff, cases) == Err(Reason::Busy)
}

/// Visitors this person is with.
pub(super) fn active_cases(cards: &[CardView], desk: Desk) -> u32 {
    let mine = cards
        .iter()
        .filter(|card| card.state.is_active_case() && desk.has_taken(card));
    u32::try_from(mine.count()).unwrap_or(u32::MAX)
}

/// What may be done now, the most likely first.
pub(super) fn actions(desk: Desk, shown: &Shown) -> Tag {
    let (facts, staff) = (Facts::from(&shown.card), desk.staff);
    let all = [
        (
            can::take(&facts, staff, shown.cases),
            CardAction::Take,
            Key::CARD_TAKE,
            Weight::Secondary,
            (shown.card.presence == Presence::Gone).then_some(Key::CARD_TAKE_GONE_WARNING),
        ),
        (
            can::done(&facts, staff),
            CardAction::Done,
            Key::CARD_DONE,
            Weight::Secondary,
            None,
        ),
        (
            can::release(&facts, staff),
            CardAction::Release,
            Key::CARD_RELEASE,
            Weight::Quiet,
            None,
        ),
        (
            can::cannot_reach(&facts, staff),
            CardAction::CannotReach,
            Key::CARD_CANNOT_REACH,
            Weight::Quiet,
            None,
        ),
        (
            can::no_show(&facts, staff),
            CardAction::NoShow,
            Key::CARD_NO_SHOW,
            Weight::Quiet,
            Some(Key::CARD_NO_SHOW_WARNING),
        ),
        (
            can::remove(&facts, staff),
            CardAction::Remove,
            Key::CARD_REMOVE,
            Weight::Danger,
            Some(Key::CARD_REMOVE_WARNING),
        ),
    ];
    let buttons = all.into_iter().filter(|(allowed, ..)| allowed.is_ok()).map(
        |(_, action, label, weight, warning)| {
            let offer = Offer {
                action,
                label,
                weight,
            };
            button(desk, shown, &offer, warning)
        },
    );
    let why = class("p", "small").text(desk.texts.get(Key::REASON_BUSY));
    // One form for all buttons: what a press is about stands in it once, and the pressed button says what it does.
    form(desk.act)
        .with("class", "board-card-actions")
        .extend(target(desk, shown))
        .extend(buttons)
        .add(shown.full.then_some(why))
}

/// A button, behind a second step where it cannot be taken back. Its key is what it does: it keeps its element, and with
/// it the focus, as long as it is offered.
fn button(desk: Desk, shown: &Shown, offer: &Offer, warning: Option<Key>) -> Tag {
    let label = desk.texts.get(offer.label);
    let press = press(desk, shown, offer);
    let button = match warning {
        Some(warning) => {
            let reason =
                (offer.action == CardAction::Remove).then(|| why(desk.texts, shown.card.ticket));
            let steps = reason.into_iter().flatten().chain([press]);
            confirm(label, desk.texts.get(warning), steps)
        }
        None => press,
    };
    button.keyed(offer.action.as_str())
}

/// The button itself; its value is what the press does.
fn press(desk: Desk, shown: &Shown, offer: &Offer) -> Tag {
    let pending = shown.busy == Some(offer.action);
    send(desk.texts.get(offer.label), offer.weight, pending)
        .with("name", "action")
        .with("value", offer.action.as_str())
}

/// A form with a single button.
pub(super) fn action(desk: Desk, shown: &Shown, offer: &Offer) -> Tag {
    form(desk.act)
        .extend(target(desk, shown))
        .add(press(desk, shown, offer))
}

/// Why a ticket is removed.
fn why(texts: Texts, ticket: TicketId) -> [Tag; 2] {
    let id = format!("reason-{ticket}");
    let options = RemovalReason::ALL.iter().map(|reason| {
        let key = match reason {
            RemovalReason::Test => Key::REMOVAL_TEST,
            RemovalReason::Duplicate => Key::REMOVAL_DUPLICATE,
            RemovalReason::Misplaced => Key::REMOVAL_MISPLACED,
            RemovalReason::Other => Key::REMOVAL_OTHER,
        };
        tag("option")
            .with("value", reason.as_str())
            .text(texts.get(key))
    });
    [
        tag("label")
            .with("for", id.clone())
            .text(texts.get(Key::REMOVAL_LABEL)),
        class("select", "input")
            .with("id", id)
            .with("name", "reason")
            .extend(options),
    ]
}

/// The hidden fields that say what a command is about: the card as it is shown, and an id.
pub(super) fn target(desk: Desk, shown: &Shown) -> [Tag; 4] {
    let [room, command] = place(desk);
    [
        room,
        command,
        hidden("ticket", shown.card.ticket.to_string()),
        hidden("version", shown.card.version.to_string()),
    ]
}

/// The hidden fields that every command has: the room, and the id of the command. The script gives each press an id of
/// its own, so that it's the server alone who draws one.
pub(super) fn place(desk: Desk) -> [Tag; 2] {
    [
        hidden("room", desk.room.to_string()),
        hidden("command", (desk.command)()),
    ]
}

/// A fresh id of a command.
#[cfg(feature = "ssr")]
pub(super) fn command() -> String {
    crate::command::fresh_command().to_string()
}

/// None: the script gives each press an id.
#[cfg(not(feature = "ssr"))]
pub(super) const fn command() -> String {
    String::new()
}
