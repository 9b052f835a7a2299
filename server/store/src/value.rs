//! How our types stand in the columns of both databases.
//!
//! A statement's arguments are a list of [`Value`]s and its answer a list of [`Row`]s, so that each query is written
//! once: identifiers are text, instants are epoch milliseconds, lists are JSON, secrets are blobs.

use model::culture::Pseudonym;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::queue::presence::Sign;
use model::queue::state::{Dimension, MeetingProblem, MeetingState, Presence, State};
use model::trust::TenantStatus;
use model::{
    AssignmentId, ConsultationId, Guid, InvitationId, ObjectId, Role, RoomId, Scope, Slug,
    TenantId, TicketId, Timestamp,
};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Postgres, Sqlite};

use crate::StoreError;
use crate::invitation::InvitationKind;
use crate::people::HolderKind;

/// An argument of a statement. Typed even when NULL, because PostgreSQL wants to know.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Blob(Option<Vec<u8>>),
}

/// A row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A type both drivers can decode by themselves.
pub(crate) trait Plain:
    for<'r> sqlx::Decode<'r, Sqlite>
    + sqlx::Type<Sqlite>
    + for<'r> sqlx::Decode<'r, Postgres>
    + sqlx::Type<Postgres>
{
}
impl<T> Plain for T where
    T: for<'r> sqlx::Decode<'r, Sqlite>
        + sqlx::Type<Sqlite>
        + for<'r> sqlx::Decode<'r, Postgres>
        + sqlx::Type<Postgres>
{
}

/// A type that can stand in a column.
pub(crate) trait Column: Sized {
    fn read(row: &Row, column: &str) -> Result<Self, StoreError>;
    fn value(&self) -> Value;
}

/// A type that is read from a whole row.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, StoreError>;
}

impl Row {
    pub(crate) fn get<T: Column>(&self, column: &str) -> Result<T, StoreError> {
        T::read(self, column)
    }

    fn plain<T: Plain>(&self, column: &str) -> Result<T, StoreError> {
        use sqlx::Row as _;
        let read = match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        };
        read.map_err(|_| damaged(column))
    }
}

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged {
        column: column.to_owned(),
    }
}

/// Gives a type its column form, alone and as an option: which [`Value`], how to read it, how to write it.
macro_rules! column {
    ($($ty:ty as $variant:ident($plain:ty): $read:expr, $write:expr;)*) => {$(
        impl Column for $ty {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                let read: fn($plain) -> Option<Self> = $read;
                read(row.plain::<$plain>(column)?).ok_or_else(|| damaged(column))
            }
            fn value(&self) -> Value {
                let write: fn(&Self) -> $plain = $write;
                Value::$variant(Some(write(self)))
            }
        }
        impl Column for Option<$ty> {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                let read: fn($plain) -> Option<$ty> = $read;
                match row.plain::<Option<$plain>>(column)? {
                    None => Ok(None),
                    Some(plain) => read(plain).map(Some).ok_or_else(|| damaged(column)),
                }
            }
            fn value(&self) -> Value {
                let write: fn(&$ty) -> $plain = $write;
                Value::$variant(self.as_ref().map(write))
            }
        }
    )*};
}

column! {
    i64 as Int(i64): Some, |v| *v;
    i32 as Int(i64): |v| i32::try_from(v).ok(), |v| i64::from(*v);
    u32 as Int(i64): |v| u32::try_from(v).ok(), |v| i64::from(*v);
    bool as Bool(bool): Some, |v| *v;
    String as Text(String): Some, String::clone;
    Vec<u8> as Blob(Vec<u8>): Some, Vec::clone;
    [u8; 32] as Blob(Vec<u8>): |v| v.try_into().ok(), |v| v.to_vec();
    Pseudonym as Blob(Vec<u8>): |v| v.try_into().ok().map(Pseudonym), |v| v.0.to_vec();
    Timestamp as Int(i64): |v| Some(Timestamp(v)), |v| v.0;
    Scope as Text(String): |v| serde_json::from_str(&v).ok(), |v| json(v);
    Vec<Role> as Text(String): |v| serde_json::from_str(&v).ok(), |v| json(v);
    Vec<ObjectId> as Text(String): |v| serde_json::from_str(&v).ok(), |v| json(v);
    Vec<Guid> as Text(String): |v| serde_json::from_str(&v).ok(), |v| json(v);
    Sign as Text(String): |v| sign_from(&v), |v| sign_text(*v).to_owned();
    TenantStatus as Text(String): |v| status_from(&v), |v| status_text(*v).to_owned();
    HolderKind as Text(String): |v| HolderKind::parse(&v), |v| v.as_str().to_owned();
    InvitationKind as Text(String): |v| InvitationKind::parse(&v), |v| v.as_str().to_owned();
}

/// Types whose text form is their `Display` and `FromStr`.
macro_rules! text {
    ($($ty:ty),*) => { column! { $($ty as Text(String): |v| v.parse().ok(), ToString::to_string;)* } };
}
text!(
    Guid,
    TenantId,
    ObjectId,
    RoomId,
    TicketId,
    ConsultationId,
    AssignmentId,
    InvitationId,
    Slug,
    Role
);

/// Types whose text form is `as_str` and `FromStr`.
macro_rules! named {
    ($($ty:ty),*) => { column! { $($ty as Text(String): |v| v.parse().ok(), |v| v.as_str().to_owned();)* } };
}
named!(
    State,
    Presence,
    MeetingState,
    MeetingProblem,
    Dimension,
    ConnectorSource,
    ConnectorState,
    Mailbox
);

/// JSON of a list or scope; these types hold nothing that could fail to serialise.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

const fn sign_text(sign: Sign) -> &'static str {
    match sign {
        Sign::Visible => "visible",
        Sign::Hidden => "hidden",
        Sign::Leaving => "leaving",
    }
}

fn sign_from(text: &str) -> Option<Sign> {
    [Sign::Visible, Sign::Hidden, Sign::Leaving]
        .into_iter()
        .find(|sign| sign_text(*sign) == text)
}

const fn status_text(status: TenantStatus) -> &'static str {
    match status {
        TenantStatus::Pending => "pending",
        TenantStatus::Active => "active",
    }
}

fn status_from(text: &str) -> Option<TenantStatus> {
    [TenantStatus::Pending, TenantStatus::Active]
        .into_iter()
        .find(|status| status_text(*status) == text)
}

/// Anything that can be an argument of a statement; called as a method, so that references work, too.
pub(crate) trait Bind {
    fn bind(&self) -> Value;
}
impl<T: Column> Bind for T {
    fn bind(&self) -> Value {
        self.value()
    }
}

impl Bind for str {
    fn bind(&self) -> Value {
        Value::Text(Some(self.to_owned()))
    }
}

/// The values of an `IN` list of fixed length: the last one fills what is missing.
pub(crate) fn padded<T: Bind>(some: &[T], length: usize) -> impl Iterator<Item = Value> {
    let fill = some.last().into_iter().cycle();
    some.iter().chain(fill).take(length).map(Bind::bind)
}

/// Builds the argument list of a statement; `$1` is the first.
macro_rules! args {
    () => { Vec::new() };
    ($($value:expr),+ $(,)?) => {{
        use $crate::value::Bind as _;
        vec![$($value.bind()),+]
    }};
}
pub(crate) use args;

/// Declares a row: a public struct whose fields are named as its columns, the column list as a macro for `concat!`,
/// and how it is read.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $seen:vis struct $name:ident [$columns:ident] {
            $(#[$first_meta:meta])* $first_seen:vis $first:ident: $first_ty:ty,
            $($(#[$field_meta:meta])* $field_seen:vis $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $seen struct $name {
            $(#[$first_meta])* $first_seen $first: $first_ty,
            $($(#[$field_meta])* $field_seen $field: $ty,)*
        }
        impl $crate::value::FromRow for $name {
            fn from_row(row: &$crate::value::Row) -> Result<Self, $crate::StoreError> {
                Ok(Self { $first: row.get(stringify!($first))?, $($field: row.get(stringify!($field))?,)* })
            }
        }
        #[allow(unused_macros, reason = "a row that is only written needs no list")]
        macro_rules! $columns {
            () => { concat!(stringify!($first), $(", ", stringify!($field)),*) };
        }
    };
}
pub(crate) use row;

impl<T: FromRow> FromRow for (TenantId, T) {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok((row.get("tenant")?, T::from_row(row)?))
    }
}

/// Answers of one column, which is named `n`.
macro_rules! single {
    ($($ty:ty),*) => {$(
        impl FromRow for $ty {
            fn from_row(row: &Row) -> Result<Self, StoreError> {
                row.get("n")
            }
        }
    )*};
}
single!(i64, i32, u32, String, Vec<u8>, [u8; 32], Pseudonym);
