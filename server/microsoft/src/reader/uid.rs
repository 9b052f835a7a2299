//! What hides inside `iCalUId`: a global object id with the creation time (MS-OXOCAL 2.2.1.27, MS-OXCICAL UID).

use model::culture::fact::Minute;

/// The first sixteen bytes of every global object id.
const MARK: [u8; 16] = [
    0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08,
];
/// Fewest hexadecimal digits: forty bytes and one of data.
const DIGITS: usize = 82;
/// Begin of the data where Exchange wrapped a foreign UID; the time is then not of its creation.
const FOREIGN: &[u8] = b"vCal-Uid\x01\0\0\0";
/// Seconds from 1601-01-01 to 1970-01-01.
const EPOCH_S: u64 = 11_644_473_600;
/// 1990-01-01 in minutes: no calendar program kept a date before.
const EARLIEST: Minute = 10_519_200;
/// How far a creation may lie after the first sighting, minutes: clocks differ.
const SLACK_MIN: i32 = 1_440;

/// A UID, ready to be hashed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uid {
    /// Bytes to hash: of a global object id with the instance date zeroed, else the text's own.
    bytes: Vec<u8>,
    goid: bool,
}

impl Uid {
    /// Reads a UID into this one, whose memory is used again. False for an empty text.
    pub(super) fn read(&mut self, text: &str) -> bool {
        let text = text.trim();
        self.bytes.clear();
        self.goid = text.len() >= DIGITS
            && decode(text.as_bytes(), &mut self.bytes)
            && self.bytes.starts_with(&MARK);
        if self.goid {
            for byte in self.bytes.iter_mut().take(20).skip(16) {
                *byte = 0;
            }
        } else {
            self.bytes.clear();
            self.bytes.extend_from_slice(text.as_bytes());
        }
        !self.bytes.is_empty()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the invitation was created, where the UID tells it credibly to someone who first saw it at `seen`.
    pub(super) fn created(&self, seen: Minute) -> Option<Minute> {
        let ticks: [u8; 8] = self
            .bytes
            .get(20..28)?
            .try_into()
            .ok()
            .filter(|_| self.goid)?;
        if self.bytes.get(40..)?.starts_with(FOREIGN) {
            return None;
        }
        let seconds = (u64::from_le_bytes(ticks) / 10_000_000).checked_sub(EPOCH_S)?;
        let minute = Minute::try_from(seconds / 60).ok()?;
        (EARLIEST..=seen.saturating_add(SLACK_MIN))
            .contains(&minute)
            .then_some(minute)
    }
}

/// Decodes hexadecimal digits of even number; false for anything else.
fn decode(digits: &[u8], bytes: &mut Vec<u8>) -> bool {
    let (pairs, []) = digits.as_chunks::<2>() else {
        return false;
    };
    let mut all = 0;
    bytes.extend(pairs.iter().map(|[high, low]| {
        let (high, low) = (value(*high), value(*low));
        all |= high | low;
        high << 4 | low
    }));
    all < 16
}

/// The value of a hexadecimal digit; more than 15 for everything else. Without branches, so that many are read at once.
const fn value(digit: u8) -> u8 {
    let number = digit.wrapping_sub(b'0');
    let letter = (digit | 0x20).wrapping_sub(b'a');
    if number < 10 {
        number
    } else if letter < 6 {
        letter + 10
    } else {
        u8::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::moment::instant;

    const W17: &str = "040000008200E00074C5B7101A82E00807D803195025D461E473C8010000000000000000100000002A5844B3A444F74A9C246C60886F116B";
    const W18: &str = "040000008200E00074C5B7101A82E00800000000D3D70B8A6A17D70100000000000000001000000074665914A06C3F49BB4B7D7EEE4304DA";

    fn read(text: &str) -> Uid {
        let mut uid = Uid::default();
        assert!(uid.read(text));
        uid
    }

    #[test]
    fn the_published_examples_were_created_when_they_say() {
        let late = instant("2030-01-01T00:00:00Z").unwrap();
        assert_eq!(read(W17).created(late), instant("2008-02-20T17:16:51Z"));
        assert_eq!(read(W18).created(late), instant("2021-03-12T18:07:18Z"));
        assert_eq!(EARLIEST, instant("1990-01-01T00:00:00Z").unwrap());
    }

    #[test]
    fn the_date_of_the_instance_and_the_letter_case_do_not_matter() {
        assert_eq!(read(W17), read(&W17.to_lowercase()));
        assert_eq!(read(W17), read(&W17.replace("07D80319", "00000000")));
        assert_ne!(read(W17), read(W18));
    }

    #[test]
    fn incredible_times_are_refused() {
        let seen = instant("2008-02-19T17:16:00Z").unwrap();
        assert_eq!(read(W17).created(seen - 1), None);
        assert!(read(W17).created(seen).is_some());
        let late = instant("2030-01-01T00:00:00Z").unwrap();
        assert_eq!(
            read(&W17.replace("5025D461E473C801", "0000000000000000")).created(late),
            None
        );
        assert_eq!(
            read(&W17.replace("5025D461E473C801", "FFFFFFFFFFFFFFFF")).created(late),
            None
        );
        let foreign: String = b"vCal-Uid\x01\0\0\0abc"
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        assert_eq!(
            read(&format!("{}{foreign}", &W17[..80])).created(late),
            None
        );
    }

    #[test]
    fn other_forms_are_text() {
        let late = instant("2030-01-01T00:00:00Z").unwrap();
        for text in [
            "abc@google.example",
            &W17[..80],
            &W17[..111],
            &format!("{}ZZ", &W17[..110]),
            &W17.replace("04000000", "05000000"),
        ] {
            let uid = read(text);
            assert_eq!(uid.bytes(), text.as_bytes());
            assert_eq!(uid.created(late), None);
        }
        assert!(!Uid::default().read("  "));
    }

    proptest::proptest! {
        #[test]
        fn nothing_upsets_it(text in "(040000008200E00074C5B7101A82E008)?[0-9A-Fa-f]{0,80}\\PC{0,4}") {
            let mut uid = Uid::default();
            uid.read(&text);
            let _ = uid.created(0);
        }
    }
}
