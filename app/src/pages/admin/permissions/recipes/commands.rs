//! The texts of the commands. Whoever runs one may have run another before: what a change replaces is read in the command
//! itself, never taken from what the review saw.

use std::fmt::Write as _;

use model::permission::PermissionKind;
use model::trust::review::{GrantView, ReviewLine};
use model::{ObjectId, TenantId};

use super::About;

pub(super) const GRAPH: &str = "https://graph.microsoft.com/v1.0";

/// Commands that remove one permission.
pub(crate) struct Commands {
    pub(crate) graph: String,
    pub(crate) powershell: String,
    pub(crate) azure: String,
}

/// The commands for a permission; none where not even its resource is known. The ids hold letters, digits, `_` and `-`
/// alone; scopes letters, digits and dots: `microsoft` refuses all others.
pub(crate) fn commands(about: About, line: &ReviewLine) -> Option<Commands> {
    match (line.kind, &line.granted) {
        (PermissionKind::Application, Some(grant)) => Some(assigned(about, grant)),
        (PermissionKind::Application, None) => look_up_assignment(about, line),
        (PermissionKind::Delegated, grant) => delegated(about, line, grant.as_ref()),
    }
}

/// Signs the Azure CLI in to the tenant, whether or not it has a subscription.
pub(super) fn login(tenant: TenantId) -> String {
    format!("az login --tenant {tenant} --allow-no-subscriptions")
}

fn assigned(about: About, grant: &GrantView) -> Commands {
    let (tenant, id, resource) = (about.tenant, &grant.id, grant.resource_id);
    let path = format!("servicePrincipals/{resource}/appRoleAssignedTo/{id}");
    Commands {
        graph: format!("DELETE {GRAPH}/{path}"),
        powershell: format!(
            "Connect-MgGraph -TenantId {tenant} -Scopes AppRoleAssignment.ReadWrite.All\n\
             Remove-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId {resource} -AppRoleAssignmentId {id}"
        ),
        azure: format!(
            "{}\naz rest --method DELETE --url \"{GRAPH}/{path}\"",
            login(tenant)
        ),
    }
}

/// Where the list of grants could not be read, the commands read it with the rights of whoever runs them.
fn look_up_assignment(about: About, line: &ReviewLine) -> Option<Commands> {
    let (tenant, client) = (about.tenant, about.client);
    let guid = line
        .guid
        .map_or_else(|| line.value.clone(), |guid| guid.to_string());
    let (shell, cli) = resource(line, None)?;
    let list = format!("{GRAPH}/servicePrincipals(appId='{client}')/appRoleAssignments");
    Some(Commands {
        graph: format!("GET {list}\nDELETE {list}/ID"),
        powershell: format!(
            "Connect-MgGraph -TenantId {tenant} -Scopes AppRoleAssignment.ReadWrite.All,Application.Read.All\n\
             $app = Get-MgServicePrincipal -Filter \"appId eq '{client}'\"\n\
             {shell}\n\
             Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -All |\n  \
             Where-Object {{ $_.AppRoleId -eq '{guid}' -and $_.ResourceId -eq $resource }} |\n  \
             ForEach-Object {{ Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -AppRoleAssignmentId $_.Id }}"
        ),
        azure: format!(
            "{}\n\
             app=$(az ad sp show --id {client} --query id --output tsv)\n\
             {cli}\n\
             az rest --method GET --url \"{GRAPH}/servicePrincipals/$app/appRoleAssignments\" \\\n  \
             --query \"value[?appRoleId=='{guid}' && resourceId=='$resource'].id\" --output tsv |\n\
             while read -r grant; do\n  \
             az rest --method DELETE --url \"{GRAPH}/servicePrincipals/$app/appRoleAssignments/$grant\" </dev/null\n\
             done",
            login(tenant)
        ),
    })
}

/// A delegated grant holds several scopes, and a change replaces them all. Each of the tenant's grants that names the scope
/// is read, and only this scope taken out: those for everybody and those of single persons.
fn delegated(about: About, line: &ReviewLine, grant: Option<&GrantView>) -> Option<Commands> {
    let (tenant, client, scope) = (about.tenant, about.client, &line.value);
    let (shell, cli) = resource(line, grant.map(|grant| grant.resource_id))?;
    let list = format!("{GRAPH}/servicePrincipals(appId='{client}')/oauth2PermissionGrants");
    let unknown = ["ID".to_owned()];
    let ids: &[String] = match grant {
        Some(grant) if grant.ids.is_empty() => std::slice::from_ref(&grant.id),
        Some(grant) => &grant.ids,
        None => &unknown,
    };
    let mut graph = match grant {
        Some(_) => String::new(),
        None => format!("GET {list}\n"),
    };
    for id in ids {
        let path = format!("{GRAPH}/oauth2PermissionGrants/{id}");
        let _ = write!(
            graph,
            "GET {path}\nPATCH {path}\n{{\"scope\":\"SCOPES\"}}\nDELETE {path}\n"
        );
    }
    Some(Commands {
        graph: graph.trim_end().to_owned(),
        powershell: format!(
            "Connect-MgGraph -TenantId {tenant} -Scopes DelegatedPermissionGrant.ReadWrite.All,Application.Read.All\n\
             $app = Get-MgServicePrincipal -Filter \"appId eq '{client}'\"\n\
             {shell}\n\
             foreach ($grant in Get-MgServicePrincipalOauth2PermissionGrant -ServicePrincipalId $app.Id -All) {{\n  \
             $scopes = @(-split $grant.Scope)\n  \
             if ($grant.ResourceId -ne $resource -or $scopes -notcontains '{scope}') {{ continue }}\n  \
             $rest = @($scopes -ne '{scope}') -join ' '\n  \
             if ($rest) {{ Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id -Scope $rest }}\n  \
             else {{ Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id }}\n\
             }}"
        ),
        azure: format!(
            "{}\n\
             app=$(az ad sp show --id {client} --query id --output tsv)\n\
             {cli}\n\
             az rest --method GET --url \"{GRAPH}/servicePrincipals/$app/oauth2PermissionGrants\" \\\n  \
             --query \"value[?resourceId=='$resource'].[id,scope]\" --output tsv |\n\
             while IFS=$'\\t' read -r grant scopes; do\n  \
             list=$(printf '%s' \"$scopes\" | tr -s ' ' '\\n')\n  \
             printf '%s\\n' \"$list\" | grep -qixF '{scope}' || continue\n  \
             rest=$(printf '%s\\n' \"$list\" | grep -vixF '{scope}' | paste -sd ' ' -)\n  \
             url=\"{GRAPH}/oauth2PermissionGrants/$grant\"\n  \
             if [ -n \"$rest\" ]; then\n    \
             az rest --method PATCH --url \"$url\" --headers \"Content-Type=application/json\" --body \"{{\\\"scope\\\":\\\"$rest\\\"}}\" </dev/null\n  \
             else\n    \
             az rest --method DELETE --url \"$url\" </dev/null\n  \
             fi\n\
             done",
            login(tenant)
        ),
    })
}

/// Lines that set `$resource` to the object id of the resource in the tenant: for PowerShell and for bash.
fn resource(line: &ReviewLine, known: Option<ObjectId>) -> Option<(String, String)> {
    if let Some(id) = known {
        return Some((format!("$resource = '{id}'"), format!("resource='{id}'")));
    }
    let id = line.resource?;
    Some((
        format!("$resource = (Get-MgServicePrincipal -Filter \"appId eq '{id}'\").Id"),
        format!("resource=$(az ad sp show --id {id} --query id --output tsv)"),
    ))
}
