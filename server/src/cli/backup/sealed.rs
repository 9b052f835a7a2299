//! A copy as a file: written and sealed, checked before anything is believed of it.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use model::{TenantId, Timestamp};
use store::{ArchiveFacts, Store, StoreError};
use trust::MasterKey;
use trust::audit::NotedHead;
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

/// A copy that was looked at. The file stays open, so that what is read of it later is the file that was checked.
pub(super) struct Checked {
    /// What it says about itself.
    pub(super) facts: ArchiveFacts,
    /// The key that signed it; none when it names none, and so nobody vouches for it.
    pub(super) master: Option<MasterKey>,
    file: File,
    length: u64,
}

impl Checked {
    /// The copy without its seal.
    pub(super) fn body(&self) -> std::io::Result<impl Read + Send + '_> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        Ok(BufReader::with_capacity(1 << 20, file.take(self.length)))
    }

    /// Notes in the logs of a database that was filled with it that it was put in place; answers their heads.
    pub(super) async fn note(&self, store: &Store) -> Result<Vec<(TenantId, NotedHead)>, Failure> {
        let Some(master) = &self.master else {
            return Ok(Vec::new());
        };
        let Self { facts, .. } = self;
        let noted = master.note_restoration(store, facts.made, &facts.version);
        Ok(noted.await?)
    }
}

/// Looks at a copy: its version, the key it needs, its seal. Only then is anything else of it read.
pub(super) fn check(path: &Path, key_file: &Path) -> Result<Checked, Failure> {
    let failed = |text: String| Failure::Failed(format!("{} {text}", path.display()));
    let mut file = File::open(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let facts = store::archive_facts(BufReader::new(&file)).map_err(|error| match error {
        StoreError::Copy { reason } => failed(format!("is no whole copy of a database: {reason}")),
        other => other.into(),
    })?;
    let master = key_of(&facts, key_file)?;
    let size = file.metadata()?.len();
    let length = size.saturating_sub(SEAL_BYTES as u64);
    let mut seal = [0; SEAL_BYTES];
    if length > 0 {
        file.seek(SeekFrom::Start(length))?;
        file.read_exact(&mut seal)?;
    }
    let checked = Checked {
        facts,
        master,
        file,
        length,
    };
    let sound = check_seal(checked.body()?, &seal, checked.master.as_ref())?;
    match sound {
        Ok(()) => Ok(checked),
        // Which key it needs stands in it, and was compared: whoever sealed it did not have that key.
        Err(SealError::OtherKey) => Err(failed(
            "was changed and sealed by somebody without its key; nothing was changed here"
                .to_owned(),
        )),
        Err(error) => Err(failed(format!("{error}; nothing was changed here"))),
    }
}

/// The key that signs a copy; none for one of a database with which no key was ever used.
pub(super) fn key_of(facts: &ArchiveFacts, key_file: &Path) -> Result<Option<MasterKey>, Failure> {
    if facts.key_fingerprint.is_none() && facts.tenants == 0 {
        return Ok(None);
    }
    let master = MasterKey::read(key_file)?;
    let needed = facts.key_fingerprint.as_deref().unwrap_or("-");
    if master.fingerprint() == needed {
        return Ok(Some(master));
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
