//! What the permission review reads of a registration, from a friendly tenant and from hostile ones.

use std::time::Duration;

use microsoft::consent::review::{Freshness, PermissionAsk, PermissionReading, PrincipalFact};
use microsoft::{Doubt, GraphProblem, MicrosoftError};
use microsoft365::state::grants::Enabled;
use microsoft365::state::{Fault, FaultKind};
use microsoft365::{contoso, fabrikam};
use model::permission::{Feature, Need, needs};
use model::trust::review::ProbeOutcome;

use crate::support::{World, data_client, guid, tenant_id};

mod hostile;

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

fn wanted() -> Vec<Need> {
    needs(&[Feature::Directory, Feature::Calendar])
}

async fn read_within(
    world: &World,
    tenant: &str,
    freshness: Freshness,
    limit: Duration,
) -> PermissionReading {
    let probes = wanted();
    let ask = PermissionAsk {
        tenant: tenant_id(tenant),
        client_id: data_client(),
        with: data_client(),
        lists: true,
        probes: &probes,
        freshness,
        limit,
        named: |_| true,
    };
    world.microsoft.read_permissions(&ask, world.now()).await
}

async fn read(world: &World, freshness: Freshness) -> PermissionReading {
    read_within(world, contoso::TENANT, freshness, Duration::from_secs(30)).await
}

fn outcome(reading: &PermissionReading, name: &str) -> Option<ProbeOutcome> {
    let need = wanted().into_iter().find(|need| need.value == name)?;
    let found = reading.probes.iter().find(|probe| probe.guid == need.guid);
    found.map(|probe| probe.call.outcome)
}

fn holds(reading: &PermissionReading, name: &str) -> bool {
    let need = wanted()
        .into_iter()
        .find(|need| need.value == name)
        .unwrap();
    let list = reading.assignments.as_ref().unwrap();
    let items = list.items.as_ref().unwrap();
    items.iter().any(|fact| fact.app_role_id == need.guid)
}

#[tokio::test]
async fn grants_come_with_date_and_resource_and_probes_with_request_ids() {
    let world = World::start().await;
    let reading = read(&world, Freshness::Now).await;
    assert!(matches!(reading.principal, PrincipalFact::Enabled(_)));
    assert_eq!((&reading.problem, reading.left.len()), (&None, 0));
    let list = reading.assignments.as_ref().unwrap();
    assert!(list.call.request_id.is_some());
    for fact in list.items.as_ref().unwrap() {
        assert_eq!(fact.resource, Some(guid(GRAPH)));
        assert!(fact.created.is_some_and(|at| at < world.now()));
    }
    assert_eq!(reading.probes.len(), wanted().len());
    for probe in &reading.probes {
        assert_eq!(probe.call.outcome, ProbeOutcome::Ok, "{probe:?}");
        assert!(probe.call.request_id.is_some() && probe.call.at >= list.call.at);
    }
    let token = reading.token.as_ref().unwrap();
    assert!(token.roles.contains(&"User.Read.All".to_owned()));
    // Delegated grants need a permission of their own, which isn't there: a normal case.
    let grants = reading.grants.as_ref().unwrap();
    assert_eq!(
        (grants.items.as_ref(), grants.call.outcome),
        (None, ProbeOutcome::Forbidden)
    );
}

#[tokio::test]
async fn delegated_grants_are_read_where_they_may_be() {
    let world = World::start().await;
    let state = world.state();
    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Directory.Read.All",
    );
    let reading = read(&world, Freshness::Now).await;
    let grants = reading.grants.unwrap().items.unwrap();
    assert!(grants.iter().any(|grant| {
        grant.for_everybody()
            && grant.resource == Some(guid(GRAPH))
            && grant
                .scopes()
                .any(|scope| scope == "OnlineMeetings.ReadWrite")
    }));
}

#[tokio::test]
async fn without_the_right_to_read_grants_only_probes_tell() {
    let world = World::start().await;
    world.state().revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Application.Read.All",
    );
    let reading = read(&world, Freshness::Now).await;
    let list = reading.assignments.as_ref().unwrap();
    assert_eq!(list.items, None);
    assert_eq!(
        list.call.code.as_deref(),
        Some("Authorization_RequestDenied")
    );
    assert!(matches!(reading.principal, PrincipalFact::Enabled(_)));
    assert_eq!(outcome(&reading, "User.Read.All"), Some(ProbeOutcome::Ok));
    assert_eq!(reading.problem, None);
}

#[tokio::test]
async fn what_an_old_token_still_opens_is_asked_again_with_a_new_one() {
    let world = World::start().await;
    read(&world, Freshness::Cached).await;
    world.state().revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "MailboxSettings.Read",
    );
    let reading = read(&world, Freshness::Cached).await;
    assert!(!holds(&reading, "MailboxSettings.Read"));
    assert_eq!(
        outcome(&reading, "MailboxSettings.Read"),
        Some(ProbeOutcome::ExchangePolicy),
        "Exchange words a missing permission and a closed mailbox alike"
    );
    assert_eq!(outcome(&reading, "User.Read.All"), Some(ProbeOutcome::Ok));
}

const MAILBOX: &str = "MailboxSettings.Read";

fn grant(world: &World, name: &str) {
    let state = world.state();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

fn revoke(world: &World, name: &str) {
    let state = world.state();
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

#[tokio::test]
async fn a_grant_younger_than_the_token_works_at_the_same_look() {
    let world = World::start().await;
    revoke(&world, MAILBOX);
    read(&world, Freshness::Now).await;
    world.state().set_clock_skew_ms(60_000);
    grant(&world, MAILBOX);
    let reading = read(&world, Freshness::Cached).await;
    assert!(holds(&reading, MAILBOX));
    assert_eq!(outcome(&reading, MAILBOX), Some(ProbeOutcome::Ok));
}

#[tokio::test]
async fn where_no_new_token_is_to_be_had_a_younger_grant_is_shown_so_and_the_rest_dropped() {
    let world = World::start().await;
    revoke(&world, MAILBOX);
    read(&world, Freshness::Now).await;
    world.state().set_clock_skew_ms(60_000);
    grant(&world, MAILBOX);
    revoke(&world, "User.Read.All");
    let down = format!("/{}/oauth2", contoso::TENANT);
    world
        .state()
        .inject(Fault::times(9, &down, FaultKind::Drop));
    let reading = read(&world, Freshness::Cached).await;
    let issued = reading.token.as_ref().unwrap().issued;
    let list = reading.assignments.as_ref().unwrap();
    let mut items = list.items.iter().flatten();
    assert!(items.any(|fact| fact.created.is_some_and(|at| at > issued)));
    let refused = outcome(&reading, MAILBOX);
    assert!(refused.is_some_and(|outcome| outcome != ProbeOutcome::Ok));
    assert_eq!(
        outcome(&reading, "User.Read.All"),
        None,
        "it outlived its grant"
    );
    assert!(matches!(reading.principal, PrincipalFact::Enabled(_)));
    assert!(matches!(reading.problem, Some(MicrosoftError::Token(_))));
}

#[tokio::test]
async fn without_the_lists_an_old_token_is_not_believed_either() {
    let world = World::start().await;
    revoke(&world, "Application.Read.All");
    revoke(&world, MAILBOX);
    let before = read(&world, Freshness::Now).await;
    assert!(before.assignments.unwrap().items.is_none());
    grant(&world, MAILBOX);
    revoke(&world, "Calendars.ReadBasic.All");
    let reading = read(&world, Freshness::Cached).await;
    assert_eq!(
        outcome(&reading, MAILBOX),
        Some(ProbeOutcome::Ok),
        "a late consent"
    );
    let calendars = outcome(&reading, "Calendars.ReadBasic.All");
    assert!(
        calendars.is_some_and(|outcome| outcome != ProbeOutcome::Ok),
        "a revoked one"
    );
}

#[tokio::test]
async fn an_old_token_that_is_refused_does_not_make_the_application_gone() {
    let world = World::start().await;
    read(&world, Freshness::Now).await;
    let own = format!(
        "/graph/v1.0/servicePrincipals(appId='{}')",
        contoso::DATA_CLIENT_ID
    );
    let refused = FaultKind::Status {
        status: 401,
        code: "Authorization_IdentityNotFound".to_owned(),
    };
    world.state().inject(Fault::times(1, &own, refused.clone()));
    let reading = read(&world, Freshness::Cached).await;
    assert!(matches!(reading.principal, PrincipalFact::Enabled(_)));
    assert_eq!(reading.problem, None);
    world.state().inject(Fault::times(2, &own, refused));
    let reading = read(&world, Freshness::Cached).await;
    assert_eq!(
        reading.principal,
        PrincipalFact::Gone,
        "a new token says so, too"
    );
}

#[tokio::test]
async fn a_token_that_somebody_forced_just_before_is_no_excuse() {
    let world = World::start().await;
    let read_once = read(&world, Freshness::Cached).await;
    assert_eq!(outcome(&read_once, MAILBOX), Some(ProbeOutcome::Ok));
    let (tenant, client, now) = (tenant_id(contoso::TENANT), data_client(), world.now());
    let held = world
        .microsoft
        .app_token(tenant, client, now)
        .await
        .unwrap();
    let refused = (&held, Doubt::Permission);
    world
        .microsoft
        .replace_app_token(tenant, client, refused, now)
        .await
        .unwrap();
    revoke(&world, MAILBOX);
    let reading = read(&world, Freshness::Cached).await;
    assert_ne!(outcome(&reading, MAILBOX), Some(ProbeOutcome::Ok));
}

#[tokio::test]
async fn an_answer_that_says_nothing_about_a_permission_is_a_problem_and_no_outcome() {
    let world = World::start().await;
    let odd = FaultKind::Status {
        status: 423,
        code: "Locked".to_owned(),
    };
    let path = "/graph/v1.0/users/*/mailboxSettings";
    world.state().inject(Fault::times(9, path, odd));
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(outcome(&reading, MAILBOX), None);
    assert!(matches!(
        reading.problem,
        Some(MicrosoftError::Graph(GraphProblem::Refused {
            status: 423,
            ..
        }))
    ));
    assert_eq!(
        outcome(&reading, "Calendars.ReadBasic.All"),
        Some(ProbeOutcome::Ok)
    );
}

#[tokio::test]
async fn basic_facts_about_people_are_no_complete_profile() {
    let world = World::start().await;
    revoke(&world, "User.Read.All");
    grant(&world, "User.ReadBasic.All");
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(
        outcome(&reading, "User.Read.All"),
        Some(ProbeOutcome::Forbidden)
    );
}

#[tokio::test]
async fn lists_that_nobody_wants_are_not_asked_for() {
    let world = World::start().await;
    let probes = wanted();
    let ask = PermissionAsk {
        tenant: tenant_id(contoso::TENANT),
        client_id: data_client(),
        with: data_client(),
        lists: false,
        probes: &probes,
        freshness: Freshness::Now,
        limit: Duration::from_secs(30),
        named: |_| true,
    };
    let reading = world.microsoft.read_permissions(&ask, world.now()).await;
    assert!(reading.assignments.is_none() && reading.grants.is_none() && !reading.lists);
    assert_eq!((reading.problem, reading.left.len()), (None, 0));
    assert_eq!(reading.probes.len(), probes.len());
}

#[tokio::test]
async fn rules_of_exchange_are_told_from_a_missing_permission_by_the_grant() {
    let world = World::start().await;
    let denied = FaultKind::Status {
        status: 403,
        code: "ErrorAccessDenied".to_owned(),
    };
    world
        .state()
        .inject(Fault::times(5, "/graph/v1.0/users/*/calendarView", denied));
    let reading = read(&world, Freshness::Now).await;
    assert!(holds(&reading, "Calendars.ReadBasic.All"));
    let calendar = outcome(&reading, "Calendars.ReadBasic.All");
    assert_eq!(calendar, Some(ProbeOutcome::ExchangePolicy));
    assert_eq!(
        outcome(&reading, "MailboxSettings.Read"),
        Some(ProbeOutcome::Ok)
    );
}

#[tokio::test]
async fn a_mailbox_that_is_closed_does_not_hide_one_that_is_open() {
    let world = World::start().await;
    let denied = FaultKind::Status {
        status: 403,
        code: "ErrorAccessDenied".to_owned(),
    };
    world
        .state()
        .inject(Fault::times(2, "/graph/v1.0/users/*/calendarView", denied));
    let reading = read(&world, Freshness::Now).await;
    let calendar = outcome(&reading, "Calendars.ReadBasic.All");
    assert_eq!(calendar, Some(ProbeOutcome::Ok));
}

#[tokio::test]
async fn a_registration_that_is_not_there_or_switched_off_is_named() {
    let world = World::start().await;
    let limit = Duration::from_secs(30);
    let reading = read_within(&world, fabrikam::TENANT, Freshness::Now, limit).await;
    assert_eq!(reading.principal, PrincipalFact::Gone);
    world
        .state()
        .enable_application(contoso::TENANT, contoso::DATA_CLIENT_ID, Enabled::No);
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(reading.principal, PrincipalFact::Disabled(None));
    assert!(reading.probes.is_empty() && reading.assignments.is_none());
}

#[tokio::test]
async fn when_the_time_is_over_what_is_left_is_named() {
    let world = World::start().await;
    read(&world, Freshness::Cached).await;
    let slow = FaultKind::Latency { ms: 60_000 };
    world.state().inject(Fault::times(
        9,
        "/graph/v1.0/servicePrincipals/*/appRoleAssignments",
        slow,
    ));
    let limit = Duration::from_millis(1_500);
    let reading = read_within(&world, contoso::TENANT, Freshness::Cached, limit).await;
    assert!(matches!(reading.principal, PrincipalFact::Enabled(_)));
    assert!(reading.assignments.is_none());
    assert_eq!(reading.left.first(), Some(&"assignments"));
}

#[tokio::test]
async fn silence_is_a_problem_and_no_finding() {
    let world = World::start().await;
    world.state().inject(Fault::times(
        9,
        &format!("/{}/oauth2", contoso::TENANT),
        FaultKind::Drop,
    ));
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(reading.principal, PrincipalFact::Unknown);
    assert!(matches!(reading.problem, Some(MicrosoftError::Token(_))));
    assert!(reading.token.is_none() && reading.probes.is_empty());
}
