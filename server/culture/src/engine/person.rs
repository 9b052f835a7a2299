//! One person's week: counted meetings to the person's own columns, and what they bring to organisers.

use model::culture::{
    Minute, Policy, Quantity, Reason,
    quantity::{COST_UNIT, UNIT},
};

use super::{
    columns::{ABSENT, Row, WeekColumns, col},
    context::Interval,
    credit::{bring, credit, series, series_of},
    finish::finish,
    gaps::Gaps,
    join::{Attendance, Hours, Join, LIVE},
    judge::{AGENDA_KNOWN, AGENDA_OPEN, Brought, FLAGS, HELD, Judged, needed, rule},
    meeting::{NON_DECLINED, bit},
    order::low_quality,
    others::{relations, share_out},
    people::{People, Person, Region, Stretch},
    slices::{give_parts, heat, inside_day},
    sweep::{Counted, Sweep, share},
};

pub(super) const ZERO: Row = [0; Quantity::COUNT];
/// Units of time in which cost is counted: 1/720,720 minute.
const COST_PART: i64 = UNIT / (COST_UNIT / 60);

/// The place where persons' weeks are computed, one after the other.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) sweep: Sweep,
    /// The whole calendar, for metrics that follow it.
    pub(super) whole: Sweep,
    /// Places of the person's attendances that count.
    kept: Vec<u32>,
    targets: Vec<i64>,
    /// A bit for each target that got units.
    touched: Vec<u64>,
    series: Vec<(model::culture::Pseudonym, bool)>,
}

/// All that is known of the person at the desk.
pub(super) struct Sitter<'a> {
    pub(super) place: usize,
    pub(super) person: &'a Person,
    pub(super) join: &'a Join,
    pub(super) regions: &'a [Region],
    pub(super) stretches: &'a [Stretch],
    /// A bit for each day with working time.
    pub(super) working_days: u8,
    pub(super) policy: &'a Policy,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Everybody, then what they brought to organisers. Shows each measured person's counted meetings to `seen`.
    pub(super) fn all(
        &mut self,
        people: &People,
        join: &Join,
        judged: &mut Judged,
        policy: &Policy,
        (columns, mut seen): (&mut WeekColumns, impl FnMut(usize, &[Counted])),
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
                seen(place, &self.sweep.counted);
                self.matrix(&mut columns.matrix);
                self.organizer(join, judged, place, row);
            }
            columns.matrix_at.push(columns.matrix.len() as u32);
        }
        for (place, brought) in judged.brought.iter().enumerate() {
            if columns.measured[place] && !brought.is_nothing() {
                bring(&mut columns.rows[place], brought);
            }
        }
    }

    /// The meetings the person called.
    fn organizer(&mut self, join: &Join, judged: &Judged, place: usize, row: &mut Row) {
        let (from, to) = (join.organized_at[place], join.organized_at[place + 1]);
        let organized = &join.organized[from as usize..to as usize];
        let far = organized.iter().fold(0, |far, &meeting| {
            let meeting = meeting as usize;
            far | join.credits[meeting].flags | u16::from(judged.verdicts[meeting].state)
        });
        std::hint::black_box(far);
        for &meeting in organized {
            let meeting = meeting as usize;
            let (one, state) = (&join.credits[meeting], judged.verdicts[meeting].state);
            credit(row, one, state);
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
        let stretches = &join.stretches[range.0 as usize..range.1 as usize];
        // Bits rather than an array: flags written one by one and read together would wait for all writes before.
        let working_days = stretches
            .iter()
            .fold(0, |days, stretch| days | 1_u8 << stretch.day);
        let sitter = Sitter {
            place,
            person,
            join,
            regions: people.regions_of(person),
            stretches,
            working_days,
            policy,
        };
        self.targets.resize(join.groups as usize + 2, 0);
        self.touched.resize(self.targets.len().div_ceil(64), 0);
        self.collect(&sitter, judged, row);
        self.sweep.run(sitter.regions);
        self.segments(&sitter, row);
        self.working(&sitter, row);
        self.meetings(&sitter, judged, row);
        self.next_ones(&sitter, row);
        self.windows(&sitter, row);
        finish(&sitter, row);
        self.whole_calendar(&sitter, judged, row);
    }

    /// M42 of the last person.
    pub(super) fn matrix(&mut self, into: &mut Vec<(u32, i64)>) {
        for (word, bits) in self.touched.iter_mut().enumerate() {
            while *bits != 0 {
                let target = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                let units = std::mem::take(&mut self.targets[target]);
                if units != 0 {
                    into.push((target as u32, units));
                }
            }
        }
    }

    fn collect(&mut self, sitter: &Sitter<'_>, judged: &Judged, row: &mut Row) {
        self.sweep.clear();
        let need = needed(sitter.policy);
        // Of an event that nobody declined the own answer or show is to blame.
        let open = NON_DECLINED | need & LIVE;
        let away = match sitter.policy.out_of_office {
            true => sitter.intervals(|hours| hours.away),
            false => &[],
        };
        let attendances = sitter.attendances();
        // Chosen first, without a branch: the ways of verdicts and sums from far memory overlap.
        self.kept.resize(self.kept.len().max(attendances.len()), 0);
        let (mut kept, mut far) = (0, 0);
        let mut events = [0_i64; Reason::ALL.len()];
        for (at, attendance) in attendances.iter().enumerate() {
            let verdict = &judged.verdicts[attendance.meeting as usize];
            far |= judged
                .brought
                .get(verdict.organizer as usize)
                .map_or(0, |brought| brought.attended);
            self.kept[kept] = at as u32;
            let counts = attendance.bits & need == need;
            let held = verdict.state & HELD != 0;
            kept += usize::from(counts & held);
            let own = match attendance.bits & open == open {
                _ if counts => Reason::Counted,
                true => Reason::Unsure,
                false => Reason::Declined,
            };
            let reason = if held { own as usize } else { verdict.why() };
            let inside = (verdict.end > sitter.person.start) & (verdict.start < sitter.person.end);
            events[reason] += i64::from(inside);
        }
        std::hint::black_box(far);
        for &at in &self.kept[..kept] {
            let verdict = &judged.verdicts[attendances[at as usize].meeting as usize];
            let counted = Counted::new((verdict.start, verdict.end), at, verdict.low & FLAGS);
            self.sweep.add(counted, sitter.person, away);
        }
        let counted = self.sweep.counted.len() as i64;
        events[Reason::Away as usize] = events[Reason::Counted as usize] - counted;
        events[Reason::Counted as usize] = counted;
        let at = Quantity::EVENTS[0].index();
        row[at..at + events.len()].copy_from_slice(&events);
        col!(row, EVENTS_ALL) = events.iter().sum();
    }

    /// M1, M3 by day, M12a, M23, M25, and the allocated units of each meeting.
    fn segments(&mut self, sitter: &Sitter<'_>, row: &mut Row) {
        let first = usize::from(sitter.person.first_weekday);
        self.flag_conflicts();
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
            col!(row, CONFLICT_DEPTH_MIN) += minutes * i64::from(segment.depth > 1);
            heat(row, first, segment.local, segment.end - segment.start);
            let outside = minutes - inside_day(segment.local, minutes);
            let depth = usize::from(segment.depth);
            let range = segment.at as usize..segment.at as usize + depth;
            let mut low = 0;
            for (rank, &place) in active[range].iter().enumerate() {
                let one = &mut counted[usize::from(place)];
                low |= one.low;
                if one.day != segment.day {
                    if one.units != 0 {
                        one.parts = give_parts(row, first, one);
                    }
                    one.day = segment.day;
                }
                let units = share(depth, rank);
                one.units += units * minutes;
                one.outside += units * outside;
            }
            low_quality(row, low, minutes);
        }
        by_day(sitter, days, row);
        for one in counted.iter_mut() {
            one.parts = give_parts(row, first, one);
            col!(row, MEETINGS) += one.parts;
        }
    }

    /// M4, M6, M16 to M20: working time.
    fn working(&mut self, sitter: &Sitter<'_>, row: &mut Row) {
        let mut met = 0_u8;
        let mut first = 0;
        let mut tally = Gaps {
            focus_min: Minute::try_from(sitter.policy.focus_min).unwrap_or(Minute::MAX),
            ..Gaps::default()
        };
        for stretch in sitter.stretches {
            col!(row, WORKING_MIN) += i64::from(stretch.end - stretch.start);
            let segments = &self.sweep.segments;
            while first < segments.len() && segments[first].end <= stretch.start {
                first += 1;
            }
            let covered = self.sweep.stretch(first, stretch, &mut tally);
            met |= u8::from(covered > 0) << stretch.day;
            col!(row, WORKING_MEETING_MIN) += covered;
        }
        let working = sitter.working_days;
        col!(row, WORKING_DAYS) = i64::from(working.count_ones());
        col!(row, FREE_DAYS) = i64::from((working & !met).count_ones());
        col!(row, AVAILABLE_MIN) = tally.available;
        col!(row, FOCUS_MIN) = tally.in_focus;
        col!(row, FOCUS_60_MIN) = tally.in_hours;
        col!(row, OPEN_BLOCKS) = tally.blocks;
        col!(row, FRAGMENTED_MIN) = tally.available - tally.in_focus;
    }

    /// Hours by property, and what goes to organisers and to the matrix.
    fn meetings(&mut self, sitter: &Sitter<'_>, judged: &mut Judged, row: &mut Row) {
        let rule = rule(sitter.policy);
        let mut agendas = 0;
        for one in &self.sweep.counted {
            let attendance = &sitter.attendances()[one.attendance as usize];
            let verdict = judged.verdicts[attendance.meeting as usize];
            agendas |= verdict.low;
            let mut mask = verdict.mask | relations(attendance, rule);
            let own = verdict.organizer == sitter.place as u32;
            if own {
                mask |= bit(Quantity::OWN_MEETINGS);
            }
            if mask & bit(Quantity::MANAGER_ONE) != 0 {
                col!(row, MANAGER_ONE_MEETINGS) += 1;
                col!(row, MANAGER_ONE_WEEKS) = 1;
            }
            if mask & bit(Quantity::IN_COMPANY) != 0 {
                let to = (self.targets.as_mut_slice(), self.touched.as_mut_slice());
                share_out(to, sitter, (&verdict, attendance), one.units);
            }
            while mask != 0 {
                row[mask.trailing_zeros() as usize] += one.units;
                mask &= mask - 1;
            }
            count(one, row);
            let cost = cost_of(one.units, sitter.person.rate);
            col!(row, COST) += cost;
            if let Some(brought) = judged.brought.get_mut(verdict.organizer as usize) {
                brought.give(&Brought {
                    attended: one.units,
                    outside: one.outside,
                    own: if own { one.units } else { 0 },
                    cost,
                    focus: one.focus,
                });
            }
        }
        // Of nobody's agenda nothing is missed: who had no meeting had none without one.
        let untold = agendas & (AGENDA_OPEN | AGENDA_KNOWN) == AGENDA_OPEN;
        if untold || !sitter.join.agendas {
            col!(row, LOW_NO_AGENDA_MIN) = ABSENT;
            col!(row, LOW_QUALITY_ALL_MIN) = ABSENT;
        }
    }
}

/// M43: what allocated units cost at a rate.
pub(super) fn cost_of(units: i64, rate: u32) -> i64 {
    units / COST_PART * i64::from(rate)
}

/// M2, M3, M12c, M13.
fn count(one: &Counted, row: &mut Row) {
    let length = i64::from(one.end - one.start);
    col!(row, MEETINGS_WORKING) += match one.working {
        working if working == one.units => one.parts,
        working => working / length,
    };
    col!(row, BOOKED_MIN) += one.minutes;
    col!(row, ATTENDANCES) += 1;
    col!(row, ATTENDANCES_CONFLICTED) += i64::from(one.overlaps);
    col!(row, CONFLICT_WHOLE_MIN) += one.minutes * i64::from(one.overlaps);
}

/// M1, M23: meeting time of the week's days.
fn by_day(sitter: &Sitter<'_>, days: [i64; 7], row: &mut Row) {
    for (day, minutes) in days.into_iter().enumerate() {
        let off = sitter.working_days >> day & 1 == 0;
        col!(row, MEETING_MIN) += minutes;
        col!(row, WEEKEND_MIN) += minutes * i64::from(off);
    }
}

impl<'a> Sitter<'a> {
    pub(super) fn attendances(&self) -> &'a [Attendance] {
        let (from, to) = (self.join.at[self.place], self.join.at[self.place + 1]);
        &self.join.attendances[from as usize..to as usize]
    }

    pub(super) fn intervals(&self, which: impl Fn(&Hours) -> (u32, u32)) -> &'a [Interval] {
        let (from, to) = which(&self.join.hours[self.place]);
        &self.join.intervals[from as usize..to as usize]
    }

    /// A midnight at or after the end of one meeting and at or before the begin of the next; also when the end is
    /// outside of the week.
    pub(super) fn midnight_between(&self, end: Minute, start: Minute) -> bool {
        end > self.person.end
            || self.regions.windows(2).any(|pair| {
                let midnight = pair[1].start;
                pair[0].day != pair[1].day && end <= midnight && midnight <= start
            })
    }
}
