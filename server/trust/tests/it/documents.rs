//! Set-up documents: what they ask for, and that their values stay values in every language.

mod choices;
mod clouds;
mod hostile;
mod links;
mod powershell;
mod run;
mod shape;
mod signin_code;
mod snapshots;

use model::Guid;
use model::permission::{CalendarAccess, Feature, PermissionKind};
use trust::documents::{
    self, Application, Cloud, Credential, Existing, Host, Layout, Plan, Slot, StepKind,
};

/// The base of Entra in these plans.
pub(crate) const AUTHORITY: &str = "https://login.microsoftonline.com";
/// The tenant of the applications.
pub(crate) const HOME: Guid = Guid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0001);

/// Everything that exists, in one application.
pub(crate) fn plan(host: Host) -> Plan {
    let mut credential = Credential::of(host, (AUTHORITY, Cloud::Worldwide), Some(HOME));
    if credential.issuer.is_empty() && host != Host::Certificate {
        credential.issuer = host.issuer_sample().to_owned();
    }
    credential.subject = host.subject_sample().to_owned();
    credential.identity = (host == Host::Azure).then_some(Guid::from_u128(9));
    Plan {
        features: documents::features(),
        calendars: CalendarAccess::Basic,
        layout: Layout::One,
        credential,
        base_url: "https://anteroom.example.org".to_owned(),
        authority: AUTHORITY.to_owned(),
        graph_url: Cloud::Worldwide.graph().to_owned(),
        signin_by_code: false,
        home: Some(HOME),
        customer: Some(HOME),
        existing: vec![],
        colleague: false,
        teams_policy: false,
        exchange_scope: false,
        configured: vec![],
        from_address: vec![],
    }
}

/// The same with one application per source, registered by a colleague.
pub(crate) fn handed_over(host: Host) -> Plan {
    let slots = [
        Slot::SignIn,
        Slot::Data,
        Slot::Directory,
        Slot::Calendar,
        Slot::Meetings,
    ];
    let existing = slots.into_iter().zip(1_u128..).map(|(slot, number)| {
        let existing = Existing {
            object_id: Some(Guid::from_u128(0xb000 + number)),
            client_id: Some(Guid::from_u128(0xc000 + number)),
        };
        (slot, existing)
    });
    Plan {
        layout: Layout::PerSource,
        existing: existing.collect(),
        colleague: true,
        ..plan(host)
    }
}

pub(crate) fn text_of(plan: &Plan, name: &str) -> String {
    let files = documents::files(plan);
    let file = files.iter().find(|file| file.name == name);
    file.unwrap_or_else(|| panic!("no {name}")).text.clone()
}

fn values(application: &Application) -> Vec<&str> {
    let asked = application.asked.iter();
    asked.map(|asked| asked.value.as_str()).collect()
}

#[test]
fn one_application_asks_for_the_union_and_several_for_their_own() {
    let one = plan(Host::Kubernetes).applications();
    let slots: Vec<Slot> = one.iter().map(|application| application.slot).collect();
    assert_eq!(slots, [Slot::SignIn, Slot::Data]);
    assert_eq!(values(&one[0]), ["openid", "profile"]);

    let several = handed_over(Host::Kubernetes).applications();
    let mut union: Vec<&str> = several[1..].iter().flat_map(values).collect();
    let mut all = values(&one[1]);
    union.sort_unstable();
    all.sort_unstable();
    assert_eq!(union, all);
    let calendar = several
        .iter()
        .find(|application| application.slot == Slot::Calendar)
        .unwrap();
    assert_eq!(values(calendar), ["Calendars.ReadBasic.All"]);
}

#[test]
fn every_application_has_the_setting_that_names_it() {
    let settings = text_of(&handed_over(Host::Kubernetes), documents::ENVIRONMENT_FILE);
    let names: Vec<&str> = settings
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "ANTEROOM_SIGNIN_CLIENT_ID",
            "ANTEROOM_DATA_CLIENT_ID",
            "ANTEROOM_DIRECTORY_CLIENT_ID",
            "ANTEROOM_CALENDAR_CLIENT_ID",
            "ANTEROOM_MEETINGS_CLIENT_ID",
            "ANTEROOM_CREDENTIAL",
        ]
    );
}

#[test]
fn what_does_not_exist_yet_is_never_asked_for() {
    let mut plan = plan(Host::Kubernetes);
    plan.features = vec![Feature::MailData, Feature::TeamsData, Feature::Copilot];
    for application in plan.data_applications() {
        assert_eq!(application.asked, [], "{:?}", application.slot);
    }
    assert!(!documents::features().contains(&Feature::Copilot));
}

#[test]
fn mailboxes_chosen_in_exchange_are_not_given_for_all_in_entra() {
    let mut plan = plan(Host::Kubernetes);
    plan.exchange_scope = true;
    let data = &plan.data_applications()[0];
    assert!(!values(data).contains(&"Calendars.ReadBasic.All"));
    assert_eq!(data.by_exchange.len(), 2);
    for given in &data.by_exchange {
        let guid = given.guid.to_string();
        for name in ["anteroom-data.json", "anteroom.tf", "anteroom-register.sh"] {
            assert!(!text_of(&plan, name).contains(&guid), "{name}");
        }
    }
    let script = text_of(&plan, "anteroom-exchange-scope.ps1");
    for role in ["Calendars.Read", "MailboxSettings.Read"] {
        let role = format!("-Role 'Application {role}' ");
        assert!(script.contains(&role), "{role}");
    }
    // The role that does this may consent to nothing, so it can't be sent to Graph.
    assert!(!script.contains("MgGraph") && script.contains("[guid]$dataPrincipal"));
}

/// An empty list would make Microsoft ask for whatever stands in the registration.
#[test]
fn an_application_that_asks_for_nothing_is_made_known_and_not_consented_to() {
    let mut plan = handed_over(Host::Kubernetes);
    plan.exchange_scope = true;
    let kinds: Vec<StepKind> = documents::steps(&plan)
        .into_iter()
        .map(|step| step.kind)
        .collect();
    assert!(kinds.contains(&StepKind::Principal(Slot::Calendar)));
    assert!(!kinds.contains(&StepKind::Consent(Slot::Calendar)));
    assert!(kinds.contains(&StepKind::Consent(Slot::Directory)));
    let script = text_of(&plan, "anteroom-exchange-scope.ps1");
    for slot in ["calendar", "directory"] {
        assert!(
            script.contains(&format!("[guid]${slot}Principal")),
            "{slot}"
        );
    }
    assert!(text_of(&plan, "anteroom-principal-calendar.sh").contains("az ad sp create"));
}

#[test]
fn a_policy_of_teams_is_written_only_where_something_needs_it() {
    let mut plan = plan(Host::Kubernetes);
    plan.teams_policy = true;
    assert!(!plan.reads_meetings());
    let kinds = documents::steps(&plan).into_iter().map(|step| step.kind);
    assert!(!kinds.into_iter().any(|kind| kind == StepKind::TeamsPolicy));
}

#[test]
fn an_identity_that_is_not_known_is_asked_for_and_not_made_up() {
    let mut plan = plan(Host::Azure);
    plan.credential.identity = None;
    assert!(!plan.credential.is_complete());
    let settings = text_of(&plan, documents::ENVIRONMENT_FILE);
    assert!(settings.contains("\nANTEROOM_CREDENTIAL=\n"), "{settings}");
}

#[test]
fn a_credential_that_has_a_table_has_no_plain_key_beside_it() {
    for host in [Host::Gcp, Host::Github] {
        let settings = text_of(&plan(host), documents::ENVIRONMENT_FILE);
        assert!(!settings.contains("ANTEROOM_CREDENTIAL"), "{settings}");
    }
    let workflow = text_of(&plan(Host::Github), "anteroom-workflow.yaml");
    assert!(workflow.contains("id-token: write"));
}

#[test]
fn a_machine_of_aws_may_ask_for_its_token_and_asks_again_within_the_hour() {
    let plan = plan(Host::Aws);
    let account = text_of(&plan, "anteroom-aws-account.sh");
    assert!(account.contains("enable-outbound-web-identity-federation"));
    assert!(
        account.contains("\"sts:GetWebIdentityToken\"")
            && account.contains("--role-name 'anteroom'")
    );
    // A token for ours alone: a second audience beside it is refused, as is none.
    let document = account.split("<<'END_OF_DOCUMENT'\n").nth(1).unwrap();
    let document = document.split("\nEND_OF_DOCUMENT\n").next().unwrap();
    let policy: serde_json::Value = serde_json::from_str(document).unwrap();
    let condition = &policy["Statement"][0]["Condition"];
    let audience = "sts:IdentityTokenAudience";
    assert_eq!(
        condition["ForAllValues:StringEquals"][audience],
        "api://AzureADTokenExchange"
    );
    assert_eq!(condition["Null"][audience], "false");
    assert_eq!(condition["StringEquals"]["sts:SigningAlgorithm"], "RS256");
    let token = text_of(&plan, "anteroom-aws-token.sh");
    assert!(
        token.contains("mkdir -p /run/anteroom\n") && token.contains("--signing-algorithm RS256")
    );
    let timer = text_of(&plan, "anteroom-aws-timer.sh");
    assert!(timer.contains("OnUnitActiveSec=20min") && timer.contains("RuntimeDirectory=anteroom"));
    let looks = plan.credential.host.look_up();
    assert!(looks.iter().all(|command| !command.contains("enable")));
}

#[test]
fn content_of_calendars_is_asked_for_only_when_it_is_chosen() {
    let mut plan = plan(Host::Kubernetes);
    assert!(documents::permissions::not_asked(&plan).contains(&"Calendars.Read"));
    plan.calendars = CalendarAccess::Full;
    assert!(values(&plan.data_applications()[0]).contains(&"Calendars.Read"));
    let not_asked = documents::permissions::not_asked(&plan);
    assert!(!not_asked.contains(&"Calendars.Read") && not_asked.contains(&"Mail.ReadWrite"));
}

#[test]
fn application_permissions_take_the_higher_role_and_delegated_ones_do_not() {
    let step = |plan: &Plan, slot| {
        let steps = documents::steps(plan);
        let found = steps
            .into_iter()
            .find(|step| step.kind == StepKind::Consent(slot));
        found.unwrap().role
    };
    let plan = handed_over(Host::Kubernetes);
    let role = step(&plan, Slot::Meetings);
    assert_eq!(role, documents::LeastRole::CloudApplicationAdministrator);
    let role = step(&plan, Slot::Calendar);
    assert_eq!(role, documents::LeastRole::PrivilegedRoleAdministrator);
}

#[test]
fn whoever_was_handed_an_application_changes_it_instead_of_making_another() {
    let plan = handed_over(Host::Kubernetes);
    let terraform = text_of(&plan, "anteroom.tf");
    assert_eq!(terraform.matches("\nimport {").count(), 5);
    for name in ["anteroom-register.sh", "anteroom-register.ps1"] {
        let text = text_of(&plan, name);
        assert!(!text.contains("POST"), "{name}");
        assert_eq!(text.matches("PATCH").count(), 5, "{name}");
    }
    assert_eq!(documents::steps(&plan)[0].kind, StepKind::Colleague);
}

#[test]
fn without_features_there_is_sign_in_alone_and_no_credential() {
    let mut plan = plan(Host::Kubernetes);
    plan.features.clear();
    let kinds: Vec<StepKind> = documents::steps(&plan)
        .into_iter()
        .map(|step| step.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            StepKind::Register,
            StepKind::Settings,
            StepKind::SignIn,
            StepKind::Roles
        ]
    );
    assert!(!text_of(&plan, documents::ENVIRONMENT_FILE).contains("ANTEROOM_CREDENTIAL"));
}

#[test]
fn a_credential_that_could_not_match_is_not_written() {
    let mut plan = plan(Host::Kubernetes);
    plan.credential.subject.clear();
    let names: Vec<String> = documents::files(&plan)
        .into_iter()
        .map(|file| file.name)
        .collect();
    assert!(!names.iter().any(|name| name == "anteroom-credential.sh"));
    assert!(!names.iter().any(|name| name == "anteroom-credential.tf"));
}

#[test]
fn our_roles_have_the_same_ids_in_every_installation() {
    let simulated = microsoft365::operator::APP_ROLES;
    let ours = documents::plan::APP_ROLES.map(|(role, id)| (role.to_string(), id.to_string()));
    let simulated = simulated.map(|(name, id)| (name.to_owned(), id.to_owned()));
    assert_eq!(ours, simulated);
}

#[test]
fn the_hash_follows_what_is_asked_for_and_nothing_else() {
    let one = plan(Host::Kubernetes);
    let hash = documents::list_hash(&one);
    assert_eq!(hash.len(), 64);
    assert_eq!(documents::list_hash(&plan(Host::Aws)), hash);
    let mut less = one.clone();
    less.features
        .retain(|feature| *feature != Feature::Calendar);
    assert_ne!(documents::list_hash(&less), hash);
}

#[test]
fn delegated_and_application_permissions_are_told_apart_by_kind() {
    let data = &plan(Host::Kubernetes).data_applications()[0];
    let kinds = |kind| data.asked.iter().filter(move |asked| asked.kind == kind);
    assert_eq!(kinds(PermissionKind::Delegated).count(), 4);
    let scopes = text_of(&plan(Host::Kubernetes), "anteroom-data.json");
    assert_eq!(scopes.matches("\"Scope\"").count(), 4);
    let roles = kinds(PermissionKind::Application).count();
    assert_eq!(scopes.matches("\"Role\"").count(), roles);
}
