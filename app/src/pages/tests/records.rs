//! Audit with filters, privacy, leaving, people and why they have access.

use leptos::prelude::*;
use model::trust::{AuditAsk, Class, Period};
use model::{FieldError, FieldProblem};

use super::{HOSTILE, each_language, samples};
use crate::pages::admin::audit::Audit;
use crate::pages::admin::people::People;
use crate::pages::admin::people::person::Person;
use crate::pages::admin::privacy::Privacy;
use crate::pages::admin::privacy::leave::Leave;
use crate::texts::Key;

#[test]
fn a_filtered_log_keeps_its_filter_and_does_not_judge_the_chain() {
    let mut page = samples::audit();
    page.ask = AuditAsk {
        from: "2026-11-01".to_owned(),
        action: "room.created".to_owned(),
        person: HOSTILE.to_owned(),
        ..AuditAsk::default()
    };
    page.intact = None;
    for (texts, html) in each_language("audit-filtered", |_| {
        view! { <Audit page=page.clone()/> }.into_any()
    }) {
        assert!(!html.contains(texts.get(Key::AUDIT_INTACT)));
        assert!(html.contains(texts.get(Key::LOG_NARROWED)));
        assert_eq!(html.field("from"), Some("2026-11-01"));
        assert!(html.raw().contains("value=\"room.created\" selected"));
        assert_eq!(html.open_folds(), 1);
        let links = html.values("a", "href");
        let narrowed = |path: &str| {
            links.iter().any(|href| {
                href.starts_with(&format!("{path}?from=2026-11-01&amp;action=room.created"))
            })
        };
        assert!(
            narrowed("/admin/audit") && narrowed("/admin/audit/export"),
            "{links:?}"
        );
        assert!(links.iter().any(|href| href.ends_with("&amp;before=1")));
        assert!(!html.raw().contains("<script"));
        assert_eq!(html.values("form", "method"), ["get"]);
    }
}

#[test]
fn a_filter_that_cannot_be_read_says_so_beside_its_field_and_offers_no_file() {
    let mut page = samples::audit();
    page.entries.clear();
    page.ask.from = "yesterday".to_owned();
    page.ask.person = "nobody".to_owned();
    page.wrong = vec![
        FieldError::new("from", FieldProblem::Malformed),
        FieldError::new("person", FieldProblem::NotAChoice),
    ];
    for (texts, html) in each_language("audit-wrong", |_| {
        view! { <Audit page=page.clone()/> }.into_any()
    }) {
        for problem in [FieldProblem::Malformed, FieldProblem::NotAChoice] {
            assert!(html.contains(&texts.problem(problem)));
        }
        let links = html.values("a", "href");
        assert!(!links.iter().any(|href| href.contains("export")));
        assert!(html.contains(texts.get(Key::LOG_NONE_TITLE)));
    }
}

#[test]
fn every_class_stands_with_its_count_its_period_and_what_goes_next() {
    for (texts, html) in each_language("privacy", |_| {
        view! { <Privacy page=samples::privacy()/> }.into_any()
    }) {
        for key in [
            Key::PRIVACY_ANSWERS,
            Key::PRIVACY_CALENDAR,
            Key::PRIVACY_CELLS,
            Key::PRIVACY_SESSIONS_STAY,
            Key::PRIVACY_AUDIT,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert_eq!(
            html.raw().matches("scope=\"row\"").count(),
            Class::ALL.len()
        );
        for period in Period::ALL {
            let (least, most) = period.bounds();
            let usual = period.usual().to_string();
            assert_eq!(html.field(period.as_str()), Some(usual.as_str()));
            let bounds = texts.with(
                Key::PRIVACY_BOUNDS,
                &[
                    ("least", &least.to_string()),
                    ("most", &most.to_string()),
                    ("usual", &usual),
                ],
            );
            assert!(html.contains(&bounds), "{bounds}");
        }
        assert!(html.values("a", "href").contains(&"/admin/privacy/leave"));
    }
}

#[test]
fn a_reviewer_sees_the_periods_and_no_form() {
    let mut page = samples::privacy();
    page.may_set = false;
    for (texts, html) in each_language("privacy-reviewer", |_| {
        view! { <Privacy page=page.clone()/> }.into_any()
    }) {
        assert!(html.values("form", "method").is_empty());
        assert!(html.contains(texts.get(Key::PRIVACY_SET_BY_ADMINISTRATOR)));
    }
}

#[test]
fn refused_periods_come_back_as_they_were_typed() {
    let mut page = samples::privacy();
    page.refused = Some(
        ["0", "x", HOSTILE, "27", "1", "12", "12"]
            .map(str::to_owned)
            .to_vec(),
    );
    for (_, html) in each_language("privacy-refused", |_| {
        view! { <Privacy page=page.clone()/> }.into_any()
    }) {
        assert_eq!(html.field("visits"), Some("0"));
        assert_eq!(html.field("figures"), Some("x"));
        let hostile = super::html::attribute(HOSTILE);
        assert_eq!(html.field("calendar"), Some(hostile.as_str()));
        assert!(!html.raw().contains("<script"));
    }
}

#[test]
fn leaving_names_every_application_with_every_way_to_remove_it() {
    for (texts, html) in each_language("leave", |_| {
        view! { <Leave page=samples::leave()/> }.into_any()
    }) {
        let page = samples::leave();
        for client in [
            page.signin_client_id,
            page.registrations[0].0,
            page.registrations[1].0,
        ] {
            for command in [
                format!("az ad sp delete --id {client}"),
                format!("servicePrincipals(appId='{client}')"),
                format!("appId eq '{client}'"),
            ] {
                let shown = html.raw().replace("&#x27;", "'").replace("&#39;", "'");
                assert!(shown.contains(&command), "{command}");
            }
        }
        for (_, _, values) in &page.registrations {
            for value in values {
                assert!(html.contains(value), "{value}");
            }
        }
        assert!(html.contains(texts.get(Key::LEAVE_FORMER)));
        let tenant = page.tenant;
        for command in [
            format!("anteroom erase --tenant {tenant} --confirm {tenant}"),
            format!("anteroom export tenant --tenant {tenant}"),
        ] {
            assert!(html.contains(&command), "{command}");
        }
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert!(html.contains(texts.get(Key::LEAVE_BACKUPS)));
    }
}

#[test]
fn people_says_why_each_role_is_held_and_offers_to_undo() {
    for (texts, html) in each_language("people-access", |_| {
        view! { <People page=samples::people()/> }.into_any()
    }) {
        for key in [
            Key::ACCESS_TITLE,
            Key::ACCESS_BY_APP_ROLE,
            Key::ACCESS_BY_ASSIGNMENT,
            Key::ACCESS_BY_REGISTRATION,
            Key::ACCESS_NOWHERE,
            Key::ACCESS_UNDO,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(html.contains(&texts.with(Key::ACCESS_BY_GROUP, &[("group", HOSTILE)])));
        assert!(html.contains(&texts.with(Key::ACCESS_BY_INVITATION, &[("name", HOSTILE)])));
        let posts = html.values("form", "action");
        assert!(posts.contains(&"/api/admin/restore_assignment"));
        assert!(posts.contains(&"/api/admin/restore_invitation"));
        assert!(posts.contains(&"/api/admin/confirm_assignment"));
        assert_eq!(
            html.raw().matches(texts.get(Key::ACCESS_REVIEWED)).count(),
            1
        );
        let person = samples::line().oid;
        let page = format!("/admin/people/{person}");
        assert!(html.values("a", "href").contains(&page.as_str()));
    }
}

#[test]
fn roles_that_nobody_looked_at_can_be_asked_for() {
    let mut page = samples::people();
    page.older = Some(90);
    page.people.assignments.clear();
    page.people.withdrawn = None;
    page.people.withdrawn_invitation = None;
    for (texts, html) in each_language("people-older", |_| {
        view! { <People page=page.clone()/> }.into_any()
    }) {
        assert!(html.raw().contains("value=\"90\" selected"));
        assert!(html.contains(texts.get(Key::ACCESS_NONE_OLDER)));
        assert!(!html.contains(texts.get(Key::ACCESS_UNDO)));
    }
}

#[test]
fn a_person_has_sessions_and_one_way_to_end_them() {
    for (texts, html) in each_language("person", |_| {
        view! { <Person page=samples::person_view()/> }.into_any()
    }) {
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert_eq!(
            html.values("form", "action"),
            ["/api/admin/sign_out_person"]
        );
        let warning = texts.with(Key::ACCESS_SIGN_OUT_WARNING, &[("name", HOSTILE)]);
        assert!(html.contains(&warning));
    }
    let mut nobody = samples::person_view();
    nobody.sessions.clear();
    nobody.person.roles.clear();
    nobody.person.name = None;
    for (texts, html) in each_language("person-away", |_| {
        view! { <Person page=nobody.clone()/> }.into_any()
    }) {
        assert!(html.values("form", "action").is_empty());
        for key in [
            Key::ACCESS_NO_ROLE,
            Key::ACCESS_NO_SESSION,
            Key::PEOPLE_UNKNOWN,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
    }
}
