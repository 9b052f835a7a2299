//! Applications and credentials by PowerShell (modules of Microsoft.Graph), and what only PowerShell can do: policies of
//! Teams, scopes of Exchange.

use super::artefact::{Artefact, Format, artefact};
use super::manifest;
use super::permissions::exchange_role;
use super::plan::{Application, Plan, Slot};
use super::quoting::powershell;

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
         Connect-MgGraph{tenant} -Scopes 'Application.ReadWrite.All' -NoWelcome\n"
    )
}

/// Registers the applications.
pub(super) fn register(plan: &Plan) -> Artefact {
    let mut text = head(plan);
    let applications = plan.applications();
    for application in &applications {
        text.push('\n');
        text.push_str(&one(application));
    }
    text.push('\n');
    for application in &applications {
        text.push_str(&format!(
            "'{}={{0}}' -f ${}.appId\n",
            application.slot.setting(),
            application.slot.as_str()
        ));
    }
    artefact("anteroom-register.ps1", Format::PowerShell, text)
}

fn one(application: &Application) -> String {
    let slot = application.slot.as_str();
    let manifest = manifest::json(application);
    let send = "-ContentType 'application/json' -Body $manifest";
    let call = match application.existing.object_id {
        None => format!(
            "${slot} = Invoke-MgGraphRequest -Method POST -Uri 'v1.0/applications' {send}\n"
        ),
        Some(object) => {
            let uri = powershell(&format!("v1.0/applications/{object}"));
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

/// Gives the data applications their credential.
pub(super) fn credential(plan: &Plan) -> Option<Artefact> {
    let applications = plan.data_applications();
    if applications.is_empty() || !plan.credential.is_complete() {
        return None;
    }
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
        .filter(|application| application.existing.object_id.is_none())
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
        None => format!("${}Object", application.slot.as_str()),
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
    if !plan.teams_policy {
        return None;
    }
    let (_, client) = client(plan, &[Slot::Teams, Slot::Data, Slot::Meetings])?;
    let text = format!(
        "{}Connect-MicrosoftTeams{}\n\
         New-CsApplicationAccessPolicy -Identity '{OURS}' -AppIds {client} -Description '{OURS}'\n\
         foreach ($person in $People) {{\n  Grant-CsApplicationAccessPolicy -PolicyName '{OURS}' -Identity $person\n}}\n\
         Get-CsApplicationAccessPolicy -Identity '{OURS}'\n",
        asking(&client, "  [Parameter(Mandatory)][string[]]$People"),
        customer(plan, "-TenantId"),
    );
    Some(artefact(
        "anteroom-teams-policy.ps1",
        Format::PowerShell,
        text,
    ))
}

/// Gives chosen mailboxes in Exchange instead of all of them in Entra (microsoft.md 8.5).
pub(super) fn exchange_scope(plan: &Plan) -> Option<Artefact> {
    if !plan.exchange_scope {
        return None;
    }
    let applications = plan.data_applications();
    let application = applications
        .iter()
        .find(|application| !application.by_exchange.is_empty())?;
    let (_, client) = client(plan, &[application.slot])?;
    let mut roles: Vec<&str> = application
        .by_exchange
        .iter()
        .filter_map(exchange_role)
        .collect();
    roles.dedup();
    let assign: String = roles
        .iter()
        .map(|role| {
            format!(
                "New-ManagementRoleAssignment -App $principal.Id -Role {} -CustomResourceScope '{OURS}'\n",
                powershell(role)
            )
        })
        .collect();
    let text = format!(
        "{}Connect-MgGraph{} -Scopes 'Application.Read.All' -NoWelcome\n\
         $principal = Get-MgServicePrincipal -Filter (\"appId eq '{{0}}'\" -f {client})\n\
         Connect-ExchangeOnline\n\
         $members = (Get-DistributionGroup -Identity $Group).DistinguishedName.Replace(\"'\", \"''\")\n\
         New-ServicePrincipal -AppId $principal.AppId -ObjectId $principal.Id -DisplayName {}\n\
         New-ManagementScope -Name '{OURS}' -RecipientRestrictionFilter \"MemberOfGroup -eq '$members'\"\n{assign}\
         Test-ServicePrincipalAuthorization -Identity $principal.Id -Resource $Mailbox\n",
        asking(
            &client,
            "  [Parameter(Mandatory)][string]$Group,\n  [Parameter(Mandatory)][string]$Mailbox"
        ),
        customer(plan, "-TenantId"),
        powershell(application.slot.display_name()),
    );
    Some(artefact(
        "anteroom-exchange-scope.ps1",
        Format::PowerShell,
        text,
    ))
}
