//! Assignments and invitations of people.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use microsoft365::{contoso, fabrikam};
use model::trust::{AuditAsk, Holder, SigninProblemCode as Code};
use model::{Role, RoomId, Scope, Timestamp};
use store::testing::{each_database, guid};
use trust::testing::{self, Someone};
use trust::{AddGroup, AddPerson, Administrator, Denied, Purpose, TrustError};

use crate::browser::{self, Account, Browser, Press};
use crate::world::{World, begin, code_of, cookie, oid, room, tenant};

const EMPLOYEE: Account = browser::contoso(contoso::EMPLOYEE);

async fn administrator(world: &World) -> Administrator {
    let session = world.registered().await;
    world
        .caller(&session)
        .await
        .administrator(&world.trust)
        .await
        .unwrap()
}

fn accept(code: &str) -> Purpose {
    Purpose::AcceptInvitation {
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn an_invited_person_holds_the_role_from_then_on() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let room = room(&world.store, who.tenant(), 1).await;
        let link = world
            .trust
            .invite_person(&who, Role::Consultant, Scope::Rooms(vec![room]))
            .await
            .unwrap();
        assert!(
            link.starts_with("http://localhost:3000/invitation?code="),
            "{link}"
        );
        let people = world.store.of(who.tenant());
        assert_eq!(
            people.invitations(world.trust.now()).await.unwrap().len(),
            1
        );

        let finished = world
            .sign_in(&Browser::new(), accept(&code_of(&link)), EMPLOYEE)
            .await
            .unwrap();
        let caller = world.caller(&cookie(finished)).await;
        assert_eq!(
            caller.room_staff(&world.trust, room).await.unwrap().oid(),
            oid(contoso::EMPLOYEE.oid)
        );
        assert!(
            people
                .invitations(world.trust.now())
                .await
                .unwrap()
                .is_empty()
        );

        // Used: nobody else comes in with it, not even the same person again.
        let problem = world
            .trust
            .begin_signin(begin(accept(&code_of(&link))))
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::InvitationInvalid);
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
async fn an_invitation_under_way_twice_gives_one_role() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let link = world
            .trust
            .invite_person(&who, Role::Reviewer, Scope::Tenant)
            .await
            .unwrap();
        let code = code_of(&link);
        let (first, second) = (
            world.begin(accept(&code)).await,
            world.begin(accept(&code)).await,
        );
        let one = Browser::new()
            .answer(&first.url, EMPLOYEE, Press::Accept)
            .await;
        let two = Browser::new()
            .answer(
                &second.url,
                browser::contoso(contoso::LEADER),
                Press::Accept,
            )
            .await;
        let (one, two) = tokio::join!(world.finish(&first, one), world.finish(&second, two));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
        let problem = one.err().or(two.err()).unwrap();
        assert_eq!(problem.code, Code::InvitationInvalid);
        assert_eq!(world.trust.people(&who).await.unwrap().assignments.len(), 1);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_invitation_belongs_to_its_organisation() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        world
            .registered_by(browser::fabrikam(fabrikam::ADMIN))
            .await;
        let link = world
            .trust
            .invite_person(&who, Role::Administrator, Scope::Tenant)
            .await
            .unwrap();
        let redirect = world.begin(accept(&code_of(&link))).await;
        // Microsoft is asked for accounts of Contoso only; whoever rewrites that address gets no further.
        let rewritten = redirect.url.replace(contoso::TENANT, "organizations");
        let form = Browser::new()
            .answer(
                &rewritten,
                browser::fabrikam(fabrikam::EMPLOYEE),
                Press::Accept,
            )
            .await;
        assert_eq!(
            world.finish(&redirect, form).await.unwrap_err().code,
            Code::WrongAccount
        );
        assert!(
            world
                .store
                .of(tenant(fabrikam::TENANT))
                .assignments()
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            world
                .trust
                .people(&who)
                .await
                .unwrap()
                .assignments
                .is_empty()
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn expired_revoked_and_tenants_codes_give_no_role() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let revoked = world
            .trust
            .invite_person(&who, Role::Reviewer, Scope::Tenant)
            .await
            .unwrap();
        let open = world.trust.people(&who).await.unwrap().invitations;
        world
            .trust
            .revoke_invitation(&who, open[0].id)
            .await
            .unwrap();
        let again = world.trust.revoke_invitation(&who, open[0].id).await;
        assert!(matches!(again, Err(TrustError::Denied(Denied::NotFound))));
        let of_a_tenant = world.invitation().await;
        let expired = world
            .trust
            .invite_person(&who, Role::Reviewer, Scope::Tenant)
            .await
            .unwrap();
        world.advance(24 * 60);
        for code in [
            code_of(&revoked),
            of_a_tenant,
            code_of(&expired),
            "made-up".to_owned(),
        ] {
            let problem = world
                .trust
                .begin_signin(begin(accept(&code)))
                .await
                .unwrap_err();
            assert_eq!(problem.code, Code::InvitationInvalid);
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_group_in_the_token_gives_the_role_until_it_is_withdrawn() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let room = room(&world.store, who.tenant(), 1).await;
        let group = AddGroup {
            oid: oid(contoso::CLINIC_STAFF),
            label: " Clinic ".to_owned(),
            role: Role::Consultant,
            scope: Scope::Rooms(vec![room]),
        };
        let id = world.trust.add_group(&who, group.clone()).await.unwrap();
        let inside = world.member(browser::contoso(contoso::CONSULTANT)).await;
        let outside = world.member(browser::contoso(contoso::CONSULTANT_3)).await;
        inside.room_staff(&world.trust, room).await.unwrap();
        assert_eq!(
            outside.room_staff(&world.trust, room).await.map(drop),
            Err(Denied::Forbidden)
        );
        let shown = world.trust.people(&who).await.unwrap().assignments;
        assert!(matches!(&shown[0].holder, Holder::Group { label, .. } if label == "Clinic"));
        assert_eq!(
            world.trust.people(&who).await.unwrap().rooms,
            [(room, "Room 1".to_owned())]
        );

        let streams = world
            .trust
            .session_ended(inside.session().unwrap())
            .await
            .unwrap();
        let others = world
            .trust
            .session_ended(outside.session().unwrap())
            .await
            .unwrap();
        world.trust.remove_assignment(&who, id).await.unwrap();
        tokio::time::timeout(std::time::Duration::from_secs(5), streams.cancelled())
            .await
            .unwrap();
        assert!(!others.is_cancelled(), "who was not in the group stays");
        assert!(inside.room_staff(&world.trust, room).await.is_err());
        let nameless = AddGroup {
            label: "  ".to_owned(),
            ..group
        };
        assert!(matches!(
            world.trust.add_group(&who, nameless).await,
            Err(TrustError::Invalid(_))
        ));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_pasted_object_id_gives_the_role_and_withdrawing_it_ends_the_session() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let add = AddPerson {
            oid: oid(contoso::EMPLOYEE.oid),
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        let id = world.trust.add_person(&who, add).await.unwrap();
        let caller = world.member(EMPLOYEE).await;
        let reviewer = caller.reviewer(&world.trust).await.unwrap();
        assert!(
            !world
                .trust
                .audit_page(&reviewer, &AuditAsk::default(), None)
                .await
                .unwrap()
                .entries
                .is_empty()
        );
        let streams = world
            .trust
            .session_ended(caller.session().unwrap())
            .await
            .unwrap();
        world.trust.remove_assignment(&who, id).await.unwrap();
        tokio::time::timeout(std::time::Duration::from_secs(5), streams.cancelled())
            .await
            .unwrap();
        let again = world.trust.remove_assignment(&who, id).await;
        assert!(matches!(again, Err(TrustError::Denied(Denied::NotFound))));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn scopes_that_make_no_sense_are_refused() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        world
            .registered_by(browser::fabrikam(fabrikam::ADMIN))
            .await;
        let foreign = room(&world.store, tenant(fabrikam::TENANT), 9).await;
        for (role, scope) in [
            (Role::Consultant, Scope::Rooms(vec![])),
            (Role::Consultant, Scope::Rooms(vec![RoomId(guid(404))])),
            (Role::Consultant, Scope::Rooms(vec![foreign])),
            (Role::Consultant, Scope::OwnLine),
            (
                Role::Administrator,
                Scope::Groups(vec![oid(contoso::CLINIC_STAFF)]),
            ),
        ] {
            let refused = world.trust.invite_person(&who, role, scope.clone()).await;
            assert!(
                matches!(refused, Err(TrustError::Invalid(_))),
                "{role} {scope:?}"
            );
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_cannot_be_removed() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let session = world
            .registered_by(browser::contoso(contoso::APP_ADMIN))
            .await;
        let who = world
            .caller(&session)
            .await
            .administrator(&world.trust)
            .await
            .unwrap();
        let own = world.trust.people(&who).await.unwrap().assignments[0].id;
        let refused = world.trust.remove_assignment(&who, own).await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));
        assert_eq!(
            world.trust.people(&who).await.unwrap().assignments.len(),
            1,
            "nothing has changed"
        );
        let add = AddPerson {
            oid: oid(contoso::EMPLOYEE.oid),
            role: Role::Administrator,
            scope: Scope::Tenant,
        };
        world.trust.add_person(&who, add).await.unwrap();
        world.trust.remove_assignment(&who, own).await.unwrap();
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_coordinator_manages_consultants_of_the_own_room_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let (here, there) = (
            room(&world.store, who.tenant(), 1).await,
            room(&world.store, who.tenant(), 2).await,
        );
        let coordinator = oid(contoso::COORDINATOR.oid);
        let scope = Scope::Rooms(vec![here]);
        let add = AddPerson {
            oid: coordinator,
            role: Role::Coordinator,
            scope,
        };
        let own = world.trust.add_person(&who, add).await.unwrap();
        let caller = world.member(browser::contoso(contoso::COORDINATOR)).await;
        let editor = caller.room_editor(&world.trust, here).await.unwrap();
        assert!(caller.room_editor(&world.trust, there).await.is_err());

        let person = Holder::Person {
            oid: oid(contoso::EMPLOYEE.oid),
            name: None,
        };
        world.trust.add_to_room(&editor, person).await.unwrap();
        let both = AddPerson {
            oid: oid(contoso::CONSULTANT_3.oid),
            role: Role::Consultant,
            scope: Scope::Rooms(vec![here, there]),
        };
        let both = world.trust.add_person(&who, both).await.unwrap();
        let elsewhere = AddPerson {
            oid: oid(contoso::CONSULTANT.oid),
            role: Role::Consultant,
            scope: Scope::Rooms(vec![there]),
        };
        let elsewhere = world.trust.add_person(&who, elsewhere).await.unwrap();
        assert_eq!(world.trust.staff_of_room(&editor).await.unwrap().len(), 3);

        let scoped = world.store.of(who.tenant());
        let row = async || {
            let rows = scoped.assignments().await.unwrap().into_iter();
            let reviews = scoped.assignment_reviews().await.unwrap().into_iter();
            let row = rows.into_iter().find(|row| row.id == both);
            (row, reviews.into_iter().find(|row| row.id == both))
        };
        world.trust.confirm_assignment(&who, both).await.unwrap();
        let (before, reviewed) = row().await;
        world.trust.remove_from_room(&editor, both).await.unwrap();
        let (after, review) = row().await;
        // The same assignment with one room less: who gave it and when it was looked at stay.
        let left = store::AssignmentRow {
            scope: Scope::Rooms(vec![there]),
            ..before.unwrap()
        };
        assert_eq!((after, review), (Some(left), reviewed));
        let consultant = world.member(browser::contoso(contoso::CONSULTANT_3)).await;
        assert!(consultant.room_staff(&world.trust, here).await.is_err());
        consultant.room_staff(&world.trust, there).await.unwrap();
        let refused = world.trust.remove_from_room(&editor, elsewhere).await;
        assert!(matches!(refused, Err(TrustError::Denied(Denied::NotFound))));
        let refused = world.trust.remove_from_room(&editor, own).await;
        assert!(matches!(
            refused,
            Err(TrustError::Denied(Denied::Forbidden))
        ));
        let link = world.trust.invite_to_room(&editor).await.unwrap();
        let leader = browser::contoso(contoso::LEADER);
        let finished = world
            .sign_in(&Browser::new(), accept(&code_of(&link)), leader)
            .await
            .unwrap();
        world
            .caller(&cookie(finished))
            .await
            .room_staff(&world.trust, here)
            .await
            .unwrap();
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_is_kept_sealed_for_its_person_and_half_an_hour() {
    each_database(|store| async move {
        let now = Arc::new(AtomicI64::new(1_000_000_000));
        let ticking = Arc::clone(&now);
        let clock = Arc::new(move || Timestamp(ticking.load(Ordering::SeqCst)));
        let trust = testing::trust_at(store.clone(), testing::microsoft_nowhere(), clock);
        let tenant = testing::tenant(&trust, 1).await;
        let (mia, noah) = (Someone::new(tenant, 10), Someone::new(tenant, 11));
        let (mia, noah) = (testing::administrator(&mia), testing::administrator(&noah));
        trust
            .keep_form(mia.member(), "room", "typed")
            .await
            .unwrap();
        trust
            .keep_form(mia.member(), "room", "typed again")
            .await
            .unwrap();
        let kept = async |who: &Administrator, form: &str| {
            trust.kept_form(who.member(), form).await.unwrap()
        };
        assert_eq!(kept(&mia, "room").await.as_deref(), Some("typed again"));
        assert_eq!(kept(&mia, "assign").await, None);
        assert_eq!(kept(&noah, "room").await, None);
        let stored = store
            .of(tenant)
            .staff_form(mia.oid(), "room", Timestamp(0))
            .await
            .unwrap()
            .unwrap();
        assert!(!stored.windows(5).any(|part| part == b"typed"));
        now.fetch_add(31 * 60_000, Ordering::SeqCst);
        assert_eq!(kept(&mia, "room").await, None);
        assert_eq!(trust.sweep_signins(trust.now()).await.unwrap(), 1);
    })
    .await;
}
