//! Admin consent, proven by facts and not by the callback.

use axum::body::Body;
use http::Request;
use microsoft365::contoso;
use store::testing::TestDatabase;

use crate::support::browser::{Browser, From, Requests};
use crate::support::stage::{caller, register, sign_in};
use crate::support::{TestApp, entra};

/// What an administrator decides on Entra's consent page; the address Entra sends the browser to.
async fn decided(url: &str, decision: &str) -> String {
    assert!(url.contains("/v2.0/adminconsent?"), "{url}");
    entra::decide(
        url,
        &[
            (
                "account",
                &format!("{}/{}", contoso::TENANT, contoso::ADMIN.oid),
            ),
            ("decision", decision),
        ],
    )
    .await
}

async fn come_back(browser: &Browser, address: &str) -> String {
    let path = address
        .strip_prefix("http://localhost:3000")
        .unwrap_or_else(|| panic!("{address}"));
    let answer = browser
        .read(
            Request::get(path).body(Body::empty()).unwrap(),
            From::OtherSiteLink,
        )
        .await;
    assert_eq!(answer.status, 303);
    answer.location()
}

#[tokio::test]
async fn consent_is_checked_and_leaves_evidence() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
        let start = app::paths::consent_start(contoso::DATA_CLIENT_ID.parse().unwrap());
        let url = administrator.page(&start).await.location();
        assert!(
            url.contains(contoso::TENANT),
            "the tenant of the signed-in administrator: {url}"
        );
        let back = decided(&url, "accept").await;
        assert_eq!(
            come_back(&administrator, &back).await,
            "/admin/setup?consent=ok"
        );
        let evidence = app
            .site
            .parts()
            .store
            .of(contoso::TENANT.parse().unwrap())
            .evidence()
            .await
            .unwrap();
        assert_eq!(evidence.len(), 1);
        assert_eq!(
            come_back(&administrator, &back).await,
            "/admin/setup?consent=unknown",
            "the answer works once"
        );
        drop((app, administrator));
        database.remove().await;
    }
}

#[tokio::test]
async fn what_was_not_agreed_to_is_not_believed() {
    let app = TestApp::sqlite().await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let start = app::paths::consent_start(contoso::DATA_CLIENT_ID.parse().unwrap());
    for (decision, outcome, why) in [
        ("cancel", "cancelled", "&help=declined&code=AADSTS65004"),
        ("another-tenant", "other_tenant", ""),
        (
            "another-account",
            "other_tenant",
            "&help=account_elsewhere&code=AADSTS50020",
        ),
    ] {
        let url = administrator.page(&start).await.location();
        let back = decided(&url, decision).await;
        let to = come_back(&administrator, &back).await;
        let told = format!("/admin/setup?consent={outcome}{why}");
        // Microsoft's own id follows; of its text nothing does.
        let id = to.strip_prefix(&told).unwrap_or_else(|| panic!("{to}"));
        let id = id.strip_prefix("&microsoft=");
        assert_eq!(id.is_some(), !why.is_empty(), "{to}");
        if let Some(id) = id {
            assert!(id.parse::<model::Guid>().is_ok(), "{to}");
            assert!(administrator.page(&to).await.text().contains(id));
        }
    }
    // A forged callback with no request of ours behind it.
    let forged = format!(
        "http://localhost:3000/consent/callback?admin_consent=True&tenant={}&state=x",
        contoso::TENANT
    );
    assert_eq!(
        come_back(&administrator, &forged).await,
        "/admin/setup?consent=unknown"
    );
    let trust = app.site.trust();
    let setup = trust
        .setup(
            &caller(&app, &administrator)
                .await
                .administrator(trust)
                .await
                .unwrap(),
        )
        .await
        .unwrap();
    assert!(
        setup
            .registrations
            .iter()
            .all(|one| !matches!(one.consent, model::trust::ConsentView::Proven { .. }))
    );
}

#[tokio::test]
async fn an_answer_belongs_to_the_session_that_asked() {
    let app = TestApp::sqlite().await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let start = app::paths::consent_start(contoso::DATA_CLIENT_ID.parse().unwrap());
    let back = decided(&administrator.page(&start).await.location(), "accept").await;
    let elsewhere = sign_in(&app, contoso::TENANT, &contoso::ADMIN).await;
    assert_eq!(
        come_back(&elsewhere, &back).await,
        "/admin/setup?consent=unknown"
    );
    let employee = sign_in(&app, contoso::TENANT, &contoso::EMPLOYEE).await;
    assert_eq!(
        come_back(&employee, &back).await,
        "/admin/setup",
        "not an administrator"
    );
    assert_eq!(
        come_back(&app.browser(), &back).await,
        "/signin?return=/admin/setup"
    );
}
