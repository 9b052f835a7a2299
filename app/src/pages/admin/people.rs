//! People and their roles: who may do what, and the three ways to add somebody.

mod access;
mod add;
mod lists;
pub mod person;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::fresh_link::FreshLink;
use crate::server_functions::admin::assign::Assign;
use crate::server_functions::admin::confirm_assignment::ConfirmAssignment;
use crate::server_functions::admin::invite_person::InvitePerson;
use crate::server_functions::admin::people::{People as Ask, PeoplePage as View};
use crate::server_functions::admin::remove_assignment::RemoveAssignment;
use crate::server_functions::admin::restore_assignment::RestoreAssignment;
use crate::server_functions::admin::restore_invitation::RestoreInvitation;
use crate::server_functions::admin::revoke_invitation::RevokeInvitation;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{FormProblem, PageHead, Post, StaffPage, load};
use access::Access;
use add::{AddByLink, AddGroup, AddPerson};
use lists::{Assignments, Invitations, Older, Undo, UndoInvitation};

/// `/admin/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let query = use_query_map();
    let page = load(move || Ask {
        older: query.with(|query| query.get("older").unwrap_or_default()),
    });
    view! { <StaffPage>{loaded(page, |page| view! { <People page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn People(page: View) -> impl IntoView {
    let texts = use_texts();
    let View {
        people,
        link,
        refused,
        older,
    } = page;
    let rooms = people.rooms.clone();
    let (group, person) = match refused {
        Some(refused) if refused.label.is_some() => (Some(refused), None),
        refused => (None, refused),
    };
    let (remove, revoke) = (
        Post::to::<RemoveAssignment>(),
        Post::to::<RevokeInvitation>(),
    );
    let (invite, assign) = (Post::to::<InvitePerson>(), Post::to::<Assign>());
    let (confirm, restore) = (
        Post::to::<ConfirmAssignment>(),
        Post::to::<RestoreAssignment>(),
    );
    let invite_again = Post::to::<RestoreInvitation>();
    let failure = [remove, revoke, confirm, restore, invite_again]
        .into_iter()
        .find_map(|post| post.failure().get_untracked());
    view! {
        <PageHead title=texts.get(Key::PEOPLE_TITLE)/>
        <p class="lead">{texts.get(Key::PEOPLE_LEAD)}</p>
        <FreshLink link=link/>
        <FormProblem failure=failure/>
        <Undo withdrawn=people.withdrawn rooms=rooms.clone() restore=restore/>
        <UndoInvitation
            withdrawn=people.withdrawn_invitation
            rooms=rooms.clone()
            restore=invite_again
        />
        <Access everybody=people.everybody rooms=rooms.clone()/>
        <Older older=older/>
        <Assignments
            assignments=people.assignments
            rooms=rooms.clone()
            posts=(remove, confirm)
            narrowed=older.is_some()
        />
        <Invitations invitations=people.invitations rooms=rooms.clone() revoke=revoke/>
        <section class="card">
            <h2>{texts.get(Key::PEOPLE_ADD)}</h2>
            <AddByLink rooms=rooms.clone() action=invite/>
            <AddPerson rooms=rooms.clone() action=assign other=group.is_some() refused=person.clone()/>
            <AddGroup rooms=rooms action=assign other=person.is_some() refused=group/>
        </section>
        <p class="small">{texts.get(Key::PEOPLE_APP_ROLES)}</p>
    }
    .into_any()
}
