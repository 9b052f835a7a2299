//! A consent is proved by facts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use microsoft::consent::Finding;
use microsoft::trouble::Who;
use microsoft::{ConsentCheck, ConsentProof, MicrosoftError, Pause, TokenProblem, Wait};
use microsoft365::state::grants::Enabled;
use microsoft365::state::{Fault, FaultKind, State};
use microsoft365::{contoso, fabrikam};
use model::permission::{CalendarAccess, Feature, needs, needs_with};

use crate::support::{World, data_client, secret_file, tenant_id};

async fn prove(
    world: &World,
    tenant: &str,
    features: &[Feature],
    wait: &Wait,
) -> Result<ConsentProof, MicrosoftError> {
    let needs = needs(features);
    let check = ConsentCheck {
        tenant: tenant_id(tenant),
        client_id: data_client(),
        needs: &needs,
        wait,
    };
    world.microsoft.prove_consent(&check, world.now()).await
}

async fn once(world: &World, tenant: &str, features: &[Feature]) -> ConsentProof {
    prove(world, tenant, features, &Wait::none()).await.unwrap()
}

fn findings(proof: &ConsentProof) -> Vec<(&str, Finding)> {
    proof
        .found
        .iter()
        .map(|found| (found.value.as_str(), found.finding))
        .collect()
}

/// Without `Application.Read.All` the list of grants cannot be read.
fn hide_grants(state: &State) {
    state.revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Application.Read.All",
    );
}

const DIRECTORY: [Feature; 1] = [Feature::Directory];
const MEETINGS: [Feature; 1] = [Feature::TeamsMeetings];

#[tokio::test]
async fn grants_prove_a_consent() {
    let world = World::start().await;
    let proof = once(
        &world,
        contoso::TENANT,
        &[Feature::Directory, Feature::Calendar],
    )
    .await;
    assert!(proof.ok && proof.by_grants && proof.code.is_none());
    assert!(
        proof
            .found
            .iter()
            .all(|found| found.finding == Finding::Granted)
    );
    assert_eq!(proof.found.len(), 4);
    assert_eq!(proof.request_ids.len(), 2);
}

#[tokio::test]
async fn an_unknown_application_is_a_finding_that_may_settle() {
    let world = World::start().await;
    let proof = once(&world, fabrikam::TENANT, &DIRECTORY).await;
    assert!(!proof.ok && proof.wait);
    assert_eq!(proof.code.as_deref(), Some("AADSTS700016"));
    assert!(proof.found.is_empty());
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let world = World::start().await;
    world.state().revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "MailboxSettings.Read",
    );
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(!proof.ok && proof.by_grants && proof.wait);
    assert_eq!(proof.code.as_deref(), Some("permission_missing"));
    let wanted = [
        ("User.Read.All", Finding::Granted),
        ("GroupMember.ReadBasic.All", Finding::Granted),
        ("MailboxSettings.Read", Finding::Missing),
    ];
    assert_eq!(findings(&proof), wanted);
}

#[tokio::test]
async fn probes_answer_where_grants_cannot_be_read() {
    let world = World::start().await;
    hide_grants(world.state());
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(proof.ok && !proof.by_grants, "{proof:?}");
}

#[tokio::test]
async fn a_probe_finds_what_is_missing_with_graphs_own_code() {
    let world = World::start().await;
    hide_grants(world.state());
    world.state().revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "MailboxSettings.Read",
    );
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(!proof.ok && proof.wait);
    assert!(findings(&proof).contains(&("MailboxSettings.Read", Finding::Missing)));
    assert!(findings(&proof).contains(&("User.Read.All", Finding::Granted)));
    assert!(proof.code.is_some_and(|code| code.contains("Denied")));
}

#[tokio::test]
async fn what_no_probe_can_show_is_not_taken_for_granted() {
    let world = World::start().await;
    hide_grants(world.state());
    world
        .state()
        .revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "User.Read.All");
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(!proof.ok);
    let wanted = [
        ("User.Read.All", Finding::Missing),
        ("GroupMember.ReadBasic.All", Finding::NotReadable),
        ("MailboxSettings.Read", Finding::NotReadable),
    ];
    assert_eq!(findings(&proof), wanted);
}

#[tokio::test]
async fn basic_facts_about_people_are_no_complete_profile() {
    let world = World::start().await;
    let state = world.state();
    hide_grants(state);
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "User.Read.All");
    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "User.ReadBasic.All",
    );
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(!proof.ok);
    assert!(findings(&proof).contains(&("User.Read.All", Finding::Missing)));
    assert!(findings(&proof).contains(&("MailboxSettings.Read", Finding::Granted)));
}

#[tokio::test]
async fn a_probe_that_opens_for_less_proves_the_more_only_with_the_token() {
    let world = World::start().await;
    let state = world.state();
    hide_grants(state);
    let full = needs_with(&[Feature::Calendar], CalendarAccess::Full);
    let check = ConsentCheck {
        tenant: tenant_id(contoso::TENANT),
        client_id: data_client(),
        needs: &full,
        wait: &Wait::none(),
    };
    let prove = || world.microsoft.prove_consent(&check, world.now());
    let proof = prove().await.unwrap();
    assert!(!proof.ok);
    assert_eq!(findings(&proof), [("Calendars.Read", Finding::NotReadable)]);
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, "Calendars.Read");
    let proof = prove().await.unwrap();
    assert_eq!(findings(&proof), [("Calendars.Read", Finding::Granted)]);
}

#[tokio::test]
async fn delegated_scopes_need_the_application_in_the_tenant() {
    let world = World::start().await;
    let proof = once(&world, contoso::TENANT, &MEETINGS).await;
    assert!(proof.ok && !proof.by_grants);
    assert!(
        proof
            .found
            .iter()
            .all(|found| found.finding == Finding::NotReadable)
    );
    let proof = once(&world, fabrikam::TENANT, &MEETINGS).await;
    assert!(!proof.ok);
}

#[tokio::test]
async fn delegated_grants_count_where_they_can_be_read() {
    let world = World::start().await;
    let state = world.state();
    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Directory.Read.All",
    );
    let proof = once(&world, contoso::TENANT, &MEETINGS).await;
    assert!(proof.ok && proof.by_grants, "{proof:?}");
    for scope in ["OnlineMeetings.ReadWrite", "offline_access"] {
        assert!(findings(&proof).contains(&(scope, Finding::Granted)));
    }
    state.revoke_delegated(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        None,
        &["OnlineMeetings.ReadWrite"],
    );
    let proof = once(&world, contoso::TENANT, &MEETINGS).await;
    assert!(findings(&proof).contains(&("OnlineMeetings.ReadWrite", Finding::PerPerson)));
}

#[tokio::test]
async fn a_disabled_application_does_not_settle() {
    let world = World::start().await;
    world
        .state()
        .enable_application(contoso::TENANT, contoso::DATA_CLIENT_ID, Enabled::No);
    let proof = once(&world, contoso::TENANT, &DIRECTORY).await;
    assert!(!proof.ok && !proof.wait);
    assert_eq!(proof.code.as_deref(), Some("AADSTS7000112"));
}

/// A world in which the administrator of Fabrikam consents during the second pause.
async fn consenting_world() -> (World, Arc<Mutex<Vec<Duration>>>) {
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let noted = pauses.clone();
    let world = World::with(move |settings, tenant| {
        let state = tenant.state().clone();
        settings.pause = Pause::new(move |length| {
            let mut noted = noted.lock().unwrap();
            noted.push(length);
            if noted.len() == 2 {
                state.consent(fabrikam::TENANT, contoso::DATA_CLIENT_ID);
            }
            async {}
        });
    })
    .await;
    (world, pauses)
}

#[tokio::test]
async fn a_consent_that_settles_in_the_setup_window_is_found() {
    let (world, pauses) = consenting_world().await;
    let proof = prove(&world, fabrikam::TENANT, &DIRECTORY, &Wait::setup_window())
        .await
        .unwrap();
    assert!(proof.ok, "{proof:?}");
    assert_eq!(*pauses.lock().unwrap(), [5, 10].map(Duration::from_secs));
}

#[tokio::test]
async fn the_setup_window_ends_after_ten_minutes() {
    let world = World::start().await;
    let proof = prove(&world, fabrikam::TENANT, &DIRECTORY, &Wait::setup_window())
        .await
        .unwrap();
    assert!(!proof.ok);
    assert_eq!(
        world.pauses().iter().sum::<Duration>(),
        Duration::from_secs(600)
    );
}

#[tokio::test]
async fn a_cached_token_from_before_the_grant_does_not_count() {
    let world = World::start().await;
    let state = world.state();
    let permission = "MailboxSettings.Read";
    hide_grants(state);
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, permission);
    world
        .microsoft
        .app_token(tenant_id(contoso::TENANT), data_client(), world.now())
        .await
        .unwrap();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, permission);
    assert!(once(&world, contoso::TENANT, &DIRECTORY).await.ok);
}

#[tokio::test]
async fn a_credential_of_ours_that_is_refused_says_nothing_of_the_tenant() {
    let files = tempfile::tempdir().unwrap();
    let wrong = secret_file(&files, "not the secret");
    let world = World::with(move |settings, _| settings.credentials = vec![wrong]).await;
    let error = prove(&world, contoso::TENANT, &DIRECTORY, &Wait::none())
        .await
        .unwrap_err();
    assert_eq!(
        (error.who(), error.code().as_str()),
        (Who::Operator, "AADSTS7000215")
    );
}

#[tokio::test]
async fn silence_says_nothing_of_the_tenant() {
    let world = World::start().await;
    world.state().inject(Fault::times(
        3,
        &format!("/{}/oauth2", contoso::TENANT),
        FaultKind::Drop,
    ));
    let error = prove(&world, contoso::TENANT, &DIRECTORY, &Wait::none())
        .await
        .unwrap_err();
    assert_eq!(error, MicrosoftError::Token(TokenProblem::Unreachable));
}
