//! What staff may do with the meeting of a ticket they have claimed.

use super::super::state::MeetingState;
use super::{Facts, Reason, Staff, with_claim};

/// Try again to prepare a meeting that failed.
///
/// # Errors
/// The reason why not.
pub fn retry_meeting(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    with_claim(facts, staff)?;
    match facts.meeting {
        MeetingState::Failed => Ok(()),
        MeetingState::Creating => Err(Reason::MeetingPreparing),
        MeetingState::Ready => Err(Reason::MeetingReady),
        MeetingState::None | MeetingState::Locked => Err(Reason::NoMeeting),
    }
}

/// Paste a meeting link made elsewhere, in place of a meeting that failed or takes too long.
///
/// # Errors
/// The reason why not.
pub fn paste_link(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    with_claim(facts, staff)?;
    match facts.meeting {
        MeetingState::Failed | MeetingState::Creating => Ok(()),
        MeetingState::Ready => Err(Reason::MeetingReady),
        MeetingState::None | MeetingState::Locked => Err(Reason::NoMeeting),
    }
}

/// Join the meeting as the claimer.
///
/// # Errors
/// The reason why not.
pub fn join_as_staff(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    with_claim(facts, staff)?;
    meeting_ready(facts)
}

pub(super) fn meeting_ready(facts: &Facts) -> Result<(), Reason> {
    match facts.meeting {
        MeetingState::Ready => Ok(()),
        MeetingState::Creating => Err(Reason::MeetingPreparing),
        MeetingState::None | MeetingState::Failed | MeetingState::Locked => Err(Reason::NoMeeting),
    }
}
