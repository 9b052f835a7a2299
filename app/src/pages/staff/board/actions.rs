//! The buttons of a card. Whether each works is decided by the same rules as on the server (`model::queue::can`).

use leptos::either::Either;
use leptos::prelude::*;
use model::queue::can::{self, Facts, Reason};
use model::queue::state::RemovalReason;
use model::queue::view::CardView;

use super::Desk;
use crate::command::fresh_command;
use crate::server_functions::board::act::CardAction;
use crate::texts::{Key, use_texts};
use crate::ui::{Confirm, PostForm, Submit, Weight};

/// How a button stands on a card.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Offer {
    action: CardAction,
    label: Key,
    weight: Weight,
    /// The sentence of the second step, for what cannot be taken back.
    warning: Option<Key>,
}

#[component]
pub(super) fn Actions(desk: Desk, card: Memo<CardView>) -> impl IntoView {
    // Keyed by action, so that a button keeps its element, and with it the focus, as long as it is offered.
    let offers = Memo::new(move |_| card.with(|card| offers(&Facts::from(card), desk)));
    let taken = Memo::new(move |_| {
        card.with(|card| can::take(&Facts::from(card), desk.staff, active_cases(desk)).err())
    });
    let texts = use_texts();
    crate::ui::part::part(view! {
        <div class="board-card-actions">
            <For each=move || offers.get() key=|offer| offer.action let:offer>
                <Button desk=desk card=card offer=offer/>
            </For>
            {move || (taken.get() == Some(Reason::Busy)).then(|| view! {
                <p class="small">{texts.get(Key::REASON_BUSY)}</p>
            })}
        </div>
    })
}

/// Active cases of this person on this board; the server counts those of other rooms, too.
fn active_cases(desk: Desk) -> u32 {
    desk.live.cards.with(|cards| {
        let mine = cards.iter().filter(|card| {
            card.state.is_active_case() && card.claim.as_ref().is_some_and(|claim| claim.by == desk.staff.me)
        });
        u32::try_from(mine.count()).unwrap_or(u32::MAX)
    })
}

/// What may be done now, the most likely first.
fn offers(facts: &Facts, desk: Desk) -> Vec<Offer> {
    let staff = desk.staff;
    let all = [
        (can::take(facts, staff, active_cases(desk)), CardAction::Take, Key::CARD_TAKE, Weight::Secondary, None),
        (can::done(facts, staff), CardAction::Done, Key::CARD_DONE, Weight::Secondary, None),
        (can::release(facts, staff), CardAction::Release, Key::CARD_RELEASE, Weight::Quiet, None),
        (can::cannot_reach(facts, staff), CardAction::CannotReach, Key::CARD_CANNOT_REACH, Weight::Quiet, None),
        (can::no_show(facts, staff), CardAction::NoShow, Key::CARD_NO_SHOW, Weight::Quiet, Some(Key::CARD_NO_SHOW_WARNING)),
        (can::remove(facts, staff), CardAction::Remove, Key::CARD_REMOVE, Weight::Danger, Some(Key::CARD_REMOVE_WARNING)),
    ];
    let possible = all.into_iter().filter(|offer| offer.0.is_ok());
    possible.map(|(_, action, label, weight, warning)| Offer { action, label, weight, warning }).collect()
}

#[component]
fn Button(desk: Desk, card: Memo<CardView>, offer: Offer) -> impl IntoView {
    let texts = use_texts();
    let ticket = card.with_untracked(|card| card.ticket);
    // All buttons of the board share one action; only the pressed one says that it is busy.
    let pending = Signal::derive(move || {
        desk.act.sends("ticket", &ticket.to_string()) && desk.act.sends("action", offer.action.as_str())
    });
    let form = move || {
        view! {
            <PostForm post=desk.act>
                <Target desk=desk card=card/>
                <input type="hidden" name="action" value=offer.action.as_str()/>
                {(offer.action == CardAction::Remove).then(|| view! { <Why id=format!("reason-{ticket}")/> })}
                <Submit label=texts.get(offer.label) weight=offer.weight pending=pending/>
            </PostForm>
        }
    };
    match offer.warning {
        Some(warning) => Either::Left(view! {
            <Confirm label=texts.get(offer.label) warning=texts.get(warning)>{form()}</Confirm>
        }),
        None => Either::Right(form()),
    }
}

/// Why a ticket is removed.
#[component]
fn Why(id: String) -> impl IntoView {
    let texts = use_texts();
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

/// The hidden fields that say what a command is about: the card as it is shown, and an id for the next press.
#[component]
pub(super) fn Target(desk: Desk, card: Memo<CardView>) -> impl IntoView {
    let ticket = card.with_untracked(|card| card.ticket);
    let version = Memo::new(move |_| card.with(|card| card.version));
    // A new id after each press, also of one that was refused: the same id twice is the same press.
    let command = Memo::new(move |_| {
        let _ = (desk.act.answers(), desk.paste.answers());
        version.track();
        fresh_command()
    });
    view! {
        <input type="hidden" name="room" value=desk.room.to_string()/>
        <input type="hidden" name="ticket" value=ticket.to_string()/>
        <input type="hidden" name="version" value=move || version.get().to_string()/>
        <input type="hidden" name="command" value=move || command.get().to_string()/>
    }
}
