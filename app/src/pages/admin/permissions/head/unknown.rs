//! What is not known, registration by registration, with the reason and what would change it.

use leptos::prelude::*;
use model::trust::review::{
    RegistrationReview, ReviewMode, ReviewProblem, ReviewStatus, ReviewView,
};

use super::is_present;
use crate::paths;
use crate::texts::{Key, Texts};
use crate::ui::{ButtonLink, LinkTarget, Weight};

/// The list; nothing where everything is known.
pub(super) fn unknown(texts: Texts, view: &ReviewView) -> Option<AnyView> {
    let told: Vec<String> = view
        .registrations
        .iter()
        .flat_map(|review| of(texts, review))
        .collect();
    if told.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = told
        .into_iter()
        .map(|text| view! { <li>{text}</li> }.into_any())
        .collect();
    let once = view.once.then(|| {
        view! {
            <p class="small no-print">
                {texts.get(Key::REVIEW_UNREAD_ONCE)} " "
                <ButtonLink
                    href=paths::PERMISSIONS_ONCE
                    label=texts.get(Key::REVIEW_MODES_ONCE_LINK)
                    target=LinkTarget::Handler
                    weight=Weight::Quiet
                />
            </p>
        }
    });
    Some(
        view! {
            <section class="review-unknown">
                <h2>{texts.get(Key::REVIEW_UNREAD_TITLE)}</h2>
                <p class="small">{texts.get(Key::REVIEW_UNREAD)}</p>
                <ul class="small">{items}</ul>
                {once}
            </section>
        }
        .into_any(),
    )
}

/// What is not known of one registration.
fn of(texts: Texts, review: &RegistrationReview) -> Vec<String> {
    let kind = texts.get(if review.signin {
        Key::REVIEW_SIGNIN
    } else {
        Key::REVIEW_DATA
    });
    let name = format!("{kind} {}", review.client_id);
    let say = |key: Key| texts.with(key, &[("name", name.as_str())]);
    let never = review.read.is_none() && review.problem.is_none();
    if never {
        return vec![say(Key::REVIEW_UNREAD_NEVER)];
    }
    let mut told = Vec::new();
    if !is_present(review) {
        told.push(say(Key::REVIEW_UNREAD_FAILED));
    }
    // Of an object that is gone the lists are known: they are empty.
    if review.problem == Some(ReviewProblem::PrincipalGone) {
        return told;
    }
    if review.mode == ReviewMode::Probes {
        told.push(say(Key::REVIEW_UNREAD_APPLICATION));
    }
    if !review.delegated_readable {
        told.push(say(Key::REVIEW_UNREAD_DELEGATED));
    }
    let open = review
        .lines
        .iter()
        .filter(|line| line.status == ReviewStatus::Unknown);
    let open: Vec<&str> = open.map(|line| line.value.as_str()).collect();
    if !open.is_empty() {
        let names = open.join(", ");
        let given = [("name", name.as_str()), ("names", names.as_str())];
        told.push(texts.with(Key::REVIEW_UNREAD_LINES, &given));
    }
    told
}
