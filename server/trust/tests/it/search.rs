//! Looking for entries of the audit log, and taking them along as a file.

use model::trust::AuditAsk;
use model::{FieldProblem, ObjectId, RoomId, TenantId, Timestamp};
use store::Store;
use store::testing::{each_database, guid, person};
use trust::Trust;
use trust::audit::{self, Actor, Entry};
use trust::testing::{self, Someone};

const DAY: i64 = 24 * 3_600_000;

async fn append(trust: &Trust, store: &Store, tenant: TenantId, entry: Entry) {
    let keys = trust.keys(tenant).await.unwrap();
    let mut tx = store.of(tenant).begin().await.unwrap();
    audit::append(&mut tx, &keys, entry).await.unwrap();
    tx.commit().await.unwrap();
}

fn at(days: i64, by: ObjectId, action: &'static str, subject: impl ToString) -> Entry {
    Entry::new(Timestamp(days * DAY), Actor::Person(by), action, subject)
}

async fn filled(trust: &Trust, store: &Store) -> (TenantId, RoomId) {
    let tenant = testing::tenant(trust, 1).await;
    let mut ada = Someone::new(tenant, 10);
    ada.name = "Ada Example".to_owned();
    testing::session(trust, &ada).await;
    let room = crate::world::room(store, tenant, 7).await;
    let ticket = store::testing::ticket_row(room, 8);
    let ticket = store::testing::ticket(store, tenant, ticket).await;
    let (ada, bob) = (person(10), person(11));
    for entry in [
        at(1, ada, "room.changed", room),
        at(2, bob, "ticket.taken", ticket),
        at(3, ada, "assignment.added", guid(1)).with(serde_json::json!({ "holder": bob })),
        at(4, ada, "tickets.unlike", "%"),
        at(5, bob, "room.changed", guid(404)),
    ] {
        append(trust, store, tenant, entry).await;
    }
    (tenant, room)
}

fn ask(pairs: &[(&str, &str)]) -> AuditAsk {
    let mut ask = AuditAsk::default();
    for (name, value) in pairs {
        let field = match *name {
            "from" => &mut ask.from,
            "to" => &mut ask.to,
            "action" => &mut ask.action,
            "person" => &mut ask.person,
            _ => &mut ask.room,
        };
        (*value).clone_into(field);
    }
    ask
}

#[tokio::test]
async fn a_filter_shows_what_passes_it_and_nothing_of_others() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (tenant, room) = filled(&trust, &store).await;
        let other = testing::tenant(&trust, 2).await;
        append(
            &trust,
            &store,
            other,
            at(2, person(11), "ticket.taken", "x"),
        )
        .await;
        let reviewer = testing::reviewer(&Someone::new(tenant, 12));
        let (bob, room) = (person(11).to_string(), room.to_string());
        for (pairs, found) in [
            (&[("action", "ticket")][..], &[2][..]),
            (&[("action", "ticket.taken")], &[2]),
            (&[("action", "room.changed")], &[5, 1]),
            (&[("action", "room.chang")], &[]),
            (&[("from", "1970-01-03")], &[5, 4, 3, 2]),
            (&[("to", "1970-01-03")], &[2, 1]),
            (&[("from", "1970-01-03"), ("to", "1970-01-03")], &[2]),
            (&[("person", "ada")], &[4, 3, 1]),
            (&[("person", &bob)], &[5, 3, 2]),
            (&[("person", &bob), ("action", "assignment")], &[3]),
            (&[("room", &room)], &[2, 1]),
        ] {
            let page = trust
                .audit_page(&reviewer, &ask(pairs), None)
                .await
                .unwrap();
            let places: Vec<i64> = page.entries.iter().map(|line| line.sequence).collect();
            assert_eq!(places, found, "{pairs:?}");
            assert_eq!((page.intact, page.wrong), (None, vec![]), "{pairs:?}");
        }
        let foreign = testing::reviewer(&Someone::new(other, 12));
        let page = trust
            .audit_page(&foreign, &ask(&[("room", &room)]), None)
            .await;
        assert_eq!(page.unwrap().entries, []);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_finds_nothing() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (tenant, _) = filled(&trust, &store).await;
        let reviewer = testing::reviewer(&Someone::new(tenant, 12));
        for (pair, problem) in [
            (("from", "yesterday"), FieldProblem::Malformed),
            (("to", "2026-02-31"), FieldProblem::Malformed),
            (("action", "' OR 1=1 --"), FieldProblem::Malformed),
            (("action", "%"), FieldProblem::Malformed),
            (("person", "Nobody"), FieldProblem::NotAChoice),
            (("room", "x"), FieldProblem::NotAChoice),
        ] {
            let page = trust
                .audit_page(&reviewer, &ask(&[pair]), None)
                .await
                .unwrap();
            assert_eq!(page.entries, [], "{pair:?}");
            let wrong: Vec<_> = page
                .wrong
                .iter()
                .map(|it| (it.field.as_str(), it.problem))
                .collect();
            assert_eq!(wrong, [(pair.0, problem)]);
            assert!(trust.audit_file(&reviewer, &ask(&[pair])).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn a_filtered_log_is_read_in_pages_to_its_end() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        for number in 0..130 {
            let action = if number % 2 == 0 {
                "room.changed"
            } else {
                "ticket.taken"
            };
            append(
                &trust,
                &store,
                tenant,
                at(number, person(1), action, number),
            )
            .await;
        }
        let reviewer = testing::reviewer(&Someone::new(tenant, 12));
        let rooms = ask(&[("action", "room")]);
        let (mut before, mut sizes) = (None, Vec::new());
        loop {
            let page = trust.audit_page(&reviewer, &rooms, before).await.unwrap();
            assert!(
                page.entries
                    .iter()
                    .all(|line| line.action == "room.changed")
            );
            sizes.push(page.entries.len());
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(sizes, [50, 15]);
    })
    .await;
}

async fn file(trust: &Trust, someone: &Someone, ask: &AuditAsk) -> String {
    let reviewer = testing::reviewer(someone);
    let mut file = trust.audit_file(&reviewer, ask).await.unwrap();
    let mut text = String::new();
    while let Some(piece) = file.next().await.unwrap() {
        text.push_str(&piece);
    }
    text
}

#[tokio::test]
async fn a_file_holds_every_entry_that_passes_and_its_making_is_an_entry() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (tenant, _) = filled(&trust, &store).await;
        for number in 0..1_200 {
            append(
                &trust,
                &store,
                tenant,
                at(9, person(1), "room.changed", number),
            )
            .await;
        }
        append(
            &trust,
            &store,
            tenant,
            at(9, person(1), "room.changed", "=HYPERLINK(1)"),
        )
        .await;
        let someone = Someone::new(tenant, 12);
        let text = file(&trust, &someone, &AuditAsk::default()).await;
        assert_eq!(text.lines().count(), 1 + 5 + 1_201);
        assert!(
            text.starts_with(
                "sequence,at_utc,actor_kind,actor,actor_name,action,subject,detail\r\n"
            )
        );
        assert!(text.contains(",room.changed,'=HYPERLINK(1),\r\n"));
        assert!(text.contains(",Ada Example,assignment.added,"));
        assert!(text.contains("1,1970-01-02T00:00:00Z,person,"));
        let some = file(
            &trust,
            &someone,
            &ask(&[("person", "ada"), ("to", "1970-01-03")]),
        )
        .await;
        assert_eq!(some.lines().count(), 2, "{some}");

        let rows = store.of(tenant).audit_page(None, 2).await.unwrap();
        let told: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.detail_json.as_str()))
            .collect();
        let ada = person(10);
        assert_eq!(told[1], ("audit.exported", "{}"));
        assert_eq!(told[0].0, "audit.exported");
        assert!(
            told[0].1.contains(&ada.to_string()) && !told[0].1.contains("ada\""),
            "{}",
            told[0].1
        );
        assert!(trust.verify_audit(tenant).await.unwrap().intact());

        let other = testing::tenant(&trust, 2).await;
        let foreign = file(&trust, &Someone::new(other, 12), &AuditAsk::default()).await;
        assert_eq!(foreign.lines().count(), 1, "nothing of others");
    })
    .await;
}
