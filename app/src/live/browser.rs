//! One server-sent event stream, held open for as long as its owner lives.
//!
//! The browser's own retry gives up after an answer other than 200 and cannot tell a dead connection from a quiet
//! one, so the page watches the beats itself, tries again with growing, scattered pauses, and starts at once when it
//! comes back into view or online.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{AbortHandle, Abortable, Either, select};
use futures::stream::{SelectAll, select_all};
use futures::{FutureExt, StreamExt};
use gloo_net::eventsource::futures::{EventSource, EventSourceSubscription};
use leptos::ev;
use leptos::prelude::*;

use super::Connection;

/// How often the watchdog looks.
const TICK: Duration = Duration::from_secs(1);
/// The longest pause between two attempts.
const PAUSE_MOST_MS: f64 = 30_000.0;
/// Silence after which a stream is given up and opened anew; below that the page only says that it is not live.
const GIVE_UP: Duration = Duration::from_secs(45);

/// What to follow and what to do with it.
pub(super) struct Source {
    /// The address, with the revision known by then.
    pub(super) address: Box<dyn Fn() -> String>,
    /// Silence after which the page says that it is not live.
    pub(super) stale_after: Duration,
    /// Takes the data of a snapshot or change.
    pub(super) accept: Box<dyn Fn(&str)>,
    /// Whether it makes sense to try again; asked when the server refused or ended the stream.
    pub(super) allowed: Box<dyn Fn() -> Pin<Box<dyn Future<Output = bool>>>>,
    /// Where the state of the connection is shown.
    pub(super) connection: RwSignal<Connection>,
}

/// Why a stream is over.
enum Over {
    /// The server said that it is over for good.
    Ended,
    /// Closed, refused or silent.
    Lost,
    /// The page came back into view or online: open a fresh one without a pause.
    Woken,
}

/// Follows until the present owner is cleaned up.
pub(super) fn follow(source: Source) {
    let (abort, registration) = AbortHandle::new_pair();
    let woken = wakes();
    wasm_bindgen_futures::spawn_local(Abortable::new(run(source, woken), registration).map(|_| ()));
    on_cleanup(move || abort.abort());
}

async fn run(source: Source, mut woken: UnboundedReceiver<()>) {
    let mut failures = 0_u32;
    loop {
        match hold(&source, &mut woken, &mut failures).await {
            Over::Ended => {
                if !(source.allowed)().await {
                    source.connection.set(Connection::Ended);
                    return;
                }
                failures += 1;
            }
            Over::Lost => {
                source.connection.set(Connection::Lost);
                failures += 1;
                if failures > 1 && !(source.allowed)().await {
                    source.connection.set(Connection::Ended);
                    return;
                }
            }
            Over::Woken => {
                failures = 0;
                continue;
            }
        }
        select(
            Box::pin(gloo_timers::future::sleep(pause(failures))),
            woken.next(),
        )
        .await;
    }
}

/// A scattered pause: thousands of pages that lost the same server must not return in the same moment.
fn pause(failures: u32) -> Duration {
    let most_ms = (1000.0 * f64::from(2_u32.saturating_pow(failures.min(5)))).min(PAUSE_MOST_MS);
    Duration::from_secs_f64(js_sys::Math::random() * most_ms / 1000.0)
}

/// Opens a stream and passes its events on until it is over. Dropping the source closes it.
async fn hold(source: &Source, woken: &mut UnboundedReceiver<()>, failures: &mut u32) -> Over {
    let Ok(mut stream) = EventSource::new(&(source.address)()) else {
        return Over::Lost;
    };
    let Some(mut events) = subscribe(&mut stream) else {
        return Over::Lost;
    };
    let mut silent = Duration::ZERO;
    loop {
        let tick = Box::pin(gloo_timers::future::sleep(TICK));
        match select(select(events.next(), woken.next()), tick).await {
            Either::Left((Either::Left((Some(Ok((kind, message))), _)), _)) => {
                if kind == "end" {
                    return Over::Ended;
                }
                silent = Duration::ZERO;
                *failures = 0;
                show(source, Connection::Live);
                if kind != "beat"
                    && let Some(data) = message.data().as_string()
                {
                    (source.accept)(&data);
                }
            }
            Either::Left((Either::Left(_), _)) => return Over::Lost,
            Either::Left((Either::Right(_), _)) => return Over::Woken,
            Either::Right(_) => {
                silent += TICK;
                if silent >= GIVE_UP.max(source.stale_after) {
                    return Over::Lost;
                }
                if silent >= source.stale_after {
                    show(source, Connection::Lost);
                }
            }
        }
    }
}

fn show(source: &Source, connection: Connection) {
    if source.connection.get_untracked() != connection {
        source.connection.set(connection);
    }
}

fn subscribe(stream: &mut EventSource) -> Option<SelectAll<EventSourceSubscription>> {
    let kinds = ["snapshot", "change", "beat", "end"];
    let events: Result<Vec<_>, _> = kinds.iter().map(|kind| stream.subscribe(*kind)).collect();
    events.ok().map(select_all)
}

/// A message each time the page comes back: into view after it was hidden, from the cache, or online.
fn wakes() -> UnboundedReceiver<()> {
    let (sender, receiver) = unbounded();
    let hidden = Cell::new(document().hidden());
    let on_view = {
        let sender = sender.clone();
        move |_| {
            let was_hidden = hidden.replace(document().hidden());
            if was_hidden && !hidden.get() {
                sender.unbounded_send(()).ok();
            }
        }
    };
    let on_online = {
        let sender = sender.clone();
        move |_| {
            sender.unbounded_send(()).ok();
        }
    };
    let on_show = move |event: web_sys::PageTransitionEvent| {
        if event.persisted() {
            sender.unbounded_send(()).ok();
        }
    };
    let view = window_event_listener(ev::visibilitychange, on_view);
    let online = window_event_listener(ev::online, on_online);
    let shown = window_event_listener(ev::pageshow, on_show);
    on_cleanup(move || {
        view.remove();
        online.remove();
        shown.remove();
    });
    receiver
}
