//! How much of what.

use std::sync::Arc;
use std::time::Duration;

use tower_governor::governor::GovernorConfigBuilder;

use super::key::{ClientKey, ClientKeys};

/// A quota per key: a burst at once, then one more each period.
#[derive(Clone)]
pub struct Quota(Option<Counter>);

#[derive(Clone)]
struct Counter {
    count: Arc<dyn Fn(&ClientKey) -> bool + Send + Sync>,
    sweep: Arc<dyn Fn() + Send + Sync>,
}

impl Quota {
    /// `burst` requests at once (at least 1), and one more each `period` (longer than zero).
    #[must_use]
    pub fn new(burst: u32, period: Duration) -> Self {
        let mut builder = GovernorConfigBuilder::default();
        let config = builder
            .burst_size(burst)
            .period(period)
            .key_extractor(ClientKeys)
            .finish();
        Self(config.map(|config| {
            let counting = config.limiter().clone();
            let sweeping = config.limiter().clone();
            let count = Arc::new(move |key: &ClientKey| counting.check_key(key).is_ok());
            let sweep = Arc::new(move || {
                sweeping.retain_recent();
                sweeping.shrink_to_fit();
            });
            Counter { count, sweep }
        }))
    }

    /// No limit.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Counts one request; whether it is within the quota.
    #[must_use]
    pub fn passes(&self, key: &ClientKey) -> bool {
        self.0.as_ref().is_none_or(|counter| (counter.count)(key))
    }

    fn sweep(&self) {
        if let Some(counter) = &self.0 {
            (counter.sweep)();
        }
    }
}

/// The quotas of all classes.
#[derive(Clone)]
pub struct Limits {
    /// Sign-in, consent and connection, per person or address.
    pub identity: Quota,
    /// Entering a queue, per browser.
    pub join_browser: Quota,
    /// Entering a queue, per address.
    pub join_address: Quota,
    /// Entering one room, per address: what a browser cannot gain by a cookie it made up.
    pub join_room: Quota,
    /// Judging a pasted list, per person or address: the one public page that computes.
    pub judge: Quota,
    /// Everything else, per person or address.
    pub other: Quota,
}

impl Default for Limits {
    /// Identity: 60 at once, one a second. Join: 10 per browser, one in 6 s; 300 per address, 5 a second; 60
    /// per address and room, one in 2 s (a class or a ward behind one address enters at once). Judge: 30 at once,
    /// one in 2 s. Other: 5,000 at once, 500 a second (a campus behind one address: 5,000 waiting pages send 333
    /// signs a second).
    fn default() -> Self {
        Self {
            identity: Quota::new(60, Duration::from_secs(1)),
            join_browser: Quota::new(10, Duration::from_secs(6)),
            join_address: Quota::new(300, Duration::from_millis(200)),
            join_room: Quota::new(60, Duration::from_secs(2)),
            judge: Quota::new(30, Duration::from_secs(2)),
            other: Quota::new(5_000, Duration::from_millis(2)),
        }
    }
}

impl Limits {
    /// No limits: benches and load tests come from one address.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            identity: Quota::none(),
            join_browser: Quota::none(),
            join_address: Quota::none(),
            join_room: Quota::none(),
            judge: Quota::none(),
            other: Quota::none(),
        }
    }

    /// Drops keys that have their full quota again.
    pub fn sweep(&self) {
        for quota in [
            &self.identity,
            &self.join_browser,
            &self.join_address,
            &self.join_room,
            &self.judge,
            &self.other,
        ] {
            quota.sweep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_counts_each_key_by_itself() {
        let quota = Quota::new(2, Duration::from_secs(3600));
        let (one, other) = (ClientKey::Browser([1; 32]), ClientKey::Browser([2; 32]));
        assert!(quota.passes(&one) && quota.passes(&one) && !quota.passes(&one));
        assert!(quota.passes(&other));
        assert!((0..10_000).all(|_| Quota::none().passes(&one)));
    }
}
