//! Commands carry the addresses and names of the cloud that the installation is for.

use super::*;
use crate::pages::admin::privacy::leave::Leave;
use crate::pages::tests::html::Html;

/// Word of the cloud, its Graph, and what the tools call it.
const CLOUDS: [(&str, &str, &str, &str); 3] = [
    (
        "us_government",
        "https://graph.microsoft.us/",
        "AzureUSGovernment",
        "-Environment 'USGov'",
    ),
    (
        "us_defense",
        "https://dod-graph.microsoft.us/",
        "AzureUSGovernment",
        "-Environment 'USGovDoD'",
    ),
    (
        "china",
        "https://microsoftgraph.chinacloudapi.cn/",
        "AzureChinaCloud",
        "-Environment 'China'",
    ),
];
const WORLDWIDE: &str = "https://graph.microsoft.com";

fn plain(html: &Html) -> String {
    html.raw().replace("&#x27;", "'").replace("&#39;", "'")
}

/// Each kind of command: for a grant that was read, for one to be looked up, for a scope, for the whole, for rules beyond.
fn all_commands() -> RegistrationReview {
    let delegated = line("online_meetings_read_write_delegated", ReviewStatus::Ok);
    let mut unread = line("user_read_all_app", ReviewStatus::Works);
    unread.granted = None;
    let lines = vec![
        line("user_read_all_app", ReviewStatus::Ok),
        line("calendars_read_basic_all_app", ReviewStatus::Ok),
        ReviewLine {
            granted: Some(GrantView {
                id: "one".to_owned(),
                ids: vec!["one".to_owned()],
                ..grant(GrantedFor::Everybody)
            }),
            ..delegated
        },
        unread,
    ];
    registration(lines)
}

#[test]
fn commands_of_the_review_are_those_of_the_cloud() {
    for (word, graph, azure, environment) in CLOUDS {
        let page = ReviewView {
            cloud: word.to_owned(),
            ..view(vec![all_commands()])
        };
        for (_, html) in each_language("permissions-cloud", |_| {
            view! { <Permissions view=page.clone()/> }.into_any()
        }) {
            let html = plain(&html);
            assert!(!html.contains(WORLDWIDE), "{word}");
            assert!(html.contains(&format!("DELETE {graph}v1.0/")), "{word}");
            let signed_in = html.matches("Connect-MgGraph").count();
            assert!(signed_in >= 4, "{signed_in}");
            for connect in html.split("Connect-MgGraph").skip(1) {
                let line = connect.lines().next().unwrap_or_default();
                assert!(line.contains(environment), "{line}");
            }
            let logins = html.matches("az login").count();
            let set = format!("az cloud set --name {azure}\naz login");
            assert_eq!(html.matches(&set).count(), logins, "{word}");
            for exchange in html.split("Connect-ExchangeOnline").skip(1) {
                assert!(
                    exchange.starts_with(" -ExchangeEnvironmentName '"),
                    "{word}"
                );
            }
            for rest in html.split("az rest").skip(1) {
                let line = rest.lines().next().unwrap_or_default();
                let told = line.contains("--resource 'https://dod-graph.microsoft.us'");
                assert_eq!(told, word == "us_defense", "{line}");
            }
        }
        for (_, html) in each_language("permissions-cloud-paste", |_| {
            view! { <PasteForm view=page.clone()/> }.into_any()
        }) {
            assert!(html.raw().contains(&format!("GET {graph}v1.0/")), "{word}");
            assert!(!html.raw().contains(WORLDWIDE), "{word}");
        }
        let leaving = model::trust::LeaveView {
            cloud: word.to_owned(),
            ..samples::leave()
        };
        for (_, html) in each_language("leave-cloud", |_| {
            view! { <Leave page=leaving.clone()/> }.into_any()
        }) {
            let html = plain(&html);
            assert!(!html.contains(WORLDWIDE), "{word}");
            assert!(html.contains(&format!("DELETE {graph}v1.0/")), "{word}");
            assert!(html.contains(azure) && html.contains(environment), "{word}");
        }
    }
}
