//! Consent addresses, explained part by part.

use trust::catalogue::judge::{Example, Finding, PartKind, judge};

use super::keys;

#[test]
fn a_scope_of_an_unknown_host_is_foreign_and_one_of_graph_in_any_cloud_is_not() {
    let base =
        "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=x&scope=";
    let foreign = judge(&format!("{base}https://payroll.example/Mail.Read"));
    assert_eq!(
        foreign.entries[0].findings,
        [Finding::ForeignResource("payroll.example".to_owned())]
    );
    let national = judge(&format!("{base}https://graph.microsoft.us/Mail.Read"));
    assert_eq!(keys(&national), ["mail_read_delegated"]);
    let everything = parts(&format!("{base}https://payroll.example/.default"));
    assert!(
        everything.contains(&PartKind::ResourceOther),
        "{everything:?}"
    );
}

fn parts(text: &str) -> Vec<PartKind> {
    let judgement = judge(text);
    assert_eq!(judgement.consents.len(), 1, "{text}");
    judgement.consents[0]
        .parts
        .iter()
        .map(|part| part.kind)
        .collect()
}

#[test]
fn an_old_consent_address_is_explained_part_by_part() {
    assert_eq!(
        parts(Example::named("old_consent").unwrap().text),
        [
            PartKind::HostMicrosoft,
            PartKind::TenantOrganizations,
            PartKind::VersionOne,
            PartKind::ClientId,
            PartKind::Other,
            PartKind::RedirectEncrypted,
            PartKind::ResourceRetired,
            PartKind::PromptAdminConsent,
            PartKind::StateMissing,
        ]
    );
}

#[test]
fn a_present_consent_address_is_explained_part_by_part() {
    let base = "https://login.microsoftonline.com";
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let good = format!(
        "Open {base}/{tenant}/v2.0/adminconsent?client_id={tenant}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fa.example%2Fc&state=x please"
    );
    assert_eq!(
        parts(&good),
        [
            PartKind::HostMicrosoft,
            PartKind::TenantId,
            PartKind::VersionTwo,
            PartKind::ClientId,
            PartKind::ScopeDefault,
            PartKind::RedirectEncrypted,
            PartKind::State,
        ]
    );
    let bad = "http://login.evil.example/common/v2.0/adminconsent?client_id=me&scope=.default%20https://graph.microsoft.com/Mail.Read&redirect_uri=https://known.example@other.example/&client_secret=hunter2";
    assert_eq!(
        parts(bad),
        [
            PartKind::NotEncrypted,
            PartKind::HostOther,
            PartKind::TenantCommon,
            PartKind::VersionTwo,
            PartKind::ClientIdMalformed,
            PartKind::ScopeMixed,
            PartKind::RedirectMalformed,
            PartKind::Secret,
            PartKind::StateMissing,
        ]
    );
    let judgement = judge(bad);
    assert_eq!(keys(&judgement), ["mail_read_delegated"]);
    assert!(!format!("{judgement:?}").contains("hunter2"));
}

/// An answer often stands behind `#`, tokens included: whoever pastes it is told, and nothing of it is shown.
#[test]
fn what_stands_behind_the_sign_of_a_fragment_is_named_and_never_shown() {
    let base = "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=72f988bf-86f1-41af-91ab-2d7cd011db47&scope=.default&redirect_uri=https://a.example/&state=x";
    let kinds = parts(&format!("{base}#section-2"));
    assert!(kinds.contains(&PartKind::Fragment), "{kinds:?}");
    for fragment in ["#id_token=hunter2&state=x", "#state=x&Access_Token=hunter2"] {
        let text = format!("{base}{fragment}");
        let kinds = parts(&text);
        assert!(kinds.contains(&PartKind::Secret), "{kinds:?}");
        assert!(!format!("{:?}", judge(&text)).contains("hunter2"));
    }
    let none = parts(&format!("{base}#"));
    assert!(!none.contains(&PartKind::Fragment), "{none:?}");
    // What comes behind it is no parameter of the address.
    let hidden = judge(&format!("{base}#&scope=Mail.Read"));
    assert_eq!(keys(&hidden), [] as [&str; 0]);
}
