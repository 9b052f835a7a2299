//! Reading a tenant in the background as the application: patient, few requests at a time, late consent noticed.

use std::fmt;
use std::sync::Arc;

use model::{Guid, TenantId, Timestamp};
use oauth2::url::Url;
use serde::de::DeserializeOwned;

use crate::app_token::Doubt;
use crate::client::Microsoft;
use crate::error::MicrosoftError;
use crate::graph::{Call, GraphProblem, Lane};
use crate::http::{Answer, pause_before};
use crate::link::{DeltaLink, PageLink};
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;
use crate::settings::Source;

/// Longest answer, in bytes: two hundred events with five hundred attendees each.
pub(crate) const PAGE_LIMIT: usize = 32 * 1024 * 1024;
/// How often a request is sent in all, while Graph is busy or doesn't answer.
const ATTEMPTS: u32 = 6;
/// Longest pause between two attempts, seconds; when Graph asks for more, the caller honours it.
const PATIENCE_S: u64 = 60;

/// Reads one tenant as the application of one source. Cheap to clone; all clones share the lane of that tenant.
///
/// Every read follows the stale-token rule: on a refusal (401, 403) the token in memory is dropped once in five minutes
/// and the call repeated with a new one, so that a late consent works without a restart.
#[derive(Clone)]
pub struct AppReader {
    pub(crate) microsoft: Microsoft,
    tenant: TenantId,
    client_id: Guid,
    pub(crate) lane: Arc<Lane>,
}

/// Why a read brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No token, or no usable answer.
    #[error(transparent)]
    Microsoft(#[from] MicrosoftError),
    /// The place is too old: read everything again from the first page, then sweep what wasn't met.
    #[error("the place in the list is too old")]
    Resync,
    /// The round of changes is refused. With `Calendars.ReadBasic.All` Graph may serve calendar views all the same: read
    /// windows of 31 days and sweep what wasn't met. Should that be refused too, the permission is missing.
    #[error("changes may not be read")]
    DeltaRefused,
    /// The person has no mailbox, or none that this application may see.
    #[error("there is no mailbox")]
    NoMailbox,
}

impl ReadError {
    /// Our short key of the explanation.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Microsoft(error) => error.key(),
            Self::Resync => "resync",
            Self::DeltaRefused => "delta_refused",
            Self::NoMailbox => "no_mailbox",
        }
    }

    /// Seconds to wait before another attempt, where told.
    #[must_use]
    pub const fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Microsoft(MicrosoftError::Graph(problem)) => problem.retry_after_s(),
            _ => None,
        }
    }

    /// Whether the tenant has to give the permission (again): pause the source and say so.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Microsoft(MicrosoftError::Graph(GraphProblem::Refused { status, .. })) => {
                matches!(status, 401 | 403)
            }
            Self::Microsoft(MicrosoftError::Token(problem)) => {
                matches!(problem, TokenProblem::Refused(_))
            }
            _ => false,
        }
    }
}

impl From<GraphProblem> for ReadError {
    fn from(problem: GraphProblem) -> Self {
        Self::Microsoft(problem.into())
    }
}

impl Microsoft {
    /// A reader of a tenant with the registration of a source.
    ///
    /// # Errors
    /// [`TokenProblem::NoRegistration`] when the operator configured none.
    pub fn app_reader(&self, tenant: TenantId, source: Source) -> Result<AppReader, TokenProblem> {
        let client_id = self
            .0
            .settings
            .data
            .client(source)
            .ok_or(TokenProblem::NoRegistration)?;
        Ok(AppReader {
            microsoft: self.clone(),
            tenant,
            client_id,
            lane: self.0.lanes.of(tenant, client_id),
        })
    }
}

impl AppReader {
    /// The tenant it reads.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// A Graph address from segments below `v1.0`.
    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        self.microsoft.0.addresses.graph(segments)
    }

    /// The address a link leads to, on the configured Graph only.
    pub(crate) fn page(&self, link: &PageLink) -> Result<Url, GraphProblem> {
        self.follow(link.to_seal())
    }

    /// The address a link of changes leads to, on the configured Graph only.
    pub(crate) fn round(&self, link: &DeltaLink) -> Result<Url, GraphProblem> {
        self.follow(link.to_seal())
    }

    fn follow(&self, link: &str) -> Result<Url, GraphProblem> {
        self.microsoft
            .0
            .addresses
            .next_page(link)
            .ok_or(GraphProblem::ForeignLink)
    }

    /// Sends a call; the answer is a success, its body still to be read.
    pub(crate) async fn answer(&self, call: &Call, now: Timestamp) -> Result<Answer, ReadError> {
        let token = self
            .microsoft
            .app_token(self.tenant, self.client_id, now)
            .await;
        let token = token.map_err(MicrosoftError::from)?;
        let (problem, refusal) = match self.patiently(&token.token, call).await {
            Err(problem @ GraphProblem::Refused { status: 401, .. }) => (problem, Doubt::Token),
            Err(problem @ GraphProblem::Refused { status: 403, .. }) => {
                (problem, Doubt::Permission)
            }
            outcome => return outcome.map_err(reading),
        };
        let newer = self
            .microsoft
            .replace_app_token(self.tenant, self.client_id, (&token, refusal), now)
            .await;
        match newer.map_err(MicrosoftError::from)? {
            Some(newer) => self.patiently(&newer.token, call).await.map_err(reading),
            None => Err(reading(problem)),
        }
    }

    /// Sends a call and reads the fields `T` lists.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        call: &Call,
        now: Timestamp,
    ) -> Result<T, ReadError> {
        let answer = self.answer(call, now).await?;
        let request_id = answer.request_id;
        serde_json::from_slice(&answer.body)
            .map_err(|_| GraphProblem::Unexpected { request_id }.into())
    }

    /// Sends a call until it's answered otherwise than by a complaint, within the budget of attempts.
    ///
    /// While a pause that Graph asked for is sat out, nothing else of this lane is begun. A request that is refused again
    /// after it had waited holds nobody up: then it's about its mailbox alone.
    async fn patiently(&self, token: &AccessToken, call: &Call) -> Result<Answer, GraphProblem> {
        let slot = self.lane.enter(call.mailbox).await;
        let mut attempt = 1;
        loop {
            let outcome = self.microsoft.graph_once(token, call, PAGE_LIMIT).await;
            let problem = match &outcome {
                Err(problem) if problem.is_passing() => problem,
                _ => {
                    self.lane.went_well();
                    return outcome;
                }
            };
            let (retry_after_s, slower) = (problem.retry_after_s(), problem.asks_to_slow_down());
            if slower && attempt == 1 {
                self.lane.complained(slot.round);
            }
            if attempt >= ATTEMPTS || retry_after_s.is_some_and(|seconds| seconds > PATIENCE_S) {
                return outcome;
            }
            let hold = (slower && attempt == 1).then(|| self.lane.hold());
            let pause = &self.microsoft.0.http.pause;
            pause.wait(pause_before(attempt, retry_after_s)).await;
            drop(hold);
            attempt += 1;
        }
    }
}

/// What a refusal means to whoever reads a list.
fn reading(problem: GraphProblem) -> ReadError {
    match &problem {
        GraphProblem::Refused { status: 410, .. } => ReadError::Resync,
        GraphProblem::Refused { code, .. }
            if ["syncstatenotfound", "syncstateinvalid", "resyncrequired"]
                .contains(&code.to_ascii_lowercase().as_str()) =>
        {
            ReadError::Resync
        }
        _ => problem.into(),
    }
}

impl fmt::Debug for AppReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppReader({})", self.tenant)
    }
}
