//! Entries without anybody else: leave, holidays, focus blocks, private appointments, reminders.

use super::chance::{Dice, mix};
use super::civil;
use super::key::Key;
use super::occasion::{Kind, Occasion, Party, Sensitivity, ShowAs, Topic};
use super::plan::Plan;
use super::{DAY_MIN, MINUTE_MS, monday, week_of_day, zone};

/// Entries of one person and week at most.
pub(crate) const NUMBERS: u32 = 12;

/// Month and day of days without work, everywhere.
const HOLIDAYS: [(i32, i32); 5] = [(1, 1), (1, 6), (5, 1), (12, 25), (12, 26)];

/// Whether nobody works on this day (days since 1970-01-01).
pub(crate) fn is_holiday(day: i32) -> bool {
    let (month, day_of_month) = month_and_day(day);
    HOLIDAYS.contains(&(month, day_of_month))
}

fn month_and_day(day: i32) -> (i32, i32) {
    let (_, month, day_of_month) = civil::date(day);
    (month, day_of_month)
}

/// Whether a person is away for the whole week.
pub(crate) fn on_leave(plan: &Plan, person: u32, week: i32) -> bool {
    let (month, day) = month_and_day(monday(week) + 2);
    let of_thousand = match (month, day) {
        (7, 15..) | (8, _) => 170,
        (12, 23..) | (1, ..=3) => 550,
        (4 | 10, _) => 90,
        _ => 50,
    };
    let roll = mix([
        plan.seed,
        11,
        u64::from(person),
        u64::from(week.cast_unsigned()),
    ]);
    roll % 1_000 < of_thousand
}

/// One entry of a person and week; `None` where nothing was rolled.
pub(crate) fn entry<'a>(
    plan: &'a Plan,
    (person, week, number): (u32, i32, u32),
) -> Option<Occasion<'a>> {
    let key = Key::Personal(person, week, number);
    let roll = key.number(plan.seed);
    let mut dice = Dice::new([roll]);
    let card = plan.card(person).filter(|card| card.active)?;
    let away = on_leave(plan, person, week);
    let mut made = Draft::default();
    match number {
        0 if away => made.days(0, 5, (Topic::Leave, ShowAs::Oof)),
        0 => made.holiday(week)?,
        _ if away => return None,
        1..=4 => {
            let blocks = card.habit.focus / 4;
            if !dice.permille(blocks.min(900)) {
                return None;
            }
            made.at(&mut dice, (120, Topic::Focus, ShowAs::Busy));
        }
        5 if dice.permille(220) => {
            made.at(&mut dice, (60, Topic::Private, ShowAs::Busy));
            made.sensitivity = dice.weighted(
                &[(8, Sensitivity::Private), (2, Sensitivity::Personal)],
                Sensitivity::Private,
            );
        }
        6 if dice.permille(60) => made.days(
            i32::try_from(dice.below(5)).unwrap_or(0),
            1,
            (Topic::Elsewhere, ShowAs::Elsewhere),
        ),
        7 if dice.permille(250) => {
            made.at(&mut dice, (30, Topic::Lunch, ShowAs::Busy));
            made.start = 720;
        }
        8 if dice.permille(180) => {
            made.at(&mut dice, (15, Topic::Reminder, ShowAs::Free));
            if dice.permille(80) {
                made.length = 0;
            }
        }
        9 if dice.permille(90) => made.at(&mut dice, (180, Topic::Travel, ShowAs::Busy)),
        10 if dice.permille(15) => made.days(
            i32::try_from(dice.below(5)).unwrap_or(0),
            1,
            (Topic::Sick, ShowAs::Oof),
        ),
        11 if dice.permille(3) => {
            made.at(&mut dice, (60, Topic::Draft, ShowAs::Tentative));
            made.draft = true;
        }
        _ => return None,
    }
    Some(made.finish(&Source {
        plan,
        key,
        roll,
        person,
        week,
    }))
}

#[derive(Default)]
struct Draft {
    day: i32,
    start: i32,
    length: i32,
    all_day: bool,
    topic: Topic,
    show_as: ShowAs,
    sensitivity: Sensitivity,
    draft: bool,
}

struct Source<'a> {
    plan: &'a Plan,
    key: Key,
    roll: u64,
    person: u32,
    week: i32,
}

impl Draft {
    fn at(&mut self, dice: &mut Dice, (length, topic, show_as): (i32, Topic, ShowAs)) {
        self.day = i32::try_from(dice.below(5)).unwrap_or(0);
        self.start = 480 + 30 * i32::try_from(dice.below(18)).unwrap_or(0);
        self.length = length;
        self.topic = topic;
        self.show_as = show_as;
    }

    fn days(&mut self, first: i32, count: i32, (topic, show_as): (Topic, ShowAs)) {
        self.day = first;
        self.length = count * DAY_MIN;
        self.all_day = true;
        self.topic = topic;
        self.show_as = show_as;
    }

    fn holiday(&mut self, week: i32) -> Option<()> {
        let day = (0..5).find(|day| is_holiday(monday(week) + day))?;
        self.days(day, 1, (Topic::Holiday, ShowAs::Free));
        Some(())
    }

    fn finish<'a>(self, source: &Source<'a>) -> Occasion<'a> {
        let Source {
            plan,
            key,
            roll,
            person,
            week,
        } = *source;
        let day = monday(week) + self.day;
        // All-day events float: midnight stands as it is, whatever the zone.
        let offset = if self.all_day {
            0
        } else {
            zone::offset_min(plan.zone_of(person), week_of_day(day))
        };
        let start = day * DAY_MIN + self.start - offset;
        let ahead = if self.all_day { 20_000 } else { 2_000 };
        let created_min = start - 60 - i32::try_from(roll % ahead).unwrap_or(0);
        Occasion {
            key,
            kind: Kind::Single,
            roll,
            answers: roll,
            organiser: Party::Person(person),
            members: (&[]).into(),
            listed: 0,
            outsiders: Vec::new(),
            room: None,
            list: None,
            start,
            end: start + self.length,
            original: start,
            all_day: self.all_day,
            created_ms: i64::from(created_min) * MINUTE_MS + i64::from((roll >> 40) as u16),
            moved_ms: None,
            cancelled_ms: None,
            hidden: false,
            online: false,
            agenda: false,
            attachment: false,
            draft: self.draft,
            sensitivity: self.sensitivity,
            show_as: self.show_as,
            topic: self.topic,
            custom: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_found_by_day_number() {
        // 2026-12-25, 2027-01-01 and 2026-11-23.
        assert!(is_holiday(20_812));
        assert!(is_holiday(20_819));
        assert!(!is_holiday(20_780));
        assert_eq!(month_and_day(0), (1, 1));
        assert_eq!(month_and_day(20_780), (11, 23));
    }
}
