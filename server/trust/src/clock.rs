//! The edge where the system's clock is read.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// A clock that can be replaced in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The present instant of the system's clock; 1970 if it stands before that.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The clock of the system.
#[must_use]
pub fn system() -> Clock {
    Arc::new(now)
}
