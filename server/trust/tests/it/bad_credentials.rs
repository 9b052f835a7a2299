//! A credential that goes bad under the running program: named with its cause where an administrator looks, while the last good
//! state stays to be seen with its age.

use microsoft365::contoso;
use microsoft365::state::federation::AssertionOptions;
use model::credential::{CredentialState, CredentialView};
use model::trouble::{Place, Trouble, Who};
use model::trust::ConsentView;
use store::testing::each_database;
use trust::testing::{self, Someone};
use trust::{Administrator, TrustError};

use crate::world::{Credential, Wishes, World, data_client, tenant};

async fn world(store: store::Store, credential: Credential) -> (World, Administrator) {
    let wishes = Wishes {
        credential,
        ..Wishes::default()
    };
    let world = World::with(store, wishes).await;
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    let who = caller.administrator(&world.trust).await.unwrap();
    (world, who)
}

async fn credential(world: &World, who: &Administrator) -> CredentialView {
    let mut all = world.trust.credentials(who).await.unwrap().credentials;
    all.remove(0)
}

async fn consent(world: &World, who: &Administrator) -> ConsentView {
    let setup = world.trust.setup(who).await.unwrap();
    setup.registrations[0].consent.clone()
}

/// What a file holds after it has gone bad; none for one that is gone.
fn broken(world: &World, trouble: Trouble) -> Option<String> {
    let assertion = |options: &AssertionOptions| {
        let made = world.sim.state().federated_assertion(options);
        Some(made.unwrap())
    };
    let usual = AssertionOptions::default;
    match trouble {
        Trouble::CredentialFileMissing => None,
        Trouble::CredentialFileEmpty => Some(" \n".to_owned()),
        Trouble::CredentialFileLong => Some("x".repeat(70_000)),
        Trouble::NotAnAssertion => Some("<html>404</html>".to_owned()),
        Trouble::AssertionExpired => assertion(&AssertionOptions {
            life_s: -1,
            ..usual()
        }),
        Trouble::AssertionAudience => assertion(&AssertionOptions {
            audience: "api://elsewhere".to_owned(),
            ..usual()
        }),
        Trouble::AssertionSubject => assertion(&AssertionOptions {
            subject: "system:serviceaccount:anteroom:other".to_owned(),
            ..usual()
        }),
        Trouble::CertificateKeyMissing => {
            let made = microsoft365::keys::client_certificate().unwrap();
            Some(made.certificate_pem)
        }
        Trouble::CertificateMissing => {
            let made = microsoft365::keys::client_certificate().unwrap();
            Some(made.key_pem)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_way_to_go_bad_is_named_and_the_last_good_state_stays_with_its_age() {
    for (kind, trouble) in [
        (Credential::Secret, Trouble::CredentialFileMissing),
        (Credential::Secret, Trouble::CredentialFileEmpty),
        (Credential::Federated, Trouble::CredentialFileMissing),
        (Credential::Federated, Trouble::CredentialFileEmpty),
        (Credential::Federated, Trouble::CredentialFileLong),
        (Credential::Federated, Trouble::NotAnAssertion),
        (Credential::Federated, Trouble::AssertionExpired),
        (Credential::Federated, Trouble::AssertionAudience),
        (Credential::Federated, Trouble::AssertionSubject),
        (Credential::Certificate, Trouble::CertificateKeyMissing),
        (Credential::Certificate, Trouble::CertificateMissing),
    ] {
        each_database(move |store| async move {
            let (world, who) = world(store, kind).await;
            let check = || world.trust.check_consent(&who, data_client());
            let proven = check().await.unwrap();
            assert!(matches!(proven, ConsentView::Proven { .. }), "{proven:?}");
            let good = credential(&world, &who).await;
            assert_eq!(good.state, CredentialState::Works);

            let file = world.credential_file();
            let kept = std::fs::read(&file).unwrap();
            match broken(&world, trouble) {
                None => std::fs::remove_file(&file).unwrap(),
                Some(text) => std::fs::write(&file, text).unwrap(),
            }
            world.advance(1);
            let failed = check().await;
            assert!(matches!(failed, Err(TrustError::Unreachable)), "{failed:?}");

            let bad = credential(&world, &who).await;
            assert_eq!(bad.state, CredentialState::Unusable, "{trouble:?}");
            assert_eq!(bad.last_error.as_ref().unwrap().trouble, trouble);
            assert_eq!(trouble.who(), Who::Operator);
            assert_eq!(bad.last_ok, good.last_ok, "when it last worked");
            assert_eq!(consent(&world, &who).await, proven, "with its own age");
            let reviewer = testing::reviewer(&Someone::new(tenant(contoso::TENANT), 10));
            let noted = world.trust.troubles(&reviewer, None).await.unwrap().lines;
            assert_eq!((noted[0].place, noted[0].trouble), (Place::Token, trouble));
            let shown = format!("{bad:?} {noted:?}");
            let path = file.to_string_lossy().into_owned();
            assert!(!shown.contains(&path), "{shown}");

            // Put back, it works without a restart.
            std::fs::write(&file, kept).unwrap();
            world.advance(1);
            check().await.unwrap();
            assert_eq!(credential(&world, &who).await.state, CredentialState::Works);
            world.sim.stop();
        })
        .await;
    }
}

/// The organisation deleted the application's service principal: said as such, and what was proven before stays readable as
/// evidence.
#[tokio::test]
async fn a_service_principal_that_was_deleted_is_named_and_the_evidence_stays() {
    each_database(|store| async move {
        let (world, who) = world(store, Credential::Secret).await;
        let check = || world.trust.check_consent(&who, data_client());
        check().await.unwrap();
        let before = world.store.of(who.tenant()).evidence().await.unwrap();
        world
            .sim
            .state()
            .remove_application(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world.advance(1);
        let gone = check().await.unwrap();
        let ConsentView::Missing { code, .. } = gone else {
            panic!("{gone:?}");
        };
        assert_eq!(code, "AADSTS700016");
        let reviewer = testing::reviewer(&Someone::new(tenant(contoso::TENANT), 10));
        let asked = world.trust.troubles(&reviewer, Some(&code)).await.unwrap();
        assert_eq!(asked.word.unwrap().trouble, Some(Trouble::AppUnknown));
        assert_eq!(asked.lines[0].trouble, Trouble::AppUnknown);
        assert_eq!(Trouble::AppUnknown.who(), Who::TenantAdmin);
        let after = world.store.of(who.tenant()).evidence().await.unwrap();
        assert_eq!(after.last(), before.last(), "the proof of before");
        assert_eq!(after.len(), before.len() + 1);
        world.sim.stop();
    })
    .await;
}
