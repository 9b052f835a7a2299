//! Organisation data: a file with attributes of people, from its upload over a dry run to its use, and back.

mod draft;
mod report;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::culture::organisation::{FileInUse, FileTrouble, OrganisationView};

use crate::paths;
use crate::server_functions::organisation::remove::RemoveOrganisation;
use crate::server_functions::organisation::show::ShowOrganisation;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    ButtonLink, Card, Confirm, FormProblem, Moment, PageHead, Post, PostForm, StaffPage, Submit,
    Weight, load,
};
use draft::Draft;

/// `/admin/connectors/organisation`
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let of_query = |name: &str| use_query_map().with_untracked(|query| query.get(name));
    let told = match of_query("done").as_deref() {
        Some("taken") => Some(Told::Taken),
        Some("removed") => Some(Told::Removed),
        _ => of_query("trouble")
            .and_then(|word| word.parse().ok())
            .map(Told::Trouble),
    };
    let page = load(|| ShowOrganisation {});
    view! { <StaffPage>{loaded(page, move |page| view! { <Organisation page=page told=told/> })}</StaffPage> }
}

/// What became of the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The file was taken.
    Taken,
    /// The file was taken back.
    Removed,
    /// The upload could not be read.
    Trouble(FileTrouble),
}

#[component]
pub(crate) fn Organisation(page: OrganisationView, told: Option<Told>) -> impl IntoView {
    let texts = use_texts();
    let draft = page.draft.map_or_else(
        || view! { <Upload/> }.into_any(),
        |draft| view! { <Draft draft=draft/> }.into_any(),
    );
    view! {
        <PageHead title=texts.get(Key::ORGANISATION_TITLE)/>
        <p class="lead">{texts.get(Key::ORGANISATION_LEAD)}</p>
        {told.map(|told| outcome(texts, told))}
        <InUse file=page.in_use/>
        {draft}
        <p class="actions">
            <ButtonLink href=paths::CONNECTORS label=texts.get(Key::ORGANISATION_BACK) weight=Weight::Secondary/>
        </p>
    }
    .into_any()
}

fn outcome(texts: Texts, told: Told) -> AnyView {
    match told {
        Told::Taken => done(texts.get(Key::ORGANISATION_DONE_TAKEN)),
        Told::Removed => done(texts.get(Key::ORGANISATION_DONE_REMOVED)),
        Told::Trouble(trouble) => view! {
            <div class="note" data-tone="bad" role="alert">
                <p class="note-title">{texts.get(Key::ORGANISATION_TROUBLE_TITLE)}</p>
                <p>{texts.get(report::trouble(trouble))}</p>
            </div>
        }
        .into_any(),
    }
}

fn done(text: &'static str) -> AnyView {
    view! { <div class="note" data-tone="good" role="status"><p>{text}</p></div> }.into_any()
}

/// The file in use, with the way back.
#[component]
fn InUse(file: Option<FileInUse>) -> impl IntoView {
    let texts = use_texts();
    let remove = Post::to::<RemoveOrganisation>();
    let content = match file {
        None => view! { <p>{texts.get(Key::ORGANISATION_NO_FILE)}</p> }.into_any(),
        Some(file) => view! {
            <dl class="scope">
                <div><dt>{texts.get(Key::ORGANISATION_SINCE)}</dt><dd><Moment at=file.since/></dd></div>
                <div><dt>{texts.get(Key::ORGANISATION_PEOPLE)}</dt><dd>{report::count(texts, u64::from(file.people))}</dd></div>
                <div><dt>{texts.get(Key::ORGANISATION_ATTRIBUTE)}</dt><dd>{file.attributes.join(", ")}</dd></div>
                <div><dt>{texts.get(Key::ORGANISATION_RATES)}</dt><dd>{report::count(texts, u64::from(file.rates))}</dd></div>
            </dl>
            <Confirm label=texts.get(Key::ORGANISATION_REMOVE) warning=texts.get(Key::ORGANISATION_REMOVE_WARNING)>
                <PostForm post=remove>
                    <Submit label=texts.get(Key::ORGANISATION_REMOVE_SURE) weight=Weight::Danger/>
                </PostForm>
            </Confirm>
        }
        .into_any(),
    };
    view! {
        <FormProblem failure=remove.failure()/>
        <Card title=texts.get(Key::ORGANISATION_IN_USE)>{content}</Card>
    }
    .into_any()
}

/// A plain form: the file goes to an address of its own, which takes more bytes than others.
#[component]
fn Upload() -> impl IntoView {
    let texts = use_texts();
    view! {
        <Card title=texts.get(Key::ORGANISATION_UPLOAD)>
            <form class="form" method="post" action=paths::ORGANISATION_FILE enctype="multipart/form-data">
                <div class="field">
                    <div class="field-label"><label for="file">{texts.get(Key::ORGANISATION_FILE)}</label></div>
                    <p class="field-help" id="file-help">{texts.get(Key::ORGANISATION_FILE_HELP)}</p>
                    <input
                        class="input"
                        type="file"
                        id="file"
                        name="file"
                        accept=".csv,.tsv,.txt,text/csv"
                        required=true
                        aria-describedby="file-help"
                    />
                </div>
                <Submit label=texts.get(Key::ORGANISATION_UPLOAD_BUTTON)/>
            </form>
        </Card>
    }
    .into_any()
}
