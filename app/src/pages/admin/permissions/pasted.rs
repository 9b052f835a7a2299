//! Lists of grants that somebody copied from Graph Explorer, judged on a page of their own and forgotten.

use leptos::prelude::*;
use model::trust::review::{PastedReview, ReviewView};
use model::{ErrorCode, FieldError, FieldProblem};

use crate::paths;
use crate::server_functions::permissions::judge::JudgePasted;
use crate::server_functions::permissions::show::ShowPermissions;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    ButtonLink, Card, LinkTarget, PageHead, StaffPage, Submit, TextArea, Weight, load,
};

use super::recipes::{cloud, code};
use super::registration::{Frame, registration};

/// The two texts of the form, as the request carried them: put into the context by the handler that takes the form.
#[derive(Clone, Debug)]
pub struct PastedForm {
    /// Client id of the registration, as it was chosen.
    pub client_id: String,
    /// Answer of the first query.
    pub assignments: String,
    /// Answer of the second one.
    pub grants: String,
}

/// A form that could not be read: in the context in place of [`PastedForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadForm {
    /// Longer than the route takes.
    TooLong,
    /// No form of this page.
    Malformed,
}

/// `/admin/permissions/pasted`: the form, or what was judged of it.
#[component]
pub fn PastedPage() -> impl IntoView {
    if let Some(unread) = use_context::<UnreadForm>() {
        let page = move |_: ReviewView| view! { <Unread form=unread/> };
        // Only a reviewer is told what is wrong with the form.
        return view! { <StaffPage>{loaded(load(|| ShowPermissions {}), page)}</StaffPage> }
            .into_any();
    }
    match use_context::<PastedForm>() {
        Some(form) => match form.client_id.parse() {
            Ok(client_id) => {
                let judged = load(move || JudgePasted {
                    client_id,
                    assignments: form.assignments.clone(),
                    grants: form.grants.clone(),
                });
                view! { <StaffPage>{judgement(judged)}</StaffPage> }.into_any()
            }
            Err(_) => view! { <StaffPage><Unread form=UnreadForm::Malformed/></StaffPage> }.into_any(),
        },
        None => view! { <StaffPage>{loaded(load(|| ShowPermissions {}), |view| view! { <PasteForm view=view/> })}</StaffPage> }
            .into_any(),
    }
}

/// What was judged; lists that are none are told in the page's own words.
fn judgement(judged: crate::ui::Data<PastedReview>) -> AnyView {
    let judged = judged.ready();
    let drawn = async move {
        match judged.await {
            Ok(pasted) => view! { <Judged pasted=pasted/> }.into_any(),
            Err(failure) if failure.code() == ErrorCode::Invalid => {
                view! { <WrongPaste fields=failure.0.fields/> }.into_any()
            }
            Err(failure) => view! { <crate::ui::Problem error=failure.0/> }.into_any(),
        }
    };
    Suspend::new(drawn).into_any()
}

/// What is wrong with each of the lists.
#[component]
pub(crate) fn WrongPaste(fields: Vec<FieldError>) -> impl IntoView {
    let texts = use_texts();
    let told: Vec<AnyView> = fields
        .iter()
        .map(|field| {
            let name = texts.get(match field.field.as_str() {
                "grants" => Key::REVIEW_PASTE_GRANTS,
                _ => Key::REVIEW_PASTE_ASSIGNMENTS,
            });
            let key = match field.problem {
                FieldProblem::TooLong(_) => Key::REVIEW_PASTE_TOO_LONG,
                FieldProblem::NotAChoice => Key::REVIEW_PASTE_OTHER,
                _ => Key::REVIEW_PASTE_WRONG,
            };
            wrong(texts.with(key, &[("field", name)]))
        })
        .collect();
    view! {
        <PageHead title=texts.get(Key::REVIEW_PASTE_TITLE)/>
        {told}
        {again(texts)}
    }
    .into_any()
}

/// A form that could not be read.
#[component]
pub(crate) fn Unread(form: UnreadForm) -> impl IntoView {
    let texts = use_texts();
    let key = match form {
        UnreadForm::TooLong => Key::REVIEW_PASTE_TOO_LONG,
        UnreadForm::Malformed => Key::REVIEW_PASTE_UNREAD,
    };
    view! {
        <PageHead title=texts.get(Key::REVIEW_PASTE_TITLE)/>
        {wrong(texts.get(key).to_owned())}
        {again(texts)}
    }
    .into_any()
}

fn wrong(text: String) -> AnyView {
    view! { <p class="note" data-tone="bad" role="status">{text}</p> }.into_any()
}

#[component]
pub(crate) fn Judged(pasted: PastedReview) -> impl IntoView {
    let texts = use_texts();
    let frame = Frame {
        tenant: pasted.tenant_id,
        cloud: cloud(&pasted.cloud),
        check: None,
        // What was judged is kept nowhere: what is folded away would be missing from print and file.
        open: true,
    };
    view! {
        <PageHead title=texts.get(Key::REVIEW_PASTE_TITLE)/>
        {registration(texts, pasted.review, frame)}
        {again(texts)}
    }
    .into_any()
}

fn again(texts: Texts) -> AnyView {
    view! {
        <p class="actions no-print">
            <ButtonLink href=paths::PERMISSIONS_PASTED label=texts.get(Key::REVIEW_PASTE_AGAIN) target=LinkTarget::Handler/>
            <ButtonLink href=paths::PERMISSIONS label=texts.get(Key::REVIEW_BACK) weight=Weight::Quiet/>
        </p>
    }
    .into_any()
}

#[component]
pub(crate) fn PasteForm(view: ReviewView) -> impl IntoView {
    let texts = use_texts();
    let graph = format!("{}/v1.0/servicePrincipals", cloud(&view.cloud).graph());
    let queries: Vec<AnyView> = view
        .registrations
        .iter()
        .map(|review| {
            let id = review.principal.map_or_else(|| "OBJECT-ID".to_owned(), |id| id.to_string());
            let client = review.client_id.to_string();
            let hint = review.principal.is_none().then(|| {
                view! { <p class="small">{texts.with(Key::REVIEW_PASTE_ID, &[("client", &client)])}</p> }
            });
            let name = texts.get(if review.signin { Key::REVIEW_SIGNIN } else { Key::REVIEW_DATA });
            view! {
                <h3>{name} " " <code>{client.clone()}</code></h3>
                {hint}
                {code(texts, Key::REVIEW_PASTE_QUERY_1, format!("GET {graph}/{id}/appRoleAssignments"))}
                {code(texts, Key::REVIEW_PASTE_QUERY_2, format!("GET {graph}/{id}/oauth2PermissionGrants"))}
            }
            .into_any()
        })
        .collect();
    let choices: Vec<AnyView> = view
        .registrations
        .iter()
        .map(|review| {
            let client = review.client_id.to_string();
            let name = texts.get(if review.signin {
                Key::REVIEW_SIGNIN
            } else {
                Key::REVIEW_DATA
            });
            view! { <option value=client.clone()>{format!("{name} {client}")}</option> }.into_any()
        })
        .collect();
    view! {
        <PageHead title=texts.get(Key::REVIEW_PASTE_TITLE)/>
        <p class="lead">{texts.get(Key::REVIEW_PASTE_LEAD)}</p>
        <Card title=texts.get(Key::REVIEW_PASTE_TITLE)>
            {queries}
            <form method="post" action=paths::PERMISSIONS_PASTED class="form">
                <div class="field">
                    <div class="field-label"><label for="client-id">{texts.get(Key::REVIEW_PASTE_REGISTRATION)}</label></div>
                    <select class="input" id="client-id" name="client_id">{choices}</select>
                </div>
                <TextArea name="assignments" label=texts.get(Key::REVIEW_PASTE_ASSIGNMENTS) rows=8 required=true/>
                <TextArea name="grants" label=texts.get(Key::REVIEW_PASTE_GRANTS) help=texts.get(Key::REVIEW_PASTE_GRANTS_HELP) rows=8/>
                <Submit label=texts.get(Key::REVIEW_PASTE_JUDGE) weight=Weight::Primary/>
            </form>
        </Card>
        <p class="actions"><ButtonLink href=paths::PERMISSIONS label=texts.get(Key::REVIEW_BACK) weight=Weight::Quiet/></p>
    }
    .into_any()
}
