//! What goes into Anteroom's own settings and to the place it runs at.

use model::Guid;

use super::artefact::{Artefact, Format, artefact};
use super::cloud::Cloud;
use super::host::{AWS_TOKEN_FILE, Host, TOKEN_FILE};
use super::plan::Plan;
use super::quoting::{self, json, shell};

/// Name of the file with our settings.
pub const ENVIRONMENT_FILE: &str = "anteroom.env";

const CREDENTIAL: &str = "ANTEROOM_CREDENTIAL";

/// Client ids and credential as environment variables. An id that is not known stays empty, which counts as not set.
pub(super) fn environment(plan: &Plan) -> Artefact {
    let applications = plan.applications();
    let mut text: String = applications
        .iter()
        .map(|application| {
            let client = application.existing.client_id;
            format!(
                "{}={}\n",
                application.slot.setting(),
                client.map(|id: Guid| id.to_string()).unwrap_or_default()
            )
        })
        .collect();
    for (name, value) in credentials(plan) {
        // Where there is a table, it says this one.
        if !(name == CREDENTIAL && plan.credential.has_table()) {
            text.push_str(&format!("{name}={value}\n"));
        }
    }
    if plan.cloud() != Cloud::Worldwide {
        text.push_str(&format!(
            "ANTEROOM_AUTHORITY={}\nANTEROOM_GRAPH_URL={}\n",
            plan.authority, plan.graph_url
        ));
    }
    artefact(ENVIRONMENT_FILE, Format::Environment, text)
}

/// The settings that say how applications prove who they are: for data, and for sign-in where people sign in by a code.
fn credentials(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if !plan.data_applications().is_empty() {
        all.push((CREDENTIAL, plan.credential.setting()));
    }
    if plan.signin_by_code {
        all.push(("ANTEROOM_SIGNIN_FLOW", "code".to_owned()));
        all.push(("ANTEROOM_SIGNIN_CREDENTIAL", plan.credential.setting()));
    }
    all
}

/// What the place needs besides: a token for the pod, an address to fetch it from, a command that renews it, a key.
pub(super) fn place(plan: &Plan) -> Vec<Artefact> {
    if plan.credential_applications().is_empty() {
        return vec![];
    }
    let audience = &plan.credential.audience;
    vec![match plan.credential.host {
        Host::Azure => return vec![],
        Host::Kubernetes => artefact("anteroom-pod.yaml", Format::Yaml, pod(plan)),
        Host::Gcp => artefact(
            "anteroom-credential.toml",
            Format::Toml,
            format!(
                "{}[credential.federated_url]\n\
                 url = \"http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity?audience={}&format=full\"\n\
                 headers = {{ Metadata-Flavor = \"Google\" }}\n",
                order(plan),
                quoting::query(audience)
            ),
        ),
        Host::Github => {
            let permissions = "permissions:\n  id-token: write\n  contents: read\n".to_owned();
            return vec![
                artefact("anteroom-workflow.yaml", Format::Yaml, permissions),
                artefact("anteroom-workflow.sh", Format::Shell, workflow(plan)),
            ];
        }
        Host::Aws => return aws(plan),
        Host::Certificate => artefact(
            "anteroom-certificate.sh",
            Format::Shell,
            "#!/usr/bin/env bash\nset -euo pipefail\numask 077\n\
             openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 365 -subj '/CN=Anteroom' \\\n  \
             -keyout anteroom-key.pem -out anteroom-certificate.pem\n\
             mkdir -p keys\ncat anteroom-certificate.pem anteroom-key.pem >keys/anteroom.pem\nrm anteroom-key.pem\n\
             openssl x509 -in anteroom-certificate.pem -noout -dates\n"
                .to_owned(),
        ),
    }]
}

/// A machine of AWS: what its account and role have to allow, the command that fetches a token, and the timer that
/// fetches the next one well before the hour is over.
fn aws(plan: &Plan) -> Vec<Artefact> {
    let credential = &plan.credential;
    let role = credential
        .subject
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or("anteroom");
    let role = shell(role);
    let policy = format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{{\n    \"Effect\": \"Allow\",\n    \
         \"Action\": \"sts:GetWebIdentityToken\",\n    \"Resource\": \"*\",\n    \"Condition\": {{\n      \
         \"ForAllValues:StringEquals\": {{ \"sts:IdentityTokenAudience\": {} }},\n      \
         \"Null\": {{ \"sts:IdentityTokenAudience\": \"false\" }},\n      \
         \"StringEquals\": {{ \"sts:SigningAlgorithm\": \"RS256\" }},\n      \
         \"NumericLessThanEquals\": {{ \"sts:DurationSeconds\": 3600 }}\n    }}\n  }}]\n}}",
        json(&credential.audience)
    );
    let account = format!(
        "#!/usr/bin/env bash\nset -euo pipefail\n\n\
         # Changes the whole account: from now on its roles may ask for tokens, as far as a policy lets them.\n\
         aws iam enable-outbound-web-identity-federation\n\
         aws iam put-role-policy --role-name {role} --policy-name anteroom-token --policy-document \"$(cat <<'END_OF_DOCUMENT'\n\
         {policy}\nEND_OF_DOCUMENT\n)\"\n"
    );
    let token = format!(
        "#!/usr/bin/env bash\nset -euo pipefail\numask 077\nmkdir -p {folder}\n\
         # The global endpoint gives no such tokens.\nexport AWS_STS_REGIONAL_ENDPOINTS=regional\n\
         aws sts get-web-identity-token --audience {} --signing-algorithm RS256 --duration-seconds 3600 \\\n  \
         --query WebIdentityToken --output text >{file}.new\nmv {file}.new {file}\n",
        shell(&credential.audience),
        folder = AWS_TOKEN_FILE
            .rsplit_once('/')
            .map_or(".", |(folder, _)| folder),
        file = AWS_TOKEN_FILE
    );
    let timer = "#!/usr/bin/env bash\nset -euo pipefail\n\n\
         # The account that Anteroom runs as, which alone reads the token.\nuser=\"${1:-anteroom}\"\n\
         install -m 755 anteroom-aws-token.sh /usr/local/bin/anteroom-aws-token.sh\n\
         cat >/etc/systemd/system/anteroom-aws-token.service <<END_OF_DOCUMENT\n[Unit]\nDescription=Token for Anteroom\n\
         Wants=network-online.target\nAfter=network-online.target\n\n[Service]\nType=oneshot\nUser=$user\n\
         RuntimeDirectory=anteroom\nRuntimeDirectoryPreserve=yes\nExecStart=/usr/local/bin/anteroom-aws-token.sh\nEND_OF_DOCUMENT\n\
         cat >/etc/systemd/system/anteroom-aws-token.timer <<'END_OF_DOCUMENT'\n[Unit]\nDescription=Token for Anteroom\n\n\
         [Timer]\nOnBootSec=5s\nOnUnitActiveSec=20min\n\n[Install]\nWantedBy=timers.target\nEND_OF_DOCUMENT\n\
         systemctl daemon-reload\nsystemctl enable --now anteroom-aws-token.timer\nsystemctl start anteroom-aws-token.service\n"
        .to_owned();
    [
        ("anteroom-aws-account.sh", account),
        ("anteroom-aws-token.sh", token),
        ("anteroom-aws-timer.sh", timer),
    ]
    .map(|(name, text)| artefact(name, Format::Shell, text))
    .into()
}

/// A pod's part: a token made for the exchange, renewed by the kubelet.
fn pod(plan: &Plan) -> String {
    let (folder, file) = TOKEN_FILE.rsplit_once('/').unwrap_or(("", TOKEN_FILE));
    let account = plan
        .credential
        .subject
        .rsplit(':')
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or("anteroom");
    let variable = |(name, value): (&str, String)| {
        format!(
            "        - name: {name}\n          value: {}\n",
            json(&value)
        )
    };
    let variables: String = credentials(plan).into_iter().map(variable).collect();
    format!(
        "spec:\n  serviceAccountName: {}\n  containers:\n    - name: anteroom\n      env:\n{}      volumeMounts:\n        \
         - name: azure-identity-token\n          mountPath: {}\n          readOnly: true\n  volumes:\n    \
         - name: azure-identity-token\n      projected:\n        sources:\n          - serviceAccountToken:\n              \
         audience: {}\n              expirationSeconds: 3600\n              path: {}\n",
        json(account),
        variables,
        json(folder),
        json(&plan.credential.audience),
        json(file),
    )
}

/// A workflow's token is fetched with the address and the key of its own run.
fn workflow(plan: &Plan) -> String {
    format!(
        "#!/usr/bin/env bash\nset -euo pipefail\numask 077\n\
         cat >anteroom-credential.toml <<END_OF_DOCUMENT\n{}\
         [credential.federated_url]\nurl = \"${{ACTIONS_ID_TOKEN_REQUEST_URL:?}}&audience={}\"\npointer = \"/value\"\n\
         headers = {{ Authorization = \"Bearer ${{ACTIONS_ID_TOKEN_REQUEST_TOKEN:?}}\" }}\nEND_OF_DOCUMENT\n",
        order(plan),
        quoting::query(&plan.credential.audience)
    )
}

/// Which credential the applications for data try; none where there are none of these.
fn order(plan: &Plan) -> &'static str {
    if plan.data_applications().is_empty() {
        ""
    } else {
        "[credential]\norder = [\"federated-url\"]\n\n"
    }
}
