//! Every row comes back as it was written, full and with everything optional left out.

use model::queue::presence::Sign;
use model::queue::state::{Dimension, MeetingProblem, MeetingState, Presence, State};
use model::trust::TenantStatus;
use model::{AssignmentId, ConsultationId, Role, RoomId, Scope, TenantId, Timestamp};
use store::testing::{
    each_database, guid, hash, person, room, room_row, tenant, ticket, ticket_row,
};
use store::{
    AssignmentRow, ConnectionRow, EvidenceRow, HolderKind, KeyRow, KpiRow, NewDraft, PeriodRow,
    PersonRow, StoreError, TenantRow, TicketRow,
};

#[tokio::test]
async fn tenants() {
    each_database(|store| async move {
        let id = TenantId(guid(1));
        let pending = TenantRow {
            id,
            slug: None,
            name: "Contoso".to_owned(),
            status: TenantStatus::Pending,
            created: Timestamp(1),
            activated: None,
        };
        let slug = "contoso".parse().unwrap();
        let mut tx = store.of(id).begin().await.unwrap();
        assert_eq!(tx.insert_tenant(&pending).await, Ok(true));
        assert_eq!(tx.insert_tenant(&pending).await, Ok(false));
        assert_eq!(tx.tenant_row().await.unwrap(), Some(pending.clone()));
        assert_eq!(
            tx.activate_tenant(&slug, "Contoso AG", Timestamp(5)).await,
            Ok(true)
        );
        assert_eq!(
            tx.activate_tenant(&slug, "Again", Timestamp(6)).await,
            Ok(false)
        );
        tx.commit().await.unwrap();
        let active = TenantRow {
            slug: Some(slug.clone()),
            name: "Contoso AG".to_owned(),
            status: TenantStatus::Active,
            activated: Some(Timestamp(5)),
            ..pending
        };
        assert_eq!(
            store.system().tenant_by_slug(&slug).await.unwrap(),
            Some(active.clone())
        );
        let other = tenant(&store, 2).await;
        let mut tx = store.of(other).begin().await.unwrap();
        let taken = tx.update_tenant("Other", &slug).await.unwrap_err();
        assert!(matches!(taken, StoreError::Conflict { .. }), "{taken:?}");
        drop(tx);
        assert_eq!(store.system().tenants().await.unwrap()[0], active);
    })
    .await;
}

#[tokio::test]
async fn keys_and_settings() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let key = KeyRow {
            wrapped: vec![0, 255, 7],
            master_key: "print".to_owned(),
            created: Timestamp(1),
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.insert_key(&key).await, Ok(true));
        assert_eq!(
            tx.insert_key(&KeyRow {
                wrapped: vec![1],
                ..key.clone()
            })
            .await,
            Ok(false),
            "the first one stays"
        );
        assert_eq!(tx.key_row().await.unwrap(), Some(key.clone()));
        assert_eq!(tx.replace_key(&[9], "new").await, Ok(true));
        tx.set_tenant_setting("mail", r#"{"a":1}"#).await.unwrap();
        tx.set_tenant_setting("mail", r#"{"a":2}"#).await.unwrap();
        tx.commit().await.unwrap();
        let scoped = store.of(tenant);
        let rotated = KeyRow {
            wrapped: vec![9],
            master_key: "new".to_owned(),
            ..key
        };
        assert_eq!(scoped.key_row().await.unwrap(), Some(rotated));
        assert_eq!(
            scoped.tenant_setting("mail").await.unwrap().as_deref(),
            Some(r#"{"a":2}"#)
        );
        assert_eq!(scoped.tenant_setting("other").await, Ok(None));
        let system = store.system();
        assert_eq!(system.master_key_fingerprint().await, Ok(None));
        assert_eq!(system.set_master_key_fingerprint("one").await, Ok(true));
        assert_eq!(system.set_master_key_fingerprint("two").await, Ok(false));
        assert_eq!(
            system.replace_master_key_fingerprint("two", "three").await,
            Ok(false)
        );
        assert_eq!(
            system.replace_master_key_fingerprint("one", "three").await,
            Ok(true)
        );
        assert_eq!(
            system.master_key_fingerprint().await.unwrap().as_deref(),
            Some("three")
        );
    })
    .await;
}

#[tokio::test]
async fn people_and_assignments() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        for (oid, name, at) in [(1, "Zoe", 1), (2, "Ann", 2), (1, "Zoë", 3)] {
            let row = PersonRow {
                oid: person(oid),
                name: name.to_owned(),
                last_sign_in: Timestamp(at),
            };
            tx.upsert_person(&row).await.unwrap();
        }
        let assignment = |id: u128, holder_kind, oid, scope| AssignmentRow {
            id: AssignmentId(guid(id)),
            holder_kind,
            oid: person(oid),
            label: String::new(),
            role: Role::Leader,
            scope,
            created: Timestamp(i64::try_from(id).unwrap()),
            created_by: "registration".to_owned(),
        };
        let rows = [
            assignment(1, HolderKind::Person, 1, Scope::Tenant),
            assignment(
                2,
                HolderKind::Group,
                100,
                Scope::Rooms(vec![RoomId(guid(4))]),
            ),
            assignment(3, HolderKind::Group, 139, Scope::Groups(vec![person(5)])),
            assignment(4, HolderKind::Person, 2, Scope::OwnLine),
            // A person whose object id equals a group's does not hold what the group holds.
            assignment(5, HolderKind::Person, 139, Scope::Tenant),
        ];
        for row in &rows {
            tx.insert_assignment(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let scoped = store.of(tenant);
        let names: Vec<_> = scoped
            .people()
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.name)
            .collect();
        assert_eq!(names, ["Ann", "Zoë"]);
        assert_eq!(
            scoped
                .person(person(1))
                .await
                .unwrap()
                .unwrap()
                .last_sign_in,
            Timestamp(3)
        );
        let all = scoped.assignments().await.unwrap();
        assert_eq!(
            all,
            rows.iter().rev().cloned().collect::<Vec<_>>(),
            "newest first"
        );
        let groups: Vec<_> = (100..140).map(person).collect();
        let mut mine = scoped.assignments_for(person(1), &groups).await.unwrap();
        mine.sort_by_key(|row| row.id);
        assert_eq!(mine, rows[..3]);
        assert_eq!(
            scoped.assignments_for(person(2), &[]).await.unwrap(),
            rows[3..4]
        );
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(
            tx.delete_assignment(rows[0].id).await.unwrap().as_ref(),
            Some(&rows[0])
        );
        assert_eq!(tx.delete_assignment(rows[0].id).await, Ok(None));
        tx.commit().await.unwrap();
        assert_eq!(store.of(tenant).assignments().await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn full_tickets() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let at = |ms| Some(Timestamp(ms));
        let full = TicketRow {
            version: 4,
            state: State::Done,
            presence: Presence::Gone,
            ended: at(9),
            claim_by: Some(person(1)),
            claim_name: Some("Ü. Ber".to_owned()),
            claim_since: at(3),
            consultation: Some(ConsultationId(guid(7))),
            meeting: MeetingState::Failed,
            problem: Some(MeetingProblem::LobbyDiffers),
            meeting_link: Some(vec![0, 1]),
            meeting_ref: Some(vec![]),
            meeting_organiser: Some(person(1)),
            answers: None,
            erase_at: at(10),
            consent_version: None,
            consent_at: None,
            returned: true,
            priority_since: at(4),
            visitor_joined_at: at(5),
            staff_joined_at: at(6),
            last_sign: Sign::Leaving,
            ..ticket_row(room, 1)
        };
        let id = ticket(&store, tenant, full.clone()).await;
        assert_eq!(store.of(tenant).ticket(id).await.unwrap(), Some(full));
        assert_eq!(
            store.of(tenant).room(room).await.unwrap(),
            Some(room_row(1))
        );
    })
    .await;
}

#[tokio::test]
async fn drafts_commands_and_figures() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let draft = |sealed: &[u8], saved| NewDraft {
            room,
            visitor_hash: hash(1),
            sealed: sealed.to_vec(),
            saved: Timestamp(saved),
        };
        let kpi = KpiRow {
            room,
            local_day: "2026-11-21".to_owned(),
            hour: 23,
            outcome: "answered".to_owned(),
            wait_ms: Some(60_000),
            claim_to_join_ms: None,
            length_ms: None,
            claims: 2,
            returned: true,
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.save_draft(&draft(b"one", 1)).await.unwrap();
        tx.save_draft(&draft(b"two", 2)).await.unwrap();
        assert_eq!(
            tx.draft(room, &hash(1)).await.unwrap().as_deref(),
            Some(&b"two"[..])
        );
        assert_eq!(
            tx.remember_command(guid(1), r#""first""#, Timestamp(1))
                .await,
            Ok(true)
        );
        assert_eq!(
            tx.remember_command(guid(1), r#""second""#, Timestamp(2))
                .await,
            Ok(false)
        );
        tx.insert_kpi(&kpi).await.unwrap();
        tx.commit().await.unwrap();
        let scoped = store.of(tenant);
        assert_eq!(
            scoped.command(guid(1)).await.unwrap().as_deref(),
            Some(r#""first""#)
        );
        assert_eq!(
            scoped.kpis(room, "2026-11-21", "2026-11-21").await.unwrap(),
            [kpi]
        );
        assert_eq!(
            scoped.kpis(room, "2026-11-22", "2026-12-31").await,
            Ok(vec![])
        );
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(tx.delete_draft(room, &hash(1)).await, Ok(true));
        assert_eq!(tx.delete_draft(room, &hash(1)).await, Ok(false));
        for visitor in 1..=5 {
            let one = NewDraft {
                visitor_hash: hash(visitor),
                ..draft(b"three", 3 - i64::from(visitor == 2))
            };
            tx.save_draft(&one).await.unwrap();
        }
        assert_eq!(tx.trim_drafts(room, 5).await, Ok(0));
        assert_eq!(tx.trim_drafts(room, 4).await, Ok(1));
        assert_eq!(tx.draft(room, &hash(2)).await, Ok(None));
        for visitor in 3..=5 {
            assert_eq!(tx.delete_draft(room, &hash(visitor)).await, Ok(true));
        }
        tx.commit().await.unwrap();
        let system = store.system();
        assert_eq!(system.sweep_drafts(Timestamp(3)).await, Ok(0));
        assert_eq!(system.sweep_drafts(Timestamp(4)).await, Ok(1));
        assert_eq!(system.sweep_commands(Timestamp(2)).await, Ok(1));
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.sweep_kpis("2026-11-22").await, Ok(1));
        assert_eq!(tx.sweep_events(Timestamp(9)).await, Ok(0));
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn connections_and_evidence() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let row = ConnectionRow {
            oid: person(1),
            refresh_token: vec![1],
            key_id: "k1".to_owned(),
            scopes: "OnlineMeetings.ReadWrite offline_access".to_owned(),
            connected_at: Timestamp(1),
            used_at: Timestamp(1),
            broken: false,
        };
        let evidence = |id, at| EvidenceRow {
            id: guid(id),
            at: Timestamp(at),
            by_whom: person(1),
            client_id: guid(3),
            asked_json: "[]".to_owned(),
            found_json: "{}".to_owned(),
            request_ids_json: "[]".to_owned(),
            list_hash: hash(4),
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.save_connection(&row).await.unwrap();
        assert_eq!(tx.lock_connection(person(1)).await, Ok(Some(row.clone())));
        assert_eq!(tx.lock_connection(person(2)).await, Ok(None));
        let broken = ConnectionRow {
            broken: true,
            ..row.clone()
        };
        tx.save_connection(&broken).await.unwrap();
        assert!(tx.lock_connection(person(1)).await.unwrap().unwrap().broken);
        let anew = ConnectionRow {
            refresh_token: vec![2],
            used_at: Timestamp(5),
            ..row
        };
        tx.save_connection(&anew).await.unwrap();
        tx.insert_evidence(&evidence(1, 1)).await.unwrap();
        tx.insert_evidence(&evidence(2, 2)).await.unwrap();
        tx.commit().await.unwrap();
        let scoped = store.of(tenant);
        assert_eq!(scoped.connection(person(1)).await.unwrap(), Some(anew));
        assert_eq!(
            scoped.evidence().await.unwrap(),
            [evidence(2, 2), evidence(1, 1)]
        );
        assert_eq!(
            scoped.latest_evidence(guid(3)).await.unwrap(),
            Some(evidence(2, 2))
        );
        assert_eq!(scoped.latest_evidence(guid(4)).await, Ok(None));
        let unused = store.system().with_unused_connections(Timestamp(5)).await;
        assert_eq!(unused, Ok(vec![]));
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(tx.delete_unused_connections(Timestamp(5)).await, Ok(vec![]));
        assert_eq!(tx.delete_connection(person(1)).await, Ok(true));
        assert_eq!(tx.delete_connection(person(1)).await, Ok(false));
    })
    .await;
}

#[tokio::test]
async fn periods_in_every_dimension() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let id = ticket(&store, tenant, ticket_row(room, 1)).await;
        let mut rows: Vec<_> = Dimension::ALL
            .iter()
            .map(|dimension| PeriodRow {
                ticket: id,
                dimension: *dimension,
                value: "value".to_owned(),
                start: Timestamp(1),
                ended: None,
                actor_kind: "consultant".to_owned(),
                actor: Some("pseudonym".to_owned()),
                cause: "T2".to_owned(),
            })
            .collect();
        let mut tx = store.of(tenant).begin().await.unwrap();
        for row in &rows {
            tx.open_period(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        rows.sort_by_key(|row| row.dimension.as_str());
        assert_eq!(store.of(tenant).periods(id).await.unwrap(), rows);
    })
    .await;
}
