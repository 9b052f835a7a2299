//! The public pages about permissions.

use std::sync::Arc;

use leptos::prelude::*;
use model::permission::{CalendarAccess, Feature, needs_with};
use trust::catalogue::judge::EXAMPLES;
use trust::catalogue::{Reach, Resource, all, find};

use super::{HOSTILE, each_language};
use crate::installation::{Connection, ConnectionKind, CredentialKind, Installation};
use crate::language::Language;
use crate::pages::trust_page::Promises;
use crate::pages::trust_page::asks::{Asks, Rule};
use crate::pages::trust_page::connections::Connections;
use crate::pages::trust_page::flows::Flows;
use crate::pages::trust_page::judge::{Judge, Pasted};
use crate::texts::{self, Key};

fn connection(kind: ConnectionKind, host: &str, port: u16) -> Connection {
    Connection {
        kind,
        host: host.to_owned(),
        port: Some(port),
        credentials: Vec::new(),
    }
}

fn installation(signin_by_code: bool) -> Arc<Installation> {
    let mut tokens = connection(ConnectionKind::Tokens, "login.example", 443);
    tokens.credentials = vec![CredentialKind::FederatedFile, CredentialKind::Certificate];
    let file = Connection {
        host: String::new(),
        port: None,
        ..connection(ConnectionKind::DatabaseFile, "", 0)
    };
    Arc::new(Installation {
        connections: vec![
            connection(ConnectionKind::Browsers, "anteroom.example", 443),
            connection(ConnectionKind::SignIn, "login.example", 443),
            tokens,
            connection(ConnectionKind::Graph, "graph.example", 443),
            file,
            connection(ConnectionKind::Metrics, "2001:db8::1", 9000),
        ],
        signin_by_code,
    })
}

fn pasted(text: &str) -> Option<Pasted> {
    Some(Pasted::List(text.to_owned()))
}

#[test]
fn every_permission_of_the_catalogue_has_its_meaning_and_every_reach_its_reason() {
    for texts in Language::ALL.map(texts::of) {
        for permission in all() {
            assert!(
                texts.named("meaning", permission.text).is_some(),
                "{}",
                permission.text
            );
        }
        for reach in Reach::ALL {
            assert!(texts.named("reach", reach.key()).is_some(), "{reach:?}");
        }
        for example in EXAMPLES {
            let name = format!("example_{}", example.key);
            assert!(texts.named("judge", &name).is_some(), "{name}");
        }
        assert_eq!(texts.named("meaning", "nothing"), None);
    }
}

#[test]
fn what_is_asked_for_is_told_feature_by_feature_with_its_reason() {
    for (texts, html) in each_language("trust-asks", |_| view! { <Asks/> <Rule/> }.into_any()) {
        let mut asked = 0;
        for calendars in [CalendarAccess::Basic, CalendarAccess::Full] {
            for need in needs_with(&Feature::ALL, calendars) {
                assert!(html.contains(&need.value), "{}", need.value);
                asked += 1;
            }
        }
        assert!(asked > 20);
        // A reason for each, and for each alternative why it does not do.
        assert!(!html.contains(texts.get(Key::WHY_OTHER)));
        for need in needs_with(&Feature::ALL, CalendarAccess::Full) {
            let permission = find(Resource::Graph, need.kind, need.guid).unwrap();
            if let Some(lower) = permission.lower.first() {
                let lower = trust::catalogue::by_key(lower).unwrap().value;
                let bare = format!("{lower}</td>");
                assert!(!html.raw().contains(&bare), "{} has no answer", need.value);
            }
        }
        let later = html.raw().matches(texts.get(Key::ASK_LATER_TEXT)).count();
        assert_eq!(later, 3, "mail, Teams and Copilot come later");
        assert!(html.contains(texts.get(Key::RULE_CRITICAL)));
    }
}

#[test]
fn the_four_flows_read_as_lists_and_name_their_connections() {
    for (texts, html) in each_language("trust-flows", |_| {
        view! { <Flows installation=installation(false)/> }.into_any()
    }) {
        assert_eq!(html.raw().matches("<ol").count(), 4);
        assert_eq!(html.raw().matches("class=\"flow-step\"").count(), 26);
        // The drawing is for the eye alone; the same is said in words.
        assert_eq!(html.raw().matches("flow-arrow").count(), 26);
        assert_eq!(html.raw().matches("flow-said").count(), 26);
        assert!(html.contains(&texts.with(Key::FLOW_CONNECTION, &[("n", "4")])));
        assert!(html.contains(texts.get(Key::FLOW_SIGNIN_5)));
        assert!(!html.contains(texts.get(Key::FLOW_SIGNIN_5_CODE)));
    }
    for (texts, html) in each_language("trust-flows-code", |_| {
        view! { <Flows installation=installation(true)/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::FLOW_SIGNIN_5_CODE)));
    }
}

#[test]
fn the_names_of_inner_machines_are_not_told_to_the_whole_internet() {
    for (texts, html) in each_language("trust-connections-public", |_| {
        view! { <Connections installation=installation(false) inner=false/> }.into_any()
    }) {
        assert!(html.contains("graph.example:443"));
        assert!(!html.contains("2001:db8::1"));
        assert!(html.contains(texts.get(Key::NET_AS_CONFIGURED)));
    }
}

#[test]
fn the_connections_are_those_of_the_installation() {
    for (texts, html) in each_language("trust-connections", |_| {
        view! { <Connections installation=installation(false) inner=true/> }.into_any()
    }) {
        for host in [
            "anteroom.example:443",
            "login.example:443",
            "graph.example:443",
            "[2001:db8::1]:9000",
        ] {
            assert!(html.contains(host), "{host}");
        }
        for key in [Key::NET_LOCAL, Key::NET_FILE_STORED, Key::NET_CERTIFICATE] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(!html.contains(texts.get(Key::NET_SECRET)));
        assert_eq!(
            html.values("th", "scope")
                .iter()
                .filter(|scope| **scope == "row")
                .count(),
            6
        );
    }
}

#[test]
fn the_whole_page_still_says_what_is_stored() {
    for (texts, html) in each_language("trust", |_| {
        view! { <Promises installation=installation(false) inner=false/> }.into_any()
    }) {
        for key in [
            Key::TRUST_ANSWERS_TIME,
            Key::TRUST_AUDIT_FORM,
            Key::TRUST_PSEUDONYM,
            Key::TRUST_COOKIES_TEXT,
            Key::ASK_JUDGE_TEXT,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        // Links within the page lead somewhere.
        let ids: Vec<&str> = ["h2", "h3"]
            .iter()
            .flat_map(|name| html.values(name, "id"))
            .collect();
        for href in html.values("a", "href") {
            if let Some(id) = href.strip_prefix('#') {
                assert!(ids.contains(&id), "#{id}");
            }
        }
    }
}

#[test]
fn an_empty_form_offers_examples_and_judges_nothing() {
    for (texts, html) in each_language("judge", |_| view! { <Judge pasted=None/> }.into_any()) {
        assert_eq!(html.values("form", "method"), ["post"]);
        assert_eq!(html.values("form", "action"), ["/trust/judge#result"]);
        let examples = html.values("a", "href");
        let examples = examples.iter().filter(|href| href.contains("?example="));
        assert_eq!(examples.count(), EXAMPLES.len());
        assert!(!html.contains(texts.get(Key::JUDGE_RESULT)));
    }
}

#[test]
fn a_list_is_judged_in_words() {
    let list = "Application\nCalendars.Read\nCalendars.ReadBasic\nCalenders.Read\nUser.Read.All\nUser.Read.All\nEWS.AccessAsUser.All\nFrobnicate.All";
    for (texts, html) in each_language("judge-list", |_| {
        view! { <Judge pasted=pasted(list)/> }.into_any()
    }) {
        for key in [
            Key::FINDING_CONTENT,
            Key::VERDICT_BAD,
            Key::VERDICT_UNCLEAR,
            Key::VERDICT_REMARK,
            Key::JUDGE_TOTALS,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        let lower = format!(
            "Calendars.ReadBasic.All ({})",
            texts.get(Key::JUDGE_APPLICATION)
        );
        assert!(html.contains(&texts.with(Key::FINDING_OVER_BROAD, &[("names", &lower)])));
        assert!(html.contains(&texts.with(Key::FINDING_ALIAS, &[("names", &lower)])));
        assert!(html.contains(&texts.with(Key::FINDING_DUPLICATE, &[("n", "5")])));
        assert!(html.contains("798ee544-9d2d-430c-a058-570e29e34338"));
        assert_eq!(html.raw().matches("class=\"judged-entry\"").count(), 7);
        // What was pasted stands in the field again, to be corrected.
        assert!(html.raw().contains("Frobnicate.All</textarea>"));
    }
}

#[test]
fn each_example_is_judged_and_shown() {
    for example in EXAMPLES {
        for (texts, html) in each_language(&format!("judge-{}", example.key), |_| {
            view! { <Judge pasted=pasted(example.text)/> }.into_any()
        }) {
            assert!(html.contains(texts.get(Key::JUDGE_RESULT)));
            assert!(
                html.contains(texts.get(Key::VERDICT_BAD)),
                "{}",
                example.key
            );
        }
    }
}

#[test]
fn a_consent_address_is_explained_and_its_secret_is_not_shown() {
    let address = "https://login.microsoftonline.com/common/adminconsent?client_id=x&client_secret=hunter2&redirect_uri=http://a.example";
    for (texts, html) in each_language("judge-consent", |_| {
        view! { <Judge pasted=pasted(address)/> }.into_any()
    }) {
        for key in [
            Key::PART_TENANT_COMMON,
            Key::PART_CLIENT_ID_MALFORMED,
            Key::PART_REDIRECT_OPEN,
            Key::PART_STATE_MISSING,
            Key::PART_SECRET,
            Key::JUDGE_HIDDEN,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        // It stands in the field, where the person put it, and nowhere else.
        assert_eq!(html.raw().matches("hunter2").count(), 1);
    }
}

#[test]
fn what_is_pasted_stays_text() {
    let hostile = format!(
        "{HOSTILE}\n<img src=x onerror=alert(1)>.Read\n</textarea><script>alert(1)</script>\n{HOSTILE}.Read.All"
    );
    let address = format!(
        "https://login.microsoftonline.com/{HOSTILE}/adminconsent?{HOSTILE}={HOSTILE}&state=<script>"
    );
    let json = r#"{"resourceAppId":"<script>","resourceAccess":[{"id":"<script>alert(1)</script>","type":"\"><b>"}]}"#;
    for text in [hostile.as_str(), address.as_str(), json] {
        for (_, html) in each_language("judge-hostile", |_| {
            view! { <Judge pasted=pasted(text)/> }.into_any()
        }) {
            assert!(!html.raw().contains("<script"), "{}", html.raw());
            assert!(!html.raw().contains("<img"), "{}", html.raw());
            assert!(!html.raw().contains("<b>"), "{}", html.raw());
        }
    }
}

#[test]
fn nothing_and_a_broken_form_are_said_plainly() {
    for (text, key) in [
        ("just prose about nothing", Key::JUDGE_EMPTY),
        ("{}", Key::JUDGE_EMPTY_JSON),
    ] {
        for (texts, html) in each_language("judge-empty", |_| {
            view! { <Judge pasted=pasted(text)/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)));
        }
    }
    for (texts, html) in each_language("judge-unread", |_| {
        view! { <Judge pasted=Some(Pasted::Unreadable)/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::JUDGE_UNREAD)));
    }
    for (texts, html) in each_language("judge-too-long", |_| {
        view! { <Judge pasted=Some(Pasted::TooLong)/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::JUDGE_TOO_LONG)));
    }
}

/// Whatever keeps a text from being read as it was meant is named with what to do about it.
#[test]
fn what_is_wrong_with_a_text_as_a_whole_is_said_beside_its_judgement() {
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for (text, key) in [
        ("Mail.Read\n".repeat(10_000), Key::JUDGE_CUT),
        ("{\"resourceAccess\": [".to_owned(), Key::JUDGE_BROKEN_JSON),
        (deep, Key::JUDGE_TOO_DEEP),
        ("<td>Mail.Read</td>".to_owned(), Key::JUDGE_MARKUP),
        ("Mail.\u{200b}Read".to_owned(), Key::JUDGE_HIDDEN_LETTERS),
        ("Mail.Read\u{202e}".to_owned(), Key::JUDGE_HIDDEN_LETTERS),
    ] {
        for (texts, html) in each_language("judge-remarks", |_| {
            view! { <Judge pasted=pasted(&text)/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
    }
    for (texts, html) in each_language("judge-remarks", |_| {
        view! { <Judge pasted=pasted("Mail.Read (Application)")/> }.into_any()
    }) {
        for key in [Key::JUDGE_CUT, Key::JUDGE_BROKEN_JSON, Key::JUDGE_MARKUP] {
            assert!(!html.contains(texts.get(key)), "{}", texts.get(key));
        }
    }
}
