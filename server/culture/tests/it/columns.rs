//! Every column of one person by the minute grid.

use model::culture::quantity::{COST_UNIT, DELAY_ENDS, LEAD_ENDS, UNIT};
use model::culture::{Overlap, Policy, Quantity, Reason};
use oracle::events::Why;
use oracle::meetings::{Brought, Organised};
use oracle::people::Flag;
use oracle::shape::{Lead, SizeClass, Type};

/// Units of the grid in one unit of the engine.
pub(crate) const FINER: u128 = oracle::UNIT / UNIT as u128;

/// Columns of one person by the grid: the quantity, how many units the engine may be off for want of divisibility, the value.
pub(crate) struct Sheet<'a> {
    pub(crate) week: &'a oracle::Week<'a>,
    pub(crate) expected: Vec<(Quantity, i64, Option<i64>)>,
    /// How much a column of allocated time may be off: nothing as long as no more than 24 meetings meet.
    pub(crate) slack: i64,
    /// Somewhere more than 16 meetings meet, which the units of cost don't divide.
    pub(crate) coarse: bool,
}

impl Sheet<'_> {
    fn exact(&mut self, quantity: Quantity, value: i64) {
        self.expected.push((quantity, 0, Some(value)));
    }

    fn absent_without_known(&mut self, known: bool, quantity: Quantity) {
        let mut found = self.expected.iter_mut().filter(|one| one.0 == quantity);
        let one = found.next().unwrap();
        if !known {
            one.2 = None;
        }
    }

    fn absent_without(&mut self, known: bool, quantity: Quantity) {
        let last = self.expected.last_mut().unwrap();
        assert_eq!(last.0, quantity);
        if !known {
            last.2 = None;
        }
    }

    fn units(&mut self, quantity: Quantity, units: u128) {
        let slack = self.slack;
        if slack == 0 {
            assert_eq!(units % FINER, 0, "{}", quantity.name());
        }
        let value = i64::try_from(units / FINER).unwrap();
        self.expected.push((quantity, slack, Some(value)));
    }
}

pub(crate) fn count(value: usize) -> i64 {
    i64::try_from(value).unwrap()
}

pub(crate) fn load(sheet: &mut Sheet<'_>, policy: &Policy) {
    let week = sheet.week;
    sheet.exact(Quantity::MEETING_MIN, week.m1());
    sheet.exact(Quantity::ALLOCATED, week.m1() * UNIT);
    sheet.exact(Quantity::BOOKED_MIN, week.m2());
    sheet.exact(Quantity::ATTENDANCES, count(week.m3_plain()));
    sheet.exact(Quantity::WORKING_MIN, week.working());
    let whole = oracle::Week::paint_whole(week.tenant, week.person);
    let of = |excluded: bool| if excluded { &whole } else { week };
    let apart = policy.excluded_from_rule;
    sheet.exact(
        Quantity::WORKING_MEETING_MIN,
        of(apart.working_time).met_working(),
    );
    sheet.exact(Quantity::AVAILABLE_MIN, of(apart.available).m18());
    sheet.exact(Quantity::WORKING_DAYS, week.working_days());
    sheet.exact(Quantity::FREE_DAYS, week.m6());
    sheet.exact(Quantity::NO_MEETING_WINDOW_MIN, week.in_windows());
    sheet.absent_without(
        !week.person.windows.is_empty(),
        Quantity::NO_MEETING_WINDOW_MIN,
    );
    let conflicts = of(apart.conflicts);
    sheet.exact(Quantity::CONFLICT_DEPTH_MIN, conflicts.m12a());
    sheet.exact(Quantity::CONFLICT_EXCESS_MIN, conflicts.m12b());
    sheet.exact(Quantity::CONFLICT_WHOLE_MIN, conflicts.m12c());
    let headline = match policy.overlap {
        Overlap::Depth2 => conflicts.m12a(),
        Overlap::Excess => conflicts.m12b(),
        Overlap::Whole => conflicts.m12c(),
    };
    sheet.exact(Quantity::CONFLICT_MIN, headline);
    parts(sheet, Quantity::MEETINGS, |_| true);
    parts(
        sheet,
        Quantity::MEETINGS_WORKING,
        oracle::week::Cell::working,
    );
    parts(sheet, Quantity::MEETINGS_AFTER, |cell| !cell.working());
    for (weekday, quantity) in Quantity::MEETINGS_DAY.into_iter().enumerate() {
        parts(sheet, quantity, |cell| cell.day == day_of(week, weekday));
    }
}

/// The place of a weekday in the week, which may begin on Sunday.
fn day_of(week: &oracle::Week<'_>, weekday: usize) -> usize {
    let first = week.cells[0].weekday;
    (weekday + 7 - first) % 7
}

/// M3 is rounded down per meeting, its slices by differences: one unit per meeting.
fn parts(sheet: &mut Sheet<'_>, quantity: Quantity, slice: impl Fn(&oracle::week::Cell) -> bool) {
    let mut value = 0;
    let parts = sheet.week.m3(slice);
    for (_, units, len) in &parts {
        value += i64::try_from(units / FINER / u128::try_from(*len).unwrap()).unwrap();
    }
    let whole = quantity == Quantity::MEETINGS && sheet.slack == 0;
    let slack = if whole {
        0
    } else {
        sheet.slack + count(parts.len())
    };
    sheet.expected.push((quantity, slack, Some(value)));
}

pub(crate) fn quality(sheet: &mut Sheet<'_>) {
    let week = sheet.week;
    sheet.exact(Quantity::FOCUS_MIN, week.m16(week.tenant.rules.focus));
    sheet.exact(Quantity::FOCUS_60_MIN, week.m16(60));
    sheet.exact(Quantity::OPEN_BLOCKS, week.m17());
    sheet.exact(Quantity::FRAGMENTED_MIN, week.m19());
    sheet.exact(Quantity::AFTER_HOURS_MIN, week.m22());
    sheet.exact(Quantity::WEEKEND_MIN, week.m23_minutes());
    sheet.exact(Quantity::LATE_STARTS, week.m23_late());
    sheet.exact(Quantity::PEAK_MIN, week.m24());
    let map = week.m25();
    for (cell, quantity) in Quantity::HEAT.into_iter().enumerate() {
        sheet.exact(quantity, map[cell / 24][cell % 24]);
    }
    let attended = week.attended();
    sheet.exact(Quantity::ATTENDANCES_CONFLICTED, attended.double_booked);
    sheet.exact(Quantity::BACK_TO_BACK_0, attended.back_to_back[0]);
    sheet.exact(Quantity::BACK_TO_BACK_5, attended.back_to_back[1]);
    sheet.exact(Quantity::BACK_TO_BACK_10, attended.back_to_back[2]);
}

pub(crate) fn shape(sheet: &mut Sheet<'_>) {
    let week = sheet.week;
    sheet.units(Quantity::PRIVATE, week.m7(SizeClass::Private));
    sheet.units(Quantity::SIZE_UNKNOWN, week.m7(SizeClass::Other));
    let sizes = [
        (Quantity::SIZE_2, SizeClass::Two),
        (Quantity::SIZE_8, SizeClass::Small),
        (Quantity::SIZE_18, SizeClass::Medium),
        (Quantity::SIZE_50, SizeClass::Big),
        (Quantity::SIZE_51, SizeClass::Huge),
    ];
    for (place, (quantity, class)) in sizes.into_iter().enumerate() {
        sheet.units(quantity, week.m7(class));
        for (span, bounds) in [(0, 30), (30, 60), (60, 120), (120, i64::MAX)]
            .into_iter()
            .enumerate()
        {
            let hours = week.hours_with(|meeting| {
                let len = meeting.copy.len();
                week.size_class(meeting) == class && bounds.0 < len && len <= bounds.1
            });
            sheet.units(Quantity::MOSAIC[place * 4 + span], hours);
        }
    }
    let types = [
        (Quantity::TYPE_ONE_TO_ONE, Type::OneToOne),
        (Quantity::TYPE_DECISION, Type::Decision),
        (Quantity::TYPE_STATUS, Type::Status),
        (Quantity::TYPE_BLOATED, Type::Bloated),
        (Quantity::TYPE_LENGTHY, Type::Lengthy),
        (Quantity::TYPE_ALL_HANDS, Type::AllHands),
        (Quantity::TYPE_WORKSHOP, Type::Workshop),
        (Quantity::TYPE_OTHER, Type::Other),
    ];
    for (quantity, class) in types {
        sheet.units(quantity, week.m15(class));
    }
    sheet.units(Quantity::LARGE_LONG, week.m11(true, true));
    let large_or_long = week.hours_with(|meeting| {
        let large = week.size(meeting).is_some_and(|size| size > 8);
        !meeting.copy.sensitive && (large || meeting.copy.len() > 60)
    });
    sheet.units(Quantity::LARGE_OR_LONG, large_or_long);
    sheet.units(Quantity::RECURRING, week.m14());
    let leads = [
        (Quantity::LEAD_6, Lead::Six),
        (Quantity::LEAD_12, Lead::Twelve),
        (Quantity::LEAD_24, Lead::Day),
        (Quantity::LEAD_LONG, Lead::More),
    ];
    for (quantity, class) in leads {
        sheet.units(quantity, week.m27(class));
    }
    let known = week.hours_with(|meeting| week.lead(meeting).is_some());
    sheet.units(Quantity::LEAD_KNOWN, known);
    let short = week.hours_with(|meeting| week.lead(meeting).is_some_and(|lead| lead < 1_440));
    sheet.units(Quantity::LEAD_SHORT, short);
    sheet.units(Quantity::EXTERNAL, week.m40());
    sheet.units(Quantity::MAINLY_EXTERNAL, week.m40_mostly());
    sheet.units(Quantity::ONLINE, week.m41());
}

pub(crate) fn people(sheet: &mut Sheet<'_>) {
    let week = sheet.week;
    let (manager, above) = (week.manager().is_some(), week.above().is_some());
    sheet.units(Quantity::IN_COMPANY, week.in_company());
    sheet.units(Quantity::REDUNDANT_LEVELS, week.m39_organisational());
    sheet.units(Quantity::OWN_MEETINGS, week.own_hours());
    sheet.units(Quantity::COACHING, week.coaching());
    sheet.units(Quantity::MANAGER_ONE, week.m37());
    sheet.absent_without(manager, Quantity::MANAGER_ONE);
    sheet.units(Quantity::WITH_MANAGER, week.m38_together());
    sheet.absent_without(manager, Quantity::WITH_MANAGER);
    sheet.units(Quantity::REDUNDANT_LOWER, week.m39_lower());
    sheet.absent_without(above, Quantity::REDUNDANT_LOWER);
    let alone = week
        .counted
        .iter()
        .filter(|meeting| week.with_manager_alone(meeting))
        .count();
    sheet.exact(Quantity::MANAGER_ONE_MEETINGS, count(alone));
    sheet.absent_without(manager, Quantity::MANAGER_ONE_MEETINGS);
    sheet.exact(Quantity::MANAGER_ONE_WEEKS, i64::from(alone > 0));
    sheet.absent_without(manager, Quantity::MANAGER_ONE_WEEKS);
    let (own, default) = match week.person.rate {
        Some(_) => (week.m3_plain(), 0),
        None => (0, week.m3_plain()),
    };
    sheet.exact(Quantity::PRICED_BY_RATE, count(own));
    sheet.exact(Quantity::PRICED_BY_DEFAULT, count(default));
    cost(sheet, Quantity::COST, week.m43());
    let flags = [
        Flag::Conflict,
        Flag::Redundant,
        Flag::LargeAndLong,
        Flag::NoAgenda,
        Flag::ShortNotice,
    ];
    sheet.exact(Quantity::LOW_QUALITY_MIN, week.m44(&flags[..2]));
    sheet.exact(Quantity::LOW_QUALITY_ALL_MIN, week.m44(&flags));
    let own = [
        Quantity::LOW_CONFLICT_MIN,
        Quantity::LOW_REDUNDANT_MIN,
        Quantity::LOW_LARGE_LONG_MIN,
        Quantity::LOW_NO_AGENDA_MIN,
        Quantity::LOW_SHORT_NOTICE_MIN,
    ];
    for (quantity, flag) in own.into_iter().zip(flags) {
        sheet.exact(quantity, week.m44(&[flag]));
    }
    let known = week.tells_agendas();
    for quantity in [Quantity::LOW_NO_AGENDA_MIN, Quantity::LOW_QUALITY_ALL_MIN] {
        sheet.absent_without_known(known, quantity);
    }
}

/// Every event on the calendar, by the first reason that holds.
pub(crate) fn events(sheet: &mut Sheet<'_>) {
    let reasons = [
        (Reason::Counted, Why::Counted),
        (Reason::Cancelled, Why::Cancelled),
        (Reason::AllDay, Why::AllDay),
        (Reason::TooLong, Why::TooLong),
        (Reason::Private, Why::Private),
        (Reason::Alone, Why::People),
        (Reason::Declined, Why::Declined),
        (Reason::Unsure, Why::Unsure),
        (Reason::Away, Why::Away),
    ];
    let mut all = 0;
    for (reason, why) in reasons {
        let count = sheet.week.events(why);
        sheet.exact(Quantity::EVENTS[reason as usize], count);
        all += count;
    }
    sheet.exact(Quantity::EVENTS_ALL, all);
}

/// Cost is counted in coarser units, rounded down per attendance before the rate multiplies it.
fn cost(sheet: &mut Sheet<'_>, quantity: Quantity, finest: u128) {
    let per_unit = oracle::UNIT * 60 / u128::try_from(COST_UNIT).unwrap();
    let slack = if sheet.coarse { 100_000_000 } else { 0 };
    assert!(sheet.coarse || finest.is_multiple_of(per_unit));
    let value = i64::try_from(finest / per_unit).unwrap();
    sheet.expected.push((quantity, slack, Some(value)));
}

pub(crate) fn organised(sheet: &mut Sheet<'_>, sums: &Organised) {
    let pairs = [
        (Quantity::ORGANIZED, sums.meetings),
        (Quantity::ORGANIZED_SIZED, sums.sized),
        (Quantity::ORGANIZED_HEADS, sums.people),
        (Quantity::ORGANIZED_SIZED_MIN, sums.sized_minutes),
        (Quantity::ORGANIZED_HEAD_MIN, sums.people_minutes),
        (Quantity::ORGANIZED_SPEEDY, sums.speedy),
        (Quantity::ORGANIZED_ZONED, sums.zoned),
        (Quantity::ORGANIZED_SPREAD_MIN, sums.spread),
        (Quantity::ORGANIZED_SCHEDULED, sums.scheduled),
        (Quantity::ORGANIZED_CANCELLED_LATE, sums.late),
        (Quantity::ORGANIZED_MOVES, sums.moves),
        (Quantity::ORGANIZED_OF_SERIES, sums.of_series),
        (Quantity::ORGANIZED_EXCEPTIONS, sums.exceptions),
        (Quantity::ORGANIZED_AGENDA_KNOWN, sums.known_agenda),
        (Quantity::ORGANIZED_NO_AGENDA, sums.no_agenda),
        (Quantity::ORGANIZED_SERIES, sums.series),
        (Quantity::ORGANIZED_SERIES_OPEN, sums.open_ended),
        (Quantity::ORGANIZED_ASKED, sums.asked),
        (Quantity::ORGANIZED_ACCEPTED, sums.answers[0]),
        (Quantity::ORGANIZED_TENTATIVE, sums.answers[1]),
        (Quantity::ORGANIZED_DECLINED, sums.answers[2]),
        (Quantity::ORGANIZED_SILENT, sums.answers[3]),
        (Quantity::ORGANIZED_INVITED, sums.invited),
        (Quantity::ORGANIZED_OPTIONAL, sums.optional),
    ];
    for (quantity, value) in pairs {
        sheet.exact(quantity, value);
    }
    for (quantity, value) in Quantity::ORGANIZED_LENGTH.into_iter().zip(sums.lengths) {
        sheet.exact(quantity, value);
    }
    histogram(sheet, &Quantity::LEAD, &LEAD_ENDS, &sums.leads);
    histogram(sheet, &Quantity::DELAY, &DELAY_ENDS, &sums.delays);
}

/// Right-closed classes, the first open below.
fn histogram(sheet: &mut Sheet<'_>, columns: &[Quantity], ends: &[i64], values: &[i32]) {
    let mut from = i64::MIN;
    for (quantity, end) in columns.iter().zip(ends) {
        let inside = values
            .iter()
            .filter(|value| (from + 1..=*end).contains(&i64::from(**value)));
        sheet.exact(*quantity, count(inside.count()));
        from = *end;
    }
}

pub(crate) fn brought(sheet: &mut Sheet<'_>, sums: &Brought) {
    sheet.units(Quantity::ORGANIZED_ATTENDED, sums.attended);
    sheet.units(Quantity::ORGANIZED_OUTSIDE, sums.outside);
    sheet.units(Quantity::ORGANIZED_GENERATED, sums.generated);
    sheet.exact(Quantity::ORGANIZED_FOCUS_COST_MIN, sums.focus);
    cost(sheet, Quantity::ORGANIZED_COST, sums.cost);
}
