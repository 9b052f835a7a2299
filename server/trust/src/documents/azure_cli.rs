//! Applications and credentials by Azure CLI, as a script for bash.

use model::Guid;

use super::artefact::{Artefact, Format, artefact};
use super::cloud;
use super::host::Credential;
use super::plan::{Application, Plan};
use super::quoting::shell;
use super::script::{self, Dialect};
use super::{federated, manifest};

/// What every script begins with: stop at the first failure, and be in the right cloud and tenant.
fn start(plan: &Plan, tenant: Option<Guid>) -> String {
    let mut text = "#!/usr/bin/env bash\nset -euo pipefail\n\n".to_owned();
    text.push_str(&cloud::azure_cli(plan.cloud()));
    if let Some(home) = tenant {
        text.push_str(&format!(
            "home={}\nsignedin=\"$(az account show --query tenantId --output tsv)\"\n\
             if [ \"$signedin\" != \"$home\" ]; then\n  printf 'az login --allow-no-subscriptions --tenant %s\\n' \"$home\" >&2\n  exit 1\nfi\n",
            shell(&home.to_string())
        ));
    }
    text
}

fn head(plan: &Plan) -> String {
    let mut text = start(plan, plan.home);
    let graph = shell(&format!("{}/v1.0", plan.cloud().graph()));
    text.push_str(&format!("graph={graph}\n"));
    text.push_str("work=\"$(mktemp -d)\"\ntrap 'rm -rf \"$work\"' EXIT\n");
    // A new application is known everywhere only after a while.
    text.push_str(
        "\nrepeat() {\n  for pause in 5 10 20 40; do\n    if \"$@\"; then return 0; fi\n    sleep \"$pause\"\n  done\n  \"$@\"\n}\n",
    );
    text
}

/// Registers the applications.
pub(super) fn register(plan: &Plan) -> Artefact {
    let dialect = Dialect {
        file: ("anteroom-register.sh", Format::Shell),
        head: head(plan),
        one,
        says: |application| {
            let (setting, slot) = (application.slot.setting(), application.slot.as_str());
            format!("printf '%s=%s\\n' {setting} \"${slot}_client\"\n")
        },
    };
    script::register(plan, dialect)
}

fn one(plan: &Plan, application: &Application) -> String {
    let resource = cloud::azure_cli_resource(plan.cloud());
    let slot = application.slot.as_str();
    let manifest = document(
        &format!("anteroom-{slot}.json"),
        &manifest::json(application),
    );
    let send = format!(
        "--headers 'Content-Type=application/json' --body \"@$work/anteroom-{slot}.json\"{resource}"
    );
    let ids = format!("--query \"join(' ', [id, appId])\" --output tsv{resource}");
    let answer = match by_id(application) {
        None => format!(
            "answer=\"$(az rest --method POST --url \"$graph/applications\" {send} {ids})\"\n"
        ),
        Some(place) => format!(
            "az rest --method PATCH --url \"$graph/{place}\" {send}\n\
             answer=\"$(az rest --method GET --url \"$graph/{place}\" {ids})\"\n"
        ),
    };
    format!(
        "{manifest}{answer}read -r {slot}_object {slot}_client <<<\"$answer\"\n\
         if ! az ad sp show --id \"${slot}_client\" --output none 2>/dev/null; then\n  \
         repeat az ad sp create --id \"${slot}_client\" --output none\nfi\n\
         printf '%s %s\\n' {slot}_object \"${slot}_object\"\n"
    )
}

/// Where Graph has an application that exists: by its object id, else by its client id.
pub(super) fn by_id(application: &Application) -> Option<String> {
    let existing = application.existing;
    let by_object = existing.object_id.map(|id| format!("applications/{id}"));
    by_object.or_else(|| {
        let client = existing.client_id?;
        Some(format!("applications(appId='{client}')"))
    })
}

/// Makes an application known in the tenant that consents, where it asks for nothing there is to consent to.
pub(super) fn principal(plan: &Plan, application: &Application) -> Artefact {
    let slot = application.slot.as_str();
    let client = application.existing.client_id.map_or_else(
        || format!("\"${{{}:?}}\"", application.slot.setting()),
        |id| shell(&id.to_string()),
    );
    let text = format!(
        "{}\nclient={client}\nif ! az ad sp show --id \"$client\" --output none 2>/dev/null; then\n  \
         az ad sp create --id \"$client\" --output none\nfi\n\
         printf '%s ' {slot}_principal\naz ad sp show --id \"$client\" --query id --output tsv\n",
        start(plan, plan.customer)
    );
    artefact(format!("anteroom-principal-{slot}.sh"), Format::Shell, text)
}

/// A file of the script's own folder, from a here-document in which nothing is expanded.
fn document(name: &str, json: &str) -> String {
    format!("cat >\"$work/{name}\" <<'END_OF_DOCUMENT'\n{json}\nEND_OF_DOCUMENT\n")
}

/// Gives the applications their credential. Object ids that are not known stand as variables to fill in.
pub(super) fn credential(plan: &Plan) -> Option<Artefact> {
    let applications = script::to_be_given(plan)?;
    let mut text = head(plan);
    text.push('\n');
    for application in &applications {
        text.push_str(&id_line(application));
    }
    text.push('\n');
    if !plan.credential.is_certificate() {
        text.push_str(&document(
            "credential.json",
            &federated::json(&plan.credential),
        ));
    }
    for application in &applications {
        text.push_str(&give(application, &plan.credential));
    }
    Some(artefact("anteroom-credential.sh", Format::Shell, text))
}

fn id_line(application: &Application) -> String {
    let slot = application.slot.as_str();
    match application.existing.object_id {
        Some(object) => format!("{slot}_object={}\n", shell(&object.to_string())),
        None => match application.existing.client_id {
            Some(client) => format!(
                "{slot}_object=\"$(az ad app show --id {} --query id --output tsv)\"\n",
                shell(&client.to_string())
            ),
            None => format!("{slot}_object=\"${{{slot}_object:?}}\"\n"),
        },
    }
}

fn give(application: &Application, credential: &Credential) -> String {
    let slot = application.slot.as_str();
    if credential.is_certificate() {
        format!(
            "repeat az ad app credential reset --id \"${slot}_object\" --cert @anteroom-certificate.pem --append --output none\n"
        )
    } else {
        format!(
            "repeat az ad app federated-credential create --id \"${slot}_object\" --parameters \"@$work/credential.json\" --output none\n"
        )
    }
}
