use std::io::Write as _;
use std::time::Instant;

use microsoft365::contoso;

use crate::world::World;

/// Not a benchmark: says how long a year takes, and fails only when something is badly wrong.
#[tokio::test]
async fn a_year_of_somebody_comes_in_one_page() {
    let world = World::of(2_000);
    let token = world.app(&["Calendars.ReadBasic.All"]);
    let people = world.state.with_tenant(contoso::TENANT, |tenant| {
        tenant
            .people
            .iter()
            .skip(100)
            .take(40)
            .map(|person| person.oid.clone())
            .collect::<Vec<_>>()
    });
    let people = people.unwrap();
    let year = "startDateTime=2025-11-17T00:00:00Z&endDateTime=2026-11-16T00:00:00Z&$top=1000";
    let select = "&$select=iCalUId,type,seriesMasterId,start,end,isCancelled,organizer,attendees,responseStatus,showAs,sensitivity";
    // The first request plans the tenant.
    let planned = Instant::now();
    world
        .get(
            &token,
            &format!("users/{}/calendarView?{year}&$top=1", people[0]).replace("&$top=1000", ""),
        )
        .await;
    let planned = planned.elapsed();
    let begun = Instant::now();
    let (mut events, mut bytes, mut requests) = (0, 0, 0);
    let mut parsing = std::time::Duration::ZERO;
    for oid in &people {
        let mut next = Some(format!("users/{oid}/calendarView?{year}{select}"));
        while let Some(path) = next {
            let reply = world.get(&token, &path).await;
            requests += 1;
            if reply.status == 404 {
                break;
            }
            events += reply.items().len();
            bytes += reply.text.len();
            let again = Instant::now();
            let parsed: serde_json::Value = serde_json::from_str(&reply.text).unwrap();
            assert!(parsed.is_object());
            drop(parsed);
            parsing += again.elapsed();
            next = reply.body["@odata.nextLink"].as_str().map(str::to_owned);
        }
    }
    // The test reads each answer once for itself and once more to know what that costs.
    let took = begun.elapsed().saturating_sub(parsing * 2);
    let line = format!(
        "planning 2,000 people: {planned:?}; {requests} pages, {events} events, {} kB in {took:?}: {:?} a page, {:.0} pages/s on one core\n",
        bytes / 1_000,
        took / requests,
        f64::from(requests) / took.as_secs_f64()
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(events > 15_000, "{events}");
    assert!(took.as_secs() < 120);
}
