//! What Anteroom may do in the tenant: for somebody who says no by default, in a minute, and with the proof.

mod around;
mod head;
mod line;
mod once;
mod pasted;
mod recipes;
mod registration;
mod scoping;
mod words;

use leptos::prelude::*;
use model::ErrorCode;
use model::trust::review::ReviewView;

use crate::paths;
use crate::server_functions::permissions::check::CheckPermissions;
use crate::server_functions::permissions::set_mail::SetReviewMail;
use crate::server_functions::permissions::show::ShowPermissions;
use crate::server_functions::permissions::switch::SwitchFeature;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    ButtonLink, FormProblem, LinkTarget, Moment, PageHead, Post, StaffPage, Weight, load,
};
pub(super) use recipes::cloud;
use registration::{Frame, registration};

pub use once::{OnceForm, OncePage};
#[cfg(test)]
pub(crate) use once::{OnceFound, OnceIntro, OnceWrong};
#[cfg(test)]
pub(crate) use pasted::{Judged, PasteForm, Unread, WrongPaste};
pub use pasted::{PastedForm, PastedPage, UnreadForm};
pub use words::status_word;

/// `/admin/permissions`
#[component]
pub fn PermissionsPage() -> impl IntoView {
    view! { <StaffPage>{loaded(load(|| ShowPermissions {}), |view| view! { <Permissions view=view/> })}</StaffPage> }
}

/// `/admin/permissions/print`: the same without forms, everything unfolded.
#[component]
pub fn PermissionsPrintPage() -> impl IntoView {
    view! { <StaffPage>{loaded(load(|| ShowPermissions {}), |view| view! { <Printed view=view/> })}</StaffPage> }
}

#[component]
pub(crate) fn Permissions(view: ReviewView) -> impl IntoView {
    let texts = use_texts();
    let (check, switch, told) = (
        Post::to::<CheckPermissions>(),
        Post::to::<SwitchFeature>(),
        Post::to::<SetReviewMail>(),
    );
    let form = |post: Post| view.may_act.then_some(post);
    let frame = Frame {
        tenant: view.tenant_id,
        cloud: cloud(&view.cloud),
        check: form(check),
        open: false,
    };
    let actions = view! {
        <ButtonLink href=paths::PERMISSIONS_EXPORT label=texts.get(Key::REVIEW_EXPORT) target=LinkTarget::Handler/>
        <ButtonLink href=paths::PERMISSIONS_PRINT label=texts.get(Key::REVIEW_PRINT)/>
    }
    .into_any();
    let head = head::head(texts, &view);
    let modes = around::modes(texts, &view);
    let registrations: Vec<AnyView> = view
        .registrations
        .into_iter()
        .map(|review| registration(texts, review, frame))
        .collect();
    view! {
        <PageHead title=texts.get(Key::REVIEW_TITLE) actions=actions/>
        {head}
        {refused(texts, check)}
        {registrations}
        {around::switches(texts, view.features, view.may_act.then_some(switch))}
        {modes}
        {around::history(texts, view.history)}
        {around::mail(texts, &view.notify, view.may_act.then_some(told))}
        {around::evidence(texts, &view.evidence)}
        {places(texts, view.may_act)}
    }
    .into_any()
}

#[component]
pub(crate) fn Printed(view: ReviewView) -> impl IntoView {
    let texts = use_texts();
    let frame = Frame {
        tenant: view.tenant_id,
        cloud: cloud(&view.cloud),
        check: None,
        open: true,
    };
    let title = texts.with(
        Key::REVIEW_PRINT_TITLE,
        &[("name", view.tenant_name.as_str())],
    );
    let head = head::head(texts, &view);
    let registrations: Vec<AnyView> = view
        .registrations
        .into_iter()
        .map(|review| registration(texts, review, frame))
        .collect();
    view! {
        <PageHead title=title/>
        <p>{texts.get(Key::REVIEW_PRINTED)} " " <Moment at=view.now/></p>
        {head}
        {registrations}
        {around::switches(texts, view.features, None)}
        {around::history(texts, view.history)}
        {around::evidence(texts, &view.evidence)}
        <p class="small">{texts.get(Key::REVIEW_PRINTED_HASH)} " " <code class="review-id">{view.hash}</code></p>
        <p class="actions no-print">
            <ButtonLink href=paths::PERMISSIONS label=texts.get(Key::REVIEW_BACK) weight=Weight::Quiet/>
        </p>
    }
    .into_any()
}

/// Why the last request for a check was refused; too soon has its own words.
fn refused(texts: Texts, check: Post) -> AnyView {
    let failure = check.failure();
    let soon = failure.with_untracked(|failure| {
        failure
            .as_ref()
            .is_some_and(|failure| failure.code() == ErrorCode::NotPossible)
    });
    if soon {
        let text = texts.with(Key::REVIEW_CHECK_REFUSED, &[("n", "5")]);
        return view! { <p class="note" data-tone="notice" role="status">{text}</p> }.into_any();
    }
    view! { <FormProblem failure=failure/> }.into_any()
}

fn places(texts: Texts, administrator: bool) -> AnyView {
    let setup = administrator.then(|| {
        view! { <ButtonLink href=paths::SETUP label=texts.get(Key::REVIEW_SETUP) weight=Weight::Quiet/> }
    });
    view! {
        <p class="actions no-print">
            <ButtonLink href=paths::ERRORS label=texts.get(Key::REVIEW_ERRORS) weight=Weight::Quiet/>
            {setup}
        </p>
    }
    .into_any()
}
