//! What can be wrong with keys; start-up prints these sentences, so they say what to do.

use std::path::PathBuf;

/// A key is missing, is another one, or does not open what it should.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is gone while the database holds tenants.
    #[error(
        "the key file {path} is missing, and the database holds tenants whose data only that key can open; \
         restore the file from its backup, or point ANTEROOM_KEY_FILE to it (a new key is never made for existing data)"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file holds another key than the database was used with.
    #[error(
        "the key file {path} holds another key ({found}) than this database was used with ({expected}); \
         restore the right file, or point ANTEROOM_DATABASE_URL to the database that belongs to this key"
    )]
    Different {
        /// The file.
        path: PathBuf,
        /// Fingerprint in the database.
        expected: String,
        /// Fingerprint of the file.
        found: String,
    },
    /// Others than the owner can read the file.
    #[error("the key file {path} can be read by others (mode {mode:o}); run: chmod 600 {path}")]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is no key file.
    #[error(
        "the file {path} is not an Anteroom key file; restore it from its backup or point ANTEROOM_KEY_FILE to the right one"
    )]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// The file exists already and must not be overwritten.
    #[error("the file {path} exists already; choose a new path for the new key")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("the key file {path} cannot be read or written ({kind}); check the path and its owner")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        kind: std::io::ErrorKind,
    },
    /// The database could not be asked.
    #[error("the database cannot be read while checking the key file: {0}")]
    Store(#[from] store::StoreError),
    /// No keys are stored for the tenant: it is not registered, or was erased.
    #[error("the tenant has no keys")]
    NoTenantKeys,
    /// A tenant's keys were wrapped by another master key (an unfinished rotation, say).
    #[error(
        "a tenant's keys are wrapped by master key {found}, the loaded one is {loaded}; run `anteroom key rotate` to the end"
    )]
    OtherMaster {
        /// Fingerprint in the row.
        found: String,
        /// Fingerprint of the loaded key.
        loaded: String,
    },
    /// A sealed value was altered, or belongs to another tenant, purpose or row.
    #[error("a sealed value does not open")]
    DoesNotOpen,
}
