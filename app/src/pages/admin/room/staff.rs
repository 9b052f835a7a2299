//! Who works in a room, and how to add somebody.

use leptos::prelude::*;
use model::trust::{AssignmentView, Holder, Withdrawn};
use model::{ObjectId, Role, RoomId, Scope};

use crate::pages::admin::fresh_link::FreshLink;
use crate::paths;
use crate::server_functions::rooms::add_staff::AddStaff;
use crate::server_functions::rooms::edit::RoomPage;
use crate::server_functions::rooms::invite_staff::InviteStaff;
use crate::server_functions::rooms::remove_staff::RemoveStaff;
use crate::server_functions::rooms::restore_staff::RestoreStaff;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{
    Badge, Confirm, Empty, FormProblem, Moment, Post, PostForm, Submit, Table, TextField, Weight,
};

#[component]
pub(super) fn Staff(page: RoomPage) -> impl IntoView {
    let texts = use_texts();
    let room = page.room.unwrap_or_default();
    let (invite, remove) = (Post::to::<InviteStaff>(), Post::to::<RemoveStaff>());
    let restore = Post::to::<RestoreStaff>();
    let failure = [remove, invite, restore]
        .into_iter()
        .find_map(|post| post.failure().get_untracked());
    let list = if page.staff.is_empty() {
        view! { <Empty title=texts.get(Key::ROOMSTAFF_EMPTY_TITLE) text=texts.get(Key::ROOMSTAFF_EMPTY)/> }.into_any()
    } else {
        let columns = [
            Key::PEOPLE_WHO,
            Key::PEOPLE_ROLE,
            Key::PEOPLE_WHERE,
            Key::PEOPLE_ACTION,
        ];
        let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
        let rows = page
            .staff
            .into_iter()
            .map(move |row| view! { <Row room=room row=row remove=remove/> });
        view! { <Table caption=texts.get(Key::ROOMSTAFF_LIST) columns=columns>{rows.collect_view()}</Table> }.into_any()
    };
    view! {
        <section class="stack" id="staff" aria-labelledby="staff-title">
            <h2 id="staff-title">{texts.get(Key::ROOMSTAFF_TITLE)}</h2>
            <FormProblem failure=failure/>
            <FreshLink link=page.link/>
            <Undo room=room withdrawn=page.withdrawn restore=restore/>
            {list}
            <div class="card">
                <h3>{texts.get(Key::PEOPLE_ADD)}</h3>
                <p>{texts.get(Key::ROOMSTAFF_ADD)}</p>
                <PostForm post=invite>
                    <input type="hidden" name="room" value=room.to_string()/>
                    <Submit label=texts.get(Key::PEOPLE_BY_LINK_ACTION)/>
                </PostForm>
                <AddById room=room typed=page.refused_staff/>
                <p class="small">
                    {texts.get(Key::ROOMSTAFF_ELSEWHERE)} " " <a href=paths::PEOPLE>{texts.get(Key::NAV_PEOPLE)}</a>
                </p>
            </div>
        </section>
    }
}

/// Who was removed just now, and the way back.
#[component]
fn Undo(room: RoomId, withdrawn: Option<Withdrawn>, restore: Post) -> impl IntoView {
    let texts = use_texts();
    let Some(Withdrawn { assignment, until }) = withdrawn else {
        return ().into_any();
    };
    let (name, _, _) = holder(texts, assignment.holder);
    let told = [
        ("name", name.as_str()),
        ("role", texts.role(assignment.role)),
    ];
    view! {
        <div class="note" data-tone="notice" role="status">
            <p class="note-title">{texts.with(Key::ACCESS_REMOVED_HERE, &told)}</p>
            <p>{texts.get(Key::ACCESS_UNDO_HELP)} " " <Moment at=until/></p>
            <PostForm post=restore>
                <input type="hidden" name="room" value=room.to_string()/>
                <input type="hidden" name="assignment" value=assignment.id.to_string()/>
                <Submit label=texts.get(Key::ACCESS_UNDO)/>
            </PostForm>
        </div>
    }
    .into_any()
}

/// Name, object id, and whether it is a group.
fn holder(texts: Texts, holder: Holder) -> (String, ObjectId, bool) {
    match holder {
        Holder::Person { oid, name } => (
            name.unwrap_or_else(|| texts.get(Key::PEOPLE_UNKNOWN).to_owned()),
            oid,
            false,
        ),
        Holder::Group { oid, label } => (label, oid, true),
    }
}

#[component]
fn AddById(room: RoomId, typed: Option<(String, String)>) -> impl IntoView {
    let texts = use_texts();
    let add = Post::to::<AddStaff>();
    let (oid, group) = typed.unwrap_or_default();
    let failure = add.failure();
    let problem = move |field: &'static str| {
        Signal::derive(move || {
            failure
                .get()
                .and_then(|failure| problem_of(&failure.0.fields, field))
        })
    };
    let open = failure.with_untracked(Option::is_some);
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::ROOMSTAFF_BY_ID)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_GROUP_HELP)}</p>
            <PostForm post=add class="form">
                <input type="hidden" name="room" value=room.to_string()/>
                <FormProblem failure=failure/>
                <TextField name="oid" label=texts.get(Key::ROOMSTAFF_OID) value=oid most=64 problem=problem("oid")/>
                <TextField
                    name="label"
                    label=texts.get(Key::PEOPLE_LABEL)
                    help=texts.get(Key::ROOMSTAFF_LABEL_HELP)
                    mark=texts.get(Key::FIELD_OPTIONAL)
                    value=group
                    most=80
                    problem=problem("label")
                />
                <Submit label=texts.get(Key::ROOMSTAFF_BY_ID_ACTION)/>
            </PostForm>
        </details>
    }
}

#[component]
fn Row(room: RoomId, row: AssignmentView, remove: Post) -> impl IntoView {
    let texts = use_texts();
    let (name, oid, group) = holder(texts, row.holder);
    let place = match &row.scope {
        Scope::Rooms(rooms) if rooms.len() > 1 => texts.count(
            rooms.len() as u64 - 1,
            Key::ROOMSTAFF_ROOM_MORE,
            Key::ROOMSTAFF_ROOMS_MORE,
        ),
        Scope::Rooms(_) => texts.get(Key::ROOMSTAFF_ROOM_ONLY).to_owned(),
        _ => texts.get(Key::SCOPE_TENANT).to_owned(),
    };
    // Coordinators and roles in all rooms are changed by administrators only.
    let ours = matches!(row.scope, Scope::Rooms(_)) && row.role != Role::Coordinator;
    let warning = texts.with(Key::ROOMSTAFF_REMOVE_WARNING, &[("name", &name)]);
    let button = ours.then(|| {
        view! {
            <Confirm label=texts.get(Key::PEOPLE_REMOVE) warning=warning>
                <PostForm post=remove>
                    <input type="hidden" name="room" value=room.to_string()/>
                    <input type="hidden" name="assignment" value=row.id.to_string()/>
                    <Submit label=texts.get(Key::PEOPLE_REMOVE_SURE) weight=Weight::Danger/>
                </PostForm>
            </Confirm>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <span>{name}</span>
                {group.then(|| view! { " " <Badge>{texts.get(Key::PEOPLE_GROUP)}</Badge> })}
                <br/>
                <code class="small">{oid.to_string()}</code>
            </th>
            <td data-label=texts.get(Key::PEOPLE_ROLE)>{texts.role(row.role)}</td>
            <td data-label=texts.get(Key::PEOPLE_WHERE)>{place}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}
