//! Three ways to add somebody: a one-time link, a person's object id, a group's object id.

use leptos::prelude::*;
use model::{FieldProblem, Role, RoomId};

use crate::error::Failure;
use crate::server_functions::admin::assign::AssignFields;
use crate::texts::{Key, use_texts};
use crate::ui::field::{Field, described_by, problem_of};
use crate::ui::{FormProblem, Post, PostForm, Submit, TextField};

type Rooms = Vec<(RoomId, String)>;

#[component]
pub(super) fn AddByLink(rooms: Rooms, action: Post) -> impl IntoView {
    let texts = use_texts();
    let failure = action.failure();
    view! {
        <details class="fold" open=true>
            <summary>{texts.get(Key::PEOPLE_BY_LINK)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_LINK_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <RoleAndRooms form="link" rooms=rooms failure=failure typed=AssignFields::default()/>
                <Submit label=texts.get(Key::PEOPLE_BY_LINK_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
    .into_any()
}

#[component]
pub(super) fn AddPerson(rooms: Rooms, action: Post, refused: Option<AssignFields>) -> impl IntoView {
    let texts = use_texts();
    let (failure, open) = own(action, refused.is_some());
    let typed = refused.unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::PEOPLE_BY_ID)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_ID_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <ObjectId id="person-oid" label=texts.get(Key::PEOPLE_OID) value=typed.oid.clone() failure=failure/>
                <RoleAndRooms form="person" rooms=rooms failure=failure typed=typed/>
                <Submit label=texts.get(Key::PEOPLE_BY_ID_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
    .into_any()
}

#[component]
pub(super) fn AddGroup(rooms: Rooms, action: Post, refused: Option<AssignFields>) -> impl IntoView {
    let texts = use_texts();
    let (failure, open) = own(action, refused.is_some());
    let typed = refused.unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::PEOPLE_BY_GROUP)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_GROUP_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <ObjectId id="group-oid" label=texts.get(Key::PEOPLE_GROUP_OID) value=typed.oid.clone() failure=failure/>
                <TextField
                    name="label"
                    label=texts.get(Key::PEOPLE_LABEL)
                    value=typed.label.clone().unwrap_or_default()
                    most=80
                    problem=problem(failure, "label")
                />
                <RoleAndRooms form="group" rooms=rooms failure=failure typed=typed/>
                <Submit label=texts.get(Key::PEOPLE_BY_GROUP_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
    .into_any()
}

/// Two forms share one function. A refusal that came with the page belongs to the form it brought back; a later one
/// shows at both, as it cannot be told which was open.
fn own(action: Post, brought_back: bool) -> (Signal<Option<Failure>>, bool) {
    let failure = action.failure();
    let first = failure.get_untracked();
    let ours = first.is_none() || brought_back;
    let shown = Signal::derive(move || failure.get().filter(|now| ours || Some(now) != first.as_ref()));
    (shown, brought_back)
}

fn problem(failure: Signal<Option<Failure>>, field: &'static str) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || problem_of(&failure.get()?.0.fields, field))
}

/// The object id. Two forms have one, so its id on the page is not its name.
#[component]
fn ObjectId(id: &'static str, label: &'static str, value: String, failure: Signal<Option<Failure>>) -> impl IntoView {
    let wrong = problem(failure, "oid");
    view! {
        <Field name=id label=label problem=wrong>
            <input
                class="input code"
                type="text"
                id=id
                name="oid"
                value=value
                maxlength="64"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || wrong.get().map(|_| "true")
                aria-describedby=move || described_by(id, "", wrong.get())
            />
        </Field>
    }
}

/// The role, and for roles that hold in rooms, which.
#[component]
fn RoleAndRooms(form: &'static str, rooms: Rooms, failure: Signal<Option<Failure>>, typed: AssignFields) -> impl IntoView {
    let texts = use_texts();
    let roles = [Role::Consultant, Role::Coordinator, Role::Reporter, Role::Leader, Role::Reviewer, Role::Administrator];
    let chosen = typed.role;
    let options = roles.map(|role| {
        view! { <option value=role.as_str() selected=chosen == role.as_str()>{texts.role(role)}</option> }
    });
    let role_id = format!("{form}-role");
    let wrong = problem(failure, "rooms");
    let problem_id = format!("{form}-rooms-problem");
    let described = {
        let problem_id = problem_id.clone();
        move || wrong.get().map(|_| problem_id.clone())
    };
    let ticked = typed.rooms;
    let boxes = rooms.into_iter().map(move |(room, name)| {
        let box_id = format!("{form}-{room}");
        let value = room.to_string();
        view! {
            <div class="check">
                <input
                    type="checkbox"
                    id=box_id.clone()
                    name="rooms[]"
                    value=value
                    checked=ticked.contains(&room)
                />
                <label for=box_id>{name}</label>
            </div>
        }
    });
    let everywhere = format!("{form}-everywhere");
    view! {
        <div class="field">
            <div class="field-label"><label for=role_id.clone()>{texts.get(Key::PEOPLE_ROLE)}</label></div>
            <select class="input" id=role_id name="role">{options.to_vec()}</select>
        </div>
        <fieldset class="field boxes" aria-describedby=described>
            <legend class="field-label">{texts.get(Key::PEOPLE_ROOMS)}</legend>
            <p class="field-help">{texts.get(Key::PEOPLE_ROOMS_HELP)}</p>
            {boxes.collect_view()}
            <div class="check">
                <input
                    type="checkbox"
                    id=everywhere.clone()
                    name="everywhere"
                    value="true"
                    checked=typed.everywhere
                />
                <label for=everywhere>{texts.get(Key::PEOPLE_EVERYWHERE)}</label>
            </div>
            {move || wrong.get().map(|_| view! {
                <p class="field-problem" id=problem_id.clone()>{texts.get(Key::PEOPLE_ROOMS_MISSING)}</p>
            })}
        </fieldset>
    }
    .into_any()
}
