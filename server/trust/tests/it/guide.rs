//! What is left to do for the set-up: told by facts, sent a few times an hour.

use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::permission::Feature;
use model::trust::ConsentView;
use model::trust::guide::{TodoKind, TodoSent, TodoState, TodoStep};
use model::{FieldProblem, Guid, Role, Scope};
use store::HolderKind;
use store::testing::each_database;
use trust::documents::{Choices, Known, Slot};
use trust::mail::MailKind;
use trust::testing::{self, Someone};
use trust::{Administrator, Caller, TrustError};

use crate::access::assign;
use crate::browser::{self, Browser, Press};
use crate::world::{self, BASE, Wishes, World, data_client};

const ADMIN: browser::Account = browser::contoso(contoso::ADMIN);

async fn world(store: store::Store) -> (World, Caller, Administrator) {
    let wishes = Wishes {
        consented: false,
        ..Wishes::default()
    };
    let world = World::with(store, wishes).await;
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    let who = caller.administrator(&world.trust).await.unwrap();
    (world, caller, who)
}

async fn step(world: &World, who: &Administrator, kind: TodoKind) -> TodoStep {
    let view = world.trust.todo(who.member()).await.unwrap();
    let found = view.steps.into_iter().find(|step| step.kind == kind);
    found.unwrap()
}

#[tokio::test]
async fn steps_are_done_when_facts_show_it_and_open_again_when_they_no_longer_do() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        assert_eq!(
            step(&world, &who, TodoKind::SignIn).await.state,
            TodoState::Done
        );
        assert_eq!(
            step(&world, &who, TodoKind::Credential).await.state,
            TodoState::Open
        );
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_eq!(consent.state, TodoState::Open);
        assert!(consent.by_itself);
        assert_eq!(consent.name, "Anteroom Data");

        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;
        world.trust.finish_consent(&caller, &query).await.unwrap();
        for kind in [TodoKind::Credential, TodoKind::Consent] {
            let step = step(&world, &who, kind).await;
            assert_eq!((step.state, step.code.as_str()), (TodoState::Done, ""));
            assert!(step.at.is_some());
        }

        let sim = world.sim.state();
        sim.revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_ne!(consent.state, TodoState::Done);
        assert_ne!(consent.code, "");
    })
    .await;
}

/// The link of the list leads to the same page as the button, so that somebody without a role here can use it.
#[tokio::test]
async fn consent_given_by_the_link_of_the_list_is_found_by_the_next_check() {
    each_database(|store| async move {
        let (world, _, who) = world(store).await;
        let link = step(&world, &who, TodoKind::Consent).await.link.unwrap();
        Browser::new().consent(&link, ADMIN, Press::Accept).await;
        assert_eq!(
            step(&world, &who, TodoKind::Consent).await.state,
            TodoState::Open
        );
        world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        assert_eq!(
            step(&world, &who, TodoKind::Consent).await.state,
            TodoState::Done
        );
    })
    .await;
}

/// Whoever consents by the link, or revokes at Microsoft, presses nothing here: the review looks by itself.
#[tokio::test]
async fn a_look_of_the_review_tells_what_nobody_asked_to_check() {
    each_database(|store| async move {
        let (world, _, who) = world(store).await;
        let link = step(&world, &who, TodoKind::Consent).await.link.unwrap();
        Browser::new().consent(&link, ADMIN, Press::Accept).await;
        let look = || world.trust.review_permissions(world.trust.now());
        look().await.unwrap();
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_eq!(consent.state, TodoState::Done, "{consent:?}");
        let badge = world.trust.setup(&who).await.unwrap();
        let badge = &badge.registrations[0].consent;
        assert!(matches!(badge, ConsentView::Proven { .. }), "{badge:?}");

        let sim = world.sim.state();
        sim.revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world.advance(16);
        look().await.unwrap();
        let consent = step(&world, &who, TodoKind::Consent).await;
        assert_ne!(consent.state, TodoState::Done, "{consent:?}");
        let badge = world.trust.setup(&who).await.unwrap();
        let badge = &badge.registrations[0].consent;
        assert!(matches!(badge, ConsentView::Missing { .. }), "{badge:?}");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn another_organisation_sees_its_own_list() {
    each_database(|store| async move {
        let (world, _, who) = world(store).await;
        let other = testing::tenant(&world.trust, 7).await;
        let stranger = testing::administrator(&Someone::new(other, 9));
        let theirs = world.trust.todo(stranger.member()).await.unwrap();
        assert_eq!(theirs.tenant_id, other);
        let ours = world.trust.todo(who.member()).await.unwrap();
        assert_ne!(theirs.tenant_name, ours.tenant_name);
        let text = format!("{theirs:?}");
        assert!(!text.contains(contoso::TENANT) && text.contains(&other.to_string()));
        let documents = world.trust.documents(&stranger).await.unwrap();
        assert_eq!(documents.tenant, Some(other));
    })
    .await;
}

#[tokio::test]
async fn documents_begin_with_what_is_configured_and_for_anybody_with_nothing() {
    each_database(|store| async move {
        let (world, _, who) = world(store).await;
        let view = world.trust.documents(&who).await.unwrap();
        let (plan, problems) = Choices::default().plan(&Known::from(&view));
        assert_eq!(problems, []);
        let data = plan.existing_of(Slot::Data);
        assert_eq!(data.client_id, Some(data_client()));
        assert_eq!(plan.base_url, BASE);
        let public = world.trust.public_documents();
        assert_eq!((public.tenant, public.clients), (None, vec![]));
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_out_with_what_is_open_and_is_audited_without_the_address() {
    each_database(|store| async move {
        let (mut world, _, who) = world(store).await;
        while world.mails.try_recv().is_ok() {}
        let sent = world.trust.send_todo(&who, " it@contoso.example ").await;
        assert_eq!(sent.unwrap(), TodoSent::Sent);
        let mail = world.mails.try_recv().unwrap();
        assert_eq!(mail.to, "it@contoso.example");
        let MailKind::SetupTodo {
            open,
            link,
            documents,
            ..
        } = mail.kind
        else {
            panic!("another mail");
        };
        assert!(open.iter().all(|step| step.state != TodoState::Done));
        assert!(open.iter().any(|step| step.kind == TodoKind::Consent));
        assert_eq!(link, format!("{BASE}/admin/setup/todo"));
        // Whoever helps need not be an administrator here, and is refused at the page of one.
        let start = format!("{BASE}/trust/setup?layout=one&");
        assert!(documents.starts_with(&start), "{documents}");
        assert!(documents.contains(&data_client().to_string()));
        let rows = world
            .store
            .of(who.tenant())
            .audit_range(1, 1_000)
            .await
            .unwrap();
        let row = rows.last().unwrap();
        assert_eq!(row.action, "setup.todo_sent");
        assert!(!format!("{row:?}").contains("it@contoso"));
    })
    .await;
}

#[tokio::test]
async fn five_mails_an_hour_are_enough_and_a_wrong_address_gets_none() {
    each_database(|store| async move {
        let (mut world, _, who) = world(store).await;
        while world.mails.try_recv().is_ok() {}
        let refused = world.trust.send_todo(&who, "a@b.c\nBcc: d@e.f").await;
        let Err(TrustError::Invalid(fields)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(
            (fields[0].field.as_str(), fields[0].problem),
            ("address", FieldProblem::Malformed)
        );
        for _ in 0..5 {
            let sent = world.trust.send_todo(&who, "a@b.example").await.unwrap();
            assert_eq!(sent, TodoSent::Sent);
        }
        let sent = world.trust.send_todo(&who, "a@b.example").await.unwrap();
        assert_eq!(sent, TodoSent::TooOften);
        let other = testing::tenant(&world.trust, 7).await;
        let stranger = testing::administrator(&Someone::new(other, 9));
        let sent = world
            .trust
            .send_todo(&stranger, "a@b.example")
            .await
            .unwrap();
        assert_eq!(
            sent,
            TodoSent::Sent,
            "another organisation has its own five"
        );
        world.advance(61);
        let sent = world.trust.send_todo(&who, "a@b.example").await.unwrap();
        assert_eq!(sent, TodoSent::Sent);
        let mut mails = 0;
        while world.mails.try_recv().is_ok() {
            mails += 1;
        }
        assert_eq!(mails, 7);
    })
    .await;
}

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
        let (world, _, who) = world(store).await;
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
        let (world, caller, who) = world(store).await;
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
