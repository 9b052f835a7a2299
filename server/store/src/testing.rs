//! For tests, here and in the crates above: a fresh database of each kind, and sample rows.
//!
//! PostgreSQL takes part where `ANTEROOM_TEST_POSTGRES` holds the address of a server; each test works in a schema of
//! its own there.
#![allow(
    clippy::expect_used,
    reason = "tests stop at the first thing that is not as it should be"
)]

use std::time::Duration;

use model::queue::presence::Sign;
use model::queue::state::{MeetingState, Presence, State};
use model::trust::TenantStatus;
use model::{Guid, ObjectId, RoomId, TenantId, TicketId, Timestamp};
use sqlx::Connection as _;

use crate::{Notifications, OpenOptions, RoomRow, Store, TenantRow, TicketRow};

/// The environment variable with the address of a PostgreSQL server for tests.
pub const POSTGRES: &str = "ANTEROOM_TEST_POSTGRES";

/// An empty database that is removed afterwards.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder(#[expect(dead_code, reason = "removes the folder when dropped")] tempfile::TempDir),
    Schema { server: String, name: String },
}

impl TestDatabase {
    /// A SQLite file in a folder of its own.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!(
            "sqlite:{}",
            folder.path().join("data/anteroom.db").display()
        );
        Self {
            url,
            home: Home::Folder(folder),
        }
    }

    /// A schema on the PostgreSQL server for tests; none where no server is named.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES)
            .ok()
            .filter(|server| !server.is_empty())?;
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        on_server(&server, format!("CREATE SCHEMA {name}")).await;
        let join = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{join}options=-c%20search_path%3D{name}");
        Some(Self {
            url,
            home: Home::Schema { server, name },
        })
    }

    /// One of each kind that is at hand.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite()];
        all.extend(Self::postgres().await);
        all
    }

    /// Its address, for [`Store::open`].
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is a PostgreSQL schema.
    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.home, Home::Schema { .. })
    }

    /// Opens it as it is.
    pub async fn open(&self, options: OpenOptions) -> Store {
        Store::open(&self.url, options)
            .await
            .expect("the database opens")
    }

    /// Opens and migrates it, with options that suit tests.
    pub async fn store(&self) -> Store {
        let store = self.open(quick()).await;
        store.migrate().await.expect("the migrations apply");
        store
    }

    /// Notes a migration of a version that is not written yet, as a newer Anteroom would.
    pub async fn outdate(&self) {
        let statement = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            SELECT 9999, 'from the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        self.run(statement).await;
    }

    /// Runs a statement past the store, as somebody at the database's own shell would.
    pub async fn run(&self, statement: &'static str) {
        if self.is_postgres() {
            let mut conn = sqlx::PgConnection::connect(&self.url)
                .await
                .expect("PostgreSQL answers");
            sqlx::raw_sql(statement)
                .execute(&mut conn)
                .await
                .expect("the statement runs");
            conn.close().await.expect("the connection closes");
        } else {
            let mut conn = sqlx::SqliteConnection::connect(&self.url)
                .await
                .expect("SQLite opens");
            sqlx::raw_sql(statement)
                .execute(&mut conn)
                .await
                .expect("the statement runs");
            conn.close().await.expect("the connection closes");
        }
    }

    /// Removes it. A file goes by itself; a schema of a failed test stays for a look at it.
    pub async fn remove(self) {
        if let Home::Schema { server, name } = &self.home {
            on_server(server, format!("DROP SCHEMA {name} CASCADE")).await;
        }
    }
}

async fn on_server(server: &str, statement: String) {
    let mut conn = sqlx::PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server for tests answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut conn)
        .await
        .expect("the statement runs");
    conn.close().await.expect("the connection closes");
}

impl Store {
    /// Applies the migrations up to one, as an older version would have.
    ///
    /// # Errors
    /// [`crate::StoreError::FailedMigration`].
    pub async fn migrate_to(&self, last: i64) -> Result<(), crate::StoreError> {
        let done = match &self.inner.db {
            crate::db::Db::Sqlite { write, .. } => crate::migrate::SQLITE.run_to(last, write).await,
            crate::db::Db::Postgres(pool) => crate::migrate::POSTGRES.run_to(last, pool).await,
        };
        done.map_err(|error| crate::migrate::failure(error, last))
    }
}

/// Options that suit tests: few connections, a quick poll.
#[must_use]
pub fn quick() -> OpenOptions {
    OpenOptions {
        connections: 6,
        poll_every: Duration::from_millis(50),
        notifications: Notifications::Listen,
    }
}

/// Runs a test on a fresh, migrated database of each kind at hand.
pub async fn each_database<F, T>(test: F)
where
    F: Fn(Store) -> T,
    T: Future<Output = ()>,
{
    for database in TestDatabase::all().await {
        test(database.store().await).await;
        database.remove().await;
    }
}

/// Runs a test on two stores over one fresh, migrated database of each kind at hand, as two processes would.
pub async fn each_pair<F, T>(test: F)
where
    F: Fn(Store, Store) -> T,
    T: Future<Output = ()>,
{
    for database in TestDatabase::all().await {
        test(database.store().await, database.store().await).await;
        database.remove().await;
    }
}

/// A small number as a GUID, for readable tests.
#[must_use]
pub const fn guid(number: u128) -> Guid {
    Guid::from_u128(number)
}

/// A registered tenant, stored; its slug is `tenant-NUMBER`.
pub async fn tenant(store: &Store, number: u128) -> TenantId {
    let id = TenantId(guid(number));
    let row = TenantRow {
        id,
        slug: Some(format!("tenant-{number}").parse().expect("a slug")),
        name: format!("Tenant {number}"),
        status: TenantStatus::Active,
        created: Timestamp(1_000),
        activated: Some(Timestamp(1_000)),
    };
    let mut tx = store.of(id).begin().await.expect("a transaction");
    tx.insert_tenant(&row).await.expect("a tenant");
    tx.commit().await.expect("a commit");
    id
}

/// A room, stored; its slug is `room-NUMBER` and its settings are `{}`.
pub async fn room(store: &Store, tenant: TenantId, number: u128) -> RoomId {
    let row = room_row(number);
    let mut tx = store.of(tenant).begin().await.expect("a transaction");
    tx.insert_room(&row).await.expect("a room");
    tx.commit().await.expect("a commit");
    row.id
}

/// A room that is not stored yet.
#[must_use]
pub fn room_row(number: u128) -> RoomRow {
    RoomRow {
        id: RoomId(guid(number)),
        slug: format!("room-{number}").parse().expect("a slug"),
        version: 1,
        consent_version: 1,
        settings_json: "{}".to_owned(),
        revision: 0,
        created: Timestamp(1_000),
        archived: None,
    }
}

/// A ticket, stored.
pub async fn ticket(store: &Store, tenant: TenantId, row: TicketRow) -> TicketId {
    let mut tx = store.of(tenant).begin().await.expect("a transaction");
    assert!(
        tx.insert_ticket(&row).await.expect("a ticket"),
        "the join key is used"
    );
    tx.commit().await.expect("a commit");
    row.id
}

/// A waiting ticket that is not stored yet; its join key and visitor come from the number.
#[must_use]
pub fn ticket_row(room: RoomId, number: u128) -> TicketRow {
    let at = Timestamp(2_000);
    TicketRow {
        id: TicketId(guid(number)),
        room,
        number: u32::try_from(number % 1_000).unwrap_or(0),
        version: 1,
        state: State::Waiting,
        state_since: at,
        presence: Presence::Present,
        presence_since: at,
        arrived: at,
        ended: None,
        claim_by: None,
        claim_name: None,
        claim_since: None,
        consultation: None,
        meeting: MeetingState::None,
        problem: None,
        meeting_link: None,
        meeting_ref: None,
        meeting_organiser: None,
        answers: Some(b"sealed".to_vec()),
        erase_at: None,
        consent_version: Some(1),
        consent_at: Some(at),
        policy_version: 1,
        returned: false,
        priority_since: None,
        visitor_joined_at: None,
        staff_joined_at: None,
        last_sign: Sign::Visible,
        last_sign_at: at,
        join_key: guid(number),
        visitor_hash: hash(u8::try_from(number % 251).unwrap_or(0)),
    }
}

/// A hash of 32 equal bytes.
#[must_use]
pub const fn hash(byte: u8) -> [u8; 32] {
    [byte; 32]
}

/// A person.
#[must_use]
pub const fn person(number: u128) -> ObjectId {
    ObjectId(guid(number))
}
