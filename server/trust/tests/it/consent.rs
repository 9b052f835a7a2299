//! Admin consent: the callback proves nothing, facts do.

use microsoft365::{contoso, fabrikam};
use model::trust::{ConsentOutcome, ConsentView};
use store::testing::each_database;
use trust::{Administrator, Caller, CallerParts, Denied, TrustError};

use crate::browser::{self, Browser, Press};
use crate::world::{Wishes, World, data_client, tenant};

const ADMIN: browser::Account = browser::contoso(contoso::ADMIN);

async fn world(store: store::Store) -> (World, Caller, Administrator) {
    let world = World::with(
        store,
        Wishes {
            consented: false,
            ..Wishes::default()
        },
    )
    .await;
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    let who = caller.administrator(&world.trust).await.unwrap();
    (world, caller, who)
}

async fn present(world: &World, who: &Administrator) -> ConsentView {
    world.trust.setup(who).await.unwrap().registrations[0]
        .consent
        .clone()
}

fn state_of(url: &str) -> &str {
    url.split('&')
        .find_map(|pair| pair.strip_prefix("state="))
        .unwrap()
}

#[tokio::test]
async fn a_consent_is_proven_by_facts_with_evidence() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        assert_eq!(present(&world, &who).await, ConsentView::Unknown);
        let missing = world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        assert!(
            matches!(missing, ConsentView::Missing { .. }),
            "{missing:?}"
        );

        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        assert!(
            url.contains(&format!("/{}/v2.0/adminconsent", contoso::TENANT)),
            "{url}"
        );
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;
        let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
        assert_eq!(outcome, ConsentOutcome::Ok);
        assert!(matches!(
            present(&world, &who).await,
            ConsentView::Proven { .. }
        ));
        let evidence = world.store.of(who.tenant()).evidence().await.unwrap();
        assert_eq!(evidence.len(), 2, "the check before and the proof");
        assert_eq!(evidence[0].by_whom, who.oid());
        assert!(evidence[0].asked_json.contains("Calendars.ReadBasic.All"));
        assert_ne!(evidence[0].request_ids_json, "[]");

        // The same callback again, and taken back at Microsoft.
        let again = world.trust.finish_consent(&caller, &query).await.unwrap();
        assert_eq!(again, ConsentOutcome::Unknown);
        world
            .sim
            .state()
            .revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
        let soon = world.trust.check_consent(&who, data_client()).await;
        assert!(
            matches!(soon.unwrap(), ConsentView::Proven { .. }),
            "what the last look found is the answer for half a minute"
        );
        world.advance(1);
        let gone = world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        assert!(matches!(gone, ConsentView::Missing { .. }), "{gone:?}");
        assert_eq!(present(&world, &who).await, gone);
        assert!(
            world
                .trust
                .verify_audit(who.tenant())
                .await
                .unwrap()
                .intact()
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn other_answers_of_microsoft_grant_nothing() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        for (account, press, expected) in [
            (ADMIN, Press::Cancel, ConsentOutcome::Cancelled),
            (ADMIN, Press::AnotherTenant, ConsentOutcome::OtherTenant),
            (ADMIN, Press::AnotherAccount, ConsentOutcome::OtherTenant),
            (
                browser::fabrikam(fabrikam::ADMIN),
                Press::Accept,
                ConsentOutcome::OtherTenant,
            ),
        ] {
            let url = world
                .trust
                .begin_consent(&who, data_client())
                .await
                .unwrap();
            let query = Browser::new().consent(&url, account, press).await;
            assert_eq!(
                world.trust.finish_consent(&caller, &query).await.unwrap(),
                expected
            );
            assert_eq!(present(&world, &who).await, ConsentView::Unknown);
        }
        assert!(
            world
                .store
                .of(who.tenant())
                .evidence()
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            world
                .store
                .of(tenant(fabrikam::TENANT))
                .tenant_row()
                .await
                .unwrap()
                .is_none(),
            "nothing is created"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn forged_callbacks_prove_nothing() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        let state = state_of(&url).to_owned();
        let granted = format!("admin_consent=True&tenant={}", contoso::TENANT);
        for query in [
            granted.clone(),
            format!("{granted}&state=made-up"),
            String::new(),
            "state=".to_owned(),
        ] {
            let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
            assert_eq!(outcome, ConsentOutcome::Unknown, "{query}");
        }
        // Everything right, but nobody consented: the facts do not show it.
        let outcome = world
            .trust
            .finish_consent(&caller, &format!("{granted}&state={state}"))
            .await
            .unwrap();
        assert_eq!(outcome, ConsentOutcome::Missing);
        // A tenant that is left out, foreign or named twice.
        for tenant in ["", "&tenant=x", &format!("&tenant={}", fabrikam::TENANT)] {
            let url = world
                .trust
                .begin_consent(&who, data_client())
                .await
                .unwrap();
            let query = format!("admin_consent=True{tenant}&state={}", state_of(&url));
            let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
            assert_eq!(outcome, ConsentOutcome::OtherTenant, "{query}");
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn the_callback_needs_the_login_that_began_it() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;

        let anonymous = world.trust.caller(CallerParts::default()).await.unwrap();
        let refused = world.trust.finish_consent(&anonymous, &query).await;
        assert!(matches!(
            refused,
            Err(TrustError::Denied(Denied::NotSignedIn))
        ));
        let consultant = world.member(browser::contoso(contoso::CONSULTANT)).await;
        let refused = world.trust.finish_consent(&consultant, &query).await;
        assert!(matches!(
            refused,
            Err(TrustError::Denied(Denied::Forbidden))
        ));
        // Another login of the same administrator: not the one that began it.
        let other = world.member(ADMIN).await;
        let outcome = world.trust.finish_consent(&other, &query).await.unwrap();
        assert_eq!(outcome, ConsentOutcome::Unknown);
        assert_eq!(present(&world, &who).await, ConsentView::Unknown);

        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;
        world.advance(30);
        let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
        assert_eq!(outcome, ConsentOutcome::Unknown, "half an hour is over");
        let unknown = world
            .trust
            .begin_consent(&who, model::Guid::from_u128(1))
            .await;
        assert!(matches!(unknown, Err(TrustError::Denied(Denied::NotFound))));
        world.sim.stop();
    })
    .await;
}

/// Whoever gave a consent need not stay in front of the page: what shows a minute later is found without being asked for.
#[tokio::test]
async fn a_consent_that_shows_later_is_found_by_itself() {
    each_database(|store| async move {
        let (world, caller, who) = world(store).await;
        let late = "MailboxSettings.Read";
        let sim = world.sim.state();
        let url = world
            .trust
            .begin_consent(&who, data_client())
            .await
            .unwrap();
        let query = Browser::new().consent(&url, ADMIN, Press::Accept).await;
        sim.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, late);
        let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
        assert_eq!(outcome, ConsentOutcome::Missing);
        let waiting = present(&world, &who).await;
        assert!(
            matches!(waiting, ConsentView::Missing { wait: true, .. }),
            "{waiting:?}"
        );
        assert_eq!(
            world.trust.prove_settling().await.unwrap(),
            0,
            "not due yet"
        );
        world.advance(1);
        assert_eq!(world.trust.prove_settling().await.unwrap(), 0, "not there");
        assert_eq!(present(&world, &who).await, waiting, "nothing is said anew");

        sim.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, late);
        assert_eq!(world.trust.prove_settling().await.unwrap(), 0, "a pause");
        world.advance(2);
        assert_eq!(world.trust.prove_settling().await.unwrap(), 1);
        let proven = present(&world, &who).await;
        assert!(matches!(proven, ConsentView::Proven { .. }), "{proven:?}");
        let evidence = world.store.of(who.tenant()).evidence().await.unwrap();
        assert_eq!(evidence[0].by_whom, who.oid(), "who gave it");
        world.advance(3);
        assert_eq!(world.trust.prove_settling().await.unwrap(), 0, "it is over");
        world.sim.stop();
    })
    .await;
}
