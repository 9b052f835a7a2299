//! A copy as a file: written and sealed, checked before anything is believed of it.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use model::Timestamp;
use store::{ArchiveFacts, Store, StoreError};
use trust::MasterKey;
use trust::seal::{SEAL_BYTES, SealError, check_seal, seal};

use crate::cli::{Failure, key};

/// Makes a file that was not there, for its owner alone.
pub(super) fn create(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} exists already; name another file",
            path.display()
        )),
        kind => Failure::Failed(format!("{}: {kind}", path.display())),
    })
}

/// Copies the database to an empty file and seals it with the key that is chosen by what the copy says about itself. It
/// is on the disk when this is over.
pub(super) async fn write(
    (path, mut file): (&Path, File),
    store: &Store,
    key: impl FnOnce(&ArchiveFacts) -> Result<Option<MasterKey>, Failure>,
) -> Result<ArchiveFacts, Failure> {
    let named = |failure: Failure| Failure::Failed(format!("{}: {failure}", path.display()));
    let buffered = BufWriter::with_capacity(1 << 20, &file);
    let copied = store.copy_to(buffered, trust::clock::now()).await;
    let facts = copied.map_err(|error| named(error.into()))?;
    let master = key(&facts)?;
    put_seal(&mut file, master.as_ref()).map_err(|error| named(error.into()))?;
    super::place::sync_folder(path)?;
    Ok(facts)
}

/// Seals what the disk has taken.
fn put_seal(file: &mut File, master: Option<&MasterKey>) -> std::io::Result<()> {
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let seal = seal(BufReader::with_capacity(1 << 20, &*file), master)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(&seal)?;
    file.sync_all()
}

/// Looks at a copy: its version, the key it needs, its seal. Only then is anything else of it read.
pub(super) fn check(path: &Path, key_file: &Path) -> Result<ArchiveFacts, Failure> {
    let failed = |text: String| Failure::Failed(format!("{} {text}", path.display()));
    let mut file = File::open(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let facts = store::archive_facts(BufReader::new(&file)).map_err(|error| match error {
        StoreError::Copy { reason } => failed(format!("is no whole copy of a database: {reason}")),
        other => other.into(),
    })?;
    let master = if facts.tenants > 0 {
        Some(fitting(&facts, key_file)?)
    } else {
        None
    };
    let length = file.metadata()?.len();
    let body = length.saturating_sub(SEAL_BYTES as u64);
    let mut seal = [0; SEAL_BYTES];
    if body > 0 {
        file.seek(SeekFrom::Start(body))?;
        file.read_exact(&mut seal)?;
    }
    file.seek(SeekFrom::Start(0))?;
    let bytes = BufReader::with_capacity(1 << 20, (&file).take(body));
    match check_seal(bytes, &seal, master.as_ref())? {
        Ok(()) => Ok(facts),
        // Which key it needs stands in it, and was compared: whoever sealed it did not have that key.
        Err(SealError::OtherKey) => Err(failed(
            "was changed and sealed by somebody without its key; nothing was changed here"
                .to_owned(),
        )),
        Err(error) => Err(failed(format!("{error}; nothing was changed here"))),
    }
}

/// The key that a copy needs.
fn fitting(facts: &ArchiveFacts, key_file: &Path) -> Result<MasterKey, Failure> {
    let master = MasterKey::read(key_file)?;
    let needed = facts.key_fingerprint.as_deref().unwrap_or("-");
    if master.fingerprint() == needed {
        return Ok(master);
    }
    let kept = key::kept(key_file, needed).map_or_else(String::new, |kept| {
        format!("; it lies in {} since a rotation", kept.display())
    });
    Err(Failure::Failed(format!(
        "the copy needs the key {needed}, but {} holds the key {}{kept}; nothing was changed",
        key_file.display(),
        master.fingerprint()
    )))
}

/// The same instant as people write it.
pub(super) fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}
