//! All rows of a tenant as its operator may take them away.
//!
//! Each table names the columns that go out. Keys, hashes of secrets, tokens and what the sync seals never do; a test
//! holds this list and the database against each other. Calendar facts and figures are read week by week instead
//! ([`Scoped::calendar_weeks`](crate::Scoped::calendar_weeks), [`Scoped::person_week`](crate::Scoped::person_week)).

use serde_json::{Value as Json, json};

use crate::value::{FromRow, Row, args};
use crate::{Scoped, StoreError};

/// One column of a row that goes out.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// As it is to be written: text, numbers, JSON; pseudonyms and hashes in hexadecimal digits.
    Plain(Json),
    /// Packed, or sealed with the tenant's key: to be opened by whom it belongs to.
    Closed(Option<Vec<u8>>),
    /// Needed to open the others; not to be written.
    Place(Vec<u8>),
}

/// A row: names of columns with their values.
pub type WholeRow = Vec<(&'static str, Kept)>;

fn text(row: &Row, column: &str) -> Result<Kept, StoreError> {
    Ok(Kept::Plain(json!(row.get::<Option<String>>(column)?)))
}

fn number(row: &Row, column: &str) -> Result<Kept, StoreError> {
    Ok(Kept::Plain(json!(row.get::<Option<i64>>(column)?)))
}

fn flag(row: &Row, column: &str) -> Result<Kept, StoreError> {
    Ok(Kept::Plain(json!(row.get::<Option<bool>>(column)?)))
}

/// Text that is JSON; what isn't, is text.
fn document(row: &Row, column: &str) -> Result<Kept, StoreError> {
    let text = row.get::<Option<String>>(column)?;
    let parsed = |text: String| serde_json::from_str(&text).unwrap_or(Json::String(text));
    Ok(Kept::Plain(text.map_or(Json::Null, parsed)))
}

fn mark(row: &Row, column: &str) -> Result<Kept, StoreError> {
    use std::fmt::Write as _;
    let digits = |bytes: Vec<u8>| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    let bytes = row.get::<Option<Vec<u8>>>(column)?;
    Ok(Kept::Plain(json!(bytes.map(digits))))
}

fn closed(row: &Row, column: &str) -> Result<Kept, StoreError> {
    Ok(Kept::Closed(row.get(column)?))
}

fn place(row: &Row, column: &str) -> Result<Kept, StoreError> {
    Ok(Kept::Place(row.get(column)?))
}

/// Declares the tables: name, column of the tenant, order, and the columns with how each is read.
macro_rules! tables {
    ($($part:ident = $table:literal of $tenant:literal by $order:literal {
        $first:ident: $first_how:ident $(, $column:ident: $how:ident)* $(,)?
    })*) => {
        /// A table whose rows go out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Part {$(
            #[doc = concat!("`", $table, "`")]
            $part,
        )*}

        impl Part {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$part),*];

            /// The table's name.
            #[must_use]
            pub const fn table(self) -> &'static str {
                match self {
                    $(Self::$part => $table,)*
                }
            }

            /// Names of the columns that are read.
            #[must_use]
            pub const fn columns(self) -> &'static [&'static str] {
                match self {
                    $(Self::$part => &[stringify!($first) $(, stringify!($column))*],)*
                }
            }
        }

        impl Scoped {
            /// All rows of a table, in the order of their keys.
            ///
            /// # Errors
            /// [`StoreError::Unavailable`] and its kin.
            pub async fn whole(&self, part: Part) -> Result<Vec<WholeRow>, StoreError> {
                let values = args![self.tenant()];
                match part {$(
                    Part::$part => {
                        struct Read(WholeRow);
                        impl FromRow for Read {
                            fn from_row(row: &Row) -> Result<Self, StoreError> {
                                Ok(Self(vec![
                                    (stringify!($first), $first_how(row, stringify!($first))?),
                                    $((stringify!($column), $how(row, stringify!($column))?),)*
                                ]))
                            }
                        }
                        const SQL: &str = concat!(
                            "SELECT ", stringify!($first) $(, ", ", stringify!($column))*,
                            " FROM ", $table, " WHERE ", $tenant, " = $1 ORDER BY ", $order
                        );
                        let rows: Vec<Read> = self.all(SQL, values).await?;
                        Ok(rows.into_iter().map(|read| read.0).collect())
                    }
                )*}
            }
        }
    };
}

tables! {
    Tenant = "tenant" of "id" by "id" {
        id: text, slug: text, name: text, status: text, created: number, activated: number,
    }
    TenantSetting = "tenant_setting" of "tenant" by "name" { name: text, content: document }
    Session = "session" of "tenant" by "created, oid" {
        oid: text, name: text, roles: document, groups: document, wids: document, created: number, last_seen: number,
        proved_at: number, expires: number,
    }
    Person = "person" of "tenant" by "oid" {
        oid: text, name: text, last_sign_in: number, app_roles: document, groups: document,
    }
    Assignment = "assignment" of "tenant" by "id" {
        id: text, holder_kind: text, oid: text, label: text, role: text, scope: document, created: number, created_by: text,
        origin: text, reviewed_at: number, reviewed_by: text,
    }
    Invitation = "invitation" of "tenant" by "id" {
        id: text, role: text, scope: document, created_by: text, created: number, expires: number, used_at: number,
    }
    Room = "room" of "tenant" by "id" {
        id: text, slug: text, version: number, consent_version: number, settings_json: document, revision: number,
        created: number, archived: number,
    }
    RoomEvent = "room_event" of "tenant" by "room, revision" {
        room: text, revision: number, ticket: text, kind: text, at: number, actor_kind: text, actor: text, json: document,
    }
    TicketCounter = "ticket_counter" of "tenant" by "room, day" { room: text, day: text, last: number }
    Ticket = "ticket" of "tenant" by "room, arrived, id" {
        id: text, room: text, number: number, version: number, state: text, state_since: number, presence: text,
        presence_since: number, arrived: number, ended: number, claim_by: text, claim_name: text, claim_since: number,
        consultation: text, meeting: text, problem: text, meeting_organiser: text, answers: closed, erase_at: number,
        consent_version: number, consent_at: number, policy_version: number, returned: flag, priority_since: number,
        visitor_joined_at: number, staff_joined_at: number, last_sign: text, last_sign_at: number,
    }
    Period = "period" of "tenant" by "ticket, dimension, sequence" {
        ticket: text, dimension: text, sequence: number, value: text, start: number, ended: number, actor_kind: text,
        actor: text, cause: text,
    }
    Draft = "draft" of "tenant" by "room, saved" { room: text, visitor_hash: place, sealed: closed, saved: number }
    Command = "command" of "tenant" by "at, command" { command: text, result_json: document, at: number }
    Kpi = "kpi" of "tenant" by "room, local_day, hour" {
        room: text, local_day: text, hour: number, outcome: text, wait_ms: number, claim_to_join_ms: number,
        length_ms: number, claims: number, returned: flag,
    }
    PresenceLease = "presence_lease" of "tenant" by "ticket, process" {
        ticket: text, process: text, sign: text, at: number, streams: number, lasts_until: number,
    }
    MeetingLock = "meeting_lock" of "tenant" by "ticket, organiser" {
        ticket: text, organiser: text, ended: number, attempts: number, due_at: number,
    }
    StaffForm = "staff_form" of "tenant" by "oid, form" { oid: text, form: text, sealed: closed, saved: number }
    Connection = "connection" of "tenant" by "oid" {
        oid: text, scopes: text, connected_at: number, used_at: number, broken: flag,
    }
    Evidence = "evidence" of "tenant" by "at, id" {
        id: text, at: number, by_whom: text, client_id: text, asked_json: document, found_json: document,
        request_ids_json: document, list_hash: mark,
    }
    ReviewState = "review_state" of "tenant" by "client_id" {
        client_id: text, tried: number, asked: number, problem_json: document, read_at: number,
        reading_json: document, noted_at: number,
    }
    ReviewRun = "review_run" of "tenant" by "sequence" {
        sequence: number, at: number, client_id: text, mode: text, result_json: document, previous: mark, mac: mark,
    }
    ReviewGrant = "review_grant" of "tenant" by "client_id, resource, kind, value, first_seen" {
        client_id: text, resource: text, kind: text, value: text, first_seen: number, guid: text, gone: number,
        whom: text, object: text, ended: text,
    }
    Trouble = "trouble" of "tenant" by "hour, place, meaning, code" {
        hour: number, place: text, meaning: text, code: text, first_at: number, last_at: number, correlation: text,
        met: number,
    }
    CredentialUse = "credential_use" of "tenant" by "slot" {
        slot: text, last_ok: number, error_at: number, error_meaning: text, error_number: number,
        error_correlation: text, error_since: number,
    }
    Audit = "audit" of "tenant" by "sequence" {
        sequence: number, at: number, actor_kind: text, actor: text, action: text, subject: text, detail_json: document,
        mac: mark,
    }
    AuditCheckpoint = "audit_checkpoint" of "tenant" by "sequence" {
        sequence: number, at: number, mac: mark, signature: mark,
    }
    Connector = "connector" of "tenant" by "source" {
        source: text, state: text, scope: document, settings: document, revision: number, due_at: number,
        begun_at: number, done: number, total: number, progress: document, counted: document, last_ok: number,
        error: text, error_at: number,
    }
    SyncedPerson = "synced_person" of "tenant" by "person" {
        person: mark, in_scope: flag, seen: number, mailbox: text, stage: number, due_at: number, read_from: number,
        read_to: number, failures: number, error: text, events: number, last_ok: number,
    }
    PersonAttributes = "person_attributes" of "tenant" by "person, origin, from_week" {
        person: mark, origin: text, from_week: number, to_week: number, attributes: document, manager: mark,
        groupings: document, hours: document,
    }
    Grouping = "grouping" of "tenant" by "kind, name, id" { id: text, kind: text, name: text, seen: number }
    DirtyWeek = "dirty_week" of "tenant" by "week" { week: number, revision: number, since: number }
    Publication = "publication" of "tenant" by "policy, period_kind, period, group_key" {
        policy: text, period_kind: text, period: number, group_key: text, n: number, cells: closed, published: number,
    }
    Ledger = "ledger" of "tenant" by "sequence" {
        sequence: number, at: number, kind: text, entry: closed, hash: mark,
    }
    OptOut = "opt_out" of "tenant" by "person" { person: mark, since: number }
    CultureSetting = "culture_setting" of "tenant" by "name" { name: text, content: document }
    CostRate = "cost_rate" of "tenant" by "level" { level: text, currency: text, cents_per_hour: number }
    ExcludedOccurrence = "excluded_occurrence" of "tenant" by "week, occurrence" { week: number, occurrence: mark }
    ForeignPerson = "foreign_person" of "tenant" by "domain, person" { domain: mark, person: mark }
}

/// Tables with a tenant of which no row goes out, with the reason.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("tenant_key", "keys"),
    ("signin_transaction", "secrets of sign-ins under way"),
    ("consent_transaction", "secrets of consents under way"),
    ("session_end", "hashes of ended sessions"),
    ("audit_head", "the last row of the audit log says the same"),
    ("publication_face", "made from the publications"),
    ("calendar_week", "written week by week"),
    ("person_week", "written week by week"),
    ("publication_face", "publication says the same"),
];
