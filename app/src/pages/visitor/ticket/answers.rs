//! What is stored of the visitor's answers, and the way to delete it.

use model::queue::view::{AnswersView, TicketView};

use super::{Fixed, Visit};
use crate::texts::Key;
use crate::ui::Weight;
use crate::ui::button::send;
use crate::ui::confirm::confirm;
use crate::ui::post::{form, hidden};
use crate::ui::problem::form_problem;
use crate::ui::tag::{Tag, class, tag};

/// The card of the answers.
pub(super) fn answers(visit: Visit, fixed: &Fixed, view: &TicketView) -> Tag {
    let texts = visit.texts;
    let refused = visit.delete.refusal();
    let card = class("section", "card")
        .keyed("answers")
        .add(tag("h2").text(texts.get(Key::ANSWERS_TITLE)))
        .add(refused.map(|failure| form_problem(texts, &failure)));
    let AnswersView::Stored { name, answers } = &view.answers else {
        return card.add(tag("p").text(texts.get(Key::ANSWERS_ERASED)));
    };
    let list = class("dl", "answers")
        .add(row(texts.get(Key::ENTRANCE_NAME), name))
        .extend(
            answers
                .iter()
                .map(|answer| row(&answer.label, &answer.text)),
        );
    let sure = send(
        texts.get(Key::ANSWERS_DELETE_SURE),
        Weight::Danger,
        visit.delete.is_pending(),
    );
    let form = form(visit.delete)
        .add(hidden("ticket", fixed.ticket.clone()))
        .add(sure);
    card.add(list).add(confirm(
        texts.get(Key::ANSWERS_DELETE),
        texts.get(Key::ANSWERS_DELETE_WARNING),
        [form],
    ))
}

fn row(label: &str, text: &str) -> Tag {
    tag("div")
        .add(tag("dt").text(label))
        .add(tag("dd").text(text))
}
