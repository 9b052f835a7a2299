use microsoft365::contoso;
use microsoft365::permissions::GRAPH_APP_ID;
use serde_json::{Value, json};

use crate::openapi_schema::Validator;
use crate::reference;
use crate::world::{Reply, World};

const EVERYTHING: &[&str] = &[
    "Directory.Read.All",
    "User.Read.All",
    "GroupMember.Read.All",
    "Application.Read.All",
    "MailboxSettings.Read",
    "Organization.Read.All",
];

/// Faults of an answer against route, verb and its own status; panics where the document lacks the route.
fn check(document: &Value, route: &str, method: &str, reply: &Reply) {
    let validator = Validator::new(document);
    let schema = validator.answer_schema(route, method, reply.status);
    let schema =
        schema.unwrap_or_else(|| panic!("{method} {route} {} isn't described", reply.status));
    let faults = validator.faults(schema, &reply.body);
    assert!(
        faults.is_empty(),
        "{method} {route} {}:\n{}\n{}",
        reply.status,
        faults.join("\n"),
        reply.text
    );
}

#[tokio::test]
async fn reading_answers_have_the_described_form() {
    let Some(document) = reference("graph-v1.0-subset.openapi.json") else {
        return;
    };
    let world = World::new();
    let token = world.app(EVERYTHING);
    world
        .state
        .grant_delegated(contoso::TENANT, contoso::DATA_CLIENT_ID, None, &["openid"]);
    let (employee, group) = (contoso::EMPLOYEE.oid, contoso::CLINIC_STAFF);
    let own = world
        .state
        .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .id;
    let all_properties = "$select=id,accountEnabled,assignedLicenses,assignedPlans,businessPhones,companyName,country,createdDateTime,\
        department,displayName,employeeType,givenName,jobTitle,mail,mailNickname,mobilePhone,officeLocation,preferredLanguage,surname,\
        usageLocation,userPrincipalName,userType";
    let grants = world.get(&token, "oauth2PermissionGrants").await;
    let grant = grants.items()[0]["id"].as_str().unwrap().to_owned();
    let assignments = world
        .get(
            &token,
            &format!("servicePrincipals/{own}/appRoleAssignments"),
        )
        .await;
    let assignment = assignments.items()[0]["id"].as_str().unwrap().to_owned();
    for (route, path) in [
        ("/organization", "organization".to_owned()),
        (
            "/organization/{id}",
            format!("organization/{}", contoso::TENANT),
        ),
        (
            "/users",
            format!("users?$top=999&$count=true&{all_properties}"),
        ),
        ("/users", "users".to_owned()),
        ("/users/{id}", format!("users/{employee}?{all_properties}")),
        ("/users/{id}", format!("users/{}", contoso::GUEST.oid)),
        ("/users/{id}/manager", format!("users/{employee}/manager")),
        (
            "/users/{id}/memberOf",
            format!("users/{}/memberOf", contoso::CONSULTANT.oid),
        ),
        ("/groups", "groups?$top=999".to_owned()),
        ("/groups/{id}", format!("groups/{group}")),
        ("/groups/{id}/members", format!("groups/{group}/members")),
        ("/servicePrincipals", "servicePrincipals".to_owned()),
        (
            "/servicePrincipals/{id}",
            format!("servicePrincipals/{own}"),
        ),
        (
            "/servicePrincipals/{id}",
            format!("servicePrincipals(appId='{GRAPH_APP_ID}')"),
        ),
        (
            "/servicePrincipals/{id}/appRoleAssignments",
            format!("servicePrincipals/{own}/appRoleAssignments"),
        ),
        (
            "/servicePrincipals/{id}/appRoleAssignments/{id_1}",
            format!("servicePrincipals/{own}/appRoleAssignments/{assignment}"),
        ),
        (
            "/servicePrincipals/{id}/oauth2PermissionGrants",
            format!("servicePrincipals/{own}/oauth2PermissionGrants"),
        ),
        (
            "/oauth2PermissionGrants",
            "oauth2PermissionGrants".to_owned(),
        ),
        (
            "/oauth2PermissionGrants/{id}",
            format!("oauth2PermissionGrants/{grant}"),
        ),
    ] {
        let reply = world.get(&token, &path.replace(' ', "")).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        check(&document, route, "get", &reply);
    }
}

#[tokio::test]
async fn members_without_names_and_mailbox_settings_have_the_described_form() {
    let Some(document) = reference("graph-v1.0-subset.openapi.json") else {
        return;
    };
    let world = World::new();
    let token = world.app(&["GroupMember.ReadBasic.All", "MailboxSettings.Read"]);
    let members = world
        .get(&token, &format!("groups/{}/members", contoso::CLINIC_STAFF))
        .await;
    check(&document, "/groups/{id}/members", "get", &members);
    // The subset has the type, not the route.
    let people = world.state.with_tenant(contoso::TENANT, |tenant| {
        tenant
            .people
            .iter()
            .map(|person| person.oid.clone())
            .collect::<Vec<_>>()
    });
    let validator = Validator::new(&document);
    let schema = &document["components"]["schemas"]["microsoft.graph.mailboxSettings"];
    for oid in people.unwrap() {
        let settings = world
            .get(&token, &format!("users/{oid}/mailboxSettings"))
            .await;
        if settings.status == 200 {
            let faults = validator.faults(schema, &settings.body);
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
}

#[tokio::test]
async fn meetings_have_the_described_form_from_creation_to_patch() {
    let Some(document) = reference("graph-v1.0-subset.openapi.json") else {
        return;
    };
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, &["OnlineMeetings.ReadWrite"]);
    let (all, one) = (
        "/users/{id}/onlineMeetings",
        "/users/{id}/onlineMeetings/{id_1}",
    );
    let validator = Validator::new(&document);
    let body = json!({
        "subject": "Room", "startDateTime": "2030-01-01T10:00:00Z", "endDateTime": "2030-01-01T11:00:00Z",
        "lobbyBypassSettings": {"scope": "everyone", "isDialInBypassEnabled": true}, "allowedPresenters": "organization",
        "allowedLobbyAdmitters": "organizerAndCoOrganizers", "allowMeetingChat": "limited",
        "participants": {"attendees": [{"upn": contoso::EMPLOYEE.upn, "role": "attendee"}]},
    });
    let accepted = validator.body_schema(all, "post").unwrap();
    assert_eq!(
        validator.faults(accepted, &body),
        Vec::<String>::new(),
        "what we accept is described"
    );
    let made = world.call("POST", &token, "me/onlineMeetings", &body).await;
    check(&document, all, "post", &made);
    let keyed = world
        .call(
            "POST",
            &token,
            "me/onlineMeetings/createOrGet",
            &json!({"externalId": "x"}),
        )
        .await;
    check(&document, all, "post", &keyed);
    let path = format!(
        "users/{}/onlineMeetings/{}",
        contoso::CONSULTANT.oid,
        made.body["id"].as_str().unwrap()
    );
    check(&document, one, "get", &world.get(&token, &path).await);
    let url: String =
        url::form_urlencoded::byte_serialize(made.body["joinWebUrl"].as_str().unwrap().as_bytes())
            .collect();
    let found = world
        .get(
            &token,
            &format!("me/onlineMeetings?$filter=JoinWebUrl%20eq%20'{url}'"),
        )
        .await;
    check(&document, all, "get", &found);
    for scope in ["invited", "organizationExcludingGuests", "organizer"] {
        let patched = world
            .call(
                "PATCH",
                &token,
                &path,
                &json!({"lobbyBypassSettings": {"scope": scope}}),
            )
            .await;
        assert_eq!(patched.status, 200);
        // Graph answers 200 with the meeting where the description says 204: the form is that of a GET.
        check(&document, one, "get", &patched);
    }
}

#[tokio::test]
async fn refusals_have_the_described_form() {
    let Some(document) = reference("graph-v1.0-subset.openapi.json") else {
        return;
    };
    let world = World::new();
    let token = world.app(&["User.ReadBasic.All"]);
    for (token, path, status) in [
        ("", "users", 401),
        (token.as_str(), "users?$top=5000", 400),
        (token.as_str(), "users?$filter=(", 400),
    ] {
        let refused = world.get(token, path).await;
        assert_eq!(refused.status, status);
        check(&document, "/users", "get", &refused);
    }
    check(
        &document,
        "/users/{id}",
        "get",
        &world.get(&token, "users/nobody").await,
    );
    check(
        &document,
        "/groups",
        "get",
        &world.get(&token, "groups").await,
    );
    check(
        &document,
        "/$batch",
        "post",
        &world
            .call("POST", &token, "$batch", &json!({"requests": []}))
            .await,
    );
}

#[tokio::test]
async fn calendars_chats_and_changes_of_people_have_the_described_form() {
    let Some(document) = reference("graph-v1.0-subset.openapi.json") else {
        return;
    };
    let world = World::of(400);
    world
        .state
        .assume(microsoft365::state::Assumption::AppOnlyChats, true);
    let token = world.app(&[
        "Calendars.Read",
        "Chat.ReadBasic.All",
        "User.Read.All",
        "GroupMember.Read.All",
    ]);
    let window = "startDateTime=2026-06-01T00:00:00Z&endDateTime=2026-10-01T00:00:00Z&$top=1000";
    let validator = Validator::new(&document);
    let event = &document["components"]["schemas"]["microsoft.graph.event"];
    let people = world.state.with_tenant(contoso::TENANT, |tenant| {
        let people = tenant.people.iter().take(60);
        people.map(|person| person.oid.clone()).collect::<Vec<_>>()
    });
    for oid in people.unwrap() {
        let view = world
            .get(&token, &format!("users/{oid}/calendarView?{window}"))
            .await;
        check(&document, "/users/{id}/calendarView", "get", &view);
    }
    let oid = contoso::EMPLOYEE.oid;
    for (route, path) in [
        ("/users/{id}/events", format!("users/{oid}/events?$top=200")),
        (
            "/users/{id}/calendarView",
            format!("users/{oid}/calendarView"),
        ),
        ("/users/{id}/chats", format!("users/{oid}/chats")),
        ("/users", "users?$expand=manager&$top=5".to_owned()),
    ] {
        check(&document, route, "get", &world.get(&token, &path).await);
    }
    let changes = world.get(&token, "users/delta").await;
    check(&document, "/users", "get", &changes);
    let one = world
        .get(&token, &format!("users/{oid}/events?$top=1"))
        .await;
    let id = one.items()[0]["id"].as_str().unwrap();
    let found = world.get(&token, &format!("users/{oid}/events/{id}")).await;
    check(&document, "/users/{id}/events/{id_1}", "get", &found);
    // The subset has the type, not the route.
    let prefer = "odata.maxpagesize=1000";
    let delta = format!("users/{oid}/calendarView/delta?{window}").replace("&$top=1000", "");
    let delta = world
        .prefer(prefer, "GET", &token, &delta, &Value::Null)
        .await;
    assert!(delta.items().len() > 50);
    for item in delta.items() {
        let faults = validator.faults(event, item);
        assert!(faults.is_empty(), "{item}: {}", faults.join("\n"));
    }
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let document = json!({"components": {"schemas": {
        "colour": {"type": "string", "enum": ["red"]},
        "thing": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"}, "at": {"type": "string", "format": "date-time", "nullable": true}, "size": {"type": "integer"},
            "colour": {"allOf": [{"$ref": "#/components/schemas/colour"}], "nullable": true},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/thing"}},
            "any": {"anyOf": [{"type": "string"}, {"type": "boolean"}]}, "one": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        }},
    }}});
    let validator = Validator::new(&document);
    let schema = json!({"$ref": "#/components/schemas/thing"});
    let good = json!({"id": "1", "at": null, "colour": "red", "size": 4, "parts": [{"id": "2", "colour": null}], "any": true, "one": 0.5, "@odata.x": 1});
    assert_eq!(validator.faults(&schema, &good), Vec::<String>::new());
    for bad in [
        json!({}),
        json!([]),
        json!({"id": null}),
        json!({"id": 1}),
        json!({"id": "1", "at": "noon"}),
        json!({"id": "1", "size": "big"}),
        json!({"id": "1", "colour": "blue"}),
        json!({"id": "1", "parts": [{"id": 2}]}),
        json!({"id": "1", "parts": {}}),
        json!({"id": "1", "any": 4}),
        json!({"id": "1", "one": 4}),
        json!({"id": "1", "shoeSize": 44}),
    ] {
        assert_eq!(validator.faults(&schema, &bad).len(), 1, "{bad}");
    }
}
