//! Pages and files about the audit log, privacy and people, through the router.

use microsoft365::{contoso, fabrikam};
use store::testing::TestDatabase;

use crate::support::browser::{From, form};
use crate::support::{Requests, Stage, TestApp};

#[tokio::test]
async fn the_log_is_found_by_its_address_and_taken_along_by_reviewers() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let page = stage
        .reviewer
        .page("/admin/audit?action=assignment&person=nobody")
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("assignment.added"));
    let page = stage.reviewer.page("/admin/audit?action=assignment").await;
    assert!(page.text().contains("assignment.added"));
    assert!(!page.text().contains("room.created"));

    let file = stage
        .reviewer
        .page("/admin/audit/export?action=assignment")
        .await;
    assert_eq!(file.status, 200);
    let header = |name| file.header(name);
    assert!(header("content-type").starts_with("text/csv"));
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-disposition").starts_with("attachment"));
    let text = file.text();
    assert!(text.starts_with("sequence,at_utc"), "{text}");
    assert!(text.contains(",assignment.added,") && !text.contains(",room.created,"));
    assert!(!text.contains(fabrikam::TENANT) && !text.contains("Vera"));
    let page = stage.reviewer.page("/admin/audit").await;
    assert!(page.text().contains("audit.exported"));

    let wrong = stage.reviewer.page("/admin/audit/export?from=x").await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.location().as_str()),
        (303, "/admin/audit?from=x")
    );
}

#[tokio::test]
async fn periods_are_set_by_a_plain_form_of_the_administrator() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let set = |fields: &'static [(&'static str, &'static str)]| {
            let mut request = form(
                http::Method::POST,
                "/api/privacy/set_periods",
                fields,
                "text/html",
            );
            // A browser tells from which page the form was sent; that is where a refusal is shown.
            let page = http::HeaderValue::from_static("http://localhost:3000/admin/privacy");
            request.headers_mut().insert(http::header::REFERER, page);
            request
        };
        let answer = stage
            .administrator
            .read(set(&[("visits", "3"), ("audit", "12")]), From::OwnPage)
            .await;
        assert_eq!(answer.status, 302, "{}", answer.text());
        let contoso = contoso::TENANT.parse().unwrap();
        let periods = stage.app.site.trust().periods(contoso).await.unwrap();
        assert_eq!(periods.months(model::trust::Period::Visits), 3);
        let refused = stage
            .administrator
            .read(set(&[("visits", "99"), ("audit", "x")]), From::OwnPage)
            .await;
        assert!(
            refused.location().contains("__err="),
            "{}",
            refused.location()
        );
        assert_eq!(
            stage.app.site.trust().periods(contoso).await.unwrap(),
            periods
        );
        let page = stage.administrator.page("/admin/privacy").await;
        assert_eq!(page.status, 200);
        for class in ["anteroom export tenant", "name=\"visits\"", "value=\"3\""] {
            assert!(page.text().contains(class), "{class}");
        }
        let page = stage.reviewer.page("/admin/privacy").await;
        assert!(page.status == 200 && !page.text().contains("name=\"visits\""));
        assert_eq!(
            stage.reviewer.page("/admin/privacy/leave").await.status,
            200
        );
        for browser in [&stage.consultant, &stage.employee, &stage.leader] {
            for path in ["/admin/privacy", "/admin/privacy/leave", "/admin/audit"] {
                assert_eq!(browser.page(path).await.status, 403, "{path}");
            }
        }
        drop(stage);
        database.remove().await;
    }
}

#[tokio::test]
async fn a_person_is_signed_out_by_the_administrator_and_a_role_comes_back_by_undo() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let consultant = contoso::CONSULTANT.oid;
    let page = stage.administrator.page("/admin/people").await;
    assert!(page.text().contains(&format!("/admin/people/{consultant}")));
    let path = format!("/admin/people/{consultant}");
    let person = stage.administrator.page(&path).await;
    assert!(person.status == 200 && person.text().contains(contoso::CONSULTANT.name));
    for browser in [&stage.reviewer, &stage.consultant] {
        assert_eq!(browser.page(&path).await.status, 403);
    }
    assert_eq!(stage.foreign_administrator.page(&path).await.status, 404);
    assert_eq!(
        stage
            .administrator
            .page("/admin/people/nobody")
            .await
            .status,
        404
    );

    let post =
        |path: &str, fields: &[(&str, &str)]| form(http::Method::POST, path, fields, "text/html");
    let ended = post("/api/admin/sign_out_person", &[("oid", consultant)]);
    let answer = stage.administrator.read(ended, From::OwnPage).await;
    assert_eq!(answer.status, 302);
    let gone = stage.consultant.page("/rooms").await;
    assert!(gone.status != 200, "the session is over: {}", gone.status);

    let store = &stage.app.site.parts().store;
    let scoped = store.of(contoso::TENANT.parse().unwrap());
    let before = scoped.assignments().await.unwrap();
    let id = before[0].id.to_string();
    let remove = post("/api/admin/remove_assignment", &[("assignment", &id)]);
    stage.administrator.read(remove, From::OwnPage).await;
    assert_eq!(scoped.assignments().await.unwrap().len(), before.len() - 1);
    let page = stage.administrator.page("/admin/people").await;
    assert!(page.text().contains("/api/admin/restore_assignment"));
    let restore = post("/api/admin/restore_assignment", &[("assignment", &id)]);
    stage.administrator.read(restore, From::OwnPage).await;
    assert_eq!(scoped.assignments().await.unwrap(), before);
    let page = stage.administrator.page("/admin/people?older=30").await;
    assert!(
        !page.text().contains(&format!("value=\"{id}\"")),
        "given today"
    );
}
