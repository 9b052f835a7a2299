//! Every access value against every persona: granted or refused, and why.

use model::{ObjectId, Role, RoomId, Scope, TenantId, TicketId};
use store::testing::{each_database, guid, room, room_row, ticket, ticket_row};
use store::{AssignmentRow, HolderKind, Store};
use trust::testing::{self, Someone};
use trust::{Caller, CallerParts, Denied, Trust, VisitorCookie};

const HERE: u128 = 100;
const ELSEWHERE: u128 = 200;
const FOREIGN: u128 = 300;
const GROUP: ObjectId = ObjectId(guid(7_000));

/// Which access values a persona receives, in the order of [`asked`]; `room` is the room [`HERE`].
struct Row {
    persona: &'static str,
    caller: Caller,
    expected: [Result<(), Denied>; 8],
}

async fn asked(trust: &Trust, caller: &Caller, room: RoomId) -> [Result<(), Denied>; 8] {
    [
        caller.member(trust).await.map(drop),
        caller.administrator(trust).await.map(drop),
        caller.reviewer(trust).await.map(drop),
        caller.coordinator(trust).await.map(drop),
        caller.room_staff(trust, room).await.map(drop),
        caller.room_editor(trust, room).await.map(drop),
        caller.room_creator(trust).await.map(drop),
        caller.rooms(trust).await.map(drop),
    ]
}

pub(crate) async fn assign(
    store: &Store,
    tenant: TenantId,
    holder: (HolderKind, ObjectId),
    role: Role,
    scope: Scope,
) {
    let row = AssignmentRow {
        id: model::AssignmentId(guid(u128::from(rand()))),
        holder_kind: holder.0,
        oid: holder.1,
        label: String::new(),
        role,
        scope,
        created: model::Timestamp(1),
        created_by: "test".to_owned(),
    };
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.insert_assignment(&row).await.unwrap();
    tx.commit().await.unwrap();
}

fn rand() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

async fn signed_in(trust: &Trust, someone: &Someone) -> Caller {
    let (cookie, _) = testing::session(trust, someone).await;
    crate::world::caller(trust, &cookie).await
}

const OK: Result<(), Denied> = Ok(());
const NO: Result<(), Denied> = Err(Denied::Forbidden);
const OUT: Result<(), Denied> = Err(Denied::NotSignedIn);
const NONE: Result<(), Denied> = Err(Denied::NotFound);

#[tokio::test]
async fn each_role_and_scope_grants_what_it_should_and_nothing_more() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (tenant, other) = (
            testing::tenant(&trust, 1).await,
            testing::tenant(&trust, 2).await,
        );
        let here = room(&store, tenant, HERE).await;
        let elsewhere = room(&store, tenant, ELSEWHERE).await;
        room(&store, other, FOREIGN).await;

        let mut rows = Vec::new();
        let mut number = 10;
        let mut someone = |tenant| {
            number += 1;
            Someone::new(tenant, number)
        };
        let mut add = |persona, caller, expected| {
            rows.push(Row {
                persona,
                caller,
                expected,
            });
        };

        let anonymous = trust.caller(CallerParts::default()).await.unwrap();
        add("anonymous", anonymous, [OUT; 8]);
        let nobody = someone(tenant);
        add(
            "no role",
            signed_in(&trust, &nobody).await,
            [OK, NO, NO, NO, NO, NO, NO, OK],
        );

        // App roles alone.
        for role in Role::ALL {
            let person = someone(tenant).with_roles(&[role]);
            let expected = match role {
                Role::Administrator => [OK, OK, OK, NO, NO, OK, OK, OK],
                Role::Reviewer => [OK, NO, OK, NO, NO, NO, NO, OK],
                _ => [OK, NO, NO, NO, NO, NO, NO, OK],
            };
            add("app role alone", signed_in(&trust, &person).await, expected);
        }

        // Assignments to the person: the room, another room, the whole tenant.
        let rooms = |room| Scope::Rooms(vec![room]);
        for (persona, role, scope, expected) in [
            (
                "consultant here",
                Role::Consultant,
                rooms(here),
                [OK, NO, NO, NO, OK, NO, NO, OK],
            ),
            (
                "consultant elsewhere",
                Role::Consultant,
                rooms(elsewhere),
                [OK, NO, NO, NO, NO, NO, NO, OK],
            ),
            (
                "consultant everywhere",
                Role::Consultant,
                Scope::Tenant,
                [OK, NO, NO, NO, OK, NO, NO, OK],
            ),
            (
                "coordinator here",
                Role::Coordinator,
                rooms(here),
                [OK, NO, NO, OK, OK, OK, NO, OK],
            ),
            (
                "coordinator elsewhere",
                Role::Coordinator,
                rooms(elsewhere),
                [OK, NO, NO, OK, NO, NO, NO, OK],
            ),
            (
                "coordinator everywhere",
                Role::Coordinator,
                Scope::Tenant,
                [OK, NO, NO, OK, OK, OK, OK, OK],
            ),
            (
                "reporter here",
                Role::Reporter,
                rooms(here),
                [OK, NO, NO, NO, NO, NO, NO, OK],
            ),
            (
                "reporter everywhere",
                Role::Reporter,
                Scope::Tenant,
                [OK, NO, NO, NO, NO, NO, NO, OK],
            ),
            (
                "leader",
                Role::Leader,
                Scope::Tenant,
                [OK, NO, NO, NO, NO, NO, NO, OK],
            ),
            (
                "leader of a line",
                Role::Leader,
                Scope::OwnLine,
                [OK, NO, NO, NO, NO, NO, NO, OK],
            ),
            (
                "assigned reviewer",
                Role::Reviewer,
                Scope::Tenant,
                [OK, NO, OK, NO, NO, NO, NO, OK],
            ),
            (
                "assigned administrator",
                Role::Administrator,
                Scope::Tenant,
                [OK, OK, OK, NO, NO, OK, OK, OK],
            ),
        ] {
            let person = someone(tenant);
            assign(
                &store,
                tenant,
                (HolderKind::Person, person.oid),
                role,
                scope,
            )
            .await;
            add(persona, signed_in(&trust, &person).await, expected);
        }

        // Through a group, with and without it in the token; a person whose object id equals a group's.
        assign(
            &store,
            tenant,
            (HolderKind::Group, GROUP),
            Role::Consultant,
            rooms(here),
        )
        .await;
        let inside = someone(tenant).with_groups(&[GROUP]);
        add(
            "in the group",
            signed_in(&trust, &inside).await,
            [OK, NO, NO, NO, OK, NO, NO, OK],
        );
        let mut named_like_it = someone(tenant);
        named_like_it.oid = GROUP;
        add(
            "named like the group",
            signed_in(&trust, &named_like_it).await,
            [OK, NO, NO, NO, NO, NO, NO, OK],
        );

        // Another tenant: the room does not exist there, whatever is held there, and the same ids mean nothing.
        let stranger = someone(other).with_roles(&Role::ALL).with_groups(&[GROUP]);
        assign(
            &store,
            other,
            (HolderKind::Person, stranger.oid),
            Role::Coordinator,
            Scope::Tenant,
        )
        .await;
        assign(
            &store,
            other,
            (HolderKind::Person, stranger.oid),
            Role::Consultant,
            rooms(here),
        )
        .await;
        add(
            "everything elsewhere",
            signed_in(&trust, &stranger).await,
            [OK, OK, OK, OK, NONE, NONE, OK, OK],
        );
        let mut twin = someone(other);
        twin.oid = inside.oid;
        add(
            "same object id elsewhere",
            signed_in(&trust, &twin).await,
            [OK, NO, NO, NO, NONE, NONE, NO, OK],
        );

        for row in &rows {
            let found = asked(&trust, &row.caller, here).await;
            assert_eq!(found, row.expected, "{}", row.persona);
            let unknown = RoomId(guid(999));
            let refused = row.caller.room_staff(&trust, unknown).await.map(drop);
            assert!(
                refused.is_err(),
                "{} enters a room that does not exist",
                row.persona
            );
            let foreign = row
                .caller
                .room_staff(&trust, RoomId(guid(FOREIGN)))
                .await
                .map(drop);
            let its_own = row.persona == "everything elsewhere";
            assert_eq!(
                foreign.is_ok(),
                its_own,
                "{} enters a foreign room",
                row.persona
            );
        }
    })
    .await;
}

#[tokio::test]
async fn values_carry_the_tenant_and_the_scope() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let (here, there) = (
            room(&store, tenant, HERE).await,
            room(&store, tenant, ELSEWHERE).await,
        );
        let person = Someone::new(tenant, 10);
        let holder = (HolderKind::Person, person.oid);
        assign(
            &store,
            tenant,
            holder,
            Role::Coordinator,
            Scope::Rooms(vec![here]),
        )
        .await;
        assign(
            &store,
            tenant,
            holder,
            Role::Consultant,
            Scope::Rooms(vec![there]),
        )
        .await;
        let caller = signed_in(&trust, &person).await;
        let access = caller.rooms(&trust).await.unwrap();
        assert_eq!(access.tenant(), tenant);
        assert!(access.may_work(here) && access.may_work(there));
        assert!(access.may_edit(here) && !access.may_edit(there) && !access.may_create());
        let staff = caller.room_staff(&trust, there).await.unwrap();
        assert_eq!(
            (staff.tenant(), staff.oid(), staff.room()),
            (tenant, person.oid, there)
        );
        assert!(!staff.may_edit());
        assert!(caller.room_staff(&trust, here).await.unwrap().may_edit());
        let coordinator = caller.coordinator(&trust).await.unwrap();
        assert!(coordinator.has(here) && !coordinator.has(there));
    })
    .await;
}

#[tokio::test]
async fn a_pending_tenant_opens_nothing_even_to_an_old_session() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let pending = TenantId(guid(5));
        let row = store::TenantRow {
            id: pending,
            slug: None,
            name: "Pending".to_owned(),
            status: model::trust::TenantStatus::Pending,
            created: model::Timestamp(1),
            activated: None,
        };
        let mut tx = store.of(pending).begin().await.unwrap();
        tx.insert_tenant(&row).await.unwrap();
        tx.commit().await.unwrap();
        let person = Someone::new(pending, 10).with_roles(&Role::ALL);
        let caller = signed_in(&trust, &person).await;
        assert_eq!(asked(&trust, &caller, RoomId(guid(HERE))).await, [OUT; 8]);
        assert_eq!(trust.me(&caller).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_visitor_holds_the_tickets_of_their_browser_only() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let here = room(&store, tenant, HERE).await;
        let (value, cookie) = VisitorCookie::issue();
        let mut mine = ticket_row(here, 1);
        mine.visitor_hash = cookie.hash();
        let mine = ticket(&store, tenant, mine).await;
        let theirs = ticket(&store, tenant, ticket_row(here, 2)).await;
        let with = |visitor_cookie| CallerParts {
            visitor_cookie,
            ..CallerParts::default()
        };

        let caller = trust.caller(with(Some(&value))).await.unwrap();
        let held = caller.visitor(&trust, mine).await.unwrap();
        assert_eq!(
            (held.tenant(), held.room(), held.ticket()),
            (tenant, here, mine)
        );
        for wrong in [theirs, TicketId(guid(3))] {
            assert_eq!(caller.visitor(&trust, wrong).await.map(drop), NONE);
        }
        let (foreign, _) = VisitorCookie::issue();
        for other in [
            None,
            Some(foreign.as_str()),
            Some(""),
            Some("not-a-cookie"),
            Some(&value[1..]),
        ] {
            let caller = trust.caller(with(other)).await.unwrap();
            assert_eq!(
                caller.visitor(&trust, mine).await.map(drop),
                NONE,
                "{other:?}"
            );
        }
        // Staff with every role is no visitor.
        let staff = Someone::new(tenant, 10).with_roles(&Role::ALL);
        assert_eq!(
            signed_in(&trust, &staff)
                .await
                .visitor(&trust, mine)
                .await
                .map(drop),
            NONE
        );
    })
    .await;
}

#[tokio::test]
async fn a_public_room_needs_its_own_tenant_and_must_be_in_service() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        testing::tenant(&trust, 2).await;
        let here = room(&store, tenant, HERE).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        let archived = store::RoomRow {
            archived: Some(model::Timestamp(5)),
            ..room_row(ELSEWHERE)
        };
        tx.insert_room(&archived).await.unwrap();
        tx.commit().await.unwrap();
        let caller = trust.caller(CallerParts::default()).await.unwrap();
        let slug = |text: &str| text.parse().unwrap();
        let found = caller
            .public_room(&trust, &slug("tenant-1"), &slug("room-100"))
            .await
            .unwrap();
        assert_eq!(
            (found.tenant(), found.room(), found.tenant_name()),
            (tenant, here, "Tenant 1")
        );
        for (tenant, room) in [
            ("tenant-2", "room-100"),
            ("tenant-9", "room-100"),
            ("tenant-1", "room-200"),
        ] {
            let found = caller.public_room(&trust, &slug(tenant), &slug(room)).await;
            assert_eq!(found.map(drop), NONE, "{tenant} {room}");
        }
    })
    .await;
}
