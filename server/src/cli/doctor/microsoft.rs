//! The way to Microsoft: authority, clock, each credential for each organisation, Graph.

use microsoft::{
    AuthorityProblem, Cloud, CredentialProblem, CredentialReport, Microsoft, MicrosoftError,
    TokenProblem,
};
use model::credential::Expiry;
use model::trouble::{Retry, Trouble};
use model::{Guid, Timestamp};

use super::finding::{Finding, Findings, Level};
use super::registrations::data_clients;
use super::storage::Known;
use crate::assemble;
use crate::config::Settings;

/// A clock this far off is told of, milliseconds.
const CLOCK_NOTICE_MS: i64 = 60_000;
/// A clock further off than this refuses sign-ins and assertions, milliseconds.
const CLOCK_MOST_MS: i64 = 300_000;
/// Longest wait for one answer, milliseconds: somebody waits for the command.
const PATIENCE_MS: u64 = 5_000;
/// What to look at where nobody answers.
const NETWORK: &str = "Check name resolution, proxy and firewall.";
/// Organisations that are tried; more would only say the same.
const TENANTS: usize = 25;

pub(super) async fn look(settings: &Settings, tenants: &[Known], findings: &mut Findings) {
    let made = assemble::microsoft_settings(settings).and_then(|mut wanted| {
        wanted.timeout_ms = PATIENCE_MS;
        Ok(Microsoft::new(wanted)?)
    });
    let microsoft = match made {
        Ok(microsoft) => microsoft,
        Err(error) => {
            findings.add(Finding::fail(
                "Microsoft",
                error.to_string(),
                "Correct the settings named here.",
            ));
            return;
        }
    };
    findings.add(cloud(&settings.authority, &settings.graph_url));
    authority(&microsoft, &settings.authority, findings).await;
    let reports = microsoft.credentials(now()).await;
    for report in &reports {
        findings.add(material(&microsoft, report));
    }
    let places: Vec<&CredentialReport> = reports
        .iter()
        .filter(|report| report.slot.place.is_some())
        .collect();
    let of_signin = reports
        .iter()
        .find(|report| report.slot.place.is_none() && !matches!(report.material, Some(Err(_))));
    if let (Some(report), Some(known)) = (of_signin, tenants.first()) {
        let client = settings.signin.client_id;
        signin(&microsoft, (known, client), report, findings).await;
    }
    let clients = data_clients(settings);
    if clients.is_empty() || places.is_empty() {
        graph_host(&settings.graph_url, findings).await;
        return;
    }
    if tenants.is_empty() {
        findings.add(Finding::ok(
            "token endpoint",
            "not tried: no organisation is registered yet",
        ));
        graph_host(&settings.graph_url, findings).await;
    }
    for known in tenants.iter().take(TENANTS) {
        for client in &clients {
            tenant(&microsoft, (known, *client), &places, findings).await;
        }
    }
    if tenants.len() > TENANTS {
        let left = tenants.len() - TENANTS;
        findings.add(Finding::ok(
            "token endpoint",
            format!("{left} more organisation(s) not tried; name one with --tenant"),
        ));
    }
}

/// Whether sign-in and Graph belong to one cloud of Microsoft's: a token of one is worth nothing in another.
fn cloud(authority: &str, graph_url: &str) -> Finding {
    const PART: &str = "cloud";
    let found = Cloud::of(authority, graph_url);
    if !Cloud::differ(authority, graph_url) {
        let known = Cloud::of_authority(authority).or_else(|| Cloud::of_graph(graph_url));
        let name = found.as_str().replace('_', " ");
        return Finding::ok(
            PART,
            match known {
                Some(_) => name,
                None => format!("{name}, since neither address is one of Microsoft's own"),
            },
        );
    }
    let wanted = Cloud::of_authority(authority).unwrap_or_default();
    Finding::fail(
        PART,
        format!("sign-in at {authority} and Graph at {graph_url} belong to different ones"),
        &format!(
            "Set ANTEROOM_GRAPH_URL to {}, or ANTEROOM_AUTHORITY to {}.",
            wanted.graph(),
            found.authority()
        ),
    )
}

fn now() -> Timestamp {
    (trust::clock::system())()
}

async fn authority(microsoft: &Microsoft, base: &str, findings: &mut Findings) {
    let part = format!("authority {base}");
    let facts = match microsoft.examine_authority(now()).await {
        Ok(facts) => facts,
        Err(problem) => {
            let remedy = match problem {
                AuthorityProblem::Unreachable => NETWORK,
                AuthorityProblem::Status(_) | AuthorityProblem::NoKeys => {
                    "Check ANTEROOM_AUTHORITY and any proxy in front of it; if both are right, Microsoft has a fault."
                }
                AuthorityProblem::Foreign => {
                    "Set ANTEROOM_AUTHORITY to the address that its own metadata names."
                }
            };
            findings.add(Finding::fail(&part, problem.to_string(), remedy));
            return;
        }
    };
    findings.add(Finding::ok(&part, format!("answers; {} keys", facts.keys)));
    findings.add(clock(facts.ahead_ms));
}

fn clock(ahead_ms: Option<i64>) -> Finding {
    const PART: &str = "clock";
    const REMEDY: &str = "Set the clock of this machine by NTP.";
    let Some(ahead_ms) = ahead_ms else {
        return Finding::ok(PART, "not compared: the authority told no time");
    };
    let seconds = ahead_ms.abs() / 1_000;
    let side = if ahead_ms < 0 { "behind" } else { "ahead of" };
    let found = format!("{seconds} s {side} the authority's");
    match ahead_ms.abs() {
        off if off <= CLOCK_NOTICE_MS => Finding::ok(PART, found),
        off if off <= CLOCK_MOST_MS => Finding::warn(PART, found, REMEDY),
        _ => Finding::fail(
            PART,
            format!("{found}; sign-ins and assertions are refused"),
            REMEDY,
        ),
    }
}

/// A credential as it lies there. Here, and nowhere else, its file is named.
fn material(microsoft: &Microsoft, report: &CredentialReport) -> Finding {
    let slot = report.slot;
    let source = match slot.place {
        Some(place) => microsoft.settings().credentials.get(place),
        None => microsoft.settings().signin_credential.as_ref(),
    };
    let file = source.and_then(|source| source.file());
    let part = match file {
        Some(file) => format!("credential {slot} {}", file.display()),
        None => format!("credential {slot}"),
    };
    let material = match report.material {
        None => return Finding::ok(&part, "is fetched when it is needed"),
        Some(Err(problem)) => {
            let finding = Finding::trouble(Level::Fail, &part, problem.trouble());
            // Which letter differs is told here and nowhere else.
            return match problem {
                CredentialProblem::AssertionDiffers { .. } => {
                    finding.saying(&format!("[{problem}]"))
                }
                _ => finding,
            };
        }
        Some(Ok(material)) => material,
    };
    let days = material
        .expires
        .map(|expires| (expires.0 - now().0) / 86_400_000);
    let left = days.map_or_else(
        || "can be read".to_owned(),
        |days| format!("ends in {days} day(s)"),
    );
    match Expiry::of(slot.kind, material.expires, now()) {
        Expiry::Over => Finding::trouble(Level::Fail, &part, Trouble::CertificateExpired),
        Expiry::Soon | Expiry::Urgent => Finding::warn(
            &part,
            left,
            "Make a new certificate, upload it to the registration, then replace the file; no restart is needed.",
        ),
        Expiry::Fine if file.is_some_and(open_to_others) && !slot.kind.rotates() => Finding::warn(
            &part,
            "can be read by other accounts of this machine",
            "Let the account of Anteroom own the file, mode 0600.",
        ),
        Expiry::Fine => Finding::ok(&part, left),
    }
}

#[cfg(unix)]
fn open_to_others(file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_file: &std::path::Path) -> bool {
    false
}

/// Each credential for one organisation and registration, then Graph with the first token.
async fn tenant(
    microsoft: &Microsoft,
    (known, client): (&Known, Guid),
    places: &[&CredentialReport],
    findings: &mut Findings,
) {
    let mut token = None;
    let mut refusals = Vec::new();
    for report in places {
        if matches!(report.material, Some(Err(_))) {
            // It was said above what is wrong with it.
            continue;
        }
        let part = format!("token endpoint, {}, {client}, {}", known.name, report.slot);
        let place = report.slot.place.unwrap_or_default();
        match microsoft
            .try_credential(place, (known.id, client), now())
            .await
        {
            Ok(found) => {
                findings.add(Finding::ok(&part, "a token was issued"));
                token.get_or_insert(found);
            }
            Err(problem) => refusals.push((part, problem)),
        }
    }
    for (part, problem) in refusals {
        findings.add(refusal(&part, problem, token.is_some()));
    }
    let Some(token) = token else { return };
    let part = format!("Graph, {}, {client}", known.name);
    findings.add(match microsoft.try_graph(&token, client).await {
        Ok(found) if found.enabled => {
            Finding::ok(&part, "answers and knows the application").correlated(found.request_id)
        }
        Ok(found) => {
            Finding::trouble(Level::Warn, &part, Trouble::AppDisabled).correlated(found.request_id)
        }
        Err(problem) => {
            let level = if problem.who() == model::trouble::Who::TenantAdmin {
                Level::Warn
            } else {
                Level::Fail
            };
            let error = MicrosoftError::Graph(problem);
            let code = Some(error.code()).filter(|code| code != error.key());
            Finding::trouble(level, &part, error.trouble())
                .coded(code)
                .correlated(error.correlation_id())
        }
    });
}

/// The credential of the Sign-in registration, at the first organisation: it is the same for all.
async fn signin(
    microsoft: &Microsoft,
    (known, client): (&Known, Guid),
    report: &CredentialReport,
    findings: &mut Findings,
) {
    let part = format!("token endpoint, {}, {client}, {}", known.name, report.slot);
    let tried = microsoft.try_signin_credential((known.id, client), now());
    findings.add(match tried.await {
        Ok(()) => Finding::ok(&part, "a token was issued"),
        Err(problem) => refusal(&part, problem, false),
    });
}

/// A credential that brought no token.
fn refusal(part: &str, problem: TokenProblem, another_works: bool) -> Finding {
    let trouble = problem.trouble();
    // One of several may fail while another works; and an organisation that has not consented is no fault of ours.
    let ours = matches!(
        trouble.who(),
        model::trouble::Who::Operator | model::trouble::Who::App
    );
    let level = if another_works || !ours {
        Level::Warn
    } else {
        Level::Fail
    };
    // The running program tries again by itself; whoever tries it by hand wants to know what lies between.
    if matches!(problem, TokenProblem::Unreachable) && level == Level::Fail {
        return Finding::fail(part, "does not answer", NETWORK);
    }
    let error = MicrosoftError::Token(problem);
    let code = Some(error.code()).filter(|code| code != error.key());
    let finding = Finding::trouble(level, part, trouble)
        .coded(code)
        .correlated(error.correlation_id());
    if trouble.retry() == Retry::Setup {
        finding.saying("Right after a change this passes within minutes.")
    } else {
        finding
    }
}

/// Without a token only the host can be tried.
async fn graph_host(url: &str, findings: &mut Findings) {
    let part = format!("Graph at {url}");
    findings.add(match reachable(url).await {
        Ok(()) => Finding::ok(&part, "accepts connections"),
        Err(why) => Finding::fail(&part, why, NETWORK),
    });
}

async fn reachable(url: &str) -> Result<(), String> {
    let uri: http::Uri = url.parse().map_err(|_| "is no URL".to_owned())?;
    let plain = uri.scheme_str() == Some("http");
    let port = uri.port_u16().unwrap_or(if plain { 80 } else { 443 });
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let connecting = tokio::net::TcpStream::connect((host, port));
    let patience = std::time::Duration::from_millis(PATIENCE_MS);
    match tokio::time::timeout(patience, connecting).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(format!("cannot be reached ({})", error.kind())),
        Err(_) => Err("does not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_and_graph_of_different_clouds_are_told() {
        let government = Cloud::UsGovernment;
        for (authority, graph, level) in [
            (government.authority(), government.graph(), Level::Ok),
            (government.authority(), Cloud::UsDefense.graph(), Level::Ok),
            (government.authority(), "https://proxy.example", Level::Ok),
            ("http://127.0.0.1:1", "http://127.0.0.1:1/graph", Level::Ok),
            (
                government.authority(),
                Cloud::Worldwide.graph(),
                Level::Fail,
            ),
            (Cloud::China.authority(), government.graph(), Level::Fail),
        ] {
            let found = cloud(authority, graph);
            assert_eq!(found.level, level, "{authority} {graph}");
            let told = found.remedy.unwrap_or_default();
            assert_eq!(
                told.contains(government.graph()),
                authority == government.authority() && level == Level::Fail
            );
        }
    }

    #[test]
    fn a_clock_is_good_within_a_minute_and_useless_beyond_five() {
        for (ahead_ms, level) in [
            (0, Level::Ok),
            (-60_000, Level::Ok),
            (60_001, Level::Warn),
            (-300_000, Level::Warn),
            (300_001, Level::Fail),
            (-86_400_000, Level::Fail),
        ] {
            assert_eq!(clock(Some(ahead_ms)).level, level, "{ahead_ms}");
        }
        assert_eq!(clock(None).level, Level::Ok);
    }
}
