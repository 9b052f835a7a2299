//! The lists of grants, read once by a person as themselves: what it takes, and what it found.

use std::fmt;

use leptos::prelude::*;
use model::trust::review::{OnceReview, ReviewView};
use model::{ErrorCode, FieldError};

use super::recipes::cloud;
use super::registration::{Frame, registration};
use crate::paths;
use crate::server_functions::permissions::read_once::ReadOnce;
use crate::server_functions::permissions::show::ShowPermissions;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, LinkTarget, Moment, PageHead, StaffPage, Weight, load};

/// What the callback handed over, as the request carried it: put into the context by the handler that takes the form.
#[derive(Clone)]
pub struct OnceForm {
    /// Sealed.
    pub voucher: String,
}

impl fmt::Debug for OnceForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnceForm(..)")
    }
}

/// `/admin/permissions/once`: what it takes, or what was found.
#[component]
pub fn OncePage() -> impl IntoView {
    match use_context::<OnceForm>() {
        Some(form) => {
            let found = load(move || ReadOnce {
                voucher: form.voucher.clone(),
            });
            view! { <StaffPage>{told(found)}</StaffPage> }.into_any()
        }
        None => view! { <StaffPage>{loaded(load(|| ShowPermissions {}), |view| view! { <OnceIntro view=view/> })}</StaffPage> }
            .into_any(),
    }
}

/// What was found; an answer of Microsoft that is worth nothing is told in the page's own words.
fn told(found: crate::ui::Data<OnceReview>) -> AnyView {
    let found = found.ready();
    let drawn = async move {
        match found.await {
            Ok(found) => view! { <OnceFound found=found/> }.into_any(),
            Err(failure) if failure.code() == ErrorCode::Invalid => {
                view! { <OnceWrong fields=failure.0.fields/> }.into_any()
            }
            Err(failure) => view! { <crate::ui::Problem error=failure.0/> }.into_any(),
        }
    };
    Suspend::new(drawn).into_any()
}

/// What it takes.
#[component]
pub(crate) fn OnceIntro(view: ReviewView) -> impl IntoView {
    let texts = use_texts();
    let begin = if view.once {
        view! {
            <p>{texts.get(Key::REVIEW_ONCE_NEEDS)}</p>
            <p>{texts.get(Key::REVIEW_ONCE_LEAVES)}</p>
            <p class="actions">
                <ButtonLink
                    href=paths::PERMISSIONS_ONCE_BEGIN
                    label=texts.get(Key::REVIEW_ONCE_BEGIN)
                    target=LinkTarget::Handler
                    weight=Weight::Primary
                />
            </p>
        }
        .into_any()
    } else {
        view! { <p class="note" role="status">{texts.get(Key::REVIEW_ONCE_NOT_OFFERED)}</p> }
            .into_any()
    };
    view! {
        <PageHead title=texts.get(Key::REVIEW_ONCE_TITLE)/>
        <p class="lead">{texts.get(Key::REVIEW_ONCE_LEAD)}</p>
        {begin}
        {places(texts, None)}
    }
    .into_any()
}

/// What was found, with the commands that take it away.
#[component]
pub(crate) fn OnceFound(found: OnceReview) -> impl IntoView {
    let texts = use_texts();
    let frame = Frame {
        tenant: found.tenant_id,
        cloud: cloud(&found.cloud),
        check: None,
        // The page is the only copy: what is folded away would be missing from print and file.
        open: true,
    };
    let registrations: Vec<AnyView> = found
        .registrations
        .into_iter()
        .map(|review| registration(texts, review, frame))
        .collect();
    view! {
        <PageHead title=texts.get(Key::REVIEW_ONCE_TITLE)/>
        <p class="lead">{texts.get(Key::REVIEW_ONCE_DONE)} " " <Moment at=found.now/></p>
        <p>{texts.get(Key::REVIEW_ONCE_ONLY)}</p>
        {registrations}
        {places(texts, Some(Key::REVIEW_ONCE_AGAIN))}
    }
    .into_any()
}

/// Why an answer of Microsoft is worth nothing.
#[component]
pub(crate) fn OnceWrong(fields: Vec<FieldError>) -> impl IntoView {
    let texts = use_texts();
    let other = fields.iter().any(|field| field.field == "account");
    let key = if other {
        Key::REVIEW_ONCE_ACCOUNT
    } else {
        Key::REVIEW_ONCE_VOUCHER
    };
    view! {
        <PageHead title=texts.get(Key::REVIEW_ONCE_TITLE)/>
        <p class="note" data-tone="bad" role="status">{texts.get(key)}</p>
        {places(texts, Some(Key::REVIEW_ONCE_AGAIN))}
    }
    .into_any()
}

fn places(texts: Texts, again: Option<Key>) -> AnyView {
    let again = again.map(|label| {
        view! { <ButtonLink href=paths::PERMISSIONS_ONCE label=texts.get(label) target=LinkTarget::Handler/> }
    });
    view! {
        <p class="actions no-print">
            {again}
            <ButtonLink href=paths::PERMISSIONS_PASTED label=texts.get(Key::REVIEW_MODES_C_LINK) weight=Weight::Quiet/>
            <ButtonLink href=paths::PERMISSIONS label=texts.get(Key::REVIEW_BACK) weight=Weight::Quiet/>
        </p>
    }
    .into_any()
}
