//! Every page, drawn for those who may see it and refused to those who may not.

use futures::future::join_all;

use crate::support::{Browser, Requests, Stage, TestApp, with_stack};

fn places(stage: &Stage) -> Vec<(&Browser, String)> {
    let (desk, ward) = (
        app::paths::board(stage.desk),
        app::paths::room_edit(stage.desk),
    );
    let of = |browser, paths: &[&str]| {
        paths
            .iter()
            .map(|path| (browser, (*path).to_owned()))
            .collect::<Vec<_>>()
    };
    let mut all = of(
        &stage.anonymous,
        &[
            "/",
            "/trust",
            "/trust/judge",
            "/trust/judge?example=assistant",
            "/trust/setup",
            "/trust/setup?layout=per_source&host=gcp&calendar=true",
            "/register",
            "/w/contoso",
            "/w/contoso/desk",
            "/ticket",
        ],
    );
    all.extend(of(
        &stage.anonymous,
        &[
            "/invitation?code=x",
            "/signin/problem?code=expired&id=0",
            "/signin/problem?code=refused&id=0&help=not_assigned&number=50105",
        ],
    ));
    all.extend(of(
        &stage.visitor,
        &["/w/contoso/desk", "/w/contoso/desk/ticket"],
    ));
    all.extend(of(&stage.consultant, &["/rooms", &desk, "/w/contoso"]));
    all.extend(of(&stage.coordinator, &["/rooms", &desk, &ward]));
    all.extend(of(
        &stage.administrator,
        &[
            "/admin/setup",
            "/admin/setup/documents",
            "/admin/setup/todo",
            "/admin/people",
            "/admin/audit",
            "/admin/rooms",
            "/admin/connectors",
            "/admin/connectors/organisation",
            "/admin/permissions",
            "/admin/permissions/print",
            "/admin/permissions/pasted",
            "/admin/permissions/errors",
            "/admin/permissions/errors?ask=AADSTS700016",
        ],
    ));
    all.extend(of(&stage.leader, &["/culture", "/culture/load", "/me"]));
    all.extend(of(&stage.employee, &["/me"]));
    all.extend(of(&stage.administrator, &["/admin/rooms/new", &ward]));
    all.extend(of(
        &stage.reviewer,
        &[
            "/admin/audit",
            "/admin/permissions",
            "/admin/permissions/errors",
        ],
    ));
    all
}

#[test]
fn pages_are_drawn_with_their_policy_also_many_at_once() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        for _ in 0..3 {
            let answers = places(&stage)
                .into_iter()
                .map(|(browser, path)| async move { (browser.page(&path).await, path) });
            for (answer, path) in join_all(answers).await {
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                let policy = answer.header("content-security-policy");
                assert!(policy.contains("script-src 'nonce-"), "{path}: {policy}");
                assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            }
        }
    });
}

#[test]
fn without_script_a_board_and_a_waiting_page_load_themselves_again() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let board = app::paths::board(stage.desk);
        for (browser, path) in [
            (&stage.visitor, "/w/contoso/desk/ticket"),
            (&stage.consultant, board.as_str()),
        ] {
            let html = browser.page(path).await.text();
            let again = format!(
                "<noscript><meta http-equiv=\"refresh\" content=\"20;url={path}\"></noscript>"
            );
            assert!(html.contains(&again), "{path}: {html}");
        }
    });
}

#[test]
fn staff_pages_asked_for_all_at_once_after_a_sign_in_keep_their_policy() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let mut staff = places(&stage);
        staff.retain(|(_, path)| path.starts_with("/rooms") || path.starts_with("/admin"));
        let many = (0..6)
            .flat_map(|_| staff.iter())
            .map(|(browser, path)| async move { (browser.page(path).await, path) });
        for (answer, path) in join_all(many).await {
            assert_eq!(answer.status, 200, "{path}");
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("script-src 'nonce-"), "{path}: {policy}");
        }
    });
}

#[test]
fn pages_refuse_with_a_status_and_an_explanation() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let (board, edit) = (
            app::paths::board(stage.desk),
            app::paths::room_edit(stage.desk),
        );
        for (browser, path, status) in [
            (&stage.anonymous, board.as_str(), 401),
            (&stage.employee, &board, 403),
            (&stage.other_room, &board, 403),
            (&stage.administrator, &board, 403),
            (&stage.foreign_consultant, &board, 404),
            (&stage.consultant, &edit, 403),
            (&stage.foreign_administrator, &edit, 404),
            (&stage.consultant, "/admin/people", 403),
            (&stage.employee, "/admin/audit", 403),
            (&stage.consultant, "/admin/permissions/errors", 403),
            (&stage.anonymous, "/admin/permissions/errors", 401),
            (&stage.anonymous, "/admin/setup", 401),
            (&stage.other_visitor, "/w/contoso/desk/ticket", 404),
        ] {
            let answer = browser.page(path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(
                answer
                    .header("content-security-policy")
                    .contains("script-src 'nonce-"),
                "{path}"
            );
            let text = answer.text();
            assert!(!text.contains("Vera"), "{path}");
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
            assert_eq!(text.matches("<title>").count(), 1, "{path}");
        }
    });
}

#[test]
fn a_browser_with_one_ticket_is_led_to_it() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let answer = stage.visitor.page("/ticket").await;
        assert!(answer.status.is_redirection(), "{}", answer.status);
        assert_eq!(answer.location(), "/w/contoso/desk/ticket");
    });
}
