//! The entrance of a room: what it is, what happens to one's answers, the questions, and the way in.

mod form;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::AppError;
use model::queue::view::{EntranceView, Opening};

use crate::paths;
use crate::server_functions::visitor::entrance::Entrance as Ask;
use crate::texts::{Key, use_texts};
use crate::ui::data::{load, loaded_or};
use crate::ui::{ButtonLink, Icon, Paragraphs, Problem, PublicPage, Symbol, VisitorPage, Weight};
use form::EntranceForm;

/// `/w/{tenant}/{room}`
#[component]
pub fn EntrancePage() -> impl IntoView {
    let params = use_params_map();
    let place = move |name| params.with(|params| params.get(name).unwrap_or_default());
    let data = load(move || Ask {
        tenant: place("tenant"),
        room: place("room"),
    });
    loaded_or(data, |view| view! { <Entrance view=view/> }, no_entrance)
}

/// Why there is nothing to show, as a whole page.
fn no_entrance(error: AppError) -> AnyView {
    let texts = use_texts();
    view! {
        <PublicPage title=texts.get(Key::ENTRANCE_TITLE)>
            <Problem error=error/>
        </PublicPage>
    }
    .into_any()
}

/// The entrance with its data.
#[component]
pub fn Entrance(
    /// What stands there.
    view: EntranceView,
) -> impl IntoView {
    let title = format!("{} · {}", view.name, view.tenant_name);
    let present = view
        .present_ticket
        .is_some()
        .then(|| view! { <Present view=view.clone()/> });
    let body = match view.opening {
        Opening::Open => {
            view! { <Crowd waiting=view.waiting/><EntranceForm view=view.clone()/> }.into_any()
        }
        Opening::Closed => {
            view! { <NoWay title=Key::ENTRANCE_CLOSED_TITLE text=Key::ENTRANCE_CLOSED view=view.clone()/> }.into_any()
        }
        Opening::Full => {
            view! { <NoWay title=Key::ENTRANCE_FULL_TITLE text=Key::ENTRANCE_FULL view=view.clone()/> }.into_any()
        }
    };
    view! {
        <VisitorPage title=title tenant_name=view.tenant_name.clone() tenant=view.tenant.clone()>
            <h1>{view.name.clone()}</h1>
            <Paragraphs text=view.intro.clone()/>
            {present}
            {body}
        </VisitorPage>
    }
}

/// How many wait now: what somebody wants to know before they start to type.
#[component]
fn Crowd(waiting: u32) -> impl IntoView {
    let texts = use_texts();
    let text = match waiting {
        0 => texts.get(Key::ENTRANCE_NOBODY).to_owned(),
        n => texts.count(
            u64::from(n),
            Key::ENTRANCE_WAITING_ONE,
            Key::ENTRANCE_WAITING,
        ),
    };
    view! {
        <p class="crowd">
            <Icon symbol=Symbol::Person/>
            <span>{text}</span>
        </p>
    }
}

/// This browser already holds a place here.
#[component]
fn Present(view: EntranceView) -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="note" data-tone="accent">
            <p class="note-title">{texts.get(Key::ENTRANCE_PRESENT_TITLE)}</p>
            <p>{texts.get(Key::ENTRANCE_PRESENT)}</p>
            <p class="actions">
                <ButtonLink
                    href=paths::ticket(&view.tenant, &view.room)
                    label=texts.get(Key::ENTRANCE_TO_TICKET)
                    weight=Weight::Primary
                />
            </p>
        </div>
    }
}

/// Closed or full: why, and what else one can do.
#[component]
fn NoWay(title: Key, text: Key, view: EntranceView) -> impl IntoView {
    let texts = use_texts();
    let closed_text = if view.opening == Opening::Closed {
        view.closed_text
    } else {
        String::new()
    };
    view! {
        <div class="note" data-tone="neutral">
            <p class="note-title">
                <Icon symbol=Symbol::Door/>
                {texts.get(title)}
            </p>
            {closed_text.is_empty().then(|| view! { <p>{texts.get(text)}</p> })}
            <Paragraphs text=closed_text/>
            <Paragraphs text=view.fallback_text/>
            <p class="actions">
                <a class="button" rel="external" href=paths::entrance(&view.tenant, &view.room)>
                    {texts.get(Key::ENTRANCE_LOOK_AGAIN)}
                </a>
            </p>
        </div>
    }
}
