//! Admin consent: sending an administrator there, reading the callback, and proving the result by facts
//! (microsoft.md section 2).

mod facts;
mod probe;
mod proof;
mod reading;
pub mod review;

use std::time::Duration;

use model::permission::Need;
use model::{Guid, TenantId, Timestamp};
use oauth2::url::form_urlencoded;

use crate::client::Microsoft;
use crate::refusal::Refusal;

pub use facts::ConsentCheck;
pub use proof::{ConsentProof, Finding, Found, Judged, judge};
pub use reading::{AssignmentFact, GrantFact};

/// A consent to ask for.
#[derive(Clone, Copy, Debug)]
pub struct ConsentRequest<'a> {
    /// Tenant of the signed-in administrator.
    pub tenant: TenantId,
    /// Registration to consent to.
    pub client_id: Guid,
    /// Permissions that were shown. With an application permission among them the whole registration is asked for
    /// (`.default`), else exactly these scopes.
    pub needs: &'a [Need],
    /// Registered redirect URI, exactly.
    pub redirect_uri: &'a str,
    /// Id of the transaction; never data.
    pub state: &'a str,
}

/// What the callback says. A wish, not a fact: anybody can forge it, so nothing is granted by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// It claims success.
    Granted {
        /// The tenant it names; to be compared with the transaction's, and for nothing else.
        tenant: Option<TenantId>,
    },
    /// It carries an error, or is not of the known form.
    Refused(Refusal),
}

/// Pauses between attempts to prove a consent that has only just been given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// Lengths of the pauses in milliseconds; one attempt more than there are pauses.
    pub pauses_ms: Vec<u64>,
}

impl Wait {
    /// One attempt.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            pauses_ms: Vec::new(),
        }
    }

    /// A few seconds, for a person who waits in front of the page.
    #[must_use]
    pub fn short() -> Self {
        Self {
            pauses_ms: vec![1_000, 2_000, 4_000],
        }
    }

    /// Growing pauses of ten minutes in all: the setup window of microsoft.md 2.3.
    #[must_use]
    pub fn setup_window() -> Self {
        Self {
            pauses_ms: [5, 10, 15, 30, 60, 90, 120, 120, 150]
                .map(|seconds| seconds * 1_000)
                .to_vec(),
        }
    }

    /// Whether an attempt is due: one of the instants that the pauses lead to, counted from the first of `since`, lies behind
    /// the last attempt, the second of them.
    #[must_use]
    pub fn is_due(&self, (since, last): (Timestamp, Timestamp), now: Timestamp) -> bool {
        let mut at = since.0;
        self.pauses_ms.iter().any(|ms| {
            at = at.saturating_add(i64::try_from(*ms).unwrap_or(i64::MAX));
            last.0 < at && at <= now.0
        })
    }

    /// All pauses together, milliseconds.
    #[must_use]
    pub fn length_ms(&self) -> i64 {
        let all: u64 = self.pauses_ms.iter().sum();
        i64::try_from(all).unwrap_or(i64::MAX)
    }

    pub(crate) fn pauses(&self) -> impl Iterator<Item = Duration> + '_ {
        self.pauses_ms.iter().map(|ms| Duration::from_millis(*ms))
    }
}

impl Microsoft {
    /// Reads the query of the consent callback (microsoft.md 2.2).
    ///
    /// `admin_consent=True` stands there on errors too, so `error` is looked at first. `scope` is ignored. A tenant that is
    /// named twice counts as not named.
    #[must_use]
    pub fn parse_consent_callback(query: &str) -> ConsentAnswer {
        let all = |name: &str| -> Vec<String> {
            let pairs = form_urlencoded::parse(query.as_bytes());
            pairs
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .collect()
        };
        if let Some(error) = all("error").first() {
            return ConsentAnswer::Refused(Refusal::from_browser(
                error,
                all("error_description").first().map(String::as_str),
            ));
        }
        if !all("admin_consent")
            .first()
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            return ConsentAnswer::Refused(Refusal::from_browser("", None));
        }
        let tenant = match all("tenant").as_slice() {
            [tenant] => tenant.parse().ok(),
            _ => None,
        };
        ConsentAnswer::Granted { tenant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::OAuthError;

    const TENANT: &str = "7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001";

    #[test]
    fn an_error_counts_before_the_word_of_success() {
        let query = "admin_consent=True&error=access_denied&error_description=AADSTS65004%3a+User+declined&state=s";
        let ConsentAnswer::Refused(refusal) = Microsoft::parse_consent_callback(query) else {
            panic!("granted")
        };
        assert_eq!(
            (refusal.error, refusal.number, refusal.key()),
            (OAuthError::AccessDenied, Some(65004), "declined")
        );
    }

    #[test]
    fn success_names_its_tenant_once_and_as_a_guid() {
        let answer = |query: &str| Microsoft::parse_consent_callback(query);
        let granted = |tenant: Option<&str>| ConsentAnswer::Granted {
            tenant: tenant.map(|tenant| tenant.parse().unwrap()),
        };
        assert_eq!(
            answer(&format!("admin_consent=True&tenant={TENANT}&state=s")),
            granted(Some(TENANT))
        );
        assert_eq!(
            answer(&format!("admin_consent=true&tenant={TENANT}")),
            granted(Some(TENANT))
        );
        assert_eq!(answer("admin_consent=True&state=s"), granted(None));
        assert_eq!(answer("admin_consent=True&tenant=contoso"), granted(None));
        assert_eq!(
            answer(&format!(
                "admin_consent=True&tenant={TENANT}&tenant={TENANT}"
            )),
            granted(None)
        );
    }

    #[test]
    fn anything_else_is_a_refusal() {
        for query in ["", "state=s", "admin_consent=False&tenant=x", "code=abc"] {
            assert!(
                matches!(
                    Microsoft::parse_consent_callback(query),
                    ConsentAnswer::Refused(_)
                ),
                "{query}"
            );
        }
    }
}
