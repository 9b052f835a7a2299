//! `GET /live/rooms/{room}`: the stream of a board.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use futures::stream::unfold;
use http::HeaderMap;
use model::live::{BOARD_BEAT_S, BoardPush};
use model::{ErrorCode, RoomId};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;
use trust::{Caller, RoomStaff};

use super::frame::{self, Frame};
use super::hub::Subscription;
use super::resume::{Since, last_seen};
use super::streams::{Kind, Place};
use super::visitor::stream_of;
use crate::error::Refusal;
use crate::middleware::rate_limit::ClientKey;
use crate::site::Site;

/// Time between two looks at the person's entitlement: how late a withdrawn assignment may end the stream when no
/// signal came.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Opens the stream for somebody who works in the room.
///
/// # Errors
/// 401, 403 or 404 when they do not; 429 when too many streams are open.
pub async fn open(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(room): Path<RoomId>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let staff = caller.room_staff(site.trust(), room).await?;
    let session = staff.member().session();
    let place = site
        .streams()
        .open(ClientKey::Session(session.hash()), Kind::Board)
        .ok_or(ErrorCode::TooMany)?;
    let ended = site.trust().session_ended(session).await?;
    // Subscribed before the first reading: no gap.
    let subscription = site.hub().subscribe(staff.tenant(), room);
    let events = subscription.topic.board();
    let last = last_seen(&headers, since);
    let push = match last {
        Some(last) => site.queue().board_since(staff.tenant(), room, last).await?,
        None => site.queue().board_snapshot(staff.tenant(), room).await?,
    };
    let (kind, revision) = match &push {
        BoardPush::Snapshot { revision, .. } => ("snapshot", *revision),
        BoardPush::Change { revision, .. } => ("change", *revision),
    };
    let news = last.is_none_or(|last| revision > last) || kind == "snapshot";
    let first = if news {
        Some(Frame::of(kind, revision, &push)?.bytes)
    } else {
        None
    };
    let stream = BoardStream {
        next: Next::Hello { first },
        revision: revision.max(last.unwrap_or(0)),
        events,
        beat: every(Duration::from_secs(BOARD_BEAT_S)),
        look: every(LOOK_EVERY),
        ended,
        shutdown: site.hub().shutdown(),
        caller,
        staff,
        site,
        _subscription: subscription,
        _place: place,
    };
    Ok(stream_of(Body::from_stream(unfold(
        stream,
        BoardStream::turn,
    ))))
}

pub(super) fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Time without a good look at the database after which a board gets no beat any more: its page then says that it is
/// not live. One of the store's looks, every 2 s, may fail or be late before that.
const BLIND_AFTER: Duration = Duration::from_secs(4);

enum Next {
    Hello { first: Option<Bytes> },
    First(Bytes),
    Live,
    Closed,
}

struct BoardStream {
    next: Next,
    revision: i64,
    events: broadcast::Receiver<Frame>,
    beat: Interval,
    look: Interval,
    ended: CancellationToken,
    shutdown: CancellationToken,
    caller: Caller,
    staff: RoomStaff,
    site: Site,
    _subscription: Subscription,
    _place: Place,
}

impl BoardStream {
    async fn turn(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let bytes = self.next().await?;
        Some((Ok(bytes), self))
    }

    async fn next(&mut self) -> Option<Bytes> {
        match std::mem::replace(&mut self.next, Next::Live) {
            Next::Hello { first } => {
                if let Some(first) = first {
                    self.next = Next::First(first);
                }
                Some(frame::hello())
            }
            Next::First(first) => Some(first),
            Next::Live => self.live().await,
            Next::Closed => None,
        }
    }

    async fn live(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                biased;
                // Without `end`: the page comes back, to another process or to this one restarted.
                () = self.shutdown.cancelled() => return None,
                () = self.ended.cancelled() => return Some(self.end()),
                event = self.events.recv() => match event {
                    Ok(frame) if frame.revision > self.revision => {
                        self.revision = frame.revision;
                        self.beat.reset();
                        return Some(frame.bytes);
                    }
                    Ok(_) => {}
                    // Too far behind, or the topic has gone: the page comes back with its last revision.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
                // Rare and large: it has a place only while it runs.
                _ = self.look.tick() => if !Box::pin(self.still_entitled()).await {
                    return Some(self.end());
                },
                // A beat says that what is on the board is true; a process that cannot see changes does not know that.
                _ = self.beat.tick() => if self.site.parts().store.unseen_for() <= BLIND_AFTER {
                    return Some(frame::beat());
                },
            }
        }
    }

    /// Doubt (the database does not answer) does not end the stream; a refusal does.
    async fn still_entitled(&self) -> bool {
        match self
            .caller
            .room_staff(self.site.trust(), self.staff.room())
            .await
        {
            Ok(_) | Err(trust::Denied::Unavailable) => true,
            Err(_) => false,
        }
    }

    fn end(&mut self) -> Bytes {
        self.next = Next::Closed;
        frame::end()
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
        let bytes = size_of::<BoardStream>() + size(BoardStream::turn);
        assert!(bytes <= 3 * 1024, "{bytes} bytes");
    }
}
