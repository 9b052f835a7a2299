//! Handlers and streams beside the server functions, called by everybody who may not.

use store::testing::TestDatabase;

use super::table::Gate;
use super::{Who, state};
use crate::support::browser::From;
use crate::support::{Requests, Stage, TestApp};

/// Plain handlers lead a stranger to sign-in, or to the page that explains; never on, and never to what they asked for.
#[tokio::test]
async fn handlers_beside_the_functions_refuse_the_same_people() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let (desk, ticket) = (stage.desk, stage.ticket);
    let client = "0192d3a0-0000-7000-8000-00000000ffff";
    let handlers = [
        ("GET", "/me/export".to_owned(), Gate::Member),
        (
            "GET",
            app::paths::PERMISSIONS_EXPORT.to_owned(),
            Gate::Reviewer,
        ),
        ("GET", app::paths::AUDIT_FILE.to_owned(), Gate::Reviewer),
        (
            "GET",
            format!("/admin/setup/consent/{client}"),
            Gate::Administrator,
        ),
        (
            "GET",
            "/admin/setup/documents/anteroom.tf".to_owned(),
            Gate::Administrator,
        ),
        (
            "POST",
            app::paths::ORGANISATION_FILE.to_owned(),
            Gate::Administrator,
        ),
        (
            "GET",
            format!("/rooms/{desk}/tickets/{ticket}/meeting"),
            Gate::RoomStaff,
        ),
        (
            "GET",
            "/w/contoso/desk/ticket/meeting".to_owned(),
            Gate::Visitor,
        ),
    ];
    let before = state(&stage).await;
    for (method, path, gate) in handlers {
        for who in Who::ALL.into_iter().filter(|who| !who.passes(gate)) {
            let request = http::Request::builder()
                .method(method)
                .uri(&path)
                .header("accept", "text/html")
                .header("content-type", "multipart/form-data; boundary=walk")
                .body(axum::body::Body::from(
                    "--walk\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nid\n1\n\r\n--walk--\r\n",
                ))
                .unwrap();
            let answer = who.browser(&stage).read(request, From::OwnPage).await;
            let to = answer.location();
            let explained = [
                "/signin?",
                "/admin/setup",
                app::paths::ORGANISATION,
                app::paths::AUDIT,
                app::paths::PERMISSIONS,
            ]
            .iter()
            .any(|page| to.starts_with(page))
                || to.ends_with("meeting=forbidden")
                || to.ends_with("meeting=not_found")
                // The holder of another ticket is sent to that one: the room's address may have changed.
                || to == "/w/contoso/ward/ticket?meeting=not_possible";
            assert!(
                answer.status.is_redirection() && explained,
                "{path} as {who:?}: {} {to}",
                answer.status
            );
        }
    }
    assert_eq!(state(&stage).await, before);
    let own = stage.employee.page("/me/export").await;
    assert_eq!(own.status, 200, "{}", own.text());
    assert!(own.header("content-disposition").starts_with("attachment"));
}

#[tokio::test]
async fn streams_open_for_those_who_may_and_for_nobody_else() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let streams = [
            (app::paths::live_room(stage.desk), Gate::RoomStaff),
            (app::paths::live_ticket(stage.ticket), Gate::Visitor),
        ];
        for (path, gate) in streams {
            for who in Who::ALL {
                let request = crate::support::events::request(&path);
                let response = who.browser(&stage).send(request, From::OwnPage).await;
                let status = response.status().as_u16();
                let right = if who.passes(gate) {
                    status == 200
                } else {
                    [401, 403, 404].contains(&status)
                };
                assert!(right, "{path} as {who:?}: {status}");
                if status != 200 {
                    let body = axum::body::to_bytes(response.into_body(), 1 << 16)
                        .await
                        .unwrap();
                    assert!(
                        !String::from_utf8_lossy(&body).contains("Vera"),
                        "{path} as {who:?}"
                    );
                }
            }
        }
        let sign = app::paths::live_sign(stage.ticket);
        for who in Who::ALL.into_iter().filter(|who| *who != Who::Visitor) {
            let request = http::Request::post(&sign)
                .body(axum::body::Body::from("leaving"))
                .unwrap();
            assert_eq!(
                who.browser(&stage)
                    .read(request, From::OwnPage)
                    .await
                    .status,
                404,
                "{who:?}"
            );
        }
        drop(stage);
        database.remove().await;
    }
}
