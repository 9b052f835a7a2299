use std::collections::BTreeSet;

use microsoft365::contoso;
use microsoft365::state::Assumption;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn following_next_links_meets_every_person_once_in_any_page_size() {
    let world = World::of(260);
    let token = world.app(&["User.ReadBasic.All"]);
    let wanted: BTreeSet<String> = world
        .state
        .with_tenant(contoso::TENANT, |tenant| {
            tenant
                .people
                .iter()
                .map(|person| person.oid.clone())
                .collect()
        })
        .unwrap();
    for first in [
        "users",
        "users?$top=7&$select=id,displayName",
        "users?$top=999",
    ] {
        let mut seen = BTreeSet::new();
        let mut path = first.to_owned();
        loop {
            let page = world.get(&token, &path).await;
            for person in page.items() {
                assert!(
                    seen.insert(person["id"].as_str().unwrap().to_owned()),
                    "{first}: somebody came twice"
                );
            }
            match page.body["@odata.nextLink"].as_str() {
                Some(next) => {
                    assert!(
                        next.starts_with("http://127.0.0.1:4365/graph/v1.0/users?"),
                        "{next}"
                    );
                    path = next.to_owned();
                }
                None => break,
            }
        }
        assert_eq!(seen, wanted, "{first}");
    }
}

#[tokio::test]
async fn read_basic_shows_basic_properties_only() {
    let world = World::new();
    let path = format!(
        "users/{}?$select=id,displayName,department,accountEnabled,assignedLicenses",
        contoso::EMPLOYEE.oid
    );
    let basic = world.get(&world.app(&["User.ReadBasic.All"]), &path).await;
    assert_eq!(basic.body["displayName"], contoso::EMPLOYEE.name);
    assert_eq!(
        (&basic.body["department"], &basic.body["accountEnabled"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(basic.body["assignedLicenses"], json!([]));
    let full = world.get(&world.app(&["User.Read.All"]), &path).await;
    assert!(full.body["department"].is_string());
    assert_eq!(full.body["accountEnabled"], true);
    assert_eq!(full.body["assignedLicenses"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn people_are_found_by_id_upn_and_filter() {
    let world = World::new();
    let token = world.app(&["User.Read.All"]);
    let known = contoso::CONSULTANT;
    let by_upn = world
        .get(&token, &format!("users/{}?$select=id", known.upn))
        .await;
    assert_eq!(by_upn.body["id"], known.oid);
    assert!(by_upn.body.get("displayName").is_none());
    let guest = contoso::GUEST.upn.replace('#', "%23");
    assert_eq!(
        world.get(&token, &format!("users/{guest}")).await.body["id"],
        contoso::GUEST.oid
    );
    let by_filter = world
        .get(
            &token,
            "users?$filter=startswith(displayName,'jonas%20weber')&$count=true",
        )
        .await;
    assert_eq!(by_filter.body["@odata.count"], 1);
    assert_eq!(by_filter.items()[0]["id"], known.oid);
    assert_eq!(
        world
            .get(&token, "users/nobody@contoso.example")
            .await
            .code(),
        "Request_ResourceNotFound"
    );
    let guests = world
        .get(&token, "users?$filter=userType%20eq%20'Guest'&$select=id")
        .await;
    assert!(guests.items().contains(&json!({"id": contoso::GUEST.oid})));
}

#[tokio::test]
async fn members_of_a_group_come_without_names_where_people_may_not_be_read() {
    let world = World::new();
    let path = format!("groups/{}/members", contoso::CLINIC_STAFF);
    let nameless = world
        .get(&world.app(&["GroupMember.ReadBasic.All"]), &path)
        .await;
    let ids: BTreeSet<&str> = nameless
        .items()
        .iter()
        .map(|member| member["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        BTreeSet::from([contoso::CONSULTANT.oid, contoso::CONSULTANT_2.oid])
    );
    for member in nameless.items() {
        assert_eq!(member["@odata.type"], "#microsoft.graph.user");
        assert_eq!(member["displayName"], Value::Null);
    }
    let named = world
        .get(
            &world.app(&["GroupMember.ReadBasic.All", "User.ReadBasic.All"]),
            &path,
        )
        .await;
    assert!(
        named
            .items()
            .iter()
            .all(|member| member["displayName"].is_string() && member["jobTitle"].is_null())
    );
}

#[tokio::test]
async fn hidden_membership_is_not_listed_unless_assumed() {
    let world = World::new();
    let token = world.app(&["GroupMember.ReadBasic.All"]);
    let path = format!("groups/{}/members", contoso::WORKS_COUNCIL);
    assert!(world.get(&token, &path).await.items().is_empty());
    world.state.assume(Assumption::HiddenMembersReadable, true);
    assert!(!world.get(&token, &path).await.items().is_empty());
}

#[tokio::test]
async fn manager_and_memberships_follow_the_directory() {
    let world = World::new();
    let token = world.app(&["User.Read.All", "GroupMember.ReadBasic.All"]);
    let manager = world
        .get(&token, &format!("users/{}/manager", contoso::EMPLOYEE.oid))
        .await;
    assert_eq!(manager.body["id"], contoso::LEADER.oid);
    assert_eq!(
        world
            .get(&token, &format!("users/{}/manager", contoso::GUEST.oid))
            .await
            .status,
        404
    );
    let groups = world
        .get(
            &token,
            &format!("users/{}/memberOf", contoso::CONSULTANT.oid),
        )
        .await;
    assert!(
        groups
            .items()
            .iter()
            .any(|group| group["id"] == contoso::CLINIC_STAFF)
    );
}

#[tokio::test]
async fn a_person_reads_what_is_their_own_and_nothing_else() {
    let world = World::new();
    let own = contoso::CONSULTANT;
    let token = world.user(own.oid, &["User.Read", "MailboxSettings.Read"]);
    let me = world.get(&token, "me?$select=id,department").await;
    assert_eq!(me.body["id"], own.oid);
    assert!(
        me.body["department"].is_string(),
        "the own profile is complete"
    );
    for (path, status) in [
        (format!("users/{}", own.oid), 200),
        (format!("users/{}", own.upn), 200),
        ("me/memberOf".to_owned(), 200),
        ("me/mailboxSettings".to_owned(), 200),
        (format!("users/{}", contoso::EMPLOYEE.oid), 403),
        (format!("users/{}/memberOf", contoso::EMPLOYEE.oid), 403),
        (
            format!("users/{}/mailboxSettings", contoso::EMPLOYEE.oid),
            403,
        ),
        ("users".to_owned(), 403),
        ("me/manager".to_owned(), 403),
    ] {
        let reply = world.get(&token, &path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn mailbox_settings_hold_time_zone_and_working_hours() {
    let world = World::new();
    let token = world.app(&["MailboxSettings.Read"]);
    let path = format!("users/{}/mailboxSettings", contoso::CONSULTANT.oid);
    let settings = world.get(&token, &path).await;
    assert!(settings.body["timeZone"].is_string());
    assert!(
        !settings.body["workingHours"]["daysOfWeek"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        world.get(&token, &format!("{path}/timeZone")).await.body["value"],
        settings.body["timeZone"]
    );
    assert_eq!(
        world.get(&token, &format!("{path}/shoeSize")).await.status,
        400
    );
    assert_eq!(
        world
            .get(
                &token,
                &format!("users/{}/mailboxSettings", contoso::GUEST.oid)
            )
            .await
            .status,
        404
    );
}
