//! The table of refusals, compared with the reference data where they are at hand.

use std::collections::BTreeSet;

use microsoft::trouble::{GRAPH, Retry, STS, Who, graph, sts};
use microsoft::{OAuthError, Refusal};
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
