//! The form of a room. A plain form without script; with it, a refusal leaves everything typed in place.

use leptos::prelude::*;
use model::{ErrorCode, FieldError, FieldProblem};

use super::questions::Questions;
use crate::server_functions::rooms::edit::RoomPage;
use crate::server_functions::rooms::fields::{AUTO, BY_HAND, LINK, RoomFields, TEAMS};
use crate::server_functions::rooms::save::SaveRoom;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::time::period;
use crate::ui::{
    CheckField, ChoiceField, Copy, FieldKind, FormProblem, Post, PostForm, Submit, TextArea,
    TextField, Weight,
};

/// What is wrong with the fields, after the last attempt.
#[derive(Clone, Copy)]
pub(super) struct Problems(StoredValue<Vec<FieldError>>);

impl Problems {
    /// The problem of a field.
    pub(super) fn of(self, field: impl AsRef<str>) -> Option<FieldProblem> {
        self.0
            .with_value(|problems| problem_of(problems, field.as_ref()))
    }

    /// Whether any field below this name is wrong.
    pub(super) fn below(self, name: &str) -> bool {
        self.0.with_value(|problems| {
            problems
                .iter()
                .any(|problem| problem.field.starts_with(name))
        })
    }
}

#[component]
pub(super) fn RoomForm(page: RoomPage) -> impl IntoView {
    let texts = use_texts();
    let save = Post::to::<SaveRoom>();
    let failure = save.failure().get_untracked();
    let fields = failure
        .as_ref()
        .map(|failure| failure.0.fields.clone())
        .unwrap_or_default();
    let problems = Problems(StoredValue::new(fields));
    let stale = failure
        .as_ref()
        .filter(|failure| failure.code() == ErrorCode::Stale)
        .map(|failure| failure.0.detail.clone());
    let label = if page.room.is_some() {
        Key::ROOMEDIT_SAVE
    } else {
        Key::ROOMEDIT_MAKE
    };
    view! {
        <PostForm post=save class="form settings">
            {page.room.map(|room| view! { <input type="hidden" name="room" value=room.to_string()/> })}
            <input type="hidden" name="version" value=page.version.to_string()/>
            {match stale {
                Some(by) => view! { <Conflict by=by/> }.into_any(),
                None => view! { <FormProblem failure=failure/> }.into_any(),
            }}
            <About page=page.clone() problems=problems/>
            <Opening fields=page.fields.clone() problems=problems/>
            <Privacy fields=page.fields.clone() problems=problems/>
            <Questions rows=page.fields.questions.clone() problems=problems/>
            <MeetingPart fields=page.fields.clone() problems=problems/>
            <Limits fields=page.fields problems=problems/>
            <div class="actions form-end">
                <Submit label=texts.get(label) weight=Weight::Primary/>
            </div>
        </PostForm>
    }
    .into_any()
}

#[component]
fn About(page: RoomPage, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    let fields = page.fields;
    let base = format!("{}/w/{}/", page.base_url, page.tenant);
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::ROOMEDIT_PART_ROOM)}</legend>
            <TextField
                name="form[name]"
                label=texts.get(Key::ROOMEDIT_NAME)
                value=fields.name
                most=80
                problem=problems.of("name")
            />
            <TextField
                name="form[slug]"
                label=texts.get(Key::ROOMEDIT_SLUG)
                help=texts.with(Key::ROOMEDIT_SLUG_HELP, &[("base", &base)])
                value=fields.slug
                most=40
                problem=problems.of("slug")
            />
            {page.room.map(|_| {
                let link = format!("{base}{}", page.slug);
                view! { <p class="small address">{texts.get(Key::ROOMEDIT_ADDRESS)} " " <Copy value=link/></p> }
            })}
            <TextArea
                name="form[intro]"
                label=texts.get(Key::ROOMEDIT_INTRO)
                help=texts.get(Key::ROOMEDIT_INTRO_HELP)
                mark=texts.get(Key::FIELD_OPTIONAL)
                value=fields.intro
                most=2000
                problem=problems.of("intro")
            />
            <TextField
                name="form[time_zone]"
                label=texts.get(Key::ROOMEDIT_TIME_ZONE)
                help=texts.get(Key::ROOMEDIT_TIME_ZONE_HELP)
                value=fields.time_zone
                most=64
                problem=problems.of("time_zone")
            />
        </fieldset>
    }
    .into_any()
}

/// Somebody else has saved meanwhile: nothing typed is lost, and nothing of theirs is overwritten unseen. The form now
/// carries the version that the message speaks of, so that the next save is meant to replace it.
#[component]
fn Conflict(by: Option<String>) -> impl IntoView {
    let texts = use_texts();
    let title = match by {
        Some(name) => texts.with(Key::ROOMEDIT_CONFLICT_BY, &[("name", &name)]),
        None => texts.get(Key::ROOMEDIT_CONFLICT_TITLE).to_owned(),
    };
    view! {
        <div class="note" data-tone="bad" role="alert">
            <p class="note-title">{title}</p>
            <p>{texts.get(Key::ROOMEDIT_CONFLICT)}</p>
            <p class="actions">
                <a class="button" href="?" target="_blank" rel="noopener">{texts.get(Key::ROOMEDIT_CONFLICT_SHOW)}</a>
            </p>
        </div>
    }
}

#[component]
fn Opening(fields: RoomFields, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::ROOMEDIT_PART_OPENING)}</legend>
            <CheckField
                name="form[open]"
                label=texts.get(Key::ROOMEDIT_OPEN)
                help=texts.get(Key::ROOMEDIT_OPEN_HELP)
                checked=fields.open
            />
            <TextArea
                name="form[closed_text]"
                label=texts.get(Key::ROOMEDIT_CLOSED_TEXT)
                mark=texts.get(Key::FIELD_OPTIONAL)
                value=fields.closed_text
                rows=2
                most=1000
                problem=problems.of("closed_text")
            />
            <TextArea
                name="form[fallback_text]"
                label=texts.get(Key::ROOMEDIT_FALLBACK)
                help=texts.get(Key::ROOMEDIT_FALLBACK_HELP)
                mark=texts.get(Key::FIELD_OPTIONAL)
                value=fields.fallback_text
                rows=2
                most=500
                problem=problems.of("fallback_text")
            />
        </fieldset>
    }
    .into_any()
}

#[component]
fn Privacy(fields: RoomFields, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::ROOMEDIT_PART_PRIVACY)}</legend>
            <TextArea
                name="form[privacy_notice]"
                label=texts.get(Key::ROOMEDIT_PRIVACY)
                help=texts.get(Key::ROOMEDIT_PRIVACY_HELP)
                value=fields.privacy_notice
                rows=5
                most=4000
                problem=problems.of("privacy_notice")
            />
            <TextArea
                name="form[consent_text]"
                label=texts.get(Key::ROOMEDIT_CONSENT)
                help=texts.get(Key::ROOMEDIT_CONSENT_HELP)
                mark=texts.get(Key::FIELD_OPTIONAL)
                value=fields.consent_text
                rows=2
                most=2000
                problem=problems.of("consent_text")
            />
            <ChoiceField
                name="form[retention]"
                label=texts.get(Key::ROOMEDIT_RETENTION)
                help=texts.get(Key::ROOMEDIT_RETENTION_HELP)
                options=retentions(texts, &fields.retention)
                value=fields.retention
                problem=problems.of("retention_minutes")
            />
        </fieldset>
    }
    .into_any()
}

/// The usual periods, and the present one where it is none of them.
fn retentions(texts: Texts, present: &str) -> Vec<(String, String)> {
    let mut minutes = vec![0, 15, 60, 240, 1440, 10_080, 43_200];
    minutes.extend(present.parse::<u32>().ok());
    minutes.sort_unstable();
    minutes.dedup();
    minutes
        .into_iter()
        .map(|minutes| (minutes.to_string(), period(texts, minutes)))
        .collect()
}

#[component]
fn MeetingPart(fields: RoomFields, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    let choices = |choices: [(&str, Key); 2]| {
        choices
            .map(|(value, key)| (value.to_owned(), texts.get(key).to_owned()))
            .to_vec()
    };
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::ROOMEDIT_PART_MEETING)}</legend>
            <ChoiceField
                name="form[meeting]"
                label=texts.get(Key::ROOMEDIT_MEETING)
                help=texts.get(Key::ROOMEDIT_MEETING_HELP)
                options=choices([(TEAMS, Key::ROOMEDIT_MEETING_TEAMS), (LINK, Key::ROOMEDIT_MEETING_LINK)])
                value=fields.meeting
            />
            <TextField
                name="form[meeting_link]"
                label=texts.get(Key::ROOMEDIT_LINK)
                help=texts.get(Key::ROOMEDIT_LINK_HELP)
                kind=FieldKind::Url
                value=fields.meeting_link
                most=2000
                problem=problems.of("meeting")
            />
            <ChoiceField
                name="form[admit]"
                label=texts.get(Key::ROOMEDIT_ADMIT)
                help=texts.get(Key::ROOMEDIT_ADMIT_HELP)
                options=choices([(AUTO, Key::ROOMEDIT_ADMIT_AUTO), (BY_HAND, Key::ROOMEDIT_ADMIT_BY_HAND)])
                value=fields.admit
            />
        </fieldset>
    }
    .into_any()
}

#[component]
fn Limits(fields: RoomFields, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::ROOMEDIT_PART_LIMITS)}</legend>
            <div class="columns">
                <TextField
                    name="form[light_first]"
                    label=texts.get(Key::ROOMEDIT_LIGHT_FIRST)
                    kind=FieldKind::Number
                    value=fields.light_first
                    problem=problems.of("light_first")
                />
                <TextField
                    name="form[light_second]"
                    label=texts.get(Key::ROOMEDIT_LIGHT_SECOND)
                    kind=FieldKind::Number
                    value=fields.light_second
                    problem=problems.of("light_second")
                />
                <TextField
                    name="form[capacity]"
                    label=texts.get(Key::ROOMEDIT_CAPACITY)
                    kind=FieldKind::Number
                    value=fields.capacity
                    problem=problems.of("capacity")
                />
            </div>
            <p class="field-help">{texts.get(Key::ROOMEDIT_LIGHT_HELP)}</p>
        </fieldset>
    }
    .into_any()
}
