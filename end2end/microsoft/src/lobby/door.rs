//! Who may come in, by the lobby scope of the meeting.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use serde_json::Value;

use crate::directory::Person;
use crate::state::{Meeting, State};

/// Whoever opened the page.
#[derive(Clone, Debug)]
pub(super) enum Visitor {
    /// Somebody with an account, and whether it is of the organiser's tenant.
    Person(Known),
    /// Somebody without an account, under the name this meeting gave them.
    Guest(String),
}

/// A person with the tenant they were found in.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Tenant id.
    pub(super) tid: String,
    /// Object id.
    pub(super) oid: String,
    /// Display name.
    pub(super) name: String,
    /// UPN.
    pub(super) upn: String,
    /// A guest account of the tenant.
    pub(super) guest: bool,
}

/// Where a visitor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Hasn't asked for entry.
    Outside,
    /// Waits to be let in.
    Lobby,
    /// Is in.
    Meeting,
}

impl Visitor {
    /// The name others see.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Guest(name) => name,
        }
    }

    /// `Set-Cookie` by which a guest is recognised after a reload.
    pub(super) fn cookie(&self, thread: &str) -> Option<String> {
        match self {
            Self::Person(_) => None,
            Self::Guest(name) => {
                let number = name.rsplit(' ').next()?;
                Some(format!(
                    "{}={number}; Path=/l/; HttpOnly; SameSite=Lax",
                    cookie_name(thread)
                ))
            }
        }
    }
}

fn cookie_name(thread: &str) -> String {
    let name: String = crate::state::thumbprint(thread.as_bytes())
        .chars()
        .take(12)
        .collect();
    format!("meeting-{name}")
}

/// The person of this browser: the one `wanted` names by object id, else the one signed in last. `guest` = nobody.
pub(super) fn person(state: &State, headers: &HeaderMap, wanted: Option<&str>) -> Option<Known> {
    let found = |tid: &str, person: Person| Known {
        tid: tid.to_owned(),
        oid: person.oid,
        name: person.name,
        upn: person.upn,
        guest: person.guest,
    };
    match wanted {
        Some("guest") => None,
        Some(oid) => state.with_directory(|directory| {
            let mut all = directory.tenants().iter();
            all.find_map(|tenant| {
                tenant
                    .person(oid)
                    .map(|person| found(&tenant.id, person.clone()))
            })
        }),
        None => {
            let account = state.signed_in(headers).into_iter().next()?;
            state
                .person_of(&account)
                .map(|person| found(&account.tid, person))
        }
    }
}

/// The visitor, with a name for a guest: the one of the cookie, or the next free one.
pub(super) fn visitor(
    meeting: &mut Meeting,
    person: Option<Known>,
    headers: &HeaderMap,
) -> Visitor {
    if let Some(person) = person {
        return Visitor::Person(person);
    }
    let thread = meeting
        .properties
        .get("chatInfo")
        .and_then(|chat| chat["threadId"].as_str())
        .unwrap_or_default();
    let wanted = cookie_name(thread);
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    let mut numbers = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == wanted);
    let known = numbers
        .next()
        .and_then(|(_, number)| number.parse::<usize>().ok())
        .filter(|number| (1..=meeting.guests).contains(number));
    let number = known.unwrap_or_else(|| {
        meeting.guests += 1;
        meeting.guests
    });
    Visitor::Guest(format!("Guest {number}"))
}

/// Where the visitor stands now.
pub(super) fn place(meeting: &Meeting, visitor: &Visitor) -> Place {
    let joined = matches!(visitor, Visitor::Person(person) if meeting.joined.contains(&person.oid));
    if joined || meeting.admitted.iter().any(|name| name == visitor.name()) {
        Place::Meeting
    } else if meeting.waiting.iter().any(|name| name == visitor.name()) {
        Place::Lobby
    } else {
        Place::Outside
    }
}

/// Asks for entry: comes in where the scope allows it, else waits. Whoever came in by a click of the organiser stays in.
pub(super) fn enter(meeting: &mut Meeting, visitor: &Visitor) {
    match visitor {
        _ if place(meeting, visitor) == Place::Meeting => {}
        Visitor::Person(person) if may_enter(meeting, person) => {
            meeting.joined.push(person.oid.clone());
            meeting.waiting.retain(|name| name != &person.name);
        }
        // Strangers never meet alone: somebody with an account has to be in.
        Visitor::Guest(name)
            if meeting.lobby_scope() == "everyone" && !meeting.joined.is_empty() =>
        {
            meeting.waiting.retain(|waiting| waiting != name);
            meeting.admitted.push(name.clone());
        }
        _ if place(meeting, visitor) == Place::Outside => {
            meeting.waiting.push(visitor.name().to_owned());
        }
        _ => {}
    }
}

fn may_enter(meeting: &Meeting, person: &Known) -> bool {
    let home = person.tid == meeting.tenant;
    if home && person.oid == meeting.organizer {
        return true;
    }
    match meeting.lobby_scope() {
        "everyone" | "organizationAndFederated" => true,
        "organization" => home,
        "organizationExcludingGuests" => home && !person.guest,
        "invited" => is_invited(meeting, person),
        _ => false,
    }
}

fn is_invited(meeting: &Meeting, person: &Known) -> bool {
    let attendees = meeting
        .properties
        .get("participants")
        .and_then(|people| people["attendees"].as_array());
    attendees.into_iter().flatten().any(|attendee| {
        attendee["identity"]["user"]["id"] == person.oid.as_str()
            || attendee["upn"]
                .as_str()
                .is_some_and(|upn| upn.eq_ignore_ascii_case(&person.upn))
    })
}

/// Leaves the meeting or the lobby.
pub(super) fn leave(meeting: &mut Meeting, visitor: &Visitor) {
    if let Visitor::Person(person) = visitor {
        meeting.joined.retain(|oid| oid != &person.oid);
    }
    meeting.admitted.retain(|name| name != visitor.name());
    meeting.waiting.retain(|name| name != visitor.name());
}

/// Whether the visitor may let others in: the organiser, and where the meeting allows it every presenter.
pub(super) fn may_admit(meeting: &Meeting, visitor: &Visitor) -> bool {
    let Visitor::Person(person) = visitor else {
        return false;
    };
    if !meeting.joined.contains(&person.oid) {
        return false;
    }
    let setting = |name: &str| {
        meeting
            .properties
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let presenters_admit = setting("allowedLobbyAdmitters") != "organizerAndCoOrganizers";
    let presents = match setting("allowedPresenters") {
        "everyone" => true,
        "organization" => person.tid == meeting.tenant,
        _ => false,
    };
    person.oid == meeting.organizer || (presenters_admit && presents)
}

/// Lets somebody in from the lobby; nothing happens when the visitor may not, or nobody of this name waits.
pub(super) fn admit(meeting: &mut Meeting, visitor: &Visitor, name: &str) {
    if may_admit(meeting, visitor) && meeting.waiting.iter().any(|waiting| waiting == name) {
        meeting.waiting.retain(|waiting| waiting != name);
        meeting.admitted.push(name.to_owned());
    }
}
