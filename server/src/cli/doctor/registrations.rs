//! App registrations and credentials, as far as the settings tell.

use model::Guid;

use super::finding::{Finding, Findings};
use crate::config::{CredentialSetting, Settings, SigninFlow};

const PART: &str = "registrations";

pub(super) fn look(settings: &Settings, findings: &mut Findings) {
    let data = data_clients(settings);
    let signin = settings.signin.client_id;
    if data
        .iter()
        .chain([&signin])
        .any(|client| *client == Guid::default())
    {
        findings.add(Finding::fail(
            PART,
            "a client id consists of zeros",
            "Copy the application (client) id from the registration's overview.",
        ));
    }
    findings.add(match (data.is_empty(), data.contains(&signin)) {
        (true, _) => Finding::warn(
            PART,
            format!("sign-in {signin}; none for Graph: meetings and meeting culture are off"),
            "Set ANTEROOM_DATA_CLIENT_ID if they are wanted.",
        ),
        (_, true) => Finding::warn(
            PART,
            format!("sign-in and Graph share {signin}"),
            "Make a registration of its own for sign-in: consenting to sign in then opens no data.",
        ),
        _ => Finding::ok(PART, format!("sign-in {signin}, {} for Graph", data.len())),
    });
    match (data.is_empty(), settings.credentials.is_empty()) {
        (false, true) => findings.add(Finding::fail(
            "credentials",
            "none, although a registration for Graph is set",
            "Set ANTEROOM_CREDENTIAL, best to federated-file, managed-identity or federated-url.",
        )),
        (true, false) => findings.add(Finding::warn(
            "credentials",
            "set, but no registration uses them",
            "Set ANTEROOM_DATA_CLIENT_ID, or leave ANTEROOM_CREDENTIAL out.",
        )),
        _ => {}
    }
    let used = settings.signin.credential.iter();
    let used = used.filter(|_| settings.signin.flow == SigninFlow::Code);
    if settings
        .credentials
        .iter()
        .chain(used)
        .any(|one| matches!(one, CredentialSetting::SecretFile(_)))
    {
        findings.add(Finding::warn(
            "credentials",
            "a secret is among them",
            "Use a federated credential or a certificate: a secret can be copied and used elsewhere unnoticed.",
        ));
    }
}

/// Every client id that reads Graph, once.
pub(super) fn data_clients(settings: &Settings) -> Vec<Guid> {
    let data = &settings.data;
    let all = [
        data.default,
        data.directory,
        data.calendar,
        data.mail,
        data.teams,
        data.copilot,
        data.meetings,
    ];
    let mut clients: Vec<Guid> = Vec::new();
    for client in all.into_iter().flatten() {
        if !clients.contains(&client) {
            clients.push(client);
        }
    }
    clients
}
