//! The other clouds of Microsoft: their own addresses, audiences and tools, and nothing of the worldwide one.

use trust::documents::{self, Cloud, Credential, Format, Host, Plan};

use super::{HOME, plan, text_of};

fn of(cloud: Cloud) -> Plan {
    let mut plan = plan(Host::Kubernetes);
    plan.authority = cloud.authority().to_owned();
    plan.graph_url = cloud.graph().to_owned();
    let usual = Credential::of(Host::Kubernetes, (&plan.authority, cloud), Some(HOME));
    plan.credential.audience = usual.audience;
    plan.exchange_scope = true;
    plan
}

#[test]
fn files_for_another_cloud_name_its_addresses_and_set_its_tools() {
    for (cloud, graph, audience, told) in [
        (
            Cloud::UsGovernment,
            "https://graph.microsoft.us",
            "api://AzureADTokenExchangeUSGov",
            [
                "AzureUSGovernment",
                "USGov",
                "O365USGovGCCHigh",
                "usgovernmentl4",
            ],
        ),
        (
            Cloud::UsDefense,
            "https://dod-graph.microsoft.us",
            "api://AzureADTokenExchangeUSGov",
            [
                "AzureUSGovernment",
                "USGovDoD",
                "O365USGovDoD",
                "usgovernmentl5",
            ],
        ),
        (
            Cloud::China,
            "https://microsoftgraph.chinacloudapi.cn",
            "api://AzureADTokenExchangeChina",
            ["AzureChinaCloud", "China", "O365China", "china"],
        ),
    ] {
        let plan = of(cloud);
        let [cli, environment, exchange, terraform] = told;
        let register = text_of(&plan, "anteroom-register.sh");
        assert!(register.contains(&format!("cloud='{cli}'\n")), "{register}");
        assert!(register.contains(&format!("graph='{graph}/v1.0'\n")));
        for name in ["anteroom-register.ps1", "anteroom-credential.ps1"] {
            let text = text_of(&plan, name);
            assert!(
                text.contains(&format!(" -Environment '{environment}' ")),
                "{text}"
            );
        }
        let script = text_of(&plan, "anteroom-exchange-scope.ps1");
        let connect = format!("Connect-ExchangeOnline -ExchangeEnvironmentName '{exchange}'\n");
        assert!(script.contains(&connect), "{script}");
        let body = hcl::parse(&text_of(&plan, "anteroom.tf")).unwrap();
        let provider = body
            .blocks()
            .find(|block| block.identifier() == "provider")
            .unwrap();
        let told = provider
            .body
            .attributes()
            .find(|one| one.key() == "environment");
        assert_eq!(told.unwrap().expr(), &hcl::Expression::from(terraform));
        assert!(text_of(&plan, "anteroom-pod.yaml").contains(audience));
        let settings = text_of(&plan, documents::ENVIRONMENT_FILE);
        assert!(settings.contains(&format!(
            "ANTEROOM_AUTHORITY={}\nANTEROOM_GRAPH_URL={graph}\n",
            cloud.authority()
        )));
        for file in documents::files(&plan) {
            for foreign in ["graph.microsoft.com", "login.microsoftonline.com"] {
                assert!(!file.text.contains(foreign), "{cloud:?} {}", file.name);
            }
        }
    }
}

#[test]
fn files_for_the_worldwide_cloud_tell_no_tool_of_a_cloud() {
    let plan = of(Cloud::Worldwide);
    for file in documents::files(&plan) {
        for word in [
            "az cloud",
            "-Environment",
            "EnvironmentName",
            "environment =",
        ] {
            assert!(!file.text.contains(word), "{}: {word}", file.name);
        }
        if file.format == Format::Environment {
            assert!(!file.text.contains("ANTEROOM_AUTHORITY"));
        }
    }
}

#[test]
fn consent_is_asked_for_at_the_clouds_own_address_and_for_its_own_graph() {
    let mut plan = of(Cloud::UsGovernment);
    plan.exchange_scope = false;
    let client = model::Guid::from_u128(77);
    plan.configured = vec![client];
    plan.existing = vec![(
        documents::Slot::Data,
        documents::Existing {
            object_id: None,
            client_id: Some(client),
        },
    )];
    let link = plan.consent_link(&plan.data_applications()[0]).unwrap();
    assert!(
        link.starts_with("https://login.microsoftonline.us/"),
        "{link}"
    );
    assert!(link.contains("scope=https%3A%2F%2Fgraph.microsoft.us%2F.default"));
}
