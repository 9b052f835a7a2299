//! Sign-in by code: the application for sign-in has a credential, too, and gives no id_token through the browser.

use std::collections::BTreeMap;

use trust::documents::{self, Host, Plan, Slot, StepKind};

use super::shape::Manifest;
use super::{handed_over, plan, text_of};

fn by_code(host: Host) -> Plan {
    Plan {
        signin_by_code: true,
        ..plan(host)
    }
}

fn settings(plan: &Plan) -> BTreeMap<String, String> {
    let text = text_of(plan, documents::ENVIRONMENT_FILE);
    let pair = |line: &str| {
        let (name, value) = line.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    text.lines().map(pair).collect()
}

#[test]
fn the_application_for_sign_in_gets_the_credential_and_no_id_tokens() {
    for host in Host::ALL {
        let plan = by_code(host);
        let manifest =
            |name: &str| -> Manifest { serde_json::from_str(&text_of(&plan, name)).unwrap() };
        let implicit = manifest("anteroom-signin.json").web.implicit_grant_settings;
        assert!(!implicit.enable_id_token_issuance, "{host:?}");
        let file = text_of(&plan, "anteroom.tf");
        assert!(
            !file.contains("id_token_issuance_enabled     = true"),
            "{host:?}"
        );
        for name in [
            "anteroom-credential.sh",
            "anteroom-credential.ps1",
            "anteroom-credential.tf",
        ] {
            let text = text_of(&plan, name);
            assert!(
                text.contains("signin") && text.contains("data"),
                "{host:?} {name}"
            );
        }
        let steps = documents::steps(&plan);
        let step = steps.iter().find(|step| step.kind == StepKind::Credential);
        let slots: Vec<Slot> = step
            .unwrap()
            .applications
            .iter()
            .map(|one| one.slot)
            .collect();
        assert_eq!(slots, [Slot::SignIn, Slot::Data]);
    }
}

#[test]
fn settings_name_the_flow_and_its_credential() {
    let told = settings(&by_code(Host::Certificate));
    assert_eq!(told["ANTEROOM_SIGNIN_FLOW"], "code");
    assert_eq!(
        told["ANTEROOM_SIGNIN_CREDENTIAL"],
        told["ANTEROOM_CREDENTIAL"]
    );
    // A table says that of the data alone.
    let told = settings(&by_code(Host::Gcp));
    assert_eq!(told["ANTEROOM_SIGNIN_CREDENTIAL"], "federated-url");
    assert!(!told.contains_key("ANTEROOM_CREDENTIAL"));
    let pod = text_of(&by_code(Host::Kubernetes), "anteroom-pod.yaml");
    assert!(
        pod.contains("name: ANTEROOM_CREDENTIAL\n")
            && pod.contains("name: ANTEROOM_SIGNIN_CREDENTIAL\n")
    );
    let usual = settings(&plan(Host::Certificate));
    assert!(!usual.keys().any(|name| name.starts_with("ANTEROOM_SIGNIN_") && name != "ANTEROOM_SIGNIN_CLIENT_ID"));
}

#[test]
fn without_data_only_sign_in_has_a_credential() {
    let mut plan = by_code(Host::Gcp);
    plan.features.clear();
    let kinds = documents::steps(&plan).into_iter().map(|step| step.kind);
    assert!(kinds.into_iter().any(|kind| kind == StepKind::Credential));
    let told = settings(&plan);
    assert!(!told.contains_key("ANTEROOM_CREDENTIAL"));
    assert_eq!(told["ANTEROOM_SIGNIN_CREDENTIAL"], "federated-url");
    // Nothing that would be tried for data.
    let table = text_of(&plan, "anteroom-credential.toml");
    assert!(!table.contains("order"), "{table}");
    assert!(table.parse::<toml::Table>().unwrap()["credential"]["federated_url"].is_table());
}

#[test]
fn an_application_that_was_handed_over_is_given_its_credential_by_its_object_id() {
    let plan = Plan {
        signin_by_code: true,
        ..handed_over(Host::Aws)
    };
    let object = plan
        .existing_of(Slot::SignIn)
        .object_id
        .unwrap()
        .to_string();
    for name in ["anteroom-credential.sh", "anteroom-credential.ps1"] {
        assert!(text_of(&plan, name).contains(&object), "{name}");
    }
}
