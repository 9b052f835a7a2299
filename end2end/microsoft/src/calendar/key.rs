//! What names an event: the place it was rolled for, and the id Graph shows for it in one mailbox.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::chance::mix;

/// One event of the tenant, the same in every mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A series as a whole.
    Master(u32),
    /// The occurrence of a series that was planned for this day of its organiser.
    Occurrence(u32, i32),
    /// The n-th single meeting that a circle calls in a week.
    Single(u32, i32, u32),
    /// The n-th entry of a person without anybody else in a week.
    Personal(u32, i32, u32),
    /// A single event made through `/_control`.
    Added(u32),
    /// A series made through `/_control`.
    AddedMaster(u32),
    /// The n-th occurrence of such a series.
    AddedOccurrence(u32, i32),
}

/// Which of the two ids of an event is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdForm {
    /// The one that changes when the event is moved to another folder.
    Ordinary,
    /// `Prefer: IdType="ImmutableId"`.
    Immutable,
}

const ORDINARY: &str = "AAMkAGVm";
const IMMUTABLE: &str = "AAkALgAA";
const PACKED: usize = 25;

impl Key {
    /// The key as three numbers and a kind.
    pub(crate) fn parts(self) -> (u8, u32, i32, u32) {
        match self {
            Self::Master(series) => (1, series, 0, 0),
            Self::Occurrence(series, day) => (2, series, day, 0),
            Self::Single(circle, week, number) => (3, circle, week, number),
            Self::Personal(person, week, number) => (4, person, week, number),
            Self::Added(id) => (5, id, 0, 0),
            Self::AddedMaster(id) => (6, id, 0, 0),
            Self::AddedOccurrence(id, number) => (7, id, number, 0),
        }
    }

    /// The key of these numbers, where the kind is known.
    pub(crate) fn of_parts((kind, a, b, c): (u8, u32, i32, u32)) -> Option<Self> {
        Some(match kind {
            1 => Self::Master(a),
            2 => Self::Occurrence(a, b),
            3 => Self::Single(a, b, c),
            4 => Self::Personal(a, b, c),
            5 => Self::Added(a),
            6 => Self::AddedMaster(a),
            7 => Self::AddedOccurrence(a, b),
            _ => return None,
        })
    }

    /// A number for dice.
    pub(crate) fn number(self, seed: u64) -> u64 {
        let (kind, a, b, c) = self.parts();
        mix([
            seed,
            u64::from(kind),
            u64::from(a),
            u64::from(b.cast_unsigned()),
            u64::from(c),
        ])
    }

    /// The master of the series this event belongs to.
    pub(crate) fn master(self) -> Option<Self> {
        match self {
            Self::Occurrence(series, _) => Some(Self::Master(series)),
            Self::AddedOccurrence(id, _) => Some(Self::AddedMaster(id)),
            _ => None,
        }
    }

    /// Writes the id of this event in one mailbox. `mailbox` is the constant part of that mailbox's ids.
    pub(crate) fn write_id(self, out: &mut String, mailbox: Mailbox<'_>, form: IdForm) {
        let (kind, a, b, c) = self.parts();
        let mut packed = [0_u8; PACKED];
        packed[0..4].copy_from_slice(&mailbox.person.to_be_bytes());
        packed[4] = kind;
        packed[5..9].copy_from_slice(&a.to_be_bytes());
        packed[9..13].copy_from_slice(&b.to_be_bytes());
        packed[13..17].copy_from_slice(&c.to_be_bytes());
        let sum = checksum(&packed[..17]);
        packed[17..].copy_from_slice(&sum.to_be_bytes());
        out.push_str(match form {
            IdForm::Ordinary => ORDINARY,
            IdForm::Immutable => IMMUTABLE,
        });
        out.push_str(mailbox.constant);
        URL_SAFE_NO_PAD.encode_string(packed, out);
    }

    /// Reads an id of either form back: the number of the mailbox's owner, and the key.
    pub(crate) fn of_id(id: &str) -> Option<(u32, Self)> {
        if !id.starts_with(ORDINARY) && !id.starts_with(IMMUTABLE) {
            return None;
        }
        let tail = id.get(id.len().checked_sub(34)?..)?;
        let packed: [u8; PACKED] = URL_SAFE_NO_PAD.decode(tail).ok()?.try_into().ok()?;
        let word = |from: usize| -> Option<[u8; 4]> { packed.get(from..from + 4)?.try_into().ok() };
        if packed[17..] != checksum(&packed[..17]).to_be_bytes() {
            return None;
        }
        let person = u32::from_be_bytes(word(0)?);
        let parts = (
            packed[4],
            u32::from_be_bytes(word(5)?),
            i32::from_be_bytes(word(9)?),
            u32::from_be_bytes(word(13)?),
        );
        Some((person, Self::of_parts(parts)?))
    }
}

/// Whose mailbox an id is written for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mailbox<'a> {
    /// Number of the owner.
    pub(crate) person: u32,
    /// The part that all ids of this mailbox share.
    pub(crate) constant: &'a str,
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0x1D, |sum, &byte| mix([sum, u64::from(byte)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_in_both_forms_and_forged_ones_are_not() {
        let mailbox = Mailbox {
            person: 7,
            constant: "abc",
        };
        for key in [
            Key::Master(3),
            Key::Occurrence(3, -20_000),
            Key::Single(1, 2_900, 4),
            Key::Personal(7, 2_900, 1),
            Key::Added(0),
            Key::AddedMaster(9),
            Key::AddedOccurrence(9, 5),
        ] {
            for form in [IdForm::Ordinary, IdForm::Immutable] {
                let mut id = String::new();
                key.write_id(&mut id, mailbox, form);
                assert_eq!(Key::of_id(&id), Some((7, key)));
                let mut forged = id.clone();
                let last = forged.pop().unwrap();
                forged.push(if last == 'A' { 'B' } else { 'A' });
                assert_ne!(Key::of_id(&forged), Some((7, key)));
            }
        }
        assert_eq!(Key::of_id("AAMkAGVm"), None);
        assert_eq!(Key::of_id("nonsense"), None);
    }
}
