//! One person's week: counted meetings to the person's own columns, and what they bring to organisers.

use model::culture::{
    Minute, Overlap, Policy, Quantity,
    quantity::{COST_UNIT, UNIT},
};

use super::{
    columns::{ABSENT, Row, WeekColumns},
    context::Interval,
    credit::{bring, credit, series, series_of},
    join::{Attendance, Hours, Join, LISTED, WITH_MANAGER_ALONE, WITH_REPORT_ALONE},
    judge::{CONFLICT, HELD, Judged, REDUNDANT, rule},
    meeting::{Meeting, bit},
    people::{NOBODY, People, Person, Region, Stretch},
    sweep::{Counted, Sweep, share},
};

pub(super) const ZERO: Row = [0; Quantity::COUNT];
/// Units of time in which cost is counted: 1/720,720 minute.
const COST_PART: i64 = UNIT / (COST_UNIT / 60);

/// The place where persons' weeks are computed, one after the other.
#[derive(Default)]
pub(super) struct Desk {
    sweep: Sweep,
    targets: Vec<i64>,
    touched: Vec<u32>,
    series: Vec<(model::culture::Pseudonym, bool)>,
}

/// All that is known of the person at the desk.
struct Sitter<'a> {
    place: usize,
    person: &'a Person,
    join: &'a Join,
    regions: &'a [Region],
    stretches: &'a [Stretch],
    policy: &'a Policy,
}

/// Column of a row.
macro_rules! col {
    ($row:ident, $name:ident) => {
        $row[Quantity::$name.index()]
    };
}

impl Desk {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Everybody, then what they brought to organisers.
    pub(super) fn all(
        &mut self,
        people: &People,
        join: &Join,
        judged: &mut Judged,
        policy: &Policy,
        columns: &mut WeekColumns,
    ) {
        columns.groups = join.groups;
        columns.matrix.clear();
        columns.matrix_at.clear();
        columns.matrix_at.push(0);
        columns.measured.clear();
        columns.rows.resize(people.all.len(), ZERO);
        for place in 0..people.all.len() {
            let measured = people.all[place].measured;
            columns.measured.push(measured);
            columns.rows[place] = ZERO;
            if measured {
                let row = &mut columns.rows[place];
                self.person((people, join, judged), place, policy, row);
                self.matrix(&mut columns.matrix);
            }
            columns.matrix_at.push(columns.matrix.len() as u32);
        }
        for place in 0..people.all.len() {
            let (from, to) = (join.organized_at[place], join.organized_at[place + 1]);
            if from < to {
                let row = &mut columns.rows[place];
                self.organizer(
                    join,
                    judged,
                    &join.organized[from as usize..to as usize],
                    row,
                );
            }
        }
    }

    fn organizer(&mut self, join: &Join, judged: &Judged, meetings: &[u32], row: &mut Row) {
        for &meeting in meetings {
            let meeting = meeting as usize;
            let (one, state) = (&join.credits[meeting], judged.verdicts[meeting].state);
            credit(row, one, state);
            bring(row, &judged.brought[meeting]);
            self.series.extend(series_of(one, state));
        }
        series(row, &mut self.series);
    }

    /// The person's own columns; hours also go to the meetings' organisers.
    pub(super) fn person(
        &mut self,
        (people, join, judged): (&People, &Join, &mut Judged),
        place: usize,
        policy: &Policy,
        row: &mut Row,
    ) {
        let person = &people.all[place];
        let hours = &join.hours[place];
        let range = if policy.out_of_office {
            hours.less_away
        } else {
            hours.all
        };
        let sitter = Sitter {
            place,
            person,
            join,
            regions: people.regions_of(person),
            stretches: &join.stretches[range.0 as usize..range.1 as usize],
            policy,
        };
        self.targets.resize(join.groups as usize + 2, 0);
        self.collect(&sitter, judged);
        self.sweep.run(sitter.regions);
        self.segments(&sitter, row);
        self.working(&sitter, row);
        self.meetings(&sitter, judged, row);
        self.next_ones(&sitter, row);
        self.low_quality(row);
        self.windows(&sitter, row);
        finish(&sitter, row);
    }

    /// M42 of the last person.
    pub(super) fn matrix(&mut self, into: &mut Vec<(u32, i64)>) {
        self.touched.sort_unstable();
        for target in self.touched.drain(..) {
            let units = std::mem::take(&mut self.targets[target as usize]);
            if units != 0 {
                into.push((target, units));
            }
        }
    }

    fn collect(&mut self, sitter: &Sitter<'_>, judged: &Judged) {
        self.sweep.clear();
        let rule = rule(sitter.policy);
        let away = match sitter.policy.out_of_office {
            true => sitter.intervals(|hours| hours.away),
            false => &[],
        };
        for (at, attendance) in sitter.attendances().iter().enumerate() {
            let verdict = &judged.verdicts[attendance.meeting as usize];
            if attendance.bits & rule == 0 || verdict.state & HELD == 0 {
                continue;
            }
            let meeting = sitter.meeting(attendance);
            let counted = Counted {
                start: meeting.start,
                end: meeting.end,
                attendance: at as u32,
                low: verdict.low,
                overlaps: false,
                day: u8::MAX,
                minutes: 0,
                units: 0,
                working: 0,
                outside: 0,
                parts: 0,
                focus: 0,
            };
            self.sweep.add(counted, sitter.person, away);
        }
    }

    /// M1, M3 by day, M12a, M23, M25, and the allocated units of each meeting.
    fn segments(&mut self, sitter: &Sitter<'_>, row: &mut Row) {
        let first = usize::from(sitter.person.first_weekday);
        let mut days = [0_i64; 7];
        let Sweep {
            counted,
            segments,
            active,
            ..
        } = &mut self.sweep;
        for segment in segments.iter() {
            let minutes = i64::from(segment.end - segment.start);
            days[usize::from(segment.day)] += minutes;
            if segment.depth > 1 {
                col!(row, CONFLICT_DEPTH_MIN) += minutes;
            }
            heat(row, first, segment.local, segment.end - segment.start);
            let outside = minutes - inside_day(segment.local, minutes);
            let depth = usize::from(segment.depth);
            let range = segment.at as usize..segment.at as usize + depth;
            for (rank, &place) in active[range].iter().enumerate() {
                let one = &mut counted[usize::from(place)];
                if one.day != segment.day {
                    one.parts = give_parts(row, first, one);
                    one.day = segment.day;
                }
                let units = share(depth, rank);
                one.units += units * minutes;
                one.outside += units * outside;
            }
        }
        let working = sitter.working_days();
        for (day, minutes) in days.into_iter().enumerate() {
            col!(row, MEETING_MIN) += minutes;
            if !working[day] {
                col!(row, WEEKEND_MIN) += minutes;
            }
        }
        for one in counted.iter_mut() {
            one.parts = give_parts(row, first, one);
            col!(row, MEETINGS) += one.parts;
        }
    }

    /// M4, M6, M16 to M20: working time.
    fn working(&mut self, sitter: &Sitter<'_>, row: &mut Row) {
        let mut met = [false; 7];
        let Sweep {
            counted,
            segments,
            active,
            ..
        } = &mut self.sweep;
        let mut first = 0;
        let focus_min = Minute::try_from(sitter.policy.focus_min).unwrap_or(Minute::MAX);
        let mut tally = Gaps {
            focus_min,
            ..Gaps::default()
        };
        for stretch in sitter.stretches {
            col!(row, WORKING_MIN) += i64::from(stretch.end - stretch.start);
            while first < segments.len() && segments[first].end <= stretch.start {
                first += 1;
            }
            let mut at = stretch.start;
            let mut run = Run::default();
            for segment in segments[first..]
                .iter()
                .take_while(|segment| segment.start < stretch.end)
            {
                let (start, end) = (
                    segment.start.max(stretch.start),
                    segment.end.min(stretch.end),
                );
                let minutes = end - start;
                let free = start - at;
                tally.gap(free);
                at = end;
                met[usize::from(stretch.day)] = true;
                col!(row, WORKING_MEETING_MIN) += i64::from(minutes);
                let depth = usize::from(segment.depth);
                let range = segment.at as usize..segment.at as usize + depth;
                for (rank, &place) in active[range.clone()].iter().enumerate() {
                    counted[usize::from(place)].working += share(depth, rank) * i64::from(minutes);
                }
                run.free(free, tally.focus(free));
                let owner = if depth == 1 {
                    Some(active[range.start])
                } else {
                    None
                };
                if let Some((place, cost)) = run.covered(owner, minutes, &tally) {
                    counted[usize::from(place)].focus += cost;
                }
            }
            let free = stretch.end - at;
            tally.gap(free);
            run.free(free, tally.focus(free));
            if let Some((place, cost)) = run.covered(None, 0, &tally) {
                counted[usize::from(place)].focus += cost;
            }
        }
        let working = sitter.working_days();
        for day in 0..7 {
            col!(row, WORKING_DAYS) += i64::from(working[day]);
            col!(row, FREE_DAYS) += i64::from(working[day] && !met[day]);
        }
        col!(row, AVAILABLE_MIN) = tally.available;
        col!(row, FOCUS_MIN) = tally.in_focus;
        col!(row, FOCUS_60_MIN) = tally.in_hours;
        col!(row, OPEN_BLOCKS) = tally.blocks;
        col!(row, FRAGMENTED_MIN) = tally.available - tally.in_focus;
    }

    /// Hours by property, and what goes to organisers and to the matrix.
    fn meetings(&mut self, sitter: &Sitter<'_>, judged: &mut Judged, row: &mut Row) {
        let rule = rule(sitter.policy);
        let rate = i64::from(sitter.person.rate);
        for one in &self.sweep.counted {
            let attendance = &sitter.attendances()[one.attendance as usize];
            let meeting = sitter.meeting(attendance);
            let mut mask =
                judged.verdicts[attendance.meeting as usize].mask | relations(attendance, rule);
            let own = meeting.organizer == sitter.place as u32;
            if own {
                mask |= bit(Quantity::OWN_MEETINGS);
            }
            if mask & bit(Quantity::MANAGER_ONE) != 0 {
                col!(row, MANAGER_ONE_MEETINGS) += 1;
                col!(row, MANAGER_ONE_WEEKS) = 1;
            }
            if mask & bit(Quantity::IN_COMPANY) != 0 {
                share_out(
                    (&mut self.targets, &mut self.touched),
                    sitter,
                    attendance,
                    one.units,
                );
            }
            while mask != 0 {
                row[mask.trailing_zeros() as usize] += one.units;
                mask &= mask - 1;
            }
            let length = i64::from(one.end - one.start);
            col!(row, MEETINGS_WORKING) += match one.working {
                working if working == one.units => one.parts,
                working => working / length,
            };
            col!(row, BOOKED_MIN) += one.minutes;
            col!(row, ATTENDANCES) += 1;
            if one.overlaps {
                col!(row, ATTENDANCES_CONFLICTED) += 1;
                col!(row, CONFLICT_WHOLE_MIN) += one.minutes;
            }
            let cost = one.units / COST_PART * rate;
            col!(row, COST) += cost;
            if meeting.organizer != NOBODY {
                let brought = &mut judged.brought[attendance.meeting as usize];
                brought.attended += one.units;
                brought.outside += one.outside;
                brought.own += if own { one.units } else { 0 };
                brought.cost += cost;
                brought.focus += one.focus;
            }
        }
    }

    /// M21 and late starts of M23.
    fn next_ones(&self, sitter: &Sitter<'_>, row: &mut Row) {
        let all = &self.sweep.counted;
        let mut region = 0;
        for (place, one) in all.iter().enumerate() {
            while region + 1 < sitter.regions.len() && sitter.regions[region].end <= one.start {
                region += 1;
            }
            if let Some(here) = sitter.regions.get(region) {
                let inside = here.start <= one.start && one.start < here.end;
                let late = (one.start + here.local).rem_euclid(1_440) >= 20 * 60;
                col!(row, LATE_STARTS) += i64::from(inside && late);
            }
            let Some(next) = all[place + 1..].iter().find(|next| next.start >= one.end) else {
                continue;
            };
            let gap = next.start - one.end;
            if gap > 10 || sitter.midnight_between(one.end, next.start) {
                continue;
            }
            col!(row, BACK_TO_BACK_10) += 1;
            col!(row, BACK_TO_BACK_5) += i64::from(gap <= 5);
            col!(row, BACK_TO_BACK_0) += i64::from(gap == 0);
        }
    }

    /// M44.
    fn low_quality(&mut self, row: &mut Row) {
        let mut any = 0;
        for one in &mut self.sweep.counted {
            one.low |= if one.overlaps { CONFLICT } else { 0 };
            any |= one.low;
        }
        if any == 0 {
            return;
        }
        for segment in &self.sweep.segments {
            let minutes = i64::from(segment.end - segment.start);
            let low = self.sweep.active_of(segment).iter().fold(0, |low, &place| {
                low | self.sweep.counted[usize::from(place)].low
            });
            for flag in 0..5 {
                if low & 1 << flag != 0 {
                    row[Quantity::LOW_CONFLICT_MIN.index() + flag] += minutes;
                }
            }
            if low != 0 {
                col!(row, LOW_QUALITY_ALL_MIN) += minutes;
            }
            if low & (CONFLICT | REDUNDANT) != 0 {
                col!(row, LOW_QUALITY_MIN) += minutes;
            }
        }
    }

    /// M6: meeting time in declared windows.
    fn windows(&self, sitter: &Sitter<'_>, row: &mut Row) {
        let windows = sitter.intervals(|hours| hours.windows);
        if windows.is_empty() {
            col!(row, NO_MEETING_WINDOW_MIN) = ABSENT;
            return;
        }
        for segment in &self.sweep.segments {
            for window in windows {
                let minutes = segment.end.min(window.end) - segment.start.max(window.start);
                col!(row, NO_MEETING_WINDOW_MIN) += i64::from(minutes.max(0));
            }
        }
    }
}

impl<'a> Sitter<'a> {
    fn attendances(&self) -> &'a [Attendance] {
        let (from, to) = (self.join.at[self.place], self.join.at[self.place + 1]);
        &self.join.attendances[from as usize..to as usize]
    }

    fn meeting(&self, attendance: &Attendance) -> &'a Meeting {
        &self.join.meetings[attendance.meeting as usize]
    }

    fn intervals(&self, which: impl Fn(&Hours) -> (u32, u32)) -> &'a [Interval] {
        let (from, to) = which(&self.join.hours[self.place]);
        &self.join.intervals[from as usize..to as usize]
    }

    fn working_days(&self) -> [bool; 7] {
        let mut days = [false; 7];
        for stretch in self.stretches {
            days[usize::from(stretch.day)] = true;
        }
        days
    }

    /// A midnight at or after the end of one meeting and at or before the begin of the next; also when the end is
    /// outside of the week.
    fn midnight_between(&self, end: Minute, start: Minute) -> bool {
        end > self.person.end
            || self.regions.windows(2).any(|pair| {
                let midnight = pair[1].start;
                pair[0].day != pair[1].day && end <= midnight && midnight <= start
            })
    }
}

/// Running sums over gaps.
#[derive(Default)]
struct Gaps {
    focus_min: Minute,
    available: i64,
    in_focus: i64,
    in_hours: i64,
    blocks: i64,
}

impl Gaps {
    fn focus(&self, gap: Minute) -> i64 {
        if gap >= self.focus_min {
            i64::from(gap)
        } else {
            0
        }
    }

    fn gap(&mut self, gap: Minute) {
        if gap <= 0 {
            return;
        }
        self.available += i64::from(gap);
        self.in_focus += self.focus(gap);
        self.in_hours += if gap >= 60 { i64::from(gap) } else { 0 };
        self.blocks += i64::from(gap / 120);
    }
}

/// M20: a stretch of time that would be one gap without one certain meeting.
#[derive(Default)]
struct Run {
    owner: Option<u16>,
    length: Minute,
    focus: i64,
    /// The gap right before, not part of an owner's run yet.
    gap: Minute,
    gap_focus: i64,
}

impl Run {
    fn free(&mut self, gap: Minute, focus: i64) {
        self.gap = gap;
        self.gap_focus = focus;
        if self.owner.is_some() {
            self.length += gap;
            self.focus += focus;
        }
    }

    /// Covered time of one meeting alone, or of several (`None`): gives the cost of the run that ends by it.
    fn covered(&mut self, owner: Option<u16>, minutes: Minute, tally: &Gaps) -> Option<(u16, i64)> {
        if owner.is_some() && owner == self.owner {
            self.length += minutes;
            self.gap = 0;
            self.gap_focus = 0;
            return None;
        }
        let ended = self
            .owner
            .map(|place| (place, tally.focus(self.length) - self.focus));
        self.owner = owner;
        self.length = self.gap + minutes;
        self.focus = self.gap_focus;
        self.gap = 0;
        self.gap_focus = 0;
        ended
    }
}

/// M25: minutes of a segment by weekday and local hour.
fn heat(row: &mut Row, first_weekday: usize, local: i32, minutes: i32) {
    let (mut at, end) = (local, local + minutes);
    while at < end {
        let hour = at.div_euclid(60);
        let stop = end.min((hour + 1) * 60);
        let cell = (hour + first_weekday as i32 * 24).rem_euclid(168) as usize;
        row[Quantity::HEAT[0].index() + cell] += i64::from(stop - at);
        at = stop;
    }
}

/// Minutes of a segment between 08 and 18 local; a segment is inside of one day.
fn inside_day(local: i32, minutes: i64) -> i64 {
    let from = i64::from(local.rem_euclid(1_440));
    ((from + minutes).min(18 * 60) - from.max(8 * 60)).max(0)
}

/// M3: gives the last day of a meeting its part; the new total of parts.
fn give_parts(row: &mut Row, first_weekday: usize, one: &Counted) -> i64 {
    if one.units == 0 {
        return 0;
    }
    let length = i64::from(one.end - one.start);
    let parts = if one.units == length * UNIT {
        UNIT
    } else {
        one.units / length
    };
    let weekday = (usize::from(one.day) + first_weekday) % 7;
    row[Quantity::MEETINGS_DAY[0].index() + weekday] += parts - one.parts;
    parts
}

/// Columns that depend on who else is present.
fn relations(attendance: &Attendance, rule: u8) -> u64 {
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
fn share_out(
    (targets, touched): (&mut [i64], &mut Vec<u32>),
    sitter: &Sitter<'_>,
    attendance: &Attendance,
    units: i64,
) {
    let meeting = sitter.meeting(attendance);
    let listed = attendance.bits & LISTED != 0;
    let others = i64::from(meeting.size) - i64::from(listed);
    let own = if sitter.person.group < sitter.join.groups {
        sitter.person.group
    } else {
        sitter.join.groups + 1
    };
    let mut give = |target: u32, units: i64| {
        let sum = &mut targets[target as usize];
        if *sum == 0 {
            touched.push(target);
        }
        *sum += units;
    };
    let range = meeting.groups.0 as usize..(meeting.groups.0 + meeting.groups.1) as usize;
    if let [(target, _)] = sitter.join.lists.groups[range.clone()] {
        give(target, units);
        return;
    }
    let (mut heads, mut given) = (0, 0);
    for &(target, count) in &sitter.join.lists.groups[range] {
        heads += i64::from(count) - i64::from(listed && target == own);
        let total = units * heads / others;
        if total > given {
            give(target, total - given);
        }
        given = total;
    }
}

/// Columns that follow from others, and those without data.
fn finish(sitter: &Sitter<'_>, row: &mut Row) {
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
