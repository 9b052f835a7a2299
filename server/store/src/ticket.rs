//! Tickets: one visit of one visitor to one room.

use model::queue::presence::Sign;
use model::queue::state::{MeetingProblem, MeetingState, Presence, State};
use model::{ConsultationId, Guid, ObjectId, RoomId, TenantId, TicketId, Timestamp};

use crate::db::Sql;
use crate::handle::reads;
use crate::value::{args, padded, row};
use crate::{Scoped, StoreError, System, Tx};

row! {
    /// A ticket.
    pub struct TicketRow [ticket_columns] {
        /// Identity.
        pub id: TicketId,
        /// Present room.
        pub room: RoomId,
        /// Short number of the day.
        pub number: u32,
        /// Grows by one with each change but those of presence; commands carry it.
        pub version: i64,
        /// Where it stands.
        pub state: State,
        /// Since when.
        pub state_since: Timestamp,
        /// Whether the visitor's browser is there.
        pub presence: Presence,
        /// Since when.
        pub presence_since: Timestamp,
        /// When the place was taken.
        pub arrived: Timestamp,
        /// When it ended; none while it is open.
        pub ended: Option<Timestamp>,
        /// Who has claimed it.
        pub claim_by: Option<ObjectId>,
        /// Their name, for colleagues.
        pub claim_name: Option<String>,
        /// Since when.
        pub claim_since: Option<Timestamp>,
        /// The consultation its meeting belongs to.
        pub consultation: Option<ConsultationId>,
        /// The meeting.
        pub meeting: MeetingState,
        /// Why the meeting failed.
        pub problem: Option<MeetingProblem>,
        /// Sealed link of the meeting.
        pub meeting_link: Option<Vec<u8>>,
        /// Sealed id of the meeting at Microsoft.
        pub meeting_ref: Option<Vec<u8>>,
        /// Who organises the meeting.
        pub meeting_organiser: Option<ObjectId>,
        /// Sealed name and answers of the visitor; none once erased.
        pub answers: Option<Vec<u8>>,
        /// When the answers are to be erased.
        pub erase_at: Option<Timestamp>,
        /// Version of the consent text the visitor agreed to.
        pub consent_version: Option<i64>,
        /// When.
        pub consent_at: Option<Timestamp>,
        /// Version of the order policy the ticket was taken under.
        pub policy_version: i64,
        /// Whether the visitor came back after leaving.
        pub returned: bool,
        /// Since when it stands in the priority line; none in the ordinary one.
        pub priority_since: Option<Timestamp>,
        /// When the visitor pressed join in the present call.
        pub visitor_joined_at: Option<Timestamp>,
        /// When the claimer pressed join in the present call.
        pub staff_joined_at: Option<Timestamp>,
        /// What the browser last told about itself, as of the last change of presence.
        pub last_sign: Sign,
        /// When.
        pub last_sign_at: Timestamp,
        /// Idempotency key of the join; unique in the room.
        pub join_key: Guid,
        /// SHA-256 of the visitor's cookie.
        pub visitor_hash: [u8; 32],
    }
}

row! {
    /// How many wait in a room.
    pub struct WaitingRow [waiting_columns] {
        /// Which room.
        pub room: RoomId,
        /// Tickets in [`State::Waiting`].
        pub waiting: u32,
        /// Arrival of the one who has waited longest.
        pub longest_since: Option<Timestamp>,
    }
}

row! {
    /// What the watch over presence needs to know of an open ticket.
    pub struct PresenceRow [presence_columns] {
        /// Whose.
        pub tenant: TenantId,
        /// Identity.
        pub id: TicketId,
        /// Present room.
        pub room: RoomId,
        /// Where it stands.
        pub state: State,
        /// Since when.
        pub state_since: Timestamp,
        /// Presence as stored.
        pub presence: Presence,
        /// Since when.
        pub presence_since: Timestamp,
        /// Last sign as stored.
        pub last_sign: Sign,
        /// When.
        pub last_sign_at: Timestamp,
    }
}

const TICKET: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    " FROM ticket WHERE tenant = $1 AND id = $2"
);
const OPEN: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    " FROM ticket WHERE tenant = $1 AND room = $2 AND ended IS NULL ORDER BY arrived, number, id"
);
const BY_IDS: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    " FROM ticket WHERE tenant = $1 AND id IN \
      ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY arrived, number, id"
);
/// Placeholders of [`BY_IDS`].
const IDS_AT_ONCE: usize = 16;
const WAITING: &str = "SELECT COUNT(*) AS n FROM ticket \
    WHERE tenant = $1 AND room = $2 AND ended IS NULL AND state = 'waiting'";
const WAITING_BY_ROOM: &str = "SELECT room, COUNT(*) AS waiting, MIN(arrived) AS longest_since FROM ticket \
    WHERE tenant = $1 AND ended IS NULL AND state = 'waiting' GROUP BY room";
const ACTIVE: &str = "SELECT COUNT(*) AS n FROM ticket WHERE tenant = $1 AND claim_by = $2 AND ended IS NULL \
    AND state IN ('called', 'in_consultation', 'on_hold')";
const BY_KEY: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    " FROM ticket WHERE tenant = $1 AND room = $2 AND join_key = $3 AND visitor_hash = $4"
);
const OF_VISITOR: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    " FROM ticket WHERE tenant = $1 AND visitor_hash = $2 ORDER BY arrived DESC, id"
);

reads! {
    /// A ticket.
    ticket(id: TicketId) -> one TicketRow = TICKET;
    /// Tickets of a room that have not ended, by arrival.
    open_tickets(room: RoomId) -> all TicketRow = OPEN;
    /// How many wait, room by room; rooms where nobody waits are left out.
    waiting_by_room() -> all WaitingRow = WAITING_BY_ROOM;
    /// The ticket this browser got for this key in this room: a repeated join.
    ticket_by_key(room: RoomId, join_key: Guid, visitor_hash: &[u8; 32]) -> one TicketRow = BY_KEY;
    /// A browser's tickets in this tenant, newest first.
    visitor_tickets(visitor_hash: &[u8; 32]) -> all TicketRow = OF_VISITOR;
}

impl Scoped {
    /// Tickets by their ids, in order of arrival within each sixteen; unknown ids are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn tickets_by_ids(&self, ids: &[TicketId]) -> Result<Vec<TicketRow>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(IDS_AT_ONCE) {
            let mut values = args![self.tenant()];
            values.extend(padded(some, IDS_AT_ONCE));
            found.extend(self.all::<TicketRow>(BY_IDS, values).await?);
        }
        Ok(found)
    }

    /// How many tickets wait in a room.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn waiting_count(&self, room: RoomId) -> Result<u32, StoreError> {
        Ok(self
            .one(WAITING, args![self.tenant(), room])
            .await?
            .unwrap_or(0))
    }

    /// How many active cases a consultant has in all rooms.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn active_cases(&self, by: ObjectId) -> Result<u32, StoreError> {
        Ok(self
            .one(ACTIVE, args![self.tenant(), by])
            .await?
            .unwrap_or(0))
    }
}

const LOCK: Sql = Sql {
    sqlite: TICKET,
    postgres: concat!(
        "SELECT ",
        ticket_columns!(),
        " FROM ticket WHERE tenant = $1 AND id = $2 FOR UPDATE"
    ),
};
const INSERT: &str = concat!(
    "INSERT INTO ticket (tenant, ",
    ticket_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
     $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33) \
     ON CONFLICT (tenant, room, join_key) DO NOTHING"
);
const PRESENCE: &str = "UPDATE ticket SET presence = $3, presence_since = $4, last_sign = $5, last_sign_at = $6 \
    WHERE tenant = $1 AND id = $2 AND ended IS NULL";
/// A change of presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceChange {
    /// Which ticket.
    pub id: TicketId,
    /// Presence now.
    pub presence: Presence,
    /// Since when.
    pub since: Timestamp,
    /// What the browser last told about itself.
    pub last_sign: Sign,
    /// When.
    pub last_sign_at: Timestamp,
}

impl Tx {
    /// A ticket, held against other writers until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn lock_ticket(&mut self, id: TicketId) -> Result<Option<TicketRow>, StoreError> {
        let values = args![self.tenant(), id];
        self.one(LOCK, values).await
    }

    /// How many tickets wait in a room.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn waiting_count(&mut self, room: RoomId) -> Result<u32, StoreError> {
        let values = args![self.tenant(), room];
        Ok(self.one(WAITING, values).await?.unwrap_or(0))
    }

    /// Stores a new ticket; answers whether its join key was unseen in the room. If not, nothing changes: read
    /// [`Tx::ticket_by_key`].
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn insert_ticket(&mut self, row: &TicketRow) -> Result<bool, StoreError> {
        let values = args![
            self.tenant(),
            row.id,
            row.room,
            row.number,
            row.version,
            row.state,
            row.state_since,
            row.presence,
            row.presence_since,
            row.arrived,
            row.ended,
            row.claim_by,
            row.claim_name,
            row.claim_since,
            row.consultation,
            row.meeting,
            row.problem,
            row.meeting_link,
            row.meeting_ref,
            row.meeting_organiser,
            row.answers,
            row.erase_at,
            row.consent_version,
            row.consent_at,
            row.policy_version,
            row.returned,
            row.priority_since,
            row.visitor_joined_at,
            row.staff_joined_at,
            row.last_sign,
            row.last_sign_at,
            row.join_key,
            row.visitor_hash,
        ];
        Ok(self.execute(INSERT, values).await? == 1)
    }

    /// Stores a change of presence of an open ticket; its version stays. Answers whether the ticket is open.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn set_presence(&mut self, change: &PresenceChange) -> Result<bool, StoreError> {
        let PresenceChange {
            id,
            presence,
            since,
            last_sign,
            last_sign_at,
        } = change;
        let values = args![self.tenant(), id, presence, since, last_sign, last_sign_at];
        Ok(self.execute(PRESENCE, values).await? == 1)
    }
}

const ALL_OF_VISITOR: &str = concat!(
    "SELECT tenant, ",
    ticket_columns!(),
    " FROM ticket WHERE visitor_hash = $1 ORDER BY arrived DESC, id"
);
const IN_STATE: &str = concat!(
    "SELECT tenant, ",
    ticket_columns!(),
    " FROM ticket WHERE ended IS NULL AND state = $1 AND state_since <= $2 ORDER BY state_since, id LIMIT $3"
);
const OPEN_PRESENCES: &str = concat!(
    "SELECT ",
    presence_columns!(),
    " FROM ticket WHERE ended IS NULL ORDER BY tenant, room, id"
);

impl System {
    /// A browser's tickets in all tenants, newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn tickets_of_visitor(
        &self,
        hash: &[u8; 32],
    ) -> Result<Vec<(TenantId, TicketRow)>, StoreError> {
        self.all(ALL_OF_VISITOR, args![hash]).await
    }

    /// At most `limit` open tickets that have stood in a state since an instant or longer, the longest first; for
    /// timers (T4, T5, T7, T11, T19).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn tickets_in_state(
        &self,
        state: State,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<(TenantId, TicketRow)>, StoreError> {
        self.all(IN_STATE, args![state, since, limit]).await
    }

    /// Presence of all open tickets as stored; for the watch over presence and lost places (T12).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn open_presences(&self) -> Result<Vec<PresenceRow>, StoreError> {
        self.all(OPEN_PRESENCES, args![]).await
    }
}
