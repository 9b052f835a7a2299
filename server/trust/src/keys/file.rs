//! The key file: one line, readable by its owner only.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::KeyError;
use crate::secret;

const PREFIX: &str = "anteroom-master-key-1:";

fn io(path: &Path, error: &std::io::Error) -> KeyError {
    KeyError::Io {
        path: path.to_owned(),
        kind: error.kind(),
    }
}

/// The key in a file; `None` when there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<[u8; 32]>, KeyError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(KeyError::NotAKey {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(io(path, &error)),
    };
    check_mode(path)?;
    let key = text
        .trim()
        .strip_prefix(PREFIX)
        .and_then(secret::decode)
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.map(Some).ok_or_else(|| KeyError::NotAKey {
        path: path.to_owned(),
    })
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .map_err(|error| io(path, &error))?
        .permissions()
        .mode()
        & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::TooOpen {
            path: path.to_owned(),
            mode,
        })
    }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path) -> Result<(), KeyError> {
    Ok(())
}

/// Makes the file with a fresh key.
///
/// The key is written to a neighbour first and linked into place, so that a second process never reads half a key and
/// an existing file is never replaced.
pub(super) fn create(path: &Path) -> Result<[u8; 32], KeyError> {
    let bytes = secret::bytes::<32>();
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| io(folder, &error))?;
    }
    let draft = path.with_extension(format!("new-{}", secret::text::<6>()));
    let written = write(&draft, &bytes).and_then(|()| std::fs::hard_link(&draft, path));
    let _ = std::fs::remove_file(&draft);
    match written {
        // Nothing is wrapped with a key whose name a power cut could take away.
        Ok(()) => sync_folder(path)
            .map(|()| bytes)
            .map_err(|error| io(path, &error)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(KeyError::Exists {
            path: path.to_owned(),
        }),
        Err(error) => Err(io(path, &error)),
    }
}

/// Brings the entry of a file in its folder to the disk.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; its system keeps its entries itself.
#[cfg(not(unix))]
pub(super) fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// As [`create`], but takes the key of another process that was quicker.
pub(super) fn create_or_read(path: &Path) -> Result<[u8; 32], KeyError> {
    match create(path) {
        Err(KeyError::Exists { path }) => read(&path)?.ok_or(KeyError::Missing { path }),
        other => other,
    }
}

fn write(path: &Path, bytes: &[u8; 32]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{PREFIX}{}", secret::encode(bytes))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_file_reads_back_is_private_and_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/anteroom.key");
        assert_eq!(read(&path).unwrap(), None);
        let key = create(&path).unwrap();
        assert_eq!(read(&path).unwrap(), Some(key));
        assert!(matches!(create(&path), Err(KeyError::Exists { .. })));
        assert_eq!(create_or_read(&path).unwrap(), key);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "no draft stays"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_others_can_read_is_refused_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anteroom.key");
        create(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = read(&path).unwrap_err();
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }

    #[test]
    fn another_file_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anteroom.key");
        for text in [
            "",
            "hello",
            "anteroom-master-key-1:AAAA",
            "anteroom-master-key-1:!!!",
        ] {
            let _ = std::fs::remove_file(&path);
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options
                .open(&path)
                .unwrap()
                .write_all(text.as_bytes())
                .unwrap();
            assert!(
                matches!(read(&path), Err(KeyError::NotAKey { .. })),
                "{text}"
            );
        }
    }
}
