//! Links to Microsoft's consent page: the same as the button of the page asks for, and none that would lead nowhere.

use microsoft::ConsentRequest;
use model::Guid;
use model::permission::{Feature, needs};
use trust::documents::{Existing, Host, Slot};

use super::{AUTHORITY, HOME, plan};

/// The link of a document and the button of the page ask for the same, by the same rule.
#[test]
fn consent_links_ask_as_the_button_does() {
    let microsoft = trust::testing::microsoft_nowhere();
    for features in [
        vec![Feature::TeamsMeetings],
        vec![Feature::TeamsMeetings, Feature::Calendar],
    ] {
        let mut plan = plan(Host::Kubernetes);
        let client = Guid::from_u128(77);
        plan.configured = vec![client];
        plan.features.clone_from(&features);
        plan.existing = vec![(
            Slot::Data,
            Existing {
                object_id: None,
                client_id: Some(client),
            },
        )];
        let link = plan.consent_link(&plan.data_applications()[0]).unwrap();
        let button = microsoft.admin_consent_url(&ConsentRequest {
            tenant: model::TenantId(HOME),
            client_id: client,
            needs: &needs(&features),
            redirect_uri: "https://anteroom.example.org/consent/callback",
            state: "x",
        });
        let written = link.clone();
        let (link, button) = (pairs(&link), pairs(&button));
        assert_eq!(
            link.0,
            button.0.replace(trust_authority(&button.0), AUTHORITY)
        );
        // Only a button has somebody's form behind it that a state could belong to.
        let (state, rest): (Vec<_>, Vec<_>) =
            button.1.into_iter().partition(|(name, _)| name == "state");
        assert_eq!(state.len(), 1);
        let judged = trust::catalogue::judge::judge(&written);
        let parts = &judged.consents[0].parts;
        let worst = parts.iter().map(|part| part.kind.verdict()).max();
        assert_eq!(worst, Some(trust::catalogue::judge::Verdict::Remark));
        assert_eq!(link.1, rest);
    }
}

fn trust_authority(address: &str) -> &str {
    let path = address.find(&HOME.to_string()).unwrap();
    address[..path].trim_end_matches('/')
}

pub(super) fn pairs(address: &str) -> (String, Vec<(String, String)>) {
    let url = reqwest::Url::parse(address).unwrap();
    let pairs = url.query_pairs().into_owned().collect();
    (address.split('?').next().unwrap().to_owned(), pairs)
}

#[test]
fn a_document_without_a_client_id_has_no_link_that_would_lead_nowhere() {
    let plan = plan(Host::Kubernetes);
    assert_eq!(plan.consent_link(&plan.data_applications()[0]), None);
}
