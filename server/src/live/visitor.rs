//! `GET /live/tickets/{ticket}`: the stream of a waiting visitor.
//!
//! What happens to the ticket itself is told at once. Places are told at most every 30 s, in a long line every minute,
//! and come from an order that all visitors of the room share, so that 5,000 of them cost no reading each.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use model::live::VISITOR_BEAT_S;
use model::queue::view::TicketView;
use model::{ErrorCode, TicketId};
use queue::OpenStream;
use tokio::sync::watch;
use tokio::time::{Instant, Interval};
use tokio_util::sync::CancellationToken;
use trust::{Caller, VisitorTicket};

use super::board::every;
use super::frame::{self, Frame};
use super::hub::Subscription;
use super::streams::{Kind, Place};
use crate::error::Refusal;
use crate::middleware::rate_limit::ClientKey;
use crate::site::Site;

/// Least time between two pushes of a mere place, in a line of up to [`LONG_LINE`].
const PLACE_EVERY: Duration = Duration::from_secs(30);
/// Waiting visitors beyond which places are pushed half as often.
const LONG_LINE: usize = 150;

/// Time without a good look at the database after which a visitor's page gets no beat any more.
const BLIND_AFTER: Duration = Duration::from_secs(30);

/// Least time between two pushes of a mere place, in a line of so many.
const fn place_every(waiting: usize) -> Duration {
    if waiting > LONG_LINE {
        PLACE_EVERY.saturating_mul(2)
    } else {
        PLACE_EVERY
    }
}

/// Opens the stream for the browser that holds the ticket. The first event is always the whole ticket: it is small,
/// and a phone that slept for an hour needs all of it.
///
/// # Errors
/// 404 for anybody else's ticket; 429 when too many streams are open.
pub async fn open(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(ticket): Path<TicketId>,
) -> Result<Response, Refusal> {
    let ticket = caller.visitor(site.trust(), ticket).await?;
    let place = site
        .streams()
        .open(ClientKey::Browser(ticket.visitor().hash()), Kind::Visitor)
        .ok_or(ErrorCode::TooMany)?;
    // Subscribed before the first reading: no gap.
    let subscription = site.hub().subscribe(ticket.tenant(), ticket.room());
    let changed = subscription.topic.ticket(ticket.ticket());
    let view = site.queue().ticket_push(&ticket).await?;
    let first = Frame::of("snapshot", view.revision, &view)?.bytes;
    let stream = VisitorStream {
        next: Next::Hello(first),
        pushed: Instant::now(),
        changed,
        beat: every(Duration::from_secs(VISITOR_BEAT_S)),
        shutdown: site.hub().shutdown(),
        _presence: site.queue().stream(&ticket).await?,
        site,
        ticket,
        view,
        subscription,
        _place: place,
    };
    Ok(stream_of(Body::from_stream(unfold(
        stream,
        VisitorStream::turn,
    ))))
}

/// An answer that is a stream of events: never stored, never held back by a proxy.
pub(super) fn stream_of(body: Body) -> Response {
    let headers = [
        (CONTENT_TYPE.as_str(), "text/event-stream"),
        (CACHE_CONTROL.as_str(), "no-store"),
        ("x-accel-buffering", "no"),
    ];
    (headers, body).into_response()
}

enum Next {
    Hello(Bytes),
    First(Bytes),
    Live,
    End,
    Closed,
}

struct VisitorStream {
    next: Next,
    view: TicketView,
    pushed: Instant,
    changed: watch::Receiver<i64>,
    beat: Interval,
    shutdown: CancellationToken,
    site: Site,
    ticket: VisitorTicket,
    /// Counts this stream among the ticket's: two tabs are one visitor, and only the last one closing counts.
    _presence: OpenStream,
    subscription: Subscription,
    _place: Place,
}

impl VisitorStream {
    async fn turn(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let bytes = self.next().await?;
        Some((Ok(bytes), self))
    }

    async fn next(&mut self) -> Option<Bytes> {
        match std::mem::replace(&mut self.next, Next::Live) {
            Next::Hello(first) => {
                self.next = Next::First(first);
                Some(frame::hello())
            }
            Next::First(first) => {
                self.end_if_over();
                Some(first)
            }
            Next::Live => self.live().await,
            Next::End => {
                self.next = Next::Closed;
                Some(frame::end())
            }
            Next::Closed => None,
        }
    }

    async fn live(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => return None,
                changed = self.changed.changed() => {
                    changed.ok()?;
                    // Rare and large: it has a place only while it runs.
                    if let Some(bytes) = Box::pin(self.read()).await? {
                        return Some(bytes);
                    }
                }
                _ = self.beat.tick() => {
                    if let Some(bytes) = self.place() {
                        return Some(bytes);
                    }
                    if self.site.parts().store.unseen_for() <= BLIND_AFTER {
                        return Some(frame::beat());
                    }
                }
            }
        }
    }

    /// The ticket after a change; `Some(None)` when it is as the page has it, `None` when it cannot be read: the
    /// stream ends and the page comes back.
    async fn read(&mut self) -> Option<Option<Bytes>> {
        let view = self.site.queue().ticket_push(&self.ticket).await.ok()?;
        let same = TicketView {
            now: self.view.now,
            revision: self.view.revision,
            ..view.clone()
        } == self.view;
        self.view = view;
        if same {
            return Some(None);
        }
        self.end_if_over();
        Some(Some(self.push()?))
    }

    /// The page with its new place, if that has changed and the last push is long enough ago.
    fn place(&mut self) -> Option<Bytes> {
        let order: Arc<_> = self.subscription.topic.order();
        let ahead = order.get(&self.ticket.ticket()).copied()?;
        if self.view.ahead.is_none_or(|shown| shown == ahead)
            || self.pushed.elapsed() < place_every(order.len())
        {
            return None;
        }
        self.view.ahead = Some(ahead);
        self.view.now = self.site.trust().now();
        self.push()
    }

    fn push(&mut self) -> Option<Bytes> {
        self.pushed = Instant::now();
        self.beat.reset();
        Frame::of("change", self.view.revision, &self.view)
            .ok()
            .map(|frame| frame.bytes)
    }

    /// A ticket that has ended and cannot come back needs no stream.
    fn end_if_over(&mut self) {
        if self.view.state.is_terminal() && self.view.restorable_until.is_none() {
            self.next = Next::End;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of the future that a function returns.
    fn size<A, F>(_: impl FnOnce(A) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_open_stream_is_small() {
        let bytes = size_of::<VisitorStream>() + size(VisitorStream::turn);
        assert!(bytes <= 3 * 1024, "{bytes} bytes");
    }

    #[test]
    fn places_of_a_long_line_are_told_half_as_often() {
        let seconds = |waiting| place_every(waiting).as_secs();
        assert_eq!((seconds(1), seconds(150), seconds(151)), (30, 30, 60));
    }
}
