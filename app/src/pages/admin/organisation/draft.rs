//! A file between upload and use: what its columns mean, what it would change, and the last word.

use leptos::prelude::*;
use model::culture::organisation::{ColumnRole, DraftView, Judged};

use super::report::{Report, role_name};
use crate::server_functions::organisation::drop_file::DropOrganisation;
use crate::server_functions::organisation::map::MapOrganisation;
use crate::server_functions::organisation::take::TakeOrganisation;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{Card, Confirm, FormProblem, Post, PostForm, Submit, Table, TextField, Weight};

#[component]
pub(super) fn Draft(draft: DraftView) -> impl IntoView {
    let texts = use_texts();
    let (take, discard) = (
        Post::to::<TakeOrganisation>(),
        Post::to::<DropOrganisation>(),
    );
    let good = matches!(draft.judged, Some(Judged::Good(_)));
    let last_word = good.then(|| {
        view! {
            <Confirm label=texts.get(Key::ORGANISATION_APPLY) warning=texts.get(Key::ORGANISATION_APPLY_WARNING)>
                <PostForm post=take>
                    <Submit label=texts.get(Key::ORGANISATION_APPLY_SURE)/>
                </PostForm>
            </Confirm>
        }
    });
    let judged = draft.judged.clone();
    view! {
        <FormProblem failure=take.failure()/>
        <FormProblem failure=discard.failure()/>
        {judged.map(|judged| view! { <Report judged=judged/> })}
        <div class="actions">
            {last_word}
            <PostForm post=discard>
                <Submit label=texts.get(Key::ORGANISATION_CANCEL) weight=Weight::Secondary/>
            </PostForm>
        </div>
        <Columns draft=draft/>
    }
    .into_any()
}

/// What each column means.
#[component]
fn Columns(draft: DraftView) -> impl IntoView {
    let texts = use_texts();
    let map = Post::to::<MapOrganisation>();
    let failure = map.failure().get_untracked();
    let wrong = failure
        .as_ref()
        .and_then(|failure| problem_of(&failure.0.fields, "currency"));
    let heads = [Key::ORGANISATION_COLUMN, Key::ORGANISATION_MAPPING];
    let heads = heads.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = draft.columns.into_iter().enumerate();
    let rows = rows.map(move |(place, (name, role))| choice(texts, place, (name, role)));
    let rows = rows.collect_view();
    view! {
        <Card title=texts.get(Key::ORGANISATION_COLUMNS)>
            <p>{texts.get(Key::ORGANISATION_COLUMNS_LEAD)}</p>
            <p class="small">{texts.get(Key::ORGANISATION_DRAFT_LEAD)}</p>
            <FormProblem failure=failure/>
            <PostForm post=map class="form">
                <Table caption=texts.get(Key::ORGANISATION_COLUMNS) columns=heads named_above=true>{rows}</Table>
                <TextField
                    name="currency"
                    label=texts.get(Key::ORGANISATION_CURRENCY)
                    help=texts.get(Key::ORGANISATION_CURRENCY_HELP)
                    value=draft.currency
                    problem=wrong
                />
                <Submit label=texts.get(Key::ORGANISATION_CHECK)/>
            </PostForm>
        </Card>
    }
    .into_any()
}

/// The row of one column.
fn choice(texts: Texts, place: usize, (name, role): (String, ColumnRole)) -> AnyView {
    let id = format!("roles-{place}");
    let options = ColumnRole::ALL.map(|one| {
        view! { <option value=one.as_str() selected=one == role>{texts.get(role_name(one))}</option> }
    });
    view! {
        <tr>
            <th scope="row"><label for=id.clone()>{name}</label></th>
            <td>
                <select class="input" id=id name=format!("roles[{place}]")>{options.collect_view()}</select>
            </td>
        </tr>
    }
    .into_any()
}
