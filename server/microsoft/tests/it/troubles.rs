//! The table of refusals, compared with the reference data where they are at hand.

use std::collections::BTreeSet;

use microsoft::trouble::{GRAPH, Retry, STS, Who, graph, look_up, sts};
use microsoft::{GraphProblem, MicrosoftError, OAuthError, Refusal, SigninHelp, TokenProblem};
use model::trouble::Trouble;
use serde_json::Value;

fn reference() -> Option<Value> {
    let Ok(folder) = std::env::var("ANTEROOM_REFERENCE_DATA") else {
        println!("skipped: ANTEROOM_REFERENCE_DATA is not set");
        return None;
    };
    let path = std::path::Path::new(&folder).join("error-troubleshooting.json");
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn who(who: Who) -> &'static str {
    match who {
        Who::User => "user",
        Who::TenantAdmin => "tenant admin",
        Who::Operator => "operator",
        Who::App => "app",
    }
}

fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::No => "no",
        Retry::BackOff => "backoff",
        Retry::Setup => "setup-window",
        Retry::FreshAssertion => "fresh-assertion",
        Retry::FreshToken => "fresh-token",
        Retry::Resync => "resync",
    }
}

#[test]
fn numbers_stand_in_the_table_once() {
    let numbers: BTreeSet<u32> = STS.iter().map(|trouble| trouble.number).collect();
    assert_eq!(numbers.len(), STS.len());
    assert_eq!(sts(0), None);
}

#[test]
fn the_table_of_the_sign_in_service_agrees_with_the_reference() {
    let Some(reference) = reference() else { return };
    let ours: BTreeSet<(String, &str, &str)> = STS
        .iter()
        .map(|row| {
            (
                format!("AADSTS{}", row.number),
                who(row.who),
                retry(row.retry),
            )
        })
        .collect();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = reference["sts"].as_array().unwrap();
    let theirs: Vec<(String, String, String)> = rows
        .iter()
        .map(|row| (text(row, "code"), text(row, "owner"), text(row, "retry")))
        .collect();
    assert_eq!(ours.len(), theirs.len());
    for (code, owner, retry) in &theirs {
        assert!(
            ours.contains(&(code.clone(), owner.as_str(), retry.as_str())),
            "{code}"
        );
    }
}

#[test]
fn the_table_of_graph_agrees_with_the_reference() {
    let Some(reference) = reference() else { return };
    for row in reference["graph"].as_array().unwrap() {
        let status = u16::try_from(row["http"].as_u64().unwrap()).unwrap();
        let code = row["code"].as_str().unwrap();
        let first = code.split([' ', '/', ',']).next().unwrap();
        let known = graph(status, first).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(
            (who(known.who), retry(known.retry)),
            (
                row["owner"].as_str().unwrap(),
                row["retry"].as_str().unwrap()
            ),
            "{code}"
        );
    }
    assert!(GRAPH.len() >= reference["graph"].as_array().unwrap().len());
}

#[test]
fn a_known_code_is_known_with_any_status_and_a_status_with_any_code() {
    assert_eq!(
        graph(403, "Authorization_RequestDenied").unwrap().who,
        Who::TenantAdmin
    );
    assert_eq!(graph(404, "Unauthorized").unwrap().key, "meeting_policy");
    assert_eq!(graph(429, "somethingNew").unwrap().retry, Retry::BackOff);
    assert_eq!(graph(418, "teapot"), None);
}

#[test]
fn a_refusal_without_a_known_number_is_helped_by_its_error() {
    let refusal = Refusal::from_browser("login_required", Some("AADSTS123456789: new"));
    assert_eq!(
        (refusal.error, refusal.number),
        (OAuthError::LoginRequired, Some(123_456_789))
    );
    assert_eq!((refusal.who(), refusal.key()), (Who::App, "not_signed_in"));
    let unreadable = Refusal::from_browser("nonsense", Some("AADSTS99999999999999: too long"));
    assert_eq!(
        (unreadable.error, unreadable.number),
        (OAuthError::Other, None)
    );
    assert_eq!(unreadable.key(), "start_again");
}

#[test]
fn every_key_has_an_explanation_that_agrees_with_its_rows() {
    for row in STS {
        let trouble = Trouble::parse(row.key).unwrap_or_else(|| panic!("{}", row.key));
        assert_eq!(
            (trouble.who(), trouble.retry()),
            (row.who, row.retry),
            "{}",
            row.number
        );
    }
    for row in GRAPH {
        let trouble = Trouble::parse(row.key).unwrap_or_else(|| panic!("{}", row.key));
        assert_eq!(
            (trouble.who(), trouble.retry()),
            (row.who, row.retry),
            "{}",
            row.code
        );
    }
    for key in SigninHelp::CODES {
        assert!(Trouble::parse(key).is_some(), "{key}");
    }
    for error in [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "access_denied",
        "unsupported_response_type",
        "unsupported_response",
        "server_error",
        "temporarily_unavailable",
        "invalid_resource",
        "login_required",
        "interaction_required",
        "consent_required",
        "account_selection_required",
        "permission_denied",
        "anything else",
    ] {
        let refusal = Refusal::from_browser(error, None);
        assert_eq!(refusal.trouble().as_str(), refusal.key(), "{error}");
    }
    let graph = |status, code: &str| GraphProblem::Refused {
        status,
        code: code.to_owned(),
        request_id: None,
    };
    for problem in [
        MicrosoftError::Token(TokenProblem::Unreachable),
        MicrosoftError::Token(TokenProblem::Unexpected),
        MicrosoftError::Token(TokenProblem::Throttled {
            retry_after_s: None,
        }),
        MicrosoftError::Token(TokenProblem::NoRegistration),
        MicrosoftError::Graph(graph(400, "unheardOf")),
        MicrosoftError::Graph(GraphProblem::ForeignLink),
        MicrosoftError::Graph(GraphProblem::Unreachable),
        MicrosoftError::Graph(GraphProblem::Throttled {
            retry_after_s: None,
            request_id: None,
        }),
    ] {
        assert_eq!(problem.trouble().as_str(), problem.key(), "{problem}");
    }
}

/// The numbers of Microsoft's error reference that this product can meet.
const NUMBERS: [u32; 66] = [
    16000, 50034, 90072, 50020, 50011, 50058, 50076, 50079, 50105, 50173, 70008, 700_082, 70043,
    50194, 9_001_023, 50196, 90033, 90055, 500_011, 650_052, 500_133, 700_024, 53000, 53003,
    530_034, 54005, 501_481, 65001, 65005, 650_057, 70011, 700_022, 700_023, 650_056, 90008, 70001,
    7_000_112, 1_000_031, 700_005, 700_016, 70021, 700_211, 700_212, 700_213, 7_002_138, 700_229,
    700_025, 700_027, 700_030, 7_000_215, 7_000_222, 7_000_218, 70005, 700_054, 70007, 90002,
    90014, 900_144, 901_002, 90023, 901_001, 90093, 90094, 65004, 90095, 900_561,
];

#[test]
fn every_number_is_recognised_wherever_it_arrives() {
    assert_eq!(NUMBERS.len(), STS.len());
    for number in NUMBERS {
        let row = sts(number).unwrap_or_else(|| panic!("{number}"));
        let refusal = Refusal::from_browser("anything", Some(&format!("AADSTS{number}: text")));
        assert_eq!((refusal.number, refusal.key()), (Some(number), row.key));
        let found = look_up(&format!("error: AADSTS{number}: something")).unwrap();
        assert_eq!(found, (format!("AADSTS{number}"), Trouble::parse(row.key)));
    }
}

#[test]
fn a_pasted_code_is_found_and_anything_else_is_not() {
    let of = look_up;
    assert_eq!(
        of("700016"),
        Some(("AADSTS700016".to_owned(), Some(Trouble::AppUnknown)))
    );
    assert_eq!(of("AADSTS424242"), Some(("AADSTS424242".to_owned(), None)));
    assert_eq!(
        of("(KeyCredentialsInvalidEndDate) Key credential end date is invalid."),
        Some((
            "KeyCredentialsInvalidEndDate".to_owned(),
            Some(Trouble::CertificateEndDate)
        ))
    );
    assert_eq!(
        of("authorization_requestdenied").unwrap().1,
        Some(Trouble::PermissionMissing)
    );
    let long = "9".repeat(5_000);
    for nothing in [
        "",
        "hello",
        "<b>12</b>",
        "AADSTS",
        "AADSTS99999999999999",
        long.as_str(),
    ] {
        assert_eq!(of(nothing), None, "{nothing}");
    }
}
