//! The visitor's signs of life: a beat while the page is in view, a word when it is hidden or closed.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use model::TicketId;
use model::live::VISITOR_BEAT_S;

use crate::paths;

/// Says whether the page is in view: each time its stream is opened. The process at the other end may have started
/// meanwhile, and would take a stream that comes back for a page in view.
pub(super) fn say(ticket: TicketId) {
    send(&paths::live_sign(ticket), word());
}

/// Reports until the present owner is cleaned up. A hidden page is silent after its word: phones suspend such pages, and
/// the server does not take their silence for leaving.
pub(super) fn report(ticket: TicketId) {
    let address = paths::live_sign(ticket);
    let beat = {
        let address = address.clone();
        set_interval_with_handle(
            move || {
                if !document().hidden() {
                    send(&address, "visible");
                }
            },
            Duration::from_secs(VISITOR_BEAT_S),
        )
    };
    let view = {
        let address = address.clone();
        window_event_listener(ev::visibilitychange, move |_| send(&address, word()))
    };
    let hide = window_event_listener(ev::pagehide, move |_| send(&address, "leaving"));
    on_cleanup(move || {
        if let Ok(beat) = beat {
            beat.clear();
        }
        view.remove();
        hide.remove();
    });
}

fn word() -> &'static str {
    if document().hidden() {
        "hidden"
    } else {
        "visible"
    }
}

/// A beacon outlives the page that sends it and needs no answer.
fn send(address: &str, word: &str) {
    window()
        .navigator()
        .send_beacon_with_opt_str(address, Some(word))
        .ok();
}
