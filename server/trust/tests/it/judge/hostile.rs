//! What was not meant to be judged, or to do harm: bounded, named, and never shown as it came.

use std::time::{Duration, Instant};

use trust::catalogue::judge::{
    Format, Judgement, MOST_BYTES, MOST_CONSENTS, MOST_ENTRIES, Remark, judge,
};

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
    assert_eq!(judgement.remarks, [Remark::Cut]);
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
    assert_eq!(html.remarks, [Remark::Markup]);
}

#[test]
fn what_keeps_a_text_from_being_read_is_named() {
    let list = "Mail.Read (Application)";
    assert_eq!(judge(list).remarks, []);
    let nested = |levels: usize| {
        let inner = r#"{"appRoleId": "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "resourceDisplayName": "Microsoft Graph"}"#;
        format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels))
    };
    let shallow = judge(&nested(8));
    assert_eq!((shallow.known().len(), shallow.remarks), (1, vec![]));
    let deep = judge(&nested(40));
    assert_eq!(
        (deep.known().len(), deep.remarks),
        (0, vec![Remark::TooDeep])
    );
    for (text, remark) in [
        ("x".repeat(1 << 20), Remark::Cut),
        (nested(200), Remark::BrokenJson),
        (
            "{\"requiredResourceAccess\": [".to_owned(),
            Remark::BrokenJson,
        ),
        (
            format!("<table><tr><td>{list}</td></tr></table>"),
            Remark::Markup,
        ),
        ("Mail.\u{200b}Read (Application)".to_owned(), Remark::Hidden),
        (
            "\u{202e}daeR.liaM\u{202c} (Application)".to_owned(),
            Remark::Hidden,
        ),
    ] {
        assert_eq!(in_time(&text).remarks, [remark], "{remark:?}");
    }
}

/// A name that only looks like a known one is none: nobody is told that a harmless permission stands there.
#[test]
fn a_name_with_hidden_letters_is_not_taken_for_the_known_one() {
    for text in [
        "Mail.Rea\u{200b}d (Application)",
        "\u{202e}Mail.Read\u{202c} (Application)",
        "M\u{430}il.Read (Application)",
    ] {
        let judgement = judge(text);
        assert_eq!(judgement.known().len(), 0, "{text:?}: {judgement:#?}");
        for entry in &judgement.entries {
            assert!(!entry.written.contains(['\u{200b}', '\u{202e}', '\u{202c}']));
        }
    }
}

#[test]
fn a_manifest_of_five_hundred_entries_is_judged_whole_and_one_more_is_counted() {
    let manifest = |entries: usize| {
        let one = |n: usize| format!(r#"{{"id":"00000000-0000-4000-8000-{n:012}","type":"Role"}}"#);
        let access: Vec<String> = (0..entries).map(one).collect();
        format!(
            r#"{{"requiredResourceAccess":[{{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{}]}}]}}"#,
            access.join(",")
        )
    };
    for (entries, left_out) in [(MOST_ENTRIES, 0), (MOST_ENTRIES + 7, 7)] {
        let judgement = in_time(&manifest(entries));
        assert_eq!(judgement.format, Format::Manifest);
        assert_eq!(judgement.entries.len(), MOST_ENTRIES);
        assert_eq!(
            (judgement.left_out, &judgement.remarks[..]),
            (left_out, &[][..])
        );
    }
}

mod any {
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
