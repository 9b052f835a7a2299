use microsoft365::contoso;
use microsoft365::state::CONSUMER_TENANT;

use super::browser::{World, header};

#[tokio::test]
async fn metadata_of_organizations_has_the_template_issuer_and_a_tenant_has_its_own() {
    let world = World::start().await;
    let base = world.microsoft.authority();
    let all = world
        .get("/organizations/v2.0/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(all["issuer"], format!("{base}/{{tenantid}}/v2.0"));
    assert_eq!(
        all["authorization_endpoint"],
        format!("{base}/organizations/oauth2/v2.0/authorize")
    );
    assert_eq!(
        all["id_token_signing_alg_values_supported"],
        serde_json::json!(["RS256"])
    );
    let one = world
        .get("/contoso.example/v2.0/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(one["issuer"], format!("{base}/{}/v2.0", contoso::TENANT));
    assert_eq!(
        world
            .get("/nobody.example/v2.0/.well-known/openid-configuration")
            .await
            .number(),
        90002
    );
}

#[tokio::test]
async fn every_key_names_its_issuer_and_one_belongs_to_the_consumer_tenant() {
    let world = World::start().await;
    let base = world.microsoft.authority();
    let keys = world.get("/organizations/discovery/v2.0/keys").await.json();
    let issuers: Vec<&str> = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["issuer"].as_str().unwrap())
        .collect();
    assert_eq!(
        issuers,
        [
            format!("{base}/{{tenantid}}/v2.0"),
            format!("{base}/{CONSUMER_TENANT}/v2.0")
        ]
    );
}

#[tokio::test]
async fn keys_roll_over_and_old_ones_can_be_withdrawn() {
    let world = World::start().await;
    let before = header(&world.sign_in(contoso::ADMIN.upn).await["id_token"])["kid"].clone();
    world.state().rotate_keys().unwrap();
    let after = header(&world.sign_in(contoso::ADMIN.upn).await["id_token"])["kid"].clone();
    assert_ne!(before, after);
    let kids = async || {
        let keys = world.get("/common/discovery/v2.0/keys").await.json();
        keys["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["kid"].clone())
            .collect::<Vec<_>>()
    };
    assert!(kids().await.contains(&before) && kids().await.contains(&after));
    world.state().withdraw_old_keys();
    assert!(!kids().await.contains(&before) && kids().await.contains(&after));
}

#[tokio::test]
async fn a_browser_that_asks_for_an_icon_is_content() {
    let world = World::start().await;
    assert_eq!(world.get("/favicon.ico").await.status, 204);
}
