//! Civil time, turned into UTC minutes once per week and kind of working hours.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::culture::reading::QuietTime;
use model::culture::{HoursSource, Minute, WorkHours};

use crate::engine::{Interval, ZoneOffset};
use crate::sync::Hours;
use crate::weeks::{DAY_MIN, week_start};

/// A civil week in one zone with working hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) days: [Minute; 8],
    pub(super) working: Vec<Interval>,
    /// Times that are to be free of meetings.
    pub(super) quiet: Vec<Interval>,
    pub(super) offsets: Vec<ZoneOffset>,
}

/// The frames of one week by the JSON of working hours: few differ among many people.
pub(super) struct Frames {
    week: i32,
    /// Zone of whom none is known.
    default_zone: String,
    /// Which working hours hold.
    rule: WorkHours,
    quiet: Vec<QuietTime>,
    known: HashMap<Option<String>, Arc<Frame>>,
}

impl Frames {
    pub(super) fn new(
        week: i32,
        default_zone: String,
        (rule, quiet): (WorkHours, Vec<QuietTime>),
    ) -> Self {
        Self {
            week,
            default_zone,
            rule,
            quiet,
            known: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, json: Option<&String>) -> Arc<Frame> {
        if let Some(frame) = self.known.get(&json.cloned()) {
            return Arc::clone(frame);
        }
        let hours: Hours = json
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        let zone = hours.zone.as_deref().unwrap_or(&self.default_zone);
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let frame = Frame {
            quiet: quiet(self.week, &zone, &self.quiet),
            ..frame(self.week, &zone, (&hours, self.rule))
        };
        let frame = Arc::new(frame);
        self.known.insert(json.cloned(), Arc::clone(&frame));
        frame
    }
}

/// The most frequent zone; UTC where none is known.
pub(super) fn usual_zone<'a>(hours: impl Iterator<Item = &'a String>) -> String {
    let mut count: HashMap<String, u32> = HashMap::new();
    for json in hours {
        let hours: Option<Hours> = serde_json::from_str(json).ok();
        if let Some(zone) = hours.and_then(|hours| hours.zone) {
            *count.entry(zone).or_default() += 1;
        }
    }
    let most = count
        .into_iter()
        .max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(&one.0)));
    most.map_or_else(|| "UTC".to_owned(), |(zone, _)| zone)
}

fn frame(week: i32, zone: &TimeZone, (hours, rule): (&Hours, WorkHours)) -> Frame {
    let monday = monday(week);
    let day = |number: i64| monday.checked_add(number.days()).unwrap_or(monday);
    let mut days = [0; 8];
    for (number, minute) in (0..).zip(days.iter_mut()) {
        *minute = at(day(number), 0, zone);
    }
    let own = rule.source == HoursSource::Mailbox && hours.from_min.is_some();
    let (from, to) = match (own, hours.from_min, hours.to_min) {
        (true, Some(from), to) => (from, to.unwrap_or(rule.to_min)),
        _ => (rule.from_min, rule.to_min),
    };
    let works = |number: u8| {
        if own {
            hours.days.contains(&number)
        } else {
            rule.days >> number & 1 == 1
        }
    };
    let mut working = Vec::new();
    // The night shift of the Sunday before reaches into this week.
    for number in -1_i64..7 {
        let of_week = u8::try_from(number.rem_euclid(7)).unwrap_or(0);
        if !works(of_week) || from == to {
            continue;
        }
        let start = at(day(number), from, zone);
        let end = if to > from {
            at(day(number), to, zone)
        } else {
            at(day(number + 1), to, zone)
        };
        let (start, end) = (start.max(days[0]), end.min(days[7]));
        if start < end {
            working.push(Interval { start, end });
        }
    }
    Frame {
        days,
        working,
        quiet: vec![],
        offsets: offsets(&days, zone),
    }
}

/// Times on the wall of a week; what a change of clocks leaves out is empty.
fn quiet(week: i32, zone: &TimeZone, times: &[QuietTime]) -> Vec<Interval> {
    let monday = monday(week);
    let times = times.iter().map(|time| {
        let days = i64::from(time.day).days();
        let day = monday.checked_add(days).unwrap_or(monday);
        Interval {
            start: at(day, time.from_min, zone),
            end: at(day, time.to_min, zone),
        }
    });
    times.filter(|time| time.start < time.end).collect()
}

/// The Monday of a week.
fn monday(week: i32) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = i64::from(week_start(week).div_euclid(DAY_MIN));
    epoch.checked_add(days.days()).unwrap_or(epoch)
}

/// A time on the wall as a UTC minute. A time that a change of clocks leaves out is the moment of the change.
fn at(date: Date, minute: u16, zone: &TimeZone) -> Minute {
    let (hour, minute) = (i8::try_from(minute / 60), i8::try_from(minute % 60));
    let time = match (hour, minute) {
        (Ok(hour), Ok(minute)) if hour < 24 => date.at(hour, minute, 0, 0),
        _ => date.tomorrow().unwrap_or(date).at(0, 0, 0, 0),
    };
    let second = time
        .to_zoned(zone.clone())
        .map_or(0, |zoned| zoned.timestamp().as_second());
    Minute::try_from(second.div_euclid(60)).unwrap_or(0)
}

fn offsets(days: &[Minute; 8], zone: &TimeZone) -> Vec<ZoneOffset> {
    let stamp =
        |minute: Minute| jiff::Timestamp::from_second(i64::from(minute) * 60).unwrap_or_default();
    let of = |from: Minute| ZoneOffset {
        from,
        offset_min: zone.to_offset(stamp(from)).seconds().div_euclid(60),
    };
    let mut offsets = vec![of(days[0])];
    for change in zone.following(stamp(days[0])) {
        let from =
            Minute::try_from(change.timestamp().as_second().div_euclid(60)).unwrap_or(Minute::MAX);
        if from >= days[7] {
            break;
        }
        offsets.push(of(from));
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weeks::week_of;

    fn frame_of(zone: &str, from: u16, to: u16, week: i32) -> Frame {
        let hours = Hours {
            zone: Some(zone.to_owned()),
            days: vec![0, 6],
            from_min: Some(from),
            to_min: Some(to),
        };
        let json = serde_json::to_string(&hours).unwrap();
        (*Frames::new(week, "UTC".to_owned(), (WorkHours::VIVA, vec![])).of(Some(&json))).clone()
    }

    fn week_at(second: i64) -> i32 {
        week_of(Minute::try_from(second / 60).unwrap())
    }

    #[test]
    fn a_week_of_changing_clocks_has_an_hour_less_or_more() {
        // 2026-03-23 and 2026-10-19, Mondays.
        let spring = frame_of("Europe/Berlin", 480, 1_020, week_at(1_774_224_000));
        assert_eq!(spring.days[7] - spring.days[0], 167 * 60);
        assert_eq!(spring.offsets.len(), 2);
        assert_eq!(
            (spring.offsets[0].offset_min, spring.offsets[1].offset_min),
            (60, 120)
        );
        let autumn = frame_of("Europe/Berlin", 480, 1_020, week_at(1_792_368_000));
        assert_eq!(autumn.days[7] - autumn.days[0], 169 * 60);
        assert!(
            autumn
                .working
                .iter()
                .all(|shift| shift.end - shift.start == 540)
        );
    }

    #[test]
    fn night_shifts_reach_over_midnight_and_end_with_the_week() {
        let frame = frame_of("UTC", 1_320, 360, 2_900);
        let start = week_start(2_900);
        let shifts: Vec<_> = frame
            .working
            .iter()
            .map(|one| (one.start - start, one.end - start))
            .collect();
        assert_eq!(
            shifts,
            [(0, 360), (1_320, 1_800), (6 * 1_440 + 1_320, 7 * 1_440)]
        );
    }

    #[test]
    fn unknown_hours_are_the_default_in_the_usual_zone() {
        let zones = ["Europe/Berlin", "Asia/Kolkata", "Europe/Berlin"];
        let hours = zones.map(|zone| {
            format!("{{\"zone\":\"{zone}\",\"days\":[],\"from_min\":null,\"to_min\":null}}")
        });
        assert_eq!(usual_zone(hours.iter()), "Europe/Berlin");
        assert_eq!(usual_zone([].iter()), "UTC");
        let frame =
            Frames::new(2_900, "Asia/Kolkata".to_owned(), (WorkHours::VIVA, vec![])).of(None);
        assert_eq!(frame.working.len(), 5);
        assert_eq!(frame.days[0], week_start(2_900) - 330);
        assert_eq!(frame.offsets[0].offset_min, 330);
    }

    #[test]
    fn a_rule_of_fixed_hours_asks_no_mailbox() {
        let rule = WorkHours {
            source: HoursSource::Default,
            days: 0b1_0000,
            from_min: 540,
            to_min: 600,
        };
        let hours = Hours {
            zone: Some("UTC".to_owned()),
            days: vec![0, 1],
            from_min: Some(480),
            to_min: Some(1_020),
        };
        let json = serde_json::to_string(&hours).unwrap();
        let start = week_start(2_900);
        let spans = |rule| {
            let frame = Frames::new(2_900, "UTC".to_owned(), (rule, vec![])).of(Some(&json));
            let spans = frame.working.iter();
            let spans = spans.map(|one| (one.start - start, one.end - start));
            spans.collect::<Vec<_>>()
        };
        assert_eq!(spans(rule), [(4 * 1_440 + 540, 4 * 1_440 + 600)]);
        assert_eq!(spans(WorkHours::VIVA), [(480, 1_020), (1_920, 2_460)]);
    }

    #[test]
    fn times_free_of_meetings_are_by_the_clock_of_each() {
        let time = QuietTime {
            day: 2,
            from_min: 780,
            to_min: 1_440,
        };
        let start = week_start(2_900);
        let of = |zone: &str| {
            let mut frames = Frames::new(2_900, zone.to_owned(), (WorkHours::VIVA, vec![time]));
            let frame = frames.of(None);
            (frame.quiet[0].start - start, frame.quiet[0].end - start)
        };
        assert_eq!(of("UTC"), (2 * 1_440 + 780, 3 * 1_440));
        assert_eq!(of("Asia/Kolkata"), (2 * 1_440 + 780 - 330, 3 * 1_440 - 330));
    }
}
