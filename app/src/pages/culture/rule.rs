//! The switches of the policy, and by what calendars were read.

use leptos::prelude::*;
use model::culture::reading::SensitiveEvents;
use model::culture::view::{MeasureView, ReadBy, Unit};
use model::culture::{
    Allocation, Attendance, Cancelled, ExcludedFromRule, HoursSource, Hygiene, Overlap, Policy,
    SizeBasis, WeekStart, WorkHours, Zones,
};

use super::measure::list;
use crate::texts::{Key, Texts};
use crate::ui::chart::number::amount;

/// Every switch of our rule and of the reading; or that the source of an import has definitions of its own.
pub(super) fn rule(texts: Texts, measure: &MeasureView) -> AnyView {
    match &measure.policy {
        Some(policy) => list(switches(texts, policy, measure.read_by.as_ref())),
        None => view! { <p>{texts.get(Key::CULTURE_MEASURE_IMPORTED)}</p> }.into_any(),
    }
}

fn switches(texts: Texts, policy: &Policy, read_by: Option<&ReadBy>) -> Vec<(String, String)> {
    let mut rows = who_attends(texts, policy);
    rows.extend(time(texts, policy));
    if let Some(read_by) = read_by {
        rows.extend(reading(texts, read_by));
    }
    let word = |key: Key| texts.get(key).to_owned();
    rows.into_iter()
        .map(|(name, value)| (word(name), value))
        .collect()
}

fn who_attends(texts: Texts, policy: &Policy) -> Vec<(Key, String)> {
    let word = |key: Key| texts.get(key).to_owned();
    let attendance = match policy.attendance {
        Attendance::Strict => Key::CULTURE_SWITCH_ATTENDANCE_STRICT,
        Attendance::NonDeclined => Key::CULTURE_SWITCH_ATTENDANCE_WIDE,
    };
    let size = match policy.size_basis {
        SizeBasis::Invited => Key::CULTURE_VALUE_INVITED,
        SizeBasis::Attended => Key::CULTURE_VALUE_ATTENDED,
    };
    let people = policy.max_participants.map_or_else(
        || policy.min_participants.to_string(),
        |most| format!("{} – {most}", policy.min_participants),
    );
    let cancelled = counted(texts, policy.cancelled == Cancelled::Include);
    let away = if policy.out_of_office {
        word(Key::CULTURE_VALUE_AWAY)
    } else {
        counted(texts, true)
    };
    let private = if policy.sensitive_counts {
        word(Key::CULTURE_VALUE_OPAQUE)
    } else {
        counted(texts, false)
    };
    let longest = amount(texts, Unit::Minutes, f64::from(policy.max_duration_min));
    vec![
        (Key::CULTURE_SWITCH_ATTENDANCE, word(attendance)),
        (Key::CULTURE_SWITCH_DURATION, longest),
        (Key::CULTURE_SWITCH_PARTICIPANTS, people),
        (Key::CULTURE_SWITCH_CANCELLED, cancelled),
        (Key::CULTURE_SWITCH_ALL_DAY, counted(texts, policy.all_day)),
        (Key::CULTURE_SWITCH_OUT, away),
        (Key::CULTURE_SWITCH_SENSITIVE, private),
        (Key::CULTURE_SWITCH_SIZE, word(size)),
        (Key::CULTURE_SWITCH_HYGIENE, hygiene(texts, policy.hygiene)),
    ]
}

fn time(texts: Texts, policy: &Policy) -> Vec<(Key, String)> {
    let word = |key: Key| texts.get(key).to_owned();
    let overlap = match policy.overlap {
        Overlap::Depth2 => Key::CULTURE_VALUE_TWO,
        Overlap::Excess => Key::CULTURE_VALUE_EXCESS,
        Overlap::Whole => Key::CULTURE_VALUE_WHOLE,
    };
    let allocation = match policy.allocation {
        Allocation::Equal => Key::CULTURE_VALUE_EQUAL,
    };
    let zones = match policy.zones {
        Zones::PersonAndOrganizer => Key::CULTURE_VALUE_ZONES,
    };
    let week = match policy.week_start {
        WeekStart::Monday => Key::CULTURE_VALUE_MONDAY,
        WeekStart::Sunday => Key::CULTURE_VALUE_SUNDAY,
    };
    let focus = amount(texts, Unit::Minutes, f64::from(policy.focus_min));
    vec![
        (Key::CULTURE_SWITCH_OVERLAP, word(overlap)),
        (Key::CULTURE_SWITCH_ALLOCATION, word(allocation)),
        (Key::CULTURE_SWITCH_FOCUS, focus),
        (Key::CULTURE_SWITCH_HOURS, hours(texts, policy.work_hours)),
        (Key::CULTURE_SWITCH_ZONES, word(zones)),
        (Key::CULTURE_SWITCH_WEEK, word(week)),
        (
            Key::CULTURE_SWITCH_WHOLE,
            whole(texts, policy.excluded_from_rule),
        ),
    ]
}

fn reading(texts: Texts, read_by: &ReadBy) -> Vec<(Key, String)> {
    let private = match read_by.sensitive {
        SensitiveEvents::Busy => Key::CULTURE_VALUE_READ,
        SensitiveEvents::Drop => Key::CULTURE_VALUE_LEFT_OUT,
    };
    let words = if read_by.words {
        Key::CULTURE_VALUE_LEFT_OUT
    } else {
        Key::CULTURE_VALUE_NO_WORDS
    };
    let agenda = if read_by.agenda {
        Key::CULTURE_VALUE_LOOKED_FOR
    } else {
        Key::CULTURE_VALUE_NOT_LOOKED_FOR
    };
    let row = |name, value| (name, texts.get(value).to_owned());
    let times: Vec<String> = read_by.quiet.iter().map(ToString::to_string).collect();
    let quiet = if times.is_empty() {
        texts.get(Key::CULTURE_VALUE_NO_FIGURE).to_owned()
    } else {
        times.join(", ")
    };
    vec![
        row(Key::CULTURE_SWITCH_READ_PRIVATE, private),
        row(Key::CULTURE_SWITCH_READ_WORDS, words),
        row(Key::CULTURE_SWITCH_READ_AGENDA, agenda),
        (Key::CULTURE_SWITCH_QUIET, quiet),
    ]
}

fn counted(texts: Texts, yes: bool) -> String {
    let key = if yes {
        Key::CULTURE_VALUE_COUNTED
    } else {
        Key::CULTURE_VALUE_NOT
    };
    texts.get(key).to_owned()
}

fn hours(texts: Texts, hours: WorkHours) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let key = match hours.source {
        HoursSource::Mailbox => Key::CULTURE_VALUE_HOURS_MAILBOX,
        HoursSource::Default => Key::CULTURE_VALUE_HOURS_ALL,
    };
    texts.with(
        key,
        &[
            ("from", &clock(hours.from_min)),
            ("to", &clock(hours.to_min)),
            ("n", &hours.days.count_ones().to_string()),
        ],
    )
}

/// Codes of the metrics that follow the whole calendar.
fn whole(texts: Texts, apart: ExcludedFromRule) -> String {
    let codes: Vec<&str> = [
        (apart.working_time, "M4"),
        (apart.conflicts, "M12"),
        (apart.available, "M18"),
    ]
    .into_iter()
    .filter_map(|(on, code)| on.then_some(code))
    .collect();
    if codes.is_empty() {
        return texts.get(Key::CULTURE_VALUE_NO_FIGURE).to_owned();
    }
    codes.join(", ")
}

fn hygiene(texts: Texts, rules: Hygiene) -> String {
    let mut parts = Vec::new();
    if let Some(least) = rules.least_min {
        let least = amount(texts, Unit::Hours, f64::from(least) / 60.0);
        parts.push(texts.with(Key::CULTURE_VALUE_FEW_HOURS, &[("hours", &least)]));
    }
    let rest = [
        (rules.holiday_tenths, Key::CULTURE_VALUE_HOLIDAYS),
        (rules.inactive_tenths, Key::CULTURE_VALUE_INACTIVE),
    ];
    for (tenths, key) in rest {
        if let Some(tenths) = tenths {
            let far = amount(texts, Unit::Count, f64::from(tenths) / 10.0);
            parts.push(texts.with(key, &[("z", &far)]));
        }
    }
    if parts.is_empty() {
        return texts.get(Key::CULTURE_VALUE_NOBODY).to_owned();
    }
    parts.join("; ")
}
