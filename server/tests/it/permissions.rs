//! The permission review through the router: from a look of the job to page, file and pasted lists.

use microsoft365::contoso;
use model::ErrorCode;
use server::jobs;

use crate::support::browser::{Browser, From, form};
use crate::support::{Requests, Stage, TestApp, entra};

const PAGE: &str = "/admin/permissions";
const ASSIGNMENTS: &str = r#"{"value":[{"id":"a1","appRoleId":"810c84a8-4a9e-49e6-bf7d-12d183f40d01","createdDateTime":"2026-01-01T00:00:00Z","resourceDisplayName":"Microsoft Graph","resourceId":"00000000-0000-0000-0000-0000000000aa"}]}"#;

/// The words of a status, as its badge writes them.
fn badges(html: &str, word: &str) -> usize {
    html.matches(&format!("</span>{word}</span>")).count()
}

#[tokio::test]
async fn a_revoked_grant_turns_on_the_page_at_the_next_look() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let before = stage.reviewer.page(PAGE).await.text();
    assert_eq!(badges(&before, "OK"), 0, "nobody has looked");
    assert!(badges(&before, "Unknown") > 0);
    jobs::run_all(&stage.app.site).await.unwrap();
    let html = stage.reviewer.page(PAGE).await.text();
    assert!(badges(&html, "OK") >= 4, "{html}");
    assert_eq!(badges(&html, "Missing"), 0);
    assert!(
        !html.contains("/api/permissions/"),
        "a reviewer has no forms"
    );
    stage.app.microsoft.state().revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "MailboxSettings.Read",
    );
    stage.app.forward_minutes(16);
    jobs::run_all(&stage.app.site).await.unwrap();
    let html = stage.administrator.page(PAGE).await.text();
    assert_eq!(badges(&html, "Missing"), 1, "{html}");
    assert!(html.contains("/api/permissions/check"));
    let foreign = stage.foreign_administrator.page(PAGE).await.text();
    assert_eq!(badges(&foreign, "OK"), 0);
    assert!(!foreign.contains(contoso::TENANT));
    for stranger in [&stage.consultant, &stage.leader, &stage.employee] {
        assert_eq!(stranger.page(PAGE).await.status, 403);
    }
}

#[tokio::test]
async fn a_check_on_request_is_one_form_and_has_a_pause() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let check = || {
        form(
            http::Method::POST,
            "/api/permissions/check",
            &[("client_id", contoso::DATA_CLIENT_ID)],
            "text/html",
        )
    };
    let answer = stage.administrator.read(check(), From::OwnPage).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert!(
        !answer.location().contains("__err="),
        "{}",
        answer.location()
    );
    let html = stage.administrator.page(PAGE).await.text();
    assert!(badges(&html, "OK") >= 4, "{html}");
    let again = stage.administrator.read(check(), From::OwnPage).await;
    assert_eq!(again.refusal(), Some(ErrorCode::NotPossible));
}

#[tokio::test]
async fn the_file_is_an_attachment_for_reviewers() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    jobs::run_all(&stage.app.site).await.unwrap();
    let file = stage.reviewer.page("/admin/permissions/export").await;
    assert_eq!(file.status, 200);
    assert!(file.header("content-type").starts_with("application/json"));
    assert_eq!(file.header("cache-control"), "no-store");
    assert!(
        file.header("content-disposition")
            .contains("anteroom-permissions-")
    );
    let document: serde_json::Value = file.json();
    assert_eq!(document["document"]["review"]["tenant_id"], contoso::TENANT);
    let refused = stage.consultant.page("/admin/permissions/export").await;
    assert!(refused.status.is_redirection());
}

#[tokio::test]
async fn pasted_lists_are_answered_with_a_judgement_and_leave_nothing() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let fields = [
        ("client_id", contoso::DATA_CLIENT_ID),
        ("assignments", ASSIGNMENTS),
        ("grants", ""),
    ];
    let place = "/admin/permissions/pasted";
    let answer = stage.reviewer.submit(place, &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let html = answer.text();
    assert_eq!(badges(&html, "Over-privileged"), 1, "{html}");
    assert!(html.contains("Mail.Read") && answer.header("cache-control") == "no-store");
    let wrong = [
        ("client_id", contoso::DATA_CLIENT_ID),
        ("assignments", "<script>alert(1)</script>"),
        ("grants", ""),
    ];
    let refused = stage.reviewer.submit(place, &wrong).await.text();
    assert!(refused.contains("not the whole answer") && !refused.contains("<script>alert"));
    // A long list that is one, one that is too long, and forms that are none of this page.
    let blanks = |many: usize| format!("{}{ASSIGNMENTS}", " ".repeat(many * 1024));
    let submit = |client: &'static str, list: String| {
        let reviewer = &stage.reviewer;
        async move {
            let fields = [
                ("client_id", client),
                ("assignments", &list),
                ("grants", ""),
            ];
            reviewer.submit(place, &fields).await.text()
        }
    };
    let long = submit(contoso::DATA_CLIENT_ID, blanks(400)).await;
    assert_eq!(badges(&long, "Over-privileged"), 1, "{long}");
    for many in [600, 5_000] {
        let longer = submit(contoso::DATA_CLIENT_ID, blanks(many)).await;
        assert!(longer.contains("512 KiB"), "{many}: {longer}");
    }
    let nonsense = submit("nonsense", ASSIGNMENTS.to_owned()).await;
    assert!(nonsense.contains("could not be read"), "{nonsense}");
    let stranger = stage.consultant.submit(place, &fields).await;
    assert_eq!(stranger.status, 403);
    assert!(!stranger.text().contains("Over-privileged"));
    let after = stage.reviewer.page(PAGE).await.text();
    assert!(!after.contains("Mail.Read<"));
}

/// From the page over Microsoft back to the page, without a script: two forms of our own, and nothing kept.
#[tokio::test]
async fn a_person_reads_the_lists_once_and_takes_the_only_copy() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let state = stage.app.microsoft.state();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "Mail.Read");
    let place = "/admin/permissions/once";
    let intro = stage.administrator.page(place).await.text();
    assert!(intro.contains("/admin/permissions/once/begin"), "{intro}");
    let handed = entra::through(
        &stage.administrator,
        "/admin/permissions/once/begin",
        contoso::TENANT,
        &contoso::ADMIN,
    )
    .await;
    assert_eq!(handed.status, 200, "{}", handed.location());
    assert_eq!(handed.header("cache-control"), "no-store");
    assert!(
        handed
            .header("content-security-policy")
            .contains("form-action 'self'")
    );
    let step = entra::read(&handed.text());
    assert_eq!(step.action, place);
    let voucher = step.field("voucher");
    assert!(!voucher.is_empty());
    let submit = |browser| {
        let browser: &Browser = browser;
        let fields = [("voucher", voucher.as_str())];
        async move { browser.submit(place, &fields).await }
    };
    // Nobody else can use it, and trying does not use it up.
    assert_eq!(submit(&stage.consultant).await.status, 403);
    let other = submit(&stage.reviewer).await.text();
    assert!(other.contains("belongs to another session"), "{other}");
    let found = submit(&stage.administrator).await;
    assert_eq!(
        (
            found.status.as_u16(),
            found.header("cache-control").as_str()
        ),
        (200, "no-store")
    );
    let html = found.text();
    assert!(html.contains("This page is the only copy"), "{html}");
    assert!(html.contains("Mail.Read") && badges(&html, "Over-privileged") >= 1);
    assert!(!html.contains("eyJ"), "no token");
    let again = submit(&stage.administrator).await.text();
    assert!(again.contains("was used before"), "{again}");
    let after = stage.administrator.page(PAGE).await.text();
    assert!(!after.contains("Mail.Read<"));
    // Whoever is no reviewer is led nowhere.
    let stranger = stage.consultant.page("/admin/permissions/once/begin").await;
    assert!(
        !stranger.location().contains("authorize"),
        "{}",
        stranger.location()
    );
}

#[tokio::test]
async fn a_feature_is_switched_off_by_a_plain_form() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    jobs::run_all(&stage.app.site).await.unwrap();
    let switch = |on: &'static str| {
        let fields = [("feature", "calendar"), ("on", on)];
        form(
            http::Method::POST,
            "/api/permissions/switch",
            &fields,
            "text/html",
        )
    };
    let answer = stage
        .administrator
        .read(switch("false"), From::OwnPage)
        .await;
    assert!(
        !answer.location().contains("__err="),
        "{}",
        answer.location()
    );
    let html = stage.administrator.page(PAGE).await.text();
    assert_eq!(badges(&html, "Over-privileged"), 1, "{html}");
    let on = form(
        http::Method::POST,
        "/api/connectors/act",
        &[("source", "calendar"), ("action", "switch_on")],
        "text/html",
    );
    let refused = stage.administrator.read(on, From::OwnPage).await;
    let code = refused.refusal();
    assert_eq!(code, Some(ErrorCode::NotPossible), "its feature is off");
    stage
        .administrator
        .read(switch("true"), From::OwnPage)
        .await;
    let html = stage.administrator.page(PAGE).await.text();
    assert_eq!(badges(&html, "Over-privileged"), 0);
}

/// What Entra posts to the callback where it leads nobody on: the error in place of a code.
async fn refused_at_entra(browser: &Browser, begin: &str, error: &str, text: &str) -> String {
    let sent = browser.page(begin).await;
    let to = sent.location();
    let state = to.split('&').find_map(|pair| pair.strip_prefix("state="));
    let mut answer = entra::Post {
        action: "http://localhost/connect/callback".to_owned(),
        fields: vec![],
    };
    answer.set("state", state.unwrap_or_else(|| panic!("{to}")));
    answer.set("error", error);
    answer.set("error_description", text);
    let refused = entra::deliver(browser, &answer).await;
    assert_eq!(refused.status, 303);
    refused.location()
}

#[tokio::test]
async fn whoever_is_refused_the_lists_is_led_back_to_them_and_not_to_teams() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let begin = "/admin/permissions/once/begin";
    for (error, text, code) in [
        ("access_denied", "AADSTS65004: declined", "declined"),
        (
            "access_denied",
            "AADSTS90094: needs an administrator",
            "declined",
        ),
        ("invalid_request", "AADSTS900144: made up", "refused"),
    ] {
        let to = refused_at_entra(&stage.reviewer, begin, error, text).await;
        let wanted = format!("/signin/problem?code={code}&id=");
        assert!(
            to.starts_with(&wanted) && to.ends_with("&for=lists"),
            "{to}"
        );
        let page = stage.reviewer.page(&to).await.text();
        assert!(page.contains("The lists of grants were not read"), "{page}");
        assert!(page.contains("href=\"/admin/permissions/once\""), "{page}");
        assert!(!page.contains("/connect?return"), "{page}");
    }
    // An answer without a code, and one that comes late.
    let late = entra::Post {
        action: "http://localhost/connect/callback".to_owned(),
        fields: vec![],
    };
    for (minutes, code) in [(0, "connect_refused"), (11, "expired")] {
        let sent = stage.reviewer.page(begin).await.location();
        let state = sent.split('&').find_map(|pair| pair.strip_prefix("state="));
        let mut answer = late.clone();
        answer.set("state", state.unwrap());
        stage.app.forward_minutes(minutes);
        let to = entra::deliver(&stage.reviewer, &answer).await.location();
        let wanted = format!("/signin/problem?code={code}&id=");
        assert!(
            to.starts_with(&wanted) && to.ends_with("&for=lists"),
            "{to}"
        );
    }
}

#[tokio::test]
async fn whoever_works_in_no_room_is_not_sent_round_in_circles() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let refused = stage.reviewer.page(&app::paths::connect("/rooms")).await;
    let to = refused.location();
    assert!(
        to.starts_with("/signin/problem?code=no_rooms&id=") && to.ends_with("&for=connect"),
        "{to}"
    );
    let page = stage.reviewer.page(&to).await.text();
    assert!(!page.contains("/connect?return"), "{page}");
    assert!(page.contains("href=\"/\""), "{page}");
}
