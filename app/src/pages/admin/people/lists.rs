//! Who holds which role, and who is invited.

use leptos::prelude::*;
use model::trust::{AssignmentView, Holder, InvitationView, Withdrawn, WithdrawnInvitation};
use model::{ObjectId, RoomId, Scope};

use crate::paths;
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

/// What was withdrawn just now, and the way back.
#[component]
pub(super) fn Undo(
    withdrawn: Option<Withdrawn>,
    rooms: Vec<(RoomId, String)>,
    restore: Post,
) -> impl IntoView {
    let texts = use_texts();
    let Some(Withdrawn { assignment, until }) = withdrawn else {
        return ().into_any();
    };
    let place = place(texts, &assignment.scope, &rooms);
    let (name, _, _) = holder(texts, assignment.holder);
    let told = [
        ("name", name.as_str()),
        ("role", texts.role(assignment.role)),
        ("place", place.as_str()),
    ];
    view! {
        <div class="note" data-tone="notice" role="status">
            <p class="note-title">{texts.with(Key::ACCESS_WITHDRAWN, &told)}</p>
            <p>{texts.get(Key::ACCESS_UNDO_HELP)} " " <Moment at=until/></p>
            <PostForm post=restore>
                <input type="hidden" name="assignment" value=assignment.id.to_string()/>
                <Submit label=texts.get(Key::ACCESS_UNDO)/>
            </PostForm>
        </div>
    }
    .into_any()
}

/// The invitation that was withdrawn just now, and the way back.
#[component]
pub(super) fn UndoInvitation(
    withdrawn: Option<WithdrawnInvitation>,
    rooms: Vec<(RoomId, String)>,
    restore: Post,
) -> impl IntoView {
    let texts = use_texts();
    let Some(WithdrawnInvitation { invitation, until }) = withdrawn else {
        return ().into_any();
    };
    let place = place(texts, &invitation.scope, &rooms);
    let told = [
        ("role", texts.role(invitation.role)),
        ("place", place.as_str()),
    ];
    view! {
        <div class="note" data-tone="notice" role="status">
            <p class="note-title">{texts.with(Key::ACCESS_INVITATION_WITHDRAWN, &told)}</p>
            <p>{texts.get(Key::ACCESS_INVITATION_UNDO_HELP)} " " <Moment at=until/></p>
            <PostForm post=restore>
                <input type="hidden" name="invitation" value=invitation.id.to_string()/>
                <Submit label=texts.get(Key::ACCESS_UNDO)/>
            </PostForm>
        </div>
    }
    .into_any()
}

/// Which assignments are listed: all, or those that nobody has looked at for some time.
#[component]
pub(super) fn Older(older: Option<u32>) -> impl IntoView {
    let texts = use_texts();
    let mut choices = vec![30, 90, 180, 365];
    choices.extend(older.filter(|days| !choices.contains(days)));
    let options = choices.into_iter().map(|days| {
        let text = texts.with(Key::ACCESS_DAYS, &[("n", &days.to_string())]);
        view! { <option value=days.to_string() selected=older == Some(days)>{text}</option> }
    });
    view! {
        <form class="filters" method="get" action=paths::PEOPLE aria-label=texts.get(Key::ACCESS_REVIEW)>
            <div class="filter">
                <label for="older">{texts.get(Key::ACCESS_OLDER)}</label>
                <select class="input" id="older" name="older">
                    <option value="" selected=older.is_none()>{texts.get(Key::ACCESS_ALL)}</option>
                    {options.collect_view()}
                </select>
            </div>
            <div class="filters-end">
                <button type="submit" class="button" data-weight="secondary">{texts.get(Key::ACCESS_SHOW)}</button>
            </div>
        </form>
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
pub(super) fn Assignments(
    assignments: Vec<AssignmentView>,
    rooms: Vec<(RoomId, String)>,
    /// Removing, and saying that one is still needed.
    posts: (Post, Post),
    narrowed: bool,
) -> impl IntoView {
    let texts = use_texts();
    if assignments.is_empty() && narrowed {
        return view! {
            <Empty title=texts.get(Key::ACCESS_NONE_OLDER_TITLE) text=texts.get(Key::ACCESS_NONE_OLDER)/>
        }
        .into_any();
    }
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
        view! { <Row row=row place=place posts=posts/> }
    });
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    view! { <Table caption=texts.get(Key::PEOPLE_ASSIGNMENTS) columns=columns>{rows.collect_view()}</Table> }.into_any()
}

#[component]
fn Row(row: AssignmentView, place: String, posts: (Post, Post)) -> impl IntoView {
    let texts = use_texts();
    let (remove, confirm) = posts;
    let (name, oid, group) = holder(texts, row.holder);
    let reviewed = row.reviewed.map(|at| {
        view! { <br/> <span class="small">{texts.get(Key::ACCESS_REVIEWED)} " " <Moment at=at/></span> }
    });
    let warning = texts.with(Key::PEOPLE_REMOVE_WARNING, &[("name", &name)]);
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
            <td data-label=texts.get(Key::PEOPLE_SINCE)><Moment at=row.since/>{reviewed}</td>
            <td>
                <div class="actions">
                    <PostForm post=confirm>
                        <input type="hidden" name="assignment" value=row.id.to_string()/>
                        <Submit label=texts.get(Key::ACCESS_CONFIRM)/>
                    </PostForm>
                    <Confirm label=texts.get(Key::PEOPLE_REMOVE) warning=warning>
                        <PostForm post=remove>
                            <input type="hidden" name="assignment" value=row.id.to_string()/>
                            <Submit label=texts.get(Key::PEOPLE_REMOVE_SURE) weight=Weight::Danger/>
                        </PostForm>
                    </Confirm>
                </div>
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
                <td data-label=texts.get(Key::PEOPLE_WHERE)>{place}</td>
                <td data-label=texts.get(Key::PEOPLE_EXPIRES)><Moment at=row.expires/></td>
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
