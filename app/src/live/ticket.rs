//! A waiting page that follows its ticket.

use leptos::prelude::*;
use model::queue::view::TicketView;

use super::Connection;
use crate::contexts::clock::{Clock, use_clock};
use crate::ui::Post;

/// The visitor's ticket as it is now.
#[derive(Clone, Copy, Debug)]
pub struct LiveTicket {
    /// The ticket.
    pub view: Signal<TicketView>,
    /// Whether the page follows.
    pub connection: RwSignal<Connection>,
    /// The server's clock.
    pub clock: Clock,
    newest: RwSignal<TicketView>,
}

impl LiveTicket {
    /// Shows the ticket that a command answers with, as soon as it does.
    pub fn follow(self, command: Post) {
        Effect::new(move || {
            if let Some(view) = command.answer() {
                self.accept(view);
            }
        });
    }

    /// Takes a newer state of the ticket; an older one, from a push that was overtaken by an answer, is dropped, and so is
    /// another ticket: what the page's buttons do, they do to the one it was drawn with.
    fn accept(self, view: TicketView) {
        if self.newest.with_untracked(|newest| {
            newest.ticket != view.ticket || newest.revision > view.revision
        }) {
            return;
        }
        self.clock.correct(view.now);
        self.newest.set(view);
    }
}

/// Starts to follow a ticket from the state the page was drawn with, until the visit is over.
pub fn use_live_ticket(view: TicketView) -> LiveTicket {
    let newest = RwSignal::new(view);
    let live = LiveTicket {
        view: newest.into(),
        connection: RwSignal::new(Connection::Connecting),
        clock: use_clock(),
        newest,
    };
    #[cfg(feature = "hydrate")]
    follow(live);
    live
}

#[cfg(feature = "hydrate")]
fn follow(live: LiveTicket) {
    use super::browser::{Source, follow};
    use super::presence;
    use std::time::Duration;

    let id = live.newest.with_untracked(|view| view.ticket);
    // Runs again when a visit ends (and closes the stream) and when it is taken up again.
    let over = Memo::new(move |_| live.newest.with(|view| view.state.is_terminal()));
    Effect::new(move || {
        if over.get() {
            return;
        }
        presence::report(id);
        follow(Source {
            address: Box::new(move || {
                presence::say(id);
                let revision = live.newest.with_untracked(|view| view.revision);
                format!("{}?since={revision}", crate::paths::live_ticket(id))
            }),
            stale_after: Duration::from_secs(model::live::VISITOR_BEAT_S * 3),
            accept: Box::new(move |data| {
                if let Ok(view) = serde_json::from_str(data) {
                    live.accept(view);
                }
            }),
            allowed: Box::new(move || Box::pin(still_there(live))),
            connection: live.connection,
        });
    });
}

/// Whether this browser still holds the ticket. The answer is also the newest state, so it is shown; where it is of
/// another ticket, this one is gone.
#[cfg(feature = "hydrate")]
async fn still_there(live: LiveTicket) -> bool {
    let (tenant, room) = live
        .newest
        .with_untracked(|view| (view.tenant.to_string(), view.room.to_string()));
    let body = format!("tenant={tenant}&room={room}");
    let answer = crate::ui::post::call("/api/visitor/ticket", body).await;
    match answer.and_then(|(json, _)| {
        serde_json::from_str::<TicketView>(&json).map_err(|_| model::ErrorCode::Internal.into())
    }) {
        Ok(view) => {
            let same = live
                .newest
                .with_untracked(|newest| newest.ticket == view.ticket);
            live.accept(view);
            same
        }
        Err(failure) => failure.code() != model::ErrorCode::NotFound,
    }
}
