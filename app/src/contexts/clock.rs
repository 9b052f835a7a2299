//! The server's clock in the browser: all timers count from it, and a wrong or moved clock of the device changes none.

use leptos::prelude::*;
use model::Timestamp;

/// The server's time as far as the page knows it; moves once a second in the browser, stands still on the server.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    known: StoredValue<Known>,
}

/// A server time, and the reading of the device's steady clock at which it arrived.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser's clock moves")
)]
struct Known {
    server: Timestamp,
    steady_ms: f64,
}

impl Clock {
    /// The server's time now; tracked, so that what shows it moves on.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The server's time now, for what happens once.
    #[must_use]
    pub fn now_untracked(self) -> Timestamp {
        self.now.get_untracked()
    }

    /// Takes the server's time from a push.
    pub fn correct(self, server: Timestamp) {
        self.known.set_value(Known {
            server,
            steady_ms: steady_ms(),
        });
        self.now.set(server);
    }

    #[cfg(feature = "hydrate")]
    fn tick(self) {
        let known = self.known.get_value();
        // Milliseconds since the page was opened, far below 2^53.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "elapsed milliseconds of one page fit"
        )]
        let elapsed_ms = (steady_ms() - known.steady_ms) as i64;
        self.now.set(Timestamp(known.server.0 + elapsed_ms));
    }
}

/// Starts the page's clock at the server's time that came with its data.
pub fn provide_clock(server: Timestamp) -> Clock {
    let known = Known {
        server,
        steady_ms: steady_ms(),
    };
    let clock = Clock {
        now: RwSignal::new(server),
        known: StoredValue::new(known),
    };
    provide_context(clock);
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let timer =
            set_interval_with_handle(move || clock.tick(), std::time::Duration::from_secs(1));
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    clock
}

/// The page's clock; standing at the start of time where no page has provided one.
#[must_use]
pub fn use_clock() -> Clock {
    use_context::<Clock>().unwrap_or_else(|| provide_clock(Timestamp::default()))
}

#[cfg(feature = "hydrate")]
fn steady_ms() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

#[cfg(not(feature = "hydrate"))]
fn steady_ms() -> f64 {
    0.0
}
