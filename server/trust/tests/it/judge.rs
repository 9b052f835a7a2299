//! Pasted lists, judged: what is said about each entry.

mod addresses;
mod hostile;
mod json;

use model::permission::Tier;
use trust::catalogue::judge::{EXAMPLES, Example, Finding, Judged, Judgement, Verdict, judge};
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
fn every_example_shows_something_and_is_understood() {
    for example in EXAMPLES {
        let judgement = judge(example.text);
        assert!(!judgement.is_empty(), "{}", example.key);
        assert!(
            judgement.left_out == 0 && judgement.remarks.is_empty(),
            "{}",
            example.key
        );
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
