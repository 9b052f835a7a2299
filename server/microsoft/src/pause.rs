//! Waiting between attempts, as a value, so that tests need not wait.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How the client waits before it tries again. The default sleeps.
#[derive(Clone)]
pub struct Pause(Arc<dyn Fn(Duration) -> Waiting + Send + Sync>);

impl Pause {
    /// Waits by this function; a test's function may note the length and return at once.
    pub fn new<W, F>(wait: W) -> Self
    where
        W: Fn(Duration) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |length| Box::pin(wait(length))))
    }

    pub(crate) async fn wait(&self, length: Duration) {
        (self.0)(length).await;
    }
}

impl Default for Pause {
    fn default() -> Self {
        Self::new(tokio::time::sleep)
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pause")
    }
}
