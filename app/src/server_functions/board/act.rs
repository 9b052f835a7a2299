//! One press of a button on a card.

use leptos::prelude::*;
use model::queue::state::RemovalReason;
use model::queue::view::CardView;
use model::{Guid, RoomId, TicketId};
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// What a button of a card does. Each has its rule in [`model::queue::can`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardAction {
    /// Take the visitor (T2).
    Take,
    /// Give the visitor back to the queue (T4).
    Release,
    /// Say that the visitor does not answer (T5).
    CannotReach,
    /// Say that the visitor did not show up (T7).
    NoShow,
    /// End the consultation (T11).
    Done,
    /// Remove the ticket (T15).
    Remove,
    /// Prepare the meeting once more.
    RetryMeeting,
}

impl CardAction {
    /// All actions.
    pub const ALL: [Self; 7] = [
        Self::Take,
        Self::Release,
        Self::CannotReach,
        Self::NoShow,
        Self::Done,
        Self::Remove,
        Self::RetryMeeting,
    ];

    /// The value in the form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Release => "release",
            Self::CannotReach => "cannot_reach",
            Self::NoShow => "no_show",
            Self::Done => "done",
            Self::Remove => "remove",
            Self::RetryMeeting => "retry_meeting",
        }
    }
}

/// Does what the button says, once per `command`, and returns the card as it is then.
///
/// # Errors
/// [`model::ErrorCode::AlreadyTaken`] with the winner's name, [`model::ErrorCode::BusyElsewhere`],
/// [`model::ErrorCode::Stale`], [`model::ErrorCode::NotPossible`], [`model::ErrorCode::NotFound`].
#[server(endpoint = "board/act")]
pub async fn act(
    /// The room.
    room: RoomId,
    /// The ticket.
    ticket: TicketId,
    /// Version of the card the button stood on.
    version: i64,
    /// Drawn with the button; the same one twice is the same press.
    command: Guid,
    /// What to do.
    action: CardAction,
    /// Why, for [`CardAction::Remove`].
    #[server(default)]
    reason: Option<RemovalReason>,
) -> Result<CardView, Failure> {
    use crate::gate;
    use queue::Click;

    let staff = gate::room_staff(room).await?;
    let queue = gate::queue()?;
    let on = Click {
        ticket,
        version,
        key: command,
    };
    let done = match action {
        CardAction::Take => queue.take(&staff, on).await,
        CardAction::Release => queue.release(&staff, on).await,
        CardAction::CannotReach => queue.cannot_reach(&staff, on).await,
        CardAction::NoShow => queue.no_show(&staff, on).await,
        CardAction::Done => queue.done(&staff, on).await,
        CardAction::Remove => {
            queue
                .remove(&staff, on, reason.unwrap_or(RemovalReason::Other))
                .await
        }
        CardAction::RetryMeeting => queue.retry_meeting(&staff, on).await,
    };
    done.map_err(gate::failed)
}
