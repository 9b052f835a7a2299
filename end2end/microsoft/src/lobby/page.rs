//! The lobby as HTML.

use super::door::{self, Place, Visitor};
use crate::state::{Meeting, State};

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem}\
button{font:inherit;padding:.5rem 1rem;margin:.25rem 0}";

// A waiting browser looks again by itself; without JavaScript there is the link.
const LOOK_AGAIN: &str = "<script>setTimeout(function () { location.reload(); }, 3000);</script>";

/// The page of a meeting for one visitor.
pub(super) fn render(state: &State, meeting: &Meeting, visitor: &Visitor, place: Place) -> String {
    let subject = meeting
        .properties
        .get("subject")
        .and_then(|subject| subject.as_str())
        .unwrap_or("Meeting");
    let heading = heading(state, meeting, visitor, place);
    let mut body = format!(
        "<h1>{}</h1>\n<p>Meeting: {}</p>\n",
        escape(&heading),
        escape(subject)
    );
    match place {
        Place::Outside => {
            body += &button("join", "", &format!("Join as {}", visitor.name()));
            body += "<p><a href=\"?as=guest\">Join as a guest instead</a></p>\n";
        }
        Place::Lobby => {
            body += "<p>Somebody in the meeting should let you in soon.</p>\n<p><a href=\"\">Look again</a></p>\n";
            body += LOOK_AGAIN;
        }
        Place::Meeting => {
            body += &button("leave", "", "Leave");
            body += &waiting(meeting, visitor);
        }
    }
    document(&heading, &body)
}

/// The page of an address without a meeting.
pub(super) fn gone() -> String {
    document(
        "This meeting does not exist",
        "<h1>This meeting does not exist</h1>\n<p>It was deleted, or the link is wrong.</p>\n",
    )
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
    let mut section = String::from("<h2>In the lobby</h2>\n");
    if meeting.waiting.is_empty() {
        section += "<p>Nobody is waiting.</p>\n";
    }
    for name in &meeting.waiting {
        section += &match door::may_admit(meeting, visitor) {
            true => button("admit", name, &format!("Admit {name}")),
            false => format!("<p>{}</p>\n", escape(name)),
        };
    }
    section + "<p><a href=\"\">Look again</a></p>\n"
}

// Without `action` a form goes to the address of the page, which says who acts.
fn button(action: &str, name: &str, label: &str) -> String {
    format!(
        "<form method=\"post\"><input type=\"hidden\" name=\"action\" value=\"{}\"><input type=\"hidden\" name=\"name\" \
         value=\"{}\"><button>{}</button></form>\n",
        escape(action),
        escape(name),
        escape(label)
    )
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{}</title><style>{STYLE}</style></head>\n<body><main>\n{body}</main></body></html>\n",
        escape(title)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
