//! The scripts of the steps, run in their order in one folder against stand-ins for the tools they call, which keep what
//! they were told and refuse what the real ones refuse.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use model::Guid;
use trust::documents::{self, Existing, Format, Host, Layout, Plan, Slot};

use super::{HOME, plan};

/// Azure CLI, as far as the scripts use it. Applications are numbered; credentials are taken once.
const AZ: &str = r#"#!/usr/bin/env bash
set -euo pipefail
printf '%s\n' "$*" >>"$STATE/calls"
value() { local name=$1; shift; while [ $# -gt 1 ]; do if [ "$1" = "$name" ]; then printf '%s' "$2"; return; fi; shift; done; }
ids() { printf '00000000-0000-4000-8000-%012d 00000000-0000-4000-9000-%012d\n' "$1" "$1"; }
number() { grep -oE '[0-9]{12}' <<<"$1" | tail -1 | sed 's/^0*//'; }
case "$1 $2" in
'cloud show') printf '%s\n' "$CLOUD" ;;
'account show') printf '%s\n' "$TENANT" ;;
'rest --method')
  body="$(value --body "$@")"
  [ -z "$body" ] || [ -s "${body#@}" ]
  case "$3" in
  POST) n=$(($(cat "$STATE/count" 2>/dev/null || echo 0) + 1)); echo "$n" >"$STATE/count"; ids "$n" ;;
  GET) ids "$(number "$(value --url "$@")")" ;;
  esac ;;
'ad sp')
  n="$(number "$(value --id "$@")")"
  case "$3" in
  show) [ -e "$STATE/sp-$n" ] || exit 3; [ -z "$(value --query "$@")" ] || echo "principal-$n" ;;
  create) [ ! -e "$STATE/sp-$n" ]; touch "$STATE/sp-$n" ;;
  esac ;;
'ad app')
  n="$(number "$(value --id "$@")")"
  case "$3" in
  show) ids "$n" | cut -d' ' -f1 ;;
  credential) file="$(value --cert "$@")"; [ -s "${file#@}" ]; [ ! -e "$STATE/credential-$n" ]; touch "$STATE/credential-$n" ;;
  federated-credential) file="$(value --parameters "$@")"; [ -s "${file#@}" ]; [ ! -e "$STATE/credential-$n" ]; touch "$STATE/credential-$n" ;;
  esac ;;
*) exit 64 ;;
esac
"#;

/// OpenSSL, which writes what it is told to write.
const OPENSSL: &str = r#"#!/usr/bin/env bash
set -euo pipefail
while [ $# -gt 0 ]; do
  case "$1" in
  -keyout | -out) printf 'made\n' >"$2"; shift ;;
  -in) [ -s "$2" ]; shift ;;
  esac
  shift
done
"#;

/// Scripts that need the machine or the account itself.
const ELSEWHERE: [&str; 3] = [
    "anteroom-aws-account.sh",
    "anteroom-aws-token.sh",
    "anteroom-aws-timer.sh",
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("az", AZ), ("openssl", OPENSSL)] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        std::fs::create_dir(folder.path().join("state")).unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn made(&self, name: &str) -> bool {
        self.path().join("work").join(name).exists()
    }

    /// Runs a script; what it printed as names and values stands in the environment of the next.
    fn run(&self, text: &str, known: &mut BTreeMap<String, String>) {
        let path = std::env::var("PATH").unwrap();
        let answer = Command::new("bash")
            .args(["-c", text])
            .current_dir(self.path().join("work"))
            .env("PATH", format!("{}:{path}", self.path().display()))
            .env("STATE", self.path().join("state"))
            .env("TENANT", HOME.to_string())
            .env("CLOUD", "AzureUSGovernment")
            .env(
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                "https://issuer.example/?a=1",
            )
            .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "x")
            .envs(known.iter())
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(answer.status.success(), "{error}\n{text}");
        for line in String::from_utf8_lossy(&answer.stdout).lines() {
            if let Some((name, value)) = line.split_once(['=', ' ']) {
                known.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Runs all steps in order and returns what they printed.
    fn follow(&self, plan: &Plan) -> BTreeMap<String, String> {
        let mut known = BTreeMap::new();
        for file in documents::files(plan) {
            for name in read_by(&file.text) {
                // Shell scripts make their own as they run.
                assert!(
                    file.format == Format::Shell || self.made(name),
                    "{} reads {name}, which nothing has made before",
                    file.name
                );
            }
            if file.format == Format::Shell && !ELSEWHERE.contains(&file.name.as_str()) {
                self.run(&file.text, &mut known);
            }
        }
        known
    }

    fn state(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join("state").join(name)).unwrap_or_default()
    }

    fn credentials(&self) -> usize {
        let files = std::fs::read_dir(self.path().join("state")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("credential-")).count()
    }
}

/// Files of the folder that a text reads.
fn read_by(text: &str) -> Vec<&str> {
    ["${path.module}/", "Resolve-Path './", "--cert @"]
        .into_iter()
        .flat_map(|before| text.split(before).skip(1))
        .filter_map(|rest| rest.split(['"', '\'', ' ', '\n']).next())
        .collect()
}

/// The plan of somebody who enters the client ids that the first run printed, and no object ids.
fn with_clients(mut plan: Plan, known: &BTreeMap<String, String>) -> Plan {
    for slot in Slot::ALL {
        if let Some(client) = known.get(slot.setting()) {
            let existing = Existing {
                object_id: None,
                client_id: Some(Guid::parse(client).unwrap()),
            };
            plan.existing.push((slot, existing));
        }
    }
    plan
}

#[test]
fn the_scripts_of_all_steps_run_one_after_the_other_and_need_nothing_that_comes_later() {
    for host in Host::ALL {
        for layout in [Layout::One, Layout::PerSource] {
            let plan = Plan {
                layout,
                exchange_scope: true,
                ..plan(host)
            };
            let folder = Folder::new();
            let known = folder.follow(&plan);
            let count = plan.applications().len();
            assert_eq!(folder.state("count").trim(), count.to_string(), "{host:?}");
            assert_eq!(folder.credentials(), count - 1, "{host:?}");
            for application in plan.applications() {
                assert!(known.contains_key(application.slot.setting()));
            }
            if host == Host::Certificate {
                let place = documents::host::CERTIFICATE_FILE;
                assert!(folder.made(place) && !folder.made("anteroom-key.pem"));
            }
        }
    }
}

#[test]
fn whoever_knows_the_client_ids_alone_changes_the_applications_and_makes_no_others() {
    for layout in [Layout::One, Layout::PerSource] {
        let plan = Plan {
            layout,
            ..plan(Host::Kubernetes)
        };
        let folder = Folder::new();
        let known = folder.follow(&plan);
        let again = with_clients(plan.clone(), &known);
        for name in ["anteroom-register.sh", "anteroom-register.ps1"] {
            let text = super::text_of(&again, name);
            assert!(!text.contains("POST"), "{name}");
            assert!(text.contains("applications(appId='"), "{name}");
        }
        let count = folder.state("count");
        let mut second = BTreeMap::new();
        folder.run(&super::text_of(&again, "anteroom-register.sh"), &mut second);
        assert_eq!(folder.state("count"), count);
        for application in plan.applications() {
            let setting = application.slot.setting();
            assert_eq!(second.get(setting), known.get(setting));
        }
        let terraform = super::text_of(&again, "anteroom.tf");
        assert!(!terraform.contains("resource \""), "{terraform}");
        let names: Vec<String> = documents::files(&again)
            .into_iter()
            .map(|file| file.name)
            .collect();
        assert!(!names.contains(&"anteroom-credential.tf".to_owned()));
    }
}

#[test]
fn sign_in_by_code_is_given_its_credential_by_the_same_scripts_in_any_cloud() {
    for host in Host::ALL {
        let government = documents::Cloud::UsGovernment;
        let plan = Plan {
            signin_by_code: true,
            authority: government.authority().to_owned(),
            graph_url: government.graph().to_owned(),
            ..plan(host)
        };
        let folder = Folder::new();
        folder.follow(&plan);
        assert_eq!(folder.credentials(), plan.applications().len(), "{host:?}");
    }
}

#[test]
fn a_script_for_another_cloud_than_that_of_azure_cli_changes_nothing() {
    let china = documents::Cloud::China;
    let plan = Plan {
        authority: china.authority().to_owned(),
        graph_url: china.graph().to_owned(),
        ..plan(Host::Certificate)
    };
    let folder = Folder::new();
    let text = super::text_of(&plan, "anteroom-register.sh");
    let path = std::env::var("PATH").unwrap();
    let answer = Command::new("bash")
        .args(["-c", &text])
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .env("STATE", folder.path().join("state"))
        .env("CLOUD", "AzureCloud")
        .output()
        .unwrap();
    assert_eq!(answer.status.code(), Some(1));
    let told = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert_eq!(told, "az cloud set --name AzureChinaCloud\n");
    assert_eq!(folder.state("count"), "");
}
