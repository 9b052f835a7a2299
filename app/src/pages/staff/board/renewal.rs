//! Roles are proved again every few hours. A board that stays open does it by itself in a quiet moment, since nobody
//! navigates there for a whole day.

use super::Desk;
#[cfg(any(feature = "hydrate", test))]
use model::Timestamp;

/// Minutes between two looks at the session, at least and at most: boards of one person look at different times.
#[cfg(feature = "hydrate")]
const EVERY_MINUTES: (f64, f64) = (3.0, 6.0);
/// Minutes before the end of the session from which it is renewed even while somebody is being met: they sit in a
/// meeting in another tab, and a board that ends would be the greater trouble.
#[cfg(any(feature = "hydrate", test))]
const LAST_MINUTES: i64 = 15;
/// Minutes for which one board of a browser that renews keeps its others from doing the same.
#[cfg(feature = "hydrate")]
const ONE_AT_A_TIME_MINUTES: i64 = 2;
/// Where a board notes, for the others of its browser, when it began to renew.
#[cfg(feature = "hydrate")]
const RENEWING: &str = "anteroom-renewing";

/// What this page wants to know of the person signed in.
#[cfg(any(feature = "hydrate", test))]
#[derive(Clone, Copy, serde::Deserialize)]
struct Session {
    renew_due: bool,
    holds_until: Timestamp,
}

/// Whether now is the moment: in a quiet one, and at last in any in which nothing is lost.
#[cfg(any(feature = "hydrate", test))]
fn is_time(session: Session, now: Timestamp, meeting: bool, typing: bool) -> bool {
    let last = now >= session.holds_until.plus_minutes(-LAST_MINUTES);
    session.renew_due && !typing && (!meeting || last)
}

/// Starts to look.
#[cfg(not(feature = "hydrate"))]
pub(super) const fn renew_when_due(_: Desk) {}

/// Starts to look: every few minutes, and whenever the last visitor of this person is done.
#[cfg(feature = "hydrate")]
pub(super) fn renew_when_due(desk: Desk) {
    use leptos::prelude::*;

    let meeting = Memo::new(move |_| desk.live.cards.with(|cards| meets(desk, cards)));
    Effect::new(move |before: Option<bool>| {
        let now = meeting.get();
        if before == Some(true) && !now {
            look(desk);
        }
        now
    });
    Effect::new(move || again(desk));
}

/// Looks after a pause of its own, and again, as long as the page is open and follows.
#[cfg(feature = "hydrate")]
fn again(desk: Desk) {
    use leptos::prelude::*;
    use std::time::Duration;

    if is_over(desk) {
        return;
    }
    let (least, most) = EVERY_MINUTES;
    let minutes = least + js_sys::Math::random() * (most - least);
    let look_again = move || {
        look(desk);
        again(desk);
    };
    set_timeout(look_again, Duration::from_secs_f64(minutes * 60.0));
}

/// Asks how the session stands, and leaves for the silent sign-in when it is time.
#[cfg(feature = "hydrate")]
fn look(desk: Desk) {
    use leptos::prelude::*;

    if is_over(desk) {
        return;
    }
    leptos::task::spawn_local(async move {
        let me = crate::ui::post::call("/api/session/me", String::new()).await;
        let Some(session) = me
            .ok()
            .and_then(|(json, _)| serde_json::from_str::<Session>(&json).ok())
        else {
            return;
        };
        let meeting = desk
            .live
            .cards
            .try_with_untracked(|cards| meets(desk, cards))
            .unwrap_or(true);
        let now = desk.live.clock.now_untracked();
        if is_time(session, now, meeting, typing()) && first_of_this_browser() {
            let back = crate::paths::board(desk.room);
            window().location().assign(&crate::paths::renew(&back)).ok();
        }
    });
}

/// Whether the board has ended: there is nothing to renew, and its page leads to the sign-in.
#[cfg(feature = "hydrate")]
fn is_over(desk: Desk) -> bool {
    use leptos::prelude::*;

    let connection = desk.live.connection.try_get_untracked();
    connection.is_none_or(|connection| connection == crate::live::Connection::Ended)
}

/// Whether this person is with a visitor.
#[cfg(feature = "hydrate")]
fn meets(desk: Desk, cards: &[model::queue::view::CardView]) -> bool {
    cards.iter().any(|card| desk.has_taken(card))
}

/// Whether something is being typed or chosen.
#[cfg(feature = "hydrate")]
fn typing() -> bool {
    let active = leptos::prelude::document().active_element();
    active
        .is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"))
}

/// Whether no other board of this browser is renewing; notes that this one is. Looks are scattered, so that two boards
/// hardly ever read the note in the same moment; the server bears it when they do.
#[cfg(feature = "hydrate")]
fn first_of_this_browser() -> bool {
    let Ok(Some(notes)) = leptos::prelude::window().local_storage() else {
        return true;
    };
    // Whole milliseconds: reading and writing fractions would be a third of what a board loads.
    let now = js_sys::Date::now() as i64;
    let begun = notes.get_item(RENEWING).ok().flatten();
    let begun = begun.and_then(|at| at.parse::<i64>().ok());
    let pause_ms = ONE_AT_A_TIME_MINUTES * 60_000;
    if begun.is_some_and(|at| (0..pause_ms).contains(&(now - at))) {
        return false;
    }
    notes.set_item(RENEWING, &now.to_string()).ok();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_moment_is_waited_for_until_the_session_is_about_to_end() {
        let end = Timestamp(0).plus_minutes(300);
        let due = Session {
            renew_due: true,
            holds_until: end,
        };
        let (early, late) = (end.plus_minutes(-16), end.plus_minutes(-15));
        assert!(is_time(due, early, false, false));
        assert!(!is_time(due, early, true, false), "somebody is met");
        assert!(is_time(due, late, true, false), "else the board ends");
        assert!(!is_time(due, late, false, true), "what is typed is kept");
        let fresh = Session {
            renew_due: false,
            ..due
        };
        assert!(!is_time(fresh, late, false, false));
    }
}
