//! What to look for in the audit log: a form that puts it into the address.

use leptos::prelude::*;
use model::trust::AuditAsk;
use model::{FieldError, RoomId};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{ChoiceField, FieldKind, TextField};

/// What stands before the first dot of an action, in the order of the choice.
const AREAS: [(&str, Key); 20] = [
    ("person", Key::LOG_AREA_PERSON),
    ("assignment", Key::LOG_AREA_ASSIGNMENT),
    ("invitation", Key::LOG_AREA_INVITATION),
    ("tenant", Key::LOG_AREA_TENANT),
    ("room", Key::LOG_AREA_ROOM),
    ("ticket", Key::LOG_AREA_TICKET),
    ("answers", Key::LOG_AREA_ANSWERS),
    ("meeting", Key::LOG_AREA_MEETING),
    ("consent", Key::LOG_AREA_CONSENT),
    ("review", Key::LOG_AREA_REVIEW),
    ("feature", Key::LOG_AREA_FEATURE),
    ("setup", Key::LOG_AREA_SETUP),
    ("connection", Key::LOG_AREA_CONNECTION),
    ("connector", Key::LOG_AREA_CONNECTOR),
    ("organisation", Key::LOG_AREA_ORGANISATION),
    ("culture", Key::LOG_AREA_CULTURE),
    ("figures", Key::LOG_AREA_FIGURES),
    ("retention", Key::LOG_AREA_RETENTION),
    ("key", Key::LOG_AREA_KEY),
    ("audit", Key::LOG_AREA_AUDIT),
];

#[component]
pub(super) fn Filter(
    ask: AuditAsk,
    wrong: Vec<FieldError>,
    rooms: Vec<(RoomId, String)>,
) -> impl IntoView {
    let texts = use_texts();
    let open = !ask.is_empty();
    let problem = |name: &str| problem_of(&wrong, name);
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::LOG_FILTER)}</summary>
            <form class="form" method="get" action=paths::AUDIT>
                <TextField
                    name="from"
                    label=texts.get(Key::LOG_FROM)
                    value=ask.from.clone()
                    kind=FieldKind::Date
                    problem=problem("from")
                />
                <TextField
                    name="to"
                    label=texts.get(Key::LOG_TO)
                    help=texts.get(Key::LOG_TO_HELP)
                    value=ask.to.clone()
                    kind=FieldKind::Date
                    problem=problem("to")
                />
                <ChoiceField
                    name="action"
                    label=texts.get(Key::LOG_ACTION)
                    options=actions(texts, &ask.action)
                    value=ask.action.trim().to_owned()
                    problem=problem("action")
                />
                <TextField
                    name="person"
                    label=texts.get(Key::LOG_PERSON)
                    help=texts.get(Key::LOG_PERSON_HELP)
                    value=ask.person.clone()
                    most=80
                    problem=problem("person")
                />
                <ChoiceField
                    name="room"
                    label=texts.get(Key::LOG_ROOM)
                    options=places(texts, &ask.room, rooms)
                    value=ask.room.trim().to_owned()
                    problem=problem("room")
                />
                <div class="actions">
                    <button type="submit" class="button" data-weight="secondary">{texts.get(Key::LOG_APPLY)}</button>
                    <a class="button" data-weight="quiet" href=paths::AUDIT>{texts.get(Key::LOG_RESET)}</a>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// The areas, and the action that was asked for when it is none of them.
fn actions(texts: Texts, asked: &str) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), texts.get(Key::LOG_ALL).to_owned())];
    options.extend(AREAS.map(|(area, key)| (area.to_owned(), texts.get(key).to_owned())));
    with_asked(options, asked)
}

/// The rooms, and the one that was asked for when it is in service no more.
fn places(texts: Texts, asked: &str, rooms: Vec<(RoomId, String)>) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), texts.get(Key::LOG_ALL).to_owned())];
    options.extend(rooms.into_iter().map(|(id, name)| (id.to_string(), name)));
    with_asked(options, asked)
}

fn with_asked(mut options: Vec<(String, String)>, asked: &str) -> Vec<(String, String)> {
    let asked = asked.trim();
    if !options.iter().any(|(value, _)| value == asked) {
        options.push((asked.to_owned(), asked.to_owned()));
    }
    options
}
