//! Mailbox settings, people, groups and managers: batches, pseudonyms instead of addresses.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::routing::post;
use axum::{Json, Router};
use microsoft::directory::{Attribute, MemberPlace, PeoplePlace};
use microsoft::mailbox::{Purpose, Zone};
use microsoft::{AppReader, GraphProblem};
use model::Timestamp;
use serde_json::{Value, json};

use crate::events::{oid, pseudonyms};
use crate::script::{Script, calendars, serve, world_with_graph};

#[tokio::test]
async fn settings_of_many_mailboxes_come_in_batches_and_put_off_ones_are_asked_again() {
    let seen = Arc::new(Mutex::new(Vec::<usize>::new()));
    let noted = seen.clone();
    let answer = move |Json(batch): Json<Value>| {
        let requests = batch["requests"].as_array().unwrap().clone();
        let mut seen = noted.lock().unwrap();
        let first = seen.is_empty();
        seen.push(requests.len());
        let responses: Vec<Value> = requests
            .iter()
            .rev()
            .map(|request| {
                let (id, url) = (&request["id"], request["url"].as_str().unwrap());
                assert!(url.starts_with("/users/") && url.ends_with("/mailboxSettings?$select=timeZone,workingHours,userPurpose"));
                let error = |code: &str| json!({ "error": { "code": code, "message": "m" } });
                match id.as_str().unwrap() {
                    "3" if first => json!({ "id": id, "status": 429, "headers": { "Retry-After": "5" }, "body": error("TooManyRequests") }),
                    "4" => json!({ "id": id, "status": 404, "body": error("MailboxNotEnabledForRESTAPI") }),
                    "5" => json!({ "id": id, "status": 403, "body": error("ErrorAccessDenied") }),
                    _ => json!({ "id": id, "status": 200, "body": { "timeZone": "Romance Standard Time", "userPurpose": "user" } }),
                }
            })
            .collect();
        async move { Json(json!({ "responses": responses })) }
    };
    let world =
        world_with_graph(serve(Router::new().route("/v1.0/$batch", post(answer))).await).await;
    let people: Vec<_> = (1..=25).map(oid).collect();
    let outcomes = calendars(&world)
        .mailbox_settings(&people, world.now())
        .await
        .unwrap();
    assert_eq!(outcomes.len(), 25);
    // Two requests side by side; which comes first is not told.
    let mut sizes = seen.lock().unwrap().clone();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 5, 20]);
    assert_eq!(world.pauses(), [Duration::from_secs(5)]);
    for place in [0, 3, 20] {
        let settings = outcomes[place].clone().unwrap().unwrap();
        assert_eq!(
            (settings.zone, settings.purpose),
            (Zone::Iana("Europe/Paris".to_owned()), Purpose::Person)
        );
    }
    assert_eq!(outcomes[4], Ok(None));
    assert!(
        matches!(&outcomes[5], Err(GraphProblem::Refused { status: 403, code, .. }) if code == "ErrorAccessDenied")
    );
}

#[tokio::test]
async fn people_come_with_pseudonyms_instead_of_addresses() {
    let delta = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=t";
    let script = Script::default().then(
        200,
        &[],
        json!({ "value": [
            { "id": oid(2), "mail": "Bob@contoso.example", "userPrincipalName": "bob@contoso.example", "userType": "Member", "accountEnabled": true,
              "proxyAddresses": ["SMTP:Bob@contoso.example", "smtp:robert.old@contoso.example", "SIP:bob@contoso.example", "X500:/o=Contoso/cn=bob", 7],
              "department": " Sales ", "jobTitle": "Canary" },
            { "id": oid(9), "@removed": { "reason": "deleted" } }, { "id": "nobody" }, null,
        ], "@odata.deltaLink": delta }),
    );
    let world = script.world().await;
    let asked = [Attribute::Department, Attribute::Country];
    let page = calendars(&world)
        .people_page(&PeoplePlace::Changes, &asked, &pseudonyms(), world.now())
        .await
        .unwrap();
    assert_eq!(
        (page.people.len(), page.gone.as_slice(), page.unreadable),
        (1, &[oid(9)][..], 2)
    );
    let bob = &page.people[0];
    let pseudonyms = pseudonyms();
    let wanted = [
        "bob@contoso.example",
        "robert.old@contoso.example",
        "/o=contoso/cn=bob",
    ]
    .map(|address| pseudonyms.address(address));
    assert_eq!(bob.addresses.as_deref(), Some(&wanted[..]));
    assert_eq!(bob.domains, [pseudonyms.domain("contoso.example")]);
    assert_eq!((bob.member, bob.enabled), (Some(true), Some(true)));
    assert_eq!(
        bob.attributes,
        [(Attribute::Department, "Sales".to_owned())]
    );
    assert!(page.delta.is_some() && !format!("{page:?}").contains("contoso"));
    let (uri, _) = script.asked().remove(0);
    assert!(
        uri.query()
            .unwrap()
            .ends_with("accountEnabled%2Cdepartment%2Ccountry"),
        "{uri}"
    );
}

#[tokio::test]
async fn groups_members_and_managers_are_ids_and_pseudonyms() {
    let groups = json!({ "value": [{ "id": oid(50), "displayName": "All", "mail": "all@contoso.example", "proxyAddresses": [] }, {}] });
    let members = json!({ "value": [
        { "@odata.type": "#microsoft.graph.user", "id": oid(1) }, { "@odata.type": "#microsoft.graph.group", "id": oid(51) }, { "id": oid(2) }, {},
    ] });
    let managers = json!({ "responses": [
        { "id": "0", "status": 200, "body": { "id": oid(2) } }, { "id": "1", "status": 404, "body": { "error": { "code": "Request_ResourceNotFound" } } },
    ] });
    let script = Script::default()
        .then(200, &[], groups)
        .then(200, &[], members)
        .then(200, &[], managers);
    let world = script.world().await;
    let (directory, now): (AppReader, Timestamp) = (calendars(&world), world.now());
    let page = directory
        .group_page(None, &pseudonyms(), now)
        .await
        .unwrap();
    assert_eq!((page.groups.len(), page.unreadable), (1, 1));
    assert_eq!(
        page.groups[0].addresses,
        [pseudonyms().address("ALL@contoso.example")]
    );
    let inside = directory
        .group_members(&MemberPlace::Group(oid(50)), now)
        .await
        .unwrap();
    assert_eq!(
        (inside.people, inside.unreadable),
        (vec![oid(1), oid(2)], 1)
    );
    let managers = directory.managers(&[oid(1), oid(2)], now).await.unwrap();
    assert_eq!(managers, [Ok(Some(oid(2))), Ok(None)]);
}
