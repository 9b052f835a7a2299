//! A federated identity credential as Microsoft Graph writes it.

use serde::Serialize;

use super::host::Credential;
use super::quoting;

#[derive(Serialize)]
struct Federated<'a> {
    name: String,
    issuer: &'a str,
    subject: &'a str,
    audiences: [&'a str; 1],
}

/// The body that makes the credential: JSON text in ASCII, without a line end at its end.
pub(super) fn json(credential: &Credential) -> String {
    let body = Federated {
        name: credential.name(),
        issuer: &credential.issuer,
        subject: &credential.subject,
        audiences: [&credential.audience],
    };
    quoting::ascii(&serde_json::to_string_pretty(&body).unwrap_or_default())
}
