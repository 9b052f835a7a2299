//! One event of the tenant at a moment, the same for everybody; and how the occasions of a person are found.

use std::borrow::Cow;
use std::ops::Range;

use super::chance::Dice;
use super::custom::Added;
use super::key::Key;
use super::overlay::Overlay;
use super::personal::{self, is_holiday, on_leave};
use super::plan::Plan;
use super::series::{Series, Sort};
use super::{DAY_MIN, MINUTE_MS, Moment, monday, single, week_of_day};

/// `type` of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `singleInstance`
    Single,
    /// `occurrence`
    Occurrence,
    /// `exception`
    Exception,
    /// `seriesMaster`
    Master,
}

/// Somebody who calls a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// Number of a person of the tenant.
    Person(u32),
    /// Number in the list of outsiders.
    Outside(u16),
}

/// `sensitivity`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sensitivity {
    /// `normal`
    #[default]
    Normal,
    /// `personal`
    Personal,
    /// `private`
    Private,
    /// `confidential`
    Confidential,
}

/// `showAs`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ShowAs {
    /// `free`
    Free,
    /// `tentative`
    Tentative,
    /// `busy`
    #[default]
    Busy,
    /// `oof`
    Oof,
    /// `workingElsewhere`
    Elsewhere,
}

/// What it is about, for subject and body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Topic {
    /// A single meeting.
    #[default]
    Meeting,
    /// An occurrence of a series.
    Series(Sort),
    /// Away for a week.
    Leave,
    /// Ill for a day.
    Sick,
    /// Nobody works.
    Holiday,
    /// Time without meetings.
    Focus,
    /// Nobody's business.
    Private,
    /// At home for a day.
    Elsewhere,
    /// Lunch.
    Lunch,
    /// A reminder to oneself.
    Reminder,
    /// On the way.
    Travel,
    /// Written, not sent.
    Draft,
}

/// One event, whoever looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Occasion<'a> {
    /// Its name.
    pub(crate) key: Key,
    /// Single, occurrence, exception or master.
    pub(crate) kind: Kind,
    /// Dice of everything about it.
    pub(crate) roll: u64,
    /// Dice of the answers: those of the series, for an occurrence.
    pub(crate) answers: u64,
    /// Who called it.
    pub(crate) organiser: Party,
    /// Numbers of the people invited, without the organiser.
    pub(crate) members: Cow<'a, [u32]>,
    /// How many of them stand in the list by name; the others came through the distribution list.
    pub(crate) listed: usize,
    /// Numbers of the outsiders invited.
    pub(crate) outsiders: Vec<u16>,
    /// Number of the room.
    pub(crate) room: Option<u16>,
    /// Number of the distribution list that is invited.
    pub(crate) list: Option<u32>,
    /// Begin in UTC minutes.
    pub(crate) start: i32,
    /// End in UTC minutes.
    pub(crate) end: i32,
    /// Planned begin of an occurrence.
    pub(crate) original: i32,
    /// Lasts whole days.
    pub(crate) all_day: bool,
    /// When it was called.
    pub(crate) created_ms: i64,
    /// When it was moved, if it was.
    pub(crate) moved_ms: Option<i64>,
    /// When it is cancelled, if ever.
    pub(crate) cancelled_ms: Option<i64>,
    /// `hideAttendees`
    pub(crate) hidden: bool,
    /// `isOnlineMeeting`
    pub(crate) online: bool,
    /// Whether the body has an agenda.
    pub(crate) agenda: bool,
    /// `hasAttachments`
    pub(crate) attachment: bool,
    /// `isDraft`
    pub(crate) draft: bool,
    /// `sensitivity`
    pub(crate) sensitivity: Sensitivity,
    /// `showAs` of the organiser.
    pub(crate) show_as: ShowAs,
    /// What it is about.
    pub(crate) topic: Topic,
    /// What was told when it was made through `/_control`.
    pub(crate) custom: Option<&'a Added>,
}

impl Occasion<'_> {
    /// Whether a person has to do with it.
    pub(crate) fn concerns(&self, person: u32) -> bool {
        self.organiser == Party::Person(person) || self.members.contains(&person)
    }

    fn overlaps(&self, window: &Range<i32>) -> bool {
        self.start < window.end && (self.end > window.start || self.start >= window.start)
    }
}

/// All calendars of a tenant at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Calendars<'a> {
    /// What is rolled.
    pub(crate) plan: &'a Plan,
    /// What `/_control` changed.
    pub(crate) overlay: &'a Overlay,
    /// The moment.
    pub(crate) at: Moment,
}

// Entries last a week at most and days differ from UTC by less than one.
const REACH_DAYS: i32 = 8;

impl<'a> Calendars<'a> {
    /// The events a person has to do with and that overlap a window of UTC minutes, in no order.
    pub(crate) fn occasions(&self, person: u32, window: &Range<i32>) -> Vec<Occasion<'a>> {
        let mut found = Vec::new();
        let days =
            window.start.div_euclid(DAY_MIN) - REACH_DAYS..=window.end.div_euclid(DAY_MIN) + 1;
        let keep = |made: Option<Occasion<'a>>, found: &mut Vec<Occasion<'a>>| {
            let made = made.and_then(|made| self.changed(made));
            found.extend(made.filter(|made| made.overlaps(window)));
        };
        if let Some(card) = self.plan.card(person) {
            for &number in &card.series {
                if let Some(series) = self.plan.series.get(number as usize) {
                    for day in meeting_days(series, *days.start(), *days.end()) {
                        keep(self.occurrence(number, day), &mut found);
                    }
                }
            }
            for week in week_of_day(*days.start())..=week_of_day(*days.end()) {
                for &circle in &card.circles {
                    for number in 0..single::count(self.plan, circle, week) {
                        let place = (circle, week, number);
                        keep(
                            single::meeting(self.plan, place, Some(person), self.at),
                            &mut found,
                        );
                    }
                }
                for number in 0..personal::NUMBERS {
                    keep(
                        personal::entry(self.plan, (person, week, number)),
                        &mut found,
                    );
                }
            }
        }
        for key in self.overlay.added_keys(person, window, self.at) {
            keep(self.overlay.added(key, self.at), &mut found);
        }
        for key in self.overlay.moved_keys(self.at) {
            if !found.iter().any(|occasion| occasion.key == key) {
                let moved = self.find(key).filter(|made| made.concerns(person));
                found.extend(moved.filter(|made| made.overlaps(window)));
            }
        }
        found
    }

    /// The series of which an occurrence lies in a window of somebody's mailbox. Asks of each series for one such day only:
    /// to make all occurrences of two years would cost a hundred times as much.
    pub(crate) fn series_of(&self, person: u32, window: &Range<i32>) -> Vec<Key> {
        let days =
            window.start.div_euclid(DAY_MIN) - REACH_DAYS..=window.end.div_euclid(DAY_MIN) + 1;
        let is_held = |made: Option<Occasion<'a>>| {
            made.and_then(|made| self.changed(made))
                .filter(|made| made.overlaps(window))
                .and_then(|made| self.copy_of(made, person))
                .is_some()
        };
        let planned = self.plan.card(person).into_iter().flat_map(|card| {
            card.series.iter().copied().filter(|number| {
                let series = self.plan.series.get(*number as usize);
                series.is_some_and(|series| {
                    meeting_days(series, *days.start(), *days.end())
                        .any(|day| is_held(self.occurrence(*number, day)))
                })
            })
        });
        let added = self.overlay.added_keys(person, window, self.at);
        let added = added
            .into_iter()
            .filter(|key| is_held(self.overlay.added(*key, self.at)));
        let moved = self.overlay.moved_keys(self.at).into_iter().filter(|key| {
            let found = self.find(*key).filter(|made| made.concerns(person));
            found.is_some_and(|made| made.overlaps(window) && self.copy_of(made, person).is_some())
        });
        let mut keys: Vec<Key> = planned.map(Key::Master).collect();
        keys.extend(added.chain(moved).filter_map(|key| key.master()));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The event of this name, `None` when it isn't there (yet, or any more).
    pub(crate) fn find(&self, key: Key) -> Option<Occasion<'a>> {
        let made = match key {
            Key::Master(series) => self.master(series),
            Key::Occurrence(series, day) => self.occurrence(series, day),
            Key::Single(circle, week, number) => {
                single::meeting(self.plan, (circle, week, number), None, self.at)
            }
            Key::Personal(person, week, number) => {
                personal::entry(self.plan, (person, week, number))
            }
            Key::Added(_) | Key::AddedMaster(_) | Key::AddedOccurrence(..) => {
                self.overlay.added(key, self.at)
            }
        };
        made.and_then(|made| self.changed(made))
    }

    fn changed(&self, mut made: Occasion<'a>) -> Option<Occasion<'a>> {
        if made.created_ms > self.at.ms && made.custom.is_none() {
            return None;
        }
        self.overlay.apply(&mut made, self.at).then_some(made)
    }

    fn master(&self, number: u32) -> Option<Occasion<'a>> {
        let series = self.plan.series.get(number as usize)?;
        let start = series.start_on(series.first_day());
        let mut made = self.of_series((number, series), Key::Master(number), start);
        made.kind = Kind::Master;
        Some(made)
    }

    fn occurrence(&self, number: u32, day: i32) -> Option<Occasion<'a>> {
        let series = self.plan.series.get(number as usize)?;
        if !series.meets_on(day) || is_holiday(day) {
            return None;
        }
        let key = Key::Occurrence(number, day);
        let mut made = self.of_series((number, series), key, series.start_on(day));
        let mut dice = Dice::new([made.roll, 5]);
        let away = on_leave(self.plan, series.organiser, week_of_day(day));
        if dice.permille(8) {
            return None;
        }
        let ahead = |dice: &mut Dice, minutes: &[i64]| {
            let planned = i64::from(made.original) * MINUTE_MS;
            (planned - dice.pick(minutes, 60) * MINUTE_MS).max(series.created_ms + MINUTE_MS)
        };
        if away && dice.permille(700) {
            made.cancelled_ms = Some(ahead(&mut dice, &[14_000, 7_000, 20_000]));
        } else if dice.permille(25) {
            made.cancelled_ms = Some(ahead(&mut dice, &[30, 90, 400, 1_500, 4_000]));
        } else if dice.permille(45) {
            let moved_ms = ahead(&mut dice, &[60, 240, 1_000, 2_900, 7_000]);
            if moved_ms <= self.at.ms {
                let by = dice.pick(&[-60, 60, 120, -120, 30, -30, 1_440, -1_440], 60);
                made.start += by;
                made.end += by;
                made.moved_ms = Some(moved_ms);
                made.kind = Kind::Exception;
            }
        }
        Some(made)
    }

    fn of_series(&self, (number, series): (u32, &'a Series), key: Key, start: i32) -> Occasion<'a> {
        let answers = Key::Master(number).number(self.plan.seed);
        Occasion {
            key,
            kind: Kind::Occurrence,
            roll: key.number(self.plan.seed),
            answers,
            organiser: Party::Person(series.organiser),
            members: Cow::Borrowed(&series.members),
            listed: series.listed,
            outsiders: if series.sort == Sort::Project && answers % 100 < 15 {
                vec![u16::try_from(answers / 100 % 22).unwrap_or(0)]
            } else {
                Vec::new()
            },
            room: series.room,
            list: series.list,
            start,
            end: start + series.length,
            original: start,
            all_day: false,
            created_ms: series.created_ms,
            moved_ms: None,
            cancelled_ms: None,
            hidden: series.sort == Sort::Everybody,
            online: series.online,
            agenda: series.agenda,
            attachment: answers % 100 < 6,
            draft: false,
            sensitivity: if series.sort == Sort::OneToOne && answers % 100 < 12 {
                Sensitivity::Private
            } else {
                Sensitivity::Normal
            },
            show_as: ShowAs::Busy,
            topic: Topic::Series(series.sort),
            custom: None,
        }
    }
}

// The days of a series between two days, without walking through the days in between.
fn meeting_days(series: &Series, from: i32, to: i32) -> impl Iterator<Item = i32> {
    let (first, every) = (series.first_week, series.every);
    let begin = week_of_day(from).max(first);
    let begin = first + (begin - first + every - 1) / every * every;
    let last = week_of_day(to).min(series.last_week);
    let days = series.days;
    (begin..=last)
        .step_by(usize::try_from(every).unwrap_or(1))
        .flat_map(move |week| {
            (0..7)
                .filter(move |weekday| days >> weekday & 1 == 1)
                .map(move |weekday| monday(week) + weekday)
        })
        .filter(move |day| (from..=to).contains(day))
}
