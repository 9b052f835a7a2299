//! The frames of pages: for staff with navigation, for visitors with the organisation's name, and for anybody.

mod foot;
mod navigation;

use leptos::prelude::*;
use leptos_meta::Title;
use model::Slug;

use crate::paths;
use crate::texts::{Key, use_texts};
use foot::Foot;
use navigation::{AccountMenu, Navigation};

/// The drawn name of the product: two doors of a waiting room, one open.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path class="mark-frame" d="M4 21V4.5A1.5 1.5 0 0 1 5.5 3h13A1.5 1.5 0 0 1 20 4.5V21"></path>
            <path class="mark-door" d="M8 21V8l7-2v15Z"></path>
        </svg>
    }
}

#[component]
fn SkipLink() -> impl IntoView {
    let texts = use_texts();
    view! { <a class="skip" href="#main" rel="external">{texts.get(Key::PAGE_SKIP)}</a> }
}

/// A page of somebody signed in: navigation and content, which begins with a [`PageHead`].
#[component]
pub fn StaffPage(
    /// Content.
    children: Children,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <SkipLink/>
        <header class="bar">
            <a class="brand" href=paths::ROOMS>
                <Mark/>
                <span>{texts.get(Key::PRODUCT_NAME)}</span>
            </a>
            <Navigation/>
            <AccountMenu/>
        </header>
        <main id="main" class="page" tabindex="-1">
            {children()}
        </main>
        <Foot/>
    }
}

/// The heading of a page and the title of its document. May stand inside of what waits for data.
#[component]
pub fn PageHead(
    /// Heading, and title of the document.
    #[prop(into)]
    title: String,
    /// What stands at the right of the heading: buttons, badges.
    #[prop(optional)]
    actions: Option<AnyView>,
) -> impl IntoView {
    let texts = use_texts();
    let document = format!("{title} · {}", texts.get(Key::PRODUCT_NAME));
    view! {
        <Title text=document/>
        <div class="page-head">
            <h1>{title}</h1>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
        </div>
    }
}

/// A page of a visitor: the organisation's name and no navigation, so that nothing leads away from the place in line.
#[component]
pub fn VisitorPage(
    /// Title of the document.
    #[prop(into)]
    title: String,
    /// Name of the organisation.
    #[prop(into)]
    tenant_name: String,
    /// Its address part.
    tenant: Slug,
    /// Content, with its own heading.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title/>
        <SkipLink/>
        <header class="bar">
            <a class="brand" href=paths::tenant(&tenant)>
                <Mark/>
                <span>{tenant_name}</span>
            </a>
        </header>
        <main id="main" class="page page-narrow" tabindex="-1">
            {children()}
        </main>
        <Foot/>
    }
}

/// A page for anybody.
#[component]
pub fn PublicPage(
    /// Title of the document.
    #[prop(into)]
    title: String,
    /// Content, with its own heading.
    children: Children,
) -> impl IntoView {
    let texts = use_texts();
    let full = format!("{title} · {}", texts.get(Key::PRODUCT_NAME));
    view! {
        <Title text=full/>
        <SkipLink/>
        <header class="bar">
            <a class="brand" href=paths::LANDING>
                <Mark/>
                <span>{texts.get(Key::PRODUCT_NAME)}</span>
            </a>
            <AccountMenu/>
        </header>
        <main id="main" class="page page-text" tabindex="-1">
            {children()}
        </main>
        <Foot/>
    }
}
