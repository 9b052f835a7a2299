//! What can go wrong with the database, without anything that was stored.

use std::borrow::Cow;

/// Why the store could not do what it was asked.
///
/// Carries codes, column and constraint names only: never a value, because values may be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The address is neither `sqlite:PATH` nor `postgres://...`, or its parameters are wrong.
    #[error("not a usable database address: {reason}")]
    Address {
        /// What is wrong with it, without the address itself (it may hold a password).
        reason: String,
    },
    /// The database was written by a newer version of Anteroom.
    #[error(
        "the database was written by a newer version of Anteroom (migration {found}, this version knows {known}): \
         start that version, or restore the backup made before the update"
    )]
    NewerDatabase {
        /// Newest migration found in the database.
        found: i64,
        /// Newest migration this version knows.
        known: i64,
    },
    /// A migration that was applied to the database differs from the one in this version.
    #[error("migration {version} was changed after it was applied to this database")]
    ChangedMigration {
        /// Which one.
        version: i64,
    },
    /// A migration failed; the database stays at the one before it.
    #[error("migration {version} failed: {reason}")]
    FailedMigration {
        /// Which one; 0 when the failure was outside of a single migration.
        version: i64,
        /// Code and kind of the failure.
        reason: String,
    },
    /// A row with this key exists already.
    #[error("exists already: {constraint}")]
    Conflict {
        /// Name of the constraint (PostgreSQL) or its columns (SQLite).
        constraint: String,
    },
    /// A row refers to one that does not exist, or breaks a check.
    #[error("refers to a missing row or breaks a check: {constraint}")]
    Reference {
        /// Name of the constraint, where the database tells it.
        constraint: String,
    },
    /// Another writer was in the way (lock time-out, deadlock): the same work may be tried again.
    #[error("the database is busy")]
    Busy,
    /// No connection to the database.
    #[error("the database does not answer: {reason}")]
    Unavailable {
        /// Kind of failure.
        reason: Cow<'static, str>,
    },
    /// A stored value has another form than expected: a newer version wrote it, or it was damaged.
    #[error("the column {column} holds something this version does not understand")]
    Damaged {
        /// Which column.
        column: String,
    },
    /// A copy of a database is none, or not whole.
    #[error("no whole copy of a database: {reason}")]
    Copy {
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("the copy could not be read or written: {kind}")]
    File {
        /// Kind of failure.
        kind: String,
    },
    /// A copy would replace what is there.
    #[error("the database is not empty: it holds {tenants} organisation(s)")]
    NotEmpty {
        /// How many organisations.
        tenants: i64,
    },
    /// The schema is not Anteroom's alone.
    #[error(
        "the schema holds the table {table}, which is not Anteroom's: give Anteroom a schema of its own"
    )]
    Foreign {
        /// One of the tables.
        table: String,
    },
    /// The database refused a statement for a reason that is a fault of ours.
    #[error("the database refused a statement ({code}): {kind}")]
    Refused {
        /// SQLSTATE or SQLite's extended result code.
        code: String,
        /// What kind of refusal; never a value.
        kind: String,
    },
}

impl StoreError {
    /// Whether the same work may succeed when tried again in a moment.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match error {
            E::Database(inner) => refused(&*inner),
            E::PoolTimedOut => Self::Unavailable {
                reason: "no free connection in time".into(),
            },
            E::PoolClosed => Self::Unavailable {
                reason: "closed".into(),
            },
            E::WorkerCrashed => Self::Unavailable {
                reason: "database worker ended".into(),
            },
            E::Io(inner) => Self::Unavailable {
                reason: inner.kind().to_string().into(),
            },
            E::Tls(_) => Self::Unavailable {
                reason: "TLS failed".into(),
            },
            E::Protocol(_) => Self::Unavailable {
                reason: "unexpected answer".into(),
            },
            E::Configuration(_) => Self::Address {
                reason: "wrong connection parameters".to_owned(),
            },
            E::ColumnDecode { index, .. } => Self::Damaged { column: index },
            E::ColumnNotFound(column) => Self::Damaged { column },
            other => Self::Refused {
                code: "-".to_owned(),
                kind: kind_of(&other).to_owned(),
            },
        }
    }
}

const fn kind_of(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::RowNotFound => "no row",
        sqlx::Error::TypeNotFound { .. } => "unknown type",
        sqlx::Error::Encode(_) => "a value could not be encoded",
        sqlx::Error::Decode(_) => "a value could not be decoded",
        _ => "driver error",
    }
}

fn refused(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    use sqlx::error::ErrorKind;
    let code = error.code().map(Cow::into_owned).unwrap_or_default();
    let constraint = || {
        let columns = || {
            error
                .message()
                .split_once("failed: ")
                .map(|(_, columns)| columns)
        };
        error
            .constraint()
            .or_else(columns)
            .unwrap_or("unnamed")
            .to_owned()
    };
    match error.kind() {
        ErrorKind::UniqueViolation => {
            return StoreError::Conflict {
                constraint: constraint(),
            };
        }
        ErrorKind::ForeignKeyViolation
        | ErrorKind::CheckViolation
        | ErrorKind::NotNullViolation => {
            return StoreError::Reference {
                constraint: constraint(),
            };
        }
        _ => {}
    }
    match code.as_str() {
        // SQLite: BUSY and LOCKED with their extended forms. PostgreSQL: serialisation failure, deadlock, lock not
        // available.
        "5" | "6" | "261" | "262" | "517" | "773" | "40001" | "40P01" | "55P03" => StoreError::Busy,
        // SQLite: FULL. PostgreSQL: disk full.
        "13" | "53100" => StoreError::Unavailable {
            reason: "the disk is full".into(),
        },
        // PostgreSQL is starting, stopping, or out of connections.
        "57P01" | "57P02" | "57P03" | "53300" => StoreError::Unavailable {
            reason: "the server is not accepting work".into(),
        },
        // Faults in the text of a statement name tables and columns, failed log-ins the database's user; not values.
        _ if code == "1"
            || ["42", "3F", "3D", "28"]
                .iter()
                .any(|class| code.starts_with(class)) =>
        {
            StoreError::Refused {
                code,
                kind: error.message().to_owned(),
            }
        }
        _ => StoreError::Refused {
            code,
            kind: "refused".to_owned(),
        },
    }
}
