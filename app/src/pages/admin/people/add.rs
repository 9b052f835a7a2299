//! Three ways to add somebody: a one-time link, a person's object id, a group's object id.

use leptos::prelude::*;
use model::{Role, RoomId};

use crate::error::Failure;
use crate::texts::{Key, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{FormProblem, Post, PostForm, Submit, TextField};

#[component]
pub(super) fn AddByLink(rooms: Vec<(RoomId, String)>, action: Post) -> impl IntoView {
    let texts = use_texts();
    let failure = action.failure();
    view! {
        <details class="fold" open=true>
            <summary>{texts.get(Key::PEOPLE_BY_LINK)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_LINK_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <RoleAndRooms id="link" rooms=rooms failure=failure/>
                <Submit label=texts.get(Key::PEOPLE_BY_LINK_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
}

#[component]
pub(super) fn AddPerson(rooms: Vec<(RoomId, String)>, action: Post) -> impl IntoView {
    let texts = use_texts();
    let failure = action.failure();
    let wrong = Signal::derive(move || failure.get().and_then(|failure| problem_of(&failure.0.fields, "oid")));
    view! {
        <details class="fold" open=failure.with_untracked(Option::is_some)>
            <summary>{texts.get(Key::PEOPLE_BY_ID)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_ID_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <TextField name="oid" label=texts.get(Key::PEOPLE_OID) required=true most=36 problem=wrong/>
                <RoleAndRooms id="person" rooms=rooms failure=failure/>
                <Submit label=texts.get(Key::PEOPLE_BY_ID_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
}

#[component]
pub(super) fn AddGroup(rooms: Vec<(RoomId, String)>, action: Post) -> impl IntoView {
    let texts = use_texts();
    let failure = action.failure();
    let problem = move |field: &'static str| {
        Signal::derive(move || failure.get().and_then(|failure| problem_of(&failure.0.fields, field)))
    };
    view! {
        <details class="fold" open=failure.with_untracked(Option::is_some)>
            <summary>{texts.get(Key::PEOPLE_BY_GROUP)}</summary>
            <p>{texts.get(Key::PEOPLE_BY_GROUP_HELP)}</p>
            <PostForm post=action class="form">
                <FormProblem failure=failure/>
                <div class="field">
                    <div class="field-label"><label for="group-oid">{texts.get(Key::PEOPLE_GROUP_OID)}</label></div>
                    <input class="input" id="group-oid" name="oid" required=true maxlength="36" autocomplete="off"/>
                </div>
                <TextField name="label" label=texts.get(Key::PEOPLE_LABEL) required=true most=80 problem=problem("label")/>
                <RoleAndRooms id="group" rooms=rooms failure=failure/>
                <Submit label=texts.get(Key::PEOPLE_BY_GROUP_ACTION) pending=action.pending()/>
            </PostForm>
        </details>
    }
}

/// The role, and for roles that hold in rooms, which.
#[component]
fn RoleAndRooms(id: &'static str, rooms: Vec<(RoomId, String)>, failure: Signal<Option<Failure>>) -> impl IntoView {
    let texts = use_texts();
    let roles = [Role::Consultant, Role::Coordinator, Role::Reporter, Role::Leader, Role::Reviewer, Role::Administrator];
    let options = roles.map(|role| view! { <option value=role.as_str()>{texts.role(role)}</option> });
    let role_id = format!("{id}-role");
    let problem_id = format!("{id}-rooms-problem");
    let wrong = move || failure.get().and_then(|failure| problem_of(&failure.0.fields, "rooms"));
    let described = {
        let problem_id = problem_id.clone();
        move || wrong().map(|_| problem_id.clone())
    };
    let boxes = rooms.into_iter().map(|(room, name)| {
        let box_id = format!("{id}-{room}");
        view! {
            <div class="check">
                <input type="checkbox" id=box_id.clone() name="rooms[]" value=room.to_string()/>
                <label for=box_id>{name}</label>
            </div>
        }
    });
    let everywhere = format!("{id}-everywhere");
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
                <input type="checkbox" id=everywhere.clone() name="everywhere" value="true"/>
                <label for=everywhere>{texts.get(Key::PEOPLE_EVERYWHERE)}</label>
            </div>
            {move || wrong().map(|_| view! {
                <p class="field-problem" id=problem_id.clone()>{texts.get(Key::PEOPLE_ROOMS_MISSING)}</p>
            })}
        </fieldset>
    }
}
