//! Managed identities: the metadata service of a virtual machine, and the form that App Service, Functions and Container
//! Apps have (microsoft.md 4.3).

use std::fmt;

use model::Guid;
use secrecy::{ExposeSecret as _, SecretString};

use super::CredentialProblem;
use super::federated::{answered, at};
use crate::http::Http;

/// Where a virtual machine asks for a token of its managed identity.
const METADATA_SERVICE: &str = "http://169.254.169.254";

/// Who hands out tokens of a managed identity.
#[derive(Clone)]
pub enum IdentityService {
    /// The metadata service of a virtual machine, by its base; `http://169.254.169.254` on Azure.
    Machine(String),
    /// The platform's own endpoint (`IDENTITY_ENDPOINT`, `IDENTITY_HEADER`).
    Platform {
        /// Address that is asked.
        endpoint: String,
        /// Value of `X-IDENTITY-HEADER`.
        header: SecretString,
    },
}

impl Default for IdentityService {
    fn default() -> Self {
        Self::Machine(METADATA_SERVICE.to_owned())
    }
}

impl IdentityService {
    /// The service that the environment names, else the machine's: `endpoint` and `header` are `IDENTITY_ENDPOINT` and
    /// `IDENTITY_HEADER`. Both have to be there.
    #[must_use]
    pub fn of_environment(endpoint: Option<String>, header: Option<String>) -> Self {
        let full = |text: &String| !text.trim().is_empty();
        match (endpoint.filter(full), header.filter(full)) {
            (Some(endpoint), Some(header)) => Self::Platform {
                endpoint,
                header: SecretString::from(header),
            },
            _ => Self::default(),
        }
    }

    /// A token of the identity for an audience: the one that the cloud exchanges.
    pub(super) async fn token(
        &self,
        http: &Http,
        (client_id, audience): (Guid, &str),
    ) -> Result<String, CredentialProblem> {
        let client_id = client_id.to_string();
        let query = |version: &'static str| {
            [
                ("api-version", version.to_owned()),
                ("resource", audience.to_owned()),
                ("client_id", client_id.clone()),
            ]
        };
        let make = || match self {
            Self::Machine(base) => {
                let base = base.trim_end_matches('/');
                let address = format!("{base}/metadata/identity/oauth2/token");
                let request = http.local.get(address).query(&query("2018-02-01"));
                request.header("Metadata", "true")
            }
            Self::Platform { endpoint, header } => {
                let request = http.local.get(endpoint).query(&query("2019-08-01"));
                request.header("X-IDENTITY-HEADER", header.expose_secret())
            }
        };
        at(&answered(http, make).await?, "/access_token")
    }
}

impl fmt::Debug for IdentityService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(base) => f.debug_tuple("Machine").field(base).finish(),
            Self::Platform { endpoint, .. } => f.debug_tuple("Platform").field(endpoint).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_is_asked_only_where_it_names_endpoint_and_header() {
        let some = |text: &str| Some(text.to_owned());
        let of = IdentityService::of_environment;
        assert!(matches!(
            of(some("http://127.0.0.1:41000/msi/token"), some("h")),
            IdentityService::Platform { .. }
        ));
        for (endpoint, header) in [
            (None, None),
            (some("http://x"), None),
            (None, some("h")),
            (some(" "), some("h")),
        ] {
            assert!(
                matches!(of(endpoint, header), IdentityService::Machine(base) if base == METADATA_SERVICE)
            );
        }
    }

    #[test]
    fn a_printed_service_shows_no_header() {
        let service = IdentityService::of_environment(Some("http://x".into()), Some("s3cr".into()));
        assert!(!format!("{service:?}").contains("s3cr"));
    }
}
