//! People and their roles: who may do what, and the three ways to add somebody.

mod add;
mod lists;

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::server_functions::admin::assign::Assign;
use crate::server_functions::admin::invite_person::InvitePerson;
use crate::server_functions::admin::people::{People as Ask, PeoplePage};
use crate::server_functions::admin::remove_assignment::RemoveAssignment;
use crate::server_functions::admin::revoke_invitation::RevokeInvitation;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Data, FormProblem, PageHead, Post, StaffPage, load};
use super::fresh_link::FreshLink;
use super::reload::reload_after;
use add::{AddByLink, AddGroup, AddPerson};
use lists::{Assignments, Invitations};

/// `/admin/people`
pub struct PeopleRoute {
    page: Data<PeoplePage>,
    acts: Acts,
}

/// What can be done on this page.
#[derive(Clone, Copy)]
pub struct Acts {
    assign: Post,
    invite: Post,
    remove: Post,
    revoke: Post,
}

impl Acts {
    pub(crate) fn new() -> Self {
        Self {
            assign: Post::to::<Assign>(),
            invite: Post::to::<InvitePerson>(),
            remove: Post::to::<RemoveAssignment>(),
            revoke: Post::to::<RevokeInvitation>(),
        }
    }
}

#[lazy_route]
impl LazyRoute for PeopleRoute {
    fn data() -> Self {
        Self { page: load(|| Ask {}), acts: Acts::new() }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        reload_after(this.page, [acts.assign, acts.invite, acts.remove, acts.revoke]);
        view! {
            <StaffPage>{loaded(this.page, move |page| view! { <People page=page acts=acts/> })}</StaffPage>
        }
        .into_any()
    }
}

#[component]
pub(crate) fn People(page: PeoplePage, acts: Acts) -> impl IntoView {
    let texts = use_texts();
    let PeoplePage { people, link, refused } = page;
    let rooms = people.rooms.clone();
    let (group, person) = match refused {
        Some(refused) if refused.label.is_some() => (Some(refused), None),
        refused => (None, refused),
    };
    let link = Signal::derive(move || acts.invite.answer().or_else(|| link.clone()));
    let failure = Signal::derive(move || {
        acts.remove.failure().get().or_else(|| acts.revoke.failure().get())
    });
    view! {
        <PageHead title=texts.get(Key::PEOPLE_TITLE)/>
        <p class="lead">{texts.get(Key::PEOPLE_LEAD)}</p>
        <FreshLink link=link/>
        <FormProblem failure=failure/>
        <Assignments assignments=people.assignments rooms=rooms.clone() remove=acts.remove/>
        <Invitations invitations=people.invitations rooms=rooms.clone() revoke=acts.revoke/>
        <section class="card" data-adds="true">
            <h2>{texts.get(Key::PEOPLE_ADD)}</h2>
            <AddByLink rooms=rooms.clone() action=acts.invite/>
            <AddPerson rooms=rooms.clone() action=acts.assign refused=person/>
            <AddGroup rooms=rooms action=acts.assign refused=group/>
        </section>
        <p class="small">{texts.get(Key::PEOPLE_APP_ROLES)}</p>
    }
}
