//! The lists read once by a person: what it takes, what was found, and why nothing was.

use model::trust::review::OnceReview;

use super::*;
use crate::pages::admin::permissions::{OnceFound, OnceIntro, OnceWrong};

#[test]
fn what_it_takes_and_leaves_is_said_before() {
    let mut page = view(vec![registration(vec![])]);
    for (texts, html) in each_language("permissions-once", |_| {
        view! { <OnceIntro view=page.clone()/> }.into_any()
    }) {
        for key in [
            Key::REVIEW_ONCE_LEAD,
            Key::REVIEW_ONCE_NEEDS,
            Key::REVIEW_ONCE_LEAVES,
        ] {
            assert!(html.contains(texts.get(key)));
        }
        let links = html.values("a", "href");
        assert!(links.contains(&"/admin/permissions/once/begin"));
        assert!(links.contains(&"/admin/permissions/pasted"));
    }
    page.once = false;
    for (texts, html) in each_language("permissions-once-not", |_| {
        view! { <OnceIntro view=page.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_ONCE_NOT_OFFERED)));
        let links = html.values("a", "href");
        assert!(!links.contains(&"/admin/permissions/once/begin"));
    }
}

#[test]
fn what_was_found_comes_with_its_commands_and_says_that_it_is_the_only_copy() {
    let mut own = line("directory_read_all_delegated", ReviewStatus::Ok);
    own.needed_by = vec![Feature::PermissionReview];
    own.granted = Some(GrantView {
        id: "own".to_owned(),
        ids: vec!["own".to_owned()],
        scopes: vec!["Directory.Read.All".to_owned()],
        ..grant(GrantedFor::People { count: 1 })
    });
    let found = OnceReview {
        tenant_id: TenantId(Guid::from_u128(3)),
        cloud: String::new(),
        now: samples::NOW,
        registrations: vec![RegistrationReview {
            mode: ReviewMode::Once,
            ..registration(vec![own])
        }],
    };
    for (texts, html) in each_language("permissions-once-found", |_| {
        view! { <OnceFound found=found.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::REVIEW_ONCE_ONLY)));
        assert!(findings_are_open(texts, &html));
        assert!(html.contains(texts.get(Key::REVIEW_MODE_ONCE)));
        assert!(
            html.contains("DELETE https://graph.microsoft.com/v1.0/oauth2PermissionGrants/own")
        );
        assert!(html.values("form", "action").is_empty());
    }
}

#[test]
fn why_nothing_was_read_is_told() {
    for (field, key) in [
        ("voucher", Key::REVIEW_ONCE_VOUCHER),
        ("account", Key::REVIEW_ONCE_ACCOUNT),
    ] {
        let fields = vec![FieldError::new(field, FieldProblem::Malformed)];
        for (texts, html) in each_language("permissions-once-wrong", |_| {
            view! { <OnceWrong fields=fields.clone()/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)));
            assert!(
                html.values("a", "href")
                    .contains(&"/admin/permissions/once")
            );
        }
    }
}
