use std::collections::{HashMap, HashSet};

use microsoft365::contoso;
use microsoft365::state::Assumption;
use serde_json::Value;

use crate::world::World;
use crate::{WINDOW, all};

const BASIC: &[&str] = &["Calendars.ReadBasic.All"];

fn view(oid: &str, more: &str) -> String {
    format!("users/{oid}/calendarView?{WINDOW}{more}")
}

#[tokio::test]
async fn pages_of_any_size_hold_the_same_events_in_order() {
    let world = World::new();
    let token = world.app(BASIC);
    let oid = contoso::LEADER.oid;
    let (whole, pages) = all(&world, &token, &view(oid, "&$top=1000")).await;
    assert_eq!(pages, 1);
    assert!(whole.len() > 30, "{}", whole.len());
    for more in ["", "&$top=7", "&$top=1"] {
        let (items, pages) = all(&world, &token, &view(oid, more)).await;
        assert_eq!(items, whole, "{more}");
        assert!(pages > 3);
    }
    let starts: Vec<&str> = whole
        .iter()
        .map(|event| event["start"]["dateTime"].as_str().unwrap())
        .collect();
    assert!(starts.is_sorted());
    let ids: HashSet<&str> = whole
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), whole.len());
    let counted = world.get(&token, &view(oid, "&$count=true")).await;
    assert_eq!(counted.body["@odata.count"], whole.len());
    assert!(whole.iter().all(|event| event["type"] != "seriesMaster"));
    let same = world
        .get(
            &token,
            &format!("users/{oid}/calendar/calendarView?{WINDOW}&$top=1000"),
        )
        .await;
    assert_eq!(same.items(), whole);
}

#[tokio::test]
async fn read_basic_keeps_bodies_back_and_may_be_refused() {
    let world = World::new();
    let oid = contoso::EMPLOYEE.oid;
    let basic = world.app(BASIC);
    let reply = world.get(&basic, &view(oid, "&$top=50")).await;
    assert!(
        reply
            .items()
            .iter()
            .all(|event| event.get("body").is_none() && event.get("bodyPreview").is_none())
    );
    assert!(
        reply
            .items()
            .iter()
            .any(|event| !event["attendees"].as_array().unwrap().is_empty())
    );

    let full = world.app(&["Calendars.Read"]);
    let reply = world
        .get(&full, &view(oid, "&$top=50&$select=body,subject"))
        .await;
    assert!(
        reply
            .items()
            .iter()
            .all(|event| event["body"]["content"].is_string() && event.get("start").is_none())
    );
    world.state.assume(Assumption::ReadBasicServesView, false);
    assert_eq!(
        world.get(&basic, &view(oid, "")).await.code(),
        "ErrorAccessDenied"
    );
    assert_eq!(world.get(&full, &view(oid, "")).await.status, 200);
    let other = world.app(&["User.Read.All", "MailboxSettings.Read"]);
    assert_eq!(world.get(&other, &view(oid, "")).await.status, 403);
}

#[tokio::test]
async fn a_delegated_token_opens_the_own_calendar_only() {
    let world = World::new();
    let token = world.user(contoso::EMPLOYEE.oid, &["Calendars.ReadBasic"]);
    let own = world
        .get(&token, &format!("me/calendarView?{WINDOW}"))
        .await;
    assert_eq!(own.status, 200, "{}", own.text);
    let other = world.get(&token, &view(contoso::LEADER.oid, "")).await;
    assert_eq!((other.status, other.code()), (403, "ErrorAccessDenied"));
}

#[tokio::test]
async fn wrong_questions_are_refused() {
    let world = World::new();
    let token = world.app(BASIC);
    let oid = contoso::EMPLOYEE.oid;
    for (path, status) in [
        (format!("users/{oid}/calendarView"), 400),
        (
            format!("users/{oid}/calendarView?startDateTime=2026-09-07T00:00:00Z"),
            400,
        ),
        (
            format!("users/{oid}/calendarView?startDateTime=monday&endDateTime=2026-10-05"),
            400,
        ),
        (
            format!(
                "users/{oid}/calendarView?startDateTime=2026-10-07T00:00:00Z&endDateTime=2026-10-05T00:00:00Z"
            ),
            400,
        ),
        (
            format!(
                "users/{oid}/calendarView?startDateTime=2019-10-07T00:00:00Z&endDateTime=2026-10-05T00:00:00Z"
            ),
            400,
        ),
        (view(oid, "&$select=shoeSize"), 400),
        (view(oid, "&$select=createdDateTime"), 400),
        (view(oid, "&$top=1001"), 400),
        (view(oid, "&$skiptoken=nonsense"), 400),
        (view("nobody", ""), 404),
        (view(contoso::GUEST.oid, ""), 404),
        (format!("users/{oid}/events/nonsense"), 400),
    ] {
        let refused = world.get(&token, &path).await;
        assert_eq!(refused.status, status, "{path}: {}", refused.text);
    }
    let zone = world
        .prefer(
            "outlook.timezone=\"Mars\"",
            "GET",
            &token,
            &view(oid, ""),
            &Value::Null,
        )
        .await;
    assert_eq!(
        (zone.status, zone.code()),
        (400, "TimeZoneNotSupportedException")
    );
}

#[tokio::test]
async fn preferences_change_zone_ids_and_page_size_and_say_so() {
    let world = World::new();
    let token = world.app(BASIC);
    let path = view(contoso::LEADER.oid, "");
    let plain = world.get(&token, &path).await;
    let wanted =
        "outlook.timezone=\"India Standard Time\", IdType=\"ImmutableId\", odata.maxpagesize=25";
    let reply = world
        .prefer(wanted, "GET", &token, &path, &Value::Null)
        .await;
    let applied = reply.headers["preference-applied"].to_str().unwrap();
    assert!(
        applied.contains("India") && applied.contains("ImmutableId") && applied.contains("25"),
        "{applied}"
    );
    assert_eq!(reply.items().len(), 25);
    let pair = |reply: &crate::Reply| {
        let event = reply
            .items()
            .iter()
            .find(|event| event["isAllDay"] == false)
            .unwrap()
            .clone();
        (
            event["id"].as_str().unwrap().to_owned(),
            event["start"].clone(),
            event["iCalUId"].clone(),
        )
    };
    let ((id, start, uid), (immutable, there, same)) = (pair(&plain), pair(&reply));
    assert_ne!(id, immutable);
    assert_eq!(uid, same);
    assert_eq!(
        (&start["timeZone"], &there["timeZone"]),
        (&"UTC".into(), &"India Standard Time".into())
    );
    let time = |value: &Value| {
        value["dateTime"]
            .as_str()
            .unwrap()
            .parse::<jiff::civil::DateTime>()
            .unwrap()
    };
    assert_eq!(
        time(&there)
            .since(time(&start))
            .unwrap()
            .total(jiff::Unit::Minute)
            .unwrap(),
        330.0
    );
    for id in [id, immutable] {
        let found = world
            .get(
                &token,
                &format!("users/{}/events/{id}", contoso::LEADER.oid),
            )
            .await;
        assert_eq!(found.body["iCalUId"], uid, "{}", found.text);
    }
}

async fn uids(world: &World, token: &str) -> HashMap<String, HashSet<String>> {
    let mut by_meeting: HashMap<String, HashSet<String>> = HashMap::new();
    let people = world.state.with_tenant(contoso::TENANT, |tenant| {
        tenant
            .people
            .iter()
            .map(|person| person.oid.clone())
            .collect::<Vec<_>>()
    });
    for oid in people.unwrap() {
        let select =
            "&$top=1000&$select=iCalUId,start,organizer,subject,type,attendees,isOrganizer";
        let reply = world.get(token, &view(&oid, select)).await;
        for event in reply.body["value"].as_array().into_iter().flatten() {
            let alone = event["attendees"].as_array().unwrap().is_empty();
            let domain = event["organizer"]["emailAddress"]["address"]
                .as_str()
                .unwrap();
            if !alone && domain.ends_with("@contoso.example") {
                let meeting = format!(
                    "{} {} {}",
                    event["start"], event["organizer"], event["subject"]
                );
                by_meeting
                    .entry(meeting)
                    .or_default()
                    .insert(event["iCalUId"].as_str().unwrap().to_owned());
            }
        }
    }
    by_meeting
}

#[tokio::test]
async fn the_id_of_a_meeting_is_the_same_in_every_mailbox_or_not_as_assumed() {
    let world = World::new();
    let token = world.app(BASIC);
    let equal = uids(&world, &token).await;
    let many = |uids: &HashMap<String, HashSet<String>>| {
        uids.values().filter(|uids| uids.len() > 2).count()
    };
    assert!(equal.len() > 100);
    assert_eq!(many(&equal), 0);
    for uid in equal.values().flatten() {
        assert!(
            uid.starts_with("040000008200E00074C5B7101A82E008") && uid.len() == 112,
            "{uid}"
        );
    }
    world.state.assume(Assumption::ICalUidEqual, false);
    assert!(many(&uids(&world, &token).await) > 50);
}

#[tokio::test]
async fn a_series_has_one_id_or_one_per_occurrence() {
    let world = World::new();
    let token = world.app(BASIC);
    let path = view(contoso::EMPLOYEE.oid, "&$top=1000");
    let per_series = |reply: &crate::Reply| {
        let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
        for event in reply.items() {
            if let Some(master) = event["seriesMasterId"].as_str() {
                ids.entry(master.to_owned())
                    .or_default()
                    .insert(event["iCalUId"].as_str().unwrap().to_owned());
            }
        }
        ids.values().map(HashSet::len).max().unwrap()
    };
    assert!(per_series(&world.get(&token, &path).await) > 1);
    world.state.assume(Assumption::ICalUidPerOccurrence, false);
    assert_eq!(per_series(&world.get(&token, &path).await), 1);
}

#[tokio::test]
async fn masters_are_found_among_events_with_their_pattern() {
    let world = World::new();
    let token = world.app(BASIC);
    let oid = contoso::EMPLOYEE.oid;
    let filter = "$filter=type%20eq%20'seriesMaster'&$top=100";
    let masters = world
        .get(&token, &format!("users/{oid}/events?{filter}"))
        .await;
    assert!(!masters.items().is_empty(), "{}", masters.text);
    for master in masters.items() {
        assert!(
            master["recurrence"]["range"]["type"].is_string(),
            "{master}"
        );
    }
    let (events, _) = all(&world, &token, &view(oid, "&$top=1000")).await;
    let master = events
        .iter()
        .find_map(|event| event["seriesMasterId"].as_str())
        .unwrap();
    let found = world
        .get(
            &token,
            &format!("users/{oid}/events/{master}?$select=recurrence,type"),
        )
        .await;
    assert_eq!(found.body["type"], "seriesMaster");
    let foreign = world
        .get(
            &token,
            &format!("users/{}/events/{master}", contoso::LEADER.oid),
        )
        .await;
    assert_eq!((foreign.status, foreign.code()), (404, "ErrorItemNotFound"));
}

#[tokio::test]
async fn chats_app_only_are_played_both_ways() {
    let world = World::new();
    let token = world.app(&["Chat.ReadBasic.All"]);
    let path = format!("users/{}/chats", contoso::EMPLOYEE.oid);
    assert_eq!(world.get(&token, &path).await.status, 400);
    world.state.assume(Assumption::AppOnlyChats, true);
    assert_eq!(world.get(&token, &path).await.items().len(), 2);
}
