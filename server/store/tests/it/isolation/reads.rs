//! Every read, by the owner and by somebody else.

use std::collections::BTreeSet;

use model::{RoomId, TenantId, TicketId, Timestamp};
use store::testing::{each_database, guid, hash, person, tenant};
use store::{AuditFilter, Store};

use super::fill;

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
            "meeting_locks",
            $from.meeting_locks($ticket).await.unwrap().len(),
        ));
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
        .audit_search(&AuditFilter::default(), (i64::MAX, 0), 9)
        .await;
    outside.push(("audit_search", found.unwrap().len()));
    let filter = AuditFilter {
        to: Some(Timestamp(9_000)),
        ..AuditFilter::default()
    };
    let places = scoped.audit_places(&filter).await.unwrap();
    outside.push(("audit_places", usize::from(places.is_some())));
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

#[test]
fn no_read_is_missing_from_the_test_above() {
    let mut declared = BTreeSet::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
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
    let here = concat!(
        include_str!("reads.rs"),
        include_str!("../culture/reads.rs")
    );
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
