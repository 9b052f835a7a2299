//! Values as somebody might choose them who means harm, in every language.

use std::io::Write as _;
use std::process::{Command, Stdio};

use hcl::Expression;
use proptest::prelude::*;
use trust::documents::{self, Format, Host, Plan, quoting};

use super::shape::{Federated, Manifest};
use super::{handed_over, plan, powershell, text_of};

const WORST: [&str; 12] = [
    "'",
    "\"",
    "\n",
    "\r\n",
    "$(touch x)",
    "`id`",
    "${file(\"/etc/passwd\")}",
    "%{ if true }",
    "\\",
    "'@\n",
    "END_OF_DOCUMENT\n",
    "\u{2019}; Remove-Item x #",
];

fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(&WORST[..]).prop_map(str::to_owned),
        "[ -~]{0,6}".prop_map(String::from),
        "\\PC{0,3}".prop_map(String::from),
    ];
    // An empty value is no credential and is not written at all.
    proptest::collection::vec(piece, 1..5)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("a value", |value| !value.is_empty())
}

fn with(mut plan: Plan, value: &str) -> Plan {
    plan.credential.issuer = value.to_owned();
    plan.credential.subject = value.to_owned();
    plan.credential.audience = value.to_owned();
    plan.base_url = value.to_owned();
    plan
}

fn federated<'a>(body: &'a hcl::Body, name: &str) -> &'a Expression {
    let block = body
        .blocks()
        .find(|block| {
            block
                .labels
                .first()
                .is_some_and(|label| label.as_str().contains("federated"))
        })
        .unwrap();
    let attribute = block.body.attributes().find(|one| one.key() == name);
    attribute.unwrap().expr()
}

/// Whether an expression is a plain string of this value: no template in it.
fn is(expression: &Expression, value: &str) -> bool {
    matches!(expression, Expression::String(text) if text == value)
}

fn bash(arguments: &[&str], script: &str) -> (bool, String) {
    let mut bash = Command::new("bash")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    bash.stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let answer = bash.wait_with_output().unwrap();
    (
        answer.status.success(),
        String::from_utf8_lossy(&answer.stdout).into_owned(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn terraform_reads_each_value_as_it_was(value in value()) {
        let plan = with(handed_over(Host::Aws), &value);
        let body = hcl::parse(&text_of(&plan, "anteroom-credential.tf")).unwrap();
        for name in ["issuer", "subject"] {
            prop_assert!(is(federated(&body, name), &value), "{name}: {:?}", federated(&body, name));
        }
        let Expression::Array(audiences) = federated(&body, "audiences") else {
            panic!("no list of audiences");
        };
        prop_assert!(audiences.len() == 1 && is(&audiences[0], &value));
    }

    #[test]
    fn json_reads_each_value_as_it_was(value in value()) {
        let plan = with(plan(Host::Aws), &value);
        let text = text_of(&plan, "anteroom-data.json");
        prop_assert!(text.is_ascii());
        let manifest: Manifest = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&manifest.web.redirect_uris[0], &format!("{value}/consent/callback"));
        let script = text_of(&plan, "anteroom-credential.sh");
        let json = script.split("<<'END_OF_DOCUMENT'\n").nth(1).unwrap();
        let json = json.split("\nEND_OF_DOCUMENT\n").next().unwrap();
        let federated: Federated = serde_json::from_str(json).unwrap();
        prop_assert_eq!(federated.name, "anteroom-aws");
        prop_assert_eq!(&federated.issuer, &value);
        prop_assert_eq!(&federated.subject, &value);
        prop_assert_eq!(&federated.audiences, &[value]);
    }

    #[test]
    fn powershell_reads_each_value_as_it_was(value in value()) {
        let plan = with(plan(Host::Aws), &value);
        let strings = powershell::strings(&text_of(&plan, "anteroom-credential.ps1"));
        prop_assert_eq!(strings.iter().filter(|text| **text == value).count(), 3, "{:?}", strings);
        let strings = powershell::strings(&text_of(&plan, "anteroom-register.ps1"));
        let manifests = strings.iter().filter(|text| serde_json::from_str::<Manifest>(text).is_ok());
        prop_assert_eq!(manifests.count(), 2);
    }

    #[test]
    fn a_pod_reads_each_value_as_it_was(value in value()) {
        let plan = with(plan(Host::Kubernetes), &value);
        let text = text_of(&plan, "anteroom-pod.yaml");
        let line = text.lines().find_map(|line| line.trim().strip_prefix("audience: ")).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(line).unwrap(), value);
    }

    #[test]
    fn settings_read_each_value_as_it_was(value in value()) {
        let plan = with(plan(Host::Gcp), &value);
        let table: toml::Table = text_of(&plan, "anteroom-credential.toml").parse().unwrap();
        let url = table["credential"]["federated_url"]["url"].as_str().unwrap();
        let url = reqwest::Url::parse(url).unwrap();
        let audience = url.query_pairs().find(|(name, _)| name == "audience").unwrap().1.into_owned();
        prop_assert_eq!(audience, value);
    }
}

/// One shell for all: each value is printed back with NUL behind it.
#[test]
fn a_shell_reads_each_value_as_it_was() {
    let values: Vec<String> = WORST
        .iter()
        .map(|worst| format!("{worst}x"))
        .chain([WORST.concat()])
        .collect();
    let script: String = values
        .iter()
        .map(|value| format!("printf '%s\\0' {}\n", quoting::shell(value)))
        .collect();
    let (good, printed) = bash(&["-s"], &script);
    assert!(good);
    let printed: Vec<&str> = printed.trim_end_matches('\0').split('\0').collect();
    assert_eq!(printed, values);
}

#[test]
fn every_script_is_one_that_bash_can_read() {
    let mut scripts = 0;
    for host in Host::ALL {
        for plan in [
            plan(host),
            handed_over(host),
            with(plan(host), &WORST.concat()),
        ] {
            for file in documents::files(&plan) {
                if file.format == Format::Shell {
                    let (good, _) = bash(&["-n"], &file.text);
                    assert!(good, "{host:?} {}\n{}", file.name, file.text);
                    scripts += 1;
                }
            }
        }
    }
    assert!(scripts >= 2 * 3 * Host::ALL.len(), "{scripts}");
}

#[test]
fn every_terraform_file_parses_and_makes_what_was_planned() {
    for host in Host::ALL {
        for plan in [plan(host), handed_over(host)] {
            let body = hcl::parse(&text_of(&plan, "anteroom.tf")).unwrap();
            let given = hcl::parse(&text_of(&plan, "anteroom-credential.tf")).unwrap();
            let count = |body: &hcl::Body, kind: &str| {
                let of_kind = |block: &&hcl::Block| {
                    block
                        .labels
                        .first()
                        .is_some_and(|label| label.as_str() == kind)
                };
                body.blocks().filter(of_kind).count()
            };
            let applications = plan.applications().len();
            assert_eq!(count(&body, "azuread_application"), applications);
            assert_eq!(count(&body, "azuread_service_principal"), applications);
            let credentials = count(&given, "azuread_application_federated_identity_credential")
                + count(&given, "azuread_application_certificate");
            assert_eq!(credentials, applications - 1, "{host:?}");
        }
    }
}
