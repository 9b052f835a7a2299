//! Roles are proved again every few hours. A board that stays open does it by itself in a quiet moment, since nobody
//! navigates there for a whole day.

use super::Desk;

/// Minutes between two looks at the session.
#[cfg(feature = "hydrate")]
const EVERY_MINUTES: u64 = 5;

/// Starts to look.
#[cfg(not(feature = "hydrate"))]
pub(super) const fn renew_when_due(_: Desk) {}

/// Starts to look.
#[cfg(feature = "hydrate")]
pub(super) fn renew_when_due(desk: Desk) {
    use leptos::prelude::*;
    use std::time::Duration;

    use crate::paths;
    use crate::ui::post::call;

    /// What this page wants to know of the person signed in.
    #[derive(serde::Deserialize)]
    struct Session {
        renew_due: bool,
    }

    Effect::new(move || {
        let look = move || {
            leptos::task::spawn_local(async move {
                let me = call("/api/session/me", String::new()).await;
                let me = me
                    .ok()
                    .and_then(|(json, _)| serde_json::from_str::<Session>(&json).ok());
                let due = me.is_some_and(|me| me.renew_due);
                if due && quiet(desk) {
                    window()
                        .location()
                        .assign(&paths::renew(&paths::board(desk.room)))
                        .ok();
                }
            });
        };
        let timer = set_interval_with_handle(look, Duration::from_secs(EVERY_MINUTES * 60));
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}

/// Nobody is being met, and nothing is being typed.
#[cfg(feature = "hydrate")]
fn quiet(desk: Desk) -> bool {
    use leptos::prelude::*;

    let mine = |card: &model::queue::view::CardView| {
        card.claim
            .as_ref()
            .is_some_and(|claim| claim.by == desk.staff.me)
    };
    let meeting = desk
        .live
        .cards
        .try_with_untracked(|cards| cards.iter().any(mine))
        .unwrap_or(true);
    let typing = document()
        .active_element()
        .is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "SELECT"));
    !meeting && !typing
}
