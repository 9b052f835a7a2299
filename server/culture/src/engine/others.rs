//! What depends on the other people at a meeting.

use model::culture::Quantity;

use super::{
    join::{Attendance, LISTED, WITH_MANAGER_ALONE, WITH_REPORT_ALONE},
    judge::Verdict,
    meeting::bit,
    person::Sitter,
};

/// Columns that depend on who else is present.
pub(super) fn relations(attendance: &Attendance, rule: u8) -> u64 {
    let mut mask = 0;
    if attendance.manager & rule != 0 {
        mask |= bit(Quantity::WITH_MANAGER);
        if attendance.skip & rule != 0 {
            mask |= bit(Quantity::REDUNDANT_LOWER);
        }
    }
    if attendance.other & rule != 0 {
        if attendance.bits & WITH_MANAGER_ALONE != 0 {
            mask |= bit(Quantity::MANAGER_ONE);
        }
        if attendance.bits & WITH_REPORT_ALONE != 0 {
            mask |= bit(Quantity::COACHING);
        }
    }
    mask
}

/// M42: a meeting's units by the groups of the others.
pub(super) fn share_out(
    (targets, touched): (&mut [i64], &mut [u64]),
    sitter: &Sitter<'_>,
    (meeting, attendance): (&Verdict, &Attendance),
    units: i64,
) {
    let mut give = |target: u32, units: i64| {
        targets[target as usize] += units;
        touched[target as usize / 64] |= 1 << (target % 64);
    };
    let from = meeting.groups as usize;
    let groups = &sitter.join.lists.groups[from..from + usize::from(meeting.groups_len)];
    if let [(target, _)] = *groups {
        give(target, units);
        return;
    }
    let listed = attendance.bits & LISTED != 0;
    let others = u64::from(meeting.size) - u64::from(listed);
    let own = match sitter.person.group {
        group if group < sitter.join.groups => group,
        _ => sitter.join.groups + 1,
    };
    let (each, rest) = (units as u64 / others, units as u64 % others);
    let each = each as i64;
    let (mut heads, mut given) = (0, 0);
    for &(target, count) in groups {
        let count = i64::from(count) - i64::from(listed && target == own);
        if rest == 0 {
            give(target, each * count);
            continue;
        }
        heads += count as u64;
        let extra = divide(rest * heads, others) as i64;
        give(target, each * count + extra - given);
        given = extra;
    }
}

/// A division of numbers that nearly always are short, which is faster than one of long ones.
fn divide(number: u64, by: u64) -> u64 {
    match (u32::try_from(number), u32::try_from(by)) {
        (Ok(number), Ok(by)) => u64::from(number / by),
        _ => number / by,
    }
}
