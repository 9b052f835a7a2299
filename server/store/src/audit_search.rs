//! Finding rows of the audit chain.

use model::{ObjectId, RoomId, Timestamp};

use crate::audit::AuditRow;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{Scoped, StoreError};

/// Which rows; what is none, does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// An action (`ticket.taken`), or what stands before its first dot (`ticket`).
    pub action: Option<String>,
    /// Rows of this person's doing, or about them.
    pub person: Option<ObjectId>,
    /// Rows about this room or a ticket of it.
    pub room: Option<RoomId>,
}

/// A search, with the condition on the action.
macro_rules! search {
    ($action:literal) => {
        concat!(
            "SELECT sequence, at, actor_kind, actor, action, subject, detail_json, mac FROM audit AS a \
             WHERE tenant = $1 AND sequence < $2 AND sequence > $3 AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5) \
             AND ($6 IS NULL OR actor = $6 OR subject = $6 OR detail_json LIKE '%' || $6 || '%') \
             AND ($7 IS NULL OR subject = $7 OR detail_json LIKE '%' || $7 || '%' \
                OR EXISTS (SELECT 1 FROM ticket AS t WHERE t.tenant = $1 AND t.id = a.subject AND t.room = $7)) ",
            $action,
            " ORDER BY sequence DESC LIMIT $8"
        )
    };
}
/// Reads every row between two places, by the key.
const SEARCH: &str = search!("");
/// Reads the rows of one action between two places, by an index.
const SEARCH_ACTION: &str = search!("AND action = $9");
// Actions are stepped through: each step is one look into the index.
const ACTIONS: &str = "\
    WITH RECURSIVE actions (n) AS ( \
        SELECT MIN(action) FROM audit WHERE tenant = $1 \
        UNION ALL SELECT (SELECT MIN(action) FROM audit WHERE tenant = $1 AND action > actions.n) \
        FROM actions WHERE actions.n IS NOT NULL) \
    SELECT n FROM actions WHERE n IS NOT NULL";
/// Times ascend with the places only nearly: processes have clocks of their own.
const PLACES: &str = "SELECT MIN(sequence) AS first, MAX(sequence) AS last FROM audit WHERE tenant = $1 AND at >= $2 AND at < $3";
const CHECKPOINTS: &str =
    "SELECT sequence, at, mac, signature FROM audit_checkpoint WHERE tenant = $1 ORDER BY sequence";

const ENDINGS: &str = "SELECT sequence, at, actor_kind, actor, action, subject, detail_json, mac FROM audit \
    WHERE tenant = $1 AND at >= $2 AND action IN ('assignment.removed', 'person.signed_out_everywhere') ORDER BY sequence";

row! {
    /// Between which places a time lies; none where it has no rows.
    struct PlacesRow [places_columns] {
        first: Option<i64>,
        last: Option<i64>,
    }
}

impl AuditFilter {
    /// Whether a row has to be read to know if it passes.
    const fn looks_inside(&self) -> bool {
        self.person.is_some() || self.room.is_some()
    }

    fn asks_for(&self, action: &str) -> bool {
        self.action.as_ref().is_none_or(|asked| {
            let rest = action.strip_prefix(asked.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// How far behind a place one step of a search may look. What an index answers, is looked up at once; where rows have to
    /// be read, it is [`AuditFilter::STEP`] places, so that each statement takes moments however long the log is.
    #[must_use]
    pub const fn step(&self) -> i64 {
        if self.looks_inside() {
            Self::STEP
        } else {
            i64::MAX
        }
    }

    /// Rows that a statement reads at most where it has to read them.
    pub const STEP: i64 = 5_000;
}

reads! {
    /// Roles that were withdrawn and people who were signed out since an instant, oldest first.
    audit_of_endings(since: Timestamp) -> all AuditRow = ENDINGS;
    /// All checkpoints of the audit chain, oldest first.
    audit_checkpoints() -> all crate::CheckpointRow = CHECKPOINTS;
}

impl Scoped {
    /// At most `limit` rows of the audit chain that pass a filter, between two places, both excluded, newest first. Where the
    /// filter names a person or a room, every row in between is read, or every one of the action it names; see
    /// [`AuditFilter::step`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn audit_search(
        &self,
        filter: &AuditFilter,
        (before, behind): (i64, i64),
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let AuditFilter {
            from,
            to,
            action,
            person,
            room,
        } = filter;
        let tenant = self.tenant();
        let values = args![tenant, before, behind, from, to, person, room, limit];
        if action.is_none() {
            return self.all(SEARCH, values).await;
        }
        let mut found: Vec<AuditRow> = Vec::new();
        let actions: Vec<String> = self.all(ACTIONS, args![tenant]).await?;
        for action in actions.iter().filter(|action| filter.asks_for(action)) {
            let mut values = values.clone();
            values.extend(args![action]);
            found.extend(self.all::<AuditRow>(SEARCH_ACTION, values).await?);
        }
        found.sort_by_key(|row| std::cmp::Reverse(row.sequence));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// The first and the last place of what a filter's time leaves; none where it leaves nothing, all places where it names
    /// no time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn audit_places(
        &self,
        filter: &AuditFilter,
    ) -> Result<Option<(i64, i64)>, StoreError> {
        if filter.from.is_none() && filter.to.is_none() {
            return Ok(Some((1, i64::MAX - 1)));
        }
        let from = filter.from.unwrap_or(Timestamp(i64::MIN));
        let to = filter.to.unwrap_or(Timestamp(i64::MAX));
        let row: Option<PlacesRow> = self.one(PLACES, args![self.tenant(), from, to]).await?;
        Ok(row.and_then(|row| Some((row.first?, row.last?))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::db::Db;
    use crate::open::OpenOptions;
    use crate::value::{FromRow, Row, Value};
    use model::TenantId;

    const MANY: i64 = 100_000;

    /// A line of a plan, whatever its column is called.
    struct Line(String);
    impl FromRow for Line {
        fn from_row(row: &Row) -> Result<Self, StoreError> {
            Ok(Self(match row {
                Row::Sqlite(_) => row.get("detail")?,
                Row::Postgres(_) => row.get("QUERY PLAN")?,
            }))
        }
    }

    async fn plan(store: &Store, text: &str, values: Vec<Value>) -> String {
        let explain = match &store.inner.db {
            Db::Sqlite { .. } => "EXPLAIN QUERY PLAN ",
            Db::Postgres(_) => "EXPLAIN ",
        };
        // Statements are static everywhere else; a few of a test may stay in memory.
        let text: &'static str = Box::leak(format!("{explain}{text}").into_boxed_str());
        let lines: Vec<Line> = store.inner.db.all(text.into(), values).await.unwrap();
        let lines: Vec<String> = lines.into_iter().map(|line| line.0).collect();
        lines.join("\n")
    }

    /// A log of many rows: one of a hundred is of another action, one of a thousand of a person, each minute one.
    async fn filled(store: &Store) -> (Scoped, ObjectId) {
        let (id, person) = (TenantId::default(), ObjectId::default());
        let numbers = match &store.inner.db {
            Db::Sqlite { .. } => {
                "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < $2) "
            }
            Db::Postgres(_) => "WITH s (n) AS (SELECT generate_series(1, $2)) ",
        };
        let rows = format!(
            "INSERT INTO audit (tenant, sequence, at, actor_kind, actor, action, subject, detail_json, mac) {numbers} \
             SELECT $1, n, n * 60000, 'person', CASE WHEN n % 1000 = 0 THEN $3 END, \
             CASE WHEN n % 100 = 0 THEN 'room.changed' ELSE 'ticket.taken' END, 'x', 'null', $4 FROM s"
        );
        let rows: &'static str = Box::leak(rows.into_boxed_str());
        let mut tx = store.of(id).begin().await.unwrap();
        let tenant = "INSERT INTO tenant (id, name, status, created) VALUES ($1, 'T', 'active', 1)";
        tx.execute(tenant, args![id]).await.unwrap();
        let values = args![id, MANY, person, vec![0_u8; 32]];
        assert_eq!(tx.execute(rows, values).await.unwrap(), 100_000);
        tx.commit().await.unwrap();
        // What the planner knows of the table, as it knows it after a while.
        let analyse = sqlx::raw_sql("ANALYZE");
        match &store.inner.db {
            Db::Sqlite { write, .. } => analyse.execute(write).await.map(drop).unwrap(),
            Db::Postgres(pool) => analyse.execute(pool).await.map(drop).unwrap(),
        }
        (store.of(id), person)
    }

    async fn looked_up(store: Store) {
        store.migrate().await.unwrap();
        let (scoped, person) = filled(&store).await;
        let tenant = scoped.tenant();
        let search = |action: Option<&str>| {
            let none = Timestamp(0);
            let mut values = args![
                tenant,
                90_001_i64,
                85_001_i64,
                Some(none),
                None::<Timestamp>,
                Some(person),
                None::<RoomId>,
                51_i64
            ];
            values.extend(action.map(|action| args![action]).into_iter().flatten());
            values
        };
        let sqlite = matches!(store.inner.db, Db::Sqlite { .. });
        for (text, values, of_sqlite, of_postgres) in [
            (
                SEARCH,
                search(None),
                "(tenant=? AND sequence>? AND sequence<?)",
                "audit_pkey",
            ),
            (
                SEARCH_ACTION,
                search(Some("room.changed")),
                "audit_action (tenant=? AND action=? AND sequence>? AND sequence<?)",
                "audit_",
            ),
            (
                PLACES,
                args![tenant, Timestamp(60_000), Timestamp(600_000)],
                "COVERING INDEX audit_at (tenant=? AND at>? AND at<?)",
                "audit_at",
            ),
            (
                ACTIONS,
                args![tenant],
                "COVERING INDEX audit_action (tenant=? AND action>?)",
                "audit_action",
            ),
        ] {
            let plan = plan(&store, text, values).await;
            let expected = if sqlite { of_sqlite } else { of_postgres };
            assert!(plan.contains(expected), "{text}\n{plan}");
            for slow in ["SCAN a\n", "SCAN audit", "Seq Scan on audit", "TEMP B-TREE"] {
                assert!(!plan.contains(slow), "{text}\n{plan}");
            }
        }
        let day = AuditFilter {
            from: Some(Timestamp(60_000 * 500)),
            to: Some(Timestamp(60_000 * 600)),
            ..AuditFilter::default()
        };
        assert_eq!(scoped.audit_places(&day).await, Ok(Some((500, 599))));
        let never = AuditFilter {
            to: Some(Timestamp(0)),
            ..AuditFilter::default()
        };
        assert_eq!(scoped.audit_places(&never).await, Ok(None));
        let mut filter = AuditFilter {
            action: Some("room".to_owned()),
            ..AuditFilter::default()
        };
        assert_eq!(filter.step(), i64::MAX, "an index answers");
        let places = |rows: Vec<AuditRow>| rows.iter().map(|row| row.sequence).collect::<Vec<_>>();
        let found = scoped.audit_search(&filter, (90_001, 0), 2).await.unwrap();
        assert_eq!(places(found), [90_000, 89_900]);
        filter.person = Some(person);
        assert_eq!(filter.step(), AuditFilter::STEP, "rows have to be read");
        let found = scoped.audit_search(&filter, (90_001, 85_001), 9).await;
        assert_eq!(
            places(found.unwrap()),
            [90_000, 89_000, 88_000, 87_000, 86_000]
        );
        filter.action = Some("roo".to_owned());
        let found = scoped.audit_search(&filter, (MANY, 0), 9).await.unwrap();
        assert_eq!(places(found), Vec::<i64>::new(), "a part of a word is none");
    }

    #[tokio::test]
    async fn filters_on_a_long_log_are_served_by_an_index_on_sqlite() {
        let folder = std::env::temp_dir().join(format!("anteroom-search-{}", std::process::id()));
        let url = format!("sqlite:{}", folder.join("anteroom.db").display());
        let store = Store::open(&url, OpenOptions::default()).await.unwrap();
        looked_up(store.clone()).await;
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn filters_on_a_long_log_are_served_by_an_index_on_postgresql() {
        let Some(server) = std::env::var("ANTEROOM_TEST_POSTGRES").ok() else {
            return;
        };
        let schema = format!("search_{}", std::process::id());
        let pool = sqlx::PgPool::connect(&server).await.unwrap();
        let run = async |text: String| {
            let text = sqlx::AssertSqlSafe(text);
            sqlx::raw_sql(text).execute(&pool).await.unwrap();
        };
        run(format!("CREATE SCHEMA {schema}")).await;
        let join = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{join}options=-c%20search_path%3D{schema}");
        let store = Store::open(&url, OpenOptions::default()).await.unwrap();
        looked_up(store.clone()).await;
        store.close().await;
        run(format!("DROP SCHEMA {schema} CASCADE")).await;
    }
}
