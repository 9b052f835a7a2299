//! Another tenant sees nothing and changes nothing, whatever ids it knows.

use std::collections::BTreeSet;

use model::queue::presence::Sign;
use model::queue::state::{Dimension, Presence, State};
use model::{
    AssignmentId, ConsultationId, InvitationId, Role, RoomId, Scope, TenantId, TicketId, Timestamp,
};
use store::testing::{
    TestDatabase, each_database, guid, hash, person, room, tenant, ticket, ticket_row,
};
use store::{
    AssignmentRow, AuditFilter, AuditRow, CheckpointRow, ConnectionRow, CredentialUseRow, EventRow,
    EvidenceRow, HolderKind, KeyRow, KpiRow, MeetingLockRow, NamedRow, NewDraft, NewInvitation,
    PeriodRow, PersonRow, PresenceChange, Renewal, ReviewGrantRow, ReviewRunRow, ReviewStateRow,
    RoomUpdate, Set, StaffForm, Store, StoreError, TakeArgs, TicketChange, TroubleRow,
};

use crate::sessions::{session, sign_in};

/// Writes one row of each kind; every id is 1, every hash is of ones.
pub(crate) async fn fill(store: &Store, tenant: TenantId) -> (RoomId, TicketId) {
    let room = room(store, tenant, 1).await;
    let id = ticket(store, tenant, ticket_row(room, 1)).await;
    sign_in(store, &session(tenant, 1, 1)).await;
    let mut tx = store.of(tenant).begin().await.unwrap();
    let text = || "text".to_owned();
    let at = Timestamp(1_000);
    tx.insert_key(&KeyRow {
        wrapped: vec![1],
        master_key: text(),
        created: at,
    })
    .await
    .unwrap();
    tx.set_tenant_setting("mail", "{}").await.unwrap();
    tx.upsert_person(&PersonRow {
        oid: person(1),
        name: text(),
        last_sign_in: at,
    })
    .await
    .unwrap();
    for (number, holder_kind) in [(1, HolderKind::Person), (2, HolderKind::Group)] {
        let row = AssignmentRow {
            id: AssignmentId(guid(number)),
            holder_kind,
            oid: person(number),
            label: text(),
            role: Role::Administrator,
            scope: Scope::Tenant,
            created: at,
            created_by: text(),
        };
        tx.insert_assignment(&row).await.unwrap();
    }
    let invitation = NewInvitation {
        id: InvitationId(guid(1)),
        hash: hash(1),
        role: Role::Administrator,
        scope: Scope::Tenant,
        created_by: person(1),
        created: at,
        expires: Timestamp(9_000),
    };
    tx.insert_invitation(&invitation).await.unwrap();
    let revision = tx.next_revision(room).await.unwrap();
    let (kind, actor_kind, json) = (text(), text(), text());
    tx.append_event(&EventRow {
        room,
        revision,
        ticket: None,
        kind,
        at,
        actor_kind,
        actor: None,
        json,
    })
    .await
    .unwrap();
    tx.append_event(&EventRow {
        room,
        revision: revision + 1,
        ticket: None,
        kind: "room_changed".to_owned(),
        at,
        actor_kind: text(),
        actor: Some(text()),
        json: text(),
    })
    .await
    .unwrap();
    tx.open_period(&period(id)).await.unwrap();
    let draft = NewDraft {
        room,
        visitor_hash: hash(1),
        sealed: vec![1],
        saved: at,
    };
    tx.save_draft(&draft).await.unwrap();
    tx.remember_command(guid(1), "{}", at).await.unwrap();
    tx.insert_kpi(&kpi(room)).await.unwrap();
    let connection = ConnectionRow {
        oid: person(1),
        refresh_token: vec![1],
        key_id: text(),
        scopes: text(),
        connected_at: at,
        used_at: at,
        broken: false,
    };
    tx.save_connection(&connection).await.unwrap();
    let evidence = EvidenceRow {
        id: guid(1),
        at,
        by_whom: person(1),
        client_id: guid(1),
        asked_json: text(),
        found_json: text(),
        request_ids_json: text(),
        list_hash: hash(1),
    };
    tx.insert_evidence(&evidence).await.unwrap();
    let state = ReviewStateRow {
        client_id: guid(1),
        tried: at,
        asked: Some(at),
        problem_json: None,
        read_at: Some(at),
        reading_json: Some(text()),
        noted_at: None,
    };
    tx.save_review_state(&state).await.unwrap();
    let run = ReviewRunRow {
        sequence: 1,
        at,
        client_id: guid(1),
        mode: text(),
        result_json: text(),
        previous: hash(0),
        mac: hash(1),
    };
    tx.insert_review_run(&run).await.unwrap();
    let grant = ReviewGrantRow {
        client_id: guid(1),
        resource: text(),
        kind: text(),
        value: text(),
        first_seen: at,
        guid: guid(2),
        gone: None,
        whom: text(),
        object: text(),
        ended: None,
    };
    tx.insert_review_grant(&grant).await.unwrap();
    let trouble = TroubleRow {
        hour: 0,
        place: text(),
        meaning: text(),
        code: text(),
        first_at: at,
        last_at: at,
        correlation: Some(guid(1)),
        met: 1,
    };
    assert!(tx.count_trouble(&trouble, (10, "sign_in")).await.unwrap());
    let used = CredentialUseRow {
        slot: text(),
        last_ok: Some(at),
        error_at: Some(at),
        error_meaning: Some(text()),
        error_number: Some(700_016),
        error_correlation: Some(guid(1)),
        error_since: Some(at),
    };
    tx.save_credential_use(&used).await.unwrap();
    tx.audit_head().await.unwrap();
    let audit = AuditRow {
        sequence: 1,
        at,
        actor_kind: text(),
        actor: None,
        action: text(),
        subject: text(),
        detail_json: text(),
        mac: hash(1),
    };
    tx.insert_audit(&audit).await.unwrap();
    let closed = CheckpointRow {
        sequence: 0,
        at,
        mac: hash(0),
        signature: hash(1),
    };
    tx.close_audit_segment(&closed).await.unwrap();
    let form = StaffForm {
        oid: person(1),
        form: "room".to_owned(),
        sealed: vec![1],
        saved: at,
    };
    tx.save_staff_form(&form).await.unwrap();
    tx.save_meeting_lock(&lock(tenant, id)).await.unwrap();
    // A second ticket is an active case of the person, so that the count of those finds something.
    tx.insert_ticket(&ticket_row(room, 2)).await.unwrap();
    tx.take_ticket(&take(room, TicketId(guid(2))))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (room, id)
}

fn period(ticket: TicketId) -> PeriodRow {
    PeriodRow {
        ticket,
        dimension: Dimension::State,
        value: "waiting".to_owned(),
        start: Timestamp(1_000),
        ended: None,
        actor_kind: "visitor".to_owned(),
        actor: None,
        cause: "T1".to_owned(),
    }
}

fn lock(tenant: TenantId, ticket: TicketId) -> MeetingLockRow {
    MeetingLockRow {
        tenant,
        ticket,
        organiser: person(1),
        reference: vec![1],
        ended: Timestamp(1_000),
        attempts: 0,
        due_at: Timestamp(1_000),
    }
}

fn kpi(room: RoomId) -> KpiRow {
    KpiRow {
        room,
        local_day: "2026-11-21".to_owned(),
        hour: 9,
        outcome: "answered".to_owned(),
        wait_ms: None,
        claim_to_join_ms: None,
        length_ms: None,
        claims: 1,
        returned: false,
    }
}

/// Runs each read by its name and notes how many rows it found. `$from` is a [`store::Scoped`] or a [`store::Tx`].
macro_rules! shared_reads {
    ($found:ident, $from:expr, $room:expr, $ticket:expr) => {
        $found.push((
            "key_row",
            usize::from($from.key_row().await.unwrap().is_some()),
        ));
        $found.push((
            "tenant_setting",
            usize::from($from.tenant_setting("mail").await.unwrap().is_some()),
        ));
        $found.push((
            "sessions_of",
            $from.sessions_of(person(1)).await.unwrap().len(),
        ));
        $found.push((
            "person",
            usize::from($from.person(person(1)).await.unwrap().is_some()),
        ));
        $found.push(("people", $from.people().await.unwrap().len()));
        $found.push((
            "named_of",
            usize::from($from.named_of(person(1)).await.unwrap().is_some()),
        ));
        $found.push((
            "named_at_sign_in",
            $from.named_at_sign_in().await.unwrap().len(),
        ));
        $found.push((
            "unexpired_sessions",
            $from.unexpired_sessions(Timestamp(0)).await.unwrap().len(),
        ));
        $found.push((
            "assignment_reviews",
            $from.assignment_reviews().await.unwrap().len(),
        ));
        $found.push((
            "audit_checkpoints",
            $from.audit_checkpoints().await.unwrap().len(),
        ));
        let held: i64 = $from
            .holdings()
            .await
            .unwrap()
            .iter()
            .map(|row| row.rows)
            .sum();
        $found.push(("holdings", usize::try_from(held).unwrap()));
        $found.push(("assignments", $from.assignments().await.unwrap().len()));
        $found.push((
            "assignments_of",
            $from.assignments_of(person(1)).await.unwrap().len(),
        ));
        $found.push((
            "invitations",
            $from.invitations(Timestamp(2_000)).await.unwrap().len(),
        ));
        $found.push(("rooms", $from.rooms().await.unwrap().len()));
        $found.push((
            "room",
            usize::from($from.room($room).await.unwrap().is_some()),
        ));
        let slug = "room-1".parse().unwrap();
        $found.push((
            "room_by_slug",
            usize::from($from.room_by_slug(&slug).await.unwrap().is_some()),
        ));
        $found.push((
            "events_since",
            $from.events_since($room, 0, 10).await.unwrap().len(),
        ));
        let changed = $from.last_room_change($room, i64::MAX).await.unwrap();
        $found.push(("last_room_change", usize::from(changed.is_some())));
        $found.push((
            "ticket",
            usize::from($from.ticket($ticket).await.unwrap().is_some()),
        ));
        $found.push((
            "open_tickets",
            $from.open_tickets($room).await.unwrap().len(),
        ));
        $found.push((
            "waiting_by_room",
            $from.waiting_by_room().await.unwrap().len(),
        ));
        $found.push((
            "waiting_count",
            $from.waiting_count($room).await.unwrap() as usize,
        ));
        let by_key = $from.ticket_by_key($room, guid(1), &hash(1)).await.unwrap();
        $found.push(("ticket_by_key", usize::from(by_key.is_some())));
        $found.push((
            "visitor_tickets",
            $from.visitor_tickets(&hash(1)).await.unwrap().len(),
        ));
        $found.push(("periods", $from.periods($ticket).await.unwrap().len()));
        $found.push((
            "draft",
            usize::from($from.draft($room, &hash(1)).await.unwrap().is_some()),
        ));
        $found.push((
            "command",
            usize::from($from.command(guid(1)).await.unwrap().is_some()),
        ));
        $found.push((
            "kpis",
            $from
                .kpis($room, "2000-01-01", "2100-01-01")
                .await
                .unwrap()
                .len(),
        ));
        $found.push((
            "connection",
            usize::from($from.connection(person(1)).await.unwrap().is_some()),
        ));
        $found.push(("troubles", $from.troubles(10).await.unwrap().len()));
        let of_hour = $from.troubles_of_hour(0, "sign_in", 0).await.unwrap();
        $found.push(("troubles_of_hour", of_hour.unwrap_or(0) as usize));
        let watched = $from.registrations_with_grants().await.unwrap();
        $found.push(("registrations_with_grants", watched.len()));
        let consents = $from.audit_of_consents(0, 10).await.unwrap();
        assert!(consents.is_empty(), "none was recorded");
        let last = $from.last_audit_of("text").await.unwrap();
        $found.push(("last_audit_of", usize::from(last.is_some())));
        $found.push((
            "credential_uses",
            $from.credential_uses().await.unwrap().len(),
        ));
        $found.push(("evidence", $from.evidence().await.unwrap().len()));
        $found.push((
            "latest_evidence",
            usize::from($from.latest_evidence(guid(1)).await.unwrap().is_some()),
        ));
        $found.push(("review_states", $from.review_states().await.unwrap().len()));
        $found.push((
            "review_state",
            usize::from($from.review_state(guid(1)).await.unwrap().is_some()),
        ));
        $found.push(("review_runs", $from.review_runs(0, 10).await.unwrap().len()));
        $found.push((
            "last_review_run",
            usize::from($from.last_review_run().await.unwrap().is_some()),
        ));
        $found.push((
            "review_grants",
            $from.review_grants(10).await.unwrap().len(),
        ));
        $found.push((
            "present_review_grants",
            $from.present_review_grants(guid(1)).await.unwrap().len(),
        ));
        let end = $from.review_segment_end(Timestamp(9_000)).await.unwrap();
        $found.push(("review_segment_end", usize::from(end.is_some())));
        let used = $from.last_meeting_use().await.unwrap();
        $found.push(("last_meeting_use", usize::from(used.is_some())));
        let scopes = $from.last_meeting_scopes().await.unwrap();
        $found.push(("last_meeting_scopes", usize::from(scopes.is_some())));
        let sign_in = $from.last_sign_in().await.unwrap();
        $found.push(("last_sign_in", usize::from(sign_in.is_some())));
        $found.push((
            "audit_page",
            $from.audit_page(None, 10).await.unwrap().len(),
        ));
        $found.push(("audit_range", $from.audit_range(0, 10).await.unwrap().len()));
        $found.push((
            "audit_checkpoint",
            usize::from($from.audit_checkpoint().await.unwrap().is_some()),
        ));
        $found.push((
            "audit_end",
            usize::from($from.audit_end().await.unwrap().is_some()),
        ));
        let end = $from.audit_segment_end(Timestamp(9_000)).await.unwrap();
        $found.push(("audit_segment_end", usize::from(end.is_some())));
        let form = $from.staff_form(person(1), "room", Timestamp(0)).await;
        $found.push(("staff_form", usize::from(form.unwrap().is_some())));
    };
}

type Found = Vec<(&'static str, usize)>;

async fn read_everything(
    store: &Store,
    tenant: TenantId,
    room: RoomId,
    ticket: TicketId,
) -> (Found, Found) {
    let scoped = store.of(tenant);
    let mut outside = Found::new();
    shared_reads!(outside, scoped, room, ticket);
    outside.push((
        "assignments_for",
        scoped
            .assignments_for(person(1), &[person(2)])
            .await
            .unwrap()
            .len(),
    ));
    let endings = scoped.audit_of_endings(model::Timestamp(0)).await;
    assert!(endings.unwrap().is_empty(), "none was recorded");
    let found = scoped
        .audit_search(&AuditFilter::default(), (None, 0), 9)
        .await;
    outside.push(("audit_search", found.unwrap().len()));
    outside.push((
        "tickets_by_ids",
        scoped.tickets_by_ids(&[ticket]).await.unwrap().len(),
    ));
    outside.push((
        "active_cases",
        scoped.active_cases(person(1)).await.unwrap() as usize,
    ));
    let mut tx = scoped.begin().await.unwrap();
    let mut within = Found::new();
    shared_reads!(within, tx, room, ticket);
    within.push((
        "lock_ticket",
        usize::from(tx.lock_ticket(ticket).await.unwrap().is_some()),
    ));
    within.push((
        "lock_connection",
        usize::from(tx.lock_connection(person(1)).await.unwrap().is_some()),
    ));
    within.push((
        "audit_head",
        usize::from(tx.audit_head().await.unwrap().is_some()),
    ));
    (outside, within)
}

#[tokio::test]
async fn a_foreign_tenant_sees_nothing_by_any_read() {
    each_database(|store| async move {
        let (owner, foreign) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let (room, id) = fill(&store, owner).await;
        let (outside, within) = read_everything(&store, owner, room, id).await;
        for (read, rows) in outside.iter().chain(&within) {
            assert!(
                *rows > 0,
                "the owner finds nothing by {read}: the test would prove nothing"
            );
        }
        let (outside, within) = read_everything(&store, foreign, room, id).await;
        for (read, rows) in outside.iter().chain(&within) {
            assert_eq!(*rows, 0, "a foreign tenant finds something by {read}");
        }
        assert_eq!(
            store.of(foreign).tenant_row().await.unwrap().unwrap().id,
            foreign
        );
    })
    .await;
}

fn take(room: RoomId, id: TicketId) -> TakeArgs {
    TakeArgs {
        id,
        room,
        expected_version: 1,
        by: person(1),
        name: "Foreign".to_owned(),
        consultation: ConsultationId(guid(1)),
        now: Timestamp(2_000),
        active_limit: 10,
    }
}

#[tokio::test]
async fn a_foreign_tenant_changes_nothing_by_any_write_that_names_a_row() {
    each_database(|store| async move {
        let (owner, foreign) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let (room, id) = fill(&store, owner).await;
        let before = format!("{:?}", rows(&store, owner, room, id).await);
        let mut tx = store.of(foreign).begin().await.unwrap();
        assert_eq!(tx.take_ticket(&take(room, id)).await, Ok(0));
        let change = TicketChange {
            state: Set::To((State::Removed, Timestamp(2_000))),
            ..TicketChange::of(id)
        };
        assert_eq!(tx.change_ticket(&change).await, Ok(0));
        let (since, last_sign_at) = (Timestamp(2_000), Timestamp(2_000));
        let gone = PresenceChange {
            id,
            presence: Presence::Gone,
            since,
            last_sign: Sign::Leaving,
            last_sign_at,
        };
        assert_eq!(tx.set_presence(&gone).await, Ok(false));
        let there = store
            .of(owner)
            .present_review_grants(guid(1))
            .await
            .unwrap();
        assert_eq!(
            tx.end_review_grant(&there[0], Timestamp(2_000)).await,
            Ok(false)
        );
        assert_eq!(tx.name_review_grant(&there[0]).await, Ok(false));
        assert_eq!(
            tx.end_review_grants(guid(1), Timestamp(2_000), "x").await,
            Ok(0)
        );
        assert_eq!(tx.close_review_runs(10).await, Ok(0));
        assert_eq!(tx.erase_answers(id).await, Ok(false));
        assert_eq!(
            tx.close_period(id, Dimension::State, Timestamp(2_000))
                .await,
            Ok(false)
        );
        assert_eq!(tx.end_session(&hash(1)).await, Ok(false));
        assert_eq!(tx.end_sessions_of(person(1)).await, Ok(0));
        assert_eq!(tx.end_all_sessions().await, Ok(0));
        assert_eq!(
            tx.touch_session(&hash(1), Timestamp(5_000)).await,
            Ok(false)
        );
        let proved_at = Timestamp(5_000);
        let renewal = Renewal {
            hash: hash(1),
            roles: vec![],
            groups: vec![],
            wids: vec![],
            proved_at,
        };
        assert_eq!(tx.renew_session(&renewal).await, Ok(false));
        assert_eq!(tx.delete_assignment(AssignmentId(guid(1))).await, Ok(None));
        let held = AssignmentId(guid(1));
        assert_eq!(tx.set_assignment_origin(held, "stolen").await, Ok(false));
        let reviewed = tx.review_assignment(held, Timestamp(9), person(1)).await;
        assert_eq!(reviewed, Ok(false));
        let named = NamedRow {
            oid: person(1),
            app_roles: vec![Role::Administrator],
            groups: vec![],
        };
        assert_eq!(tx.note_named(&named).await, Ok(false));
        let late = Timestamp(i64::MAX / 2);
        assert_eq!(tx.sweep_tickets(late, 99).await, Ok(0));
        assert_eq!(tx.sweep_events(late).await, Ok(0));
        assert_eq!(tx.sweep_people(late).await, Ok(0));
        assert_eq!(tx.sweep_evidence(late).await, Ok(0));
        assert_eq!(tx.sweep_kpis("9999-12-31").await, Ok(0));
        assert_eq!(
            tx.use_invitation(&hash(1), Timestamp(2_000)).await,
            Ok(false)
        );
        assert_eq!(tx.delete_invitation(InvitationId(guid(1))).await, Ok(false));
        let update = RoomUpdate {
            id: room,
            expected_version: 1,
            slug: "stolen".parse().unwrap(),
            consent_version: 1,
            settings_json: "{}".to_owned(),
            archived: None,
        };
        assert_eq!(tx.update_room(&update).await, Ok(false));
        assert_eq!(tx.delete_draft(room, &hash(1)).await, Ok(false));
        assert_eq!(tx.mark_connection_broken(person(1)).await, Ok(false));
        assert_eq!(tx.delete_connection(person(1)).await, Ok(false));
        assert_eq!(tx.delete_meeting_lock(id).await, Ok(false));
        assert_eq!(tx.replace_key(&[9], "stolen").await, Ok(false));
        tx.commit().await.unwrap();
        assert_eq!(format!("{:?}", rows(&store, owner, room, id).await), before);
    })
    .await;
}

/// What the writes above would have changed.
async fn rows(
    store: &Store,
    tenant: TenantId,
    room: RoomId,
    ticket: TicketId,
) -> impl std::fmt::Debug {
    let scoped = store.of(tenant);
    (
        scoped.ticket(ticket).await,
        scoped.periods(ticket).await,
        scoped.sessions_of(person(1)).await,
        scoped.assignments().await,
        scoped.invitations(Timestamp(2_000)).await,
        scoped.room(room).await,
        scoped.draft(room, &hash(1)).await,
        (scoped.connection(person(1)).await, scoped.key_row().await),
    )
}

#[tokio::test]
async fn a_foreign_tenant_hangs_nothing_on_a_row_that_is_not_its_own() {
    each_database(|store| async move {
        let (owner, foreign) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let (room, id) = fill(&store, owner).await;
        let refused = |result: Result<(), StoreError>| {
            assert!(
                matches!(result, Err(StoreError::Reference { .. })),
                "{result:?}"
            );
        };
        for write in 0..7 {
            let mut tx = store.of(foreign).begin().await.unwrap();
            let written = match write {
                0 => tx.next_revision(room).await.map(drop),
                1 => tx.insert_ticket(&ticket_row(room, 9)).await.map(drop),
                2 => tx.open_period(&period(id)).await,
                3 => {
                    let draft = NewDraft {
                        room,
                        visitor_hash: hash(1),
                        sealed: vec![1],
                        saved: Timestamp(1_000),
                    };
                    tx.save_draft(&draft).await
                }
                4 => tx.insert_kpi(&kpi(room)).await,
                5 => tx.next_ticket_number(room, "2026-11-21").await.map(drop),
                _ => {
                    let text = || "text".to_owned();
                    let (kind, actor_kind, json, at) = (text(), text(), text(), Timestamp(1));
                    let row = EventRow {
                        room,
                        revision: 2,
                        ticket: None,
                        kind,
                        at,
                        actor_kind,
                        actor: None,
                        json,
                    };
                    tx.append_event(&row).await
                }
            };
            refused(written);
        }
    })
    .await;
}

#[tokio::test]
async fn an_erased_tenant_leaves_nothing_and_touches_nobody_else() {
    for database in TestDatabase::all().await {
        let store = database.store().await;
        let (erased, kept) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, erased).await;
        crate::culture::fill(&store, erased).await;
        let mut tx = store.of(erased).begin().await.unwrap();
        tx.erase_tenant().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(tables_with(&database, erased).await, ["session_end"]);
        let tenants = store.system().tenants().await.unwrap();
        assert_eq!(tenants.iter().map(|row| row.id).collect::<Vec<_>>(), [kept]);
        database.remove().await;
    }
}

/// All tables that hold a row of a tenant, whichever tables there are.
async fn tables_with(database: &TestDatabase, tenant: TenantId) -> Vec<String> {
    use sqlx::Connection as _;
    let mut found = Vec::new();
    if database.is_postgres() {
        let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
        let text = "SELECT CAST(table_name AS TEXT) FROM information_schema.columns \
            WHERE table_schema = current_schema() AND column_name = 'tenant' ORDER BY table_name";
        let tables: Vec<String> = sqlx::query_scalar(text).fetch_all(&mut conn).await.unwrap();
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE tenant = '{tenant}'");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut conn)
                .await
                .unwrap();
            found.extend((rows > 0).then_some(table));
        }
    } else {
        let mut conn = sqlx::SqliteConnection::connect(database.url())
            .await
            .unwrap();
        let text = "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
            WHERE t.type = 'table' AND c.name = 'tenant' ORDER BY t.name";
        let tables: Vec<String> = sqlx::query_scalar(text).fetch_all(&mut conn).await.unwrap();
        assert!(tables.len() > 15, "{tables:?}");
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE tenant = '{tenant}'");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut conn)
                .await
                .unwrap();
            found.extend((rows > 0).then_some(table));
        }
        conn.close().await.unwrap();
    }
    found
}

#[test]
fn no_read_is_missing_from_the_test_above() {
    let mut declared = BTreeSet::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in folder.read_dir().unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        // Reads of both doors stand in `reads! { ... }`, others in `impl Scoped { ... }`; both end at a lone brace.
        for block in ["\nreads! {\n", "\nimpl Scoped {\n"] {
            let mut rest = text.as_str();
            while let Some((_, behind)) = rest.split_once(block) {
                let (body, after) = behind.split_once("\n}\n").unwrap();
                declared.extend(body.lines().filter_map(|line| {
                    let line = line.trim_start();
                    let name = if block.contains("reads") {
                        line.split_once('(')
                            .filter(|_| line.contains(" = "))
                            .map(|(name, _)| name)?
                    } else {
                        line.strip_prefix("pub async fn ")?.split_once('(')?.0
                    };
                    Some(name.to_owned())
                }));
                rest = after;
            }
        }
    }
    let here = concat!(include_str!("isolation.rs"), include_str!("culture.rs"));
    let missing: Vec<_> = declared
        .iter()
        .filter(|name| !here.contains(&format!(".{name}(")))
        .collect();
    assert!(
        missing.is_empty(),
        "not read as a foreign tenant: {missing:?}"
    );
    assert!(declared.len() > 30, "the search found only {declared:?}");
}
