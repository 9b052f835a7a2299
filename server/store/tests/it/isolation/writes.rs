//! Writes that name a row of somebody else.

use model::queue::presence::Sign;
use model::queue::state::{Dimension, Presence, State};
use model::{AssignmentId, InvitationId, Role, RoomId, TenantId, TicketId, Timestamp};
use store::testing::{each_database, guid, hash, person, tenant, ticket_row};
use store::{
    EventRow, NamedRow, NewDraft, PresenceChange, Renewal, RoomUpdate, Set, Store, StoreError,
    TicketChange,
};

use super::fill;
use super::fill::{kpi, period, take};

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
        assert_eq!(tx.lock_connection(person(1)).await, Ok(None));
        assert_eq!(tx.delete_connection(person(1)).await, Ok(false));
        assert_eq!(tx.delete_meeting_lock(id, person(1)).await, Ok(false));
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
