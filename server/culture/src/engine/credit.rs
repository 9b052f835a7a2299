//! Credits meetings to the week of the person who called them.

use model::culture::{Pseudonym, Quantity};

use super::{
    columns::Row,
    judge::{Brought, HELD, INVITING, SCHEDULED},
    meeting::{
        AGENDA, CREDITED, Credit, EXCEPTION, LATE_CANCELLED, NO_AGENDA, OF_SERIES, SERIES_KNOWN,
        SERIES_OPEN, SPEEDY, ZONED,
    },
};

/// Upper ends of the classes of M9.
const LENGTHS: [i32; 8] = [15, 25, 30, 45, 50, 60, 90, 120];

/// Adds one meeting to the row of its organiser. Series are counted apart ([`series`]).
pub(super) fn credit(row: &mut Row, credit: &Credit, state: u8) {
    if credit.flags & CREDITED == 0 {
        return;
    }
    let mut add = |quantity: Quantity, value: i64| row[quantity.index()] += value;
    let has = |flag: u16| i64::from(credit.flags & flag != 0);
    if state & SCHEDULED != 0 {
        add(Quantity::ORGANIZED_SCHEDULED, 1);
        add(Quantity::ORGANIZED_CANCELLED_LATE, has(LATE_CANCELLED));
    }
    if state & INVITING != 0 {
        answers(&mut add, credit);
    }
    if state & HELD == 0 {
        return;
    }
    size_and_length(&mut add, credit);
    add(Quantity::ORGANIZED_SPEEDY, has(SPEEDY));
    add(Quantity::ORGANIZED_ZONED, has(ZONED));
    add(Quantity::ORGANIZED_SPREAD_MIN, i64::from(credit.spread));
    add(Quantity::ORGANIZED_MOVES, i64::from(credit.moves));
    add(Quantity::ORGANIZED_OF_SERIES, has(OF_SERIES));
    add(Quantity::ORGANIZED_EXCEPTIONS, has(EXCEPTION));
    add(
        Quantity::ORGANIZED_AGENDA_KNOWN,
        has(AGENDA) + has(NO_AGENDA),
    );
    add(Quantity::ORGANIZED_NO_AGENDA, has(NO_AGENDA));
    if let Some(&class) = Quantity::LEAD.get(usize::from(credit.lead)) {
        add(class, 1);
    }
}

/// M8, M9.
fn size_and_length(add: &mut impl FnMut(Quantity, i64), credit: &Credit) {
    add(Quantity::ORGANIZED, 1);
    if credit.size > 0 {
        let (size, length) = (i64::from(credit.size), i64::from(credit.length));
        add(Quantity::ORGANIZED_SIZED, 1);
        add(Quantity::ORGANIZED_HEADS, size);
        add(Quantity::ORGANIZED_SIZED_MIN, length);
        add(Quantity::ORGANIZED_HEAD_MIN, size * length);
    }
    let passed: u8 = LENGTHS
        .iter()
        .map(|&end| u8::from(credit.length > end))
        .sum();
    add(Quantity::ORGANIZED_LENGTH[usize::from(passed)], 1);
}

fn answers(add: &mut impl FnMut(Quantity, i64), credit: &Credit) {
    let [accepted, tentative, declined, silent] = credit.answers.map(i64::from);
    add(Quantity::ORGANIZED_ACCEPTED, accepted);
    add(Quantity::ORGANIZED_TENTATIVE, tentative);
    add(Quantity::ORGANIZED_DECLINED, declined);
    add(Quantity::ORGANIZED_SILENT, silent);
    let asked = accepted + tentative + declined + silent;
    add(Quantity::ORGANIZED_ASKED, asked);
    add(Quantity::ORGANIZED_INVITED, i64::from(credit.invited));
    add(Quantity::ORGANIZED_OPTIONAL, i64::from(credit.optional));
    for (class, count) in Quantity::DELAY.into_iter().zip(credit.delays) {
        add(class, i64::from(count));
    }
}

/// The series of a credited meeting that is held, and whether it's open-ended.
pub(super) fn series_of(credit: &Credit, state: u8) -> Option<(Pseudonym, bool)> {
    let counts = credit.flags & (CREDITED | SERIES_KNOWN) == CREDITED | SERIES_KNOWN;
    (counts && state & HELD != 0).then_some((credit.series, credit.flags & SERIES_OPEN != 0))
}

/// M32: distinct series of a week; a series is open-ended when one of its copies says so.
pub(super) fn series(row: &mut Row, found: &mut Vec<(Pseudonym, bool)>) {
    if found.is_empty() {
        return;
    }
    found.sort_unstable();
    found.dedup_by(|next, last| {
        let same = next.0 == last.0;
        last.1 |= same && next.1;
        same
    });
    row[Quantity::ORGANIZED_SERIES.index()] += found.len() as i64;
    let open = found.iter().filter(|(_, open)| *open).count();
    row[Quantity::ORGANIZED_SERIES_OPEN.index()] += open as i64;
    found.clear();
}

/// Adds what attendees brought to a meeting to the row of its organiser.
pub(super) fn bring(row: &mut Row, brought: &Brought) {
    row[Quantity::ORGANIZED_ATTENDED.index()] += brought.attended;
    row[Quantity::ORGANIZED_OUTSIDE.index()] += brought.outside;
    row[Quantity::ORGANIZED_GENERATED.index()] += brought.attended - brought.own;
    row[Quantity::ORGANIZED_COST.index()] += brought.cost;
    row[Quantity::ORGANIZED_FOCUS_COST_MIN.index()] += brought.focus;
}
