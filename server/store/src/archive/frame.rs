//! How a copy stands in a file: a line, what it says about itself, and for each table its columns and rows. Pure but for
//! reading and writing.

use std::io::{self, ErrorKind, Read, Write};

use serde::{Deserialize, Serialize};

use super::{ArchiveFacts, damaged};
use crate::StoreError;

/// The first line.
const TITLE: &[u8] = b"Anteroom copy, form 1\n";
/// Most bytes of what is read before the seal can be checked.
const HEADER_MOST: u32 = 1 << 20;

const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const END_OF_TABLE: u8 = b'E';
const END: u8 = b'Z';

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;

/// What a column holds. Truth is kept as 0 or 1, as SQLite has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A whole number, an instant, a truth.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Blob,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// None.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A table as a copy names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// Its columns in the order of the values of its rows.
    pub(super) columns: Vec<(String, Kind)>,
}

/// The next piece of a copy.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A table begins.
    Table(Table),
    /// A row of it.
    Row(Vec<Cell>),
    /// It is over, with so many rows.
    EndOfTable(u64),
    /// All tables are over; so many.
    End(u64),
}

/// What stops reading or writing, without a path.
fn failed(error: &io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::UnexpectedEof => damaged("it ends too early"),
        kind => StoreError::File {
            kind: kind.to_string(),
        },
    }
}

/// Writes the pieces.
pub(super) struct Writer<W> {
    out: W,
    scratch: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, facts: &ArchiveFacts) -> Result<Self, StoreError> {
        let mut writer = Self {
            out,
            scratch: Vec::new(),
        };
        writer.put(TITLE)?;
        writer.document(facts)?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.out.write_all(bytes).map_err(|error| failed(&error))
    }

    fn sized(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let length = u32::try_from(bytes.len()).map_err(|_| damaged("a row is too large"))?;
        self.put(&length.to_be_bytes())?;
        self.put(bytes)
    }

    fn document(&mut self, document: &impl Serialize) -> Result<(), StoreError> {
        let json = serde_json::to_vec(document).map_err(|_| damaged("a name is no text"))?;
        self.sized(&json)
    }

    pub(super) fn table(&mut self, table: &Table) -> Result<(), StoreError> {
        self.put(&[TABLE])?;
        self.document(table)
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), StoreError> {
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        for cell in cells {
            let (mark, content) = match cell {
                Cell::Null => {
                    bytes.push(NULL);
                    continue;
                }
                Cell::Int(number) => {
                    bytes.push(INT);
                    bytes.extend(number.to_be_bytes());
                    continue;
                }
                Cell::Text(text) => (TEXT, text.as_bytes()),
                Cell::Blob(blob) => (BLOB, blob.as_slice()),
            };
            let length =
                u32::try_from(content.len()).map_err(|_| damaged("a value is too large"))?;
            bytes.push(mark);
            bytes.extend(length.to_be_bytes());
            bytes.extend(content);
        }
        self.put(&[ROW])?;
        self.sized(&bytes)?;
        self.scratch = bytes;
        Ok(())
    }

    pub(super) fn end_of_table(&mut self, rows: u64) -> Result<(), StoreError> {
        self.put(&[END_OF_TABLE])?;
        self.put(&rows.to_be_bytes())
    }

    pub(super) fn end(mut self, tables: u64) -> Result<(), StoreError> {
        self.put(&[END])?;
        self.put(&tables.to_be_bytes())?;
        self.out.flush().map_err(|error| failed(&error))
    }
}

/// Reads the pieces.
pub(super) struct Reader<R> {
    from: R,
    facts: ArchiveFacts,
}

fn exactly<const N: usize>(from: &mut impl Read) -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)
        .map_err(|error| failed(&error))?;
    Ok(bytes)
}

/// Bytes behind their length. Memory is taken as they come, not as the length promises.
fn sized(from: &mut impl Read, most: u32) -> Result<Vec<u8>, StoreError> {
    let length = u32::from_be_bytes(exactly(from)?);
    if length > most {
        return Err(damaged("a length is none"));
    }
    let mut bytes = Vec::new();
    from.take(length.into())
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 == u64::from(length) {
        Ok(bytes)
    } else {
        Err(damaged("it ends too early"))
    }
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(mut from: R) -> Result<Self, StoreError> {
        let mut title = [0; TITLE.len()];
        match from.read_exact(&mut title) {
            Ok(()) if title == TITLE => {}
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(failed(&error)),
            _ => return Err(damaged("it does not begin as one")),
        }
        let facts = serde_json::from_slice(&sized(&mut from, HEADER_MOST)?)
            .map_err(|_| damaged("what it says about itself cannot be read"))?;
        Ok(Self { from, facts })
    }

    pub(super) const fn facts(&self) -> &ArchiveFacts {
        &self.facts
    }

    pub(super) fn next(&mut self) -> Result<Piece, StoreError> {
        let [mark] = exactly(&mut self.from)?;
        Ok(match mark {
            TABLE => {
                let json = sized(&mut self.from, HEADER_MOST)?;
                let table = serde_json::from_slice(&json);
                Piece::Table(table.map_err(|_| damaged("a table is none"))?)
            }
            ROW => Piece::Row(cells(&sized(&mut self.from, u32::MAX)?)?),
            END_OF_TABLE => Piece::EndOfTable(u64::from_be_bytes(exactly(&mut self.from)?)),
            END => Piece::End(u64::from_be_bytes(exactly(&mut self.from)?)),
            _ => return Err(damaged("a piece is of an unknown kind")),
        })
    }
}

fn cells(mut bytes: &[u8]) -> Result<Vec<Cell>, StoreError> {
    let from = &mut bytes;
    let mut cells = Vec::new();
    while !from.is_empty() {
        let [mark] = exactly(from)?;
        cells.push(match mark {
            NULL => Cell::Null,
            INT => Cell::Int(i64::from_be_bytes(exactly(from)?)),
            TEXT => {
                let text = String::from_utf8(sized(from, u32::MAX)?);
                Cell::Text(text.map_err(|_| damaged("a text is none"))?)
            }
            BLOB => Cell::Blob(sized(from, u32::MAX)?),
            _ => return Err(damaged("a value is of an unknown kind")),
        });
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    fn facts() -> ArchiveFacts {
        ArchiveFacts {
            version: "1".to_owned(),
            database: "sqlite".to_owned(),
            made: Timestamp(7),
            migrations: vec![(1, "ab".to_owned())],
            key_fingerprint: None,
            tenants: 1,
        }
    }

    fn pieces() -> (Table, Vec<Cell>) {
        let columns = [("n", Kind::Int), ("t", Kind::Text), ("b", Kind::Blob)];
        let table = Table {
            name: "thing".to_owned(),
            columns: columns.map(|(name, kind)| (name.to_owned(), kind)).to_vec(),
        };
        let row = vec![
            Cell::Int(i64::MIN),
            Cell::Text("Zürich\u{0}\n".to_owned()),
            Cell::Blob(vec![0, 255]),
        ];
        (table, row)
    }

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::begin(&mut bytes, &facts()).unwrap();
        let (table, row) = pieces();
        writer.table(&table).unwrap();
        writer.row(&row).unwrap();
        writer.row(&[Cell::Null, Cell::Null, Cell::Null]).unwrap();
        writer.end_of_table(2).unwrap();
        writer.end(1).unwrap();
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<Piece>, StoreError> {
        let mut reader = Reader::begin(bytes)?;
        let mut all = Vec::new();
        loop {
            all.push(reader.next()?);
            if let Some(Piece::End(_)) = all.last() {
                return Ok(all);
            }
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let (table, row) = pieces();
        let nothing = vec![Cell::Null, Cell::Null, Cell::Null];
        assert_eq!(
            read(&written()).unwrap(),
            [
                Piece::Table(table),
                Piece::Row(row),
                Piece::Row(nothing),
                Piece::EndOfTable(2),
                Piece::End(1)
            ]
        );
    }

    #[test]
    fn what_is_cut_off_anywhere_is_no_copy() {
        let bytes = written();
        for end in 0..bytes.len() {
            let error = read(&bytes[..end]).unwrap_err();
            assert!(matches!(error, StoreError::Copy { .. }), "{end}: {error}");
        }
    }

    #[test]
    fn a_disk_that_is_full_is_named_as_such() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let some = bytes.len().min(self.0);
                self.0 -= some;
                if some == 0 {
                    Err(ErrorKind::StorageFull.into())
                } else {
                    Ok(some)
                }
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let whole = written().len();
        for room in 0..whole {
            let all = || {
                let mut writer = Writer::begin(Full(room), &facts())?;
                let (table, row) = pieces();
                writer.table(&table)?;
                writer.row(&row)?;
                writer.row(&[Cell::Null, Cell::Null, Cell::Null])?;
                writer.end_of_table(2)?;
                writer.end(1)
            };
            let kind = ErrorKind::StorageFull.to_string();
            assert_eq!(all(), Err(StoreError::File { kind }), "{room}");
        }
    }
}
