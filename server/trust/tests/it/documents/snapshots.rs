//! The files as they are, to be read by people when they change.

use trust::documents::{self, Host, Plan};

use super::{handed_over, plan};

/// All files of a plan, one behind the other, without the manifests, which stand in the scripts.
fn all(plan: &Plan) -> String {
    told(plan, |name| !name.ends_with(".json"))
}

/// The files of a plan by their names.
fn told(plan: &Plan, wanted: impl Fn(&str) -> bool) -> String {
    documents::files(plan)
        .into_iter()
        .filter(|file| wanted(&file.name))
        .map(|file| format!("==> {}\n{}\n", file.name, file.text))
        .collect()
}

/// Compares with the committed file of this name.
fn compare(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn one_application_on_kubernetes() {
    compare("kubernetes", &all(&plan(Host::Kubernetes)));
}

#[test]
fn one_application_per_source_on_aws_made_by_a_colleague() {
    let wanted = |name: &str| !name.ends_with(".json") && name != "anteroom-register.sh";
    compare("aws-handed-over", &told(&handed_over(Host::Aws), wanted));
}

#[test]
fn a_certificate() {
    let wanted = |name: &str| {
        ["credential", "certificate", ".tf", ".env"]
            .iter()
            .any(|part| name.contains(part))
    };
    compare("certificate", &told(&plan(Host::Certificate), wanted));
}

#[test]
fn what_only_the_place_needs() {
    let mut all = String::new();
    for host in [Host::Azure, Host::Gcp, Host::Github] {
        let mut plan = plan(host);
        plan.features = vec![model::permission::Feature::Calendar];
        plan.exchange_scope = true;
        plan.teams_policy = true;
        for file in documents::files(&plan) {
            let general = file.name.starts_with("anteroom-register")
                || file.name == "anteroom.tf"
                || file.format == documents::Format::Json;
            if !general {
                all.push_str(&format!("==> {host:?} {}\n{}\n", file.name, file.text));
            }
        }
    }
    compare("places", &all);
}
