//! How an organisation comes in.

use microsoft365::{contoso, fabrikam};
use server::config::Registration;
use store::testing::TestDatabase;

use super::problem;
use crate::support::app::Choices;
use crate::support::entra;
use crate::support::stage::register;
use crate::support::{Requests, TestApp};

#[tokio::test]
async fn an_ordinary_user_of_an_unknown_tenant_gains_nothing() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        let browser = app.browser();
        let answer = entra::through(&browser, "/signin", contoso::TENANT, &contoso::EMPLOYEE).await;
        problem(&answer, "unknown_tenant");
        assert_eq!(browser.cookie("__Host-session"), None);
        assert!(
            app.site
                .parts()
                .store
                .system()
                .tenants()
                .await
                .unwrap()
                .is_empty()
        );
        database.remove().await;
    }
}

#[tokio::test]
async fn an_invitation_does_not_make_an_ordinary_user_an_administrator() {
    let app = TestApp::sqlite().await;
    let link = app.site.trust().invite_tenant(24).await.unwrap();
    let code = link.split_once("invitation=").unwrap().1;
    let start = format!("/signin?purpose=register&invitation={code}");
    let browser = app.browser();
    let answer = entra::through(&browser, &start, contoso::TENANT, &contoso::EMPLOYEE).await;
    problem(&answer, "not_administrator");
    assert_eq!(browser.cookie("__Host-session"), None);
    problem(
        &entra::through(&browser, "/signin", contoso::TENANT, &contoso::ADMIN).await,
        "pending_tenant",
    );
    // The invitation was not used up: its administrator may still use it.
    let admin = app.browser();
    entra::through(&admin, &start, contoso::TENANT, &contoso::ADMIN).await;
    assert!(admin.cookie("__Host-session").is_some());
}

#[tokio::test]
async fn an_invitation_registers_one_organisation() {
    let app = TestApp::sqlite().await;
    let link = app.site.trust().invite_tenant(24).await.unwrap();
    let start = format!(
        "/signin?purpose=register&invitation={}",
        link.split_once("invitation=").unwrap().1
    );
    entra::through(&app.browser(), &start, contoso::TENANT, &contoso::ADMIN).await;
    problem(
        &entra::through(&app.browser(), &start, fabrikam::TENANT, &fabrikam::ADMIN).await,
        "invitation_invalid",
    );
    let without = entra::through(
        &app.browser(),
        "/signin?purpose=register",
        fabrikam::TENANT,
        &fabrikam::ADMIN,
    )
    .await;
    problem(&without, "invitation_needed");
}

#[tokio::test]
async fn a_closed_installation_registers_nobody() {
    let choices = Choices {
        registration: Registration::Closed,
        ..Choices::default()
    };
    let app = TestApp::sqlite_with(choices).await;
    assert!(app.site.trust().invite_tenant(24).await.is_err());
    let answer = entra::through(
        &app.browser(),
        "/signin?purpose=register",
        contoso::TENANT,
        &contoso::ADMIN,
    )
    .await;
    problem(&answer, "registration_closed");
}

#[tokio::test]
async fn a_registered_organisation_has_its_page_and_its_mail() {
    let app = TestApp::sqlite().await;
    let browser = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    assert_eq!(browser.page("/w/contoso").await.status, 200);
    let outbox = app.folder.path().join("outbox");
    let mail = loop {
        if let Some(file) = std::fs::read_dir(&outbox)
            .unwrap()
            .flatten()
            .find(|file| file.path().extension().is_some_and(|e| e == "eml"))
        {
            let text = std::fs::read_to_string(file.path()).unwrap();
            if text.contains("/w/contoso") {
                break text;
            }
        }
        tokio::task::yield_now().await;
    };
    assert!(
        mail.contains("http://localhost:3000/w/contoso") && mail.contains("/admin/setup"),
        "{mail}"
    );
}
