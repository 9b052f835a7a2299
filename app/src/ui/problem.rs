//! What went wrong, in words, with the way on.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_url;
use model::{AppError, ErrorCode};

use crate::error::Failure;
use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::button::{ButtonLink, LinkTarget, Weight};
use crate::ui::tag::{Tag, class, tag};

/// The title and the explanation of an error.
#[must_use]
pub fn words(texts: Texts, error: &AppError) -> (&'static str, String) {
    let (title, text) = match error.code {
        ErrorCode::NotSignedIn => (Key::PROBLEM_SIGN_IN_TITLE, Key::PROBLEM_SIGN_IN),
        ErrorCode::Forbidden => (Key::PROBLEM_FORBIDDEN_TITLE, Key::PROBLEM_FORBIDDEN),
        ErrorCode::NotFound => (Key::PROBLEM_NOT_FOUND_TITLE, Key::PROBLEM_NOT_FOUND),
        ErrorCode::Invalid => (Key::PROBLEM_INVALID_TITLE, Key::PROBLEM_INVALID),
        ErrorCode::Stale => (Key::PROBLEM_STALE_TITLE, Key::PROBLEM_STALE),
        ErrorCode::AlreadyTaken => (Key::PROBLEM_TAKEN_TITLE, Key::PROBLEM_TAKEN),
        ErrorCode::NotPossible => (Key::PROBLEM_NOT_POSSIBLE_TITLE, Key::PROBLEM_NOT_POSSIBLE),
        ErrorCode::BusyElsewhere => (Key::PROBLEM_BUSY_TITLE, Key::PROBLEM_BUSY),
        ErrorCode::RoomClosed => (Key::PROBLEM_CLOSED_TITLE, Key::PROBLEM_CLOSED),
        ErrorCode::RoomFull => (Key::PROBLEM_FULL_TITLE, Key::PROBLEM_FULL),
        ErrorCode::NotConnected => (Key::PROBLEM_NOT_CONNECTED_TITLE, Key::PROBLEM_NOT_CONNECTED),
        ErrorCode::TooMany => (Key::PROBLEM_TOO_MANY_TITLE, Key::PROBLEM_TOO_MANY),
        ErrorCode::Unavailable => (Key::PROBLEM_UNAVAILABLE_TITLE, Key::PROBLEM_UNAVAILABLE),
        ErrorCode::Internal => (Key::PROBLEM_INTERNAL_TITLE, Key::PROBLEM_INTERNAL),
    };
    let nobody = texts.get(Key::PROBLEM_SOMEBODY);
    (
        texts.get(title),
        texts.with(text, &[("name", error.detail.as_deref().unwrap_or(nobody))]),
    )
}

/// In place of what a page would show, with the page's heading and title. On the server the answer gets the status of
/// the error.
#[component]
pub fn Problem(
    /// What happened.
    error: AppError,
) -> impl IntoView {
    let texts = use_texts();
    answer(&error);
    let (title, text) = words(texts, &error);
    let here = use_url();
    let way_on = match error.code {
        ErrorCode::NotSignedIn => {
            let href = move || paths::sign_in(&here.with(|url| url.path().to_owned()), None);
            view! { <a class="button" data-weight="primary" rel="external" href=href>{texts.get(Key::ACTION_SIGN_IN)}</a> }
                .into_any()
        }
        ErrorCode::Stale | ErrorCode::Unavailable | ErrorCode::TooMany | ErrorCode::Internal => {
            let href = move || here.with(|url| url.path().to_owned());
            view! { <a class="button" rel="external" href=href>{texts.get(Key::ACTION_AGAIN)}</a> }.into_any()
        }
        _ => view! {
            <ButtonLink href=paths::LANDING label=texts.get(Key::ACTION_HOME) weight=Weight::Secondary target=LinkTarget::Page/>
        }
        .into_any(),
    };
    let document = format!("{title} · {}", texts.get(Key::PRODUCT_NAME));
    view! {
        <Title text=document/>
        <div class="problem">
            <h1>{title}</h1>
            <p>{text}</p>
            {error.correlation.map(|id| view! { <p class="small">{texts.with(Key::PROBLEM_CORRELATION, &[("id", &id)])}</p> })}
            <p class="actions">{way_on}</p>
        </div>
    }
}

/// Above a form that was refused, as part of something that is drawn anew.
pub(crate) fn form_problem(texts: Texts, failure: &Failure) -> Tag {
    let (title, text) = words(texts, &failure.0);
    class("div", "note")
        .keyed("problem")
        .with("data-tone", "bad")
        .with("role", "alert")
        .add(class("p", "note-title").text(title))
        .add(tag("p").text(text))
}

/// Above a form that was refused. Draws nothing while all is well; wrong fields say so themselves, below.
#[component]
pub fn FormProblem(
    /// The last failure, if any.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    let texts = use_texts();
    move || {
        failure.get().map(|failure| {
            let (title, text) = words(texts, &failure.0);
            view! {
                <div class="note" data-tone="bad" role="alert">
                    <p class="note-title">{title}</p>
                    <p>{text}</p>
                </div>
            }
        })
    }
}

#[cfg(feature = "ssr")]
fn answer(error: &AppError) {
    use leptos_axum::ResponseOptions;
    let status = http::StatusCode::from_u16(error.code.status());
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), status) {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
const fn answer(_: &AppError) {}
