//! The key cache: one reload a day, one for an unknown key, no more than one a minute.

use microsoft::SigninError;
use microsoft365::state::{Fault, FaultKind, MintKey};
use model::Timestamp;

use crate::support::{World, good};

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.plus_seconds(seconds)
}

#[tokio::test]
async fn keys_are_read_once_for_many_sign_ins() {
    let world = World::start().await;
    for _ in 0..5 {
        world.verify(&world.mint(&good())).await.unwrap();
    }
    assert_eq!(world.key_requests(), 1);
}

#[tokio::test]
async fn sign_ins_at_the_same_moment_read_keys_once() {
    let world = World::start().await;
    let tokens: Vec<String> = (0..8).map(|_| world.mint(&good())).collect();
    let verified = tokens.iter().map(|token| world.verify(token));
    for outcome in futures::future::join_all(verified).await {
        outcome.unwrap();
    }
    assert_eq!(world.key_requests(), 1);
}

#[tokio::test]
async fn a_roll_over_during_the_login_is_followed_at_once() {
    let world = World::start().await;
    world.verify(&world.mint(&good())).await.unwrap();
    let signed_before = world.mint(&good());
    world.state().rotate_keys().unwrap();
    world.verify(&world.mint(&good())).await.unwrap();
    world.verify(&signed_before).await.unwrap();
    assert_eq!(world.key_requests(), 2);
}

#[tokio::test]
async fn unknown_keys_make_one_reload_a_minute() {
    let world = World::start().await;
    let now = world.now();
    world.verify_at(&world.mint(&good()), now).await.unwrap();
    let unknown = world.mint(&good().key(MintKey::Unpublished));
    for second in [0, 1, 30, 59] {
        let refused = world.verify_at(&unknown, later(now, second)).await;
        assert_eq!(refused, Err(SigninError::UnknownKey));
    }
    assert_eq!(world.key_requests(), 2);
    world.verify_at(&unknown, later(now, 60)).await.unwrap_err();
    assert_eq!(world.key_requests(), 3);
}

#[tokio::test]
async fn a_second_roll_over_within_the_minute_waits_for_it() {
    let world = World::start().await;
    let now = world.now();
    world.verify_at(&world.mint(&good()), now).await.unwrap();
    world.state().rotate_keys().unwrap();
    world.verify_at(&world.mint(&good()), now).await.unwrap();
    world.state().rotate_keys().unwrap();
    let token = world.mint(&good());
    assert_eq!(
        world.verify_at(&token, later(now, 30)).await,
        Err(SigninError::UnknownKey)
    );
    world.verify_at(&token, later(now, 61)).await.unwrap();
}

#[tokio::test]
async fn a_withdrawn_key_is_forgotten_within_a_day() {
    let world = World::start().await;
    let now = world.now();
    let token = world.mint(&good());
    world.verify_at(&token, now).await.unwrap();
    world.state().rotate_keys().unwrap();
    world.state().withdraw_old_keys();
    let day = 24 * 60 * 60;
    // The token has expired by then; what counts is that its key is asked for, and then unknown.
    assert_eq!(
        world.verify_at(&token, later(now, day - 1)).await,
        Err(SigninError::Expired)
    );
    assert_eq!(
        world.verify_at(&token, later(now, day)).await,
        Err(SigninError::UnknownKey)
    );
}

#[tokio::test]
async fn without_keys_nobody_gets_in_and_the_next_try_waits_a_moment() {
    let world = World::start().await;
    let now = world.now();
    let busy = FaultKind::Status {
        status: 503,
        code: "90033".to_owned(),
    };
    world
        .state()
        .inject(Fault::times(3, "/organizations/v2.0", busy));
    let token = world.mint(&good());
    let unavailable = Err(SigninError::KeysUnavailable);
    assert_eq!(world.verify_at(&token, now).await, unavailable);
    assert_eq!(world.verify_at(&token, later(now, 4)).await, unavailable);
    assert_eq!(world.key_requests(), 0);
    world.verify_at(&token, later(now, 5)).await.unwrap();
}

#[tokio::test]
async fn a_failed_reload_does_not_forget_the_keys_of_the_day() {
    let world = World::start().await;
    world.verify(&world.mint(&good())).await.unwrap();
    world
        .state()
        .inject(Fault::times(9, "/organizations", FaultKind::Drop));
    let unknown = world.mint(&good().key(MintKey::Unpublished));
    assert_eq!(world.verify(&unknown).await, Err(SigninError::UnknownKey));
    world.verify(&world.mint(&good())).await.unwrap();
}

#[tokio::test]
async fn metadata_of_another_authority_is_refused() {
    let world = World::with(|settings, tenant| {
        settings.authority = tenant.authority().replace("127.0.0.1", "localhost");
    })
    .await;
    let token = world.mint(&good());
    let refused = world.verify(&token).await.unwrap_err();
    assert_eq!(refused, SigninError::MetadataForeign);
    assert_eq!(refused.help().code, "authority_wrong");
}
