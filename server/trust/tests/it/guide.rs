//! What is left to do for the set-up: told by facts, sent a few times an hour.

mod steps;

use microsoft365::contoso;
use model::FieldProblem;
use model::trust::ConsentView;
use model::trust::guide::{TodoKind, TodoSent, TodoState, TodoStep};
use store::testing::each_database;
use trust::documents::{Choices, Known, Slot};
use trust::mail::MailKind;
use trust::testing::{self, Someone};
use trust::{Administrator, Caller, TrustError};

use crate::browser::{self, Browser, Press};
use crate::world::{BASE, Wishes, World, data_client};

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
