use std::collections::HashMap;

use microsoft365::state::Assumption;
use microsoft365::{Options, contoso, fabrikam};

use super::browser::{Answer, CONSENT, World, encode};

async fn fresh() -> World {
    World::with(Options {
        consented: false,
        ..Options::default()
    })
    .await
}

fn path(tenant: &str, scope: &str) -> String {
    let fields = [
        ("client_id", contoso::DATA_CLIENT_ID),
        ("scope", scope),
        ("redirect_uri", CONSENT),
        ("state", "s-9"),
    ];
    format!("/{tenant}/v2.0/adminconsent?{}", encode(&fields))
}

const EVERYTHING: &str = "https://graph.microsoft.com/.default";

/// Opens the page and picks an account.
async fn open(world: &World, upn: &str) -> Answer {
    let picker = world.get(&path(contoso::TENANT, EVERYTHING)).await;
    world.pick(&picker, upn).await
}

async fn press(world: &World, page: &Answer, decision: &str) -> HashMap<String, String> {
    let account = page.fields()["account"].clone();
    world
        .post(
            &page.action(),
            &[("account", &account), ("decision", decision)],
        )
        .await
        .redirect_fields()
}

#[tokio::test]
async fn acceptance_makes_principal_and_grants_with_their_time() {
    let world = fresh().await;
    let page = open(&world, contoso::ADMIN.upn).await;
    assert!(
        page.body
            .contains("<strong>Calendars.ReadBasic.All</strong>")
            && page
                .body
                .contains("<strong>OnlineMeetings.ReadWrite</strong>")
    );
    let before = world.state().now_ms();
    let fields = press(&world, &page, "accept").await;
    assert_eq!(fields["admin_consent"], "True");
    assert_eq!(
        (fields["tenant"].as_str(), fields["state"].as_str()),
        (contoso::TENANT, "s-9")
    );
    assert!(fields.contains_key("scope") && !fields.contains_key("error"));
    let state = world.state();
    let principal = state
        .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap();
    assert!(principal.created_ms >= before);
    let roles = state.application_roles(contoso::TENANT, contoso::DATA_CLIENT_ID);
    assert!(roles.contains(&"MailboxSettings.Read".to_owned()));
    let held = state
        .with_grants(|grants| {
            grants
                .assignments
                .iter()
                .find(|held| held.principal_id == principal.id)
                .cloned()
        })
        .unwrap();
    assert!(held.created_ms >= before);
    assert!(
        state
            .service_principal(fabrikam::TENANT, contoso::DATA_CLIENT_ID)
            .is_none()
    );
    assert_eq!(world.app_token(contoso::TENANT).await.status, 200);
}

#[tokio::test]
async fn a_cancelled_consent_still_says_admin_consent_true() {
    let world = fresh().await;
    let page = open(&world, contoso::ADMIN.upn).await;
    let fields = press(&world, &page, "cancel").await;
    assert_eq!(
        (fields["admin_consent"].as_str(), fields["error"].as_str()),
        ("True", "access_denied")
    );
    assert!(
        fields["error_description"].starts_with("AADSTS65004:") && fields.contains_key("error_uri")
    );
    assert!(!fields.contains_key("tenant"));
    assert!(
        world
            .state()
            .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .is_none()
    );
}

#[tokio::test]
async fn a_wrong_account_is_refused_by_button_and_by_choice() {
    let world = fresh().await;
    let page = open(&world, contoso::ADMIN.upn).await;
    let fields = press(&world, &page, "another-account").await;
    assert!(fields["error_description"].starts_with("AADSTS50020:"));
    let fields = open(&world, fabrikam::ADMIN.upn).await.redirect_fields();
    assert_eq!(
        (fields["admin_consent"].as_str(), fields["error"].as_str()),
        ("True", "access_denied")
    );
    assert!(!fields.contains_key("tenant"));
}

#[tokio::test]
async fn another_tenant_may_answer_instead() {
    let world = fresh().await;
    let page = open(&world, contoso::ADMIN.upn).await;
    let fields = press(&world, &page, "another-tenant").await;
    assert_eq!(fields["tenant"], fabrikam::TENANT);
    assert!(
        world
            .state()
            .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .is_none()
    );
    assert!(
        world
            .state()
            .service_principal(fabrikam::TENANT, contoso::DATA_CLIENT_ID)
            .is_some()
    );
}

#[tokio::test]
async fn only_the_right_directory_role_may_accept() {
    let world = fresh().await;
    for person in [contoso::EMPLOYEE, contoso::APP_ADMIN] {
        let page = open(&world, person.upn).await;
        assert!(page.body.contains("AADSTS90094"), "{}", person.upn);
        let account = page.fields()["account"].clone();
        let pushed = world
            .post(
                &page.action(),
                &[("account", &account), ("decision", "accept")],
            )
            .await;
        assert!(
            pushed.body.contains("AADSTS90094"),
            "accepting by hand changes nothing"
        );
        let fields = press(&world, &page, "no-approval").await;
        assert_eq!(fields["error"], "access_denied");
    }
    assert!(
        world
            .state()
            .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .is_none()
    );
    world.state().set_asks(
        contoso::DATA_CLIENT_ID,
        &[],
        &["openid", "OnlineMeetings.ReadWrite"],
    );
    let page = open(&world, contoso::APP_ADMIN.upn).await;
    assert_eq!(
        press(&world, &page, "accept").await["tenant"],
        contoso::TENANT
    );
}

#[tokio::test]
async fn the_request_itself_is_checked() {
    let world = fresh().await;
    let failing = async |path: String, number: u32| {
        let answer = world.get(&path).await;
        assert_eq!(answer.status, 400);
        assert!(
            answer.body.contains(&format!("AADSTS{number}:")),
            "{}",
            answer.body
        );
    };
    failing(path("common", EVERYTHING), 900_144).await;
    failing(path("nobody.example", EVERYTHING), 90002).await;
    failing(path(contoso::TENANT, ""), 900_144).await;
    failing(
        path(
            contoso::TENANT,
            "https://graph.microsoft.com/Calendars.ReadBasic.All",
        ),
        70011,
    )
    .await;
    failing(
        path(
            contoso::TENANT,
            "https://graph.microsoft.com/.default OnlineMeetings.ReadWrite",
        ),
        70011,
    )
    .await;
    failing(
        path(contoso::TENANT, EVERYTHING).replace("consent%2Fcallback", "elsewhere"),
        50011,
    )
    .await;
}

#[tokio::test]
async fn delegated_scopes_alone_can_be_consented_by_name() {
    let world = fresh().await;
    let picker = world
        .get(&path(
            contoso::TENANT,
            "openid https://graph.microsoft.com/OnlineMeetings.ReadWrite",
        ))
        .await;
    let page = world.pick(&picker, contoso::APP_ADMIN.upn).await;
    let fields = press(&world, &page, "accept").await;
    assert_eq!(
        fields["scope"],
        "openid https://graph.microsoft.com/OnlineMeetings.ReadWrite"
    );
    let state = world.state();
    assert!(
        state
            .application_roles(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .is_empty()
    );
    let scopes = state.delegated_scopes(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        contoso::EMPLOYEE.oid,
    );
    assert!(scopes.contains("OnlineMeetings.ReadWrite"));
}

#[tokio::test]
async fn questions_about_consent_can_be_played_the_other_way() {
    let world = fresh().await;
    let state = world.state();
    state.assume(Assumption::ConsentLowerCase, true);
    state.assume(Assumption::ConsentTenantOnError, true);
    let page = open(&world, contoso::ADMIN.upn).await;
    let fields = press(&world, &page, "cancel").await;
    assert_eq!(
        (fields["admin_consent"].as_str(), fields["tenant"].as_str()),
        ("true", contoso::TENANT)
    );
    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Organization.Read.All",
    );
    let page = open(&world, contoso::ADMIN.upn).await;
    press(&world, &page, "accept").await;
    let kept = "Organization.Read.All".to_owned();
    assert!(
        state
            .application_roles(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .contains(&kept)
    );
    state.assume(Assumption::ReconsentKeeps, false);
    press(&world, &page, "accept").await;
    assert!(
        !state
            .application_roles(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .contains(&kept)
    );
}
