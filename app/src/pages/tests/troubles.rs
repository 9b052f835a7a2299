//! Errors of Microsoft and credentials, drawn from fixed data.

use leptos::prelude::*;
use model::credential::{
    CredentialError, CredentialKind, CredentialState, CredentialView, CredentialsView,
};
use model::trouble::{Place, Trouble, TroubleLine, TroublePage, TroubleWord};
use model::trust::TeamsView;
use model::{Guid, Timestamp};

use super::samples::NOW;
use super::{HOSTILE, each_language};
use crate::pages::admin::credentials::Credentials;
use crate::pages::admin::errors::Errors;
use crate::pages::me::teams::Teams;
use crate::texts::Key;
use crate::ui::trouble::{retry_words, trouble_sentences, trouble_words, who_words};

fn line(place: Place, trouble: Trouble, code: &str, count: u32) -> TroubleLine {
    TroubleLine {
        first: NOW.plus_minutes(-30),
        last: NOW,
        count,
        place,
        trouble,
        code: code.to_owned(),
        correlation: (count > 1).then(|| Guid::from_u128(9)),
    }
}

fn page(lines: Vec<TroubleLine>, word: Option<TroubleWord>) -> TroublePage {
    TroublePage {
        lines,
        more: false,
        word,
    }
}

#[test]
fn each_error_says_what_it_means_what_to_do_and_who_can_do_it() {
    let lines: Vec<TroubleLine> = Place::ALL
        .into_iter()
        .zip([
            Trouble::NotAssigned,
            Trouble::ConsentMissing,
            Trouble::CertificateRefused,
            Trouble::MailboxExcluded,
            Trouble::MeetingPolicy,
        ])
        .map(|(place, trouble)| line(place, trouble, "AADSTS50105", 3))
        .collect();
    for (texts, html) in each_language("errors", |_| {
        view! { <Errors page=page(lines.clone(), None) asked=String::new()/> }.into_any()
    }) {
        for line in &lines {
            let (meaning, remedy) = trouble_sentences(texts, line.trouble);
            assert!(html.contains(meaning) && html.contains(remedy), "{meaning}");
            assert!(html.contains(texts.get(who_words(line.trouble.who()))));
            assert!(html.contains(texts.get(retry_words(line.trouble.retry()))));
        }
        assert!(html.contains(&texts.with(Key::ERRORS_TIMES, &[("n", "3")])));
        assert!(html.contains("AADSTS50105"));
        assert!(html.contains(&Guid::from_u128(9).to_string()));
    }
}

#[test]
fn no_error_and_many_errors_are_said() {
    let mut many = page(vec![line(Place::Sync, Trouble::Throttled, "", 1)], None);
    many.more = true;
    for (texts, html) in each_language("errors-many", |_| {
        view! { <Errors page=many.clone() asked=String::new()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ERRORS_MORE)));
    }
    for (texts, html) in each_language("errors-none", |_| {
        view! { <Errors page=page(vec![], None) asked=String::new()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ERRORS_EMPTY)));
    }
}

#[test]
fn a_code_that_is_looked_up_is_explained_or_said_to_be_unknown() {
    let known = TroubleWord {
        code: "AADSTS700016".to_owned(),
        trouble: Some(Trouble::AppUnknown),
    };
    let unknown = TroubleWord {
        code: "AADSTS424242".to_owned(),
        trouble: None,
    };
    for (word, key) in [
        (Some(known), Key::TROUBLE_APP_UNKNOWN),
        (Some(unknown), Key::ERRORS_ASK_UNKNOWN),
        (None, Key::ERRORS_ASK_NOTHING),
    ] {
        for (texts, html) in each_language("errors-asked", |_| {
            view! { <Errors page=page(vec![], word.clone()) asked=HOSTILE.to_owned()/> }.into_any()
        }) {
            let said = texts.with(key, &[("code", "AADSTS424242")]);
            assert!(html.contains(&said), "{said}");
            assert!(!html.raw().contains("<script"));
            assert_eq!(
                html.field("ask"),
                Some(super::html::attribute(HOSTILE).as_str())
            );
        }
    }
}

#[test]
fn every_explanation_has_its_own_words_in_each_language() {
    for language in crate::language::Language::ALL {
        let texts = crate::texts::of(language);
        let mut seen = std::collections::BTreeSet::new();
        for trouble in Trouble::ALL {
            let (meaning, remedy) = trouble_sentences(texts, *trouble);
            assert!(seen.insert(meaning), "{meaning} stands twice");
            for text in [meaning, remedy] {
                assert!(text.ends_with(['.', ')']), "{text}");
                assert!(!text.contains(['{', '<']), "{text}");
            }
            let (key, _) = trouble_words(*trouble);
            assert_eq!(texts.get(key), meaning);
        }
    }
}

fn credential(kind: CredentialKind, state: CredentialState) -> CredentialView {
    CredentialView {
        kind,
        state,
        made: None,
        expires: None,
        last_ok: None,
        last_error: None,
    }
}

fn days(number: i64) -> Timestamp {
    NOW.plus_minutes(number * 24 * 60)
}

fn drawn(credentials: &[CredentialView]) -> Vec<(crate::texts::Texts, super::html::Html)> {
    each_language("credentials", |_| {
        let view = CredentialsView {
            credentials: credentials.to_vec(),
            at: NOW,
        };
        view! { <Credentials view=view/> }.into_any()
    })
}

#[test]
fn credentials_tell_state_age_end_and_their_last_error() {
    let mut certificate = credential(CredentialKind::Certificate, CredentialState::Refused);
    certificate.made = Some(days(-100));
    certificate.expires = Some(days(200));
    certificate.last_ok = Some(days(-1));
    certificate.last_error = Some(CredentialError {
        at: NOW,
        trouble: Trouble::CertificateRefused,
        number: Some(700_027),
        correlation: Some(Guid::from_u128(9)),
    });
    let secret = credential(CredentialKind::SecretFile, CredentialState::Unused);
    let new = credential(CredentialKind::FederatedFile, CredentialState::Settling);
    for (texts, html) in drawn(&[new, certificate, secret]) {
        for key in [
            Key::CREDENTIAL_KIND_CERTIFICATE,
            Key::CREDENTIAL_STATE_REFUSED,
            Key::TROUBLE_CERTIFICATE_REFUSED,
            Key::TROUBLE_CERTIFICATE_REFUSED_FIX,
            Key::TROUBLE_WHO_OPERATOR,
            Key::CREDENTIAL_SETTLING,
            Key::CREDENTIAL_SECRET_WARNING,
            Key::CREDENTIAL_NEVER,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(html.contains("AADSTS700027"));
        assert!(html.contains(&texts.with(Key::CREDENTIAL_AGE, &[("n", "100")])));
        let urgent = texts.get(Key::CREDENTIAL_URGENT).split('{').next().unwrap();
        assert!(!html.contains(&format!("{urgent}200")));
    }
}

#[test]
fn an_end_that_comes_near_is_warned_of_by_its_days() {
    for (left, key, n) in [
        (days(30), Some(Key::CREDENTIAL_SOON), "30"),
        (days(8), Some(Key::CREDENTIAL_SOON), "8"),
        (days(7), Some(Key::CREDENTIAL_URGENT), "7"),
        (NOW.plus_minutes(5), Some(Key::CREDENTIAL_URGENT_ONE), "1"),
        (NOW, Some(Key::CREDENTIAL_OVER), ""),
        (days(31), None, ""),
    ] {
        let mut certificate = credential(CredentialKind::Certificate, CredentialState::Works);
        certificate.expires = Some(left);
        for (texts, html) in drawn(&[certificate.clone()]) {
            match key {
                Some(key) => {
                    let words = texts.with(key, &[("n", n)]);
                    assert!(html.contains(&words), "{words}");
                }
                None => assert_eq!(html.raw().matches("class=\"badge\"").count(), 1),
            }
        }
    }
}

#[test]
fn an_installation_without_credentials_says_what_that_means() {
    for (texts, html) in drawn(&[]) {
        assert!(html.contains(texts.get(Key::CREDENTIAL_NONE)));
        assert!(
            html.values("a", "href")
                .contains(&"/admin/permissions/errors")
        );
    }
}

/// Nobody guesses that a connection is over: their own page says so, with the way to make it anew and to remove it.
#[test]
fn a_connection_that_microsoft_refuses_is_told_on_the_own_page() {
    let mut teams = TeamsView {
        connected: NOW,
        used: NOW,
        scopes: vec!["OnlineMeetings.ReadWrite".to_owned()],
        broken: true,
    };
    for (texts, html) in each_language("me-teams-broken", |_| {
        view! { <Teams teams=Some(teams.clone())/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ME_TEAMS_BROKEN)));
        assert!(html.values("a", "href").contains(&"/connect?return=/me"));
        assert!(html.contains(texts.get(Key::ME_TEAMS_DISCONNECT)));
    }
    teams.broken = false;
    for (texts, html) in each_language("me-teams", |_| {
        view! { <Teams teams=Some(teams.clone())/> }.into_any()
    }) {
        assert!(!html.contains(texts.get(Key::ME_TEAMS_BROKEN)));
        assert!(html.values("a", "href").is_empty());
    }
}
