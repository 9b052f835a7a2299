//! Series: one-to-ones, team meetings, stand-ups, projects, departments, everybody; one after the other over the years.

use std::collections::BTreeMap;

use super::chance::Dice;
use super::habit::{LENGTHS, STARTS, speedy};
use super::plan::{Plan, Unit};
use super::zone::{self, ZoneId};
use super::{DAY_MIN, MINUTE_MS, monday};

/// What a series is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A manager and one report.
    OneToOne,
    /// A manager and all reports.
    Team,
    /// The same, short and every day.
    StandUp,
    /// People of several departments.
    Project,
    /// A whole department.
    Department,
    /// The whole organisation.
    Everybody,
}

/// How a series says that it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `noEnd`
    Never,
    /// `endDate`
    Date,
    /// `numbered`
    Count,
}

/// A recurring meeting.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// What it is for.
    pub(crate) sort: Sort,
    /// Number of the organiser.
    pub(crate) organiser: u32,
    /// Numbers of the others.
    pub(crate) members: Vec<u32>,
    /// How many of them are invited by name; the rest through the list.
    pub(crate) listed: usize,
    /// Distribution list that is invited, too.
    pub(crate) list: Option<u32>,
    /// Weekdays, bit 0 = Monday.
    pub(crate) days: u8,
    /// Minutes after midnight of the organiser.
    pub(crate) start: i32,
    /// Minutes.
    pub(crate) length: i32,
    /// Every so many weeks.
    pub(crate) every: i32,
    /// First week.
    pub(crate) first_week: i32,
    /// Last week that may hold an occurrence.
    pub(crate) last_week: i32,
    /// How the end is told.
    pub(crate) ending: Ending,
    /// When it was called, epoch milliseconds.
    pub(crate) created_ms: i64,
    /// The organiser's zone.
    pub(crate) zone: ZoneId,
    /// Held online.
    pub(crate) online: bool,
    /// Room, where one is booked.
    pub(crate) room: Option<u16>,
    /// Whether the invitation has an agenda.
    pub(crate) agenda: bool,
}

// 2022-01 to 2029-12.
const BEGIN: (u32, u32) = (2_714, 2_818);
const HORIZON: i32 = 3_130;
/// No more than so many attendees are invited by name.
const LISTED_MAX: usize = 480;

impl Series {
    /// Whether an occurrence was planned for this day of the organiser.
    pub(crate) fn meets_on(&self, day: i32) -> bool {
        let week = super::week_of_day(day);
        let weekday = day - monday(week);
        (self.first_week..=self.last_week).contains(&week)
            && (week - self.first_week) % self.every == 0
            && self.days >> weekday & 1 == 1
    }

    /// The planned beginning on a day, in UTC.
    pub(crate) fn start_on(&self, day: i32) -> i32 {
        day * DAY_MIN + self.start - zone::offset_min(self.zone, super::week_of_day(day))
    }

    /// Day of the first occurrence.
    pub(crate) fn first_day(&self) -> i32 {
        monday(self.first_week) + i32::try_from(self.days.trailing_zeros()).unwrap_or(0)
    }

    /// How many occurrences are planned, where the series ends.
    pub(crate) fn occurrences(&self) -> i32 {
        let weeks = (self.last_week - self.first_week) / self.every + 1;
        weeks * i32::try_from(self.days.count_ones()).unwrap_or(1)
    }
}

/// Fills the plan with the series of everybody.
pub(crate) fn keep_series(
    plan: &mut Plan,
    teams: &BTreeMap<u32, Vec<u32>>,
    departments: &[Unit],
    active: &[u32],
) {
    let mut keeper = Keeper { plan };
    for (&manager, reports) in teams {
        keeper.team(manager, reports);
    }
    keeper.projects();
    for unit in departments {
        keeper.department(unit);
    }
    keeper.everybody(active);
}

struct Keeper<'a> {
    plan: &'a mut Plan,
}

struct Draft {
    sort: Sort,
    organiser: u32,
    members: Vec<u32>,
    days: u8,
    length: i32,
    every: i32,
    list: Option<u32>,
}

impl Keeper<'_> {
    fn dice(&self, salt: u64) -> Dice {
        Dice::new([self.plan.seed, 4, self.plan.series.len() as u64, salt])
    }

    fn works(&self, person: u32) -> bool {
        self.plan.card(person).is_some_and(|card| card.active)
    }

    fn team(&mut self, manager: u32, reports: &[u32]) {
        if !self.works(manager) {
            return;
        }
        for &report in reports {
            let mut dice = self.dice(1);
            if dice.permille(80) {
                continue; // Not every manager takes the time.
            }
            let every = dice.weighted(&[(25, 1), (45, 2), (25, 4), (5, 6)], 2);
            let length = dice.weighted(&[(60, 30), (25, 60), (10, 45), (5, 25)], 30);
            self.keep(&Draft {
                sort: Sort::OneToOne,
                organiser: manager,
                members: vec![report],
                days: weekday(&mut dice),
                length,
                every,
                list: None,
            });
        }
        let mut dice = self.dice(2);
        let habit = self.plan.people[manager as usize].habit;
        let days = weekday(&mut dice);
        self.keep(&Draft {
            sort: Sort::Team,
            organiser: manager,
            members: reports.to_vec(),
            days,
            length: dice.weighted(&[(30, 30), (50, 60), (20, 90)], 60),
            every: dice.weighted(&[(80, 1), (20, 2)], 1),
            list: None,
        });
        if habit.stand_up && reports.len() >= 2 {
            self.keep(&Draft {
                sort: Sort::StandUp,
                organiser: manager,
                members: reports.to_vec(),
                days: 0b1_1111,
                length: 15,
                every: 1,
                list: None,
            });
        }
    }

    // The people of a circle across the house share one or two projects.
    fn projects(&mut self) {
        let circles: Vec<Vec<u32>> = self
            .plan
            .circles
            .iter()
            .filter(|circle| circle.grain == super::plan::Grain::Small)
            .map(|circle| circle.members.clone())
            .collect();
        for members in circles {
            let mut dice = self.dice(3);
            if !dice.permille(520) {
                continue;
            }
            let mut people = members;
            let salt = dice.next();
            self.plan.shuffle(&mut people, salt);
            let wanted = (people.len() * dice.between(40, 80) as usize / 100).max(2);
            people.truncate(wanted);
            let organiser = people.remove(0);
            self.keep(&Draft {
                sort: Sort::Project,
                organiser,
                members: people,
                days: weekday(&mut dice),
                length: dice.weighted(LENGTHS, 60),
                every: dice.weighted(&[(70, 1), (25, 2), (5, 3)], 1),
                list: None,
            });
        }
    }

    fn department(&mut self, unit: &Unit) {
        let Some((&head, others)) = unit.members.split_first() else {
            return;
        };
        let mut dice = self.dice(5);
        if others.len() >= 3 {
            self.keep(&Draft {
                sort: Sort::Department,
                organiser: head,
                members: others.to_vec(),
                days: weekday(&mut dice),
                length: 60,
                every: 4,
                list: (others.len() > 150).then_some(unit.list),
            });
        }
    }

    fn everybody(&mut self, active: &[u32]) {
        let Some((&head, others)) = active.split_first() else {
            return;
        };
        if others.len() < 12 {
            return;
        }
        self.keep(&Draft {
            sort: Sort::Everybody,
            organiser: head,
            members: others.to_vec(),
            days: 0b1000,
            length: 60,
            every: 4,
            list: (others.len() > LISTED_MAX).then_some(0),
        });
    }

    // One series after the other until the horizon; a series without end is the last one.
    fn keep(&mut self, draft: &Draft) {
        let mut dice = self.dice(6);
        let (from, to) = BEGIN;
        let mut first_week = i32::try_from(dice.between(from, to)).unwrap_or(0);
        while first_week < HORIZON {
            let mut dice = self.dice(7);
            let lasting = match draft.sort {
                Sort::Project => 250,
                _ => 650,
            };
            let ending = if dice.permille(lasting) {
                Ending::Never
            } else {
                dice.weighted(&[(7, Ending::Date), (3, Ending::Count)], Ending::Date)
            };
            let weeks = i32::try_from(dice.between(20, 64)).unwrap_or(26);
            let last_week = match ending {
                Ending::Never => i32::MAX,
                _ => first_week + weeks / draft.every * draft.every,
            };
            self.push(draft, (first_week, last_week, ending), &mut dice);
            if ending == Ending::Never {
                return;
            }
            first_week = last_week + draft.every;
        }
    }

    fn push(&mut self, draft: &Draft, (first, last, ending): (i32, i32, Ending), dice: &mut Dice) {
        let number = u32::try_from(self.plan.series.len()).unwrap_or(u32::MAX);
        let card = &self.plan.people[draft.organiser as usize];
        let (habit, zone) = (card.habit, card.zone);
        let start = match draft.sort {
            Sort::StandUp => dice.pick(&[525, 540, 555, 570, 585], 540),
            Sort::Everybody => 840,
            _ => dice.weighted(STARTS, 600),
        };
        let fast = draft.sort != Sort::Everybody && dice.permille(habit.speedy);
        let length = if fast {
            speedy(draft.length)
        } else {
            draft.length
        };
        let lead_days = i32::try_from(dice.between(1, 21)).unwrap_or(7);
        let created_min = (monday(first) - lead_days) * DAY_MIN + 480 + start % 300;
        let online = draft.sort == Sort::Everybody || dice.permille(habit.online);
        let room = (!online || dice.permille(200)).then(|| dice.pick(&ROOM_NUMBERS, 0));
        for person in draft.members.iter().chain([&draft.organiser]) {
            self.plan.people[*person as usize].series.push(number);
        }
        self.plan.series.push(Series {
            sort: draft.sort,
            organiser: draft.organiser,
            members: draft.members.clone(),
            listed: match draft.list {
                Some(0) => LISTED_MAX,
                Some(_) => 0,
                None => draft.members.len(),
            },
            list: draft.list,
            days: draft.days,
            start,
            length,
            every: draft.every,
            first_week: first,
            last_week: last,
            ending,
            created_ms: i64::from(created_min) * MINUTE_MS + i64::from(dice.below(60_000)),
            zone,
            online,
            room,
            agenda: dice.permille(habit.agenda),
        });
    }
}

const ROOM_NUMBERS: [u16; 24] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
];

fn weekday(dice: &mut Dice) -> u8 {
    1 << dice.weighted(&[(18, 0_u8), (24, 1), (24, 2), (22, 3), (12, 4)], 1)
}
