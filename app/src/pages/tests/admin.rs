//! People, set-up, audit, registration.

use leptos::prelude::*;
use model::trouble::Trouble;
use model::trust::{ConsentOutcome, ConsentView};

use super::{HOSTILE, each_language, samples};
use crate::pages::admin::audit::Audit;
use crate::pages::admin::people::People;
use crate::pages::admin::setup::{Setup, Why};
use crate::pages::register::Register;
use crate::pages::register::invitation::Invitation;
use crate::server_functions::admin::assign::AssignFields;
use crate::server_functions::registration::door::Door;
use crate::texts::Key;
use crate::ui::trouble::{retry_words, trouble_sentences, who_words};

#[test]
fn people_shows_roles_invitations_and_the_fresh_link_once() {
    for (texts, html) in each_language("people", |_| {
        view! { <People page=samples::people()/> }.into_any()
    }) {
        for key in [
            Key::PEOPLE_TITLE,
            Key::PEOPLE_ASSIGNMENTS,
            Key::PEOPLE_INVITATIONS,
            Key::PEOPLE_LINK_TITLE,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(html.contains("https://anteroom.example.org/invitation?code=abc"));
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert_eq!(
            html.values("input", "name")
                .iter()
                .filter(|name| **name == "assignment")
                .count(),
            7,
            "removing and looking at each of three, and bringing one back"
        );
    }
}

#[test]
fn a_refused_role_comes_back_as_it_was_typed() {
    let mut page = samples::people();
    let rooms = vec![samples::room()];
    page.refused = Some(AssignFields {
        oid: "not an id".into(),
        label: None,
        role: "Reporter".into(),
        rooms,
        everywhere: false,
        own_line: false,
    });
    for (_, html) in each_language("people-refused", |_| {
        view! { <People page=page.clone()/> }.into_any()
    }) {
        assert!(html.values("input", "value").contains(&"not an id"));
        assert!(
            html.raw().contains("value=\"Reporter\" selected"),
            "{}",
            html.raw()
        );
        assert_eq!(html.raw().matches(" checked").count(), 1);
        assert_eq!(
            html.open_folds(),
            2,
            "the link's, which always is, and the refused one"
        );
    }
}

/// Beside what came of a consent stands why Microsoft refused it; whoever made the address up gets words, digits and ids.
#[test]
fn a_refused_consent_says_meaning_remedy_who_number_and_id() {
    let id = "0192d3a0-0000-7000-8000-000000000001";
    let why = Why::read("admin_needed", "AADSTS90094", id);
    for (texts, html) in each_language("setup-refused", |_| {
        view! { <Setup page=samples::setup() outcome=Some(ConsentOutcome::Cancelled) why=why.clone()/> }
            .into_any()
    }) {
        let (meaning, remedy) = trouble_sentences(texts, Trouble::AdminNeeded);
        for words in [meaning, remedy, "AADSTS90094", id] {
            assert!(html.contains(words), "{words}");
        }
        assert!(html.contains(texts.get(who_words(Trouble::AdminNeeded.who()))));
        assert!(html.contains(texts.get(retry_words(Trouble::AdminNeeded.retry()))));
    }
    assert_eq!(Why::read("<script>", "", ""), None);
    for code in [
        "<script>",
        "AADSTS<b>",
        "AADSTS",
        "AADSTS1234567890",
        "call 0900",
    ] {
        let made_up = Why::read("declined", code, "call 0900");
        assert!(made_up.is_some(), "the known word still helps");
        assert_eq!(made_up, Why::read("declined", "", ""), "{code}");
    }
}

#[test]
fn setup_names_every_permission_with_its_reason_and_the_last_result() {
    let drawn = each_language("setup", |_| {
        view! { <Setup page=samples::setup() outcome=Some(ConsentOutcome::Missing) why=None/> }
            .into_any()
    });
    for (texts, html) in drawn {
        for need in samples::setup().view.registrations[0].needs.iter() {
            assert!(html.contains(&need.value), "{}", need.value);
        }
        for key in [
            Key::CONSENT_MISSING,
            Key::WHY_CALENDARS,
            Key::TIER_MEDIUM,
            Key::CONSENT_STATE_WAIT,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(html.contains("AADSTS65001"));
        assert!(!html.contains(texts.get(Key::WHY_OTHER)));
        assert_eq!(
            html.field("name"),
            Some(super::html::attribute(HOSTILE).as_str())
        );
        assert!(
            html.values("a", "href")
                .iter()
                .any(|href| href.starts_with("/admin/setup/consent/"))
        );
    }
}

#[test]
fn a_refused_name_of_the_organisation_comes_back_as_it_was_typed() {
    let mut page = samples::setup();
    page.refused = Some(("Typed name".to_owned(), "not an address!".to_owned()));
    for (_, html) in each_language("setup-refused", |_| {
        view! { <Setup page=page.clone() outcome=None why=None/> }.into_any()
    }) {
        assert_eq!(
            (html.field("name"), html.field("slug")),
            (Some("Typed name"), Some("not an address!"))
        );
    }
}

#[test]
fn every_state_of_a_consent_has_its_own_words() {
    let at = samples::NOW;
    let states = [
        ConsentView::Unknown,
        ConsentView::Proven {
            at,
            by_grants: true,
        },
        ConsentView::Proven {
            at,
            by_grants: false,
        },
        ConsentView::Missing {
            at,
            code: "Authorization_RequestDenied".to_owned(),
            wait: false,
        },
        ConsentView::Missing {
            at,
            code: "AADSTS65001".to_owned(),
            wait: true,
        },
    ];
    let mut seen = std::collections::BTreeSet::new();
    for state in states {
        let mut page = samples::setup();
        page.view.registrations[0].consent = state;
        for (_, html) in each_language("setup-consent", |_| {
            view! { <Setup page=page.clone() outcome=None why=None/> }.into_any()
        }) {
            assert!(seen.insert(html.raw().to_owned()), "two states look alike");
        }
    }
}

#[test]
fn the_audit_log_pages_and_says_whether_its_chain_holds() {
    for (texts, html) in each_language("audit", |_| {
        view! { <Audit page=samples::audit()/> }.into_any()
    }) {
        assert!(
            html.contains(texts.get(Key::AUDIT_INTACT))
                && html.contains(texts.get(Key::AUDIT_SYSTEM))
        );
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert!(html.values("a", "href").contains(&"/admin/audit?before=1"));
    }
    let mut broken = samples::audit();
    broken.intact = Some(false);
    for (texts, html) in each_language("audit-broken", |_| {
        view! { <Audit page=broken.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::AUDIT_BROKEN)));
    }
}

#[test]
fn registering_is_offered_only_where_the_door_is_open() {
    for (door, code, open) in [
        (Door::Open, "", true),
        (Door::ByInvitation, "a&b", true),
        (Door::ByInvitation, "", false),
        (Door::Closed, "abc", false),
        (Door::LinkUsed, "abc", false),
        (Door::LinkExpired, "abc", false),
        (Door::LinkUnknown, "abc", false),
    ] {
        let drawn = each_language("register", |_| {
            view! { <Register door=door code=code.to_owned()/> }.into_any()
        });
        for (texts, html) in drawn {
            assert!(html.contains(texts.get(Key::REGISTER_ASKED_NOTHING)));
            let start = html
                .values("a", "href")
                .into_iter()
                .find(|href| href.starts_with("/signin"));
            assert_eq!(start.is_some(), open, "{door:?} {code:?}");
            assert!(
                start.is_none_or(|start| !start.contains("a&amp;b")),
                "the code must not add parameters"
            );
        }
    }
}

#[test]
fn an_invitation_explains_itself_before_anything_happens() {
    let drawn = each_language("invitation", |_| {
        view! { <Invitation code="abc".to_owned()/> }.into_any()
    });
    for (texts, html) in drawn {
        assert!(html.contains(texts.get(Key::INVITATION_LEAD)));
        assert!(
            html.values("a", "href")
                .contains(&"/signin?purpose=accept&amp;code=abc")
        );
    }
}
