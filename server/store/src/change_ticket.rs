//! The general change of a ticket: what is set is set, what is kept is kept, in one statement.

use model::queue::state::{MeetingProblem, MeetingState, State};
use model::{ConsultationId, ObjectId, RoomId, TicketId, Timestamp};

use crate::value::{Bind, Value, args};
use crate::{StoreError, Tx};

/// What happens to one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Set<T> {
    /// It stays.
    #[default]
    Keep,
    /// It becomes this.
    To(T),
}

impl<T> Set<T> {
    fn as_option(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::To(value) => Some(value),
        }
    }
}

/// Who claims a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSet {
    /// Object id.
    pub by: ObjectId,
    /// Name, for colleagues.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// A change of a ticket; fields left at their default stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketChange {
    /// Which ticket.
    pub id: TicketId,
    /// Version it has to have; none for the system's own changes under [`Tx::lock_ticket`].
    pub expected_version: Option<i64>,
    /// State and since when.
    pub state: Set<(State, Timestamp)>,
    /// Present room.
    pub room: Set<RoomId>,
    /// End; none brings it back (T13).
    pub ended: Set<Option<Timestamp>>,
    /// Claim; none frees it.
    pub claim: Set<Option<ClaimSet>>,
    /// Consultation.
    pub consultation: Set<Option<ConsultationId>>,
    /// Meeting.
    pub meeting: Set<MeetingState>,
    /// Why the meeting failed.
    pub problem: Set<Option<MeetingProblem>>,
    /// Sealed link.
    pub meeting_link: Set<Option<Vec<u8>>>,
    /// Sealed id at Microsoft.
    pub meeting_ref: Set<Option<Vec<u8>>>,
    /// Organiser.
    pub meeting_organiser: Set<Option<ObjectId>>,
    /// When the answers are to be erased.
    pub erase_at: Set<Option<Timestamp>>,
    /// Whether the visitor came back.
    pub returned: Set<bool>,
    /// Priority line.
    pub priority_since: Set<Option<Timestamp>>,
    /// Visitor's join.
    pub visitor_joined_at: Set<Option<Timestamp>>,
    /// Claimer's join.
    pub staff_joined_at: Set<Option<Timestamp>>,
}

impl TicketChange {
    /// A change of this ticket that keeps everything yet.
    #[must_use]
    pub fn of(id: TicketId) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }
}

const CHANGE: &str = "UPDATE ticket SET version = version + 1, \
    state = COALESCE($4, state), state_since = COALESCE($5, state_since), room = COALESCE($6, room), \
    meeting = COALESCE($7, meeting), returned = COALESCE($8, returned), \
    ended = CASE WHEN $9 THEN $10 ELSE ended END, \
    claim_by = CASE WHEN $11 THEN $12 ELSE claim_by END, \
    claim_name = CASE WHEN $11 THEN $13 ELSE claim_name END, \
    claim_since = CASE WHEN $11 THEN $14 ELSE claim_since END, \
    consultation = CASE WHEN $15 THEN $16 ELSE consultation END, \
    problem = CASE WHEN $17 THEN $18 ELSE problem END, \
    meeting_link = CASE WHEN $19 THEN $20 ELSE meeting_link END, \
    meeting_ref = CASE WHEN $21 THEN $22 ELSE meeting_ref END, \
    meeting_organiser = CASE WHEN $23 THEN $24 ELSE meeting_organiser END, \
    erase_at = CASE WHEN $25 THEN $26 ELSE erase_at END, \
    priority_since = CASE WHEN $27 THEN $28 ELSE priority_since END, \
    visitor_joined_at = CASE WHEN $29 THEN $30 ELSE visitor_joined_at END, \
    staff_joined_at = CASE WHEN $31 THEN $32 ELSE staff_joined_at END \
    WHERE tenant = $1 AND id = $2 AND ($3 IS NULL OR version = $3)";

/// Two arguments of a field that may become nothing: whether it is set, and to what.
fn pair<T: Clone>(values: &mut Vec<Value>, set: &Set<Option<T>>)
where
    Option<T>: Bind,
{
    values.push(set.as_option().is_some().bind());
    values.push(set.as_option().cloned().flatten().bind());
}

impl Tx {
    /// Changes a ticket and grows its version; answers the rows touched, 0 when the version is not the expected one
    /// or the ticket unknown.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the new room is unknown.
    pub async fn change_ticket(&mut self, change: &TicketChange) -> Result<u64, StoreError> {
        let state = change.state.as_option();
        let claim = change.claim.as_option().cloned().flatten();
        let mut values = args![
            self.tenant(),
            change.id,
            change.expected_version,
            state.map(|(state, _)| *state),
            state.map(|(_, since)| *since),
            change.room.as_option().copied(),
            change.meeting.as_option().copied(),
            change.returned.as_option().copied(),
        ];
        pair(&mut values, &change.ended);
        values.extend(args![
            change.claim.as_option().is_some(),
            claim.as_ref().map(|claim| claim.by),
            claim.as_ref().map(|claim| claim.name.clone()),
            claim.as_ref().map(|claim| claim.since),
        ]);
        pair(&mut values, &change.consultation);
        pair(&mut values, &change.problem);
        pair(&mut values, &change.meeting_link);
        pair(&mut values, &change.meeting_ref);
        pair(&mut values, &change.meeting_organiser);
        pair(&mut values, &change.erase_at);
        pair(&mut values, &change.priority_since);
        pair(&mut values, &change.visitor_joined_at);
        pair(&mut values, &change.staff_joined_at);
        self.execute(CHANGE, values).await
    }
}
