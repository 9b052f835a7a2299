//! The permission review: every status, every problem, what may be done by whom, and commands that hold the ids read.

mod certain;
mod clouds;
mod once;

use leptos::prelude::*;
use model::permission::{Feature, PermissionKind, Tier};
use model::trouble::Trouble;
use model::trust::review::{
    EvidenceChain, FeatureSwitch, GrantChange, GrantEnd, GrantView, GrantedFor, PastedReview,
    ProbeOutcome, ProbeView, RegistrationReview, ReviewLine, ReviewMode, ReviewProblem,
    ReviewStatus, ReviewView,
};
use model::{FieldError, FieldProblem, Guid, ObjectId, TenantId};
use trust::catalogue::{self, Resource};

use super::html::Html;
use super::{HOSTILE, each_language, samples};
use crate::pages::admin::permissions::{
    Judged, PasteForm, Permissions, Printed, Unread, UnreadForm, WrongPaste,
};
use crate::texts::{Key, Texts};

const GRANT_ID: &str = "grant_Id-1";

fn resource() -> ObjectId {
    ObjectId(Guid::from_u128(0xa1))
}

/// A line of a permission of the catalogue.
fn line(key: &str, status: ReviewStatus) -> ReviewLine {
    let known = catalogue::by_key(key).unwrap();
    ReviewLine {
        key: Some(key.to_owned()),
        resource: Some(known.resource.app_id()),
        value: known.value.to_owned(),
        kind: known.kind,
        guid: Some(known.guid),
        status,
        needed_by: vec![Feature::Directory],
        asked_for: vec![Feature::Directory],
        granted: Some(grant(GrantedFor::Application)),
        probe: Some(probe(ProbeOutcome::Ok)),
        in_token: true,
        last_used: Some(samples::NOW),
        lower: vec![],
        rests_on: None,
        covers_needed: vec![],
        tier: Some(known.tier),
        content: known.content,
        microsoft_level: known.microsoft_level,
        cisa: known.cisa.map(|_| "medium".to_owned()),
    }
}

fn grant(whom: GrantedFor) -> GrantView {
    GrantView {
        whom,
        at: Some(samples::NOW),
        first_seen: Some(samples::NOW),
        id: GRANT_ID.to_owned(),
        resource_id: resource(),
        scopes: vec![],
        ids: vec![],
        people: 0,
        consented_by: Some(HOSTILE.to_owned()),
    }
}

fn probe(outcome: ProbeOutcome) -> ProbeView {
    ProbeView {
        outcome,
        code: (outcome != ProbeOutcome::Ok).then(|| "ErrorAccessDenied".to_owned()),
        request_id: Some(Guid::from_u128(0xbb)),
        at: samples::NOW,
    }
}

fn registration(lines: Vec<ReviewLine>) -> RegistrationReview {
    RegistrationReview {
        client_id: Guid::from_u128(5),
        signin: false,
        features: vec![Feature::Directory, Feature::Calendar],
        mode: ReviewMode::Live,
        tried: Some(samples::NOW),
        read: Some(samples::NOW),
        problem: None,
        principal: Some(ObjectId(Guid::from_u128(0xc1))),
        token_issued: Some(samples::NOW),
        check_from: None,
        lines,
        delegated_readable: true,
    }
}

fn view(registrations: Vec<RegistrationReview>) -> ReviewView {
    ReviewView {
        tenant_id: TenantId(Guid::from_u128(3)),
        tenant_name: HOSTILE.to_owned(),
        cloud: String::new(),
        now: samples::NOW,
        registrations,
        features: vec![
            FeatureSwitch {
                feature: Feature::Calendar,
                on: true,
                frees: vec!["Calendars.ReadBasic.All".to_owned()],
            },
            FeatureSwitch {
                feature: Feature::TeamsMeetings,
                on: false,
                frees: vec!["OnlineMeetings.ReadWrite".to_owned()],
            },
        ],
        history: vec![GrantChange {
            client_id: Guid::from_u128(5),
            resource: Some(Resource::Graph.app_id()),
            value: "Mail.Read".to_owned(),
            kind: PermissionKind::Application,
            guid: Guid::from_u128(9),
            first_seen: samples::NOW,
            gone: Some(samples::NOW),
            ended: Some(GrantEnd::Unconfigured),
        }],
        evidence: EvidenceChain {
            last: 7,
            head: "ab".repeat(32),
            verified: 5,
            consents: 2,
            intact: true,
        },
        notify: "soc@contoso.example".to_owned(),
        may_act: true,
        once: true,
        hash: "cd".repeat(32),
    }
}

fn all_statuses() -> Vec<ReviewLine> {
    ReviewStatus::ALL
        .into_iter()
        .map(|status| line("user_read_all_app", status))
        .collect()
}

#[test]
fn every_status_has_a_word_a_sentence_and_a_shape_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for status in ReviewStatus::ALL {
        let page = view(vec![registration(vec![line("user_read_all_app", status)])]);
        for (_, html) in each_language("permissions-status", |_| {
            view! { <Permissions view=page.clone()/> }.into_any()
        }) {
            let badge = html.raw().split("review-shape").nth(1).unwrap();
            let badge: String = badge.chars().take(120).collect();
            assert!(seen.insert(badge), "{status:?} looks like another");
        }
    }
}

#[test]
fn the_head_counts_tiers_and_names_content() {
    let mut mail = line("mail_read_app", ReviewStatus::OverPrivileged);
    mail.needed_by = vec![];
    let lines = vec![mail, line("user_read_all_app", ReviewStatus::Ok)];
    let page = view(vec![registration(lines)]);
    for (texts, html) in each_language("permissions", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        let tiers = format!(
            "1 × {}, 1 × {}",
            texts.get(Key::TIER_CRITICAL),
            texts.get(Key::TIER_HIGH)
        );
        assert!(html.contains(&tiers));
        assert!(html.contains(&texts.with(Key::REVIEW_CONTENT, &[("names", "Mail.Read")])));
        assert!(html.contains(&texts.with(Key::REVIEW_OVER, &[("n", "1")])));
        assert!(html.contains(texts.get(Key::REVIEW_MISSING_NONE)));
        assert!(html.contains(texts.get(Key::REVIEW_FOREIGN_DIFFER)));
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
    }
    let page = view(vec![registration(vec![])]);
    for (texts, html) in each_language("permissions-empty", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_LINES_NONE)));
    }
}

#[test]
fn commands_hold_the_ids_that_were_read() {
    let mut delegated = line(
        "online_meetings_read_write_delegated",
        ReviewStatus::NotTested,
    );
    delegated.granted = Some(GrantView {
        scopes: vec![
            "OnlineMeetings.ReadWrite".to_owned(),
            "offline_access".to_owned(),
        ],
        people: 2,
        ..grant(GrantedFor::Everybody)
    });
    let mut alone = line("offline_access_delegated", ReviewStatus::OverPrivileged);
    alone.granted = Some(GrantView {
        id: "alone".to_owned(),
        ids: vec!["alone".to_owned(), "second".to_owned(), "third".to_owned()],
        scopes: vec!["offline_access".to_owned()],
        at: None,
        ..grant(GrantedFor::People { count: 3 })
    });
    let lines = vec![
        line("user_read_all_app", ReviewStatus::Ok),
        delegated,
        alone,
    ];
    let page = view(vec![registration(lines)]);
    for (texts, html) in each_language("permissions-commands", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        let assigned = format!(
            "servicePrincipals/{}/appRoleAssignedTo/{GRANT_ID}",
            resource()
        );
        assert!(html.contains(&format!(
            "DELETE https://graph.microsoft.com/v1.0/{assigned}"
        )));
        assert!(html.contains(&format!(
            "az rest --method DELETE --url \"https://graph.microsoft.com/v1.0/{assigned}\""
        )));
        // Two scopes of one grant: neither command may write a list that holds the other.
        assert!(!html.contains("{\"scope\":\"offline_access\"}"));
        assert!(!html.contains("{\"scope\":\"OnlineMeetings.ReadWrite\"}"));
        assert!(html.contains("$scopes -ne 'OnlineMeetings.ReadWrite'"));
        assert!(html.contains("grep -vixF 'offline_access'"));
        let shared = texts.with(
            Key::REVIEW_RECIPE_SHARED,
            &[("name", "OnlineMeetings.ReadWrite")],
        );
        assert!(html.contains(&shared));
        assert!(html.contains(&texts.with(Key::REVIEW_RECIPE_PEOPLE, &[("n", "2")])));
        assert!(html.contains(&texts.with(Key::REVIEW_WHOM_PEOPLE, &[("n", "2")])));
        for id in ["alone", "second", "third"] {
            assert!(html.contains(&format!(
                "DELETE https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{id}"
            )));
        }
        assert!(html.contains(&format!("az login --tenant {}", Guid::from_u128(3))));
        assert!(html.contains(&texts.with(Key::REVIEW_WHOM_PEOPLE, &[("n", "3")])));
        assert!(html.contains("accountEnabled"));
    }
    let mut unknown = line("user_read_all_app", ReviewStatus::Works);
    unknown.granted = None;
    let what = unknown.guid.unwrap().to_string();
    let page = view(vec![RegistrationReview {
        mode: ReviewMode::Probes,
        principal: None,
        delegated_readable: false,
        ..registration(vec![unknown])
    }]);
    for (texts, html) in each_language("permissions-probes", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(&texts.with(Key::REVIEW_RECIPE_FIND, &[("what", &what)])));
        assert!(html.contains(texts.get(Key::REVIEW_NOT_READABLE)));
        assert!(!html.contains("appRoleAssignedTo"));
        assert!(html.contains("Remove-MgServicePrincipalAppRoleAssignment"));
        assert!(html.contains(&format!("appRoleId=='{what}'")));
    }
    let mut missing = line("user_read_all_app", ReviewStatus::Missing);
    missing.granted = None;
    let page = view(vec![RegistrationReview {
        principal: None,
        ..registration(vec![missing])
    }]);
    for (texts, html) in each_language("permissions-missing", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(
            !html.contains(texts.get(Key::REVIEW_RECIPES)),
            "nothing to revoke"
        );
    }
}

#[test]
fn every_problem_is_named_with_its_remedy_and_the_age_of_what_is_shown() {
    let problems = [
        (
            ReviewProblem::PrincipalGone,
            Key::REVIEW_PROBLEM_PRINCIPAL_GONE,
        ),
        (
            ReviewProblem::PrincipalDisabled,
            Key::REVIEW_PROBLEM_PRINCIPAL_DISABLED,
        ),
        (ReviewProblem::Unreachable, Key::REVIEW_PROBLEM_UNREACHABLE),
        (ReviewProblem::Unexpected, Key::REVIEW_PROBLEM_UNEXPECTED),
    ];
    for (problem, key) in problems {
        let page = view(vec![RegistrationReview {
            problem: Some(problem),
            tried: Some(samples::NOW.plus_minutes(16)),
            ..registration(all_statuses())
        }]);
        for (texts, html) in each_language("permissions-problem", |_| {
            view! { <Permissions view=page.clone()/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)));
            assert!(html.contains(texts.get(Key::REVIEW_STALE)));
            assert!(html.contains(texts.get(Key::REVIEW_TRIED)));
        }
    }
    let partial = ReviewProblem::Partial {
        left: vec!["assignments".to_owned(), "probes".to_owned()],
    };
    let coded = ReviewProblem::Credential {
        code: "AADSTS7000215".to_owned(),
        trouble: Some(Trouble::SecretRefused),
    };
    let refused = ReviewProblem::Refused {
        code: "AADSTS53003".to_owned(),
        trouble: Some(Trouble::BlockedByPolicy),
    };
    let page = view(vec![
        RegistrationReview {
            problem: Some(partial),
            ..registration(vec![])
        },
        RegistrationReview {
            client_id: Guid::from_u128(6),
            problem: Some(coded),
            read: None,
            ..registration(vec![])
        },
        RegistrationReview {
            client_id: Guid::from_u128(7),
            problem: Some(refused),
            ..registration(vec![])
        },
    ]);
    for (texts, html) in each_language("permissions-partial", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_LEFT_ASSIGNMENTS)));
        assert!(html.contains("AADSTS7000215") && html.contains("AADSTS53003"));
        for key in [
            Key::TROUBLE_SECRET_REFUSED_FIX,
            Key::TROUBLE_BLOCKED_BY_POLICY_FIX,
        ] {
            assert!(html.contains(texts.get(key)), "meaning and remedy");
        }
    }
}

#[test]
fn rules_of_exchange_are_unfolded_where_a_probe_met_them() {
    let mut calendar = line("calendars_read_basic_all_app", ReviewStatus::NotEffective);
    let calm = view(vec![registration(vec![line(
        "calendars_read_basic_all_app",
        ReviewStatus::Ok,
    )])]);
    calendar.probe = Some(probe(ProbeOutcome::ExchangePolicy));
    let met = view(vec![registration(vec![calendar])]);
    for (page, open) in [(calm, 0), (met, 1)] {
        for (texts, html) in each_language("permissions-exchange", |_| {
            view! { <Permissions view=page.clone()/> }.into_any()
        }) {
            assert!(html.contains(texts.get(Key::REVIEW_EXCHANGE_TITLE)));
            assert!(html.contains("Test-ServicePrincipalAuthorization"));
            assert_eq!(html.open_folds(), open);
        }
    }
}

#[test]
fn whoever_only_reads_gets_no_form() {
    let mut page = view(vec![registration(all_statuses())]);
    page.may_act = false;
    for (texts, html) in each_language("permissions-reviewer", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.values("form", "action").is_empty());
        assert!(!html.contains(texts.get(Key::REVIEW_CHECK)));
        assert!(
            html.values("a", "href")
                .contains(&"/admin/permissions/export")
        );
        assert!(html.contains("soc@contoso.example"));
    }
}

#[test]
fn an_administrator_checks_switches_and_says_who_is_told() {
    let page = view(vec![registration(all_statuses())]);
    for (texts, html) in each_language("permissions-admin", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        let mut actions = html.values("form", "action");
        actions.sort_unstable();
        assert_eq!(
            actions,
            [
                "/api/permissions/check",
                "/api/permissions/set_mail",
                "/api/permissions/switch",
                "/api/permissions/switch"
            ]
        );
        assert_eq!(html.field("addresses"), Some("soc@contoso.example"));
        let warning = texts.with(
            Key::REVIEW_SWITCH_OFF_WARNING,
            &[("names", "Calendars.ReadBasic.All")],
        );
        assert!(html.contains(&warning), "what is to be revoked afterwards");
    }
    let soon = view(vec![RegistrationReview {
        check_from: Some(samples::NOW.plus_minutes(4)),
        ..registration(vec![])
    }]);
    for (texts, html) in each_language("permissions-soon", |_| {
        view! { <Permissions view=soon.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_CHECK_FROM)));
        assert!(
            !html
                .values("form", "action")
                .contains(&"/api/permissions/check")
        );
    }
}

#[test]
fn paper_shows_everything_and_nothing_to_press() {
    let page = view(vec![registration(all_statuses())]);
    for (texts, html) in each_language("permissions-print", |_| {
        view! { <Printed view=page.clone()/> }.into_any()
    }) {
        assert!(html.values("form", "action").is_empty());
        // One fold for each line; what takes everything away stays folded.
        assert_eq!(html.open_folds(), ReviewStatus::ALL.len());
        assert!(html.contains(texts.get(Key::REVIEW_PRINTED)));
        assert!(html.contains(&"cd".repeat(32)));
    }
}

#[test]
fn a_grant_outside_of_the_catalogue_is_listed() {
    let unknown = ReviewLine {
        key: None,
        resource: None,
        value: "Some.Thing".to_owned(),
        tier: None,
        cisa: None,
        microsoft_level: None,
        needed_by: vec![],
        asked_for: vec![],
        ..line("user_read_all_app", ReviewStatus::OverPrivileged)
    };
    let page = view(vec![registration(vec![unknown])]);
    for (texts, html) in each_language("permissions-unknown", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        for key in [
            Key::REVIEW_UNKNOWN_PERMISSION,
            Key::REVIEW_RESOURCE_UNKNOWN,
            Key::REVIEW_FOREIGN_NONE,
            Key::REVIEW_RECIPE_NOT_BACK,
        ] {
            assert!(html.contains(texts.get(key)));
        }
    }
    assert!(Tier::Critical > Tier::High);
}

/// Whether a page that is kept nowhere shows all that was found. How to take everything away at once is no finding.
fn findings_are_open(texts: Texts, html: &Html) -> bool {
    let whole = format!("<summary>{}", texts.get(Key::REVIEW_WHOLE));
    let mut closed = html.raw().split("<details class=\"fold\">").skip(1);
    html.open_folds() > 0 && closed.all(|fold| fold.starts_with(&whole))
}

#[test]
fn pasted_lists_have_a_form_a_judgement_and_a_refusal() {
    let page = view(vec![registration(all_statuses())]);
    for (texts, html) in each_language("permissions-paste", |_| {
        view! { <PasteForm view=page.clone()/> }.into_any()
    }) {
        assert_eq!(html.values("form", "action"), ["/admin/permissions/pasted"]);
        assert!(html.contains("/appRoleAssignments") && html.contains("/oauth2PermissionGrants"));
        assert!(html.contains(texts.get(Key::REVIEW_PASTE_GRANTS_HELP)));
    }
    let judged = PastedReview {
        tenant_id: TenantId(Guid::from_u128(0x77)),
        cloud: String::new(),
        review: RegistrationReview {
            mode: ReviewMode::Pasted,
            ..registration(all_statuses())
        },
    };
    for (texts, html) in each_language("permissions-judged", |_| {
        view! { <Judged pasted=judged.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_MODE_PASTED)));
        assert!(findings_are_open(texts, &html));
        let login = format!("az login --tenant {}", judged.tenant_id);
        assert!(html.contains(&login), "the reader's own tenant");
        assert!(!html.contains(&Guid::from_u128(0).to_string()));
    }
}

#[test]
fn what_is_wrong_with_pasted_lists_is_named() {
    let wrong = |field: &str, problem| vec![FieldError::new(field, problem)];
    for (fields, key, name) in [
        (
            wrong("assignments", FieldProblem::Malformed),
            Key::REVIEW_PASTE_WRONG,
            Key::REVIEW_PASTE_ASSIGNMENTS,
        ),
        (
            wrong("grants", FieldProblem::NotAChoice),
            Key::REVIEW_PASTE_OTHER,
            Key::REVIEW_PASTE_GRANTS,
        ),
        (
            wrong("grants", FieldProblem::TooLong(512)),
            Key::REVIEW_PASTE_TOO_LONG,
            Key::REVIEW_PASTE_GRANTS,
        ),
    ] {
        for (texts, html) in each_language("permissions-wrong", |_| {
            view! { <WrongPaste fields=fields.clone()/> }.into_any()
        }) {
            assert!(html.contains(&texts.with(key, &[("field", texts.get(name))])));
        }
    }
    for (form, key) in [
        (UnreadForm::TooLong, Key::REVIEW_PASTE_TOO_LONG),
        (UnreadForm::Malformed, Key::REVIEW_PASTE_UNREAD),
    ] {
        for (texts, html) in each_language("permissions-unread", |_| {
            view! { <Unread form=form/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)));
        }
    }
}

#[test]
fn evidence_that_was_tampered_with_is_not_called_intact() {
    let mut page = view(vec![]);
    page.evidence.intact = false;
    for (texts, html) in each_language("permissions-broken", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_EVIDENCE_BROKEN)));
        assert!(!html.contains(&"ab".repeat(32)));
    }
}

#[test]
fn a_change_names_where_it_happened_and_evidence_says_how_much_was_verified() {
    let page = view(vec![]);
    for (texts, html) in each_language("permissions-history", |_| {
        view! { <Permissions view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(&Guid::from_u128(5).to_string()));
        assert!(html.contains("Microsoft Graph"));
        assert!(html.contains(texts.get(Key::REVIEW_HISTORY_UNCONFIGURED)));
        let intact = texts.with(
            Key::REVIEW_EVIDENCE_INTACT,
            &[("n", "7"), ("verified", "5")],
        );
        assert!(html.contains(&intact));
        assert!(html.contains(&texts.with(Key::REVIEW_EVIDENCE_CONSENTS, &[("n", "2")])));
    }
}
