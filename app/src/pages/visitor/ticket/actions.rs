//! What the visitor can do: come back, or leave.

use leptos::prelude::Get;
use model::queue::state::State;
use model::queue::view::TicketView;

use super::state::Stage;
use super::{Fixed, Visit};
use crate::paths;
use crate::texts::Key;
use crate::ui::button::{link, send};
use crate::ui::confirm::confirm;
use crate::ui::post::{form, hidden};
use crate::ui::problem::form_problem;
use crate::ui::tag::{Tag, class};
use crate::ui::time::moment;
use crate::ui::{LinkTarget, Weight};

/// The way out of the line.
pub(super) fn leaving(visit: Visit, fixed: &Fixed, stage: &Stage) -> impl Iterator<Item = Tag> {
    let texts = visit.texts;
    let refused = visit.leave.refusal();
    let leave = stage.may_leave().then(|| {
        let sure = send(
            texts.get(Key::TICKET_LEAVE_SURE),
            Weight::Danger,
            visit.leave.is_pending(),
        );
        let form = form(visit.leave)
            .add(hidden("ticket", fixed.ticket.clone()))
            .add(sure);
        confirm(
            texts.get(Key::TICKET_LEAVE),
            texts.get(Key::TICKET_LEAVE_WARNING),
            [form],
        )
    });
    let refused = refused.map(|failure| form_problem(texts, &failure));
    refused.into_iter().chain(leave)
}

/// Confirms after a missed call (T6), takes the old place again (T13), or starts anew when it is too late for that.
pub(super) fn returning(
    visit: Visit,
    fixed: &Fixed,
    view: &TicketView,
) -> impl Iterator<Item = Tag> + use<> {
    let refused = visit.back.refusal();
    let refused = refused.map(|failure| form_problem(visit.texts, &failure));
    refused.into_iter().chain(way_back(visit, fixed, view))
}

fn way_back(visit: Visit, fixed: &Fixed, view: &TicketView) -> Option<Tag> {
    let texts = visit.texts;
    let until = view.restorable_until.filter(|until| view.now < *until);
    let label = match view.state {
        State::CantReach => Key::TICKET_CONFIRM,
        _ if until.is_some() => Key::TICKET_RETURN,
        state if state.is_terminal() => {
            let anew = link(
                paths::entrance(&view.tenant, &view.room),
                texts.get(Key::TICKET_ANEW),
                Weight::Secondary,
                LinkTarget::Page,
            );
            return Some(class("p", "actions").keyed("anew").add(anew));
        }
        _ => return None,
    };
    let until = until.filter(|_| view.state.is_terminal()).map(|until| {
        class("span", "small")
            .text(texts.get(Key::TICKET_RETURN_UNTIL))
            .text(" ")
            .add(moment(until, texts, visit.local.get()))
    });
    let button = send(texts.get(label), Weight::Primary, visit.back.is_pending());
    let form = form(visit.back)
        .with("class", "actions")
        .add(hidden("ticket", fixed.ticket.clone()))
        .add(button)
        .add(until);
    Some(form)
}
