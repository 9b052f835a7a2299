//! Whose turn it is: a look that somebody waits for goes before those that nobody asks for.

use std::time::Duration;

use model::{Guid, TenantId};
use tokio::sync::watch;

/// Longest time that a look in the background waits for those on request: however many there are, it gets on.
const YIELD: Duration = Duration::from_secs(20);

/// One registration in one tenant.
type Place = (TenantId, Guid);

/// The looks on request that are under way in this process.
#[derive(Debug)]
pub(crate) struct Turns(watch::Sender<Vec<Place>>);

impl Default for Turns {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

/// A look on request, for as long as it takes.
#[derive(Debug)]
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    place: Place,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.0.send_modify(|all| {
            if let Some(at) = all.iter().position(|place| *place == self.place) {
                all.swap_remove(at);
            }
        });
    }
}

impl Turns {
    /// Notes a look on request.
    pub(super) fn take(&self, place: Place) -> Turn<'_> {
        self.0.send_modify(|all| all.push(place));
        Turn { turns: self, place }
    }

    /// Ends when nobody waits for a look, or after [`YIELD`].
    pub(super) async fn clear(&self) {
        self.clear_within(YIELD).await;
    }

    async fn clear_within(&self, most: Duration) {
        let mut seen = self.0.subscribe();
        let _ = tokio::time::timeout(most, seen.wait_for(Vec::is_empty)).await;
    }

    /// Ends when somebody waits for a look at this registration.
    pub(super) async fn wanted(&self, place: Place) {
        let mut seen = self.0.subscribe();
        if seen.wait_for(|all| all.contains(&place)).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(n: u128) -> Place {
        (TenantId(Guid::from_u128(n)), Guid::from_u128(9))
    }

    /// Long enough for whatever is to happen: the test fails when it has to wait for it.
    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn the_background_waits_for_those_who_asked_and_not_for_ever() {
        let turns = Turns::default();
        turns.clear_within(LONG).await;
        let turn = turns.take(place(1));
        let again = turns.take(place(1));
        turns.wanted(place(1)).await;
        drop(again);
        tokio::select! {
            biased;
            () = turns.wanted(place(2)) => panic!("another tenant's"),
            () = turns.clear_within(LONG) => panic!("one still waits"),
            () = std::future::ready(()) => {}
        }
        turns.clear_within(Duration::from_millis(1)).await;
        drop(turn);
        turns.clear_within(LONG).await;
    }
}
