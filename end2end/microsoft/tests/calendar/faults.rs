use microsoft365::contoso;
use microsoft365::state::{Breakage, Fault, FaultKind};
use serde_json::Value;

use crate::WINDOW;
use crate::world::{Reply, World};

fn path() -> String {
    format!(
        "users/{}/calendarView?{WINDOW}&$top=20",
        contoso::LEADER.oid
    )
}

async fn broken(breakage: Breakage) -> (Reply, Reply) {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    let fault = Fault::times(
        1,
        "/graph/v1.0/users/*/calendarView",
        FaultKind::Broken { breakage },
    );
    world.state.inject(fault);
    (
        world.get(&token, &path()).await,
        world.get(&token, &path()).await,
    )
}

#[tokio::test]
async fn a_broken_page_is_broken_in_one_event_only() {
    for breakage in [
        Breakage::UnknownEnum,
        Breakage::MissingField,
        Breakage::WrongType,
        Breakage::EndBeforeStart,
        Breakage::NoLength,
    ] {
        let (bad, good) = broken(breakage).await;
        assert_eq!((bad.status, bad.items().len()), (200, 20));
        let different: Vec<usize> = (0..20)
            .filter(|&index| bad.items()[index] != good.items()[index])
            .collect();
        assert_eq!(different, [1], "{breakage:?}");
    }
    let (cut, _) = broken(Breakage::Truncated).await;
    assert_eq!((cut.status, cut.body.is_null()), (200, true), "not JSON");
    let (swapped, good) = broken(Breakage::EndBeforeStart).await;
    assert_eq!(swapped.items()[1]["end"], good.items()[1]["start"]);
}

#[tokio::test]
async fn a_storm_throttles_so_many_and_a_rate_so_many_a_second() {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    let storm = FaultKind::Throttle {
        retry_after_s: None,
    };
    world
        .state
        .inject(Fault::times(3, "/graph/v1.0/users/*/calendarView", storm));
    for _ in 0..3 {
        let refused = world.get(&token, &path()).await;
        assert_eq!(
            (refused.status, refused.headers.get("retry-after")),
            (429, None)
        );
    }
    assert_eq!(world.get(&token, &path()).await.status, 200);
    world.state.limit(Some(4), Some(5));
    let mut refused = 0;
    for _ in 0..30 {
        let reply = world.get(&token, "users?$top=1&$select=id").await;
        refused += i32::from(reply.status == 429 && reply.headers.contains_key("retry-after"));
    }
    assert!(refused >= 10, "{refused}");
    world.state.limit(Some(4), None);
}

#[tokio::test]
async fn a_mailbox_serves_four_requests_at_a_time() {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    world.state.inject(Fault {
        method: None,
        path: "/graph/v1.0/users".to_owned(),
        skip: 0,
        count: None,
        kind: FaultKind::Latency { ms: 100 },
    });
    let path = path();
    let many = futures::future::join_all((0..7).map(|_| world.get(&token, &path))).await;
    let count = |status: u16| many.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(200), count(429)), (4, 3));
    let other = format!("users/{}/calendarView?{WINDOW}", contoso::EMPLOYEE.oid);
    let (one, two) = futures::join!(world.get(&token, &path), world.get(&token, &other));
    assert_eq!((one.status, two.status), (200, 200));
}

#[tokio::test]
async fn a_connection_breaks_in_the_middle_of_a_page() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let microsoft = microsoft365::start(microsoft365::Options::default())
        .await
        .unwrap();
    let state = microsoft.state();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "Calendars.Read");
    let token = state
        .issue_app_token(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .token;
    state.inject(Fault::times(1, "/graph/v1.0/users", FaultKind::Drop));
    let url = format!("{}/v1.0/{}", microsoft.graph_url(), path());
    let mut answer = reqwest::Client::builder()
        .build()
        .unwrap()
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let mut got = 0;
    let ended = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => got += chunk.len(),
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    assert!(!ended, "the body must not end well");
    assert!(got > 500, "half of it came: {got}");
}

#[tokio::test]
async fn a_grant_taken_back_stops_the_next_token() {
    let world = World::new();
    let token = world.app(&["Calendars.Read"]);
    assert_eq!(world.get(&token, &path()).await.status, 200);
    world
        .state
        .revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "Calendars.Read");
    let later = world
        .state
        .issue_app_token(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .token;
    let refused = world.call("GET", &later, &path(), &Value::Null).await;
    assert_eq!((refused.status, refused.code()), (403, "ErrorAccessDenied"));
}
