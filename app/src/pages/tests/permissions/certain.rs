//! Nothing is said for certain that was not read: the head of the page, and the sentences of lines.

use model::Timestamp;

use super::*;
use crate::pages::tests::html::Html;
use crate::texts::Texts;

/// The page with one registration, in each language.
fn pages(name: &str, review: &RegistrationReview) -> Vec<(Texts, Html)> {
    let page = view(vec![review.clone()]);
    each_language(name, |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    })
}

fn in_order() -> RegistrationReview {
    registration(vec![line("user_read_basic_all_app", ReviewStatus::Ok)])
}

#[test]
fn a_page_on_which_all_was_read_and_proven_says_so() {
    for (texts, html) in pages("permissions-certain", &in_order()) {
        for key in [
            Key::REVIEW_OVER_NONE,
            Key::REVIEW_MISSING_NONE,
            Key::REVIEW_UNSURE_NONE,
            Key::REVIEW_CONTENT_NONE,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
    }
}

#[test]
fn what_is_unread_stale_unknown_or_empty_is_not_said_to_be_good() {
    let later: Timestamp = samples::NOW.plus_minutes(16);
    let unknown = line("user_read_basic_all_app", ReviewStatus::Unknown);
    let cases = [
        RegistrationReview {
            mode: ReviewMode::Probes,
            ..in_order()
        },
        RegistrationReview {
            delegated_readable: false,
            ..in_order()
        },
        RegistrationReview {
            tried: Some(later),
            ..in_order()
        },
        RegistrationReview {
            read: None,
            ..in_order()
        },
        RegistrationReview {
            problem: Some(ReviewProblem::Unreachable),
            ..in_order()
        },
        registration(vec![unknown]),
        registration(vec![]),
    ];
    for case in cases {
        for (texts, html) in pages("permissions-uncertain", &case) {
            for key in [
                Key::REVIEW_OVER_NONE,
                Key::REVIEW_MISSING_NONE,
                Key::REVIEW_UNSURE_NONE,
                Key::REVIEW_CONTENT_NONE,
            ] {
                assert!(
                    !html.contains(texts.get(key)),
                    "{} in {case:?}",
                    texts.get(key)
                );
            }
            assert!(html.contains(texts.get(Key::REVIEW_OVER_UNKNOWN)));
            assert!(html.contains(texts.get(Key::REVIEW_MISSING_UNKNOWN)));
        }
    }
}

#[test]
fn a_permission_outside_of_the_catalogue_may_open_anything() {
    let mut made_up = line("user_read_basic_all_app", ReviewStatus::OverPrivileged);
    made_up.key = None;
    made_up.guid = None;
    made_up.tier = None;
    made_up.value = "Made.Up".to_owned();
    for (texts, html) in pages("permissions-made-up", &registration(vec![made_up])) {
        assert!(!html.contains(texts.get(Key::REVIEW_CONTENT_NONE)));
        assert!(html.contains(texts.get(Key::REVIEW_CONTENT_UNKNOWN)));
        assert!(!html.contains("00000000-0000-0000-0000-000000000000"));
    }
}

#[test]
fn each_line_shows_its_guid_and_says_no_more_than_is_known() {
    let mut missing = line(
        "online_meetings_read_write_delegated",
        ReviewStatus::Missing,
    );
    missing.granted = None;
    let guid = missing.guid.unwrap().to_string();
    let closed = ReviewLine {
        probe: Some(probe(ProbeOutcome::ExchangePolicy)),
        ..line("calendars_read_basic_all_app", ReviewStatus::NotEffective)
    };
    for (texts, html) in pages("permissions-says", &registration(vec![missing, closed])) {
        assert!(html.contains(&guid));
        assert!(html.contains(texts.get(Key::REVIEW_SAYS_EACH)));
        assert!(!html.contains(texts.get(Key::REVIEW_SAYS_PERSONAL)));
        assert!(html.contains(texts.get(Key::REVIEW_SAYS_MAILBOXES)));
        assert!(!html.contains(texts.get(Key::REVIEW_SAYS_NOT_EFFECTIVE)));
        assert!(html.contains(texts.get(Key::REVIEW_SCOPING_SEEN)));
    }
    let refused = ReviewLine {
        probe: Some(probe(ProbeOutcome::ExchangePolicy)),
        granted: None,
        ..line("calendars_read_basic_all_app", ReviewStatus::Refused)
    };
    for (texts, html) in pages("permissions-refused", &registration(vec![refused])) {
        assert!(html.contains(texts.get(Key::REVIEW_SCOPING_MAYBE)));
        assert!(!html.contains(texts.get(Key::REVIEW_SCOPING_SEEN)));
    }
}

#[test]
fn what_was_granted_to_a_registration_that_is_gone_is_told_as_past() {
    let gone = RegistrationReview {
        problem: Some(ReviewProblem::PrincipalGone),
        tried: Some(samples::NOW.plus_minutes(16)),
        ..registration(vec![line("user_read_all_app", ReviewStatus::Missing)])
    };
    for (texts, html) in pages("permissions-was", &gone) {
        assert!(html.contains(texts.get(Key::REVIEW_WAS_GRANTED)));
        let none = texts.with(Key::REVIEW_CAN_NONE, &[("name", HOSTILE)]);
        assert!(html.contains(&none), "it holds nothing any more");
        assert!(html.contains(texts.get(Key::REVIEW_STALE)));
    }
}

#[test]
fn a_registration_that_nobody_may_read_is_not_one_nobody_has_looked_at() {
    let closed = RegistrationReview {
        signin: true,
        read: None,
        problem: Some(ReviewProblem::Closed),
        ..registration(vec![line("openid_delegated", ReviewStatus::Unknown)])
    };
    for (texts, html) in pages("permissions-closed", &closed) {
        assert!(html.contains(texts.get(Key::REVIEW_PROBLEM_CLOSED)));
        assert!(!html.contains(&texts.with(Key::REVIEW_NEVER, &[("n", "15")])));
    }
}
