//! Rooms, their event logs and their number counters.

use model::{RoomId, Slug, TenantId, TicketId, Timestamp};

use crate::change::Topic;
use crate::db::Sql;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// A room.
    pub struct RoomRow [room_columns] {
        /// Identity.
        pub id: RoomId,
        /// Address part, unique among the tenant's rooms that are not archived.
        pub slug: Slug,
        /// Grows by one with each saved change.
        pub version: i64,
        /// Grows when the consent text changes.
        pub consent_version: i64,
        /// The settings, JSON.
        pub settings_json: String,
        /// Newest revision of the event log; 0 before the first event.
        pub revision: i64,
        /// When it was made.
        pub created: Timestamp,
        /// When it was taken out of service.
        pub archived: Option<Timestamp>,
    }
}

row! {
    /// What happened in a room at one revision. Holds no identity and no answers.
    pub struct EventRow [event_columns] {
        /// Which room.
        pub room: RoomId,
        /// The revision it made.
        pub revision: i64,
        /// Which ticket, if one.
        pub ticket: Option<TicketId>,
        /// What happened: a word of the caller.
        pub kind: String,
        /// When.
        pub at: Timestamp,
        /// What kind of actor: a word of the caller.
        pub actor_kind: String,
        /// A pseudonym or nothing; never a name.
        pub actor: Option<String>,
        /// Particulars, JSON.
        pub json: String,
    }
}

/// What a saved form changes about a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomUpdate {
    /// Which room.
    pub id: RoomId,
    /// Version the form was drawn from.
    pub expected_version: i64,
    /// New address part.
    pub slug: Slug,
    /// Version of the consent text, as it stands after the change.
    pub consent_version: i64,
    /// The settings, JSON.
    pub settings_json: String,
    /// When it was taken out of service, if it is.
    pub archived: Option<Timestamp>,
}

const ROOMS: &str = concat!(
    "SELECT ",
    room_columns!(),
    " FROM room WHERE tenant = $1 AND archived IS NULL ORDER BY slug, id"
);
const ROOM: &str = concat!(
    "SELECT ",
    room_columns!(),
    " FROM room WHERE tenant = $1 AND id = $2"
);
const BY_SLUG: &str = concat!(
    "SELECT ",
    room_columns!(),
    " FROM room WHERE tenant = $1 AND slug = $2 AND archived IS NULL"
);
const EVENTS: &str = concat!(
    "SELECT ",
    event_columns!(),
    " FROM room_event WHERE tenant = $1 AND room = $2 AND revision > $3 ORDER BY revision LIMIT $4"
);

const LAST_CHANGE: &str = "SELECT actor AS n FROM room_event WHERE tenant = $1 AND room = $2 AND revision < $3 \
    AND kind = 'room_changed' AND actor IS NOT NULL ORDER BY revision DESC LIMIT 1";

reads! {
    /// Rooms in service, by address part.
    rooms() -> all RoomRow = ROOMS;
    /// A room, archived ones included.
    room(id: RoomId) -> one RoomRow = ROOM;
    /// The room in service with this address part.
    room_by_slug(slug: &Slug) -> one RoomRow = BY_SLUG;
    /// At most `limit` events after a revision, in order.
    events_since(room: RoomId, revision: i64, limit: i64) -> all EventRow = EVENTS;
    /// Who changed the settings of a room last before a revision: the actor of that event.
    last_room_change(room: RoomId, before: i64) -> one String = LAST_CHANGE;
}

const INSERT: &str = concat!(
    "INSERT INTO room (tenant, ",
    room_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const UPDATE: &str = "UPDATE room SET slug = $4, consent_version = $5, settings_json = $6, archived = $7, \
    version = version + 1 WHERE tenant = $1 AND id = $2 AND version = $3";
const NEXT_REVISION: Sql = Sql {
    sqlite: "UPDATE room SET revision = revision + 1, revised_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) \
        WHERE tenant = $1 AND id = $2 RETURNING revision AS n",
    postgres: "UPDATE room SET revision = revision + 1, \
        revised_at = CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) \
        WHERE tenant = $1 AND id = $2 RETURNING revision AS n",
};
const APPEND: &str = concat!(
    "INSERT INTO room_event (tenant, ",
    event_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const NEXT_NUMBER: &str = "INSERT INTO ticket_counter (tenant, room, day, last) VALUES ($1, $2, $3, 1) \
    ON CONFLICT (tenant, room, day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last AS n";

impl Tx {
    /// Stores a new room.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another room in service has the same address part.
    pub async fn insert_room(&mut self, row: &RoomRow) -> Result<(), StoreError> {
        let RoomRow {
            id,
            slug,
            version,
            consent_version,
            settings_json,
            revision,
            created,
            archived,
        } = row;
        let values = args![
            self.tenant(),
            id,
            slug,
            version,
            consent_version,
            settings_json,
            revision,
            created,
            archived
        ];
        self.execute(INSERT, values).await.map(drop)
    }

    /// Saves a room whose version is still the expected one, and grows it; answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another room in service has the same address part.
    pub async fn update_room(&mut self, update: &RoomUpdate) -> Result<bool, StoreError> {
        let RoomUpdate {
            id,
            expected_version,
            slug,
            consent_version,
            settings_json,
            archived,
        } = update;
        let values = args![
            self.tenant(),
            id,
            expected_version,
            slug,
            consent_version,
            settings_json,
            archived
        ];
        Ok(self.execute(UPDATE, values).await? == 1)
    }

    /// The room's next revision. Other writers of the room wait until this transaction ends, so that revisions
    /// have no gaps and become visible in order; told to [`crate::Store::changes`] after the commit.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn next_revision(&mut self, room: RoomId) -> Result<i64, StoreError> {
        let values = args![self.tenant(), room];
        let revision: Option<i64> = self.one(NEXT_REVISION, values).await?;
        let revision = revision.ok_or_else(|| StoreError::Reference {
            constraint: "room".to_owned(),
        })?;
        self.tell(Topic::Room { room, revision });
        Ok(revision)
    }

    /// Appends the event of a revision taken by [`Tx::next_revision`]; exactly one for each.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the revision has its event already.
    pub async fn append_event(&mut self, row: &EventRow) -> Result<(), StoreError> {
        let EventRow {
            room,
            revision,
            ticket,
            kind,
            at,
            actor_kind,
            actor,
            json,
        } = row;
        let values = args![
            self.tenant(),
            room,
            revision,
            ticket,
            kind,
            at,
            actor_kind,
            actor,
            json
        ];
        self.execute(APPEND, values).await.map(drop)
    }

    /// The next short number of a room's local day (`YYYY-MM-DD`), from 1.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn next_ticket_number(&mut self, room: RoomId, day: &str) -> Result<u32, StoreError> {
        let values = args![self.tenant(), room, day];
        let number: Option<u32> = self.one(NEXT_NUMBER, values).await?;
        number.ok_or_else(|| StoreError::Damaged {
            column: "last".to_owned(),
        })
    }
}

const ALL_ROOMS: &str = concat!(
    "SELECT tenant, ",
    room_columns!(),
    " FROM room WHERE archived IS NULL ORDER BY tenant, id"
);
const SWEEP_COUNTERS: &str = "DELETE FROM ticket_counter WHERE day < $1";

impl System {
    /// All rooms in service; for jobs.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn rooms(&self) -> Result<Vec<(TenantId, RoomRow)>, StoreError> {
        self.all(ALL_ROOMS, args![]).await
    }

    /// Removes number counters of days before a day (`YYYY-MM-DD`); answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_counters(&self, before_day: &str) -> Result<u64, StoreError> {
        self.execute(SWEEP_COUNTERS, args![before_day]).await
    }
}
