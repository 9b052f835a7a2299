//! Two things at once with one session: whatever comes first, nobody who was signed out is signed in again, and no session
//! becomes two.

use microsoft365::contoso;
use store::testing::{each_database, each_pair};
use trust::{
    Begin, Caller, Finished, MasterKey, Purpose, SessionCookie, SigninProblem, Trust, testing,
};

use crate::browser::{self, Account, Browser, Press};
use crate::world::{World, begin, cookie, oid, tenant};

const CONSULTANT: Account = browser::contoso(contoso::CONSULTANT);

/// A consultant whose browser is still signed in at Microsoft.
async fn consultant(world: &World) -> (Browser, String) {
    let browser = Browser::new();
    let finished = world
        .sign_in(&browser, Purpose::SignIn, CONSULTANT)
        .await
        .unwrap();
    (browser, cookie(finished))
}

fn of_session(caller: &Caller, purpose: Purpose) -> Begin<'_> {
    Begin {
        return_path: Some("/rooms"),
        session: caller.session().map(|session| &**session),
        ..begin(purpose)
    }
}

/// Sessions of the consultant that hold.
async fn sessions(world: &World) -> usize {
    let scoped = world.store.of(tenant(contoso::TENANT));
    let of = oid(contoso::CONSULTANT.oid);
    scoped.sessions_of(of).await.unwrap().len()
}

/// Which of the answers carry a cookie that somebody is signed in with.
async fn working(world: &World, answers: Vec<Result<Finished, SigninProblem>>) -> usize {
    let mut working = 0;
    for answer in answers {
        if let Ok(Finished {
            session_cookie: SessionCookie::Set(value),
            ..
        }) = answer
        {
            working += usize::from(world.caller(&value).await.session().is_some());
        }
    }
    working
}

#[tokio::test]
async fn whoever_signs_out_during_a_renewal_stays_signed_out() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for (lost, at_once) in [(false, false), (false, true), (true, false), (true, true)] {
            let (browser, value) = consultant(&world).await;
            let caller = world.caller(&value).await;
            let session = caller.session().unwrap();
            let signal = world.trust.session_ended(session).await.unwrap();
            if lost {
                // The renewal would open a session with fewer rights in place of this one.
                let state = world.sim.state();
                state.remove_role(contoso::TENANT, contoso::CONSULTANT.oid, "Consultant");
            }
            let redirect = world
                .trust
                .begin_signin(of_session(&caller, Purpose::Renew))
                .await
                .unwrap();
            let form = browser.silent(&redirect.url).await;
            let answer = if at_once {
                let (answer, out) = tokio::join!(
                    world.finish(&redirect, form),
                    world.trust.end_session(session)
                );
                out.unwrap();
                answer
            } else {
                world.trust.end_session(session).await.unwrap();
                world.finish(&redirect, form).await
            };
            assert!(world.caller(&value).await.session().is_none());
            tokio::time::timeout(std::time::Duration::from_secs(5), signal.cancelled())
                .await
                .expect("its streams end");
            // Where the renewal was first, the session that came of it is another one, which nobody has ended.
            let left = working(&world, vec![answer]).await;
            assert_eq!(sessions(&world).await, left);
            assert!(at_once && lost || left == 0, "signed in again");
            let mut tx = world.store.of(session.tenant()).begin().await.unwrap();
            tx.end_sessions_of(session.oid()).await.unwrap();
            tx.commit().await.unwrap();
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn two_tabs_that_renew_at_once_leave_one_session() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (browser, value) = consultant(&world).await;
        let caller = world.caller(&value).await;
        let state = world.sim.state();
        state.remove_role(contoso::TENANT, contoso::CONSULTANT.oid, "Consultant");
        let mut tabs = Vec::new();
        for _ in 0..2 {
            let request = of_session(&caller, Purpose::Renew);
            let redirect = world.trust.begin_signin(request).await.unwrap();
            let form = browser.silent(&redirect.url).await;
            tabs.push((redirect, form));
        }
        let (second, first) = (tabs.pop().unwrap(), tabs.pop().unwrap());
        let (one, other) = tokio::join!(
            world.finish(&first.0, first.1),
            world.finish(&second.0, second.1)
        );
        assert!(world.caller(&value).await.session().is_none());
        assert_eq!(working(&world, vec![one, other]).await, 1);
        assert_eq!(sessions(&world).await, 1);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn two_sign_ins_of_one_browser_at_once_leave_nothing_of_the_session_before() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let (_, value) = consultant(&world).await;
        let caller = world.caller(&value).await;
        let mut tabs = Vec::new();
        for _ in 0..2 {
            let request = of_session(&caller, Purpose::SignIn);
            let redirect = world.trust.begin_signin(request).await.unwrap();
            let form = Browser::new()
                .answer(&redirect.url, CONSULTANT, Press::Accept)
                .await;
            tabs.push((redirect, form));
        }
        let (second, first) = (tabs.pop().unwrap(), tabs.pop().unwrap());
        let (one, other) = tokio::join!(
            world.finish(&first.0, first.1),
            world.finish(&second.0, second.1)
        );
        assert!(world.caller(&value).await.session().is_none());
        // Each is a sign-in of its own, with an entry of its own.
        assert_eq!(working(&world, vec![one, other]).await, 2);
        assert_eq!(sessions(&world).await, 2);
        let verdict = world.trust.verify_audit(tenant(contoso::TENANT)).await;
        assert!(verdict.unwrap().intact());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_sign_out_and_a_withdrawal_in_two_processes_end_a_session_once() {
    each_pair(|here, there| async move {
        let master = MasterKey::generate();
        let process = |store: store::Store| {
            let nowhere = testing::microsoft_nowhere();
            Trust::new(store, nowhere, master.clone(), testing::settings())
        };
        let (one, other) = (process(here.clone()), process(there));
        let tenant = testing::tenant(&one, 1).await;
        let me = testing::Someone::new(tenant, 10);
        let who = testing::administrator(&testing::Someone::new(tenant, 1));
        let (value, session) = testing::session(&one, &me).await;
        let caller = crate::world::caller(&one, &value).await;
        let member = caller.member(&one).await.unwrap();
        let (out, everywhere, withdrawn) = tokio::join!(
            one.end_session(&session),
            one.sign_out_everywhere(&member),
            other.sign_out_person(&who, me.oid)
        );
        out.unwrap();
        everywhere.unwrap();
        assert!(withdrawn.unwrap() <= 1);
        assert_eq!(here.of(tenant).sessions_of(me.oid).await, Ok(vec![]));
        let late = other.session_ended(&session).await.unwrap();
        assert!(late.is_cancelled());
        let verdict = one.verify_audit(tenant).await.unwrap();
        assert!(verdict.intact() && verdict.rows >= 2, "{verdict:?}");
    })
    .await;
}
