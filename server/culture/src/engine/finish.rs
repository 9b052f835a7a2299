//! Columns that follow from other columns.

use model::culture::{Overlap, Quantity, quantity::UNIT};

use super::{
    columns::{ABSENT, Row, col},
    people::NOBODY,
    person::Sitter,
};

/// Columns that follow from others, and those without data.
pub(super) fn finish(sitter: &Sitter<'_>, row: &mut Row) {
    col!(row, ALLOCATED) = col!(row, MEETING_MIN) * UNIT;
    for (size, column) in [
        Quantity::SIZE_2,
        Quantity::SIZE_8,
        Quantity::SIZE_18,
        Quantity::SIZE_50,
        Quantity::SIZE_51,
    ]
    .into_iter()
    .enumerate()
    {
        row[column.index()] = row[size * 4..size * 4 + 4].iter().sum();
    }
    let short = col!(row, LEAD_6) + col!(row, LEAD_12) + col!(row, LEAD_24);
    col!(row, LEAD_SHORT) = short;
    col!(row, LEAD_KNOWN) = short + col!(row, LEAD_LONG);
    col!(row, MEETINGS_AFTER) = col!(row, MEETINGS) - col!(row, MEETINGS_WORKING);
    col!(row, CONFLICT_EXCESS_MIN) = col!(row, BOOKED_MIN) - col!(row, MEETING_MIN);
    col!(row, CONFLICT_MIN) = match sitter.policy.overlap {
        Overlap::Depth2 => col!(row, CONFLICT_DEPTH_MIN),
        Overlap::Excess => col!(row, CONFLICT_EXCESS_MIN),
        Overlap::Whole => col!(row, CONFLICT_WHOLE_MIN),
    };
    col!(row, AFTER_HOURS_MIN) = col!(row, MEETING_MIN) - col!(row, WORKING_MEETING_MIN);
    let hour = Quantity::HEAT[0].index();
    for day in 0..7 {
        for peak in [9, 10, 13, 14] {
            col!(row, PEAK_MIN) += row[hour + day * 24 + peak];
        }
    }
    if sitter.person.own_rate {
        col!(row, PRICED_BY_RATE) = col!(row, ATTENDANCES);
    } else {
        col!(row, PRICED_BY_DEFAULT) = col!(row, ATTENDANCES);
    }
    if sitter.person.manager == NOBODY {
        for column in [
            Quantity::MANAGER_ONE,
            Quantity::WITH_MANAGER,
            Quantity::MANAGER_ONE_WEEKS,
            Quantity::MANAGER_ONE_MEETINGS,
        ] {
            row[column.index()] = ABSENT;
        }
    }
    if sitter.person.skip == NOBODY {
        col!(row, REDUNDANT_LOWER) = ABSENT;
    }
}
