//! How long a session lasts, how it is proved again, and what ends with it.

use std::time::Duration;

use microsoft365::contoso;
use store::testing::{each_database, each_pair};
use trust::{Begin, Caller, Purpose, SessionCookie, testing};

use crate::browser::{self, Account, Browser, Press};
use crate::world::{World, begin, cookie, oid, tenant};

const ADMIN: Account = browser::contoso(contoso::ADMIN);
const CONSULTANT: Account = browser::contoso(contoso::CONSULTANT);

/// Whether a signal fires within moments.
async fn fires(signal: &tokio_util::sync::CancellationToken) -> bool {
    tokio::time::timeout(Duration::from_secs(5), signal.cancelled())
        .await
        .is_ok()
}

/// A consultant whose browser is still signed in at Microsoft.
async fn consultant(world: &World) -> (Browser, String) {
    let browser = Browser::new();
    let finished = world
        .sign_in(&browser, Purpose::SignIn, CONSULTANT)
        .await
        .unwrap();
    (browser, cookie(finished))
}

fn renewal(caller: &Caller) -> Begin<'_> {
    Begin {
        return_path: Some("/rooms"),
        session: caller.session().map(|session| &**session),
        ..begin(Purpose::Renew)
    }
}

#[tokio::test]
async fn roles_are_proved_again_without_a_question() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (browser, value) = consultant(&world).await;
        world.advance(4 * 60);
        let caller = world.caller(&value).await;
        assert!(world.trust.me(&caller).await.unwrap().unwrap().renew_due);
        let redirect = world.trust.begin_signin(renewal(&caller)).await.unwrap();
        assert!(
            redirect.url.contains("prompt=none") && redirect.url.contains("login_hint="),
            "{}",
            redirect.url
        );
        let form = browser.silent(&redirect.url).await;
        let finished = world.finish(&redirect, form).await.unwrap();
        assert_eq!(
            (finished.session_cookie, finished.go_to.as_str()),
            (SessionCookie::Keep, "/rooms")
        );
        let caller = world.caller(&value).await;
        assert!(!world.trust.me(&caller).await.unwrap().unwrap().renew_due);
        world.advance(4 * 60 + 59);
        assert!(world.caller(&value).await.session().is_some());
        world.advance(2);
        assert!(
            world.caller(&value).await.session().is_none(),
            "not proved again for five hours"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_failed_renewal_ends_the_session_and_its_streams() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for other in [None, Some(browser::contoso(contoso::CONSULTANT_2))] {
            let (_, value) = consultant(&world).await;
            let caller = world.caller(&value).await;
            let ended = world
                .trust
                .session_ended(caller.session().unwrap())
                .await
                .unwrap();
            let redirect = world.trust.begin_signin(renewal(&caller)).await.unwrap();
            // Nobody is signed in at Microsoft any more, or somebody else is.
            let browser = Browser::new();
            let form = match other {
                None => browser.silent(&redirect.url).await,
                Some(account) => {
                    let url = redirect.url.replace("prompt=none", "prompt=login");
                    browser.answer(&url, account, Press::Accept).await
                }
            };
            let finished = world.finish(&redirect, form).await.unwrap();
            assert_eq!(finished.session_cookie, SessionCookie::Clear);
            assert_eq!(finished.go_to, "/signin?return=/rooms");
            assert!(fires(&ended).await);
            assert!(world.caller(&value).await.session().is_none());
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_lost_group_or_role_replaces_the_session_so_that_old_streams_end() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (browser, value) = consultant(&world).await;
        let caller = world.caller(&value).await;
        let ended = world
            .trust
            .session_ended(caller.session().unwrap())
            .await
            .unwrap();
        world
            .sim
            .state()
            .remove_role(contoso::TENANT, contoso::CONSULTANT.oid, "Consultant");
        let redirect = world.trust.begin_signin(renewal(&caller)).await.unwrap();
        let form = browser.silent(&redirect.url).await;
        let finished = world.finish(&redirect, form).await.unwrap();
        let SessionCookie::Set(fresh) = finished.session_cookie else {
            panic!("the session was kept")
        };
        assert!(fires(&ended).await);
        assert!(world.caller(&value).await.session().is_none());
        let caller = world.caller(&fresh).await;
        assert!(caller.session().unwrap().roles().is_empty());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_by_idleness_and_by_age() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let value = world.registered().await;
        let caller = world.caller(&value).await;
        let session = caller.session().unwrap();
        assert_eq!(
            session.ends_at_latest(),
            session.ends().plus_minutes(19 * 60)
        );
        world.advance(6);
        world.trust.touch(session).await.unwrap();
        world.advance(12 * 60);
        assert!(world.caller(&value).await.session().is_none());
        assert_eq!(
            world.trust.sweep_sessions(world.trust.now()).await.unwrap(),
            1
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn signing_out_here_ends_one_session_and_leads_to_microsoft() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (_, one) = consultant(&world).await;
        let (_, other) = consultant(&world).await;
        let caller = world.caller(&one).await;
        let ended = world
            .trust
            .session_ended(caller.session().unwrap())
            .await
            .unwrap();
        let url = world
            .trust
            .end_session(caller.session().unwrap())
            .await
            .unwrap();
        assert!(
            url.contains("/oauth2/v2.0/logout") && url.contains("logout_hint="),
            "{url}"
        );
        assert!(fires(&ended).await);
        assert!(world.caller(&one).await.session().is_none());
        assert!(world.caller(&other).await.session().is_some());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn front_channel_sign_out_ends_what_came_from_that_session_at_microsoft() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (_, value) = consultant(&world).await;
        let rows = world
            .store
            .of(tenant(contoso::TENANT))
            .sessions_of(oid(contoso::CONSULTANT.oid))
            .await
            .unwrap();
        let sid = rows[0].sid.clone().unwrap();
        assert_eq!(world.trust.end_by_sid("unknown").await.unwrap(), 0);
        assert!(world.caller(&value).await.session().is_some());
        assert_eq!(world.trust.end_by_sid(&sid).await.unwrap(), 1);
        assert!(world.caller(&value).await.session().is_none());
        let scoped = world.store.of(tenant(contoso::TENANT));
        let rows = scoped.audit_range(1, 99).await.unwrap();
        let last = rows.last().unwrap();
        assert_eq!(
            (last.action.as_str(), last.subject.as_str()),
            ("person.signed_out", contoso::CONSULTANT.oid)
        );
        assert!(last.detail_json.contains("signed_out_at_microsoft"));
        assert_eq!(world.trust.end_by_sid(&sid).await.unwrap(), 0);
        assert_eq!(scoped.audit_range(1, 99).await.unwrap().len(), rows.len());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_streams_in_every_process() {
    each_pair(|here, there| async move {
        let (one, other) = (
            testing::trust(here, testing::microsoft_nowhere()),
            testing::trust(there.clone(), testing::microsoft_nowhere()),
        );
        let tenant = testing::tenant(&one, 1).await;
        let me = testing::Someone::new(tenant, 10);
        let colleague = testing::Someone::new(tenant, 11);
        let (_, first) = testing::session(&one, &me).await;
        let (second_cookie, second) = testing::session(&one, &me).await;
        let (_, theirs) = testing::session(&one, &colleague).await;
        let here = one.session_ended(&first).await.unwrap();
        let there = other.session_ended(&second).await.unwrap();
        let untouched = other.session_ended(&theirs).await.unwrap();
        let caller = crate::world::caller(&one, &second_cookie).await;
        let member = caller.member(&one).await.unwrap();
        one.sign_out_everywhere(&member).await.unwrap();
        assert!(fires(&here).await);
        assert!(fires(&there).await, "the other process hears of it");
        assert!(!untouched.is_cancelled());
        assert_eq!(
            caller.member(&one).await.err(),
            None,
            "the request that asked for it still answers"
        );
        assert!(
            crate::world::caller(&other, &second_cookie)
                .await
                .session()
                .is_none()
        );
        // A stream that is opened too late ends at once.
        assert!(other.session_ended(&second).await.unwrap().is_cancelled());
    })
    .await;
}

#[tokio::test]
async fn an_administrators_session_is_not_anybody_elses() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let value = world.registered().await;
        let _ = ADMIN;
        for wrong in [
            "",
            "x",
            &value[..42],
            &format!("{value}x"),
            &value.to_uppercase(),
        ] {
            assert!(world.caller(wrong).await.session().is_none(), "{wrong}");
        }
        world.sim.stop();
    })
    .await;
}
