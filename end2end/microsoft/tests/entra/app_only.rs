use microsoft365::keys::{SigningKey, client_certificate};
use microsoft365::state::{Assumption, Enabled, TokenProblem, thumbprint};
use microsoft365::{contoso, fabrikam, operator};
use serde_json::{Value, json};

use super::browser::{Answer, World};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[tokio::test]
async fn a_fresh_tenant_goes_through_its_normal_sequence() {
    let world = World::with(microsoft365::Options {
        consented: false,
        ..Default::default()
    })
    .await;
    let state = world.state();
    assert_eq!(world.app_token(contoso::TENANT).await.number(), 700_016);
    state.consent(contoso::TENANT, contoso::DATA_CLIENT_ID);
    let body = world.app_token(contoso::TENANT).await.json();
    assert_eq!(body["token_type"], "Bearer");
    assert!((3_600..=5_400).contains(&body["expires_in"].as_i64().unwrap()));
    assert!(body.get("refresh_token").is_none());
    let old = state
        .bearer(body["access_token"].as_str().unwrap())
        .unwrap();
    assert!(
        old.roles.contains(&"User.Read.All".to_owned())
            && old.oid.is_none()
            && old.scopes.is_empty()
    );

    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Organization.Read.All",
    );
    assert!(
        !state
            .bearer(body["access_token"].as_str().unwrap())
            .unwrap()
            .roles
            .contains(&"Organization.Read.All".to_owned())
    );
    let new = world.app_token(contoso::TENANT).await.json();
    assert!(
        state
            .bearer(new["access_token"].as_str().unwrap())
            .unwrap()
            .roles
            .contains(&"Organization.Read.All".to_owned())
    );

    state.remove_application(contoso::TENANT, contoso::DATA_CLIENT_ID);
    assert_eq!(
        state.bearer(new["access_token"].as_str().unwrap()),
        Err(TokenProblem::IdentityNotFound)
    );
}

#[tokio::test]
async fn a_token_without_consented_roles_is_issued_all_the_same() {
    let world = World::start().await;
    world
        .state()
        .revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
    let body = world.app_token(contoso::TENANT).await.json();
    assert!(
        world
            .state()
            .bearer(body["access_token"].as_str().unwrap())
            .unwrap()
            .roles
            .is_empty()
    );
}

#[tokio::test]
async fn tokens_expire_and_foreign_ones_are_refused() {
    let world = World::start().await;
    let state = world.state();
    let token = state
        .issue_app_token(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .token;
    assert_eq!(state.bearer(""), Err(TokenProblem::Missing));
    assert_eq!(state.bearer("abc"), Err(TokenProblem::Malformed));
    let other = World::start().await;
    assert!(
        other.state().bearer(&token).is_ok(),
        "the keys of two worlds are the same"
    );
    let id_token = state.mint(&Default::default()).unwrap();
    assert_eq!(state.bearer(&id_token), Err(TokenProblem::BadSignature));
    state.set_clock_skew_ms(2 * 3_600_000);
    assert_eq!(state.bearer(&token), Err(TokenProblem::Expired));
}

#[tokio::test]
async fn secrets_are_checked_in_the_form_and_in_the_header() {
    let world = World::start().await;
    let ask = async |secret: &str| {
        let form = [
            ("client_id", contoso::DATA_CLIENT_ID),
            ("client_secret", secret),
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
        ];
        world.token("contoso.example", &form).await
    };
    assert_eq!(ask(operator::DATA_SECRET).await.status, 200);
    let wrong = ask("another").await;
    assert_eq!((wrong.status, wrong.number()), (401, 7_000_215));
    assert_eq!(wrong.json()["error"], "invalid_client");
    assert_eq!(ask("").await.number(), 7_000_218);
    world
        .state()
        .with_registration(contoso::DATA_CLIENT_ID, |found| found.secrets[0].1 = 0);
    assert_eq!(ask(operator::DATA_SECRET).await.number(), 7_000_222);
}

#[tokio::test]
async fn the_request_must_name_a_tenant_a_known_resource_and_a_known_grant() {
    let world = World::start().await;
    let ask = async |tenant: &str, scope: &str, grant: &str| {
        let form = [
            ("client_id", contoso::DATA_CLIENT_ID),
            ("client_secret", operator::DATA_SECRET),
            ("grant_type", grant),
            ("scope", scope),
        ];
        world.token(tenant, &form).await.number()
    };
    let graph = "https://graph.microsoft.com/.default";
    assert_eq!(
        ask("organizations", graph, "client_credentials").await,
        9_001_023
    );
    assert_eq!(
        ask("nobody.example", graph, "client_credentials").await,
        90002
    );
    assert_eq!(
        ask(
            contoso::TENANT,
            "https://other.example/.default",
            "client_credentials"
        )
        .await,
        500_011
    );
    assert_eq!(
        ask(
            contoso::TENANT,
            "https://graph.microsoft.com/User.Read.All",
            "client_credentials"
        )
        .await,
        70011
    );
    assert_eq!(
        ask(contoso::TENANT, "", "client_credentials").await,
        900_144
    );
    assert_eq!(ask(contoso::TENANT, graph, "password").await, 70003);
    assert_eq!(
        ask(fabrikam::TENANT, graph, "client_credentials").await,
        700_016
    );
    world
        .state()
        .enable_application(contoso::TENANT, contoso::DATA_CLIENT_ID, Enabled::No);
    assert_eq!(
        ask(contoso::TENANT, graph, "client_credentials").await,
        7_000_112
    );
}

#[tokio::test]
async fn a_loop_of_requests_is_stopped() {
    let world = World::start().await;
    for _ in 0..100 {
        assert_eq!(world.app_token(contoso::TENANT).await.status, 200);
    }
    assert_eq!(world.app_token(contoso::TENANT).await.number(), 50196);
    world.state().set_clock_skew_ms(301_000);
    assert_eq!(world.app_token(contoso::TENANT).await.status, 200);
}

struct Signer {
    key: SigningKey,
    thumbprint: String,
}

impl Signer {
    /// Registers the test certificate for the Data registration.
    fn register(world: &World) -> Self {
        let certificate = client_certificate().unwrap();
        assert!(
            world
                .state()
                .register_certificate(contoso::DATA_CLIENT_ID, &certificate.certificate_pem)
                .unwrap()
        );
        let der = world
            .state()
            .registration(contoso::DATA_CLIENT_ID)
            .unwrap()
            .certificates
            .remove(0);
        Self {
            key: SigningKey::from_pem(&certificate.key_pem, "client", None).unwrap(),
            thumbprint: thumbprint(&der),
        }
    }

    fn header(&self) -> Value {
        json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint })
    }

    fn claims(&self, world: &World) -> Value {
        let now = world.state().now_ms() / 1_000;
        let audience = format!(
            "{}/{}/oauth2/v2.0/token",
            world.microsoft.authority(),
            contoso::TENANT
        );
        let id = contoso::DATA_CLIENT_ID;
        json!({ "aud": audience, "iss": id, "sub": id, "jti": format!("j-{now}-{id}"), "nbf": now, "iat": now, "exp": now + 600 })
    }
}

async fn exchange(world: &World, assertion: &str) -> Answer {
    let form = [
        ("client_id", contoso::DATA_CLIENT_ID),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    world.token(contoso::TENANT, &form).await
}

#[tokio::test]
async fn a_certificate_assertion_is_accepted() {
    let world = World::start().await;
    let signer = Signer::register(&world);
    let assertion = signer
        .key
        .sign_pss(&signer.header(), &signer.claims(&world))
        .unwrap();
    assert_eq!(exchange(&world, &assertion).await.status, 200);
    assert_eq!(
        exchange(&world, &assertion).await.status,
        200,
        "jti may repeat, as at Entra"
    );
    world.state().assume(Assumption::JtiOnce, true);
    assert_eq!(exchange(&world, &assertion).await.number(), 700_027);
}

#[tokio::test]
async fn every_flaw_of_a_certificate_assertion_has_its_number() {
    let world = World::start().await;
    let signer = Signer::register(&world);
    let good = signer.claims(&world);
    let now = good["iat"].as_i64().unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        signer.key.sign_pss(&signer.header(), &claims).unwrap()
    };
    let fabrikam = format!(
        "{}/{}/oauth2/v2.0/token",
        world.microsoft.authority(),
        fabrikam::TENANT
    );
    assert_eq!(
        exchange(&world, &with("aud", json!(fabrikam)))
            .await
            .number(),
        700_023
    );
    assert_eq!(
        exchange(&world, &with("sub", json!("somebody")))
            .await
            .number(),
        700_030
    );
    assert_eq!(
        exchange(&world, &with("iss", json!("somebody")))
            .await
            .number(),
        700_211
    );
    assert_eq!(
        exchange(&world, &with("exp", json!(now - 400)))
            .await
            .number(),
        700_024
    );
    assert_eq!(
        exchange(&world, &with("nbf", json!(now + 400)))
            .await
            .number(),
        700_024
    );
    assert_eq!(
        exchange(&world, &with("jti", Value::Null)).await.number(),
        50027
    );
    assert_eq!(exchange(&world, "not.a.token").await.number(), 50027);

    let mut header = signer.header();
    header["x5t#S256"] = json!("AAAA");
    assert_eq!(
        exchange(&world, &signer.key.sign_pss(&header, &good).unwrap())
            .await
            .number(),
        700_027
    );
    let pkcs1 = signer.key.sign(&signer.header(), &good).unwrap();
    assert_eq!(
        exchange(&world, &pkcs1).await.number(),
        700_027,
        "PKCS#1 signature under PS256"
    );
    let stray = world.state().with_keys(|keys| keys.stray.clone());
    assert_eq!(
        exchange(&world, &stray.sign_pss(&signer.header(), &good).unwrap())
            .await
            .number(),
        700_027
    );
    let rs256 = signer
        .key
        .sign(
            &json!({ "alg": "RS256", "typ": "JWT", "x5t#S256": signer.thumbprint }),
            &good,
        )
        .unwrap();
    assert_eq!(exchange(&world, &rs256).await.number(), 700_027);
}

#[tokio::test]
async fn the_older_form_of_assertion_works_where_it_is_assumed() {
    use base64::Engine as _;
    let world = World::start().await;
    let signer = Signer::register(&world);
    let der = world
        .state()
        .registration(contoso::DATA_CLIENT_ID)
        .unwrap()
        .certificates
        .remove(0);
    let sha1 = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &der);
    let x5t = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha1);
    let assertion = signer
        .key
        .sign(
            &json!({ "alg": "RS256", "typ": "JWT", "x5t": x5t }),
            &signer.claims(&world),
        )
        .unwrap();
    assert_eq!(exchange(&world, &assertion).await.number(), 700_027);
    world.state().assume(Assumption::Rs256Assertion, true);
    assert_eq!(exchange(&world, &assertion).await.status, 200);
}
