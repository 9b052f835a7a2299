//! Everything Anteroom keeps, on SQLite or PostgreSQL, written once for both.
//!
//! - [`Store::of`] opens one tenant's rows: reads on [`Scoped`], writes on [`Tx`]. The tenant is the first column of
//!   each key and the first argument of each statement.
//! - [`Store::system`] is the only door that crosses tenants: finding the tenant of a secret, jobs, leases.
//! - [`Store::changes`] tells open streams what was committed, here or by another process.
//!
//! One file per aggregate; no statement is built from parts at run time, but for those of `archive`, whose names come out
//! of the database's own catalogue.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod access_review;
mod archive;
mod audit;
mod audit_search;
mod bulk;
mod calendar_week;
mod change;
mod change_ticket;
mod command;
mod connection;
mod connector;
mod consent;
mod cost_rate;
mod credential_use;
mod culture_retention;
mod culture_setting;
mod db;
mod dirty_week;
mod draft;
mod erase;
mod erasure;
mod error;
mod excluded_occurrence;
mod foreign_person;
mod grouping;
mod handle;
mod holdings;
mod invitation;
mod kpi;
mod lease;
mod ledger;
mod log;
mod meeting_lock;
mod migrate;
mod open;
mod opt_out;
mod people;
mod period;
mod person_attributes;
mod person_rights;
mod person_week;
mod publication;
mod publication_face;
mod retention;
mod review;
mod room;
mod session;
mod signin;
mod sole;
mod staff_form;
mod synced_person;
mod take;
mod tenant;
#[cfg(feature = "test-support")]
pub mod testing;
mod ticket;
mod trouble;
mod tx;
mod value;
mod watch;
mod whole;

pub use access_review::{NamedRow, ReviewRow};
pub use archive::{ArchiveFacts, COPIED, NOT_COPIED, archive_facts, restore};
pub use audit::AuditRow;
pub use audit_search::AuditFilter;
pub use calendar_week::{BucketRow, CalendarWeekRow};
pub use change::{Change, Topic};
pub use change_ticket::{ClaimSet, Set, TicketChange};
pub use connection::ConnectionRow;
pub use connector::{ConnectorOutcome, ConnectorProgress, ConnectorRow};
pub use consent::{ConsentTransactionRow, EvidenceRow};
pub use cost_rate::CostRateRow;
pub use credential_use::CredentialUseRow;
pub use dirty_week::DirtyWeekRow;
pub use draft::NewDraft;
pub use erasure::DueRow;
pub use error::StoreError;
pub use grouping::GroupingRow;
pub use handle::{Scoped, Store, System};
pub use holdings::{COUNTED, HoldingRow, NOT_COUNTED};
pub use invitation::{InvitationKind, InvitationRow, NewInvitation, NewTenantInvitation};
pub use kpi::KpiRow;
pub use lease::PresenceLeaseRow;
pub use ledger::LedgerRow;
pub use meeting_lock::MeetingLockRow;
pub use open::{Notifications, OpenOptions};
pub use opt_out::OptOutRow;
pub use people::{AssignmentRow, HolderKind, PersonRow};
pub use period::PeriodRow;
pub use person_attributes::PersonAttributesRow;
pub use person_rights::PersonRecord;
pub use person_week::{PersonWeekRow, WeekFiguresRow};
pub use publication::PublicationRow;
pub use publication_face::{GroupSizeRow, PublicationFaceRow, PublishedRow};
pub use retention::{CheckpointRow, HeadRow};
pub use review::{ReviewGrantRow, ReviewRunRow, ReviewStateRow};
pub use room::{EventRow, RoomRow, RoomUpdate};
pub use session::{Renewal, SessionRow};
pub use signin::TransactionRow;
pub use sole::is_in_use;
pub use staff_form::StaffForm;
pub use synced_person::{
    ClaimPeople, FinishedPerson, NewSyncedPerson, StageCountRow, SyncedPersonRow,
};
pub use take::TakeArgs;
pub use tenant::{KeyRow, TenantRow};
pub use ticket::{PresenceChange, PresenceRow, TicketRow, WaitingRow};
pub use trouble::TroubleRow;
pub use tx::Tx;
pub use whole::{Kept, LEFT_OUT, Part, WholeRow};
