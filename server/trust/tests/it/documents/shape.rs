//! The JSON files, read into types that know every property Microsoft Graph has there and no other.

use model::Guid;
use serde::Deserialize;
use trust::documents::{Host, Slot};

use super::{handed_over, plan, text_of};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) display_name: String,
    pub(super) sign_in_audience: String,
    pub(super) group_membership_claims: Option<String>,
    pub(super) optional_claims: Option<OptionalClaims>,
    #[serde(default)]
    pub(super) app_roles: Vec<AppRole>,
    pub(super) web: Web,
    pub(super) required_resource_access: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OptionalClaims {
    pub(super) id_token: Vec<Claim>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Claim {
    pub(super) name: String,
    pub(super) essential: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AppRole {
    pub(super) id: Guid,
    pub(super) allowed_member_types: Vec<String>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) value: String,
    pub(super) is_enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Web {
    pub(super) redirect_uris: Vec<String>,
    pub(super) logout_url: Option<String>,
    pub(super) implicit_grant_settings: Implicit,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Implicit {
    pub(super) enable_id_token_issuance: bool,
    pub(super) enable_access_token_issuance: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Resource {
    pub(super) resource_app_id: Guid,
    pub(super) resource_access: Vec<Access>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Access {
    pub(super) id: Guid,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Federated {
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) audiences: Vec<String>,
}

#[test]
fn the_application_for_sign_in_gets_id_tokens_roles_and_claims_and_no_data() {
    let text = text_of(&plan(Host::Kubernetes), "anteroom-signin.json");
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest.display_name, "Anteroom Sign-in");
    assert_eq!(manifest.sign_in_audience, "AzureADMultipleOrgs");
    let groups = manifest.group_membership_claims.as_deref();
    assert_eq!(groups, Some("ApplicationGroup,DirectoryRole"));
    let claims = manifest.optional_claims.unwrap().id_token;
    let names: Vec<&str> = claims.iter().map(|claim| claim.name.as_str()).collect();
    assert_eq!(names, ["login_hint", "sid", "acct"]);
    assert!(claims.iter().all(|claim| !claim.essential));
    let web = &manifest.web;
    assert_eq!(
        web.redirect_uris,
        ["https://anteroom.example.org/signin/callback"]
    );
    assert_eq!(
        web.logout_url.as_deref(),
        Some("https://anteroom.example.org/signout/frontchannel")
    );
    let implicit = &web.implicit_grant_settings;
    assert!(implicit.enable_id_token_issuance && !implicit.enable_access_token_issuance);
    assert_eq!(manifest.app_roles.len(), 6);
    for role in &manifest.app_roles {
        assert_eq!(role.allowed_member_types, ["User"]);
        assert!(role.is_enabled && role.id.as_u128() != 0);
        assert!(!role.display_name.is_empty() && role.description.contains(&role.value));
    }
    let access = &manifest.required_resource_access[0];
    assert_eq!(
        access.resource_app_id.to_string(),
        "00000003-0000-0000-c000-000000000000"
    );
    assert!(access.resource_access.iter().all(|one| one.kind == "Scope"));
}

#[test]
fn applications_for_data_get_permissions_by_guid_and_no_token_at_sign_in() {
    let plan = handed_over(Host::Kubernetes);
    for application in plan.data_applications() {
        let text = text_of(
            &plan,
            &format!("anteroom-{}.json", application.slot.as_str()),
        );
        let manifest: Manifest = serde_json::from_str(&text).unwrap();
        let implicit = &manifest.web.implicit_grant_settings;
        assert!(!implicit.enable_id_token_issuance && !implicit.enable_access_token_issuance);
        assert!(manifest.app_roles.is_empty() && manifest.optional_claims.is_none());
        let ids: Vec<Guid> = manifest.required_resource_access[0]
            .resource_access
            .iter()
            .map(|one| one.id)
            .collect();
        let asked: Vec<Guid> = application.asked.iter().map(|asked| asked.guid).collect();
        assert_eq!(ids, asked);
        let connects = manifest
            .web
            .redirect_uris
            .iter()
            .any(|uri| uri.ends_with("/connect/callback"));
        assert_eq!(connects, application.slot == Slot::Meetings);
    }
}
