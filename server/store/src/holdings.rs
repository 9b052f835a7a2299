//! How much is kept of a tenant, by class, and how old the oldest of it is.

use crate::handle::reads;
use crate::value::row;

row! {
    /// One class of what is kept.
    pub struct HoldingRow [holding_columns] {
        /// Which: `answers`, `tickets`, `events`, `figures`, `calendar`, `weeks`, `cells`, `people`, `synced`, `connections`,
        /// `sessions`, `invitations`, `evidence`, `audit`.
        pub class: String,
        /// How many: rows; of `calendar`, `weeks` and `cells` the weeks of which there are any, because counting packed
        /// rows would read them all.
        pub rows: i64,
        /// The oldest: milliseconds since 1970 (UTC); a week's number for those of weeks; a day as `20261129` for
        /// `figures`; of grants the day they went, since those that are there stay. Of `answers` the instant at which the first are erased.
        pub oldest: Option<i64>,
    }
}

// Weeks are stepped through by their keys: each step is one look into an index.
const HOLDINGS: &str = "\
    WITH RECURSIVE facts (n) AS ( \
        SELECT CAST(MIN(bucket) AS BIGINT) FROM calendar_week WHERE tenant = $1 \
        UNION ALL SELECT (SELECT CAST(MIN(bucket) AS BIGINT) FROM calendar_week WHERE tenant = $1 AND bucket > facts.n) \
        FROM facts WHERE facts.n IS NOT NULL), \
    policies (p) AS ( \
        SELECT MIN(policy) FROM person_week WHERE tenant = $1 \
        UNION ALL SELECT (SELECT MIN(policy) FROM person_week WHERE tenant = $1 AND policy > policies.p) \
        FROM policies WHERE policies.p IS NOT NULL), \
    weeks (p, n) AS ( \
        SELECT p, (SELECT CAST(MIN(week) AS BIGINT) FROM person_week WHERE tenant = $1 AND policy = p) \
        FROM policies WHERE p IS NOT NULL \
        UNION ALL SELECT p, (SELECT CAST(MIN(week) AS BIGINT) FROM person_week WHERE tenant = $1 AND policy = weeks.p \
            AND week > weeks.n) FROM weeks WHERE weeks.n IS NOT NULL), \
    published (p) AS ( \
        SELECT MIN(policy) FROM publication WHERE tenant = $1 \
        UNION ALL SELECT (SELECT MIN(policy) FROM publication WHERE tenant = $1 AND policy > published.p) \
        FROM published WHERE published.p IS NOT NULL), \
    kinds (p, k) AS ( \
        SELECT p, (SELECT MIN(period_kind) FROM publication WHERE tenant = $1 AND policy = p) \
        FROM published WHERE p IS NOT NULL \
        UNION ALL SELECT p, (SELECT MIN(period_kind) FROM publication WHERE tenant = $1 AND policy = kinds.p \
            AND period_kind > kinds.k) FROM kinds WHERE kinds.k IS NOT NULL), \
    cells (p, k, n) AS ( \
        SELECT p, k, (SELECT CAST(MIN(period) AS BIGINT) FROM publication WHERE tenant = $1 AND policy = p AND period_kind = k) \
        FROM kinds WHERE k IS NOT NULL \
        UNION ALL SELECT p, k, (SELECT CAST(MIN(period) AS BIGINT) FROM publication WHERE tenant = $1 AND policy = cells.p \
            AND period_kind = cells.k AND period > cells.n) FROM cells WHERE cells.n IS NOT NULL) \
    SELECT 'answers' AS class, COUNT(*) AS rows, MIN(erase_at) AS oldest FROM ticket WHERE tenant = $1 AND answers IS NOT NULL \
    UNION ALL SELECT 'tickets', COUNT(*), MIN(ended) FROM ticket WHERE tenant = $1 \
    UNION ALL SELECT 'events', COUNT(*), MIN(at) FROM room_event WHERE tenant = $1 \
    UNION ALL SELECT 'figures', COUNT(*), CAST(REPLACE(MIN(local_day), '-', '') AS BIGINT) FROM kpi WHERE tenant = $1 \
    UNION ALL SELECT 'calendar', COUNT(n), MIN(n) FROM facts \
    UNION ALL SELECT 'weeks', COUNT(DISTINCT n), MIN(n) FROM weeks \
    UNION ALL SELECT 'cells', COUNT(DISTINCT n), MIN(n) FROM cells \
    UNION ALL SELECT 'people', COUNT(*), MIN(last_sign_in) FROM person WHERE tenant = $1 \
    UNION ALL SELECT 'synced', COUNT(*), CAST(NULL AS BIGINT) FROM synced_person WHERE tenant = $1 \
    UNION ALL SELECT 'connections', COUNT(*), MIN(used_at) FROM connection WHERE tenant = $1 \
    UNION ALL SELECT 'sessions', COUNT(*), MIN(created) FROM session WHERE tenant = $1 \
    UNION ALL SELECT 'invitations', COUNT(*), MIN(created) FROM invitation WHERE tenant = $1 \
    UNION ALL SELECT 'evidence', COUNT(*), MIN(at) FROM (SELECT at FROM evidence WHERE tenant = $1 \
        UNION ALL SELECT at FROM review_run WHERE tenant = $1 \
        UNION ALL SELECT gone FROM review_grant WHERE tenant = $1 \
        UNION ALL SELECT CAST(NULL AS BIGINT) FROM review_state WHERE tenant = $1) AS looks \
    UNION ALL SELECT 'audit', COUNT(*), MIN(at) FROM audit WHERE tenant = $1";

reads! {
    /// How much is kept, by class.
    holdings() -> all HoldingRow = HOLDINGS;
}
