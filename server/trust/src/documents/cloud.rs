//! What the tools of administrators call Microsoft's clouds. The worldwide one is what they take without being told.

pub use microsoft::Cloud;

use super::quoting::{hcl, powershell, shell};

/// Host of the admin center of Entra; the clouds of the US government share theirs.
#[must_use]
pub const fn portal(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Worldwide => "entra.microsoft.com",
        Cloud::UsGovernment | Cloud::UsDefense => "entra.microsoft.us",
        Cloud::China => "entra.microsoftonline.cn",
    }
}

/// Whether consultations in Teams can be made there: Graph does not offer them in China (microsoft.md 6.7).
#[must_use]
pub const fn has_meetings(cloud: Cloud) -> bool {
    !matches!(cloud, Cloud::China)
}

/// The cloud of a word; none for any other.
#[must_use]
pub fn of_word(word: &str) -> Option<Cloud> {
    Cloud::ALL.into_iter().find(|cloud| cloud.as_str() == word)
}

/// What Azure CLI calls the cloud; none for the worldwide one.
#[must_use]
pub const fn azure_cli_name(cloud: Cloud) -> Option<&'static str> {
    match cloud {
        Cloud::Worldwide => None,
        Cloud::UsGovernment | Cloud::UsDefense => Some("AzureUSGovernment"),
        Cloud::China => Some("AzureChinaCloud"),
    }
}

/// Lines of a shell script that stop it while Azure CLI is set to another cloud; empty for the worldwide one.
pub(super) fn azure_cli(cloud: Cloud) -> String {
    let Some(name) = azure_cli_name(cloud) else {
        return String::new();
    };
    format!(
        "cloud={}\nif [ \"$(az cloud show --query name --output tsv)\" != \"$cloud\" ]; then\n  \
         printf 'az cloud set --name %s\\n' \"$cloud\" >&2\n  exit 1\nfi\n",
        shell(name)
    )
}

/// What `az rest` has to be told where it cannot tell by the address whose token is meant.
#[must_use]
pub fn azure_cli_resource(cloud: Cloud) -> String {
    match cloud {
        Cloud::UsDefense => format!(" --resource {}", shell(cloud.graph())),
        _ => String::new(),
    }
}

/// An argument of a command of PowerShell, with a blank before it; empty where none is needed.
fn argument(name: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| {
        format!(" {name} {}", powershell(value))
    })
}

/// Argument of `Connect-MgGraph`.
#[must_use]
pub fn graph_argument(cloud: Cloud) -> String {
    let value = match cloud {
        Cloud::Worldwide => None,
        Cloud::UsGovernment => Some("USGov"),
        Cloud::UsDefense => Some("USGovDoD"),
        Cloud::China => Some("China"),
    };
    argument("-Environment", value)
}

/// Argument of `Connect-MicrosoftTeams`.
#[must_use]
pub fn teams_argument(cloud: Cloud) -> String {
    let value = match cloud {
        Cloud::Worldwide => None,
        Cloud::UsGovernment => Some("TeamsGCCH"),
        Cloud::UsDefense => Some("TeamsDOD"),
        Cloud::China => Some("TeamsChina"),
    };
    argument("-TeamsEnvironmentName", value)
}

/// Argument of `Connect-ExchangeOnline`.
#[must_use]
pub fn exchange_argument(cloud: Cloud) -> String {
    let value = match cloud {
        Cloud::Worldwide => None,
        Cloud::UsGovernment => Some("O365USGovGCCHigh"),
        Cloud::UsDefense => Some("O365USGovDoD"),
        Cloud::China => Some("O365China"),
    };
    argument("-ExchangeEnvironmentName", value)
}

/// Line of the provider's block in Terraform; empty for the worldwide cloud.
pub(super) fn terraform(cloud: Cloud) -> String {
    let name = match cloud {
        Cloud::Worldwide => return String::new(),
        Cloud::UsGovernment => "usgovernmentl4",
        Cloud::UsDefense => "usgovernmentl5",
        Cloud::China => "china",
    };
    format!("  environment = {}\n", hcl(name))
}
