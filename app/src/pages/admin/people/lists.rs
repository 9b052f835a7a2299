//! Who holds which role, and who is invited.

use leptos::prelude::*;
use model::trust::{AssignmentView, Holder, InvitationView};
use model::{RoomId, Scope};

use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, Confirm, Empty, Moment, Post, PostForm, Submit, Table, Weight};

/// Where a role holds, in words.
pub(super) fn place(texts: Texts, scope: &Scope, rooms: &[(RoomId, String)]) -> String {
    match scope {
        Scope::Tenant => texts.get(Key::SCOPE_TENANT).to_owned(),
        Scope::OwnLine => texts.get(Key::SCOPE_OWN_LINE).to_owned(),
        Scope::Groups(groups) => {
            texts.count(groups.len() as u64, Key::SCOPE_GROUP, Key::SCOPE_GROUPS)
        }
        Scope::Rooms(ids) => {
            let name = |id: &RoomId| {
                rooms
                    .iter()
                    .find(|room| room.0 == *id)
                    .map_or("–", |room| room.1.as_str())
            };
            ids.iter().map(name).collect::<Vec<_>>().join(", ")
        }
    }
}

#[component]
pub(super) fn Assignments(
    assignments: Vec<AssignmentView>,
    rooms: Vec<(RoomId, String)>,
    remove: Post,
) -> impl IntoView {
    let texts = use_texts();
    if assignments.is_empty() {
        return view! {
            <Empty title=texts.get(Key::PEOPLE_EMPTY_TITLE) text=texts.get(Key::PEOPLE_EMPTY)/>
        }
        .into_any();
    }
    let columns = [
        Key::PEOPLE_WHO,
        Key::PEOPLE_ROLE,
        Key::PEOPLE_WHERE,
        Key::PEOPLE_SINCE,
        Key::PEOPLE_ACTION,
    ];
    let rows = assignments.into_iter().map(move |row| {
        let place = place(texts, &row.scope, &rooms);
        view! { <Row row=row place=place remove=remove/> }
    });
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    view! { <Table caption=texts.get(Key::PEOPLE_ASSIGNMENTS) columns=columns>{rows.collect_view()}</Table> }.into_any()
}

#[component]
fn Row(row: AssignmentView, place: String, remove: Post) -> impl IntoView {
    let texts = use_texts();
    let (name, oid, group) = match row.holder {
        Holder::Person { oid, name } => (
            name.unwrap_or_else(|| texts.get(Key::PEOPLE_UNKNOWN).to_owned()),
            oid,
            false,
        ),
        Holder::Group { oid, label } => (label, oid, true),
    };
    let warning = texts.with(Key::PEOPLE_REMOVE_WARNING, &[("name", &name)]);
    view! {
        <tr>
            <th scope="row">
                <span>{name}</span>
                {group.then(|| view! { " " <Badge>{texts.get(Key::PEOPLE_GROUP)}</Badge> })}
                <br/>
                <code class="small">{oid.to_string()}</code>
            </th>
            <td>{texts.role(row.role)}</td>
            <td>{place}</td>
            <td><Moment at=row.since/></td>
            <td>
                <Confirm label=texts.get(Key::PEOPLE_REMOVE) warning=warning>
                    <PostForm post=remove>
                        <input type="hidden" name="assignment" value=row.id.to_string()/>
                        <Submit label=texts.get(Key::PEOPLE_REMOVE_SURE) weight=Weight::Danger/>
                    </PostForm>
                </Confirm>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
pub(super) fn Invitations(
    invitations: Vec<InvitationView>,
    rooms: Vec<(RoomId, String)>,
    revoke: Post,
) -> impl IntoView {
    let texts = use_texts();
    if invitations.is_empty() {
        return ().into_any();
    }
    let columns = [
        Key::PEOPLE_ROLE,
        Key::PEOPLE_WHERE,
        Key::PEOPLE_EXPIRES,
        Key::PEOPLE_ACTION,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = invitations.into_iter().map(move |row| {
        let place = place(texts, &row.scope, &rooms);
        view! {
            <tr>
                <th scope="row">{texts.role(row.role)}</th>
                <td>{place}</td>
                <td><Moment at=row.expires/></td>
                <td>
                    <PostForm post=revoke>
                        <input type="hidden" name="invitation" value=row.id.to_string()/>
                        <Submit label=texts.get(Key::PEOPLE_REVOKE) weight=Weight::Quiet/>
                    </PostForm>
                </td>
            </tr>
        }
        .into_any()
    });
    view! { <Table caption=texts.get(Key::PEOPLE_INVITATIONS) columns=columns>{rows.collect_view()}</Table> }.into_any()
}
