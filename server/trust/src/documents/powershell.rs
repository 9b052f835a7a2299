//! Applications and credentials by PowerShell (modules of Microsoft.Graph), and what only PowerShell can do: policies of
//! Teams, scopes of Exchange.

use super::artefact::{Artefact, Format, artefact};
use super::azure_cli::by_id;
use super::cloud;
use super::manifest;
use super::permissions::exchange_role;
use super::plan::{Application, Plan};
use super::quoting::powershell;
use super::script::{self, Dialect};
use super::slot::Slot;

/// Name of the policy and of the scope that the scripts make.
const OURS: &str = "Anteroom";

fn head(plan: &Plan) -> String {
    let tenant = plan
        .home
        .map(|home| format!(" -TenantId {}", powershell(&home.to_string())))
        .unwrap_or_default();
    format!(
        "#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications\n\
         $ErrorActionPreference = 'Stop'\n\
         Connect-MgGraph{tenant}{} -Scopes 'Application.ReadWrite.All' -NoWelcome\n",
        cloud::graph_argument(plan.cloud())
    )
}

/// Registers the applications.
pub(super) fn register(plan: &Plan) -> Artefact {
    let dialect = Dialect {
        file: ("anteroom-register.ps1", Format::PowerShell),
        head: head(plan),
        one: |_, application| one(application),
        says: |application| {
            let (setting, slot) = (application.slot.setting(), application.slot.as_str());
            format!("'{setting}={{0}}' -f ${slot}.appId\n")
        },
    };
    script::register(plan, dialect)
}

fn one(application: &Application) -> String {
    let slot = application.slot.as_str();
    let manifest = manifest::json(application);
    let send = "-ContentType 'application/json' -Body $manifest";
    let call = match by_id(application) {
        None => format!(
            "${slot} = Invoke-MgGraphRequest -Method POST -Uri 'v1.0/applications' {send}\n"
        ),
        Some(place) => {
            let uri = powershell(&format!("v1.0/{place}"));
            format!(
                "Invoke-MgGraphRequest -Method PATCH -Uri {uri} {send}\n\
                 ${slot} = Invoke-MgGraphRequest -Method GET -Uri {uri}\n"
            )
        }
    };
    format!(
        "$manifest = @'\n{manifest}\n'@\n{call}\
         if (-not (Get-MgServicePrincipal -Filter \"appId eq '$(${slot}.appId)'\")) {{\n  \
         New-MgServicePrincipal -AppId ${slot}.appId | Out-Null\n}}\n\
         '{slot} {{0}}' -f ${slot}.id\n"
    )
}

/// Gives the applications their credential.
pub(super) fn credential(plan: &Plan) -> Option<Artefact> {
    let applications = script::to_be_given(plan)?;
    let mut text = parameters(&applications);
    text.push_str(&head(plan));
    text.push('\n');
    text.push_str(&if plan.credential.is_certificate() {
        "$file = (Resolve-Path './anteroom-certificate.pem').Path\n\
         $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($file)\n\
         $key = @{\n  Type = 'AsymmetricX509Cert'\n  Usage = 'Verify'\n  DisplayName = 'Anteroom'\n  \
         Key = $certificate.RawData\n  StartDateTime = $certificate.NotBefore.ToUniversalTime()\n  \
         EndDateTime = $certificate.NotAfter.ToUniversalTime()\n}\n"
            .to_owned()
    } else {
        let credential = &plan.credential;
        format!(
            "$credential = @{{\n  Name = {}\n  Issuer = {}\n  Subject = {}\n  Audiences = @({})\n}}\n",
            powershell(&credential.name()),
            powershell(&credential.issuer),
            powershell(&credential.subject),
            powershell(&credential.audience),
        )
    });
    for application in &applications {
        let object = object(application);
        text.push_str(&format!("$object = {object}\n"));
        let object = "$object";
        text.push_str(&if plan.credential.is_certificate() {
            format!(
                "$keys = @((Get-MgApplication -ApplicationId {object}).KeyCredentials) + $key\n\
                 Update-MgApplication -ApplicationId {object} -KeyCredentials $keys\n"
            )
        } else {
            format!(
                "New-MgApplicationFederatedIdentityCredential -ApplicationId {object} -BodyParameter $credential | Out-Null\n"
            )
        });
    }
    Some(artefact(
        "anteroom-credential.ps1",
        Format::PowerShell,
        text,
    ))
}

/// Asks for what is not known yet.
fn parameters(applications: &[Application]) -> String {
    let missing: Vec<String> = applications
        .iter()
        .filter(|application| by_id(application).is_none())
        .map(|application| {
            format!(
                "  [Parameter(Mandatory)][guid]${}Object",
                application.slot.as_str()
            )
        })
        .collect();
    if missing.is_empty() {
        String::new()
    } else {
        format!("param(\n{}\n)\n", missing.join(",\n"))
    }
}

fn object(application: &Application) -> String {
    match application.existing.object_id {
        Some(object) => powershell(&object.to_string()),
        None => match application.existing.client_id {
            Some(client) => format!(
                "(Get-MgApplication -Filter {}).Id",
                powershell(&format!("appId eq '{client}'"))
            ),
            None => format!("${}Object", application.slot.as_str()),
        },
    }
}

/// The client id of the application that serves a slot.
fn client(plan: &Plan, slots: &[Slot]) -> Option<(Application, String)> {
    let applications = plan.data_applications();
    let application = slots
        .iter()
        .find_map(|slot| applications.iter().find(|one| one.slot == *slot))?
        .clone();
    let client = match application.existing.client_id {
        Some(client) => powershell(&client.to_string()),
        None => "$ClientId".to_owned(),
    };
    Some((application, client))
}

/// `param(...)` with the client id in front where it is not known.
fn asking(client: &str, more: &str) -> String {
    let first = if client.starts_with('$') {
        "  [Parameter(Mandatory)][guid]$ClientId,\n"
    } else {
        ""
    };
    format!("param(\n{first}{more}\n)\n$ErrorActionPreference = 'Stop'\n")
}

fn customer(plan: &Plan, name: &str) -> String {
    plan.customer
        .map(|tenant| format!(" {name} {}", powershell(&tenant.to_string())))
        .unwrap_or_default()
}

/// Lets the application read meetings of the people named (microsoft.md 8.5).
pub(super) fn teams_policy(plan: &Plan) -> Option<Artefact> {
    if !plan.teams_policy || !plan.reads_meetings() {
        return None;
    }
    // Where there is one per source, that for everything else reads no meetings.
    let (_, client) = client(plan, &[Slot::Meetings, Slot::Teams, Slot::Data])?;
    let text = format!(
        "{}Connect-MicrosoftTeams{}{}\n\
         New-CsApplicationAccessPolicy -Identity '{OURS}' -AppIds {client} -Description '{OURS}'\n\
         foreach ($person in $People) {{\n  Grant-CsApplicationAccessPolicy -PolicyName '{OURS}' -Identity $person\n}}\n\
         Get-CsApplicationAccessPolicy -Identity '{OURS}'\n",
        asking(&client, "  [Parameter(Mandatory)][string[]]$People"),
        customer(plan, "-TenantId"),
        cloud::teams_argument(plan.cloud()),
    );
    Some(artefact(
        "anteroom-teams-policy.ps1",
        Format::PowerShell,
        text,
    ))
}

/// Gives chosen mailboxes in Exchange instead of all of them in Entra (microsoft.md 8.5).
///
/// Exchange knows an application by its service principal, whose object id is asked for: the role that does this may not
/// look it up in Graph by PowerShell without somebody else's consent.
pub(super) fn exchange_scope(plan: &Plan) -> Option<Artefact> {
    if !plan.exchange_scope {
        return None;
    }
    let mut applications = plan.data_applications();
    applications.retain(|application| !application.by_exchange.is_empty());
    if applications.is_empty() {
        return None;
    }
    let mut asked = Vec::new();
    for application in &applications {
        let slot = application.slot.as_str();
        if application.existing.client_id.is_none() {
            asked.push(format!("  [Parameter(Mandatory)][guid]${slot}Client"));
        }
        asked.push(format!("  [Parameter(Mandatory)][guid]${slot}Principal"));
    }
    asked.extend(
        ["Group", "Mailbox"].map(|name| format!("  [Parameter(Mandatory)][string]${name}")),
    );
    let mut text = format!(
        "param(\n{}\n)\n$ErrorActionPreference = 'Stop'\nConnect-ExchangeOnline{}\n\
         $members = (Get-DistributionGroup -Identity $Group).DistinguishedName.Replace(\"'\", \"''\")\n\
         New-ManagementScope -Name '{OURS}' -RecipientRestrictionFilter \"MemberOfGroup -eq '$members'\"\n",
        asked.join(",\n"),
        cloud::exchange_argument(plan.cloud())
    );
    for application in &applications {
        let slot = application.slot.as_str();
        let client = application.existing.client_id.map_or_else(
            || format!("${slot}Client"),
            |client| powershell(&client.to_string()),
        );
        text.push_str(&format!(
            "New-ServicePrincipal -AppId {client} -ObjectId ${slot}Principal -DisplayName {}\n",
            powershell(application.slot.display_name())
        ));
        let mut roles: Vec<&str> = application
            .by_exchange
            .iter()
            .filter_map(exchange_role)
            .collect();
        roles.dedup();
        for role in roles {
            text.push_str(&format!(
                "New-ManagementRoleAssignment -App ${slot}Principal -Role {} -CustomResourceScope '{OURS}'\n",
                powershell(role)
            ));
        }
        text.push_str(&format!(
            "Test-ServicePrincipalAuthorization -Identity ${slot}Principal -Resource $Mailbox\n"
        ));
    }
    Some(artefact(
        "anteroom-exchange-scope.ps1",
        Format::PowerShell,
        text,
    ))
}
