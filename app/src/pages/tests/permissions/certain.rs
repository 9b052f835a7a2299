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

/// What the two counts say where nothing was found, and each reason that has to stand below.
type Uncertain = (RegistrationReview, [Key; 2], Vec<Key>);

fn uncertain() -> Vec<Uncertain> {
    let later: Timestamp = samples::NOW.plus_minutes(16);
    let unknown = line("user_read_basic_all_app", ReviewStatus::Unknown);
    let none = [Key::REVIEW_OVER_UNKNOWN, Key::REVIEW_MISSING_UNKNOWN];
    let part = [Key::REVIEW_OVER_PART, Key::REVIEW_MISSING_PART];
    let tried = |review: RegistrationReview| RegistrationReview {
        tried: Some(later),
        ..review
    };
    vec![
        (
            RegistrationReview {
                mode: ReviewMode::Probes,
                delegated_readable: false,
                ..in_order()
            },
            [Key::REVIEW_OVER_UNKNOWN, Key::REVIEW_MISSING_PART],
            vec![Key::REVIEW_UNREAD_APPLICATION, Key::REVIEW_UNREAD_DELEGATED],
        ),
        (
            RegistrationReview {
                delegated_readable: false,
                ..in_order()
            },
            part,
            vec![Key::REVIEW_UNREAD_DELEGATED],
        ),
        (tried(in_order()), none, vec![Key::REVIEW_UNREAD_FAILED]),
        (
            RegistrationReview {
                read: None,
                tried: None,
                ..in_order()
            },
            none,
            vec![Key::REVIEW_UNREAD_NEVER],
        ),
        (
            tried(RegistrationReview {
                problem: Some(ReviewProblem::Unreachable),
                ..in_order()
            }),
            none,
            vec![Key::REVIEW_UNREAD_FAILED],
        ),
        (
            registration(vec![unknown]),
            [Key::REVIEW_OVER_PART, Key::REVIEW_MISSING_UNKNOWN],
            vec![],
        ),
        (
            registration(vec![]),
            [Key::REVIEW_OVER_PART, Key::REVIEW_MISSING_UNKNOWN],
            vec![],
        ),
    ]
}

#[test]
fn what_is_unread_stale_unknown_or_empty_is_not_said_to_be_good_and_what_is_known_is_told() {
    for (case, counts, reasons) in uncertain() {
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
            for key in counts {
                assert!(
                    html.contains(texts.get(key)),
                    "{} in {case:?}",
                    texts.get(key)
                );
            }
            let name = format!("{} {}", texts.get(Key::REVIEW_DATA), case.client_id);
            for key in &reasons {
                let reason = texts.with(*key, &[("name", &name)]);
                assert!(html.contains(&reason), "{reason} in {case:?}");
            }
        }
    }
}

#[test]
fn what_was_found_counts_at_least_or_as_last_read() {
    let lines = || {
        let mut over = line("mail_read_app", ReviewStatus::OverPrivileged);
        over.needed_by = vec![];
        vec![over, line("user_read_all_app", ReviewStatus::Missing)]
    };
    let unread = RegistrationReview {
        delegated_readable: false,
        ..registration(lines())
    };
    let stale = RegistrationReview {
        tried: Some(samples::NOW.plus_minutes(16)),
        ..registration(lines())
    };
    let held = |texts: Texts, key: Key| {
        let tier = texts.get(Key::TIER_CRITICAL);
        let tiers = texts.with(Key::REVIEW_TIER_COUNT, &[("n", "1"), ("tier", tier)]);
        texts.with(key, &[("name", HOSTILE), ("n", "1"), ("tiers", &tiers)])
    };
    let whole = registration(lines());
    for (case, can, over, missing) in [
        (
            whole,
            Key::REVIEW_CAN_ONE,
            Key::REVIEW_OVER,
            Key::REVIEW_MISSING,
        ),
        (
            unread,
            Key::REVIEW_CAN_LEAST_ONE,
            Key::REVIEW_OVER_LEAST,
            Key::REVIEW_MISSING_LEAST,
        ),
        (
            stale,
            Key::REVIEW_CAN_LAST_ONE,
            Key::REVIEW_OVER_LAST,
            Key::REVIEW_MISSING_LAST,
        ),
    ] {
        for (texts, html) in pages("permissions-least", &case) {
            assert!(html.contains(&held(texts, can)), "{case:?}");
            for key in [over, missing] {
                let text = texts.with(key, &[("n", "1")]);
                assert!(
                    html.raw().contains(&format!(">{text}<")),
                    "{text} in {case:?}"
                );
            }
        }
    }
    // One that was not read leaves what was found elsewhere as it is.
    let other = RegistrationReview {
        client_id: Guid::from_u128(6),
        read: None,
        tried: None,
        ..registration(vec![])
    };
    let page = view(vec![registration(lines()), other]);
    for (texts, html) in each_language("permissions-least-two", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(&texts.with(Key::REVIEW_OVER_LEAST, &[("n", "1")])));
        assert!(html.contains(texts.get(Key::REVIEW_UNREAD_TITLE)));
    }
}

#[test]
fn an_object_that_is_gone_holds_nothing_for_certain() {
    let gone = RegistrationReview {
        problem: Some(ReviewProblem::PrincipalGone),
        read: None,
        mode: ReviewMode::Probes,
        ..registration(vec![ReviewLine {
            granted: None,
            ..line("user_read_all_app", ReviewStatus::Missing)
        }])
    };
    for (texts, html) in pages("permissions-gone", &gone) {
        assert!(html.contains(&texts.with(Key::REVIEW_MISSING_LEAST, &[("n", "1")])));
        let name = format!("{} {}", texts.get(Key::REVIEW_DATA), gone.client_id);
        let failed = texts.with(Key::REVIEW_UNREAD_FAILED, &[("name", &name)]);
        assert!(!html.contains(&failed));
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
