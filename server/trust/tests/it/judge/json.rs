//! JSON: manifests, and grants as Graph answers them.

use trust::catalogue::judge::{Finding, Format, Remark, judge};

use super::keys;

#[test]
fn a_manifest_is_read_by_resource_kind_and_guid() {
    let text = r#"{
        "appId": "11111111-2222-3333-4444-555555555555",
        "requiredResourceAccess": [
            {"resourceAppId": "00000003-0000-0000-c000-000000000000", "resourceAccess": [
                {"id": "8ba4a692-bc31-4128-9094-475872af8a53", "type": "Role"},
                {"id": "8ba4a692-bc31-4128-9094-475872af8a53", "type": "Scope"},
                {"id": "ef54d2bf-783f-4e0f-bca1-3210c0444d99", "type": "Role"}
            ]},
            {"resourceAppId": "00000002-0000-0ff1-ce00-000000000000", "resourceAccess": [
                {"id": "ef54d2bf-783f-4e0f-bca1-3210c0444d99", "type": "Role"}
            ]},
            {"resourceAppId": "00000003-0000-0ff1-ce00-000000000000", "resourceAccess": [
                {"id": "df021288-bdef-4463-88db-98f22de89214", "type": "Role"}
            ]}
        ]
    }"#;
    let judgement = judge(text);
    assert_eq!(judgement.format, Format::Manifest);
    assert_eq!(
        keys(&judgement),
        [
            "calendars_read_basic_all_app",
            "calendars_read_write_app",
            "exo_calendars_read_write_all_app"
        ]
    );
    assert!(matches!(
        judgement.entries[1].findings[..],
        [Finding::OtherKind(_)]
    ));
    // The GUID is one of Graph, but not on that resource.
    assert!(matches!(
        judgement.entries[4].findings[..],
        [Finding::ForeignResource(_)]
    ));
}

#[test]
fn grants_are_read_as_graph_answers_them() {
    let text = r#"{"@odata.context": "x", "value": [
        {"appRoleId": "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "resourceDisplayName": "Microsoft Graph", "principalDisplayName": "Some app"},
        {"appRoleId": "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "resourceDisplayName": "Office 365 Exchange Online"},
        {"clientId": "c", "consentType": "AllPrincipals", "scope": " User.Read  Mail.Read ", "resourceDisplayName": "Microsoft Graph"}
    ]}"#;
    let judgement = judge(text);
    assert_eq!(judgement.format, Format::Grants);
    assert_eq!(
        keys(&judgement),
        [
            "mail_read_app",
            "exo_mail_read_app",
            "user_read_delegated",
            "mail_read_delegated"
        ]
    );
    let nothing = judge(r#"{"value": [{"displayName": "x"}]}"#);
    assert_eq!(nothing.format, Format::OtherJson);
    assert!(nothing.is_empty());
}

/// A grant is known by resource, kind and GUID: what says no resource, or a foreign one, is none of Microsoft Graph.
#[test]
fn grants_without_a_known_resource_are_not_taken_for_those_of_graph() {
    let text = r#"{"value": [
        {"appRoleId": "df021288-bdef-4463-88db-98f22de89214", "resourceId": "5b2a6b7e-0000-4000-8000-000000000001"},
        {"clientId": "c", "consentType": "AllPrincipals", "resourceId": "5b2a6b7e-0000-4000-8000-000000000001", "scope": "Mail.Read"},
        {"clientId": "c", "consentType": "AllPrincipals", "resourceDisplayName": "Payroll", "scope": "Mail.Read"},
        {"appRoleId": "df021288-bdef-4463-88db-98f22de89214", "resourceDisplayName": "Payroll"}
    ]}"#;
    let judgement = judge(text);
    assert_eq!(keys(&judgement), [] as [&str; 0]);
    for entry in &judgement.entries[..2] {
        assert!(
            matches!(entry.findings[..], [Finding::ResourceMissing(_)]),
            "{entry:?}"
        );
    }
    for entry in &judgement.entries[2..] {
        assert_eq!(
            entry.findings,
            [Finding::ForeignResource("Payroll".to_owned())]
        );
    }
}

#[test]
fn broken_json_is_still_read_line_by_line() {
    let text = r#"  "resourceAccess": [
        { "id": "8ba4a692-bc31-4128-9094-475872af8a53", "type": "Role" },
        { "id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope" },"#;
    assert_eq!(
        keys(&judge(text)),
        ["calendars_read_basic_all_app", "user_read_delegated"]
    );
    let cut = format!("{{ \"requiredResourceAccess\": [\n{text}");
    let cut = judge(&cut);
    assert_eq!(keys(&cut).len(), 2);
    assert_eq!(cut.remarks, [Remark::BrokenJson]);
}
