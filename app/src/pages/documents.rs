//! Set-up documents: choices in the address, and below them everything for whoever has to do a step. The same page for
//! an administrator, with what is known of the organisation, and for anybody, with nothing of anybody.

mod drawn;
mod form;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::trust::guide::DocumentsView;
use trust::documents::{Choices, Known};

use crate::documents;
use crate::paths;
use crate::server_functions::setup::documents::ShowDocuments;
use crate::server_functions::setup::public_documents::ShowPublicDocuments;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, Copy, LinkTarget, PageHead, PublicPage, StaffPage, Weight, load};
use drawn::{Contents, Facts, Sections};
use form::Form;

/// `/admin/setup/documents`
#[component]
pub fn DocumentsPage() -> impl IntoView {
    let choices = choices();
    let view = load(|| ShowDocuments {});
    let draw = move |view| view! { <Documents view=view choices=choices.clone() place=paths::SETUP_DOCUMENTS/> };
    view! { <StaffPage>{loaded(view, draw)}</StaffPage> }
}

/// `/trust/setup`
#[component]
pub fn PublicDocumentsPage() -> impl IntoView {
    let texts = use_texts();
    let choices = choices();
    let view = load(|| ShowPublicDocuments {});
    let draw = move |view| view! { <Documents view=view choices=choices.clone() place=paths::PUBLIC_DOCUMENTS/> };
    view! { <PublicPage title=texts.get(Key::DOCUMENTS_TITLE)>{loaded(view, draw)}</PublicPage> }
}

/// The choices of the address.
fn choices() -> Choices {
    let pairs = use_query_map().get_untracked().into_iter();
    Choices::new(pairs.map(|(name, value)| (name.into_owned(), value)))
}

/// Form, documents, downloads.
#[component]
pub(crate) fn Documents(
    /// What is known without asking.
    view: DocumentsView,
    /// What was chosen.
    choices: Choices,
    /// The page's own path.
    place: &'static str,
) -> impl IntoView {
    let texts = use_texts();
    let (plan, problems) = choices.plan(&Known::from(&view));
    let document = documents::document(&plan, view.at, texts);
    let public = view.tenant.is_none();
    let lead = if public {
        Key::DOCUMENTS_PUBLIC_LEAD
    } else {
        Key::DOCUMENTS_LEAD
    };
    let query = choices.query();
    let file = |name: &str| paths::setup_file(place, name, &query);
    let whole = [
        (Key::DOCUMENTS_DOWNLOAD_HTML, documents::HTML_FILE),
        (Key::DOCUMENTS_DOWNLOAD_MARKDOWN, documents::MARKDOWN_FILE),
    ]
    .map(|(key, name)| {
        view! {
            <ButtonLink
                href=file(name)
                label=texts.get(key)
                weight=Weight::Secondary
                target=LinkTarget::Handler
            />
        }
    });
    let wrong = !problems.is_empty();
    let sent = documents::from_address(&plan, texts);
    let address = place.to_owned();
    view! {
        <PageHead title=texts.get(Key::DOCUMENTS_TITLE)/>
        <p class="lead">{texts.get(lead)}</p>
        {wrong.then(|| view! {
            <div class="note" data-tone="notice" role="status"><p>{texts.get(Key::DOCUMENTS_CHOICES_WRONG)}</p></div>
        })}
        {sent.map(|names| view! {
            <div class="note" data-tone="notice" role="status">
                <p>{texts.with(Key::DOCUMENTS_FROM_ADDRESS_NOTE, &[("names", &names)])}</p>
            </div>
        })}
        {(!public).then(|| {
            let shared = format!("{}{}?{}", plan.base_url, paths::PUBLIC_DOCUMENTS, plan.query());
            view! {
                <dl class="answers"><div><dt>{texts.get(Key::DOCUMENTS_SHARE)}</dt><dd><Copy value=shared/></dd></div></dl>
            }
        })}
        <Form own=!public plan=plan choices=choices problems=problems place=place/>
        <Facts facts=document.facts.clone()/>
        <p class="actions">{whole.collect_view()}</p>
        <Contents sections=document.sections.clone()/>
        <Sections sections=document.sections place=address query=query/>
    }
    .into_any()
}
