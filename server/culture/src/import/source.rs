//! Rows of a CSV file, one at a time, with an end to how long one may be.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;

use super::{ImportError, MAX_COLUMNS, MAX_RECORD};

/// Bytes that are looked at to find the separator.
const SNIFFED: u64 = 64 << 10;

/// A file whose first line has been read.
pub(super) struct Source<R: Read> {
    rows: csv::Reader<Guard<std::io::Chain<Cursor<Vec<u8>>, R>>>,
    read: Rc<Cell<u64>>,
    record: csv::ByteRecord,
    line: u64,
    /// The first line as it's written, trimmed.
    pub(super) headers: Vec<String>,
}

/// One row.
#[derive(Debug)]
pub(super) enum Row {
    /// Fields in the order of the headers, trimmed.
    Fields(Vec<String>),
    /// Not as many fields as the first line has.
    Ragged,
    /// Bytes that are no UTF-8.
    NotUtf8,
}

/// Stops a source that doesn't come to the end of a row, and ends every line by one `\n`, the last one, too, so that lines
/// can be counted.
struct Guard<R> {
    inner: R,
    read: Rc<Cell<u64>>,
    last: u8,
    ended: bool,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read.get() > MAX_RECORD {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        while !self.ended && !buffer.is_empty() {
            let read = self.inner.read(buffer)?;
            if read == 0 {
                self.ended = true;
                if !matches!(self.last, b'\n' | b'\r') {
                    buffer[0] = b'\n';
                    return Ok(1);
                }
            }
            self.read.set(self.read.get() + read as u64);
            let kept = self.one_ending(&mut buffer[..read]);
            if kept > 0 {
                return Ok(kept);
            }
        }
        Ok(0)
    }
}

impl<R> Guard<R> {
    /// Turns `\r\n` and `\r` to `\n` in place; returns how many bytes are left.
    fn one_ending(&mut self, buffer: &mut [u8]) -> usize {
        let mut kept = 0;
        for place in 0..buffer.len() {
            let byte = buffer[place];
            if !(byte == b'\n' && self.last == b'\r') {
                buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.last = byte;
        }
        kept
    }
}

impl<R: Read> Source<R> {
    /// Reads the first line.
    pub(super) fn open(mut source: R) -> Result<Self, ImportError> {
        let mut start = Vec::new();
        let mut head = source.by_ref().take(SNIFFED);
        head.read_to_end(&mut start)
            .map_err(|_| ImportError::Unreadable)?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            return Err(ImportError::NotUtf8);
        }
        if start.starts_with("\u{feff}".as_bytes()) {
            start.drain(..3);
        }
        let separator = separator(&start);
        let read = Rc::new(Cell::new(0));
        let guard = Guard {
            inner: Cursor::new(start).chain(source),
            read: Rc::clone(&read),
            last: b'\n',
            ended: false,
        };
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(guard);
        let mut source = Self {
            rows,
            read,
            record: csv::ByteRecord::new(),
            line: 1,
            headers: Vec::new(),
        };
        source.headers = source.first_line()?;
        Ok(source)
    }

    fn first_line(&mut self) -> Result<Vec<String>, ImportError> {
        if !self.advance()? {
            return Err(ImportError::Empty);
        }
        let Some(headers) = fields(&self.record) else {
            return Err(ImportError::NotUtf8);
        };
        if headers.len() > MAX_COLUMNS {
            return Err(ImportError::TooManyColumns);
        }
        if headers.iter().all(String::is_empty) {
            return Err(ImportError::Empty);
        }
        Ok(headers)
    }

    fn advance(&mut self) -> Result<bool, ImportError> {
        self.read.set(0);
        match self.rows.read_byte_record(&mut self.record) {
            Ok(more) => Ok(more),
            Err(_) if self.read.get() > MAX_RECORD => Err(ImportError::RowTooLong),
            Err(_) => Err(ImportError::Unreadable),
        }
    }

    /// The next row and the line it begins on, 1 being the first line.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Row)>, ImportError> {
        if !self.advance()? {
            return Ok(None);
        }
        // The reader's own position of a record lies before the blank lines that were skipped.
        let inside = self.record.iter().flatten().filter(|byte| **byte == b'\n');
        let ends = 1 + inside.count() as u64;
        let line = self.rows.position().line().saturating_sub(ends);
        // A quotation mark that the file doesn't close leaves the last end of line inside the field.
        let line = line.max(self.line + 1);
        self.line = line;
        let row = match fields(&self.record) {
            None => Row::NotUtf8,
            Some(fields) if fields.len() != self.headers.len() => Row::Ragged,
            Some(fields) => Row::Fields(fields),
        };
        Ok(Some((line, row)))
    }
}

fn fields(record: &csv::ByteRecord) -> Option<Vec<String>> {
    let texts = record.iter().map(std::str::from_utf8);
    texts
        .map(|text| text.map(|text| text.trim().to_owned()).ok())
        .collect()
}

/// Comma, semicolon or tabulator, whichever the first line holds most of outside of quotation marks.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (mark, count) in &mut counts {
                    *count += u32::from(*mark == *byte);
                }
            }
        }
    }
    // The first of equals is the comma.
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

/// A column's name for matching: lower case, each run of anything but letters and digits one `_`, none at the ends.
pub(super) fn normalise(header: &str) -> String {
    let mut name = String::with_capacity(header.len());
    for letter in header.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            name.push(letter);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> (Vec<String>, Vec<(u64, Row)>) {
        let mut source = Source::open(bytes).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = source.next().unwrap() {
            rows.push(row);
        }
        (source.headers, rows)
    }

    #[test]
    fn separators_marks_and_quotes_are_understood() {
        let cases: [&[u8]; 4] = [
            b"a,b\n1,\"x\ny\"\n2,z\n",
            b"\xef\xbb\xbfa;b\r\n1;\"x\ny\"\r\n2;z",
            b"a\tb\n1\t\"x\ny\"\n2\tz\n\n",
            b"\"a\",\" b \"\n 1 ,\"x\ny\"\n2,z\n",
        ];
        for bytes in cases {
            let (headers, rows) = all(bytes);
            assert_eq!(headers, ["a", "b"]);
            assert!(matches!(&rows[0], (2, Row::Fields(fields)) if fields == &["1", "x\ny"]));
            assert!(
                matches!(&rows[1], (4, Row::Fields(fields)) if fields == &["2", "z"]),
                "{rows:?}"
            );
            assert_eq!(rows.len(), 2);
        }
    }

    #[test]
    fn ragged_and_broken_rows_are_told_from_good_ones() {
        let (_, rows) = all(b"a,b\n1\r\n\r\n1,2,3\r\xff,2\n\n\n1,2");
        assert!(matches!(rows[0], (2, Row::Ragged)));
        assert!(matches!(rows[1], (4, Row::Ragged)));
        assert!(matches!(rows[2], (5, Row::NotUtf8)));
        assert!(matches!(rows[3], (8, Row::Fields(_))));
    }

    #[test]
    fn files_that_are_none_are_refused() {
        let open = |bytes: &'static [u8]| Source::open(bytes).err();
        assert_eq!(open(b""), Some(ImportError::Empty));
        assert_eq!(open(b"\xef\xbb\xbf\n\n"), Some(ImportError::Empty));
        assert_eq!(open(b",,,\n1,2,3,4\n"), Some(ImportError::Empty));
        assert_eq!(open(b"\xff\xfea\0,\0b\0"), Some(ImportError::NotUtf8));
        assert_eq!(open(b"a,\xc3\x28\n"), Some(ImportError::NotUtf8));
        let many = "a,".repeat(MAX_COLUMNS + 1);
        assert_eq!(
            Source::open(many.as_bytes()).err(),
            Some(ImportError::TooManyColumns)
        );
    }

    #[test]
    fn a_quotation_mark_that_never_closes_ends_the_reading() {
        let endless = b"a,b\n1,\"".chain(std::io::repeat(b'x'));
        let mut source = Source::open(endless).unwrap();
        assert!(matches!(source.next(), Err(ImportError::RowTooLong)));
    }

    #[test]
    fn names_of_columns_are_matched_loosely() {
        assert_eq!(
            normalise("Meeting hours with manager 1:1"),
            "meeting_hours_with_manager_1_1"
        );
        assert_eq!(
            normalise("Redundant_meeting_hours__lower_level_"),
            "redundant_meeting_hours_lower_level"
        );
        assert_eq!(
            normalise("  Available-to-focus   hours"),
            "available_to_focus_hours"
        );
        assert_eq!(normalise("Größe (m²)"), "größe_m²");
    }
}
