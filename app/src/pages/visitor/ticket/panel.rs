//! The large panel: the place, the call, the end.

use leptos::prelude::*;
use model::queue::view::TicketView;

use super::actions::returning;
use super::state::{Stage, heading};
use super::{Fixed, Visit};
use crate::live::Connection;
use crate::paths;
use crate::texts::{Key, Texts};
use crate::ui::button::link;
use crate::ui::icon::icon;
use crate::ui::tag::{Tag, class, tag};
use crate::ui::time::{since, span};
use crate::ui::{LinkTarget, Symbol, Weight};

/// The panel, and before it what interrupts.
pub(super) fn panel(visit: Visit, fixed: &Fixed, view: &TicketView, stage: &Stage) -> [Tag; 2] {
    let texts = visit.texts;
    // A call is the one thing worth interrupting for; the element stands there before it speaks.
    let call = match stage {
        Stage::Called | Stage::Preparing => heading(texts, stage),
        _ => String::new(),
    };
    let alert = class("p", "visually-hidden")
        .with("role", "alert")
        .text(call);
    let join = stage.may_join().then(|| {
        let key = if *stage == Stage::Called {
            Key::TICKET_JOIN
        } else {
            Key::TICKET_REJOIN
        };
        let link = link(
            paths::visitor_meeting(&view.tenant, &view.room),
            texts.get(key),
            Weight::Primary,
            LinkTarget::NewTab,
        );
        class("p", "actions").keyed("join").add(link)
    });
    let panel = class("section", "panel")
        .keyed("panel")
        .with("data-tone", stage.look().1.as_str())
        .with("aria-labelledby", "panel-title")
        .add(words(texts, stage))
        .add(grown(visit, stage))
        .add(join)
        .extend(returning(visit, fixed, view))
        .add(facts(visit, view, stage))
        .add((!stage.is_over()).then(|| follows(visit)));
    [alert, panel]
}

/// Why the place is larger than it was.
fn grown(visit: Visit, stage: &Stage) -> Option<Tag> {
    let grew = matches!(stage, Stage::Waiting(_)) && visit.place.get().grew;
    let why = class("p", "small").keyed("grew");
    grew.then(|| why.text(visit.texts.get(Key::TICKET_PLACE_GREW)))
}

fn facts(visit: Visit, view: &TicketView, stage: &Stage) -> Tag {
    let texts = visit.texts;
    let number = tag("div")
        .add(tag("dt").text(texts.get(Key::TICKET_NUMBER)))
        .add(class("dd", "figure").text(view.number.to_string()));
    let waited = (!stage.is_over()).then(|| {
        let waited = since(view.arrived, span(texts, visit.minutes.get()));
        tag("div")
            .add(tag("dt").text(texts.get(Key::TICKET_SINCE)))
            .add(tag("dd").add(waited))
    });
    class("dl", "facts").add(number).add(waited)
}

fn words(texts: Texts, stage: &Stage) -> Tag {
    let (symbol, _) = stage.look();
    let text = tag("p").text(texts.get(stage.words().1));
    let title = tag("h2").with("id", "panel-title");
    // The number is part of the heading and drawn large, so that it is read once and seen from afar.
    if let Stage::Waiting(ahead @ 1..) = stage {
        let behind = texts.with(stage.words().0, &[("n", "")]);
        let title = title
            .with("class", "panel-place")
            .add(class("span", "panel-number").text(ahead.to_string()))
            .text(" ")
            .add(tag("span").text(behind.trim()));
        return class("div", "panel-words").add(title).add(text);
    }
    class("div", "panel-words panel-words-beside")
        .keyed("beside")
        .add(class("span", "panel-symbol").add(icon(symbol)))
        .add(tag("div").add(title.text(heading(texts, stage))).add(text))
}

/// Whether the page follows. Without script it does, too: it loads itself again.
fn follows(visit: Visit) -> Tag {
    let (symbol, key, lost) = match visit.live.connection.get() {
        Connection::Lost => (Symbol::Unplugged, Key::LIVE_VISITOR_LOST, true),
        Connection::Ended => (Symbol::Unplugged, Key::LIVE_VISITOR_ENDED, true),
        Connection::Live | Connection::Connecting => (Symbol::Again, Key::LIVE_VISITOR, false),
    };
    class("p", "connection")
        .keyed("connection")
        .maybe("data-lost", lost.then_some("true"))
        .add(icon(symbol))
        .add(tag("span").text(visit.texts.get(key)))
}
