//! The application's own tokens: cached, renewed, replaced when they are stale.

use microsoft::{GraphProblem, MicrosoftError};
use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};

use crate::support::{World, data_client, tenant_id};

fn tenant() -> model::TenantId {
    tenant_id(contoso::TENANT)
}

fn code(error: MicrosoftError) -> String {
    match error {
        MicrosoftError::Graph(GraphProblem::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn many_callers_share_one_request() {
    let world = World::start().await;
    let now = world.now();
    let tokens = (0..6).map(|_| world.microsoft.app_token(tenant(), data_client(), now));
    for token in futures::future::join_all(tokens).await {
        token.unwrap();
    }
    assert_eq!(world.token_requests(contoso::TENANT), 1);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let world = World::start().await;
    let now = world.now();
    let app_token = |at| world.microsoft.app_token(tenant(), data_client(), at);
    app_token(now).await.unwrap();
    app_token(now.plus_minutes(50)).await.unwrap();
    assert_eq!(world.token_requests(contoso::TENANT), 1);
    app_token(now.plus_minutes(90)).await.unwrap();
    assert_eq!(world.token_requests(contoso::TENANT), 2);
}

#[tokio::test]
async fn a_forgotten_tenant_gets_a_new_token() {
    let world = World::start().await;
    let app_token = || {
        world
            .microsoft
            .app_token(tenant(), data_client(), world.now())
    };
    app_token().await.unwrap();
    world.microsoft.forget_app_tokens(tenant());
    app_token().await.unwrap();
    assert_eq!(world.token_requests(contoso::TENANT), 2);
}

#[tokio::test]
async fn people_are_read_page_by_page() {
    let world = World::start().await;
    let people = world
        .microsoft
        .people(tenant(), data_client(), world.now())
        .await
        .unwrap();
    let known = world
        .state()
        .with_tenant(contoso::TENANT, |tenant| tenant.people.len());
    assert_eq!(Some(people.len()), known);
}

#[tokio::test]
async fn a_token_older_than_the_grant_is_replaced_once() {
    let world = World::start().await;
    let state = world.state();
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "User.Read.All");
    let now = world.now();
    world
        .microsoft
        .app_token(tenant(), data_client(), now)
        .await
        .unwrap();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "User.Read.All");
    let later = now.plus_seconds(30);
    world
        .microsoft
        .people(tenant(), data_client(), later)
        .await
        .unwrap();
    assert_eq!(world.token_requests(contoso::TENANT), 2);
}

#[tokio::test]
async fn a_second_refusal_is_final_and_forces_no_more_tokens() {
    let world = World::start().await;
    world
        .state()
        .revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "User.Read.All");
    let now = world.now();
    for second in [0, 10, 299] {
        let at = now.plus_seconds(second);
        let refused = world.microsoft.people(tenant(), data_client(), at).await;
        assert_eq!(code(refused.unwrap_err()), "Authorization_RequestDenied");
    }
    assert_eq!(world.token_requests(contoso::TENANT), 2);
    let refused = world
        .microsoft
        .people(tenant(), data_client(), now.plus_seconds(300))
        .await;
    refused.unwrap_err();
    assert_eq!(world.token_requests(contoso::TENANT), 3);
}

#[tokio::test]
async fn a_mailbox_refusal_forces_no_new_token() {
    let world = World::start().await;
    let excluded = FaultKind::Status {
        status: 403,
        code: "ErrorAccessDenied".to_owned(),
    };
    world
        .state()
        .inject(Fault::times(1, "/graph/v1.0/users", excluded));
    let refused = world
        .microsoft
        .people(tenant(), data_client(), world.now())
        .await
        .unwrap_err();
    assert_eq!(refused.key(), "mailbox_excluded");
    assert_eq!(world.token_requests(contoso::TENANT), 1);
}
