use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::WINDOW;
use crate::world::World;

#[tokio::test]
async fn calendars_deltas_settings_and_changes_of_people_go_into_a_batch() {
    let world = World::new();
    let token = world.app(&["Calendars.Read", "MailboxSettings.Read", "User.Read.All"]);
    let oid = contoso::EMPLOYEE.oid;
    let paths = [
        format!("/users/{oid}/calendarView?{WINDOW}&$top=5"),
        format!("/users/{oid}/calendarView/delta?{WINDOW}"),
        format!("/users/{oid}/mailboxSettings"),
        "/users/delta?$select=id".to_owned(),
        format!("/users/{}/calendarView?{WINDOW}", contoso::GUEST.oid),
        format!("/users/{oid}/manager"),
    ];
    world.state.inject(Fault::times(
        1,
        "/graph/v1.0/users/*/manager",
        FaultKind::Throttle {
            retry_after_s: Some(9),
        },
    ));
    let requests: Vec<Value> = paths
        .iter()
        .enumerate()
        .map(|(id, url)| json!({"id": id.to_string(), "method": "GET", "url": url, "headers": {"Prefer": "odata.maxpagesize=3"}}))
        .collect();
    let reply = world
        .call("POST", &token, "$batch", &json!({"requests": requests}))
        .await;
    let part = |id: &str| {
        let parts = reply.body["responses"].as_array().unwrap();
        parts.iter().find(|part| part["id"] == id).unwrap()
    };
    assert_eq!(part("0")["body"]["value"].as_array().unwrap().len(), 5);
    assert_eq!(part("1")["body"]["value"].as_array().unwrap().len(), 3);
    assert_eq!(
        part("1")["headers"]["Preference-Applied"],
        "odata.maxpagesize=3"
    );
    assert!(part("2")["body"]["timeZone"].is_string());
    assert_eq!(part("3")["status"], 200);
    assert_eq!(
        part("4")["body"]["error"]["code"],
        "MailboxNotEnabledForRESTAPI"
    );
    assert_eq!(
        (&part("5")["status"], &part("5")["headers"]["Retry-After"]),
        (&json!(429), &json!("9"))
    );
    let next = part("0")["body"]["@odata.nextLink"].as_str().unwrap();
    assert_eq!(world.get(&token, next).await.items().len(), 5);
}

#[tokio::test]
async fn outlook_serves_four_entries_at_a_time() {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    world.state.inject(Fault {
        method: None,
        path: "/graph/v1.0/users".to_owned(),
        skip: 0,
        count: None,
        kind: FaultKind::Latency { ms: 40 },
    });
    let url = format!(
        "/users/{}/calendarView?{WINDOW}&$top=1",
        contoso::EMPLOYEE.oid
    );
    let took = async |count: usize| {
        let requests: Vec<Value> = (0..count)
            .map(|id| json!({"id": id.to_string(), "method": "GET", "url": url}))
            .collect();
        let begun = std::time::Instant::now();
        let reply = world
            .call("POST", &token, "$batch", &json!({"requests": requests}))
            .await;
        assert_eq!(reply.status, 200);
        begun.elapsed().as_millis()
    };
    assert!(took(9).await >= 120, "three waves");
}
