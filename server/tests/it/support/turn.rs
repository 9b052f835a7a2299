//! One application at a time in this process.
//!
//! Pages drawn by two runtimes of one process have been seen to wait for ever, about once in two thousand; a running
//! Anteroom has one runtime. Applications of one test share its turn.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock, Weak};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Held as long as an application lives.
pub struct Turn(#[expect(dead_code, reason = "held, never read")] OwnedMutexGuard<()>);

static ONE: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);

thread_local! {
    static OWN: RefCell<Weak<Turn>> = const { RefCell::new(Weak::new()) };
}

/// Waits until no other test has an application.
pub async fn turn() -> Arc<Turn> {
    if let Some(own) = OWN.with_borrow(Weak::upgrade) {
        return own;
    }
    let own = Arc::new(Turn(ONE.clone().lock_owned().await));
    OWN.with_borrow_mut(|kept| *kept = Arc::downgrade(&own));
    own
}
