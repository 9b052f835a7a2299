//! Files of set-up documents: who gets them, as what, and what becomes of harmful choices.

use std::fmt::Write as _;

use crate::support::browser::form;
use crate::support::{Requests, Stage, TestApp, with_stack};

/// A query as a browser would send it.
fn query(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        let sign = if text.is_empty() { '?' } else { '&' };
        let _ = write!(text, "{sign}{name}={}", app::paths::encoded(value));
    }
    text
}

#[test]
fn files_come_as_attachments_of_their_kind_and_are_not_kept() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        for (file, kind) in [
            ("anteroom.tf", "text/plain; charset=utf-8"),
            ("anteroom-signin.json", "application/json"),
            ("anteroom-register.ps1", "text/plain; charset=utf-8"),
            ("anteroom-setup.md", "text/markdown; charset=utf-8"),
            ("anteroom-setup.html", "text/html; charset=utf-8"),
        ] {
            for (browser, base) in [
                (&stage.administrator, "/admin/setup/documents"),
                (&stage.anonymous, "/trust/setup"),
            ] {
                let answer = browser.page(&format!("{base}/{file}")).await;
                assert_eq!(answer.status, 200, "{base}/{file}");
                assert_eq!(answer.header("content-type"), kind);
                assert_eq!(
                    answer.header("content-disposition"),
                    format!("attachment; filename=\"{file}\"")
                );
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
                assert_eq!(answer.header("cache-control"), "no-store");
                let policy = answer.header("content-security-policy");
                assert!(policy.contains("default-src 'none'"), "{policy}");
            }
        }
    });
}

#[test]
fn an_administrator_gets_the_own_tenant_and_anybody_gets_none() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let file = "/admin/setup/documents/anteroom-setup.md";
        let own = stage.administrator.page(file).await.text();
        assert!(own.contains(microsoft365::contoso::TENANT));
        let foreign = stage.foreign_administrator.page(file).await.text();
        assert!(!foreign.contains(microsoft365::contoso::TENANT));
        assert!(foreign.contains(microsoft365::fabrikam::TENANT));
        let public = stage
            .administrator
            .page("/trust/setup/anteroom-setup.md")
            .await;
        assert!(!public.text().contains(microsoft365::contoso::TENANT));
        for who in [&stage.anonymous, &stage.reviewer, &stage.consultant] {
            let answer = who.page(file).await;
            assert_ne!(answer.status, 200);
            assert!(!answer.text().contains(microsoft365::contoso::TENANT));
        }
    });
}

#[test]
fn harmful_choices_and_names_of_files_lead_nowhere() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let worst = "'\"\r\nX-Evil: 1\n$(id)`id`${x}</script><script>alert(1)</script>";
        let choices = query(&[
            ("layout", "one"),
            ("host", "aws"),
            ("calendar", "true"),
            ("issuer", worst),
            ("subject", worst),
            ("base_url", worst),
            ("home", worst),
        ]);
        for file in ["anteroom.tf", "anteroom-setup.html", "anteroom-register.sh"] {
            let answer = stage
                .anonymous
                .page(&format!("/trust/setup/{file}{choices}"))
                .await;
            assert_eq!(answer.status, 200, "{file}");
            assert_eq!(answer.header("x-evil"), "");
            assert!(!answer.text().contains("alert(1)"), "{file}");
        }
        let page = stage
            .anonymous
            .page(&format!("/trust/setup{choices}"))
            .await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("<script>alert(1)"));
        for file in [
            "..%2F..%2Fetc%2Fpasswd",
            "x%0d%0aX-Evil:%201",
            "anteroom.exe",
        ] {
            let answer = stage.anonymous.page(&format!("/trust/setup/{file}")).await;
            assert_eq!(answer.status, 404, "{file}");
            assert_eq!(answer.header("x-evil"), "");
        }
    });
}

#[test]
fn the_list_is_sent_by_a_plain_form_and_says_so() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let send = |address: &'static str| {
            form(
                http::Method::POST,
                "/api/setup/send_todo",
                &[("address", address)],
                "text/html",
            )
        };
        let answer = stage
            .administrator
            .read(
                send("it@contoso.example"),
                crate::support::browser::From::OwnPage,
            )
            .await;
        assert_eq!(answer.location(), "/admin/setup/todo?sent=sent");
        let mail = mail_with(&stage, "/admin/setup/todo").await;
        // Whoever helps has no role here: the instructions are those that anybody may open, filled in for the organisation.
        assert!(mail.contains("/trust/setup?"), "{mail}");
        assert!(!mail.contains("/admin/setup/documents"), "{mail}");
        assert!(mail.contains("it@contoso.example"), "{mail}");
        let page = stage
            .administrator
            .page("/admin/setup/todo?sent=sent")
            .await;
        assert_eq!(page.status, 200);
        let list = stage.consultant.page("/admin/setup/todo").await;
        assert_eq!(
            list.status, 200,
            "whoever is of the organisation may read it"
        );
        assert!(!list.text().contains("/api/setup/send_todo"));
        let refused = stage
            .consultant
            .read(
                send("it@contoso.example"),
                crate::support::browser::From::OwnPage,
            )
            .await;
        assert!(!refused.location().contains("sent=sent"));
    });
}

/// The mail of the outbox that holds this text, once it is there.
async fn mail_with(stage: &Stage, text: &str) -> String {
    let outbox = stage.app.folder.path().join("outbox");
    loop {
        for file in std::fs::read_dir(&outbox).unwrap().flatten() {
            // Long lines are broken by an equals sign at their end.
            let mail = std::fs::read_to_string(file.path()).unwrap_or_default();
            let mail = mail.replace("=\r\n", "");
            if mail.contains(text) {
                return mail;
            }
        }
        tokio::task::yield_now().await;
    }
}
