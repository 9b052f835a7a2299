//! Each kind of step, open as long as nothing shows that it is done.

use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::permission::Feature;
use model::trust::guide::{TodoKind, TodoState};
use model::{Guid, Role, Scope};
use store::HolderKind;
use store::testing::each_database;
use trust::Administrator;
use trust::documents::Slot;

use super::{ADMIN, step};
use crate::access::assign;
use crate::browser::{Browser, Press};
use crate::world::{self, Wishes, World, data_client};

async fn with_registrations(
    store: store::Store,
    registrations: Vec<(Slot, Guid, Vec<Feature>)>,
) -> (World, Administrator) {
    let wishes = Wishes {
        registrations: Some(registrations),
        ..Wishes::default()
    };
    let world = World::with(store, wishes).await;
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    let who = caller.administrator(&world.trust).await.unwrap();
    (world, who)
}

async fn kinds(world: &World, who: &Administrator) -> Vec<(TodoKind, TodoState)> {
    let view = world.trust.todo(who.member()).await.unwrap();
    let steps = view.steps.into_iter();
    steps.map(|step| (step.kind, step.state)).collect()
}

#[tokio::test]
async fn without_an_application_for_data_that_is_the_step_to_do() {
    each_database(|store| async move {
        let (world, who) = with_registrations(store, vec![]).await;
        assert_eq!(
            kinds(&world, &who).await,
            [
                (TodoKind::SignIn, TodoState::Done),
                (TodoKind::Registration, TodoState::Open),
                (TodoKind::People, TodoState::Open),
                (TodoKind::Rooms, TodoState::Open),
            ]
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn people_and_rooms_are_done_as_soon_as_there_is_one() {
    each_database(|store| async move {
        let (world, _, who) = super::world(store).await;
        let open = [TodoKind::People, TodoKind::Rooms];
        for kind in open {
            assert_eq!(step(&world, &who, kind).await.state, TodoState::Open);
        }
        let oid = world::oid(contoso::CONSULTANT.oid);
        let holder = (HolderKind::Person, oid);
        let scope = Scope::Tenant;
        assign(&world.store, who.tenant(), holder, Role::Reviewer, scope).await;
        assert_eq!(
            step(&world, &who, TodoKind::People).await.state,
            TodoState::Done
        );
        assert_eq!(
            step(&world, &who, TodoKind::Rooms).await.state,
            TodoState::Open
        );
        world::room(&world.store, who.tenant(), 1).await;
        assert_eq!(
            step(&world, &who, TodoKind::Rooms).await.state,
            TodoState::Done
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_does_not_show_yet_is_waited_for() {
    each_database(|store| async move {
        let (world, caller, who) = super::world(store).await;
        let begun = world.trust.begin_consent(&who, data_client()).await;
        let url = begun.unwrap();
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;
        let late = "MailboxSettings.Read";
        let sim = world.sim.state();
        sim.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, late);
        world.trust.finish_consent(&caller, &query).await.unwrap();
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_eq!(consent.state, TodoState::Wait);
        assert!(!consent.code.is_empty() && consent.link.is_some());
        sim.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, late);
        world.advance(1);
        world.trust.prove_settling().await.unwrap();
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_eq!(
            (consent.state, consent.code.as_str()),
            (TodoState::Done, "")
        );
        world.sim.stop();
    })
    .await;
}

/// Nobody but a probe knows of rules beyond Entra: the step is there as long as one meets them.
#[tokio::test]
async fn a_rule_beyond_entra_is_a_step_while_a_probe_meets_it() {
    each_database(|store| async move {
        let wishes = Wishes::default();
        let world = World::with(store, wishes).await;
        let session = world.registered().await;
        let caller = world.caller(&session).await;
        let who = caller.administrator(&world.trust).await.unwrap();
        let steps = || async {
            let view = world.trust.todo(who.member()).await.unwrap();
            let wanted = [TodoKind::ExchangePolicy, TodoKind::TeamsPolicy];
            let steps = view.steps.into_iter();
            steps
                .filter(|step| wanted.contains(&step.kind))
                .map(|step| {
                    (
                        step.kind,
                        step.state,
                        step.name,
                        step.code,
                        step.at.is_some(),
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(steps().await, []);
        let sim = world.sim.state();
        let code = "ErrorAccessDenied".to_owned();
        let fault = FaultKind::Status {
            status: 403,
            code: code.clone(),
        };
        sim.inject(Fault::times(20, "/graph/v1.0/users/*/calendarView", fault));
        let check = || world.trust.check_permissions(&who, data_client());
        check().await.unwrap();
        sim.clear_faults();
        let expected = |kind| {
            let name = "Anteroom Data".to_owned();
            (kind, TodoState::Open, name, code.clone(), true)
        };
        assert_eq!(steps().await, [expected(TodoKind::ExchangePolicy)]);

        // What a later feature's probe of meetings would leave.
        let scoped = world.store.of(who.tenant());
        let row = scoped.review_state(data_client()).await.unwrap().unwrap();
        let reading = row.reading_json.clone().unwrap();
        let row = store::ReviewStateRow {
            reading_json: Some(reading.replace("exchange_policy", "teams_policy")),
            ..row
        };
        let mut tx = scoped.begin().await.unwrap();
        tx.save_review_state(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(steps().await, [expected(TodoKind::TeamsPolicy)]);

        world.advance(6);
        check().await.unwrap();
        assert_eq!(steps().await, []);
        world.sim.stop();
    })
    .await;
}

/// Exchange refuses alike whoever a rule keeps out and whoever was granted nothing.
#[tokio::test]
async fn a_rule_beyond_entra_is_claimed_only_of_what_is_needed_and_seen_to_be_granted() {
    each_database(|store| async move {
        let world = World::with(store, Wishes::default()).await;
        let session = world.registered().await;
        let caller = world.caller(&session).await;
        let who = caller.administrator(&world.trust).await.unwrap();
        let met = || async {
            let view = world.trust.todo(who.member()).await.unwrap();
            let mut steps = view.steps.iter();
            steps.any(|step| step.kind == TodoKind::ExchangePolicy)
        };
        let sim = world.sim.state();
        let fault = FaultKind::Status {
            status: 403,
            code: "ErrorAccessDenied".to_owned(),
        };
        sim.inject(Fault::times(900, "/graph/v1.0/users/*/calendarView", fault));
        let look = || async {
            world.advance(90);
            let checked = world.trust.check_permissions(&who, data_client()).await;
            checked.unwrap();
        };
        look().await;
        assert!(met().await, "granted, and refused all the same");

        let switch = |on| world.trust.switch_feature(&who, Feature::Calendar, on);
        switch(false).await.unwrap();
        assert!(!met().await, "nothing needs it any more");
        switch(true).await.unwrap();
        assert!(met().await);

        let (tenant, client) = (contoso::TENANT, contoso::DATA_CLIENT_ID);
        for name in ["Calendars.ReadBasic.All", "Application.Read.All"] {
            sim.revoke_application(tenant, client, name);
            look().await;
            assert!(!met().await, "without {name}");
            sim.grant_application(tenant, client, name);
        }
        look().await;
        assert!(met().await, "all is there again");
        world.sim.stop();
    })
    .await;
}

/// Each application has its own credential at Microsoft: that one's is accepted says nothing of the other's.
#[tokio::test]
async fn each_of_several_applications_has_its_own_steps() {
    each_database(|store| async move {
        let other = Guid::from_u128(0xca1e_0000_0000_4000_a000_0000_0000_0001);
        let (world, who) = with_registrations(
            store,
            vec![
                (Slot::Directory, data_client(), vec![Feature::Directory]),
                (Slot::Calendar, other, vec![Feature::Calendar]),
            ],
        )
        .await;
        let steps = || async {
            let view = world.trust.todo(who.member()).await.unwrap();
            let wanted = [TodoKind::Credential, TodoKind::Consent];
            let steps = view.steps.into_iter();
            steps
                .filter(|step| wanted.contains(&step.kind))
                .map(|step| (step.kind, step.name, step.state, step.code))
                .collect::<Vec<_>>()
        };
        let (directory, calendar) = ("Anteroom Directory", "Anteroom Calendar");
        let told =
            |kind, name: &str, state, code: &str| (kind, name.to_owned(), state, code.to_owned());
        let (credential, consent) = (TodoKind::Credential, TodoKind::Consent);
        let (done, open) = (TodoState::Done, TodoState::Open);
        assert_eq!(
            steps().await,
            [
                told(credential, directory, open, ""),
                told(credential, calendar, open, ""),
                told(consent, directory, open, ""),
                told(consent, calendar, open, ""),
            ]
        );
        world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        assert_eq!(
            steps().await[..3],
            [
                told(credential, directory, done, ""),
                told(credential, calendar, open, ""),
                told(consent, directory, done, ""),
            ]
        );
        // Microsoft refuses the credential of the other one.
        let kind = FaultKind::Status {
            status: 401,
            code: "7000222".to_owned(),
        };
        let path = format!("/{}/oauth2/v2.0/token", contoso::TENANT);
        world.sim.state().inject(Fault::times(1, &path, kind));
        world.trust.check_permissions(&who, other).await.unwrap();
        let found = steps().await;
        assert_eq!(found[0], told(credential, directory, done, ""));
        assert_eq!(found[1], told(credential, calendar, open, "AADSTS7000222"));
        world.sim.stop();
    })
    .await;
}
