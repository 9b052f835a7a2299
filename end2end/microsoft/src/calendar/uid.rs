//! `iCalUId`: the global object id of Exchange (MS-OXOCAL 2.2.1.27), or what other calendars send.

use std::fmt::Write as _;

use super::chance::mix;
use super::copy::Copy;
use super::occasion::{Kind, Party};
use super::plan::Plan;
use super::{DAY_MIN, zone};

/// How the unsettled questions about the id are played.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UidRules {
    /// The same in every mailbox of one meeting.
    pub(crate) equal: bool,
    /// One value per occurrence; else one per series.
    pub(crate) per_occurrence: bool,
}

const CLASS: [u8; 16] = [
    0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08,
];
const FILETIME_EPOCH_MS: i64 = 11_644_473_600_000;

/// Writes the id of an event as it stands in one mailbox.
pub(crate) fn write(out: &mut String, plan: &Plan, copy: &Copy<'_>, rules: UidRules) {
    let made = &copy.occasion;
    let own = if rules.equal || copy.organises {
        0
    } else {
        u64::from(copy.owner) + 1
    };
    let data = mix([made.answers, 31, own]);
    if let Party::Outside(_) = made.organiser {
        if made.roll % 10 < 7 {
            let _ = write!(out, "{data:016x}{:08x}@calendar.example", made.roll >> 32);
            return;
        }
        // Exchange wraps a foreign id; the time inside means nothing then.
        let mut wrapped = b"vCal-Uid\x01\0\0\0".to_vec();
        wrapped.extend(format!("{{{data:016x}}}\0").bytes());
        hex(out, &object_id([0; 4], 0, &wrapped));
        return;
    }
    let mut bytes = [0_u8; 16];
    bytes[..8].copy_from_slice(&data.to_be_bytes());
    bytes[8..].copy_from_slice(&mix([data, 32]).to_be_bytes());
    let instance = matches!(made.kind, Kind::Occurrence | Kind::Exception);
    let date = if instance && rules.per_occurrence {
        original_date(plan, copy)
    } else {
        [0; 4]
    };
    let filetime = (made.created_ms + FILETIME_EPOCH_MS) * 10_000;
    hex(out, &object_id(date, filetime, &bytes));
}

// The planned day of the instance, in the organiser's zone.
fn original_date(plan: &Plan, copy: &Copy<'_>) -> [u8; 4] {
    let made = &copy.occasion;
    let zone = match made.organiser {
        Party::Person(person) => plan.zone_of(person),
        Party::Outside(_) => zone::DEFAULT,
    };
    let week = super::week_of_day(made.original.div_euclid(DAY_MIN));
    let local = made.original + zone::offset_min(zone, week);
    let date = jiff::civil::Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(i64::from(local.div_euclid(DAY_MIN))))
        .unwrap_or_default();
    let year = date.year().to_be_bytes();
    [
        year[0],
        year[1],
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    ]
}

fn object_id(date: [u8; 4], filetime: i64, data: &[u8]) -> Vec<u8> {
    let mut id = CLASS.to_vec();
    id.extend(date);
    id.extend(filetime.to_le_bytes());
    id.extend([0; 8]);
    id.extend(u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
    id.extend(data);
    id
}

fn hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}
