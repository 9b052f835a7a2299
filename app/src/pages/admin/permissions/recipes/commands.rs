//! The texts of the commands. Whoever runs one may have run another before: what a change replaces is read in the command
//! itself, never taken from what the review saw.

use std::fmt::Write as _;

use model::ObjectId;
use model::permission::PermissionKind;
use model::trust::review::{GrantView, ReviewLine};
use trust::documents::cloud::{azure_cli_name, azure_cli_resource, graph_argument};

use super::About;

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

impl About {
    /// Base of Graph in the cloud.
    pub(crate) fn graph(self) -> String {
        format!("{}/v1.0", self.cloud.graph())
    }

    /// Sets the Azure CLI to the cloud and signs it in to the tenant, whether or not it has a subscription.
    pub(super) fn login(self) -> String {
        let cloud = azure_cli_name(self.cloud)
            .map_or_else(String::new, |name| format!("az cloud set --name {name}\n"));
        format!(
            "{cloud}az login --tenant {} --allow-no-subscriptions",
            self.tenant
        )
    }

    /// Signs PowerShell in to Graph.
    pub(super) fn connect(self, scopes: &str) -> String {
        let cloud = graph_argument(self.cloud);
        format!(
            "Connect-MgGraph -TenantId {}{cloud} -Scopes {scopes}",
            self.tenant
        )
    }

    /// What `az rest` has to be told besides.
    pub(super) fn rest_argument(self) -> String {
        azure_cli_resource(self.cloud)
    }
}

fn assigned(about: About, grant: &GrantView) -> Commands {
    let (id, resource) = (&grant.id, grant.resource_id);
    let url = format!(
        "{}/servicePrincipals/{resource}/appRoleAssignedTo/{id}",
        about.graph()
    );
    Commands {
        graph: format!("DELETE {url}"),
        powershell: format!(
            "{}\n\
             Remove-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId {resource} -AppRoleAssignmentId {id}",
            about.connect("AppRoleAssignment.ReadWrite.All")
        ),
        azure: format!(
            "{}\naz rest --method DELETE --url \"{url}\"{}",
            about.login(),
            about.rest_argument()
        ),
    }
}

/// Where the list of grants could not be read, the commands read it with the rights of whoever runs them.
fn look_up_assignment(about: About, line: &ReviewLine) -> Option<Commands> {
    let (client, base, told) = (about.client, about.graph(), about.rest_argument());
    let guid = line
        .guid
        .map_or_else(|| line.value.clone(), |guid| guid.to_string());
    let (shell, cli) = resource(line, None)?;
    let list = format!("{base}/servicePrincipals(appId='{client}')/appRoleAssignments");
    Some(Commands {
        graph: format!("GET {list}\nDELETE {list}/ID"),
        powershell: format!(
            "{}\n\
             $app = Get-MgServicePrincipal -Filter \"appId eq '{client}'\"\n\
             {shell}\n\
             Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -All |\n  \
             Where-Object {{ $_.AppRoleId -eq '{guid}' -and $_.ResourceId -eq $resource }} |\n  \
             ForEach-Object {{ Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -AppRoleAssignmentId $_.Id }}",
            about.connect("AppRoleAssignment.ReadWrite.All,Application.Read.All")
        ),
        azure: format!(
            "{}\n\
             app=$(az ad sp show --id {client} --query id --output tsv)\n\
             {cli}\n\
             az rest --method GET --url \"{base}/servicePrincipals/$app/appRoleAssignments\"{told} \\\n  \
             --query \"value[?appRoleId=='{guid}' && resourceId=='$resource'].id\" --output tsv |\n\
             while read -r grant; do\n  \
             az rest --method DELETE --url \"{base}/servicePrincipals/$app/appRoleAssignments/$grant\"{told} </dev/null\n\
             done",
            about.login()
        ),
    })
}

/// A delegated grant holds several scopes, and a change replaces them all. Each of the tenant's grants that names the scope
/// is read, and only this scope taken out: those for everybody and those of single persons.
fn delegated(about: About, line: &ReviewLine, grant: Option<&GrantView>) -> Option<Commands> {
    let (client, scope) = (about.client, &line.value);
    let (base, told) = (about.graph(), about.rest_argument());
    let (shell, cli) = resource(line, grant.map(|grant| grant.resource_id))?;
    let list = format!("{base}/servicePrincipals(appId='{client}')/oauth2PermissionGrants");
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
        let path = format!("{base}/oauth2PermissionGrants/{id}");
        let _ = write!(
            graph,
            "GET {path}\nPATCH {path}\n{{\"scope\":\"SCOPES\"}}\nDELETE {path}\n"
        );
    }
    Some(Commands {
        graph: graph.trim_end().to_owned(),
        powershell: format!(
            "{}\n\
             $app = Get-MgServicePrincipal -Filter \"appId eq '{client}'\"\n\
             {shell}\n\
             foreach ($grant in Get-MgServicePrincipalOauth2PermissionGrant -ServicePrincipalId $app.Id -All) {{\n  \
             $scopes = @(-split $grant.Scope)\n  \
             if ($grant.ResourceId -ne $resource -or $scopes -notcontains '{scope}') {{ continue }}\n  \
             $rest = @($scopes -ne '{scope}') -join ' '\n  \
             if ($rest) {{ Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id -Scope $rest }}\n  \
             else {{ Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id }}\n\
             }}",
            about.connect("DelegatedPermissionGrant.ReadWrite.All,Application.Read.All")
        ),
        azure: format!(
            "{}\n\
             app=$(az ad sp show --id {client} --query id --output tsv)\n\
             {cli}\n\
             az rest --method GET --url \"{base}/servicePrincipals/$app/oauth2PermissionGrants\"{told} \\\n  \
             --query \"value[?resourceId=='$resource'].[id,scope]\" --output tsv |\n\
             while IFS=$'\\t' read -r grant scopes; do\n  \
             list=$(printf '%s' \"$scopes\" | tr -s ' ' '\\n')\n  \
             printf '%s\\n' \"$list\" | grep -qixF '{scope}' || continue\n  \
             rest=$(printf '%s\\n' \"$list\" | grep -vixF '{scope}' | paste -sd ' ' -)\n  \
             url=\"{base}/oauth2PermissionGrants/$grant\"\n  \
             if [ -n \"$rest\" ]; then\n    \
             az rest --method PATCH --url \"$url\"{told} --headers \"Content-Type=application/json\" --body \"{{\\\"scope\\\":\\\"$rest\\\"}}\" </dev/null\n  \
             else\n    \
             az rest --method DELETE --url \"$url\"{told} </dev/null\n  \
             fi\n\
             done",
            about.login()
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
