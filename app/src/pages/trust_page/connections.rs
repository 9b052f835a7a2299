//! Every connection of this installation, as an allow-list.

use std::sync::Arc;

use leptos::prelude::*;

use super::words;
use crate::installation::{Connection, ConnectionKind, CredentialKind, Direction, Installation};
use crate::texts::{Key, Texts, use_texts};
use crate::ui::Table;

/// The table of connections; nothing where the installation is unknown.
#[component]
pub(in crate::pages) fn Connections(
    installation: Arc<Installation>,
    /// Whether the reader may know the names of inner machines.
    inner: bool,
) -> impl IntoView {
    let texts = use_texts();
    let columns = [
        Key::NET_NUMBER,
        Key::NET_HOST,
        Key::NET_DIRECTION,
        Key::NET_CALLER,
        Key::NET_CREDENTIAL,
        Key::NET_DATA,
        Key::NET_STORED,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows: Vec<AnyView> = installation
        .connections
        .iter()
        .enumerate()
        .map(|(place, connection)| row(texts, place + 1, connection, inner))
        .collect();
    view! {
        <h2 id="connections">{texts.get(Key::NET_TITLE)}</h2>
        <p>{texts.get(Key::NET_LEAD)}</p>
        <Table caption=texts.get(Key::NET_CAPTION) columns=columns>{rows}</Table>
    }
}

fn row(texts: Texts, number: usize, connection: &Connection, inner: bool) -> AnyView {
    let host = match connection.port {
        Some(port) if connection.host.contains(':') => format!("[{}]:{port}", connection.host),
        Some(port) => format!("{}:{port}", connection.host),
        None => connection.host.clone(),
    };
    let host = if host.is_empty() {
        texts.get(Key::NET_LOCAL).into_any()
    } else if connection.kind.is_inner() && !inner {
        texts.get(Key::NET_AS_CONFIGURED).into_any()
    } else {
        view! { <code class="wrap">{host}</code> }.into_any()
    };
    let direction = texts.get(match connection.kind.direction() {
        Direction::In => Key::NET_IN,
        Direction::Out => Key::NET_OUT,
        Direction::Beside => Key::NET_BESIDE,
        Direction::Local => Key::NET_LOCAL,
    });
    let [caller, credential, data, stored] = texts_of(connection.kind);
    let credential = if connection.kind == ConnectionKind::Tokens {
        credentials(texts, &connection.credentials)
    } else {
        texts.get(credential).to_owned()
    };
    let cell = |label: Key, content: AnyView| words::cell(texts.get(label), content);
    view! {
        <tr>
            {cell(Key::NET_NUMBER, number.into_any())}
            <th scope="row">{host}</th>
            {cell(Key::NET_DIRECTION, direction.into_any())}
            {cell(Key::NET_CALLER, texts.get(caller).into_any())}
            {cell(Key::NET_CREDENTIAL, credential.into_any())}
            {cell(Key::NET_DATA, texts.get(data).into_any())}
            {cell(Key::NET_STORED, texts.get(stored).into_any())}
        </tr>
    }
    .into_any()
}

fn credentials(texts: Texts, kinds: &[CredentialKind]) -> String {
    if kinds.is_empty() {
        return texts.get(Key::NET_TOKENS_CREDENTIAL_NONE).to_owned();
    }
    let names: Vec<&str> = kinds
        .iter()
        .map(|kind| {
            texts.get(match kind {
                CredentialKind::FederatedFile => Key::NET_FEDERATED_FILE,
                CredentialKind::ManagedIdentity => Key::NET_MANAGED_IDENTITY,
                CredentialKind::FederatedUrl => Key::NET_FEDERATED_URL,
                CredentialKind::Certificate => Key::NET_CERTIFICATE,
                CredentialKind::Secret => Key::NET_SECRET,
            })
        })
        .collect();
    let names = names.join(", ");
    texts.with(Key::NET_TOKENS_CREDENTIAL, &[("credentials", &names)])
}

/// Who calls, with which credential, which data go over it, and where they are stored.
const fn texts_of(kind: ConnectionKind) -> [Key; 4] {
    match kind {
        ConnectionKind::Browsers => [
            Key::NET_BROWSERS_CALLER,
            Key::NET_BROWSERS_CREDENTIAL,
            Key::NET_BROWSERS_DATA,
            Key::NET_BROWSERS_STORED,
        ],
        ConnectionKind::SignIn => [
            Key::NET_SIGNIN_CALLER,
            Key::NET_SIGNIN_CREDENTIAL,
            Key::NET_SIGNIN_DATA,
            Key::NET_SIGNIN_STORED,
        ],
        ConnectionKind::Tokens => [
            Key::NET_TOKENS_CALLER,
            Key::NET_TOKENS_CREDENTIAL,
            Key::NET_TOKENS_DATA,
            Key::NET_TOKENS_STORED,
        ],
        ConnectionKind::Graph => [
            Key::NET_GRAPH_CALLER,
            Key::NET_GRAPH_CREDENTIAL,
            Key::NET_GRAPH_DATA,
            Key::NET_GRAPH_STORED,
        ],
        ConnectionKind::GraphUnused => [
            Key::NET_GRAPH_CALLER,
            Key::NET_GRAPH_CREDENTIAL,
            Key::NET_GRAPH_UNUSED,
            Key::NET_GRAPH_STORED,
        ],
        ConnectionKind::Teams => [
            Key::NET_TEAMS_CALLER,
            Key::NET_TEAMS_CREDENTIAL,
            Key::NET_TEAMS_DATA,
            Key::NET_TEAMS_STORED,
        ],
        ConnectionKind::Metadata => [
            Key::NET_METADATA_CALLER,
            Key::NET_METADATA_CREDENTIAL,
            Key::NET_METADATA_DATA,
            Key::NET_METADATA_STORED,
        ],
        ConnectionKind::Assertion => [
            Key::NET_ASSERTION_CALLER,
            Key::NET_ASSERTION_CREDENTIAL,
            Key::NET_ASSERTION_DATA,
            Key::NET_ASSERTION_STORED,
        ],
        ConnectionKind::Database => [
            Key::NET_DATABASE_CALLER,
            Key::NET_DATABASE_CREDENTIAL,
            Key::NET_DATABASE_DATA,
            Key::NET_DATABASE_STORED,
        ],
        ConnectionKind::DatabaseFile => [
            Key::NET_DATABASE_CALLER,
            Key::NET_LOCAL,
            Key::NET_DATABASE_DATA,
            Key::NET_FILE_STORED,
        ],
        ConnectionKind::Mail => [
            Key::NET_MAIL_CALLER,
            Key::NET_MAIL_CREDENTIAL,
            Key::NET_MAIL_DATA,
            Key::NET_MAIL_STORED,
        ],
        ConnectionKind::Outbox => [
            Key::NET_MAIL_CALLER,
            Key::NET_LOCAL,
            Key::NET_MAIL_DATA,
            Key::NET_OUTBOX_STORED,
        ],
        ConnectionKind::Metrics => [
            Key::NET_METRICS_CALLER,
            Key::NET_METRICS_CREDENTIAL,
            Key::NET_METRICS_DATA,
            Key::NET_METRICS_STORED,
        ],
    }
}
