//! Registrations and their credentials.

use serde_json::Value;

use super::{Operation, Where, done};
use crate::operator;
use crate::state::FederatedCredential;

impl Operation {
    pub(super) fn register(self, at: &Where<'_>) -> Result<Value, String> {
        let state = at.state;
        match self {
            Self::Ask {
                client,
                application,
                delegated,
            } => {
                let application: Vec<&str> = application.iter().map(String::as_str).collect();
                let delegated: Vec<&str> = delegated.iter().map(String::as_str).collect();
                done(
                    state.set_asks(&at.client(client.as_deref())?, &application, &delegated),
                    "",
                )
            }
            Self::Federated {
                client,
                issuer,
                subject,
                audience,
            } => {
                let audience = audience.unwrap_or_else(|| operator::EXCHANGE_AUDIENCE.to_owned());
                let credential = FederatedCredential {
                    issuer,
                    subject,
                    audience,
                    failures_left: 0,
                };
                done(
                    state.register_federated(&at.client(client.as_deref())?, credential),
                    "",
                )
            }
            Self::Certificate { client, pem } => {
                let registered = state.register_certificate(&at.client(client.as_deref())?, &pem);
                done(
                    registered.is_ok_and(|known| known),
                    "that is not a certificate",
                )
            }
            _ => done(false, "not about registrations"),
        }
    }
}
