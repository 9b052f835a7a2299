use microsoft365::contoso;
use microsoft365::state::{Enabled, Newcomer};
use serde_json::json;

use crate::world::World;
use crate::{all, round};

#[tokio::test]
async fn changes_of_people_come_since_the_last_link() {
    let world = World::of(300);
    let token = world.app(&["User.Read.All"]);
    let (everybody, link) = round(
        &world,
        &token,
        "users/delta?$select=id,mail,accountEnabled,department",
    )
    .await;
    assert_eq!(everybody.len(), 300);
    assert!(everybody[0].get("displayName").is_none());
    assert!(round(&world, &token, &link).await.0.is_empty());

    let newcomer = Newcomer {
        upn: "nina.new@contoso.example".to_owned(),
        name: "Nina New".to_owned(),
        ..Newcomer::default()
    };
    let oid = world.state.hire(contoso::TENANT, &newcomer).unwrap();
    assert!(
        world.state.hire(contoso::TENANT, &newcomer).is_none(),
        "the name is taken"
    );
    assert!(world.state.dismiss(contoso::TENANT, contoso::REPORTER.oid));
    world
        .state
        .enable_account(contoso::TENANT, contoso::EMPLOYEE.oid, Enabled::No);
    let (changes, link) = round(&world, &token, &link).await;
    let of = |oid: &str| changes.iter().find(|item| item["id"] == oid).unwrap();
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert_eq!(of(&oid)["mail"], "nina.new@contoso.example");
    assert_eq!(of(contoso::EMPLOYEE.oid)["accountEnabled"], false);
    assert_eq!(of(contoso::REPORTER.oid)["@removed"]["reason"], "changed");

    let latest = world.get(&token, "users/delta?$deltatoken=latest").await;
    assert!(latest.items().is_empty() && latest.body["@odata.deltaLink"].is_string());
    world.state.expire_delta_tokens();
    let gone = world.get(&token, &link).await;
    assert_eq!((gone.status, gone.code()), (410, "resyncRequired"));
    assert!(gone.headers.contains_key("location"));
    let basic = world.app(&["User.ReadBasic.All"]);
    assert_eq!(world.get(&basic, "users/delta").await.status, 403);
}

#[tokio::test]
async fn large_directories_come_in_pages_of_999_with_managers_and_addresses() {
    let world = World::of(2_100);
    let token = world.app(&["User.Read.All"]);
    let path = "users?$top=999&$select=id,proxyAddresses,department&$expand=manager($select=id)";
    let (people, pages) = all(&world, &token, path).await;
    assert_eq!((people.len(), pages), (2_100, 3));
    let managed = people
        .iter()
        .filter(|person| person["manager"]["id"].is_string())
        .count();
    assert!(managed > 2_050, "{managed}");
    let two = people
        .iter()
        .filter(|person| person["proxyAddresses"].as_array().unwrap().len() == 2)
        .count();
    assert!((50..200).contains(&two), "{two}");
    let mut reports = std::collections::HashMap::new();
    for person in &people {
        *reports
            .entry(person["manager"]["id"].to_string())
            .or_insert(0) += 1;
    }
    reports.remove("null");
    assert!(reports.len() > 200 && reports.values().all(|count| *count <= 40));
    assert_eq!(
        world.get(&token, "groups?$expand=manager").await.status,
        403
    );
}

#[tokio::test]
async fn members_of_groups_inside_are_members() {
    let world = World::of(300);
    let token = world.app(&["GroupMember.Read.All", "User.ReadBasic.All"]);
    let groups = world.get(&token, "groups?$top=999").await;
    let division = groups
        .items()
        .iter()
        .find(|group| group["displayName"] == "Clinic Division")
        .unwrap();
    let id = division["id"].as_str().unwrap();
    let direct = world
        .get(&token, &format!("groups/{id}/members?$top=999"))
        .await;
    assert_eq!(direct.items().len(), 5);
    assert!(
        direct
            .items()
            .iter()
            .all(|member| member["@odata.type"] == "#microsoft.graph.group")
    );
    let (people, _) = all(
        &world,
        &token,
        &format!("groups/{id}/transitiveMembers/microsoft.graph.user?$top=20"),
    )
    .await;
    let (both, _) = all(
        &world,
        &token,
        &format!("groups/{id}/transitiveMembers?$top=999"),
    )
    .await;
    assert_eq!(both.len(), people.len() + 5);
    assert!(people.len() > 50);
    let none = world
        .get(&token, &format!("groups/{id}/members/microsoft.graph.user"))
        .await;
    assert_eq!(none.body["value"], json!([]));
}
