//! The lobby as HTML.

use axum::http::StatusCode;
use axum::response::Response;

use super::door::{self, Place, Visitor};
use crate::html::{self, escape, hidden};
use crate::state::{Meeting, State};

// A waiting browser looks again by itself; without JavaScript there is the link.
const LOOK_AGAIN: &str = "<script>setTimeout(function () { location.reload(); }, 3000);</script>";

/// The page of a meeting for one visitor.
pub(super) fn render(
    state: &State,
    meeting: &Meeting,
    visitor: &Visitor,
    place: Place,
) -> Response {
    let subject = meeting
        .properties
        .get("subject")
        .and_then(|subject| subject.as_str())
        .unwrap_or("Meeting");
    let heading = heading(state, meeting, visitor, place);
    let mut body = format!("<p>Meeting: {}</p>", escape(subject));
    match place {
        Place::Outside => {
            body += &button("join", "", &format!("Join as {}", visitor.name()));
            body += "<p><a href=\"?as=guest\">Join as a guest instead</a></p>";
        }
        Place::Lobby => {
            body += "<p>Somebody in the meeting should let you in soon.</p><p><a href=\"\">Look again</a></p>";
            body += LOOK_AGAIN;
        }
        Place::Meeting => {
            body += &button("leave", "", "Leave");
            body += &waiting(meeting, visitor);
        }
    }
    html::page(StatusCode::OK, &heading, &body)
}

/// The page of an address without a meeting.
pub(super) fn gone() -> Response {
    let text = "<p>It was deleted, or the link is wrong.</p>";
    html::page(StatusCode::NOT_FOUND, "This meeting does not exist", text)
}

fn heading(state: &State, meeting: &Meeting, visitor: &Visitor, place: Place) -> String {
    let others = others(state, meeting, visitor);
    match place {
        Place::Outside => "Join the meeting".to_owned(),
        Place::Lobby => "You are in the lobby".to_owned(),
        Place::Meeting if others.is_empty() => "You are alone in the meeting".to_owned(),
        Place::Meeting => format!("You are in the meeting with {}", others.join(", ")),
    }
}

fn others(state: &State, meeting: &Meeting, visitor: &Visitor) -> Vec<String> {
    let own = match visitor {
        Visitor::Person(person) => person.oid.as_str(),
        Visitor::Guest(_) => "",
    };
    let people = meeting.joined.iter().filter(|oid| *oid != own);
    let named = people.map(|oid| {
        let found = state.with_directory(|directory| {
            directory
                .tenants()
                .iter()
                .find_map(|tenant| tenant.person(oid).map(|person| person.name.clone()))
        });
        found.unwrap_or_else(|| "somebody".to_owned())
    });
    let guests = meeting
        .admitted
        .iter()
        .filter(|name| *name != visitor.name())
        .cloned();
    named.chain(guests).collect()
}

fn waiting(meeting: &Meeting, visitor: &Visitor) -> String {
    let mut section = String::from("<h2>In the lobby</h2>");
    if meeting.waiting.is_empty() {
        section += "<p>Nobody is waiting.</p>";
    }
    for name in &meeting.waiting {
        section += &match door::may_admit(meeting, visitor) {
            true => button("admit", name, &format!("Admit {name}")),
            false => format!("<p>{}</p>", escape(name)),
        };
    }
    section + "<p><a href=\"\">Look again</a></p>"
}

// Without `action` a form goes to the address of the page, which says who acts.
fn button(action: &str, name: &str, label: &str) -> String {
    let fields = hidden("action", action) + &hidden("name", name);
    format!(
        "<form method=\"post\">{fields}<button>{}</button></form>",
        escape(label)
    )
}
