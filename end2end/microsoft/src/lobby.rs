//! The page behind a meeting's join address: who comes in, who waits in the lobby, who lets whom in.
//!
//! Plain HTML that says the same after each reload. A browser with a session at the sign-in service, or with `?as={object
//! id}`, is offered to join as that person; any other browser (or `?as=guest`) is a guest without an account.

mod door;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, Query, State as Extract};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::state::{Meeting, State};
use door::Visitor;

/// Every route of the lobby page.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/l/meetup-join/{thread}/{message}", get(show).post(act))
        .with_state(state)
}

#[derive(Debug, Deserialize)]
struct Who {
    #[serde(rename = "as")]
    person: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Action {
    action: String,
    #[serde(default)]
    name: String,
}

async fn show(
    Extract(state): Extract<Arc<State>>,
    Path((thread, _)): Path<(String, String)>,
    Query(who): Query<Who>,
    headers: HeaderMap,
) -> Response {
    let person = door::person(&state, &headers, who.person.as_deref());
    let seen = with_meeting(&state, &thread, |meeting| {
        let visitor = door::visitor(meeting, person, &headers);
        // A guest has no button to press: to open the address is to ask for entry.
        if matches!(visitor, Visitor::Guest(_)) {
            door::enter(meeting, &visitor);
        }
        let place = door::place(meeting, &visitor);
        (
            page::render(&state, meeting, &visitor, place),
            visitor.cookie(&thread),
        )
    });
    match seen {
        None => page::gone(),
        Some((page, cookie)) => with_cookie(page, cookie),
    }
}

async fn act(
    Extract(state): Extract<Arc<State>>,
    Path((thread, _)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    Form(action): Form<Action>,
) -> Response {
    let who = Query::<Who>::try_from_uri(&uri)
        .ok()
        .and_then(|Query(who)| who.person);
    let person = door::person(&state, &headers, who.as_deref());
    let back = match &person {
        Some(person) => format!("{}?as={}", uri.path(), person.oid),
        None => format!("{}?as=guest", uri.path()),
    };
    let done = with_meeting(&state, &thread, |meeting| {
        let visitor = door::visitor(meeting, person, &headers);
        match action.action.as_str() {
            "join" => door::enter(meeting, &visitor),
            "leave" => door::leave(meeting, &visitor),
            "admit" => door::admit(meeting, &visitor, &action.name),
            _ => {}
        }
        visitor.cookie(&thread)
    });
    match done {
        None => page::gone(),
        Some(cookie) => with_cookie(Redirect::to(&back).into_response(), cookie),
    }
}

fn with_cookie(mut response: Response, cookie: Option<String>) -> Response {
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn with_meeting<R>(
    state: &State,
    thread: &str,
    use_meeting: impl FnOnce(&mut Meeting) -> R,
) -> Option<R> {
    state.with_meetings(|meetings| {
        let of_thread = |meeting: &&mut Meeting| {
            meeting
                .properties
                .get("chatInfo")
                .is_some_and(|chat| chat["threadId"] == thread)
        };
        meetings.iter_mut().find(of_thread).map(use_meeting)
    })
}
