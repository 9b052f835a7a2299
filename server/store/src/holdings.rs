//! How much is kept of a tenant, by class, and how old the oldest of it is.

use crate::handle::reads;
use crate::value::row;

row! {
    /// One class of what is kept.
    pub struct HoldingRow [holding_columns] {
        /// Which: `answers`, `tickets`, `events`, `figures`, `calendar`, `weeks`, `cells`, `people`, `synced`, `connections`,
        /// `sessions`, `invitations`, `roles`, `forms`, `opt_outs`, `evidence`, `troubles`, `settings`, `audit`.
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
    UNION ALL SELECT 'synced', COUNT(*), CAST(NULL AS BIGINT) FROM (SELECT 1 AS n FROM synced_person WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM person_attributes WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM grouping WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM foreign_person WHERE tenant = $1) AS directory \
    UNION ALL SELECT 'connections', COUNT(*), MIN(used_at) FROM connection WHERE tenant = $1 \
    UNION ALL SELECT 'sessions', COUNT(*), MIN(created) FROM session WHERE tenant = $1 \
    UNION ALL SELECT 'invitations', COUNT(*), MIN(created) FROM invitation WHERE tenant = $1 \
    UNION ALL SELECT 'roles', COUNT(*), MIN(created) FROM assignment WHERE tenant = $1 \
    UNION ALL SELECT 'forms', COUNT(*), MIN(saved) FROM (SELECT saved FROM draft WHERE tenant = $1 \
        UNION ALL SELECT saved FROM staff_form WHERE tenant = $1) AS forms \
    UNION ALL SELECT 'opt_outs', COUNT(*), MIN(since) FROM opt_out WHERE tenant = $1 \
    UNION ALL SELECT 'troubles', COUNT(*), MIN(at) FROM (SELECT first_at AS at FROM trouble WHERE tenant = $1 \
        UNION ALL SELECT last_ok FROM credential_use WHERE tenant = $1) AS troubles \
    UNION ALL SELECT 'settings', COUNT(*), CAST(NULL AS BIGINT) FROM (SELECT 1 AS n FROM room WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM tenant_setting WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM culture_setting WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM cost_rate WHERE tenant = $1 \
        UNION ALL SELECT 1 FROM connector WHERE tenant = $1) AS settings \
    UNION ALL SELECT 'evidence', COUNT(*), MIN(at) FROM (SELECT at FROM evidence WHERE tenant = $1 \
        UNION ALL SELECT at FROM review_run WHERE tenant = $1 \
        UNION ALL SELECT gone FROM review_grant WHERE tenant = $1 \
        UNION ALL SELECT CAST(NULL AS BIGINT) FROM review_state WHERE tenant = $1) AS looks \
    UNION ALL SELECT 'audit', COUNT(*), MIN(at) FROM audit WHERE tenant = $1";

/// Tables with the class under which their rows are counted.
pub const COUNTED: &[(&str, &str)] = &[
    ("ticket", "tickets"),
    ("room_event", "events"),
    ("kpi", "figures"),
    ("calendar_week", "calendar"),
    ("person_week", "weeks"),
    ("publication", "cells"),
    ("person", "people"),
    ("synced_person", "synced"),
    ("person_attributes", "synced"),
    ("grouping", "synced"),
    ("foreign_person", "synced"),
    ("connection", "connections"),
    ("session", "sessions"),
    ("invitation", "invitations"),
    ("assignment", "roles"),
    ("draft", "forms"),
    ("staff_form", "forms"),
    ("opt_out", "opt_outs"),
    ("trouble", "troubles"),
    ("credential_use", "troubles"),
    ("room", "settings"),
    ("tenant_setting", "settings"),
    ("culture_setting", "settings"),
    ("cost_rate", "settings"),
    ("connector", "settings"),
    ("evidence", "evidence"),
    ("review_run", "evidence"),
    ("review_grant", "evidence"),
    ("review_state", "evidence"),
    ("audit", "audit"),
];

/// Tables with a tenant whose rows are in no class, with the reason.
pub const NOT_COUNTED: &[(&str, &str)] = &[
    ("tenant", "the organisation itself"),
    ("tenant_key", "its keys, without which nothing can be read"),
    ("signin_transaction", "a sign-in under way, ten minutes"),
    ("consent_transaction", "a consent under way, minutes"),
    (
        "session_end",
        "a hash, until other processes have heard of it",
    ),
    ("ticket_counter", "the last number given in a room on a day"),
    ("period", "of a visit, counted with it"),
    ("presence_lease", "of a visit under way, seconds"),
    (
        "meeting_lock",
        "of a visit, until its meeting is locked, a day at most",
    ),
    (
        "command",
        "the answer to a request that may come twice, a day",
    ),
    ("audit_head", "the last row of the audit log"),
    (
        "audit_checkpoint",
        "the signature in place of rows that went",
    ),
    (
        "excluded_occurrence",
        "of calendar weeks, counted with them",
    ),
    ("dirty_week", "the number of a week to compute again"),
    ("publication_face", "a copy of published figures"),
    ("ledger", "proves that nothing published was changed"),
];

reads! {
    /// How much is kept, by class.
    holdings() -> all HoldingRow = HOLDINGS;
}
