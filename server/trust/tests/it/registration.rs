//! How an organisation comes in, and how it does not.

use microsoft365::{contoso, fabrikam};
use model::Role;
use model::trust::{SigninProblemCode as Code, TenantStatus};
use store::testing::each_database;
use trust::mail::MailKind;
use trust::registration::LinkState;
use trust::{Purpose, Registration};

use crate::browser::{self, Browser};
use crate::world::{Wishes, World, begin, code_of, cookie, tenant};

fn register(code: &str) -> Purpose {
    Purpose::Register {
        invitation: Some(code.to_owned()),
    }
}

#[tokio::test]
async fn an_administrator_with_the_link_registers_and_is_told_the_address() {
    each_database(|store| async move {
        let mut world = World::new(store).await;
        let link = world.trust.invite_tenant(24).await.unwrap();
        assert!(
            link.starts_with("http://localhost:3000/register?invitation="),
            "{link}"
        );
        let admin = browser::contoso(contoso::ADMIN);
        let state = async |world: &World| {
            let code = code_of(&link);
            world.trust.registration_link(&code).await.unwrap()
        };
        assert_eq!(state(&world).await, LinkState::Works);
        let finished = world
            .sign_in(&Browser::new(), register(&code_of(&link)), admin)
            .await
            .unwrap();
        assert_eq!(finished.go_to, "/admin/setup");
        assert_eq!(state(&world).await, LinkState::Used);
        let caller = world.caller(&cookie(finished)).await;
        let administrator = caller.administrator(&world.trust).await.unwrap();
        let setup = world.trust.setup(&administrator).await.unwrap();
        assert_eq!(
            (setup.tenant.as_str(), setup.tenant_name.as_str()),
            ("contoso", "Contoso")
        );
        assert_eq!(setup.assignments, 0, "the app role suffices");
        assert_eq!(setup.registrations.len(), 1);
        assert!(
            world
                .trust
                .tenant_page(&setup.tenant)
                .await
                .unwrap()
                .rooms
                .is_empty()
        );

        let mail = world.mails.try_recv().unwrap();
        assert_eq!(mail.to, contoso::ADMIN.upn);
        let MailKind::TenantReady { address, setup, .. } = mail.kind else {
            panic!("another mail")
        };
        assert_eq!(address, "http://localhost:3000/w/contoso");
        assert_eq!(setup, "http://localhost:3000/admin/setup");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn without_an_administrators_proof_the_tenant_stays_pending_and_the_link_unused() {
    each_database(|store| async move {
        let mut world = World::new(store).await;
        let code = world.invitation().await;
        for person in [fabrikam::EMPLOYEE, fabrikam::CONSULTANT] {
            let account = browser::fabrikam(person);
            let problem = world
                .sign_in(&Browser::new(), register(&code), account)
                .await
                .unwrap_err();
            assert_eq!(problem.code, Code::NotAdministrator);
        }
        let row = world
            .store
            .of(tenant(fabrikam::TENANT))
            .tenant_row()
            .await
            .unwrap()
            .unwrap();
        assert_eq!((row.status, row.slug), (TenantStatus::Pending, None));
        assert!(
            world.store.of(row.id).key_row().await.unwrap().is_none(),
            "no keys"
        );
        assert!(
            world.store.of(row.id).people().await.unwrap().is_empty(),
            "no person"
        );
        assert!(world.mails.try_recv().is_err(), "no mail");

        // In a pending tenant nobody gains anything by signing in either, the administrator included.
        for person in [fabrikam::EMPLOYEE, fabrikam::ADMIN] {
            let account = browser::fabrikam(person);
            let problem = world
                .sign_in(&Browser::new(), Purpose::SignIn, account)
                .await
                .unwrap_err();
            assert_eq!(problem.code, Code::PendingTenant);
        }
        let admin = browser::fabrikam(fabrikam::ADMIN);
        world
            .sign_in(&Browser::new(), register(&code), admin)
            .await
            .unwrap();
        world
            .sign_in(
                &Browser::new(),
                Purpose::SignIn,
                browser::fabrikam(fabrikam::EMPLOYEE),
            )
            .await
            .unwrap();
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_directory_role_is_proof_enough_and_becomes_an_assignment() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let session = world
            .registered_by(browser::contoso(contoso::APP_ADMIN))
            .await;
        let caller = world.caller(&session).await;
        let administrator = caller.administrator(&world.trust).await.unwrap();
        let people = world.trust.people(&administrator).await.unwrap();
        assert_eq!(people.assignments.len(), 1);
        assert_eq!(people.assignments[0].role, Role::Administrator);
        // The directory role counts for registering only: in a registered tenant it gives nothing.
        let other = world.member(browser::contoso(contoso::EMPLOYEE)).await;
        assert!(other.administrator(&world.trust).await.is_err());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_invitation_registers_one_organisation() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let code = world.invitation().await;
        // Two organisations are on their way with the same link.
        let first = world.begin(register(&code)).await;
        let second = world.begin(register(&code)).await;
        let press = browser::Press::Accept;
        let one = Browser::new()
            .answer(&first.url, browser::contoso(contoso::ADMIN), press)
            .await;
        let two = Browser::new()
            .answer(&second.url, browser::fabrikam(fabrikam::ADMIN), press)
            .await;
        world.finish(&first, one).await.unwrap();
        assert_eq!(
            world.finish(&second, two).await.unwrap_err().code,
            Code::InvitationInvalid
        );
        assert!(
            world
                .store
                .of(tenant(fabrikam::TENANT))
                .tenant_row()
                .await
                .unwrap()
                .is_none()
        );
        // And nobody can begin with it again.
        let problem = world
            .trust
            .begin_signin(begin(register(&code)))
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::InvitationInvalid);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn unknown_expired_and_foreign_codes_register_nobody() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let session = world.registered().await;
        let administrator = world
            .caller(&session)
            .await
            .administrator(&world.trust)
            .await
            .unwrap();
        let person = world
            .trust
            .invite_person(&administrator, Role::Reviewer, model::Scope::Tenant)
            .await
            .unwrap();
        let expired = world.invitation().await;
        let under_way = world.begin(register(&expired)).await;
        world.advance(6);
        let late = world.trust.invite_tenant(0).await.unwrap();
        for code in ["made-up".to_owned(), code_of(&person), code_of(&late)] {
            let problem = world
                .trust
                .begin_signin(begin(register(&code)))
                .await
                .unwrap_err();
            assert_eq!(problem.code, Code::InvitationInvalid);
            let state = world.trust.registration_link(&code).await.unwrap();
            let late = code == code_of(&late);
            let said = if late {
                LinkState::Expired
            } else {
                LinkState::Unknown
            };
            assert_eq!(state, said, "a person's link registers nothing");
        }
        let nothing = Purpose::Register { invitation: None };
        assert_eq!(
            world
                .trust
                .begin_signin(begin(nothing))
                .await
                .unwrap_err()
                .code,
            Code::InvitationNeeded
        );
        // A link that is withdrawn by time between the beginning and the end.
        world.advance(24 * 60);
        let form = Browser::new()
            .answer(
                &under_way.url,
                browser::fabrikam(fabrikam::ADMIN),
                browser::Press::Accept,
            )
            .await;
        assert_eq!(
            world.finish(&under_way, form).await.unwrap_err().code,
            Code::Expired
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn closed_registration_lets_nobody_in_and_open_registration_still_wants_the_proof() {
    each_database(|store| async move {
        let world = World::with(
            store,
            Wishes {
                registration: Registration::Closed,
                ..Wishes::default()
            },
        )
        .await;
        let any = Purpose::Register {
            invitation: Some("any".to_owned()),
        };
        assert_eq!(
            world.trust.begin_signin(begin(any)).await.unwrap_err().code,
            Code::RegistrationClosed
        );
        assert!(world.trust.invite_tenant(24).await.is_err());
        world.sim.stop();
    })
    .await;
    each_database(|store| async move {
        let world = World::with(
            store,
            Wishes {
                registration: Registration::Open,
                ..Wishes::default()
            },
        )
        .await;
        let open = || Purpose::Register { invitation: None };
        let employee = browser::contoso(contoso::EMPLOYEE);
        let problem = world
            .sign_in(&Browser::new(), open(), employee)
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::NotAdministrator);
        let admin = browser::contoso(contoso::ADMIN);
        world.sign_in(&Browser::new(), open(), admin).await.unwrap();
        // In a registered organisation it is a sign-in like any other.
        let finished = world
            .sign_in(&Browser::new(), open(), employee)
            .await
            .unwrap();
        assert_eq!(finished.go_to, "/");
        assert!(
            world
                .caller(&cookie(finished))
                .await
                .administrator(&world.trust)
                .await
                .is_err()
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn addresses_stay_unique_and_can_be_changed() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let session = world.registered().await;
        let administrator = world
            .caller(&session)
            .await
            .administrator(&world.trust)
            .await
            .unwrap();
        let wished = "fabrikam".parse().unwrap();
        world
            .trust
            .rename_tenant(&administrator, "  Contoso Clinics ", &wished)
            .await
            .unwrap();
        let page = world.trust.tenant_page(&wished).await.unwrap();
        assert_eq!(page.name, "Contoso Clinics");
        assert!(
            world
                .trust
                .rename_tenant(&administrator, " ", &wished)
                .await
                .is_err()
        );

        let other = world
            .registered_by(browser::fabrikam(fabrikam::ADMIN))
            .await;
        let other = world.caller(&other).await;
        let me = world.trust.me(&other).await.unwrap().unwrap();
        assert_eq!(me.tenant.unwrap().as_str(), "fabrikam-2");
        let other = other.administrator(&world.trust).await.unwrap();
        assert!(
            world
                .trust
                .rename_tenant(&other, "Fabrikam", &wished)
                .await
                .is_err(),
            "taken"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn two_administrators_at_once_register_one_tenant_with_one_set_of_keys() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (first, second) = (world.invitation().await, world.invitation().await);
        let press = browser::Press::Accept;
        let one = world.begin(register(&first)).await;
        let two = world.begin(register(&second)).await;
        let form_one = Browser::new()
            .answer(&one.url, browser::contoso(contoso::ADMIN), press)
            .await;
        let form_two = Browser::new()
            .answer(&two.url, browser::contoso(contoso::APP_ADMIN), press)
            .await;
        let (a, b) = tokio::join!(world.finish(&one, form_one), world.finish(&two, form_two));
        a.unwrap();
        b.unwrap();
        assert_eq!(world.store.system().tenants().await.unwrap().len(), 1);
        let verdict = world
            .trust
            .verify_audit(tenant(contoso::TENANT))
            .await
            .unwrap();
        assert!(verdict.intact());
        assert_eq!(verdict.rows, 3, "registered once, signed in twice");
        world.sim.stop();
    })
    .await;
}
