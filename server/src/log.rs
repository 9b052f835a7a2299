//! The log: JSON lines on standard error, or plain text when that is a terminal.
//!
//! `RUST_LOG` chooses what is shown. Never logged: tokens, cookies, codes, sign-in forms, names, answers, queries.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Levels shown unless `RUST_LOG` says otherwise: ours from information up, others from warnings up.
const DEFAULT: &str = "warn,server=info,anteroom=info,app=info,queue=info,culture=info,trust=info,microsoft=info,store=info";

/// Starts the log of this process. A second call does nothing.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let registry = tracing_subscriber::registry().with(filter);
    let started = if stderr().is_terminal() {
        registry.with(lines).try_init()
    } else {
        registry
            .with(
                lines
                    .json()
                    .flatten_event(true)
                    .with_current_span(true)
                    .with_span_list(false),
            )
            .try_init()
    };
    // Only tests start the log twice.
    drop(started);
}
