//! A test application, its people, and the one way to send requests.

use std::future::Future;

pub mod app;
pub mod browser;
pub mod entra;
pub mod events;
pub mod process;
pub mod stage;

pub use app::TestApp;
pub use browser::{Browser, Requests};
pub use stage::Stage;

/// Unoptimised pages need more stack than a test's thread has.
pub fn with_stack<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(|| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap().block_on(test());
    });
    thread.unwrap().join().unwrap();
}
