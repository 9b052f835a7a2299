//! Every connection of this installation, from its settings: hosts and ports, never a password, user name or path.

use app::installation::{Connection, ConnectionKind, CredentialKind, Installation};
use axum::extract::Query;
use microsoft::Cloud;
use secrecy::ExposeSecret as _;

use crate::config::{CredentialSetting, MailSettings, Settings, SigninFlow};

/// Where meetings are opened in browsers; none in the cloud that has no meetings.
const fn teams(cloud: Cloud) -> Option<&'static str> {
    match cloud {
        Cloud::Worldwide => Some("teams.microsoft.com"),
        Cloud::UsGovernment => Some("gov.teams.microsoft.us"),
        Cloud::UsDefense => Some("dod.teams.microsoft.us"),
        Cloud::China => None,
    }
}

/// Address of the metadata service of Azure machines.
const METADATA: &str = "http://169.254.169.254";

/// What anybody may know of the settings.
#[must_use]
pub fn describe(settings: &Settings) -> Installation {
    let mut connections = vec![to(ConnectionKind::Browsers, settings.url.as_str(), 443)];
    connections.push(to(ConnectionKind::SignIn, &settings.authority, 443));
    connections.push(Connection {
        credentials: credentials(settings),
        ..to(ConnectionKind::Tokens, &settings.authority, 443)
    });
    let data = &settings.data;
    let used = [
        data.default,
        data.directory,
        data.calendar,
        data.mail,
        data.teams,
        data.copilot,
        data.meetings,
    ];
    let graph = if used.iter().any(Option::is_some) {
        ConnectionKind::Graph
    } else {
        ConnectionKind::GraphUnused
    };
    connections.push(to(graph, &settings.graph_url, 443));
    let cloud = Cloud::of(&settings.authority, &settings.graph_url);
    if let Some(teams) = teams(cloud).filter(|_| data.meetings.or(data.default).is_some()) {
        connections.push(Connection {
            host: teams.to_owned(),
            port: Some(443),
            ..local(ConnectionKind::Teams)
        });
    }
    connections.extend(helpers(settings));
    connections.push(database(settings.storage.database_url.expose_secret()));
    connections.push(mail(&settings.mail));
    if let Some(address) = settings.addresses.metrics {
        connections.push(Connection {
            host: address.ip().to_string(),
            port: Some(address.port()),
            ..local(ConnectionKind::Metrics)
        });
    }
    Installation {
        connections,
        signin_by_code: settings.signin.flow == SigninFlow::Code,
    }
}

fn local(kind: ConnectionKind) -> Connection {
    Connection {
        kind,
        host: String::new(),
        port: None,
        credentials: Vec::new(),
    }
}

/// A connection to the host of an address; `port` is that of https, where the address says none.
fn to(kind: ConnectionKind, address: &str, port: u16) -> Connection {
    let port = if address.to_ascii_lowercase().starts_with("http://") {
        80
    } else {
        port
    };
    let (host, said) = host(address);
    Connection {
        host,
        port: Some(said.unwrap_or(port)),
        ..local(kind)
    }
}

/// Host and port of an address, without anything before an `@`.
fn host(address: &str) -> (String, Option<u16>) {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    if let Some((host, port)) = place
        .strip_prefix('[')
        .and_then(|place| place.split_once(']'))
    {
        let port = port.strip_prefix(':').and_then(|port| port.parse().ok());
        return (host.to_owned(), port);
    }
    match place.rsplit_once(':') {
        Some((host, port)) => (host.to_owned(), port.parse().ok()),
        None => (place.to_owned(), None),
    }
}

fn kind(setting: &CredentialSetting) -> CredentialKind {
    match setting {
        CredentialSetting::FederatedFile(_) => CredentialKind::FederatedFile,
        CredentialSetting::ManagedIdentity(_) => CredentialKind::ManagedIdentity,
        CredentialSetting::FederatedUrl(_) => CredentialKind::FederatedUrl,
        CredentialSetting::Certificate(_) => CredentialKind::Certificate,
        CredentialSetting::SecretFile(_) => CredentialKind::Secret,
    }
}

fn all_credentials(settings: &Settings) -> impl Iterator<Item = &CredentialSetting> {
    settings
        .credentials
        .iter()
        .chain(settings.signin.credential.as_ref())
}

/// The kinds in use, each once, in the order in which they are tried.
fn credentials(settings: &Settings) -> Vec<CredentialKind> {
    let mut kinds = Vec::new();
    for setting in all_credentials(settings) {
        let kind = kind(setting);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Services that state who this installation is, each once.
fn helpers(settings: &Settings) -> Vec<Connection> {
    let mut helpers: Vec<Connection> = Vec::new();
    for setting in all_credentials(settings) {
        let helper = match setting {
            CredentialSetting::ManagedIdentity(_) => {
                // The platform's own endpoint, where it names one, else the machine's.
                let platform = std::env::var("IDENTITY_ENDPOINT").unwrap_or_default();
                let service = if platform.is_empty() {
                    METADATA
                } else {
                    &platform
                };
                to(ConnectionKind::Metadata, service, 443)
            }
            CredentialSetting::FederatedUrl(url) => to(ConnectionKind::Assertion, &url.url, 443),
            CredentialSetting::FederatedFile(_)
            | CredentialSetting::Certificate(_)
            | CredentialSetting::SecretFile(_) => continue,
        };
        if !helpers.contains(&helper) {
            helpers.push(helper);
        }
    }
    helpers
}

fn database(url: &str) -> Connection {
    if url.starts_with("sqlite:") {
        return local(ConnectionKind::DatabaseFile);
    }
    let mut connection = to(ConnectionKind::Database, url, 5432);
    // What the parameters say comes last, and so it counts.
    for (name, value) in parameters(url) {
        match name.as_str() {
            "host" | "hostaddr" => connection.host = value,
            "port" => connection.port = value.parse().ok().or(connection.port),
            _ => {}
        }
    }
    // A folder is a socket of this machine, as is no host at all.
    let folder = ["/", "%2f", "%2F"];
    if connection.host.is_empty()
        || folder
            .iter()
            .any(|start| connection.host.starts_with(start))
    {
        return Connection {
            host: String::new(),
            port: None,
            ..connection
        };
    }
    connection
}

/// The parameters of an address, decoded; none where they can't be read.
fn parameters(address: &str) -> Vec<(String, String)> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let pairs = format!("/?{query}")
        .parse()
        .ok()
        .and_then(|uri| Query::try_from_uri(&uri).ok());
    pairs.map_or_else(Vec::new, |Query(pairs)| pairs)
}

fn mail(settings: &MailSettings) -> Connection {
    match settings {
        MailSettings::Outbox(_) => local(ConnectionKind::Outbox),
        MailSettings::Smtp { url, .. } => {
            let url = url.expose_secret();
            let port = if url.starts_with("smtps") {
                465
            } else if url.contains("tls=") {
                587
            } else {
                25
            };
            to(ConnectionKind::Mail, url, port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_told_and_nothing_else() {
        let table = [
            (
                "https://login.microsoftonline.com",
                ("login.microsoftonline.com", None),
            ),
            ("http://localhost:4365/x", ("localhost", Some(4365))),
            (
                "postgres://anteroom:p%40ss@db.example:6432/anteroom?sslmode=require",
                ("db.example", Some(6432)),
            ),
            ("postgres://a:b@c@d/e", ("d", None)),
            (
                "postgres://u:secret@[2001:db8::1]:5433/x",
                ("2001:db8::1", Some(5433)),
            ),
            ("postgres:///anteroom?host=/run/postgresql", ("", None)),
            ("smtps://user:pass@mail.example", ("mail.example", None)),
        ];
        for (address, (name, port)) in table {
            assert_eq!(host(address), (name.to_owned(), port), "{address}");
        }
    }

    #[test]
    fn a_database_is_a_file_a_socket_or_a_server() {
        assert_eq!(
            database("sqlite:data/anteroom.db"),
            local(ConnectionKind::DatabaseFile)
        );
        assert_eq!(
            database("postgres:///x?host=/run"),
            local(ConnectionKind::Database)
        );
        for socket in [
            "postgres://%2Frun%2Fpostgresql/x",
            "postgres://db.example/x?host=%2Frun&port=5433",
            "postgres:///x",
        ] {
            assert_eq!(
                database(socket),
                local(ConnectionKind::Database),
                "{socket}"
            );
        }
        let named = database("postgres:///x?host=db.internal&port=6432");
        assert_eq!(
            (named.host.as_str(), named.port),
            ("db.internal", Some(6432))
        );
        let named = database("postgres://localhost:1/x?host=db%2Einternal");
        assert_eq!((named.host.as_str(), named.port), ("db.internal", Some(1)));
        let server = database("postgres://u:secret@db.example/x");
        assert_eq!(
            (server.host.as_str(), server.port),
            ("db.example", Some(5432))
        );
    }

    #[test]
    fn a_mail_server_has_the_port_of_its_way() {
        let port = |url: &str| {
            let settings = MailSettings::Smtp {
                url: url.to_owned().into(),
                from: "a@example.org".to_owned(),
            };
            mail(&settings).port
        };
        assert_eq!(port("smtps://u:p@mail.example"), Some(465));
        assert_eq!(port("smtp://mail.example?tls=required"), Some(587));
        assert_eq!(port("smtp://mail.example"), Some(25));
        assert_eq!(port("smtp://u:p@mail.example:2525"), Some(2525));
        let outbox = mail(&MailSettings::Outbox("data/outbox".into()));
        assert_eq!(outbox, local(ConnectionKind::Outbox));
    }
}
