//! Every page, drawn for those who may see it and refused to those who may not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::{join, join_all};
use model::queue::form::RoomForm;
use model::queue::room::RoomSettings;
use server::middleware::security_headers::STRICT_CSP;
use server::router::router;

use crate::support::stage::{self, LINK, caller, entrance_form, fresh_key};
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
            "/admin/permissions/once",
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
fn a_file_takes_nothing_from_a_page_that_is_being_drawn() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let board = app::paths::board(stage.desk);
        for _ in 0..10 {
            // One thread: the file is answered while the page waits for its data.
            let pages = (0..4).map(|_| stage.consultant.page(&board));
            let files = (0..4).map(|_| stage.anonymous.fetch("/Cargo.toml"));
            let (pages, files) = join(join_all(pages), join_all(files)).await;
            for page in pages {
                let policy = page.header("content-security-policy");
                assert!(policy.contains("script-src 'nonce-"), "{policy}");
            }
            for file in files {
                assert_eq!(file.status, 200);
                assert_eq!(file.header("content-security-policy"), STRICT_CSP);
            }
        }
    });
}

#[test]
fn pages_are_drawn_while_another_application_starts() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let site = stage.app.site.clone();
        let runtime = tokio::runtime::Handle::current();
        let drawn = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&drawn);
        let starting = std::thread::Builder::new()
            .stack_size(16 << 20)
            .spawn(move || {
                let _inside = runtime.enter();
                let mut started = 0;
                while started == 0 || !ended.load(Ordering::SeqCst) {
                    drop(router(site.clone()));
                    started += 1;
                }
                started
            })
            .unwrap();
        for _ in 0..20 {
            assert_eq!(stage.consultant.page("/rooms").await.status, 200);
        }
        drawn.store(true, Ordering::SeqCst);
        assert!(starting.join().unwrap() > 0);
    });
}

#[test]
fn without_script_a_board_and_a_waiting_page_load_themselves_again() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let board = app::paths::board(stage.desk);
        for (browser, path, place) in [
            // A waiting page takes the place it shows along, so that a larger one is explained.
            (&stage.visitor, "/w/contoso/desk/ticket", "?ahead=0"),
            (&stage.consultant, board.as_str(), ""),
        ] {
            let html = browser.page(path).await.text();
            let again = format!(
                "<noscript><meta http-equiv=\"refresh\" content=\"20;url={path}{place}\"></noscript>"
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
            (&stage.anonymous, "/me", 401),
            (&stage.anonymous, "/w/contoso/desk/ticket", 404),
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

/// Whoever waits while the database is away gets a whole page with one problem, not a piece of one.
#[test]
fn a_waiting_page_is_still_a_page_without_the_database() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        stage.app.site.parts().store.close().await;
        let answer = stage.visitor.page("/w/contoso/desk/ticket").await;
        assert_eq!(answer.status, 503);
        let text = answer.text();
        for once in ["<h1", "<title>", "<main", "<header"] {
            assert_eq!(text.matches(once).count(), 1, "{once} in {text}");
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

/// Whoever waits keeps the place while the room gets another address: page, meeting and reload lead on.
#[test]
fn a_ticket_is_found_by_the_old_address_of_its_room() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let administrator = caller(&stage.app, &stage.administrator).await;
        let trust = stage.app.site.trust();
        let editor = administrator.room_editor(trust, stage.desk).await.unwrap();
        let queue = stage.app.site.queue();
        let room = queue.room_edit(&editor).await.unwrap();
        let form = RoomForm {
            room: Some(stage.desk),
            version: room.version,
            settings: RoomSettings {
                slug: "reception".parse().unwrap(),
                ..room.settings
            },
        };
        queue.save_room(&editor, form).await.unwrap();
        let old = stage.visitor.page("/w/contoso/desk/ticket").await;
        assert!(old.status.is_redirection(), "{}", old.status);
        assert_eq!(old.location(), "/w/contoso/reception/ticket");
        let now = stage.visitor.page("/w/contoso/reception/ticket").await;
        assert_eq!(now.status, 200);
        assert!(
            now.text()
                .contains("url=/w/contoso/reception/ticket?ahead=0\""),
            "without script the page loads itself by the new address"
        );
        // By the script of a page drawn before.
        let fields = [("tenant", "contoso"), ("room", "desk")];
        let asked = stage.visitor.call("/api/visitor/ticket", &fields).await;
        let asked: serde_json::Value = asked.json();
        assert_eq!(asked["ticket"], stage.ticket.to_string());
        let early = stage.visitor.page("/w/contoso/desk/ticket/meeting").await;
        assert_eq!(
            early.location(),
            "/w/contoso/reception/ticket?meeting=not_possible"
        );
        let (desk, ticket, key) = (
            stage.desk.to_string(),
            stage.ticket.to_string(),
            fresh_key(),
        );
        let take = [
            ("room", desk.as_str()),
            ("ticket", ticket.as_str()),
            ("version", "1"),
            ("command", key.as_str()),
            ("action", "take"),
        ];
        let taken = stage.consultant.call("/api/board/act", &take).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        let meeting = stage.visitor.page("/w/contoso/desk/ticket/meeting").await;
        assert_eq!(meeting.location(), LINK);
        // Two open tickets: which one is meant is for the visitor to say.
        let again = fresh_key();
        let ward = entrance_form("ward", "Vera", &again);
        stage.visitor.call("/api/visitor/join", &ward).await;
        let which = stage.visitor.page("/w/contoso/desk/ticket").await;
        assert_eq!(which.location(), app::paths::TICKETS);
    });
}

/// A place that has grown since the page was shown is explained without script, too.
#[test]
fn a_larger_place_is_explained_on_the_next_load() {
    with_stack(|| async {
        let stage = Stage::set(TestApp::sqlite().await).await;
        let (second, _) = stage::join(&stage.app, "desk", "Nora").await;
        let why = "Your place has moved back";
        for (before, explained) in [
            ("", false),
            ("?ahead=1", false),
            ("?ahead=0", true),
            ("?ahead=1&grew=1", true),
            ("?ahead=2&grew=1", false),
        ] {
            let page = second
                .page(&format!("/w/contoso/desk/ticket{before}"))
                .await;
            assert_eq!(page.text().contains(why), explained, "{before}");
            let kept = page.text().contains("?ahead=1&amp;grew=1\"")
                || page.text().contains("?ahead=1&grew=1\"");
            assert_eq!(kept, explained, "{before}: the next load says it, too");
        }
    });
}
