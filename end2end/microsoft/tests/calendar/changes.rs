use microsoft365::contoso;
use serde_json::{Value, json};

use crate::world::World;

const DAY: &str = "startDateTime=2026-09-19T00:00:00Z&endDateTime=2026-09-20T00:00:00Z&$top=100";

async fn control(world: &World, operation: &str, fields: &Value) -> Value {
    let request = axum::http::Request::post(format!("/_control/{operation}"))
        .body(axum::body::Body::from(fields.to_string()))
        .unwrap();
    let reply = world.send(request).await;
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text);
    reply.body
}

async fn find(world: &World, oid: &str, subject: &str) -> Option<Value> {
    let token = world.app(&["Calendars.Read"]);
    let reply = world
        .get(&token, &format!("users/{oid}/calendarView?{DAY}"))
        .await;
    let found = reply
        .items()
        .iter()
        .find(|event| event["subject"].as_str().unwrap().contains(subject));
    found.cloned()
}

async fn add(world: &World) -> Value {
    let event = json!({
        "organizer": contoso::LEADER.upn, "attendees": [contoso::EMPLOYEE.upn, contoso::CONSULTANT.upn, "gina.rossi@northwind.example"],
        "start": "2026-09-19T09:00:00Z", "end": "2026-09-19T10:00:00Z", "subject": "Zebra", "body": "Stripes", "response": "none",
        "created": "2026-09-18T09:00:00Z", "room": true, "online": true, "optional": [contoso::CONSULTANT.upn],
    });
    control(world, "event", &json!({"event": event})).await["id"].clone()
}

#[tokio::test]
async fn an_added_event_stands_in_every_mailbox_and_answers_reach_the_organiser() {
    let world = World::new();
    let id = add(&world).await;
    let (leader, employee) = (contoso::LEADER.oid, contoso::EMPLOYEE.oid);
    let before = find(&world, leader, "Zebra").await.unwrap();
    assert_eq!(before["isOrganizer"], true);
    assert_eq!(before["attendees"].as_array().unwrap().len(), 4);
    assert_eq!(before["attendees"][1]["type"], "optional");
    assert_eq!(before["attendees"][3]["type"], "resource");
    control(
        &world,
        "respond",
        &json!({"id": id, "person": employee, "response": "tentativelyAccepted"}),
    )
    .await;
    let after = find(&world, leader, "Zebra").await.unwrap();
    assert_eq!(
        after["attendees"][0]["status"]["response"],
        "tentativelyAccepted"
    );
    assert_ne!(before["@odata.etag"], after["@odata.etag"]);
    let own = find(&world, employee, "Zebra").await.unwrap();
    assert_eq!(own["responseStatus"]["response"], "tentativelyAccepted");
    assert_eq!(
        (&own["showAs"], &own["iCalUId"]),
        (&json!("tentative"), &after["iCalUId"])
    );
}

#[tokio::test]
async fn cancelled_means_gone_for_the_organiser_and_marked_for_the_rest_and_removed_means_gone() {
    let world = World::new();
    let id = add(&world).await;
    control(&world, "cancel-event", &json!({"id": id})).await;
    assert!(find(&world, contoso::LEADER.oid, "Zebra").await.is_none());
    let copy = find(&world, contoso::EMPLOYEE.oid, "Zebra").await.unwrap();
    assert_eq!(
        (&copy["isCancelled"], &copy["subject"]),
        (&json!(true), &json!("Canceled: Zebra"))
    );
    control(&world, "remove-event", &json!({"id": id})).await;
    assert!(find(&world, contoso::EMPLOYEE.oid, "Zebra").await.is_none());
}

#[tokio::test]
async fn a_series_is_added_and_one_of_its_occurrences_is_moved() {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    let event = json!({
        "organizer": contoso::LEADER.upn, "attendees": [contoso::EMPLOYEE.upn], "subject": "Heron", "every_days": 7, "count": 3,
        "start": "2026-09-05T09:00:00Z", "end": "2026-09-05T10:00:00Z",
    });
    control(&world, "event", &json!({"event": event})).await;
    let window = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2026-10-20T00:00:00Z&$top=1000";
    let herons = async || {
        let reply = world
            .get(
                &token,
                &format!("users/{}/calendarView?{window}", contoso::EMPLOYEE.oid),
            )
            .await;
        let herons: Vec<Value> = reply
            .items()
            .iter()
            .filter(|event| event["subject"] == "Heron")
            .cloned()
            .collect();
        herons
    };
    let before = herons().await;
    assert_eq!(before.len(), 3);
    let times = json!({"id": before[1]["id"], "start": "2026-09-13T09:00:00Z", "end": "2026-09-13T11:00:00Z"});
    control(&world, "move-event", &times).await;
    let after = herons().await;
    assert_eq!((after.len(), &after[1]["type"]), (3, &json!("exception")));
    assert_eq!(after[1]["originalStart"], "2026-09-12T09:00:00Z");
    assert_eq!(after[1]["iCalUId"], before[1]["iCalUId"]);
}

#[tokio::test]
async fn who_joins_has_a_mailbox_and_who_leaves_has_none() {
    let world = World::new();
    let new = json!({"upn": "nina.new@contoso.example", "name": "Nina New", "department": "Data", "manager": contoso::LEADER.oid});
    let oid = control(&world, "hire", &new).await["oid"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(find(&world, &oid, "").await.is_none(), "nothing yet");
    let event = json!({
        "organizer": contoso::LEADER.upn, "attendees": ["nina.new@contoso.example"], "subject": "Welcome",
        "start": "2026-09-19T09:00:00Z", "end": "2026-09-19T10:00:00Z",
    });
    control(&world, "event", &json!({"event": event})).await;
    assert!(find(&world, &oid, "Welcome").await.is_some());
    control(&world, "dismiss", &json!({"person": oid})).await;
    let token = world.app(&["Calendars.Read"]);
    assert_eq!(
        world
            .get(&token, &format!("users/{oid}/calendarView?{DAY}"))
            .await
            .status,
        404
    );
    assert!(find(&world, contoso::LEADER.oid, "Welcome").await.is_some());
}
