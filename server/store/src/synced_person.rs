//! People the directory named, and how far each calendar was read. Several processes share the work by leases.

use model::culture::Pseudonym;
use model::culture::connector::Mailbox;
use model::{Guid, Timestamp};

use crate::bulk::Many;
use crate::db::Sql;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// One person of the directory.
    pub struct SyncedPersonRow [synced_columns] {
        /// Who.
        pub person: Pseudonym,
        /// Real ids, sealed.
        pub sealed: Vec<u8>,
        /// Whether the calendar is to be read.
        pub in_scope: bool,
        /// The directory round that last named them.
        pub seen: i64,
        /// What is known of the mailbox.
        pub mailbox: Mailbox,
        /// Which step of the reading comes next.
        pub stage: i64,
        /// When.
        pub due_at: Timestamp,
        /// First minute of the calendar read so far.
        pub read_from: Option<i32>,
        /// The minute behind the last one read so far.
        pub read_to: Option<i32>,
        /// Delta link, sealed.
        pub link: Option<Vec<u8>>,
        /// Which process reads it now.
        pub holder: Option<Guid>,
        /// Until when.
        pub held_until: Timestamp,
        /// Failures in a row.
        pub failures: i64,
        /// Code of the last failure.
        pub error: Option<String>,
        /// Events kept.
        pub events: i64,
        /// When the calendar was last read.
        pub last_ok: Option<Timestamp>,
    }
}

row! {
    /// How many people stand at one step.
    pub struct StageCountRow [stage_columns] {
        /// The step that comes next.
        pub stage: i64,
        /// State of the mailbox.
        pub mailbox: Mailbox,
        /// People.
        pub people: i64,
        /// Events kept of them.
        pub events: i64,
    }
}

/// A person as the directory names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSyncedPerson {
    /// Who.
    pub person: Pseudonym,
    /// Real ids, sealed.
    pub sealed: Vec<u8>,
    /// Whether the calendar is to be read.
    pub in_scope: bool,
}

/// Which people a process wants to read.
#[derive(Clone, Copy, Debug)]
pub struct ClaimPeople {
    /// Which process.
    pub holder: Guid,
    /// Now.
    pub now: Timestamp,
    /// Until when it holds them.
    pub until: Timestamp,
    /// Most people.
    pub limit: i64,
}

/// A person whose turn is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedPerson {
    /// Who.
    pub person: Pseudonym,
    /// What is known of the mailbox now.
    pub mailbox: Mailbox,
    /// Which step comes next.
    pub stage: i64,
    /// When.
    pub due_at: Timestamp,
    /// First minute read so far.
    pub read_from: Option<i32>,
    /// The minute behind the last one read so far.
    pub read_to: Option<i32>,
    /// Delta link, sealed.
    pub link: Option<Vec<u8>>,
    /// Failures in a row.
    pub failures: i64,
    /// Code of the last failure.
    pub error: Option<String>,
    /// Events more, or fewer when negative.
    pub more_events: i64,
    /// When the calendar was last read.
    pub last_ok: Option<Timestamp>,
}

const PERSON: &str = concat!(
    "SELECT ",
    synced_columns!(),
    " FROM synced_person WHERE tenant = $1 AND person = $2"
);
const PEOPLE: &str = concat!(
    "SELECT ",
    synced_columns!(),
    " FROM synced_person WHERE tenant = $1 ORDER BY person"
);
const STAGES: &str = "SELECT stage, mailbox, COUNT(*) AS people, CAST(SUM(events) AS BIGINT) AS events \
    FROM synced_person WHERE tenant = $1 AND in_scope GROUP BY stage, mailbox ORDER BY stage, mailbox";
const NEXT_DUE: &str = "SELECT due_at AS n FROM synced_person WHERE tenant = $1 AND in_scope \
    ORDER BY due_at LIMIT 1";

reads! {
    /// A person of the directory.
    synced_person(person: Pseudonym) -> one SyncedPersonRow = PERSON;
    /// Everybody the directory named.
    synced_people() -> all SyncedPersonRow = PEOPLE;
    /// How many people in scope stand at each step.
    stage_counts() -> all StageCountRow = STAGES;
    /// When the next person in scope is due (epoch milliseconds).
    next_due_person() -> one i64 = NEXT_DUE;
}

const UPSERT: Many = Many {
    sqlite: "INSERT INTO synced_person (tenant, seen, person, sealed, in_scope, mailbox, stage, due_at, held_until, \
        failures, events) VALUES ($1, $2, $4, $5, $6, 'new', 0, $3, 0, 0, 0) \
        ON CONFLICT (tenant, person) DO UPDATE SET seen = excluded.seen, sealed = excluded.sealed, \
        in_scope = excluded.in_scope, due_at = CASE WHEN synced_person.in_scope = excluded.in_scope \
        THEN synced_person.due_at ELSE excluded.due_at END",
    postgres: "INSERT INTO synced_person (tenant, seen, person, sealed, in_scope, mailbox, stage, due_at, held_until, \
        failures, events) SELECT $1, $2, person, sealed, in_scope, 'new', 0, $3, 0, 0, 0 \
        FROM UNNEST($4::BYTEA[], $5::BYTEA[], $6::BOOLEAN[]) AS new (person, sealed, in_scope) \
        ON CONFLICT (tenant, person) DO UPDATE SET seen = excluded.seen, sealed = excluded.sealed, \
        in_scope = excluded.in_scope, due_at = CASE WHEN synced_person.in_scope = excluded.in_scope \
        THEN synced_person.due_at ELSE excluded.due_at END",
};
const SWEEP: &str =
    "DELETE FROM synced_person WHERE tenant = $1 AND seen < $2 RETURNING person AS n";
const CLAIM: Sql = Sql {
    sqlite: concat!(
        "UPDATE synced_person SET holder = $2, held_until = $3 WHERE tenant = $1 AND person IN \
         (SELECT person FROM synced_person WHERE tenant = $1 AND in_scope AND due_at <= $4 AND held_until <= $4 \
          ORDER BY stage, due_at, person LIMIT $5) RETURNING ",
        synced_columns!()
    ),
    // As a list within `IN`, PostgreSQL may run the choice again for each row, and take more than the limit.
    postgres: concat!(
        "WITH due AS MATERIALIZED (SELECT person AS chosen FROM synced_person \
         WHERE tenant = $1 AND in_scope AND due_at <= $4 AND held_until <= $4 \
         ORDER BY stage, due_at, person LIMIT $5 FOR UPDATE SKIP LOCKED) \
         UPDATE synced_person SET holder = $2, held_until = $3 FROM due \
         WHERE tenant = $1 AND person = due.chosen RETURNING ",
        synced_columns!()
    ),
};
const FINISH: &str = "UPDATE synced_person SET holder = NULL, held_until = 0, mailbox = $4, stage = $5, due_at = $6, \
    read_from = $7, read_to = $8, link = $9, failures = $10, error = $11, events = events + $12, last_ok = $13 \
    WHERE tenant = $1 AND person = $2 AND holder = $3";
const RELEASE: &str =
    "UPDATE synced_person SET holder = NULL, held_until = 0 WHERE tenant = $1 AND holder = $2";
const HASTEN: &str = "UPDATE synced_person SET due_at = $2 WHERE tenant = $1 AND due_at > $2";
// Whoever isn't through the first reading begins it anew: a week must not be read half by one choice, half by another.
const READ_AGAIN: &str = "UPDATE synced_person SET due_at = $2, link = NULL, holder = NULL, held_until = 0, \
    read_from = CASE WHEN stage < 100 THEN NULL ELSE read_from END, \
    read_to = CASE WHEN stage < 100 THEN NULL ELSE read_to END, \
    stage = CASE WHEN stage < 100 THEN 0 ELSE stage END \
    WHERE tenant = $1 AND mailbox <> 'none'";
const LEAVE: &str = "UPDATE synced_person SET in_scope = $3 WHERE tenant = $1 AND person = $2";
const FORGET: &str = "DELETE FROM synced_person WHERE tenant = $1";

impl Tx {
    /// Stores people of a directory round, each at most once: new ones at the first step and due at once, known ones
    /// with fresh ids and scope.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn upsert_synced_people(
        &mut self,
        people: &[NewSyncedPerson],
        round: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let fixed = args![self.tenant(), round, now];
        let rows = people
            .iter()
            .map(|new| args![new.person, new.sealed, new.in_scope])
            .collect();
        self.execute_many(UPSERT, &fixed, rows).await.map(drop)
    }

    /// Removes the real ids of people whom no directory round from `round` on has named; answers whom.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_synced_people(&mut self, round: i64) -> Result<Vec<Pseudonym>, StoreError> {
        let values = args![self.tenant(), round];
        self.all(SWEEP, values).await
    }

    /// Takes people whose calendars are due: the earliest step first. Of many processes exactly one gets each.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn claim_people(
        &mut self,
        claim: &ClaimPeople,
    ) -> Result<Vec<SyncedPersonRow>, StoreError> {
        let values = args![
            self.tenant(),
            claim.holder,
            claim.until,
            claim.now,
            claim.limit
        ];
        let mut rows: Vec<SyncedPersonRow> = self.all(CLAIM, values).await?;
        rows.sort_by_key(|row| (row.stage, row.due_at, row.person));
        Ok(rows)
    }

    /// Notes that a person's turn is over; answers false, and changes nothing, when the process no longer holds them:
    /// then nothing else of that turn may be written.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn finish_person(
        &mut self,
        holder: Guid,
        done: &FinishedPerson,
    ) -> Result<bool, StoreError> {
        let values = args![
            self.tenant(),
            done.person,
            holder,
            done.mailbox,
            done.stage,
            done.due_at,
            done.read_from,
            done.read_to,
            done.link,
            done.failures,
            done.error,
            done.more_events,
            done.last_ok
        ];
        Ok(self.execute(FINISH, values).await? == 1)
    }

    /// Gives back everybody a process holds.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn release_people(&mut self, holder: Guid) -> Result<u64, StoreError> {
        let values = args![self.tenant(), holder];
        self.execute(RELEASE, values).await
    }

    /// Makes everybody due now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn hasten_people(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), now];
        self.execute(HASTEN, values).await
    }

    /// Makes everybody with a mailbox due now, from hands that hold them and without what was noted of changes: calendars
    /// are to be read in another way from now on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn read_people_again(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), now];
        self.execute(READ_AGAIN, values).await
    }

    /// Takes a person into the scope of the calendar connector, or out of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn set_in_scope(
        &mut self,
        person: Pseudonym,
        in_scope: bool,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), person, in_scope];
        Ok(self.execute(LEAVE, values).await? == 1)
    }

    /// Removes all real ids: the directory connector was switched off.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn forget_synced_people(&mut self) -> Result<u64, StoreError> {
        let values = args![self.tenant()];
        self.execute(FORGET, values).await
    }
}
