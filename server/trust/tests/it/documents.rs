//! Set-up documents: what they ask for, and that their values stay values in every language.

mod hostile;
mod powershell;
mod run;
mod shape;
mod snapshots;

use microsoft::ConsentRequest;
use model::Guid;
use model::permission::{CalendarAccess, Feature, PermissionKind, needs};
use trust::documents::{
    self, Application, Choices, Credential, Existing, Host, Known, Layout, Plan, Slot, StepKind,
};

/// The base of Entra in these plans.
pub(crate) const AUTHORITY: &str = "https://login.microsoftonline.com";
/// The tenant of the applications.
pub(crate) const HOME: Guid = Guid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0001);

/// Everything that exists, in one application.
pub(crate) fn plan(host: Host) -> Plan {
    let mut credential = Credential::of(host, AUTHORITY, Some(HOME));
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
    assert!(text_of(&plan, "anteroom-aws-token.sh").contains("mkdir -p /run/anteroom\n"));
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

/// The link of a document and the button of the page ask for the same, by the same rule.
#[test]
fn consent_links_ask_as_the_button_does() {
    let microsoft = trust::testing::microsoft_nowhere();
    for features in [
        vec![Feature::TeamsMeetings],
        vec![Feature::TeamsMeetings, Feature::Calendar],
    ] {
        let mut plan = plan(Host::Kubernetes);
        let client = Guid::from_u128(77);
        plan.configured = vec![client];
        plan.features.clone_from(&features);
        plan.existing = vec![(
            Slot::Data,
            Existing {
                object_id: None,
                client_id: Some(client),
            },
        )];
        let link = plan.consent_link(&plan.data_applications()[0]).unwrap();
        let button = microsoft.admin_consent_url(&ConsentRequest {
            tenant: model::TenantId(HOME),
            client_id: client,
            needs: &needs(&features),
            redirect_uri: "https://anteroom.example.org/consent/callback",
            state: "x",
        });
        let written = link.clone();
        let (link, button) = (pairs(&link), pairs(&button));
        assert_eq!(
            link.0,
            button.0.replace(trust_authority(&button.0), AUTHORITY)
        );
        // Only a button has somebody's form behind it that a state could belong to.
        let (state, rest): (Vec<_>, Vec<_>) =
            button.1.into_iter().partition(|(name, _)| name == "state");
        assert_eq!(state.len(), 1);
        let judged = trust::catalogue::judge::judge(&written);
        let parts = &judged.consents[0].parts;
        let worst = parts.iter().map(|part| part.kind.verdict()).max();
        assert_eq!(worst, Some(trust::catalogue::judge::Verdict::Remark));
        assert_eq!(link.1, rest);
    }
}

fn trust_authority(address: &str) -> &str {
    let path = address.find(&HOME.to_string()).unwrap();
    address[..path].trim_end_matches('/')
}

fn pairs(address: &str) -> (String, Vec<(String, String)>) {
    let url = reqwest::Url::parse(address).unwrap();
    let pairs = url.query_pairs().into_owned().collect();
    (address.split('?').next().unwrap().to_owned(), pairs)
}

#[test]
fn a_document_without_a_client_id_has_no_link_that_would_lead_nowhere() {
    let plan = plan(Host::Kubernetes);
    assert_eq!(plan.consent_link(&plan.data_applications()[0]), None);
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

fn known() -> Known {
    Known {
        base_url: "https://anteroom.example.org".to_owned(),
        authority: AUTHORITY.to_owned(),
        tenant: Some(HOME),
        clients: vec![(Slot::SignIn, Guid::from_u128(4))],
        features: vec![Feature::Calendar],
        calendars: CalendarAccess::Basic,
    }
}

fn choose(pairs: &[(&str, &str)]) -> Choices {
    Choices::new(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

#[test]
fn before_the_form_is_sent_what_is_configured_holds() {
    let (plan, problems) = choose(&[]).plan(&known());
    assert_eq!(problems, []);
    assert_eq!(plan.features, [Feature::Calendar]);
    assert_eq!(
        plan.existing_of(Slot::SignIn).client_id,
        Some(Guid::from_u128(4))
    );
    let (plan, _) = choose(&[("layout", "one")]).plan(&known());
    assert_eq!(plan.features, [], "all boxes were emptied");
}

#[test]
fn wrong_values_are_named_and_count_as_not_said() {
    for (name, value) in [
        ("home", "not a guid"),
        ("data_object", "1234"),
        ("issuer", "https://x\n.example"),
        ("subject", &"x".repeat(601)),
        ("base_url", "http://anteroom.example.org"),
        ("base_url", "https://"),
        ("base_url", "https://x.example/$(id)"),
        ("base_url", "javascript:alert(1)"),
        ("base_url", "http://localhost.example.org"),
    ] {
        let known = || Known {
            tenant: None,
            ..known()
        };
        let (plan, problems) = choose(&[(name, value)]).plan(&known());
        let fields: Vec<&str> = problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, [name], "{value:?}");
        let (untouched, _) = choose(&[]).plan(&known());
        assert_eq!(plan, untouched, "{value:?}");
    }
    for good in ["http://localhost:3000", "https://a.example/anteroom/"] {
        let anybody = Known {
            tenant: None,
            ..known()
        };
        let (plan, problems) = choose(&[("base_url", good)]).plan(&anybody);
        assert_eq!(problems, []);
        assert_eq!(plan.base_url, good.trim_end_matches('/'));
    }
}

/// A link that was sent to an administrator makes the real page: nothing in it may pass for the installation's own.
#[test]
fn an_address_changes_nothing_that_is_configured_and_the_rest_is_marked() {
    let theirs = Guid::from_u128(0xbad);
    let id = theirs.to_string();
    let mailed = choose(&[
        ("layout", "per_source"),
        ("calendar", "true"),
        ("base_url", "https://elsewhere.example"),
        ("host", "gcp"),
        ("issuer", "https://elsewhere.example"),
        ("subject", "me"),
        ("customer", &id),
        ("signin_client", &id),
        ("calendar_client", &id),
        ("calendar_object", &id),
    ]);
    let (plan, _) = mailed.plan(&known());
    assert_eq!(plan.base_url, known().base_url);
    let signin = plan.existing_of(Slot::SignIn).client_id;
    assert_eq!(signin, Some(Guid::from_u128(4)));
    let calendar = &plan.data_applications()[0];
    assert_eq!(calendar.existing.client_id, Some(theirs));
    assert_eq!(plan.consent_link(calendar), None);
    assert_eq!(
        plan.from_address,
        [
            "issuer",
            "subject",
            "customer",
            "calendar_object",
            "calendar_client"
        ]
    );
    let (own, _) = choose(&[("layout", "one"), ("host", "gcp")]).plan(&known());
    assert_eq!(own.from_address, [] as [&str; 0]);
}

#[test]
fn a_plan_that_is_shared_is_the_same_plan_for_whoever_opens_it() {
    for own in [plan(Host::Gcp), handed_over(Host::Azure)] {
        let address = format!("https://x.example/?{}", own.query());
        let choices = Choices::new(pairs(&address).1);
        let anybody = Known {
            tenant: None,
            clients: vec![],
            ..known()
        };
        let (theirs, problems) = choices.plan(&anybody);
        assert_eq!(problems, []);
        assert_eq!(theirs.applications(), own.applications());
        assert_eq!(theirs.credential, own.credential);
        assert_eq!((theirs.home, theirs.customer), (own.home, own.customer));
        assert_eq!(theirs.colleague, own.colleague);
    }
}

/// With one override the others go on with the application for everything else, and settings say so.
#[test]
fn settings_name_each_client_id_by_the_setting_it_came_from() {
    let all = documents::features();
    let printed = |clients: Vec<(Slot, Guid)>| {
        let known = Known {
            clients,
            features: all.clone(),
            ..known()
        };
        let (plan, _) = choose(&[]).plan(&known);
        text_of(&plan, documents::ENVIRONMENT_FILE)
    };
    let (four, five) = (Guid::from_u128(4), Guid::from_u128(5));
    let mixed = printed(vec![(Slot::Data, four), (Slot::Meetings, five)]);
    assert!(mixed.contains(&format!(
        "ANTEROOM_DATA_CLIENT_ID={four}\nANTEROOM_MEETINGS_CLIENT_ID={five}\n"
    )));
    assert!(!mixed.contains("ANTEROOM_CALENDAR_CLIENT_ID"));
    let alone = printed(vec![(Slot::Meetings, five)]);
    assert!(alone.contains(&format!("ANTEROOM_MEETINGS_CLIENT_ID={five}\n")));
    assert!(!alone.contains(&format!("ANTEROOM_DATA_CLIENT_ID={five}")));
}

#[test]
fn choices_survive_the_way_through_an_address() {
    let choices = choose(&[
        ("layout", "one"),
        ("subject", "a&b=c d'\"ä%"),
        ("issuer", ""),
    ]);
    let address = format!("https://x.example/?{}", choices.query());
    assert_eq!(
        pairs(&address).1,
        [
            ("layout".to_owned(), "one".to_owned()),
            ("subject".to_owned(), "a&b=c d'\"ä%".to_owned())
        ]
    );
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
