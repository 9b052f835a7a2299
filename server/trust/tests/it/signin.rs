//! Signing in: the whole way, and every way it must not go.

use microsoft365::state::mint::{MintKey, MintOptions};
use microsoft365::{consumers, contoso, fabrikam};
use model::trust::SigninProblemCode as Code;
use serde_json::json;
use store::testing::each_database;
use trust::{Begin, Purpose, SessionCookie, SigninForm};

use crate::browser::{self, Account, Browser, Press};
use crate::world::{Wishes, World, begin, cookie, tenant};

const CONSULTANT: Account = browser::contoso(contoso::CONSULTANT);

/// A form with a token that is perfect but for what the test changes.
fn minted(world: &World, url: &str, change: impl FnOnce(MintOptions) -> MintOptions) -> SigninForm {
    let options = change(MintOptions::default().nonce(&parameter(url, "nonce")));
    let id_token = world.sim.state().mint(&options).unwrap();
    SigninForm {
        id_token: Some(id_token),
        state: Some(parameter(url, "state")),
        ..SigninForm::default()
    }
}

fn parameter(url: &str, name: &str) -> String {
    let pairs = url.split_once('?').unwrap().1.split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .unwrap()
        .1
        .to_owned()
}

async fn sessions(world: &World) -> usize {
    let scoped = world.store.of(tenant(contoso::TENANT));
    let mut count = 0;
    for person in contoso::PEOPLE {
        count += scoped
            .sessions_of(person.oid.parse().unwrap())
            .await
            .unwrap()
            .len();
    }
    count
}

#[tokio::test]
async fn a_consultant_signs_in_and_is_known_from_then_on() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let request = Begin {
            return_path: Some("/rooms?x=1"),
            ..begin(Purpose::SignIn)
        };
        let redirect = world.trust.begin_signin(request).await.unwrap();
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        let finished = world.finish(&redirect, form).await.unwrap();
        assert_eq!(finished.go_to, "/rooms?x=1");
        let value = cookie(finished);
        assert_eq!(value.len(), 43, "256 bits as base64url");

        let caller = world.caller(&value).await;
        let me = world.trust.me(&caller).await.unwrap().unwrap();
        assert_eq!(me.name, contoso::CONSULTANT.name);
        assert_eq!(me.tenant.unwrap().as_str(), "contoso");
        assert_eq!(
            me.roles,
            [],
            "an app role of a room means nothing without an assignment"
        );
        assert!(!me.renew_due);
        let hash = caller.session().unwrap().hash();
        assert_ne!(
            hash.as_slice(),
            value.as_bytes(),
            "the database holds a hash"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn sign_in_by_code_and_pkce_gives_the_same() {
    each_database(|store| async move {
        let world = World::with(
            store,
            Wishes {
                code_flow: true,
                ..Wishes::default()
            },
        )
        .await;
        world.registered().await;
        let caller = world.member(CONSULTANT).await;
        assert_eq!(
            world.trust.me(&caller).await.unwrap().unwrap().name,
            contoso::CONSULTANT.name
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_ordinary_user_of_an_unknown_tenant_gains_nothing() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let employee = browser::fabrikam(fabrikam::EMPLOYEE);
        let problem = world
            .sign_in(&Browser::new(), Purpose::SignIn, employee)
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::UnknownTenant);
        assert_eq!(problem.correlation, "request-1");
        assert!(
            world.store.system().tenants().await.unwrap().is_empty(),
            "nothing is written"
        );

        // Even an administrator gains nothing without a link, and with it only by registering.
        let admin = browser::fabrikam(fabrikam::ADMIN);
        let problem = world
            .sign_in(&Browser::new(), Purpose::SignIn, admin)
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::UnknownTenant);
        assert!(world.store.system().tenants().await.unwrap().is_empty());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_callback_works_once() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let redirect = world.begin(Purpose::SignIn).await;
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        world.finish(&redirect, form.clone()).await.unwrap();
        assert_eq!(
            world
                .finish(&redirect, form.clone())
                .await
                .unwrap_err()
                .code,
            Code::NoTransaction
        );

        // The same token in a transaction of one's own: another nonce.
        let other = world.begin(Purpose::SignIn).await;
        let replay = SigninForm {
            state: Some(parameter(&other.url, "state")),
            ..form
        };
        assert_eq!(
            world.finish(&other, replay).await.unwrap_err().code,
            Code::TokenRefused
        );
        assert_eq!(
            sessions(&world).await,
            2,
            "the administrator's and one of the consultant's"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_token_id_is_accepted_once_even_with_a_fresh_nonce() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for expected in [None, Some(Code::Replayed)] {
            let redirect = world.begin(Purpose::SignIn).await;
            let form = minted(&world, &redirect.url, |options| {
                options.claim("uti", json!("the-same"))
            });
            assert_eq!(
                world
                    .finish(&redirect, form)
                    .await
                    .err()
                    .map(|problem| problem.code),
                expected
            );
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_in_the_browser_that_asked_for_it_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (mine, theirs) = (
            world.begin(Purpose::SignIn).await,
            world.begin(Purpose::SignIn).await,
        );
        let form = Browser::new()
            .answer(&theirs.url, CONSULTANT, Press::Accept)
            .await;
        // Login CSRF: their answer is posted by my browser, with my cookie.
        assert_eq!(
            world.finish(&mine, form.clone()).await.unwrap_err().code,
            Code::ForeignAnswer
        );
        // It consumed my transaction, whatever follows.
        let late = Browser::new()
            .answer(&mine.url, CONSULTANT, Press::Accept)
            .await;
        assert_eq!(
            world.finish(&mine, late).await.unwrap_err().code,
            Code::NoTransaction
        );
        // No cookie at all, a made-up one, no state.
        let no_cookie = world
            .trust
            .finish_signin(None, form.clone(), "r")
            .await
            .unwrap_err();
        assert_eq!(no_cookie.code, Code::NoTransaction);
        let made_up = world
            .trust
            .finish_signin(Some("made-up"), form.clone(), "r")
            .await
            .unwrap_err();
        assert_eq!(made_up.code, Code::NoTransaction);
        let stateless = SigninForm {
            state: None,
            ..form
        };
        assert_eq!(
            world.finish(&theirs, stateless).await.unwrap_err().code,
            Code::ForeignAnswer
        );
        assert_eq!(sessions(&world).await, 1, "the administrator's");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_answer_after_ten_minutes_is_too_late() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let redirect = world.begin(Purpose::SignIn).await;
        world.advance(10);
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        assert_eq!(
            world.finish(&redirect, form).await.unwrap_err().code,
            Code::Expired
        );
        world.begin(Purpose::SignIn).await;
        world.advance(11);
        assert_eq!(
            world.trust.sweep_signins(world.trust.now()).await.unwrap(),
            1,
            "left behind"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn errors_of_microsoft_become_problems_with_help_and_nothing_else() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for (error, description, code, number) in [
            (
                "access_denied",
                "AADSTS65004: declined",
                Code::Declined,
                Some(65_004),
            ),
            (
                "temporarily_unavailable",
                "AADSTS90033: busy",
                Code::Busy,
                Some(90_033),
            ),
            (
                "invalid_request",
                "AADSTS50105: <script>alert(1)</script>",
                Code::Refused,
                Some(50_105),
            ),
            ("made_up", "no number", Code::Refused, None),
        ] {
            let redirect = world.begin(Purpose::SignIn).await;
            let mut form = minted(&world, &redirect.url, |options| options);
            form.error = Some(error.to_owned());
            form.error_description = Some(description.to_owned());
            let problem = world.finish(&redirect, form).await.unwrap_err();
            assert_eq!((problem.code, problem.number), (code, number), "{error}");
            assert!(problem.help.is_some());
            assert!(
                !format!("{problem:?} {problem}").contains("script"),
                "no text of others"
            );
        }
        assert_eq!(sessions(&world).await, 1);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn hostile_tokens_are_refused_and_store_nothing() {
    let evil = "https://evil.example/v2.0";
    type Change = Box<dyn Fn(MintOptions) -> MintOptions + Send + Sync>;
    let claim = |name: &'static str, value: serde_json::Value| -> Change {
        Box::new(move |options| options.claim(name, value.clone()))
    };
    let key = |key: MintKey| -> Change { Box::new(move |options| options.key(key.clone())) };
    let changes: Vec<(Code, Change)> = vec![
        (Code::TokenRefused, claim("nonce", json!("another"))),
        (Code::TokenRefused, claim("nonce", json!(null))),
        (
            Code::TokenRefused,
            claim("aud", json!("5197a000-0000-4000-a000-00000000dead")),
        ),
        (
            Code::TokenRefused,
            claim("aud", json!([contoso::SIGNIN_CLIENT_ID])),
        ),
        (Code::TokenRefused, claim("iss", json!(evil))),
        (Code::TokenRefused, claim("tid", json!(fabrikam::TENANT))),
        (Code::TokenRefused, claim("tid", json!("contoso.example"))),
        (Code::TokenRefused, claim("tid", json!(null))),
        (Code::TokenRefused, claim("ver", json!("1.0"))),
        (Code::TokenRefused, claim("oid", json!(null))),
        (Code::TokenRefused, claim("exp", json!(1_000))),
        (Code::TokenRefused, claim("nbf", json!(4_000_000_000_i64))),
        (Code::TokenRefused, claim("iat", json!(1_000))),
        (Code::TokenRefused, key(MintKey::None)),
        (Code::TokenRefused, key(MintKey::HmacWithPublicKey)),
        (Code::TokenRefused, key(MintKey::Forged)),
        (Code::TokenRefused, key(MintKey::Unpublished)),
        (Code::TokenRefused, key(MintKey::WithoutIssuer)),
        (Code::TokenRefused, key(MintKey::Consumer)),
        (
            Code::TokenRefused,
            key(MintKey::OfTenant(fabrikam::TENANT.to_owned())),
        ),
    ];
    let changes = &changes;
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for (number, (code, change)) in changes.iter().enumerate() {
            let redirect = world.begin(Purpose::SignIn).await;
            let form = minted(&world, &redirect.url, change);
            let problem = world
                .finish(&redirect, form)
                .await
                .expect_err("a hostile token signs nobody in");
            assert_eq!(problem.code, *code, "case {number}: {problem:?}");
        }
        let redirect = world.begin(Purpose::SignIn).await;
        let private = minted(&world, &redirect.url, |mut options| {
            options.tid = "9188040d-6c67-4c5b-b112-36a304b66dad".to_owned();
            options.oid = consumers::PERSON.oid.to_owned();
            options.key(MintKey::Consumer)
        });
        assert_eq!(
            world.finish(&redirect, private).await.unwrap_err().code,
            Code::PersonalAccount
        );
        let redirect = world.begin(Purpose::SignIn).await;
        let nothing = SigninForm {
            state: Some(parameter(&redirect.url, "state")),
            ..SigninForm::default()
        };
        assert_eq!(
            world.finish(&redirect, nothing).await.unwrap_err().code,
            Code::TokenRefused
        );
        assert_eq!(sessions(&world).await, 1, "the administrator's");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_known_organisation_refuses_accounts_of_others() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let slug = "contoso".parse().unwrap();
        let request = Begin {
            tenant: Some(&slug),
            ..begin(Purpose::SignIn)
        };
        let redirect = world.trust.begin_signin(request).await.unwrap();
        assert!(
            redirect
                .url
                .contains(&format!("/{}/oauth2/v2.0/authorize", contoso::TENANT)),
            "{}",
            redirect.url
        );
        let form = minted(&world, &redirect.url, |mut options| {
            options.tid = fabrikam::TENANT.to_owned();
            options.oid = fabrikam::ADMIN.oid.to_owned();
            options
        });
        assert_eq!(
            world.finish(&redirect, form).await.unwrap_err().code,
            Code::WrongAccount
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_leads_back_to_a_path_of_our_own_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/signout",
        ] {
            let request = Begin {
                return_path: Some(path),
                ..begin(Purpose::SignIn)
            };
            let redirect = world.trust.begin_signin(request).await.unwrap();
            let form = minted(&world, &redirect.url, |options| options);
            assert_eq!(
                world.finish(&redirect, form).await.unwrap().go_to,
                "/",
                "{path}"
            );
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_new_sign_in_replaces_the_session_of_the_browser() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let old = world.registered().await;
        let caller = world.caller(&old).await;
        let request = Begin {
            session: caller.session().map(|session| &**session),
            ..begin(Purpose::SignIn)
        };
        let redirect = world.trust.begin_signin(request).await.unwrap();
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        let finished = world.finish(&redirect, form).await.unwrap();
        assert!(matches!(finished.session_cookie, SessionCookie::Set(_)));
        assert!(
            world.caller(&old).await.session().is_none(),
            "the cookie's old value is worth nothing"
        );
        world.sim.stop();
    })
    .await;
}
