//! One row of each kind.

use model::queue::state::Dimension;
use model::{
    AssignmentId, ConsultationId, InvitationId, Role, RoomId, Scope, TenantId, TicketId, Timestamp,
};
use store::testing::{guid, hash, person, room, ticket, ticket_row};
use store::{
    AssignmentRow, AuditRow, CheckpointRow, ConnectionRow, CredentialUseRow, EventRow, EvidenceRow,
    HolderKind, KeyRow, KpiRow, MeetingLockRow, NewDraft, NewInvitation, PeriodRow, PersonRow,
    ReviewGrantRow, ReviewRunRow, ReviewStateRow, StaffForm, Store, TakeArgs, TroubleRow,
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

pub(super) fn period(ticket: TicketId) -> PeriodRow {
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

pub(super) fn kpi(room: RoomId) -> KpiRow {
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

pub(super) fn take(room: RoomId, id: TicketId) -> TakeArgs {
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
