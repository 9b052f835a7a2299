//! Single meetings that a circle calls in a week.

use std::borrow::Cow;

use super::chance::{Dice, mix};
use super::habit::{Habit, LENGTHS, STARTS, speedy};
use super::key::Key;
use super::occasion::{Kind, Occasion, Party, Sensitivity, ShowAs, Topic};
use super::outside::OUTSIDERS;
use super::personal::{is_holiday, on_leave};
use super::plan::{Circle, Grain, Plan};
use super::{DAY_MIN, MINUTE_MS, Moment, monday, zone};

/// How many meetings a circle calls in a week.
pub(crate) fn count(plan: &Plan, circle: u32, week: i32) -> u32 {
    let Some(found) = plan.circles.get(circle as usize) else {
        return 0;
    };
    let mut dice = Dice::new([
        plan.seed,
        12,
        u64::from(circle),
        u64::from(week.cast_unsigned()),
    ]);
    let rate = found.rate * dice.between(60, 140) / 100;
    rate / 1_000 + u32::from(dice.permille(rate % 1_000))
}

/// One meeting as it stands at a moment; `None` where the number isn't rolled, or `only` doesn't take part.
pub(crate) fn meeting<'a>(
    plan: &'a Plan,
    (circle, week, number): (u32, i32, u32),
    only: Option<u32>,
    at: Moment,
) -> Option<Occasion<'a>> {
    let found = plan.circles.get(circle as usize)?;
    if number >= count(plan, circle, week) {
        return None;
    }
    let key = Key::Single(circle, week, number);
    let roll = key.number(plan.seed);
    let (caller, others) = cast(plan, found, roll)?;
    if only.is_some_and(|person| person != caller && !others.contains(&person)) {
        return None;
    }
    let mut dice = Dice::new([roll, 1]);
    let card = plan.card(caller)?;
    let day = day_of(&mut dice, week);
    if is_holiday(day) || on_leave(plan, caller, week) {
        return None;
    }
    let guests = guests(&mut dice, &card.habit);
    let from_outside = !guests.is_empty() && dice.permille(180);
    let time = Time::rolled(
        &mut dice,
        &card.habit,
        day * DAY_MIN - zone::offset_min(card.zone, week),
    );
    let (start, moved_ms) = time.at(&mut dice, at);
    let cancelled_ms = dice
        .permille(40)
        .then(|| time.before(&mut dice, &[30, 120, 600, 1_500, 4_000]));
    let (organiser, members, outsiders) = if from_outside {
        let mut members = others;
        members.insert(0, caller);
        (Party::Outside(guests[0]), members, guests[1..].to_vec())
    } else {
        (Party::Person(caller), others, guests)
    };
    let online = from_outside || dice.permille(card.habit.online);
    Some(Occasion {
        key,
        kind: Kind::Single,
        roll,
        answers: roll,
        organiser,
        listed: members.len(),
        members: Cow::Owned(members),
        outsiders,
        room: (!online || dice.permille(150)).then(|| u16::try_from(dice.below(24)).unwrap_or(0)),
        list: None,
        start,
        end: start + time.length,
        original: start,
        all_day: false,
        created_ms: time.created_ms,
        moved_ms,
        cancelled_ms,
        hidden: dice.permille(8),
        online,
        agenda: dice.permille(card.habit.agenda),
        attachment: dice.permille(80),
        draft: false,
        sensitivity: dice.weighted(
            &[
                (955, Sensitivity::Normal),
                (30, Sensitivity::Private),
                (10, Sensitivity::Personal),
                (5, Sensitivity::Confidential),
            ],
            Sensitivity::Normal,
        ),
        show_as: ShowAs::Busy,
        topic: Topic::Meeting,
        custom: None,
    })
}

// Whoever is most inclined calls it and whoever is most inclined comes; the dice change each time.
fn cast(plan: &Plan, circle: &Circle, roll: u64) -> Option<(u32, Vec<u32>)> {
    let mut dice = Dice::new([roll, 2]);
    let wanted = match circle.grain {
        Grain::Small => dice.weighted(
            &[
                (26, 1_usize),
                (20, 2),
                (16, 3),
                (12, 4),
                (9, 5),
                (6, 6),
                (5, 7),
                (4, 9),
                (2, 11),
            ],
            2,
        ),
        Grain::Large => dice.between(14, 40) as usize,
    };
    let habit = plan.card(*circle.members.first()?)?.habit;
    let wanted = (wanted * habit.size as usize / 100).max(1);
    let mut ranked: Vec<(u64, u32)> = circle
        .members
        .iter()
        .map(|&member| {
            let drive = plan.card(member).map_or(0, |card| card.drive);
            let share = mix([roll, 3, u64::from(member)]) >> 40;
            (share * u64::from(drive), member)
        })
        .collect();
    let keep = (wanted + 1).min(ranked.len());
    if keep < ranked.len() {
        ranked.select_nth_unstable_by(keep - 1, |one, other| other.cmp(one));
        ranked.truncate(keep);
    }
    let caller = ranked
        .iter()
        .min_by_key(|(_, member)| mix([roll, 4, u64::from(*member)]))?
        .1;
    let others: Vec<u32> = ranked
        .into_iter()
        .map(|(_, member)| member)
        .filter(|member| *member != caller)
        .collect();
    (!others.is_empty()).then_some((caller, others))
}

fn guests(dice: &mut Dice, habit: &Habit) -> Vec<u16> {
    if !dice.permille(habit.outside) {
        return Vec::new();
    }
    // People of one house stand beside each other in the list.
    let first = dice.below(u32::try_from(OUTSIDERS.len()).unwrap_or(1));
    let count = dice.weighted(&[(60, 1_u32), (25, 2), (10, 3), (5, 4)], 1);
    let all = u32::try_from(OUTSIDERS.len()).unwrap_or(1);
    (0..count)
        .map(|step| u16::try_from((first + step) % all).unwrap_or(0))
        .collect()
}

fn day_of(dice: &mut Dice, week: i32) -> i32 {
    let weekday = dice.weighted(
        &[
            (180, 0),
            (225, 1),
            (235, 2),
            (220, 3),
            (135, 4),
            (3, 5),
            (2, 6),
        ],
        2,
    );
    monday(week) + weekday
}

struct Time {
    start: i32,
    length: i32,
    created_ms: i64,
}

impl Time {
    fn rolled(dice: &mut Dice, habit: &Habit, midnight: i32) -> Self {
        let clock = if dice.permille(habit.late) {
            1_080 + 30 * i32::try_from(dice.below(6)).unwrap_or(0)
        } else {
            dice.weighted(STARTS, 600)
        };
        let mut length = dice.weighted(LENGTHS, 60);
        if dice.permille(habit.speedy) {
            length = speedy(length);
        }
        let lead = if dice.permille(habit.short_notice) {
            dice.weighted(
                &[
                    (30, (5, 120)),
                    (20, (120, 360)),
                    (18, (361, 720)),
                    (32, (721, 1_439)),
                ],
                (5, 60),
            )
        } else {
            dice.weighted(
                &[
                    (35, (1_440, 4_320)),
                    (35, (4_320, 10_080)),
                    (22, (10_080, 30_000)),
                    (8, (30_000, 90_000)),
                ],
                (1_440, 4_320),
            )
        };
        let lead = i32::try_from(dice.between(lead.0, lead.1)).unwrap_or(1_440);
        let start = midnight + clock;
        Self {
            start,
            length,
            created_ms: i64::from(start - lead) * MINUTE_MS + i64::from(dice.below(60_000)),
        }
    }

    /// Some time ahead of the start, but never before the meeting was called.
    fn before(&self, dice: &mut Dice, minutes: &[i32]) -> i64 {
        let ahead = dice.pick(minutes, 60);
        (i64::from(self.start - ahead) * MINUTE_MS).max(self.created_ms + 2 * MINUTE_MS)
    }

    /// The start at a moment, and when it was moved there: one in 25 was planned for another time at first.
    fn at(&self, dice: &mut Dice, at: Moment) -> (i32, Option<i64>) {
        if !dice.permille(40) {
            return (self.start, None);
        }
        let by = dice.pick(&[-60, 60, 120, -120, 30, 1_440, -1_440], 60);
        let moved_ms = self.before(dice, &[60, 300, 1_200, 3_000]);
        if at.ms < moved_ms {
            (self.start + by, None)
        } else {
            (self.start, Some(moved_ms))
        }
    }
}
