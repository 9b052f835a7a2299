use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use microsoft365::fabrikam;
use microsoft365::state::{CONSUMER_TENANT, MintKey, MintOptions};
use serde_json::{Value, json};

use super::browser::{World, claims, header};

#[tokio::test]
async fn claims_and_header_fields_are_set_and_removed() {
    let world = World::start().await;
    let options = MintOptions::default()
        .nonce("n")
        .claim("aud", json!("other"))
        .claim("oid", Value::Null)
        .header("jku", json!("https://x.example"));
    let token = world.state().mint(&options).unwrap();
    assert_eq!(
        (&claims(&token)["aud"], &claims(&token)["nonce"]),
        (&"other".into(), &"n".into())
    );
    assert!(claims(&token).get("oid").is_none());
    assert_eq!(header(&token)["jku"], "https://x.example");
}

#[tokio::test]
async fn each_odd_key_is_published_as_its_attack_needs_it() {
    let world = World::start().await;
    let base = world.microsoft.authority();
    let kid_of = |key: MintKey| {
        header(
            &world
                .state()
                .mint(&MintOptions::default().key(key))
                .unwrap(),
        )["kid"]
            .clone()
    };
    let consumer = kid_of(MintKey::Consumer);
    let bare = kid_of(MintKey::WithoutIssuer);
    let foreign = kid_of(MintKey::OfTenant(fabrikam::TENANT.to_owned()));
    let unpublished = kid_of(MintKey::Unpublished);
    assert_eq!(kid_of(MintKey::Forged), kid_of(MintKey::Current));
    let keys = world.get("/organizations/discovery/v2.0/keys").await.json();
    let entry = |kid: &Value| {
        keys["keys"]
            .as_array()
            .unwrap()
            .iter()
            .find(|key| key["kid"] == *kid)
            .cloned()
    };
    assert_eq!(
        entry(&consumer).unwrap()["issuer"],
        format!("{base}/{CONSUMER_TENANT}/v2.0")
    );
    assert!(entry(&bare).unwrap().get("issuer").is_none());
    assert_eq!(
        entry(&foreign).unwrap()["issuer"],
        format!("{base}/{}/v2.0", fabrikam::TENANT)
    );
    assert!(entry(&unpublished).is_none());
}

#[tokio::test]
async fn tokens_without_a_real_signature_are_well_formed() {
    let world = World::start().await;
    let none = world
        .state()
        .mint(&MintOptions::default().key(MintKey::None))
        .unwrap();
    assert_eq!(header(&none)["alg"], "none");
    assert!(none.ends_with('.'));
    let hmac = world
        .state()
        .mint(&MintOptions::default().key(MintKey::HmacWithPublicKey))
        .unwrap();
    assert_eq!(header(&hmac)["alg"], "HS256");
    assert_eq!(
        URL_SAFE_NO_PAD
            .decode(hmac.rsplit_once('.').unwrap().1)
            .unwrap()
            .len(),
        32
    );
}
