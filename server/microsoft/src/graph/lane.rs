//! How many requests of one application in one tenant are under way at a time.
//!
//! Outlook's published limit is four for one mailbox; what it allows for a whole tenant is not told (microsoft.md 6.6).
//! So a lane begins in the middle, becomes wider by one while all is calm, and half as wide when Graph complains.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{Guid, ObjectId, TenantId};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Requests at a time before anything was learnt.
const START: usize = 8;
/// Most requests at a time: as many as one process reads calendars at a time by default.
const MOST: usize = 16;
/// Most requests at a time for one mailbox.
const MAILBOX: usize = 4;
/// Answers without a complaint until the lane is widened by one.
const CALM: usize = 32;
/// Mailboxes that are remembered before those nobody waits for are forgotten.
const REMEMBERED: usize = 64;

/// One lane.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    flow: Mutex<Flow>,
    free: Notify,
    mailboxes: Mutex<HashMap<ObjectId, Arc<Semaphore>>>,
}

#[derive(Debug)]
struct Flow {
    width: usize,
    inside: usize,
    /// Answers since the last complaint or widening.
    calm: usize,
    /// Counts complaints that were heard.
    round: Round,
    /// Requests that sit out a pause Graph asked for; nobody enters meanwhile.
    held: usize,
}

/// The time between two complaints that count. What was sent before a complaint was heard tells nothing new: however many
/// requests are refused at once, the lane narrows once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Round(u64);

impl Default for Flow {
    fn default() -> Self {
        Self {
            width: START,
            inside: 0,
            calm: 0,
            round: Round::default(),
            held: 0,
        }
    }
}

/// A place in the lane; dropping it leaves.
#[derive(Debug)]
pub(crate) struct Slot<'l> {
    lane: &'l Lane,
    pub(crate) round: Round,
    _mailbox: Option<OwnedSemaphorePermit>,
}

/// While it lives nobody enters the lane.
#[derive(Debug)]
pub(crate) struct Hold<'l>(&'l Lane);

impl Lane {
    /// A slot, when there is one; at most four for the same mailbox.
    pub(crate) async fn enter(&self, mailbox: Option<ObjectId>) -> Slot<'_> {
        let at_mailbox = match mailbox {
            Some(mailbox) => self.mailbox(mailbox).acquire_owned().await.ok(),
            None => None,
        };
        loop {
            let freed = self.free.notified();
            if let Some(round) = self.flow().enter() {
                return Slot {
                    lane: self,
                    round,
                    _mailbox: at_mailbox,
                };
            }
            freed.await;
        }
    }

    /// The present round, for requests that hold no slot of their own.
    pub(crate) fn round(&self) -> Round {
        self.flow().round
    }

    /// Graph asked a request of this round to slow down: the lane becomes half as wide, but never closes.
    pub(crate) fn complained(&self, round: Round) {
        let mut flow = self.flow();
        flow.calm = 0;
        if flow.round == round {
            flow.round = Round(round.0.wrapping_add(1));
            flow.width = (flow.width / 2).max(1);
        }
    }

    /// An answer without complaint; after many the lane is widened.
    pub(crate) fn went_well(&self) {
        let mut flow = self.flow();
        flow.calm += 1;
        if flow.calm < CALM {
            return;
        }
        flow.calm = 0;
        if flow.width < MOST {
            flow.width += 1;
            self.free.notify_one();
        }
    }

    /// Closes the lane for newcomers until the value is dropped.
    pub(crate) fn hold(&self) -> Hold<'_> {
        self.flow().held += 1;
        Hold(self)
    }

    fn flow(&self) -> MutexGuard<'_, Flow> {
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mailbox(&self, mailbox: ObjectId) -> Arc<Semaphore> {
        let mut all = self
            .mailboxes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, of| Arc::strong_count(of) > 1);
        }
        let of = all.entry(mailbox);
        of.or_insert_with(|| Arc::new(Semaphore::new(MAILBOX)))
            .clone()
    }
}

impl Flow {
    fn enter(&mut self) -> Option<Round> {
        if self.held > 0 || self.inside >= self.width {
            return None;
        }
        self.inside += 1;
        Some(self.round)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut flow = self.lane.flow();
        flow.inside -= 1;
        if flow.inside < flow.width {
            self.lane.free.notify_one();
        }
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let mut flow = self.0.flow();
        flow.held -= 1;
        if flow.held == 0 {
            self.0.free.notify_waiters();
        }
    }
}

/// The lanes of all tenants.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Mutex<HashMap<(TenantId, Guid), Arc<Lane>>>);

impl Lanes {
    pub(crate) fn of(&self, tenant: TenantId, client_id: Guid) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry((tenant, client_id)).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use futures::poll;

    use super::*;

    fn width(lane: &Lane) -> usize {
        lane.flow().width
    }

    fn oid(number: u128) -> ObjectId {
        ObjectId(Guid::from_u128(number))
    }

    #[test]
    fn calm_widens_the_lane_by_one_and_never_beyond_its_most() {
        let lane = Lane::default();
        for _ in 1..CALM {
            lane.went_well();
        }
        assert_eq!(width(&lane), START);
        lane.went_well();
        assert_eq!(width(&lane), START + 1);
        for _ in 0..100 * CALM {
            lane.went_well();
        }
        assert_eq!(width(&lane), MOST);
    }

    #[test]
    fn a_complaint_halves_the_lane_once_a_round_and_never_closes_it() {
        let lane = Lane::default();
        let round = lane.round();
        for _ in 0..START {
            lane.complained(round);
        }
        assert_eq!(width(&lane), START / 2, "refused at once, heard once");
        for left in [2, 1, 1, 1] {
            lane.complained(lane.round());
            assert_eq!(width(&lane), left);
        }
        for _ in 1..CALM {
            lane.went_well();
        }
        lane.complained(round);
        lane.went_well();
        assert_eq!(
            width(&lane),
            1,
            "an old complaint ends the calm all the same"
        );
    }

    #[tokio::test]
    async fn a_narrower_lane_empties_before_anybody_enters() {
        let lane = Lane::default();
        let mut slots = Vec::new();
        for _ in 0..START {
            slots.push(lane.enter(None).await);
        }
        lane.complained(slots[0].round);
        let mut next = Box::pin(lane.enter(None));
        for _ in 0..START / 2 {
            assert!(poll!(next.as_mut()).is_pending());
            slots.pop();
        }
        assert!(poll!(next.as_mut()).is_pending());
        slots.pop();
        assert!(poll!(next.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn nobody_enters_while_a_pause_is_sat_out() {
        let lane = Lane::default();
        let (one, other) = (lane.hold(), lane.hold());
        let mut next = Box::pin(lane.enter(None));
        assert!(poll!(next.as_mut()).is_pending());
        drop(one);
        assert!(poll!(next.as_mut()).is_pending());
        drop(other);
        assert!(poll!(next.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn a_fifth_request_to_a_mailbox_waits_and_one_to_another_does_not() {
        let lane = Lane::default();
        let mut slots = Vec::new();
        for _ in 0..MAILBOX {
            slots.push(lane.enter(Some(oid(1))).await);
        }
        let mut fifth = Box::pin(lane.enter(Some(oid(1))));
        assert!(poll!(fifth.as_mut()).is_pending());
        assert!(matches!(
            poll!(Box::pin(lane.enter(Some(oid(2)))).as_mut()),
            Poll::Ready(_)
        ));
        slots.pop();
        assert!(poll!(fifth.as_mut()).is_ready());
    }

    #[tokio::test]
    async fn mailboxes_nobody_reads_are_forgotten() {
        let lane = Lane::default();
        let kept = lane.enter(Some(oid(0))).await;
        for number in 1..=2 * u128::try_from(REMEMBERED).unwrap() {
            lane.enter(Some(oid(number))).await;
        }
        let all = lane.mailboxes.lock().unwrap();
        assert!(all.len() <= REMEMBERED && all.contains_key(&oid(0)));
        drop(all);
        drop(kept);
    }
}
