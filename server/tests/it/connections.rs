//! The table of connections follows the settings: a firewall team can take it as its allow-list.

use std::collections::BTreeMap;

use app::installation::{ConnectionKind, CredentialKind, Installation};
use server::config::{Layers, Problems, Settings};
use server::connections::describe;

/// What an installation with these variables tells of its connections.
fn of(variables: &[(&str, &str)]) -> Installation {
    let client = (
        "ANTEROOM_SIGNIN_CLIENT_ID",
        "11111111-2222-3333-4444-555555555555",
    );
    let layers = Layers::new(BTreeMap::new(), |name| {
        let mut all = variables.iter().chain([&client]);
        let found = all.find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    });
    describe(&Settings::read(&layers, Problems::default()).unwrap())
}

/// Kind, host and port of each row, in their order.
fn rows(installation: &Installation) -> Vec<(ConnectionKind, &str, Option<u16>)> {
    let rows = installation.connections.iter();
    rows.map(|row| (row.kind, row.host.as_str(), row.port))
        .collect()
}

#[test]
fn a_fresh_installation_has_microsoft_and_nothing_else_outside() {
    assert_eq!(
        rows(&of(&[])),
        [
            (ConnectionKind::Browsers, "localhost", Some(3000)),
            (
                ConnectionKind::SignIn,
                "login.microsoftonline.com",
                Some(443)
            ),
            (
                ConnectionKind::Tokens,
                "login.microsoftonline.com",
                Some(443)
            ),
            (
                ConnectionKind::GraphUnused,
                "graph.microsoft.com",
                Some(443)
            ),
            (ConnectionKind::DatabaseFile, "", None),
            (ConnectionKind::Outbox, "", None),
        ]
    );
}

#[test]
fn every_changed_setting_changes_its_row() {
    let installation = of(&[
        ("ANTEROOM_URL", "https://anteroom.example:8443"),
        ("ANTEROOM_AUTHORITY", "https://login.microsoftonline.us"),
        ("ANTEROOM_GRAPH_URL", "https://proxy.example:9443/graph"),
        (
            "ANTEROOM_DATA_CLIENT_ID",
            "11111111-2222-3333-4444-555555555556",
        ),
        (
            "ANTEROOM_CREDENTIAL",
            "managed-identity:11111111-2222-3333-4444-555555555557,certificate:/run/secret/data.pem",
        ),
        ("ANTEROOM_SIGNIN_FLOW", "code"),
        (
            "ANTEROOM_SIGNIN_CREDENTIAL",
            "federated-file:/run/secret/token",
        ),
        (
            "ANTEROOM_DATABASE_URL",
            "postgres://anteroom:hunter2@db.internal:6432/anteroom?sslmode=verify-full",
        ),
        ("ANTEROOM_SMTP_URL", "smtps://mailer:hunter2@mail.internal"),
        ("ANTEROOM_MAIL_FROM", "anteroom@example.org"),
        ("ANTEROOM_METRICS_LISTEN", "10.0.0.7:9100"),
    ]);
    assert_eq!(
        rows(&installation),
        [
            (ConnectionKind::Browsers, "anteroom.example", Some(8443)),
            (
                ConnectionKind::SignIn,
                "login.microsoftonline.us",
                Some(443)
            ),
            (
                ConnectionKind::Tokens,
                "login.microsoftonline.us",
                Some(443)
            ),
            (ConnectionKind::Graph, "proxy.example", Some(9443)),
            // A proxy before Graph says nothing of the cloud: the authority does.
            (ConnectionKind::Teams, "gov.teams.microsoft.us", Some(443)),
            (ConnectionKind::Metadata, "169.254.169.254", Some(80)),
            (ConnectionKind::Database, "db.internal", Some(6432)),
            (ConnectionKind::Mail, "mail.internal", Some(465)),
            (ConnectionKind::Metrics, "10.0.0.7", Some(9100)),
        ]
    );
    assert!(installation.signin_by_code);
    let tokens = installation.number(ConnectionKind::Tokens).unwrap();
    assert_eq!(
        installation.connections[tokens - 1].credentials,
        [
            CredentialKind::ManagedIdentity,
            CredentialKind::Certificate,
            CredentialKind::FederatedFile,
        ]
    );
    let told = format!("{installation:?}");
    for secret in ["hunter2", "/run/secret", "mailer", "sslmode"] {
        assert!(!told.contains(secret), "{secret}");
    }
}

#[test]
fn what_is_not_configured_has_no_row() {
    let without = of(&[(
        "ANTEROOM_CALENDAR_CLIENT_ID",
        "11111111-2222-3333-4444-555555555556",
    )]);
    let kinds: Vec<ConnectionKind> = rows(&without).iter().map(|(kind, ..)| *kind).collect();
    assert!(kinds.contains(&ConnectionKind::Graph));
    for absent in [
        ConnectionKind::Teams,
        ConnectionKind::Metadata,
        ConnectionKind::Assertion,
        ConnectionKind::Mail,
        ConnectionKind::Metrics,
    ] {
        assert!(!kinds.contains(&absent), "{absent:?}");
    }
}

/// Teams is another host in the clouds of the US government.
#[test]
fn meetings_are_opened_at_the_clouds_own_host() {
    for (graph, host) in [
        ("https://graph.microsoft.com", "teams.microsoft.com"),
        ("https://graph.microsoft.us", "gov.teams.microsoft.us"),
        ("https://dod-graph.microsoft.us", "dod.teams.microsoft.us"),
    ] {
        let installation = of(&[
            ("ANTEROOM_GRAPH_URL", graph),
            (
                "ANTEROOM_DATA_CLIENT_ID",
                "11111111-2222-3333-4444-555555555556",
            ),
        ]);
        let teams = installation.number(ConnectionKind::Teams).unwrap();
        assert_eq!(installation.connections[teams - 1].host, host);
    }
}
