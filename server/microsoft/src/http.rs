//! Sending requests: one client with limits, and the back-off both services share.

use std::time::Duration;

use model::{Guid, Timestamp};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, RequestBuilder, Response};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::pause::Pause;
use crate::settings::{Settings, SettingsError};

/// How often an idempotent request is sent in all.
const ATTEMPTS: u32 = 3;
/// Longest `Retry-After` that is waited for in place; a longer one is the caller's to honour.
const PATIENCE_S: u64 = 10;
/// First pause when no `Retry-After` was told; doubled each time, with as much again at random.
const FIRST_PAUSE_MS: u64 = 400;

/// The two HTTP clients and the way to wait.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    /// For Entra and Graph.
    pub(crate) client: Client,
    /// For the machine's own metadata service: never through a proxy, and quickly or not at all.
    pub(crate) local: Client,
    pub(crate) pause: Pause,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after_s: Option<u64>,
    pub(crate) request_id: Option<Guid>,
    /// The clock of whoever answered, to the second.
    pub(crate) date: Option<Timestamp>,
    pub(crate) body: Vec<u8>,
}

/// There was no answer to speak of: refused, cut, timed out or longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer")]
pub(crate) struct NoAnswer;

impl Http {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let mut roots = Vec::new();
        if let Some(pem) = &settings.extra_root_pem {
            roots = Certificate::from_pem_bundle(pem.as_bytes())
                .map_err(|_| SettingsError::RootCertificate)?;
            if roots.is_empty() {
                return Err(SettingsError::RootCertificate);
            }
        }
        let limits = || {
            Client::builder()
                .redirect(Policy::none())
                .referer(false)
                .user_agent(concat!("Anteroom/", env!("CARGO_PKG_VERSION")))
        };
        let client = limits()
            .timeout(Duration::from_millis(settings.timeout_ms))
            .connect_timeout(Duration::from_millis(settings.timeout_ms.min(5_000)))
            .tls_certs_merge(roots)
            .build()
            .map_err(|_| SettingsError::Client)?;
        let local = limits()
            .no_proxy()
            .timeout(Duration::from_secs(3))
            .build()
            .map_err(|_| SettingsError::Client)?;
        Ok(Self {
            client,
            local,
            pause: settings.pause.clone(),
        })
    }

    /// Sends once and reads at most `limit` bytes.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        limit: usize,
    ) -> Result<Answer, NoAnswer> {
        let response = request.send().await.map_err(|_| NoAnswer)?;
        read(response, limit).await
    }

    /// Sends an idempotent request until it is answered with something other than 429 or a fault of theirs.
    ///
    /// Gives the last answer back when patience ends, `Retry-After` included.
    pub(crate) async fn insist(
        &self,
        make: impl Fn() -> RequestBuilder,
        limit: usize,
    ) -> Result<Answer, NoAnswer> {
        let mut attempt = 1;
        loop {
            let outcome = self.send(make(), limit).await;
            let last = attempt >= ATTEMPTS;
            let retry_after_s = match &outcome {
                Ok(answer) if !answer.is_transient() => return outcome,
                Ok(answer) => answer.retry_after_s,
                Err(NoAnswer) => None,
            };
            if last || retry_after_s.is_some_and(|seconds| seconds > PATIENCE_S) {
                return outcome;
            }
            self.pause.wait(pause_before(attempt, retry_after_s)).await;
            attempt += 1;
        }
    }
}

impl Answer {
    /// Throttled, or a fault of theirs.
    pub(crate) fn is_transient(&self) -> bool {
        self.status == 429 || (500..600).contains(&self.status) && self.status != 501
    }
}

/// The pause before the next attempt: what was told, else exponential with jitter.
pub(crate) fn pause_before(attempt: u32, retry_after_s: Option<u64>) -> Duration {
    match retry_after_s {
        Some(seconds) => Duration::from_secs(seconds),
        None => {
            let base = FIRST_PAUSE_MS << attempt.saturating_sub(1).min(6);
            Duration::from_millis(base + random_below(base))
        }
    }
}

/// A number from 0 to `bound` - 1; 0 when the system has no randomness, since only pauses depend on it.
pub(crate) fn random_below(bound: u64) -> u64 {
    let mut bytes = [0; 8];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes) % bound.max(1),
        Err(_) => 0,
    }
}

async fn read(mut response: Response, limit: usize) -> Result<Answer, NoAnswer> {
    let status = response.status().as_u16();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let retry_after_s = header("retry-after").and_then(|value| value.trim().parse().ok());
    let request_id = header("request-id").and_then(|value| value.parse().ok());
    let date = header("date")
        .and_then(|text| jiff::fmt::rfc2822::parse(text.trim()).ok())
        .map(|date| Timestamp(date.timestamp().as_millisecond()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| NoAnswer)? {
        if body.len() + chunk.len() > limit {
            return Err(NoAnswer);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        retry_after_s,
        request_id,
        date,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_pauses_are_kept_and_untold_ones_grow() {
        assert_eq!(pause_before(1, Some(7)), Duration::from_secs(7));
        for attempt in 1..6 {
            let base = FIRST_PAUSE_MS << (attempt - 1);
            let pause = pause_before(attempt, None).as_millis();
            assert!(
                (u128::from(base)..u128::from(base * 2)).contains(&pause),
                "{attempt}: {pause}"
            );
        }
    }
}
