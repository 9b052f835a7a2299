use std::collections::HashMap;

use microsoft365::contoso;
use microsoft365::state::{Assumption, EventChange, NewEvent};
use serde_json::Value;

use crate::world::World;
use crate::{WINDOW, delta_page, round};

const ROLES: &[&str] = &["Calendars.Read"];

fn delta(more: &str) -> String {
    format!(
        "users/{}/calendarView/delta?{WINDOW}{more}",
        contoso::EMPLOYEE.oid
    )
}

fn event(start: &str, end: &str) -> NewEvent {
    NewEvent {
        organizer: contoso::LEADER.upn.to_owned(),
        attendees: vec![
            contoso::EMPLOYEE.upn.to_owned(),
            "gina.rossi@northwind.example".to_owned(),
        ],
        start: start.to_owned(),
        end: end.to_owned(),
        subject: "\"Quoted\" \\ meeting".to_owned(),
        ..NewEvent::default()
    }
}

fn removed(items: &[Value]) -> usize {
    items
        .iter()
        .filter(|item| item.get("@removed").is_some())
        .count()
}

#[tokio::test]
async fn the_first_round_has_masters_and_stubs_and_the_second_is_empty() {
    let world = World::new();
    let token = world.app(ROLES);
    let (items, link) = round(&world, &token, &delta("")).await;
    let of = |kind: &str| {
        items
            .iter()
            .filter(|item| item["type"] == kind)
            .collect::<Vec<_>>()
    };
    let masters: Vec<&Value> = of("seriesMaster")
        .iter()
        .map(|master| &master["id"])
        .collect();
    assert!(!masters.is_empty() && !of("singleInstance").is_empty());
    for stub in of("occurrence") {
        assert!(masters.contains(&&stub["seriesMasterId"]), "{stub}");
        assert_eq!(
            stub["subject"],
            Value::Null,
            "an occurrence is a stub: {stub}"
        );
        assert!(stub["start"]["dateTime"].is_string());
    }
    assert!(
        of("singleInstance")
            .iter()
            .all(|event| event["subject"].is_string())
    );
    let (again, _) = round(&world, &token, &link).await;
    assert!(again.is_empty(), "{again:?}");
}

#[tokio::test]
async fn changes_come_once_and_what_lies_outside_comes_as_removed() {
    let world = World::new();
    let token = world.app(ROLES);
    let (tid, state) = (contoso::TENANT, &world.state);
    let (_, link) = round(&world, &token, &delta("")).await;
    let id = state
        .add_event(tid, &event("2026-09-15T09:00:00Z", "2026-09-15T10:00:00Z"))
        .unwrap();
    let (items, link) = round(&world, &token, &link).await;
    assert_eq!((items.len(), removed(&items)), (1, 0), "{items:?}");
    assert_eq!(items[0]["subject"], "\"Quoted\" \\ meeting");
    let own = items[0]["id"].clone();

    let there = EventChange::Move {
        start: "2026-09-16T09:00:00Z".to_owned(),
        end: "2026-09-16T09:30:00Z".to_owned(),
    };
    state.change_event(tid, &id, &there).unwrap();
    let (items, link) = round(&world, &token, &link).await;
    assert_eq!(items[0]["start"]["dateTime"], "2026-09-16T09:00:00.0000000");
    assert_eq!((items.len(), &items[0]["id"]), (1, &own));

    let outside = EventChange::Move {
        start: "2026-10-16T09:00:00Z".to_owned(),
        end: "2026-10-16T09:30:00Z".to_owned(),
    };
    state.change_event(tid, &id, &outside).unwrap();
    let (items, link) = round(&world, &token, &link).await;
    assert_eq!(
        (items.len(), removed(&items), &items[0]["id"]),
        (1, 1, &own)
    );

    // Never seen in this window, yet told.
    state
        .add_event(tid, &event("2026-10-12T09:00:00Z", "2026-10-12T10:00:00Z"))
        .unwrap();
    let (items, link) = round(&world, &token, &link).await;
    assert_eq!((items.len(), removed(&items)), (1, 1), "{items:?}");
    assert!(round(&world, &token, &link).await.0.is_empty());
}

#[tokio::test]
async fn time_alone_brings_changes_and_a_full_round_ends_in_the_same_events() {
    let world = World::new();
    let token = world.app(ROLES);
    let now = jiff::Timestamp::now();
    let day = |days: i64| {
        (now + jiff::SignedDuration::from_hours(24 * days))
            .strftime("%Y-%m-%dT00:00:00Z")
            .to_string()
    };
    let path = format!(
        "users/{}/calendarView/delta?startDateTime={}&endDateTime={}",
        contoso::LEADER.oid,
        day(1),
        day(40)
    );
    let (items, mut link) = round(&world, &token, &path).await;
    let mut known: HashMap<String, Value> = HashMap::new();
    let fold = |known: &mut HashMap<String, Value>, items: Vec<Value>| {
        for item in items {
            let id = item["id"].as_str().unwrap().to_owned();
            if item.get("@removed").is_some() {
                known.remove(&id);
            } else {
                known.insert(id, item);
            }
        }
    };
    fold(&mut known, items);
    let mut changes = 0;
    for days in [3, 6, 12] {
        world.state.set_clock_skew_ms(days * 86_400_000);
        let token = world.app(ROLES);
        let (items, next) = round(&world, &token, &link).await;
        changes += items.len();
        link = next;
        fold(&mut known, items);
    }
    assert!(changes > 10, "{changes}");
    let (fresh, _) = round(&world, &world.app(ROLES), &path).await;
    let mut whole = HashMap::new();
    fold(&mut whole, fresh);
    known.retain(|_, item| item["type"] != "seriesMaster");
    whole.retain(|_, item: &mut Value| item["type"] != "seriesMaster");
    let keys = |map: &HashMap<String, Value>| {
        let mut keys: Vec<String> = map.keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&known), keys(&whole));
    for (id, event) in &whole {
        assert_eq!(known[id]["start"], event["start"]);
        assert_eq!(known[id]["isCancelled"], event["isCancelled"]);
    }
}

#[tokio::test]
async fn expired_tokens_are_gone_with_a_place_to_begin_again() {
    let world = World::new();
    let token = world.app(ROLES);
    let (_, link) = round(&world, &token, &delta("")).await;
    world.state.expire_delta_tokens();
    let gone = delta_page(&world, &token, &link).await;
    assert_eq!((gone.status, gone.code()), (410, "SyncStateNotFound"));
    assert!(
        gone.headers["location"]
            .to_str()
            .unwrap()
            .ends_with("calendarView/delta")
    );
    assert_eq!(delta_page(&world, &token, &delta("")).await.status, 200);
    for more in [
        "&$select=id",
        "&$filter=id%20eq%20'x'",
        "&$orderby=start",
        "&$deltatoken=nonsense",
    ] {
        assert_eq!(
            delta_page(&world, &token, &delta(more)).await.status,
            400,
            "{more}"
        );
    }
    let other = link.replace(contoso::EMPLOYEE.oid, contoso::LEADER.oid);
    assert_eq!(delta_page(&world, &token, &other).await.status, 400);
}

#[tokio::test]
async fn read_basic_serves_the_delta_or_not_as_assumed() {
    let world = World::new();
    let token = world.app(&["Calendars.ReadBasic.All"]);
    let page = delta_page(&world, &token, &delta("")).await;
    assert_eq!(page.status, 200);
    assert!(page.items().iter().all(|item| item.get("body").is_none()));
    world.state.assume(Assumption::ReadBasicServesDelta, false);
    assert_eq!(
        delta_page(&world, &token, &delta("")).await.code(),
        "ErrorAccessDenied"
    );
    let view = format!("users/{}/calendarView?{WINDOW}", contoso::EMPLOYEE.oid);
    assert_eq!(world.get(&token, &view).await.status, 200);
}
