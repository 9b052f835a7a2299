//! One registration: how it was read, what went wrong, the table, and what takes all of it away.

use leptos::prelude::*;
use model::TenantId;
use model::trust::review::{RegistrationReview, ReviewMode, ReviewProblem};
use trust::documents::Cloud;

use crate::texts::{Key, Texts};
use crate::ui::{Card, Empty, Moment, Post, PostForm, Submit, Table, Tone, TroubleText};

use super::line::{COLUMNS, Style, line};
use super::recipes::{About, whole};
use super::scoping::scoping;

/// Minutes between two looks that nobody asks for, and between two on request.
const EVERY: &str = "15";
const ASKED: &str = "5";

/// What a registration is drawn with.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) tenant: TenantId,
    /// Microsoft's cloud that it is in.
    pub(super) cloud: Cloud,
    /// The form of "check now"; none for whom may not, and on paper.
    pub(super) check: Option<Post>,
    /// With every fold open.
    pub(super) open: bool,
}

pub(super) fn registration(texts: Texts, review: RegistrationReview, frame: Frame) -> AnyView {
    let title = texts.get(if review.signin {
        Key::REVIEW_SIGNIN
    } else {
        Key::REVIEW_DATA
    });
    let about = About {
        tenant: frame.tenant,
        client: review.client_id,
        cloud: frame.cloud,
    };
    let style = Style {
        about,
        open: frame.open,
        application_readable: review.mode != ReviewMode::Probes,
        delegated_readable: review.delegated_readable,
    };
    let state = state(texts, &review);
    let check = frame.check.map(|post| check(texts, &review, post));
    let (scoping, whole) = (
        scoping(texts, &review, (frame.cloud, frame.open)),
        whole(texts, about, &review),
    );
    let caption = texts.with(
        Key::REVIEW_CAPTION,
        &[("name", &review.client_id.to_string())],
    );
    let table = if review.lines.is_empty() {
        view! { <Empty title=texts.get(Key::REVIEW_LINES_NONE_TITLE) text=texts.get(Key::REVIEW_LINES_NONE)/> }.into_any()
    } else {
        let columns = COLUMNS.map(|key| texts.get(key).to_owned()).to_vec();
        let rows: Vec<AnyView> = review
            .lines
            .into_iter()
            .map(|one| line(texts, one, style))
            .collect();
        view! { <Table caption=caption columns=columns>{rows}</Table> }.into_any()
    };
    view! {
        <Card title=title>
            {state}
            {check}
            {table}
            {scoping}
            {whole}
        </Card>
    }
    .into_any()
}

fn state(texts: Texts, review: &RegistrationReview) -> AnyView {
    let mode = texts.get(match review.mode {
        ReviewMode::Live if review.delegated_readable => Key::REVIEW_MODE_LIVE,
        ReviewMode::Live => Key::REVIEW_MODE_LIVE_PART,
        ReviewMode::Probes => Key::REVIEW_MODE_PROBES,
        ReviewMode::Pasted => Key::REVIEW_MODE_PASTED,
        ReviewMode::Once => Key::REVIEW_MODE_ONCE,
    });
    let stale = review.read.is_some() && review.read != review.tried;
    let tone = if stale || review.problem.is_some() {
        Tone::Bad
    } else {
        Tone::Neutral
    };
    let trouble = review.problem.as_ref().map(|problem| {
        let known = match problem {
            ReviewProblem::Credential { trouble, .. } | ReviewProblem::Refused { trouble, .. } => {
                *trouble
            }
            _ => None,
        };
        let known = known.map(|trouble| view! { <TroubleText trouble=trouble who=trouble.who()/> });
        view! { <p>{words_of(texts, problem)}</p> {known} }
    });
    let note = (stale || review.problem.is_some()).then(|| {
        let stale = stale.then(|| view! { <p>{texts.get(Key::REVIEW_STALE)}</p> });
        view! { <div class="note" data-tone=tone.as_str() role="status">{trouble} {stale}</div> }
    });
    let looked = match review.read {
        Some(at) => {
            view! { <p>{mode} " " {texts.get(Key::REVIEW_READ)} " " <Moment at=at/></p> }.into_any()
        }
        // Somebody has looked, and the note says what came of it.
        None if review.problem.is_some() => ().into_any(),
        None => view! { <p>{texts.with(Key::REVIEW_NEVER, &[("n", EVERY)])}</p> }.into_any(),
    };
    let tried = review.tried.filter(|_| stale || review.read.is_none()).map(
        |at| view! { <p class="small">{texts.get(Key::REVIEW_TRIED)} " " <Moment at=at/></p> },
    );
    let token = review
        .token_issued
        .map(|at| view! { <p class="small">{texts.get(Key::REVIEW_TOKEN_ISSUED)} " " <Moment at=at/></p> });
    let principal = review.principal.map(|id| {
        view! { <p class="small">{texts.get(Key::REVIEW_PRINCIPAL)} " " <code>{id.to_string()}</code></p> }
    });
    view! {
        {note}
        {looked}
        {tried}
        <p class="small">{texts.get(Key::REVIEW_CLIENT)} " " <code>{review.client_id.to_string()}</code></p>
        {principal}
        {token}
    }
    .into_any()
}

fn check(texts: Texts, review: &RegistrationReview, post: Post) -> AnyView {
    if let Some(from) = review.check_from {
        return view! { <p class="small no-print">{texts.get(Key::REVIEW_CHECK_FROM)} " " <Moment at=from/></p> }
            .into_any();
    }
    let client = review.client_id.to_string();
    view! {
        <div class="actions no-print">
            <PostForm post=post>
                <input type="hidden" name="client_id" value=client/>
                <Submit label=texts.get(Key::REVIEW_CHECK)/>
            </PostForm>
            <p class="small">{texts.with(Key::REVIEW_CHECK_HELP, &[("n", ASKED)])}</p>
        </div>
    }
    .into_any()
}

/// A problem in plain words, with its remedy.
fn words_of(texts: Texts, problem: &ReviewProblem) -> String {
    match problem {
        ReviewProblem::PrincipalGone => texts.get(Key::REVIEW_PROBLEM_PRINCIPAL_GONE).to_owned(),
        ReviewProblem::PrincipalDisabled => {
            texts.get(Key::REVIEW_PROBLEM_PRINCIPAL_DISABLED).to_owned()
        }
        ReviewProblem::Credential { code, .. } => {
            texts.with(Key::REVIEW_PROBLEM_CREDENTIAL, &[("code", code)])
        }
        ReviewProblem::Unreachable => texts.get(Key::REVIEW_PROBLEM_UNREACHABLE).to_owned(),
        ReviewProblem::Unexpected => texts.get(Key::REVIEW_PROBLEM_UNEXPECTED).to_owned(),
        ReviewProblem::Refused { code, .. } => {
            texts.with(Key::REVIEW_PROBLEM_REFUSED, &[("code", code)])
        }
        ReviewProblem::Closed => texts.get(Key::REVIEW_PROBLEM_CLOSED).to_owned(),
        ReviewProblem::Partial { left } => {
            let named = left.iter().map(|step| {
                texts.get(match step.as_str() {
                    "token" => Key::REVIEW_LEFT_TOKEN,
                    "principal" => Key::REVIEW_LEFT_PRINCIPAL,
                    "assignments" => Key::REVIEW_LEFT_ASSIGNMENTS,
                    "grants" => Key::REVIEW_LEFT_GRANTS,
                    _ => Key::REVIEW_LEFT_PROBES,
                })
            });
            let named: Vec<&str> = named.collect();
            texts.with(Key::REVIEW_PROBLEM_PARTIAL, &[("left", &named.join(", "))])
        }
    }
}
