use microsoft365::contoso;
use microsoft365::permissions::{EXCHANGE_APP_ID, GRAPH_APP_ID};
use microsoft365::state::Assumption;
use serde_json::{Value, json};

use crate::world::World;

fn by_app_id(app_id: &str) -> String {
    format!("servicePrincipals(appId='{app_id}')")
}

#[tokio::test]
async fn an_application_reads_its_own_object_without_permission() {
    let world = World::new();
    let token = world.app(&[]);
    let own = world
        .get(
            &token,
            &format!(
                "{}?$select=id,appId,accountEnabled",
                by_app_id(contoso::DATA_CLIENT_ID)
            ),
        )
        .await;
    assert_eq!(own.body["appId"], contoso::DATA_CLIENT_ID);
    assert_eq!(own.body["accountEnabled"], true);
    let id = own.body["id"].as_str().unwrap();
    assert_eq!(
        world
            .get(&token, &format!("servicePrincipals/{id}"))
            .await
            .status,
        200
    );
    assert_eq!(
        world.get(&token, &by_app_id(GRAPH_APP_ID)).await.code(),
        "Authorization_RequestDenied"
    );
    assert_eq!(
        world
            .get(&token, &by_app_id("00000000-0000-0000-0000-000000000000"))
            .await
            .status,
        403
    );
    assert_eq!(world.get(&token, "servicePrincipals").await.status, 403);
}

#[tokio::test]
async fn graphs_own_service_principal_is_the_catalogue_that_assignments_point_to() {
    let world = World::new();
    let token = world.app(&["Application.Read.All", "User.ReadBasic.All"]);
    let graph = world.get(&token, &by_app_id(GRAPH_APP_ID)).await;
    let roles = graph.body["appRoles"].as_array().unwrap();
    let own = world
        .get(
            &token,
            &format!("{}/appRoleAssignments", by_app_id(contoso::DATA_CLIENT_ID)),
        )
        .await;
    let mut names: Vec<&str> = own
        .items()
        .iter()
        .map(|held| {
            assert_eq!(held["resourceId"], graph.body["id"]);
            assert!(held["createdDateTime"].is_string());
            roles
                .iter()
                .find(|role| role["id"] == held["appRoleId"])
                .and_then(|role| role["value"].as_str())
                .unwrap()
        })
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["Application.Read.All", "User.ReadBasic.All"]);
    let assigned = world
        .get(
            &token,
            &format!("{}/appRoleAssignedTo", by_app_id(contoso::SIGNIN_CLIENT_ID)),
        )
        .await;
    assert!(
        assigned.items().iter().any(
            |held| held["principalId"] == contoso::ADMIN.oid && held["principalType"] == "User"
        )
    );
}

#[tokio::test]
async fn the_unconfirmed_ways_to_read_grants_can_be_played_both_ways() {
    let world = World::new();
    let own = format!("{}/appRoleAssignments", by_app_id(contoso::DATA_CLIENT_ID));
    let bare = world.app(&[]);
    assert_eq!(world.get(&bare, &own).await.status, 403);
    world.state.assume(Assumption::OwnAssignmentsReadable, true);
    assert_eq!(world.get(&bare, &own).await.status, 200);
    let foreign = format!(
        "{}/appRoleAssignments",
        by_app_id(contoso::SIGNIN_CLIENT_ID)
    );
    assert_eq!(world.get(&bare, &foreign).await.status, 403);

    let reader = world.app(&["DelegatedPermissionGrant.Read.All"]);
    assert_eq!(
        world.get(&reader, "oauth2PermissionGrants").await.status,
        403
    );
    world.state.assume(Assumption::GrantReadSuffices, true);
    assert_eq!(
        world.get(&reader, "oauth2PermissionGrants").await.status,
        200
    );
}

#[tokio::test]
async fn exchange_online_has_its_own_catalogue_and_the_unsure_twin_both_ways() {
    let world = World::new();
    let token = world.app(&["Application.Read.All"]);
    let path = by_app_id(EXCHANGE_APP_ID);
    let id_of = |exchange: &Value, name: &str| {
        let roles = exchange["appRoles"].as_array().unwrap();
        let found = roles.iter().find(|role| role["value"] == name);
        found.map(|role| role["id"].as_str().unwrap().to_owned())
    };
    let exchange = world.get(&token, &path).await.body;
    assert_eq!(
        id_of(&exchange, "User.Read.All").as_deref(),
        Some("bf24470f-10c1-436d-8d53-7b997eb473be"),
        "another id than at Graph"
    );
    assert_eq!(id_of(&exchange, "GroupMember.Read.All"), None);
    world.state.assume(Assumption::ExchangeHasGroupMember, true);
    let exchange = world.get(&token, &path).await.body;
    assert!(id_of(&exchange, "GroupMember.Read.All").is_some());
    let list = world.get(&token, "servicePrincipals").await;
    let listed = list.items().iter();
    let listed = listed
        .filter(|principal| principal["appId"] == EXCHANGE_APP_ID)
        .map(|principal| id_of(principal, "GroupMember.Read.All"));
    assert!(listed.flatten().count() == 1, "lists tell the same");
}

#[tokio::test]
async fn delegated_grants_are_read_in_both_forms_and_revoked() {
    let world = World::new();
    let token = world.app(&[
        "Directory.Read.All",
        "DelegatedPermissionGrant.ReadWrite.All",
    ]);
    let (tid, app) = (contoso::TENANT, contoso::DATA_CLIENT_ID);
    world
        .state
        .grant_delegated(tid, app, None, &["openid", "OnlineMeetings.ReadWrite"]);
    world
        .state
        .grant_delegated(tid, app, Some(contoso::CONSULTANT.oid), &["User.Read"]);
    let own = world.state.service_principal(tid, app).unwrap().id;
    let nested = world
        .get(
            &token,
            &format!("servicePrincipals/{own}/oauth2PermissionGrants"),
        )
        .await;
    let filtered = world
        .get(
            &token,
            &format!("oauth2PermissionGrants?$filter=clientId%20eq%20'{own}'"),
        )
        .await;
    assert_eq!(nested.items(), filtered.items());
    let kinds: Vec<&str> = nested
        .items()
        .iter()
        .map(|grant| grant["consentType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["AllPrincipals", "Principal"]);
    assert_eq!(nested.items()[1]["principalId"], contoso::CONSULTANT.oid);

    let all = format!(
        "oauth2PermissionGrants/{}",
        nested.items()[0]["id"].as_str().unwrap()
    );
    assert_eq!(
        world
            .call("PATCH", &token, &all, &json!({"scope": "openid"}))
            .await
            .status,
        204
    );
    assert_eq!(world.get(&token, &all).await.body["scope"], "openid");
    assert_eq!(
        world
            .call("DELETE", &token, &all, &Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(
        world
            .call("DELETE", &token, &all, &Value::Null)
            .await
            .status,
        404
    );
    let left = world
        .state
        .delegated_scopes(tid, app, contoso::CONSULTANT.oid);
    assert_eq!(left.into_iter().collect::<Vec<_>>(), ["User.Read"]);
}

#[tokio::test]
async fn an_application_permission_is_revoked_by_its_recipe() {
    let world = World::new();
    let token = world.app(&[
        "User.ReadBasic.All",
        "Application.Read.All",
        "AppRoleAssignment.ReadWrite.All",
    ]);
    let graph = world
        .state
        .service_principal(contoso::TENANT, GRAPH_APP_ID)
        .unwrap()
        .id;
    let assigned = world
        .get(
            &token,
            &format!("servicePrincipals/{graph}/appRoleAssignedTo"),
        )
        .await;
    let id = assigned.items()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("servicePrincipals/{graph}/appRoleAssignedTo/{id}");
    let reader = world.user(contoso::ADMIN.oid, &["Application.Read.All"]);
    assert_eq!(
        world
            .call("DELETE", &reader, &path, &Value::Null)
            .await
            .status,
        403
    );
    assert_eq!(
        world
            .call("DELETE", &token, &path, &Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(
        world
            .state
            .application_roles(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .len(),
        2
    );
}
