//! Teams connections: made once, refreshed alone, gone when they break.

use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::queue::state::MeetingProblem;
use model::trust::SigninProblemCode as Code;
use model::{Role, Scope};
use store::testing::each_database;
use trust::{AddPerson, Arrival, Caller, Member, SigninForm};

use crate::browser::{self, Account, Browser, Press};
use crate::world::{Wishes, World, oid, tenant};

pub(crate) const CONSULTANT: Account = browser::contoso(contoso::CONSULTANT);

/// A consultant who works in every room.
pub(crate) async fn consultant(world: &World) -> (Caller, Member) {
    let cookie = world.registered().await;
    let admin = world.caller(&cookie).await;
    let admin = admin.administrator(&world.trust).await.unwrap();
    let work = AddPerson {
        oid: oid(contoso::CONSULTANT.oid),
        role: Role::Consultant,
        scope: Scope::Tenant,
    };
    world.trust.add_person(&admin, work).await.unwrap();
    let caller = world.member(CONSULTANT).await;
    let member = caller.member(&world.trust).await.unwrap();
    (caller, member)
}

pub(crate) async fn connect(
    world: &World,
    member: &Member,
    account: Account,
    press: Press,
) -> Result<String, Code> {
    let redirect = world
        .trust
        .begin_connect(member, Some("/rooms/7"), "request-1")
        .await
        .unwrap();
    let form = Browser::new().answer(&redirect.url, account, press).await;
    let finished = world
        .trust
        .finish_connect(Some(&redirect.cookie_value), form, "request-1")
        .await;
    match finished.map_err(|problem| problem.code)? {
        Arrival::Connected(path) => Ok(path),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn stored(world: &World) -> Option<store::ConnectionRow> {
    world
        .store
        .of(tenant(contoso::TENANT))
        .connection(oid(contoso::CONSULTANT.oid))
        .await
        .unwrap()
}

fn refreshes(world: &World) -> usize {
    world
        .sim
        .state()
        .request_count("POST", &format!("/{}/oauth2/v2.0/token", contoso::TENANT))
}

#[tokio::test]
async fn a_consultant_connects_once_and_disconnects() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        assert!(!world.trust.connected(&member).await.unwrap());
        let person = (member.tenant(), member.oid());
        assert_eq!(
            world.trust.consultant_token(person.0, person.1).await.err(),
            Some(MeetingProblem::NotConnected)
        );

        assert_eq!(
            connect(&world, &member, CONSULTANT, Press::Accept)
                .await
                .unwrap(),
            "/rooms/7"
        );
        assert!(world.trust.connected(&member).await.unwrap());
        let shown = world.trust.teams(&member).await.unwrap().unwrap();
        assert!(
            shown
                .scopes
                .iter()
                .any(|scope| scope == "OnlineMeetings.ReadWrite"),
            "{shown:?}"
        );
        let before = refreshes(&world);
        world
            .trust
            .consultant_token(person.0, person.1)
            .await
            .unwrap();
        assert_eq!(
            refreshes(&world),
            before,
            "the token that came along is used first"
        );
        let row = stored(&world).await.unwrap();
        world.advance(120);
        world
            .trust
            .consultant_token(person.0, person.1)
            .await
            .unwrap();
        let fresh = stored(&world).await.unwrap();
        assert_ne!(
            fresh.refresh_token, row.refresh_token,
            "the new refresh token replaces the old one"
        );
        assert_eq!(fresh.connected_at, row.connected_at);

        world.trust.disconnect(&member).await.unwrap();
        assert_eq!(stored(&world).await, None);
        assert_eq!(world.trust.teams(&member).await.unwrap(), None);
        assert_eq!(
            world.trust.consultant_token(person.0, person.1).await.err(),
            Some(MeetingProblem::NotConnected)
        );
        world.trust.disconnect(&member).await.unwrap();
        assert!(world.trust.verify_audit(person.0).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn many_at_once_refresh_once_and_store_one_token() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        world.advance(120);
        let before = refreshes(&world);
        let asked = (0..10).map(|_| world.trust.consultant_token(member.tenant(), member.oid()));
        let answers = futures::future::join_all(asked).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(refreshes(&world), before + 1);
        // What is stored is the newest token: it still works.
        world.advance(120);
        world
            .trust
            .consultant_token(member.tenant(), member.oid())
            .await
            .unwrap();
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_revoked_connection_is_deleted() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        world
            .sim
            .state()
            .revoke_refresh_tokens(contoso::TENANT, contoso::CONSULTANT.oid);
        world.advance(120);
        let person = (member.tenant(), member.oid());
        let first = world.trust.consultant_token(person.0, person.1).await.err();
        assert_eq!(first, Some(MeetingProblem::ConnectionBroken));
        assert_eq!(stored(&world).await, None, "the useless secret is not kept");
        let second = world.trust.consultant_token(person.0, person.1).await.err();
        assert_eq!(second, Some(MeetingProblem::NotConnected));
        assert!(!world.trust.connected(&member).await.unwrap());
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        world
            .trust
            .consultant_token(person.0, person.1)
            .await
            .unwrap();
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_connects_nothing() {
    each_database(|store| async move {
        let world = World::with(
            store,
            Wishes {
                consented: false,
                ..Wishes::default()
            },
        )
        .await;
        let (caller, member) = consultant(&world).await;
        let colleague = browser::contoso(contoso::CONSULTANT_2);
        assert_eq!(
            connect(&world, &member, CONSULTANT, Press::Cancel).await,
            Err(Code::Declined)
        );
        let other = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let unhinted: Vec<&str> = other
            .url
            .split('&')
            .filter(|pair| !pair.starts_with("login_hint"))
            .collect();
        let form = Browser::new()
            .answer(&unhinted.join("&"), colleague, Press::Accept)
            .await;
        let problem = world
            .trust
            .finish_connect(Some(&other.cookie_value), form.clone(), "r")
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::WrongAccount);
        let again = world
            .trust
            .finish_connect(Some(&other.cookie_value), form, "r")
            .await
            .unwrap_err();
        assert_eq!(again.code, Code::NoTransaction);

        // A made-up code; a sign-in's answer here; this answer at the sign-in.
        let redirect = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let state = redirect
            .url
            .split('&')
            .find_map(|pair| pair.strip_prefix("state="))
            .unwrap()
            .to_owned();
        let form = SigninForm {
            code: Some("made-up".to_owned()),
            state: Some(state),
            ..SigninForm::default()
        };
        let problem = world
            .trust
            .finish_connect(Some(&redirect.cookie_value), form, "r")
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::ConnectRefused);
        let signin = world.begin(trust::Purpose::SignIn).await;
        let form = Browser::new()
            .answer(&signin.url, CONSULTANT, Press::Accept)
            .await;
        let problem = world
            .trust
            .finish_connect(Some(&signin.cookie_value), form, "r")
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::ForeignAnswer);
        let redirect = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        let problem = world.finish(&redirect, form).await.unwrap_err();
        assert_eq!(problem.code, Code::ForeignAnswer);

        // The session ended while the person was at Microsoft.
        let redirect = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        world
            .trust
            .end_session(caller.session().unwrap())
            .await
            .unwrap();
        let problem = world
            .trust
            .finish_connect(Some(&redirect.cookie_value), form, "r")
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::SessionOver);
        assert_eq!(stored(&world).await, None);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_connection_goes_with_the_last_work_in_rooms() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let cookie = world.registered().await;
        let admin = world.caller(&cookie).await;
        let admin = admin.administrator(&world.trust).await.unwrap();
        let person = oid(contoso::CONSULTANT.oid);
        let add = |role| AddPerson {
            oid: person,
            role,
            scope: Scope::Tenant,
        };
        let taking = world
            .trust
            .add_person(&admin, add(Role::Consultant))
            .await
            .unwrap();
        let running = world
            .trust
            .add_person(&admin, add(Role::Coordinator))
            .await
            .unwrap();
        let caller = world.member(CONSULTANT).await;
        let member = caller.member(&world.trust).await.unwrap();
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();

        world.trust.remove_assignment(&admin, taking).await.unwrap();
        assert!(stored(&world).await.is_some(), "they still run rooms");
        world.member(CONSULTANT).await;
        assert!(stored(&world).await.is_some());
        world
            .trust
            .remove_assignment(&admin, running)
            .await
            .unwrap();
        assert_eq!(stored(&world).await, None);
        let tenant = tenant(contoso::TENANT);
        assert_eq!(
            world.trust.consultant_token(tenant, person).await.err(),
            Some(MeetingProblem::NotConnected),
            "not even from memory"
        );
        assert!(world.trust.verify_audit(tenant).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}

/// Under Conditional Access the token endpoint says what has to be asked for next time.
#[tokio::test]
async fn a_challenge_is_handed_on_to_the_next_connecting() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        let old = stored(&world).await.unwrap().refresh_token;
        world.advance(120);
        let path = format!("/{}/oauth2/v2.0/token", contoso::TENANT);
        let kind = FaultKind::Status {
            status: 400,
            code: "50076".to_owned(),
        };
        world.sim.state().inject(Fault::times(1, &path, kind));
        let person = (member.tenant(), member.oid());
        for wanted in [
            MeetingProblem::ConnectionBroken,
            MeetingProblem::NotConnected,
        ] {
            let found = world.trust.consultant_token(person.0, person.1).await;
            assert_eq!(found.err(), Some(wanted));
        }
        assert!(!world.trust.connected(&member).await.unwrap());
        let kept = stored(&world).await.unwrap();
        assert!(
            kept.broken && kept.refresh_token != old,
            "the token is gone"
        );
        let shown = world.trust.teams(&member).await.unwrap();
        assert!(shown.unwrap().broken, "and its owner is told");

        let redirect = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let asked = redirect
            .url
            .split('&')
            .find_map(|pair| pair.strip_prefix("claims="));
        let value = microsoft365::CHALLENGE.split('"').rev().nth(1).unwrap();
        assert!(
            asked.is_some_and(|asked| asked.contains(value)),
            "{asked:?}"
        );
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        world
            .trust
            .consultant_token(person.0, person.1)
            .await
            .unwrap();
        assert!(!world.trust.teams(&member).await.unwrap().unwrap().broken);
        let later = world.trust.begin_connect(&member, None, "r").await.unwrap();
        assert!(!later.url.contains("claims="), "asked for once");
        assert!(world.trust.verify_audit(person.0).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn who_works_in_no_room_connects_nothing() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let cookie = world.registered().await;
        let admin = world.caller(&cookie).await;
        let admin = admin.administrator(&world.trust).await.unwrap();
        let caller = world.member(CONSULTANT).await;
        let member = caller.member(&world.trust).await.unwrap();
        let refused = world.trust.begin_connect(&member, None, "r").await;
        assert_eq!(
            refused.map_err(|problem| problem.code).err(),
            Some(Code::NoRooms)
        );

        // A role that goes while the person is at Microsoft takes the session with it.
        let add = AddPerson {
            oid: member.oid(),
            role: Role::Consultant,
            scope: Scope::Tenant,
        };
        let given = world.trust.add_person(&admin, add).await.unwrap();
        let redirect = world.trust.begin_connect(&member, None, "r").await.unwrap();
        let form = Browser::new()
            .answer(&redirect.url, CONSULTANT, Press::Accept)
            .await;
        world.trust.remove_assignment(&admin, given).await.unwrap();
        let problem = world
            .trust
            .finish_connect(Some(&redirect.cookie_value), form, "r")
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::SessionOver);
        assert_eq!(stored(&world).await, None);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_sealed_token_is_worth_nothing_in_another_row() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        let row = stored(&world).await.unwrap();
        // Somebody with the database copies it to a colleague of the same tenant.
        let colleague = oid(contoso::CONSULTANT_2.oid);
        let mut tx = world.store.of(member.tenant()).begin().await.unwrap();
        tx.save_connection(&store::ConnectionRow {
            oid: colleague,
            ..row.clone()
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let problem = world
            .trust
            .consultant_token(member.tenant(), colleague)
            .await
            .err();
        assert_eq!(problem, Some(MeetingProblem::Other));
        // And to the same person of another tenant.
        world
            .registered_by(browser::fabrikam(microsoft365::fabrikam::ADMIN))
            .await;
        let elsewhere = tenant(microsoft365::fabrikam::TENANT);
        let mut tx = world.store.of(elsewhere).begin().await.unwrap();
        tx.save_connection(&row).await.unwrap();
        tx.commit().await.unwrap();
        let problem = world
            .trust
            .consultant_token(elsewhere, member.oid())
            .await
            .err();
        assert_eq!(problem, Some(MeetingProblem::Other));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_unused_for_90_days_goes_with_an_entry() {
    const DAY: i64 = 24 * 60;
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        let tenant = member.tenant();
        connect(&world, &member, CONSULTANT, Press::Accept)
            .await
            .unwrap();
        world.advance(60 * DAY);
        // Each use begins the period anew.
        let before = world.trust.now();
        world
            .trust
            .consultant_token(tenant, member.oid())
            .await
            .unwrap();
        let used = stored(&world).await.unwrap().used_at;
        assert!(used >= before, "{used:?}");
        for (days, left) in [(89, true), (90, true)] {
            let at = used.plus_minutes(days * DAY);
            world.trust.sweep_signins(at).await.unwrap();
            assert_eq!(stored(&world).await.is_some(), left, "{days} days");
        }
        let past = used.plus_minutes(90 * DAY + 1);
        world.trust.sweep_signins(past).await.unwrap();
        assert_eq!(stored(&world).await, None);
        let scoped = world.store.of(tenant);
        let entry = scoped.last_audit_of("connection.removed").await.unwrap();
        let entry = entry.unwrap();
        assert_eq!(entry.subject, member.oid().to_string());
        assert_eq!(entry.actor_kind, "system");
        assert_eq!(entry.detail_json, r#"{"unused_days":90}"#);
        let gone = world.trust.consultant_token(tenant, member.oid()).await;
        assert_eq!(gone.err(), Some(MeetingProblem::NotConnected));
        assert!(world.trust.verify_audit(tenant).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}
