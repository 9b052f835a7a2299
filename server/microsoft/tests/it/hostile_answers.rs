//! Sign-in answers that are no tokens, or not the ones that were asked for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use microsoft::{OAuthError, Refusal, SigninAnswer, SigninError, SigninFlow};
use microsoft365::state::MintKey;
use secrecy::SecretString;
use serde_json::json;

use crate::support::{World, expected, good};

/// Takes a perfect token apart and expects exactly this refusal of what becomes of it.
macro_rules! mangled {
    ($($name:ident: $mangle:expr => $error:ident;)+) => {$(
        #[tokio::test]
        async fn $name() {
            let world = World::start().await;
            let mangle: fn(&World, &str, &str, &str) -> String = $mangle;
            let token = world.mint(&good());
            let parts: Vec<&str> = token.split('.').collect();
            let spoilt = mangle(&world, parts[0], parts[1], parts[2]);
            assert_eq!(world.verify(&spoilt).await, Err(SigninError::$error));
        }
    )+};
}

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

mangled! {
    nothing_at_all: |_, _, _, _| String::new() => NotAToken;
    two_parts: |_, header, claims, _| format!("{header}.{claims}") => NotAToken;
    four_parts: |_, header, claims, signature| format!("{header}.{claims}.{signature}.{signature}") => NotAToken;
    five_parts_of_an_encrypted_token: |_, header, claims, signature| format!("{header}.{claims}.{claims}.{claims}.{signature}") => NotAToken;
    signature_cut_off: |_, header, claims, _| format!("{header}.{claims}.") => BadSignature;
    signature_cut_short: |_, header, claims, signature| format!("{header}.{claims}.{}", &signature[..signature.len() - 2]) => BadSignature;
    signature_with_padding: |_, header, claims, signature| format!("{header}.{claims}.{signature}==") => NotAToken;
    line_break_at_the_end: |_, header, claims, signature| format!("{header}.{claims}.{signature}\n") => NotAToken;
    plain_text_in_front: |_, header, claims, signature| format!("Bearer {header}.{claims}.{signature}") => NotAToken;
    far_too_long: |_, header, claims, signature| format!("{header}.{claims}.{}", signature.repeat(300)) => NotAToken;
    header_that_is_no_object: |_, _, claims, signature| format!("{}.{claims}.{signature}", encoded("\"RS256\"")) => NotAToken;
    header_that_is_no_json: |_, _, claims, signature| format!("{}.{claims}.{signature}", encoded("alg=RS256")) => NotAToken;
    algorithm_told_twice: |world, _, claims, signature| {
        let kid = world.state().with_keys(|keys| keys.current().kid.clone());
        let header = format!(r#"{{"typ":"JWT","alg":"RS256","alg":"none","kid":"{kid}"}}"#);
        format!("{}.{claims}.{signature}", encoded(&header))
    } => NotAToken;
    claims_of_another_token: |world, header, _, signature| {
        let other = world.mint(&good().claim("roles", json!(["Administrator"])));
        format!("{header}.{}.{signature}", other.split('.').nth(1).unwrap())
    } => BadSignature;
    claims_changed_by_one_letter: |_, header, claims, signature| format!("{header}.f{}.{signature}", &claims[1..]) => BadSignature;
    header_of_another_key: |world, _, claims, signature| {
        let other = world.mint(&good().key(MintKey::Consumer));
        format!("{}.{claims}.{signature}", other.split('.').next().unwrap())
    } => BadSignature;
}

async fn refused(world: &World, answer: SigninAnswer) -> SigninError {
    let now = world.now();
    world
        .microsoft
        .verify_signin(&answer, &expected(now), now)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn an_error_counts_even_beside_a_perfect_token() {
    let world = World::start().await;
    let token = world.mint(&good());
    let answer = SigninAnswer::from_form(
        Some(token),
        None,
        Some("access_denied"),
        Some("AADSTS50105: Somebody <b>x</b>"),
    );
    let error = refused(&world, answer).await;
    assert_eq!(error.help().code, "not_assigned");
    assert_eq!(error.help().number, Some(50105));
    assert!(!format!("{error:?}{error}").contains("Somebody"));
}

#[tokio::test]
async fn an_unknown_error_is_an_error_too() {
    let world = World::start().await;
    let answer = SigninAnswer::from_form(Some(world.mint(&good())), None, Some(""), None);
    let error = refused(&world, answer).await;
    assert!(matches!(
        error,
        SigninError::Refused(Refusal {
            error: OAuthError::Other,
            number: None,
            ..
        })
    ));
}

#[tokio::test]
async fn an_empty_answer_is_refused() {
    let world = World::start().await;
    let answer = SigninAnswer::from_form(None, None, None, None);
    assert_eq!(refused(&world, answer).await, SigninError::NothingReceived);
}

#[tokio::test]
async fn a_code_is_refused_where_a_token_was_asked_for() {
    let world = World::start().await;
    let answer = SigninAnswer::from_form(None, Some("code".to_owned()), None, None);
    assert_eq!(refused(&world, answer).await, SigninError::OtherKind);
}

#[tokio::test]
async fn a_token_from_the_browser_is_refused_where_a_code_was_asked_for() {
    let world = World::with(|settings, _| settings.signin_flow = SigninFlow::Code).await;
    let answer = SigninAnswer::IdToken(SecretString::from(world.mint(&good())));
    assert_eq!(refused(&world, answer).await, SigninError::OtherKind);
}
