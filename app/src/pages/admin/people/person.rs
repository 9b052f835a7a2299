//! One person: roles and why, sessions, and the end of all of them.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::ObjectId;
use model::trust::{AuditAsk, PersonView, SessionLine};

use super::access::roles;
use crate::paths;
use crate::server_functions::admin::person::ShowPerson;
use crate::server_functions::admin::sign_out_person::SignOutPerson;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    ButtonLink, Card, Confirm, Empty, FormProblem, Moment, PageHead, Post, PostForm, StaffPage,
    Submit, Table, Weight, load,
};

/// `/admin/people/{oid}`
#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let person = load(move || ShowPerson {
        // What is no object id is nobody's: the page answers "not found" as for any other.
        oid: params
            .with(|params| params.get("oid"))
            .and_then(|oid| oid.parse().ok())
            .unwrap_or_default(),
    });
    view! { <StaffPage>{loaded(person, |page| view! { <Person page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn Person(page: PersonView) -> impl IntoView {
    let texts = use_texts();
    let PersonView {
        person,
        sessions,
        own,
        rooms,
    } = page;
    let oid = person.oid;
    let name = person
        .name
        .unwrap_or_else(|| texts.get(Key::PEOPLE_UNKNOWN).to_owned());
    let log = AuditAsk {
        person: oid.to_string(),
        ..AuditAsk::default()
    };
    let actions = view! {
        <ButtonLink href=paths::audit(&log, None) label=texts.get(Key::ACCESS_LOG)/>
        <ButtonLink href=paths::PEOPLE label=texts.get(Key::ACCESS_BACK)/>
    };
    let held = if person.roles.is_empty() {
        view! { <p>{texts.get(Key::ACCESS_NO_ROLE)}</p> }.into_any()
    } else {
        roles(texts, person.roles, &rooms)
    };
    view! {
        <PageHead title=name.clone() actions=actions.into_any()/>
        <Card title=texts.get(Key::ACCESS_ROLES)>
            {held}
            <p class="small">{texts.get(Key::ACCESS_NOTE)}</p>
            <dl class="facts facts-wide">
                <div><dt>{texts.get(Key::ACCESS_OID)}</dt><dd><code class="wrap">{oid.to_string()}</code></dd></div>
                {person.last_sign_in.map(|at| view! {
                    <div><dt>{texts.get(Key::ACCESS_LAST_SIGN_IN)}</dt><dd><Moment at=at/></dd></div>
                })}
            </dl>
        </Card>
        <Sessions sessions=sessions oid=oid name=name own=own/>
    }
    .into_any()
}

#[component]
fn Sessions(sessions: Vec<SessionLine>, oid: ObjectId, name: String, own: bool) -> impl IntoView {
    let texts = use_texts();
    let post = Post::to::<SignOutPerson>();
    let failure = post.failure().get_untracked();
    let empty = sessions.is_empty();
    let columns = [
        Key::ACCESS_BEGAN,
        Key::ACCESS_SEEN,
        Key::ACCESS_PROVED,
        Key::ACCESS_ENDS,
    ];
    let list = if empty {
        view! { <Empty title=texts.get(Key::ACCESS_NO_SESSION_TITLE) text=texts.get(Key::ACCESS_NO_SESSION)/> }
            .into_any()
    } else {
        let rows = sessions.into_iter().map(move |session| {
            let cell = |key: Key, at| {
                view! { <td data-label=texts.get(key)><Moment at=at/></td> }
            };
            view! {
                <tr>
                    <th scope="row"><Moment at=session.began/></th>
                    {cell(Key::ACCESS_SEEN, session.last_seen)}
                    {cell(Key::ACCESS_PROVED, session.proved)}
                    {cell(Key::ACCESS_ENDS, session.ends)}
                </tr>
            }
            .into_any()
        });
        let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
        view! {
            <Table caption=texts.get(Key::ACCESS_SESSIONS) columns=columns named_above=true>{rows.collect_view()}</Table>
        }
        .into_any()
    };
    let warning = if own {
        texts.get(Key::ACCESS_SIGN_OUT_OWN).to_owned()
    } else {
        texts.with(Key::ACCESS_SIGN_OUT_WARNING, &[("name", &name)])
    };
    let button = (!empty).then(|| {
        view! {
            <Confirm label=texts.get(Key::ACTION_SIGN_OUT_EVERYWHERE) warning=warning>
                <PostForm post=post>
                    <input type="hidden" name="oid" value=oid.to_string()/>
                    <Submit label=texts.get(Key::ACCESS_SIGN_OUT_SURE) weight=Weight::Danger/>
                </PostForm>
            </Confirm>
        }
    });
    view! {
        <Card title=texts.get(Key::ACCESS_SESSIONS)>
            <FormProblem failure=failure/>
            {list}
            {button}
        </Card>
    }
    .into_any()
}
