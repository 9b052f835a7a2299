//! The single columns, each with its key.

use super::{Measure, Quantity, spread};

/// First column after the mosaic of size and length.
const FIRST: u16 = spread::MOSAIC_LEN as u16;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $key:literal $measure:ident;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the columns they number")]
        enum Place { $($name,)* END }

        impl Quantity {
            $($(#[$doc])* pub const $name: Self = Self(FIRST + Place::$name as u16);)*
        }

        /// The first column after the single ones.
        pub(super) const END: u16 = FIRST + Place::END as u16;

        const KEYS: &[(&str, Measure)] = &[$(($key, Measure::$measure),)*];
    };
}

/// Key and measure of a single column.
pub(super) fn key(quantity: Quantity) -> Option<(&'static str, Measure)> {
    KEYS.get(usize::from(quantity.0.checked_sub(FIRST)?))
        .copied()
}

columns! {
    // Allocated hours by a property of the meeting. The engine adds them by a bit mask: all stay below column 64.
    /// M7, M15: sensitive meetings, of which only times are known.
    PRIVATE = "allocated_private" Allocated;
    /// M7: size unknown (hidden list and no organiser's copy) or below 2.
    SIZE_UNKNOWN = "allocated_size_unknown" Allocated;
    /// M15: 2 people, at most 1 h.
    TYPE_ONE_TO_ONE = "allocated_type_one_to_one" Allocated;
    /// M15: 3 to 8 people, at most 1 h.
    TYPE_DECISION = "allocated_type_decision" Allocated;
    /// M15: 9 to 18 people, at most 1 h.
    TYPE_STATUS = "allocated_type_status" Allocated;
    /// M15: 19 to 50 people, at most 2 h.
    TYPE_BLOATED = "allocated_type_bloated" Allocated;
    /// M15: at most 18 people, over 1 h and at most 2 h.
    TYPE_LENGTHY = "allocated_type_lengthy" Allocated;
    /// M15: 51 people and more.
    TYPE_ALL_HANDS = "allocated_type_all_hands" Allocated;
    /// M15: at most 50 people, 2 h and more.
    TYPE_WORKSHOP = "allocated_type_workshop" Allocated;
    /// M15: none of the others, size unknown included, sensitive ones not.
    TYPE_OTHER = "allocated_type_other" Allocated;
    /// M11, M44: more than 8 people and longer than 1 h.
    LARGE_LONG = "allocated_large_long" Allocated;
    /// M11: more than 8 people, or longer than 1 h.
    LARGE_OR_LONG = "allocated_large_or_long" Allocated;
    /// M14: occurrences and exceptions of series.
    RECURRING = "allocated_recurring" Allocated;
    /// M27: single events, exceptions and first occurrences called at most 6 h ahead.
    LEAD_6 = "allocated_lead_0_6_h" Allocated;
    /// M27: over 6 h, at most 12 h ahead.
    LEAD_12 = "allocated_lead_6_12_h" Allocated;
    /// M27: over 12 h, less than 24 h ahead.
    LEAD_24 = "allocated_lead_12_24_h" Allocated;
    /// M27: 24 h ahead and more.
    LEAD_LONG = "allocated_lead_24_h" Allocated;
    /// M40: with at least one person of a foreign domain.
    EXTERNAL = "allocated_external" Allocated;
    /// M40: with at least half of the people from foreign domains.
    MAINLY_EXTERNAL = "allocated_mainly_external" Allocated;
    /// M41: online meetings.
    ONLINE = "allocated_online" Allocated;
    /// M42: meetings of at least two people whose list is known: the total of the matrix row.
    IN_COMPANY = "allocated_in_company" Allocated;
    /// M39, M44: three levels or more of one group take part.
    REDUNDANT_LEVELS = "allocated_redundant_organizational" Allocated;
    /// M36: meetings the person called.
    OWN_MEETINGS = "allocated_own_meetings" Allocated;
    /// M37: exactly the person and the manager. Absent without a manager.
    MANAGER_ONE = "allocated_manager_one_to_one" Allocated;
    /// M38: the manager takes part. Absent without a manager.
    WITH_MANAGER = "allocated_with_manager" Allocated;
    /// M39: manager and manager's manager take part. Absent without both.
    REDUNDANT_LOWER = "allocated_redundant_lower_level" Allocated;
    /// One-to-one meetings with direct reports, the manager's side of M37.
    COACHING = "allocated_coaching" Allocated;

    // Allocated hours that follow from the above.
    /// M1 in allocated units: the whole of which the others are shares.
    ALLOCATED = "allocated_meetings" Allocated;
    /// M7: 2 people.
    SIZE_2 = "allocated_size_2" Allocated;
    /// M7: 3 to 8 people.
    SIZE_8 = "allocated_size_3_8" Allocated;
    /// M7: 9 to 18 people.
    SIZE_18 = "allocated_size_9_18" Allocated;
    /// M7: 19 to 50 people.
    SIZE_50 = "allocated_size_19_50" Allocated;
    /// M7: 51 people and more.
    SIZE_51 = "allocated_size_51" Allocated;
    /// M28: single events, exceptions and first occurrences with a known lead time.
    LEAD_KNOWN = "allocated_lead_known" Allocated;
    /// M28: of those, called less than 24 h ahead.
    LEAD_SHORT = "allocated_lead_short" Allocated;

    // Time.
    /// M1: time in at least one meeting.
    MEETING_MIN = "meeting_min" Minutes;
    /// M2: lengths of all meetings added up.
    BOOKED_MIN = "booked_min" Minutes;
    /// M3: meetings, those at the same time and over the week's edge in parts.
    MEETINGS = "meetings" Parts;
    /// M3 inside working hours.
    MEETINGS_WORKING = "meetings_working" Parts;
    /// M3 outside working hours.
    MEETINGS_AFTER = "meetings_after_hours" Parts;
    /// M3, plain: meetings that touch the week.
    ATTENDANCES = "attendances" Count;
    /// M4, M18: working time less out-of-office.
    WORKING_MIN = "working_min" Minutes;
    /// M4: working time in meetings.
    WORKING_MEETING_MIN = "working_meeting_min" Minutes;
    /// M6: working days.
    WORKING_DAYS = "working_days" Count;
    /// M6: working days without a meeting in working time.
    FREE_DAYS = "meeting_free_days" Count;
    /// M6: meeting time inside declared no-meeting windows. Absent where none is declared.
    NO_MEETING_WINDOW_MIN = "no_meeting_window_min" Minutes;
    /// M12 as the policy's headline.
    CONFLICT_MIN = "conflict_min" Minutes;
    /// M12a: time with two meetings or more.
    CONFLICT_DEPTH_MIN = "conflict_depth2_min" Minutes;
    /// M12b: booked time less the union.
    CONFLICT_EXCESS_MIN = "conflict_excess_min" Minutes;
    /// M12c: whole length of each meeting that overlaps another.
    CONFLICT_WHOLE_MIN = "conflict_whole_min" Minutes;
    /// M13: meetings that overlap another.
    ATTENDANCES_CONFLICTED = "attendances_conflicted" Count;
    /// M16: gaps of the policy's least length and more.
    FOCUS_MIN = "focus_min" Minutes;
    /// M16: gaps of 60 minutes and more.
    FOCUS_60_MIN = "focus_60_min" Minutes;
    /// M17: whole 2-hour blocks in gaps.
    OPEN_BLOCKS = "open_2_h_blocks" Count;
    /// M18: working time without a meeting.
    AVAILABLE_MIN = "available_min" Minutes;
    /// M19: of that, in gaps shorter than the policy's focus length.
    FRAGMENTED_MIN = "fragmented_min" Minutes;
    /// M21: the next meeting begins the moment this one ends.
    BACK_TO_BACK_0 = "attendances_next_after_0_min" Count;
    /// M21: the next meeting begins within 5 minutes.
    BACK_TO_BACK_5 = "attendances_next_within_5_min" Count;
    /// M21: the next meeting begins within 10 minutes.
    BACK_TO_BACK_10 = "attendances_next_within_10_min" Count;
    /// M22: meeting time outside working time.
    AFTER_HOURS_MIN = "after_hours_min" Minutes;
    /// M23: meeting time on days without working time.
    WEEKEND_MIN = "day_off_min" Minutes;
    /// M23: meetings that begin at 20:00 local or later.
    LATE_STARTS = "late_starts" Count;
    /// M24: meeting time between 9 and 11 and between 13 and 15.
    PEAK_MIN = "peak_min" Minutes;
    /// M37: 1 when the week has a one-to-one with the manager, else 0. Absent without a manager.
    MANAGER_ONE_WEEKS = "manager_one_to_one_weeks" Count;
    /// M37: one-to-one meetings with the manager. Absent without a manager.
    MANAGER_ONE_MEETINGS = "manager_one_to_one_meetings" Count;
    /// M43 of the person's own hours.
    COST = "cost" Cost;
    /// M43: meetings attended and priced by the person's own rate.
    PRICED_BY_RATE = "attendances_priced_by_rate" Count;
    /// M43: meetings attended and priced by the default rate.
    PRICED_BY_DEFAULT = "attendances_priced_by_default" Count;
    /// M44 with the default flags: conflict, organisational redundancy.
    LOW_QUALITY_MIN = "low_quality_min" Minutes;
    /// M44 with all five flags. Absent where [`Self::LOW_NO_AGENDA_MIN`] is.
    LOW_QUALITY_ALL_MIN = "low_quality_all_flags_min" Minutes;
    /// M44, the flag conflict alone: the person's meetings that overlap another.
    LOW_CONFLICT_MIN = "low_quality_conflict_min" Minutes;
    /// M44, the flag organisational redundancy alone.
    LOW_REDUNDANT_MIN = "low_quality_redundant_min" Minutes;
    /// M44, the flag large and long alone.
    LOW_LARGE_LONG_MIN = "low_quality_large_long_min" Minutes;
    /// M44, the flag no agenda alone. Absent where agendas aren't looked for, and where of counted meetings that aren't
    /// private none is known to have one or none.
    LOW_NO_AGENDA_MIN = "low_quality_no_agenda_min" Minutes;
    /// M44, the flag short notice alone.
    LOW_SHORT_NOTICE_MIN = "low_quality_short_notice_min" Minutes;

    // Meetings the person called.
    /// Meetings held.
    ORGANIZED = "organized_meetings" Count;
    /// M8: meetings held whose size is known.
    ORGANIZED_SIZED = "organized_sized_meetings" Count;
    /// M8: their people, added up.
    ORGANIZED_HEADS = "organized_heads" Count;
    /// M8: their lengths, added up.
    ORGANIZED_SIZED_MIN = "organized_sized_min" Minutes;
    /// M8: people times length, added up.
    ORGANIZED_HEAD_MIN = "organized_head_min" Minutes;
    /// M10: meetings shortened by 5 or 10 minutes.
    ORGANIZED_SPEEDY = "organized_speedy" Count;
    /// M26: meetings with a person whose zone is known.
    ORGANIZED_ZONED = "organized_zoned_meetings" Count;
    /// M26: largest less smallest UTC offset of the people, added up.
    ORGANIZED_SPREAD_MIN = "organized_zone_spread_min" Minutes;
    /// M29: meetings scheduled, cancelled ones included.
    ORGANIZED_SCHEDULED = "organized_scheduled" Count;
    /// M29: of those, first seen cancelled less than 24 h before the begin.
    ORGANIZED_CANCELLED_LATE = "organized_cancelled_late" Count;
    /// M30: changes of the begin.
    ORGANIZED_MOVES = "organized_moves" Count;
    /// M30: meetings of series.
    ORGANIZED_OF_SERIES = "organized_of_series" Count;
    /// M30: of those, exceptions.
    ORGANIZED_EXCEPTIONS = "organized_exceptions" Count;
    /// M31: meetings of which it is known whether they have an agenda.
    ORGANIZED_AGENDA_KNOWN = "organized_agenda_known" Count;
    /// M31: of those, without one.
    ORGANIZED_NO_AGENDA = "organized_no_agenda" Count;
    /// M32: distinct series with a meeting in the week and a known range.
    ORGANIZED_SERIES = "organized_series" Count;
    /// M32: of those, without an end date.
    ORGANIZED_SERIES_OPEN = "organized_series_open" Count;
    /// M33: people asked for an answer, the organiser's copy being known.
    ORGANIZED_ASKED = "organized_asked" Count;
    /// M33: accepted.
    ORGANIZED_ACCEPTED = "organized_accepted" Count;
    /// M33: tentatively accepted.
    ORGANIZED_TENTATIVE = "organized_tentative" Count;
    /// M33: declined.
    ORGANIZED_DECLINED = "organized_declined" Count;
    /// M33: no answer.
    ORGANIZED_SILENT = "organized_no_answer" Count;
    /// M35: people invited.
    ORGANIZED_INVITED = "organized_invited" Count;
    /// M35: of those, free to come.
    ORGANIZED_OPTIONAL = "organized_optional" Count;
    /// M20: focus time that the meetings took from their attendees.
    ORGANIZED_FOCUS_COST_MIN = "organized_focus_cost_min" Minutes;
    /// M26, M36: hours of all measured attendees, the organiser's own included.
    ORGANIZED_ATTENDED = "organized_allocated_attended" Allocated;
    /// M26: of those, outside the attendee's 08 to 18.
    ORGANIZED_OUTSIDE = "organized_allocated_outside_08_18" Allocated;
    /// M36: hours of the other measured attendees.
    ORGANIZED_GENERATED = "organized_allocated_generated" Allocated;
    /// M43: what the attendees' hours cost.
    ORGANIZED_COST = "organized_cost" Cost;
}
