//! The buttons of a card. Whether each works is decided by the same rules as on the server (`model::queue::can`).

use leptos::either::Either;
use leptos::prelude::*;
use model::TicketId;
use model::queue::can::{self, Facts, Reason};
use model::queue::state::RemovalReason;
use model::queue::view::CardView;

use super::Desk;
use super::card::Shown;
use crate::command::fresh_command;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, Texts};
use crate::ui::button::send;
use crate::ui::part::part;
use crate::ui::{Confirm, PostForm, Weight};

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
pub(super) fn is_full(card: &CardView, desk: Desk) -> bool {
    can::take(&Facts::from(card), desk.staff, active_cases(desk)) == Err(Reason::Busy)
}

fn active_cases(desk: Desk) -> u32 {
    desk.live.cards.with(|cards| {
        let mine = cards
            .iter()
            .filter(|card| card.state.is_active_case() && desk.has_taken(card));
        u32::try_from(mine.count()).unwrap_or(u32::MAX)
    })
}

/// What may be done now, the most likely first. Each button has its own place in the list, so that it keeps its
/// element, and with it the focus, as long as it is offered.
pub(super) fn actions(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let (facts, staff) = (Facts::from(&shown.card), desk.staff);
    let cases = untrack(|| active_cases(desk));
    let all = [
        (
            can::take(&facts, staff, cases),
            CardAction::Take,
            Key::CARD_TAKE,
            Weight::Secondary,
            None,
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
    let buttons = all.map(|(allowed, action, label, weight, warning)| {
        allowed.ok().map(|()| {
            button(
                desk,
                shown,
                Offer {
                    action,
                    label,
                    weight,
                },
                warning,
            )
        })
    });
    view! {
        <div class="board-card-actions">
            {buttons}
            {shown.full.then(|| view! { <p class="small">{desk.texts.get(Key::REASON_BUSY)}</p> })}
        </div>
    }
}

/// A button, behind a second step where it cannot be taken back.
fn button(desk: Desk, shown: &Shown, offer: Offer, warning: Option<Key>) -> impl IntoView + use<> {
    let label = desk.texts.get(offer.label);
    let form = form(desk, shown, offer);
    match warning {
        Some(warning) => Either::Left(
            view! { <Confirm label=label warning=desk.texts.get(warning)>{form}</Confirm> },
        ),
        None => Either::Right(form),
    }
}

/// The form of one button.
pub(super) fn form(desk: Desk, shown: &Shown, offer: Offer) -> impl IntoView + use<> {
    let Offer {
        action,
        label,
        weight,
    } = offer;
    let texts = desk.texts;
    let reason = (action == CardAction::Remove).then(|| why(texts, shown.card.ticket));
    let fields = (
        target(desk, shown),
        view! { <input type="hidden" name="action" value=action.as_str()/> },
        reason,
        send(texts.get(label), weight, shown.busy == Some(action)),
    );
    part(view! { <PostForm post=desk.act>{fields}</PostForm> })
}

/// Why a ticket is removed.
fn why(texts: Texts, ticket: TicketId) -> impl IntoView + use<> {
    let id = format!("reason-{ticket}");
    let options = RemovalReason::ALL.iter().map(|reason| {
        let key = match reason {
            RemovalReason::Test => Key::REMOVAL_TEST,
            RemovalReason::Duplicate => Key::REMOVAL_DUPLICATE,
            RemovalReason::Misplaced => Key::REMOVAL_MISPLACED,
            RemovalReason::Other => Key::REMOVAL_OTHER,
        };
        view! { <option value=reason.as_str()>{texts.get(key)}</option> }
    });
    view! {
        <label for=id.clone()>{texts.get(Key::REMOVAL_LABEL)}</label>
        <select class="input" id=id name="reason">{options.collect_view()}</select>
    }
}

/// The hidden fields that say what a command is about: the card as it is shown, and an id. A press redraws its card, so
/// the next press carries another id, also after one that was refused: the same id twice is the same press.
pub(super) fn target(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let fields = [
        ("room", desk.room.to_string()),
        ("ticket", shown.card.ticket.to_string()),
        ("version", shown.card.version.to_string()),
        ("command", fresh_command().to_string()),
    ];
    fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
}
