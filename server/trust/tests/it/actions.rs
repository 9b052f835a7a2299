//! What people do leaves one entry each, in the transaction that does it.

use microsoft365::contoso;
use model::trust::Holder;
use model::{Role, Scope, Slug};
use store::testing::{TestDatabase, each_database, person};
use trust::testing::{self, Someone};
use trust::{AddGroup, AddPerson, Purpose};

use crate::browser::{self, Browser};
use crate::world::{World, code_of, cookie, room, tenant};

/// The actions behind a place.
async fn since(world: &World, place: &mut i64) -> Vec<String> {
    let scoped = world.store.of(tenant(contoso::TENANT));
    let rows = scoped.audit_range(*place + 1, 9_999).await.unwrap();
    *place += i64::try_from(rows.len()).unwrap();
    rows.into_iter().map(|row| row.action).collect()
}

#[tokio::test]
async fn each_action_is_one_entry() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (trust, mut place) = (&world.trust, 0);
        let session = world.registered().await;
        assert_eq!(
            since(&world, &mut place).await,
            ["tenant.registered", "person.signed_in"]
        );
        let caller = world.caller(&session).await;
        let who = caller.administrator(trust).await.unwrap();
        let desk = room(&world.store, who.tenant(), 1).await;

        let slug: Slug = "contoso".parse().unwrap();
        trust
            .rename_tenant(&who, "Contoso & Co", &slug)
            .await
            .unwrap();
        assert_eq!(since(&world, &mut place).await, ["tenant.renamed"]);

        let add = AddPerson {
            oid: person(20),
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        let id = trust.add_person(&who, add).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.added"]);
        trust.confirm_assignment(&who, id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.reviewed"]);
        trust.remove_assignment(&who, id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.removed"]);
        trust.restore_assignment(&who, id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.restored"]);
        let group = AddGroup {
            oid: person(30),
            label: "Board".to_owned(),
            role: Role::Reviewer,
            scope: Scope::Tenant,
        };
        trust.add_group(&who, group).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.added"]);

        let editor = caller.room_editor(trust, desk).await.unwrap();
        let holder = Holder::Person {
            oid: person(21),
            name: None,
        };
        let id = trust.add_to_room(&editor, holder).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.added"]);
        trust.remove_from_room(&editor, id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.removed"]);
        trust.restore_to_room(&editor, id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["assignment.restored"]);

        let link = trust
            .invite_person(&who, Role::Reviewer, Scope::Tenant)
            .await
            .unwrap();
        assert_eq!(since(&world, &mut place).await, ["invitation.made"]);
        let accept = Purpose::AcceptInvitation {
            code: code_of(&link),
        };
        let employee = browser::contoso(contoso::EMPLOYEE);
        world
            .sign_in(&Browser::new(), accept, employee)
            .await
            .unwrap();
        assert_eq!(
            since(&world, &mut place).await,
            ["invitation.accepted", "person.signed_in"]
        );
        trust.invite_to_room(&editor).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["invitation.made"]);
        let open = world
            .store
            .of(who.tenant())
            .invitations(trust.now())
            .await
            .unwrap();
        trust.revoke_invitation(&who, open[0].id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["invitation.revoked"]);
        trust.restore_invitation(&who, open[0].id).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["invitation.restored"]);

        let finished = world
            .sign_in(&Browser::new(), Purpose::SignIn, employee)
            .await
            .unwrap();
        assert_eq!(since(&world, &mut place).await, ["person.signed_in"]);
        let member = world.caller(&cookie(finished)).await;
        trust.end_session(member.session().unwrap()).await.unwrap();
        assert_eq!(since(&world, &mut place).await, ["person.signed_out"]);
        let member = world.member(employee).await;
        since(&world, &mut place).await;
        let member = member.member(trust).await.unwrap();
        trust.sign_out_everywhere(&member).await.unwrap();
        assert_eq!(
            since(&world, &mut place).await,
            ["person.signed_out_everywhere"]
        );
        trust.sign_out_person(&who, member.oid()).await.unwrap();
        assert_eq!(
            since(&world, &mut place).await,
            ["person.signed_out_everywhere"]
        );
        trust
            .set_periods(&who, &[(model::trust::Period::Visits, 6)])
            .await
            .unwrap();
        assert_eq!(since(&world, &mut place).await, ["retention.changed"]);
        assert!(trust.verify_audit(who.tenant()).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}

/// A chain that takes no row refuses what the row would tell of: neither exists without the other.
#[tokio::test]
async fn what_cannot_be_recorded_does_not_happen() {
    let database = TestDatabase::sqlite();
    let store = database.store().await;
    let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
    let tenant = testing::tenant(&trust, 1).await;
    let admin = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
    let who = testing::administrator(&admin);
    let someone = Someone::new(tenant, 20);
    testing::session(&trust, &someone).await;
    let add = AddPerson {
        oid: person(20),
        role: Role::Reviewer,
        scope: Scope::Tenant,
    };
    let id = trust.add_person(&who, add.clone()).await.unwrap();
    let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
    sqlx::raw_sql(
        "CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;

    let scoped = store.of(tenant);
    let state = || async {
        (
            scoped.assignments().await.unwrap(),
            scoped.sessions_of(person(20)).await.unwrap().len(),
            trust.periods(tenant).await.unwrap(),
            scoped.assignment_reviews().await.unwrap(),
            scoped.invitations(trust.now()).await.unwrap().len(),
        )
    };
    let before = state().await;
    trust.add_person(&who, add).await.unwrap_err();
    trust.remove_assignment(&who, id).await.unwrap_err();
    trust.confirm_assignment(&who, id).await.unwrap_err();
    trust.sign_out_person(&who, person(20)).await.unwrap_err();
    let wanted = [(model::trust::Period::Visits, 2)];
    trust.set_periods(&who, &wanted).await.unwrap_err();
    let invited = trust.invite_person(&who, Role::Reviewer, Scope::Tenant);
    invited.await.unwrap_err();
    let reviewer = testing::reviewer(&admin);
    let all = model::trust::AuditAsk::default();
    trust.audit_file(&reviewer, &all).await.unwrap_err();
    assert_eq!(state().await, before);
}
