//! Bits that one copy's own fields set.

use model::culture::{EventFact, EventKind, Quantity, quantity::LEAD_ENDS};

use super::meeting::{
    AGENDA, ALL_DAY, CANCELLED, COMPANY, EXCEPTION, LATE_CANCELLED, NO_AGENDA, OF_SERIES,
    SERIES_KNOWN, SERIES_OPEN, SHORT_NOTICE, bit, vanished,
};

/// M10: a length of 20 or 25 minutes beyond half hours, or a begin 5 to 10 minutes after one with the end on one.
pub(super) fn speedy(local_start: i32, length: i32) -> bool {
    matches!(length % 30, 20 | 25)
        || (5..=10).contains(&local_start.rem_euclid(30))
            && (local_start + length).rem_euclid(30) == 0
}

pub(super) fn flags(fact: &EventFact) -> u16 {
    let when = |holds: bool, flag: u16| if holds { flag } else { 0 };
    when(fact.cancelled || vanished(fact), CANCELLED)
        | when(cancelled_late(fact), LATE_CANCELLED)
        | when(fact.all_day, ALL_DAY)
        | when(fact.company, COMPANY)
        | when(fact.kind != EventKind::Single, OF_SERIES)
        | when(fact.kind == EventKind::Exception, EXCEPTION)
        | when(fact.agenda == Some(false), NO_AGENDA)
        | when(fact.agenda == Some(true), AGENDA)
        | when(
            fact.series.is_some() && fact.open_ended.is_some(),
            SERIES_KNOWN,
        )
        | when(
            fact.series.is_some() && fact.open_ended == Some(true),
            SERIES_OPEN,
        )
        | when(short_notice(fact), SHORT_NOTICE)
}

/// Answers are to the invitation: a single event, or a series, for which the first occurrence stands.
pub(super) fn first_answer(fact: &EventFact) -> bool {
    match fact.kind {
        EventKind::Single => true,
        EventKind::Occurrence => fact.lead_min.is_some(),
        EventKind::Exception => false,
    }
}

fn short_notice(fact: &EventFact) -> bool {
    fact.lead_min.is_some_and(|lead| lead < 1_440)
}

pub(super) fn mask(fact: &EventFact, (heads, foreign): (u32, u32), size: u32) -> (u64, u8) {
    let mut mask = 0;
    if fact.kind != EventKind::Single {
        mask |= bit(Quantity::RECURRING);
    }
    if fact.online {
        mask |= bit(Quantity::ONLINE);
    }
    if foreign > 0 {
        mask |= bit(Quantity::EXTERNAL);
        if foreign * 2 >= heads {
            mask |= bit(Quantity::MAINLY_EXTERNAL);
        }
    }
    if size >= 2 {
        mask |= bit(Quantity::IN_COMPANY);
    }
    let Some(lead) = fact.lead_min else {
        return (mask, u8::MAX);
    };
    mask |= bit(match lead {
        ..=360 => Quantity::LEAD_6,
        361..=720 => Quantity::LEAD_12,
        721..1_440 => Quantity::LEAD_24,
        1_440.. => Quantity::LEAD_LONG,
    });
    let class = LEAD_ENDS
        .iter()
        .position(|&end| i64::from(lead) <= end)
        .unwrap_or(LEAD_ENDS.len() - 1);
    (mask, class as u8)
}

fn cancelled_late(fact: &EventFact) -> bool {
    let gone = fact.gone_seen.filter(|&seen| seen < fact.end);
    fact.cancelled_seen
        .or(gone)
        .is_some_and(|seen| i64::from(fact.start) - i64::from(seen) < 1_440)
}
