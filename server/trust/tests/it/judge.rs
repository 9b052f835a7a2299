//! Pasted lists, judged: what is said about each entry, and that nothing pasted does harm.

use std::time::{Duration, Instant};

use model::permission::Tier;
use trust::catalogue::judge::{
    EXAMPLES, Example, Finding, Format, Judged, Judgement, MOST_BYTES, MOST_CONSENTS, MOST_ENTRIES,
    PartKind, Verdict, judge,
};
use trust::catalogue::{Recognised, Retired};

fn keys(judgement: &Judgement) -> Vec<&'static str> {
    judgement
        .known()
        .iter()
        .map(|permission| permission.key)
        .collect()
}

fn entry<'a>(judgement: &'a Judgement, written: &str) -> &'a Judged {
    judgement
        .entries
        .iter()
        .find(|entry| entry.written == written)
        .unwrap_or_else(|| panic!("{written} is not among {:#?}", judgement.entries))
}

fn only(text: &str) -> Judged {
    let judgement = judge(text);
    assert_eq!(
        judgement.entries.len(),
        1,
        "{text}: {:#?}",
        judgement.entries
    );
    judgement.entries.into_iter().next().unwrap()
}

#[test]
fn lines_are_read_as_people_and_portals_write_them() {
    let table: [(&str, &[&str]); 18] = [
        ("User.Read", &["user_read_delegated"]),
        ("- `Mail.Send` (Application)", &["mail_send_app"]),
        (
            "Mail.Send (delegated), Chat.Read",
            &["mail_send_delegated", "chat_read_delegated"],
        ),
        (
            "User.Read, Mail.Read (Delegated)",
            &["user_read_delegated", "mail_read_delegated"],
        ),
        (
            "Delegated: Mail.Read; Contacts.Read",
            &["mail_read_delegated", "contacts_read_delegated"],
        ),
        (
            "Delegated: Mail.Read Application: Mail.Send",
            &["mail_read_delegated", "mail_send_app"],
        ),
        (
            "| Calendars.Read | Application | Read calendars in all mailboxes | Yes |",
            &["calendars_read_app"],
        ),
        (
            "Calendars.Read\tDelegated\tRead the application's calendars\tNo",
            &["calendars_read_delegated"],
        ),
        (
            "| Mail.Read | Read mail of the role mailbox | Application |",
            &["mail_read_app"],
        ),
        (
            "openid profile email offline_access",
            &[
                "openid_delegated",
                "profile_delegated",
                "email_delegated",
                "offline_access_delegated",
            ],
        ),
        (
            "email Delegated View users' email address and profile",
            &["email_delegated"],
        ),
        (
            "e1fe6dd8-ba31-4d61-89e7-88639da4683d=Scope",
            &["user_read_delegated"],
        ),
        (
            "df021288-bdef-4463-88db-98f22de89214=Role",
            &["user_read_all_app"],
        ),
        (
            "https://graph.microsoft.com/User.Read.All (Application)",
            &["user_read_all_app"],
        ),
        (
            "Application permissions\nMail.Read\nMail.Send",
            &["mail_read_app", "mail_send_app"],
        ),
        (
            "Delegierte Berechtigungen\nMail.Read",
            &["mail_read_delegated"],
        ),
        (
            "Office 365 Exchange Online\nMailboxSettings.Read Application",
            &["exo_mailbox_settings_read_app"],
        ),
        ("The application needs nothing of that kind.", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(keys(&judge(text)), expected, "{text}");
    }
}

#[test]
fn each_kind_of_mistake_is_named() {
    let finds = |text: &str, is: fn(&Finding) -> bool, verdict: Verdict| {
        let entry = only(text);
        assert!(entry.findings.iter().any(is), "{text}: {entry:#?}");
        assert_eq!(entry.verdict(), verdict, "{text}: {entry:#?}");
    };
    finds(
        "Frobnicate.All",
        |f| matches!(f, Finding::Unknown),
        Verdict::Unclear,
    );
    finds(
        "Frobnicate",
        |f| matches!(f, Finding::Unknown),
        Verdict::Unclear,
    );
    finds(
        "Calenders.Read",
        |f| matches!(f, Finding::Misspelt(_)),
        Verdict::Unclear,
    );
    finds(
        "Calendar.ReadWrite",
        |f| matches!(f, Finding::Alias(_)),
        Verdict::Unclear,
    );
    finds(
        "GroupMembers.Read.All",
        |f| matches!(f, Finding::Variant(_)),
        Verdict::Unclear,
    );
    finds(
        "Mail.Read",
        |f| matches!(f, Finding::KindMissing(_)),
        Verdict::Unclear,
    );
    finds(
        "EWS.AccessAsUser.All (application)",
        |f| matches!(f, Finding::OtherKind(_)),
        Verdict::Bad,
    );
    finds(
        "798ee544-9d2d-430c-a058-570e29e34338",
        |f| matches!(f, Finding::ResourceMissing(_)),
        Verdict::Unclear,
    );
    finds(
        "Exchange Online: GroupMember.Read.All Application",
        |f| matches!(f, Finding::OtherResource(_)),
        Verdict::Bad,
    );
    finds(
        "Exchange Online: Calendars.Read Application",
        |f| matches!(f, Finding::Twin(Some(_))),
        Verdict::Remark,
    );
    finds(
        "EWS.AccessAsUser.All",
        |f| *f == Finding::Retired(Retired::ExchangeWebServices),
        Verdict::Bad,
    );
    finds(
        "https://graph.windows.net/User.Read",
        |f| *f == Finding::Retired(Retired::AzureAdGraph),
        Verdict::Bad,
    );
    finds(
        "https://graph.windows.net/Whatever.Read",
        |f| *f == Finding::Retired(Retired::AzureAdGraph),
        Verdict::Bad,
    );
    finds(
        "Directory.AccessAsUser.All",
        |f| matches!(f, Finding::Critical),
        Verdict::Bad,
    );
    finds(
        "User.Read.All Application",
        |f| matches!(f, Finding::OverBroad(lower) if lower[0].key == "user_read_basic_all_app"),
        Verdict::Remark,
    );
    finds(
        "Calendars.Read Application",
        |f| matches!(f, Finding::Content),
        Verdict::Remark,
    );
    finds(
        "Mail.Send (application)",
        |f| *f == Finding::High,
        Verdict::Remark,
    );
    let fine = only("Calendars.ReadBasic.All");
    assert_eq!((fine.findings.len(), fine.verdict()), (0, Verdict::Fine));
}

#[test]
fn a_list_shows_what_its_entries_do_not_show_alone() {
    let judgement = judge(
        "Application\nCalendars.ReadBasic.All\nCalendars.Read\nCalendars.Read\nMail.ReadBasic\nMail.ReadBasic.All",
    );
    let covered = entry(&judgement, "Calendars.ReadBasic.All");
    assert!(
        matches!(covered.findings[..], [Finding::Covered(by)] if by.key == "calendars_read_app")
    );
    assert_eq!(
        judgement.entries[2].findings.last(),
        Some(&Finding::Duplicate(3))
    );
    let same = entry(&judgement, "Mail.ReadBasic");
    assert!(
        matches!(same.findings[..], [Finding::Same(other)] if other.key == "mail_read_basic_all_app")
    );
    assert_eq!(judgement.known().len(), 4);
}

#[test]
fn totals_and_the_one_sentence_count_each_permission_once() {
    let judgement = judge(
        "openid\nopenid\nMail.Read (Application)\nEWS.AccessAsUser.All\nCalender.Reed\nFrobnicate.All",
    );
    let count = |tier| {
        let totals = judgement.totals();
        totals.iter().find(|(known, _)| *known == tier).unwrap().1
    };
    assert_eq!(count(Tier::Identity), 1);
    assert_eq!(count(Tier::High), 1);
    assert_eq!(count(Tier::Critical), 1);
    assert_eq!(count(Tier::Medium), 0);
    let summary = judgement.summary();
    assert_eq!((summary.known, summary.unknown), (3, 2));
    assert_eq!(
        (summary.retired, summary.content, summary.unsure),
        (1, 2, 0)
    );
    assert_eq!(summary.highest.unwrap().key, "mail_read_app");
    assert_eq!(judge("nothing here to see").summary().highest, None);
}

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
    assert_eq!(keys(&judge(&cut)).len(), 2);
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

#[test]
fn every_example_shows_something_and_is_understood() {
    for example in EXAMPLES {
        let judgement = judge(example.text);
        assert!(!judgement.is_empty(), "{}", example.key);
        assert!(judgement.left_out == 0 && !judgement.cut, "{}", example.key);
        let worst = judgement.entries.iter().map(Judged::verdict).max();
        let parts = judgement.consents.iter().flat_map(|consent| &consent.parts);
        let worst = worst.max(parts.map(|part| part.kind.verdict()).max());
        assert_eq!(worst, Some(Verdict::Bad), "{}", example.key);
        assert!(Example::named(example.key).is_some());
    }
    let analysis = judge(Example::named("analysis").unwrap().text);
    assert_eq!(analysis.entries.len(), 14);
    assert!(matches!(
        entry(&analysis, "Calendars.ReadBasic").recognised,
        Recognised::Alias(_)
    ));
    let assistant = judge(Example::named("assistant").unwrap().text);
    assert_eq!(assistant.entries.len(), 14);
    assert!(matches!(
        entry(&assistant, "Calendar.ReadWrite").recognised,
        Recognised::Alias(_)
    ));
    let exchange = judge(Example::named("exchange").unwrap().text);
    assert_eq!(exchange.entries.len(), 8);
    assert!(matches!(
        entry(&exchange, "Calendars.Reed").recognised,
        Recognised::Suggestion(_)
    ));
}

/// Judges and expects an answer in time; generous, for slow machines and builds without optimisation.
fn in_time(text: &str) -> Judgement {
    let start = Instant::now();
    let judgement = judge(text);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{} bytes",
        text.len()
    );
    assert!(judgement.entries.len() <= MOST_ENTRIES);
    for entry in &judgement.entries {
        assert!(entry.written.chars().count() <= 121);
        assert!(!entry.written.chars().any(char::is_control));
    }
    judgement
}

#[test]
fn what_is_huge_is_cut_and_counted() {
    let long = "Mail.Raed (Application)\n".repeat(20_000);
    let judgement = in_time(&long);
    assert!(judgement.cut);
    assert_eq!(judgement.entries.len(), MOST_ENTRIES);
    assert_eq!(
        judgement.left_out + MOST_ENTRIES,
        MOST_BYTES / "Mail.Raed (Application)\n".len() + 1
    );
    let different: String = (0..20_000)
        .map(|n| format!("Calendars.ReadBasic.Al{n}\n"))
        .collect();
    in_time(&different);
    in_time(&"x".repeat(1 << 20));
    in_time(&"a.".repeat(1 << 19));
    in_time(&"Mail.Read ".repeat(1 << 16));
    in_time(&"https://a/adminconsent?".repeat(4_000));
    for cells in ["a|", "a (", "Role Mail.Read ", "=Role,", "openid;"] {
        in_time(&cells.repeat(MOST_BYTES / cells.len()));
    }
    let addresses = in_time(&"https://a/common/adminconsent\n".repeat(2_000));
    assert_eq!(addresses.consents.len(), MOST_CONSENTS);
    assert_eq!(addresses.left_out, 2_000 - MOST_CONSENTS);
    let parts = in_time(&format!("https://a/adminconsent?{}", "a=b&".repeat(10_000)));
    assert!(parts.consents[0].parts.len() < 100);
    in_time(&format!("https://a/adminconsent?{}", "a=%&".repeat(20_000)));
    in_time(&"ä".repeat(MOST_BYTES));
}

#[test]
fn what_is_no_list_does_no_harm() {
    let deep = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    for text in [
        String::new(),
        " \r\n\t ".to_owned(),
        "\u{0}\u{1}\u{7f}\u{1b}[2J".to_owned(),
        "\u{feff}{\"requiredResourceAccess\":[]}".to_owned(),
        String::from_utf8_lossy(&(0..=255).collect::<Vec<u8>>()).into_owned(),
        deep("[", "]", 30_000),
        deep("{\"a\":", "}", 10_000),
        deep("[", "]", 100),
        "<script>alert('Mail.Read')</script>".to_owned(),
        "\u{202e}daeR.liaM".to_owned(),
        "{\"resourceAppId\": 7, \"resourceAccess\": {}}".to_owned(),
        "{\"resourceAppId\": \"x\", \"resourceAccess\": [null, 1, {\"id\": 5}, {\"id\": \"x\"}]}"
            .to_owned(),
        "{\"appRoleId\": null, \"scope\": 3, \"clientId\": []}".to_owned(),
        "https://".to_owned(),
        "https:///adminconsent".to_owned(),
        "http://x/common/adminconsent?%%%=%zz&=&&scope=%ff".to_owned(),
        ".All .. ... s S .s".to_owned(),
    ] {
        in_time(&text);
    }
    let html = judge("<b>Mail.Read</b> (Application)");
    assert_eq!(html.known().len(), 0, "{html:#?}");
}

mod hostile {
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_judged(text in "\\PC{0,400}") {
            super::in_time(&text);
        }

        #[test]
        fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            super::in_time(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn any_mixture_of_what_is_known_is_judged(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("Mail.Read"), Just("(Delegated)"), Just("\n"), Just("|"), Just("\t"), Just("{"),
                    Just("\"resourceAppId\":"), Just("https://login.microsoftonline.com/common/adminconsent?"),
                    Just("&scope="), Just("%2F.default"), Just("openid"), Just("Exchange Online"), Just("Role"),
                    Just("798ee544-9d2d-430c-a058-570e29e34338"), Just("ß.İ"), Just(".All"), Just(" "),
                ],
                0..40,
            )
        ) {
            super::in_time(&parts.concat());
        }
    }
}
