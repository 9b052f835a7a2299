//! Who has access, and why.

use leptos::prelude::*;
use model::RoomId;
use model::trust::{HeldRole, PersonLine, Reason};

use super::lists::place;
use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, Moment, Table, Tone};

/// Why a role is held, in words.
pub(super) fn reason(texts: Texts, held: &HeldRole) -> String {
    let by = held.given_by.as_deref();
    match (&held.reason, by) {
        (Reason::AppRole, _) => texts.get(Key::ACCESS_BY_APP_ROLE).to_owned(),
        (Reason::Group { label, .. }, _) => {
            texts.with(Key::ACCESS_BY_GROUP, &[("group", label.as_str())])
        }
        (Reason::Invitation { .. }, Some(by)) => {
            texts.with(Key::ACCESS_BY_INVITATION, &[("name", by)])
        }
        (Reason::Invitation { .. }, None) => texts.get(Key::ACCESS_BY_SOME_INVITATION).to_owned(),
        (Reason::Registration { .. }, _) => texts.get(Key::ACCESS_BY_REGISTRATION).to_owned(),
        (Reason::Given { .. }, Some(by)) => texts.with(Key::ACCESS_BY_SOMEBODY, &[("name", by)]),
        (Reason::Given { .. }, None) => texts.get(Key::ACCESS_BY_ASSIGNMENT).to_owned(),
    }
}

/// Roles with where they hold and why.
pub(super) fn roles(texts: Texts, held: Vec<HeldRole>, rooms: &[(RoomId, String)]) -> AnyView {
    let lines = held.into_iter().map(|held| {
        let place = match &held.scope {
            Some(scope) => place(texts, scope, rooms),
            None => texts.get(Key::ACCESS_NOWHERE).to_owned(),
        };
        let why = reason(texts, &held);
        view! {
            <li>
                <strong>{texts.role(held.role)}</strong> " · " {place}
                <br/>
                <span class="small">{why}</span>
            </li>
        }
    });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

#[component]
pub(super) fn Access(everybody: Vec<PersonLine>, rooms: Vec<(RoomId, String)>) -> impl IntoView {
    let texts = use_texts();
    if everybody.is_empty() {
        return ().into_any();
    }
    let columns = [
        Key::PEOPLE_WHO,
        Key::ACCESS_ROLES,
        Key::ACCESS_LAST_SIGN_IN,
        Key::ACCESS_SESSIONS,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = everybody.into_iter().map(move |line| {
        let name = line.name.clone();
        let name = name.unwrap_or_else(|| texts.get(Key::PEOPLE_UNKNOWN).to_owned());
        let oid = line.oid.to_string();
        let sessions = u64::from(line.sessions);
        let sessions = (sessions > 0).then(|| {
            let text = texts.count(sessions, Key::ACCESS_SESSION, Key::ACCESS_SESSIONS_NOW);
            view! { <Badge tone=Tone::Good>{text}</Badge> }
        });
        let signed_in = line.last_sign_in.map(|at| view! { <Moment at=at/> });
        view! {
            <tr>
                <th scope="row">
                    <a href=paths::person(line.oid)>{name}</a>
                    <br/>
                    <code class="small">{oid}</code>
                </th>
                <td data-label=texts.get(Key::ACCESS_ROLES)>{roles(texts, line.roles, &rooms)}</td>
                <td data-label=texts.get(Key::ACCESS_LAST_SIGN_IN)>{signed_in}</td>
                <td data-label=texts.get(Key::ACCESS_SESSIONS)>{sessions}</td>
            </tr>
        }
        .into_any()
    });
    view! {
        <Table caption=texts.get(Key::ACCESS_TITLE) columns=columns>{rows.collect_view()}</Table>
        <p class="small">{texts.get(Key::ACCESS_NOTE)}</p>
    }
    .into_any()
}
