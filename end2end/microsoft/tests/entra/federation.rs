use microsoft365::state::federation::AssertionOptions;
use microsoft365::state::{Assumption, FederatedCredential};
use microsoft365::{contoso, operator};
use serde_json::json;

use super::browser::{Answer, World};

async fn exchange(world: &World, assertion: &str) -> Answer {
    let form = [
        ("client_id", contoso::DATA_CLIENT_ID),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    world.token(contoso::TENANT, &form).await
}

#[tokio::test]
async fn a_workload_assertion_is_exchanged() {
    let world = World::start().await;
    let assertion = world.get("/_control/federated-assertion").await.body;
    assert_eq!(exchange(&world, &assertion).await.status, 200);
}

#[tokio::test]
async fn every_mismatch_of_a_workload_assertion_has_its_number() {
    let world = World::start().await;
    let mint = |change: &dyn Fn(&mut AssertionOptions)| {
        let mut options = AssertionOptions::default();
        change(&mut options);
        world.state().federated_assertion(&options).unwrap()
    };
    let issuer = mint(&|options| {
        options.claims.insert(
            "iss".to_owned(),
            json!(format!("{}/", world.state().federated_issuer())),
        );
    });
    assert_eq!(
        exchange(&world, &issuer).await.number(),
        700_211,
        "a trailing slash is another issuer"
    );
    let audience = mint(&|options| options.audience = "api://other".to_owned());
    assert_eq!(exchange(&world, &audience).await.number(), 700_212);
    let subject = mint(&|options| options.subject = "system:serviceaccount:other:other".to_owned());
    assert_eq!(exchange(&world, &subject).await.number(), 700_213);
    let case = mint(&|options| options.subject = operator::FEDERATED_SUBJECT.to_uppercase());
    assert_eq!(exchange(&world, &case).await.number(), 7_002_138);
    let old = mint(&|options| options.life_s = -600);
    assert_eq!(exchange(&world, &old).await.number(), 700_024);
    let good = mint(&|_| {});
    let forged = format!(
        "{}.{}",
        good.rsplit_once('.').unwrap().0,
        old.rsplit_once('.').unwrap().1
    );
    assert_eq!(exchange(&world, &forged).await.number(), 700_027);
}

#[tokio::test]
async fn a_new_credential_may_take_a_while_and_may_not_work_abroad() {
    let world = World::start().await;
    let state = world.state();
    state.assume(Assumption::FederatedLate, true);
    let subject = "system:serviceaccount:new:new";
    let credential = FederatedCredential {
        issuer: state.federated_issuer(),
        subject: subject.to_owned(),
        audience: "custom".to_owned(),
        failures_left: 0,
    };
    assert!(state.register_federated(contoso::DATA_CLIENT_ID, credential));
    let options = AssertionOptions {
        subject: subject.to_owned(),
        audience: "custom".to_owned(),
        ..Default::default()
    };
    let assertion = state.federated_assertion(&options).unwrap();
    assert_eq!(exchange(&world, &assertion).await.number(), 700_211);
    assert_eq!(exchange(&world, &assertion).await.number(), 700_211);
    assert_eq!(exchange(&world, &assertion).await.status, 200);
    state.assume(Assumption::FederatedOtherAudience, false);
    assert_eq!(exchange(&world, &assertion).await.number(), 700_212);
    let ordinary = state.federated_assertion(&Default::default()).unwrap();
    assert_eq!(exchange(&world, &ordinary).await.status, 200);
    state.assume(Assumption::FederatedElsewhere, false);
    assert_eq!(exchange(&world, &ordinary).await.number(), 700_211);
}

#[tokio::test]
async fn a_managed_identity_gets_its_token_from_the_metadata_service() {
    let world = World::start().await;
    let path = format!(
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=api://AzureADTokenExchange&client_id={}",
        operator::MANAGED_IDENTITY_CLIENT_ID
    );
    assert_eq!(
        world.get(&path).await.status,
        400,
        "without the Metadata header"
    );
    let body = world.get_with(&path, "metadata", "true").await.json();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(
        exchange(&world, body["access_token"].as_str().unwrap())
            .await
            .status,
        200
    );
}
