//! People and access as an administrator and a coordinator meet them, by plain forms.

use http::Method;
use microsoft365::contoso;
use model::AssignmentId;

use crate::support::browser::{Answer, From, form};
use crate::support::events::Events;
use crate::support::stage::sign_in;
use crate::support::{Browser, Requests, Stage, TestApp};

async fn post(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = form(Method::POST, path, fields, "text/html");
    browser.read(request, From::OwnPage).await
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_that_person_with_its_streams() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let other = sign_in(&stage.app, contoso::TENANT, &contoso::CONSULTANT).await;
    let live = app::paths::live_room(stage.desk);
    let both = [&stage.consultant, &other];
    let mut streams = Vec::new();
    for browser in both {
        let mut events = Events::open(browser, &live).await;
        assert_eq!(events.news().await.unwrap().kind, "snapshot");
        streams.push(events);
    }
    let stolen = other.cookie("__Host-session").unwrap();
    let path = "/api/session/sign_out_everywhere";
    post(&stage.consultant, path, &[]).await;
    for mut events in streams {
        events.until(|event| event.kind == "end").await;
        assert_eq!(events.next().await, None);
    }
    other.keep("__Host-session", &stolen, "Lax");
    for browser in both {
        assert_eq!(browser.fetch(&live).await.status, 401);
    }
    assert_eq!(stage.coordinator.page("/rooms").await.status, 200);
    let log = stage
        .reviewer
        .page("/admin/audit?action=person.signed_out_everywhere")
        .await;
    assert!(log.text().contains(contoso::CONSULTANT.name));
}

#[tokio::test]
async fn roles_nobody_has_looked_at_are_listed_until_somebody_has() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let scoped = stage
        .app
        .site
        .parts()
        .store
        .of(contoso::TENANT.parse().unwrap());
    let all = scoped.assignments().await.unwrap();
    let (looked_at, left) = (all[0].id, all[1].id);
    let minutes = 91 * 24 * 60;
    stage.app.forward_minutes(minutes);
    let state = stage.app.microsoft.state();
    state.set_clock_skew_ms(minutes * 60_000);
    let administrator = sign_in(&stage.app, contoso::TENANT, &contoso::ADMIN).await;
    let given = [
        ("oid", contoso::EMPLOYEE.oid),
        ("role", "Reviewer"),
        ("everywhere", "true"),
    ];
    post(&administrator, "/api/admin/assign", &given).await;
    let present = scoped.assignments().await.unwrap();
    let fresh = present.iter().find(|row| !all.contains(row)).unwrap().id;
    let listed = async |id: AssignmentId, days: &str| {
        let page = administrator
            .page(&format!("/admin/people?older={days}"))
            .await;
        assert_eq!(page.status, 200);
        page.text().contains(&format!("value=\"{id}\""))
    };
    for (days, old, new) in [
        ("90", true, false),
        ("92", false, false),
        ("", true, true),
        ("x", true, true),
    ] {
        assert_eq!(listed(left, days).await, old, "{days}");
        assert_eq!(listed(fresh, days).await, new, "{days}");
    }
    let id = looked_at.to_string();
    let path = "/api/admin/confirm_assignment";
    post(&administrator, path, &[("assignment", &id)]).await;
    assert!(!listed(looked_at, "90").await && listed(left, "90").await);
    assert!(listed(looked_at, "").await, "it is still there");
}

#[tokio::test]
async fn a_withdrawn_invitation_and_a_person_of_a_room_come_back_by_plain_forms() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let store = &stage.app.site.parts().store;
    let scoped = store.of(contoso::TENANT.parse().unwrap());
    let now = || stage.app.site.trust().now();
    let invite = [("role", "Reviewer"), ("everywhere", "true")];
    post(&stage.administrator, "/api/admin/invite_person", &invite).await;
    let before = scoped.invitations(now()).await.unwrap();
    let id = before[0].id.to_string();
    let which = [("invitation", id.as_str())];
    let page = stage.administrator.page("/admin/people").await;
    assert!(!page.text().contains("/api/admin/restore_invitation"));
    post(&stage.administrator, "/api/admin/revoke_invitation", &which).await;
    assert_eq!(scoped.invitations(now()).await, Ok(vec![]));
    let page = stage.administrator.page("/admin/people").await;
    assert!(page.text().contains("/api/admin/restore_invitation"));
    post(
        &stage.administrator,
        "/api/admin/restore_invitation",
        &which,
    )
    .await;
    assert_eq!(scoped.invitations(now()).await.unwrap(), before);

    let before = scoped.assignments().await.unwrap();
    let consultant = contoso::CONSULTANT.oid;
    let row = before.iter().find(|row| row.oid.to_string() == consultant);
    let (room, id) = (stage.desk.to_string(), row.unwrap().id.to_string());
    let which = [("room", room.as_str()), ("assignment", id.as_str())];
    post(&stage.coordinator, "/api/rooms/remove_staff", &which).await;
    assert_eq!(scoped.assignments().await.unwrap().len(), before.len() - 1);
    let path = app::paths::room_edit(stage.desk);
    let page = stage.coordinator.page(&path).await;
    assert!(page.text().contains("/api/rooms/restore_staff"));
    // Whoever did not remove anybody is offered nothing.
    let page = stage.administrator.page(&path).await;
    assert!(!page.text().contains("/api/rooms/restore_staff"));
    post(&stage.coordinator, "/api/rooms/restore_staff", &which).await;
    assert_eq!(scoped.assignments().await.unwrap(), before);
    let again = sign_in(&stage.app, contoso::TENANT, &contoso::CONSULTANT).await;
    let board = app::paths::board(stage.desk);
    assert_eq!(again.page(&board).await.status, 200);
}
