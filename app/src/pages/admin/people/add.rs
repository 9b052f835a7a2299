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
    let failure = action.failure().get_untracked();
    view! {
        <details class="fold" open=true>
            <summary>{texts.get(Key::PEOPLE_BY_LINK)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_LINK_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure.clone()/>
                <RoleAndRooms form="link" rooms=rooms wrong=problem(failure.as_ref(), "rooms") typed=AssignFields::default()/>
                <Submit label=texts.get(Key::PEOPLE_BY_LINK_ACTION)/>
            </PostForm>
        </details>
    }
    .into_any()
}

/// A refusal belongs to the form it brought back; where none is known (the other process kept it), to both.
#[component]
pub(super) fn AddPerson(
    rooms: Rooms,
    action: Post,
    refused: Option<AssignFields>,
    other: bool,
) -> impl IntoView {
    let texts = use_texts();
    let open = refused.is_some();
    let failure = action.failure().get_untracked().filter(|_| open || !other);
    let typed = refused.unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::PEOPLE_BY_ID)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_ID_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure.clone()/>
                <ObjectId id="person-oid" label=texts.get(Key::PEOPLE_OID) value=typed.oid.clone() wrong=problem(failure.as_ref(), "oid")/>
                <RoleAndRooms form="person" rooms=rooms wrong=problem(failure.as_ref(), "rooms") typed=typed/>
                <Submit label=texts.get(Key::PEOPLE_BY_ID_ACTION)/>
            </PostForm>
        </details>
    }
    .into_any()
}

#[component]
pub(super) fn AddGroup(
    rooms: Rooms,
    action: Post,
    refused: Option<AssignFields>,
    other: bool,
) -> impl IntoView {
    let texts = use_texts();
    let open = refused.is_some();
    let failure = action.failure().get_untracked().filter(|_| open || !other);
    let typed = refused.unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::PEOPLE_BY_GROUP)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_GROUP_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure.clone()/>
                <ObjectId id="group-oid" label=texts.get(Key::PEOPLE_GROUP_OID) value=typed.oid.clone() wrong=problem(failure.as_ref(), "oid")/>
                <TextField
                    name="label"
                    label=texts.get(Key::PEOPLE_LABEL)
                    value=typed.label.clone().unwrap_or_default()
                    most=80
                    problem=problem(failure.as_ref(), "label")
                />
                <RoleAndRooms form="group" rooms=rooms wrong=problem(failure.as_ref(), "rooms") typed=typed/>
                <Submit label=texts.get(Key::PEOPLE_BY_GROUP_ACTION)/>
            </PostForm>
        </details>
    }
    .into_any()
}

fn problem(failure: Option<&Failure>, field: &str) -> Option<FieldProblem> {
    problem_of(&failure?.0.fields, field)
}

/// The object id. Two forms have one, so its id on the page is not its name.
#[component]
fn ObjectId(
    id: &'static str,
    label: &'static str,
    value: String,
    wrong: Option<FieldProblem>,
) -> impl IntoView {
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
                aria-invalid=wrong.map(|_| "true")
                aria-describedby=described_by(id, "", wrong)
            />
        </Field>
    }
}

/// The role, and for roles that hold in rooms, which.
#[component]
fn RoleAndRooms(
    form: &'static str,
    rooms: Rooms,
    wrong: Option<FieldProblem>,
    typed: AssignFields,
) -> impl IntoView {
    let texts = use_texts();
    let roles = [
        Role::Consultant,
        Role::Coordinator,
        Role::Reporter,
        Role::Leader,
        Role::Reviewer,
        Role::Administrator,
    ];
    let chosen = typed.role;
    let options = roles.map(|role| {
        view! { <option value=role.as_str() selected=chosen == role.as_str()>{texts.role(role)}</option> }
    });
    let role_id = format!("{form}-role");
    let problem_id = format!("{form}-rooms-problem");
    let described = wrong.map(|_| problem_id.clone());
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
    let own_line = format!("{form}-own-line");
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
            {wrong.map(|_| view! {
                <p class="field-problem" id=problem_id>{texts.get(Key::PEOPLE_ROOMS_MISSING)}</p>
            })}
        </fieldset>
        <fieldset class="field boxes">
            <legend class="field-label">{texts.get(Key::PEOPLE_LEADERS)}</legend>
            <div class="check">
                <input
                    type="checkbox"
                    id=own_line.clone()
                    name="own_line"
                    value="true"
                    checked=typed.own_line
                />
                <label for=own_line>{texts.get(Key::PEOPLE_OWN_LINE)}</label>
            </div>
        </fieldset>
    }
    .into_any()
}
