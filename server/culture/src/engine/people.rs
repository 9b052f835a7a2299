//! The people of a week in the shape the inner loops read.

use model::culture::{Minute, Pseudonym};

use super::{
    context::{Interval, PersonContext},
    table::Table,
};

/// No person, no group.
pub(super) const NOBODY: u32 = u32::MAX;

/// A part of the week within one civil day and under one offset.
#[derive(Clone, Copy)]
pub(super) struct Region {
    pub(super) start: Minute,
    pub(super) end: Minute,
    /// Add to a UTC minute for the civil minute since the first midnight of the week.
    pub(super) local: i32,
    pub(super) day: u8,
}

/// Joined working time within one civil day.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: Minute,
    pub(super) end: Minute,
    pub(super) day: u8,
}

/// What meetings read of the people on their lists, apart and small so that everybody's stays in the near cache.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    pub(super) group: u32,
    offset: i32,
    /// Number of the bit of the level; 64 without one.
    level: u8,
    offset_varies: bool,
    pub(super) opted_out: bool,
}

impl Listed {
    /// Bit of the level, or 0.
    pub(super) fn level(self) -> u64 {
        1_u64.checked_shl(u32::from(self.level)).unwrap_or(0)
    }
}

/// Manager and manager's manager.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    pub(super) manager: u32,
    pub(super) skip: u32,
}

#[derive(Clone, Copy)]
pub(super) struct Person {
    pub(super) start: Minute,
    pub(super) end: Minute,
    pub(super) manager: u32,
    pub(super) skip: u32,
    pub(super) group: u32,
    pub(super) rate: u32,
    pub(super) regions: u32,
    pub(super) regions_len: u16,
    offset: i32,
    pub(super) offset_varies: bool,
    pub(super) own_rate: bool,
    pub(super) measured: bool,
    pub(super) opted_out: bool,
    /// Monday = 0.
    pub(super) first_weekday: u8,
}

pub(super) struct People {
    pub(super) all: Vec<Person>,
    pub(super) listed: Vec<Listed>,
    pub(super) chains: Vec<Chain>,
    pub(super) regions: Vec<Region>,
    table: Table,
    /// Earliest begin and latest end of all weeks.
    pub(super) window: Interval,
}

impl People {
    pub(super) fn new() -> Self {
        Self {
            all: Vec::new(),
            listed: Vec::new(),
            chains: Vec::new(),
            regions: Vec::new(),
            table: Table::new(),
            window: Interval { start: 0, end: 0 },
        }
    }

    pub(super) fn load(&mut self, contexts: &[PersonContext], default_rate: u32) {
        self.all.clear();
        self.listed.clear();
        self.chains.clear();
        self.regions.clear();
        self.table.clear();
        self.window = Interval {
            start: Minute::MAX,
            end: Minute::MIN,
        };
        for (place, context) in contexts.iter().enumerate() {
            self.table.get_or_insert(context.person, place as u32);
            self.window.start = self.window.start.min(context.days[0]);
            self.window.end = self.window.end.max(context.days[7]);
            let person = self.person(contexts, context, default_rate);
            self.listed.push(Listed {
                group: person.group,
                offset: person.offset,
                level: context.level.map_or(64, |level| level.min(63)),
                offset_varies: person.offset_varies,
                opted_out: person.opted_out,
            });
            self.chains.push(Chain {
                manager: person.manager,
                skip: person.skip,
            });
            self.all.push(person);
        }
    }

    /// The place of a person who didn't opt out.
    pub(super) fn find(&self, person: Pseudonym) -> Option<u32> {
        let place = self.table.get(person)?;
        (!self.listed[place as usize].opted_out).then_some(place)
    }

    /// The place of a person, opted out or not.
    pub(super) fn place(&self, person: Pseudonym) -> Option<u32> {
        self.table.get(person)
    }

    /// The person's offset at an instant.
    pub(super) fn offset_at(&self, place: u32, at: Minute) -> i32 {
        let listed = self.listed[place as usize];
        if listed.offset_varies {
            self.offset_in(&self.all[place as usize], at)
        } else {
            listed.offset
        }
    }

    fn offset_in(&self, person: &Person, at: Minute) -> i32 {
        let regions = self.regions_of(person);
        let region = regions.iter().rev().find(|region| region.start <= at);
        region.or(regions.first()).map_or(person.offset, |region| {
            region.local - regions[0].local + person.offset
        })
    }

    pub(super) fn regions_of(&self, person: &Person) -> &[Region] {
        let at = person.regions as usize;
        &self.regions[at..at + usize::from(person.regions_len)]
    }

    fn person(
        &mut self,
        contexts: &[PersonContext],
        context: &PersonContext,
        default_rate: u32,
    ) -> Person {
        let at = self.regions.len();
        split_week(context, &mut self.regions);
        let manager = known_manager(contexts, context);
        let skip = manager.and_then(|place| known_manager(contexts, &contexts[place as usize]));
        let first_midnight = context.days[0] + context.offset_at(context.days[0]);
        Person {
            start: context.days[0],
            end: context.days[7],
            manager: manager.unwrap_or(NOBODY),
            skip: skip.unwrap_or(NOBODY),
            group: context.group.unwrap_or(NOBODY),
            rate: context.rate_minor_per_hour.unwrap_or(default_rate),
            regions: at as u32,
            regions_len: (self.regions.len() - at) as u16,
            offset: context.offset_at(context.days[0]),
            offset_varies: context.offsets.len() > 1,
            own_rate: context.rate_minor_per_hour.is_some(),
            measured: context.measured(),
            opted_out: context.opted_out,
            // 1970-01-01 was a Thursday.
            first_weekday: ((first_midnight.div_euclid(1_440) + 3).rem_euclid(7)) as u8,
        }
    }
}

fn known_manager(contexts: &[PersonContext], context: &PersonContext) -> Option<u32> {
    context.manager.filter(|&place| {
        contexts
            .get(place as usize)
            .is_some_and(|manager| !manager.opted_out)
    })
}

/// Cuts the week at midnights and at changes of the offset.
fn split_week(context: &PersonContext, regions: &mut Vec<Region>) {
    let first = context.days[0];
    let first_offset = context.offset_at(first);
    let midnight = (first + first_offset).div_euclid(1_440) * 1_440;
    for day in 0..7 {
        let (mut start, end) = (context.days[day], context.days[day + 1]);
        while start < end {
            let change = context
                .offsets
                .iter()
                .map(|offset| offset.from)
                .find(|&from| from > start)
                .unwrap_or(end);
            let stop = change.min(end);
            regions.push(Region {
                start,
                end: stop,
                local: context.offset_at(start) - midnight,
                day: day as u8,
            });
            start = stop;
        }
    }
}

/// Joins intervals that overlap or touch, drops empty ones.
pub(super) fn join_intervals(intervals: &mut Vec<Interval>) {
    intervals.retain(|interval| interval.start < interval.end);
    intervals.sort_unstable_by_key(|interval| interval.start);
    intervals.dedup_by(|next, last| {
        let joined = next.start <= last.end;
        if joined {
            last.end = last.end.max(next.end);
        }
        joined
    });
}

/// What of `from` is outside of `cut`, both joined.
pub(super) fn subtract(from: &[Interval], cut: &[Interval], into: &mut Vec<Interval>) {
    for interval in from {
        let mut start = interval.start;
        for hole in cut {
            if hole.end <= start || hole.start >= interval.end {
                continue;
            }
            if hole.start > start {
                into.push(Interval {
                    start,
                    end: hole.start,
                });
            }
            start = start.max(hole.end);
        }
        if start < interval.end {
            into.push(Interval {
                start,
                end: interval.end,
            });
        }
    }
}

/// Working time of a week, cut at midnights.
pub(super) fn stretches(days: &[Minute; 8], working: &[Interval], into: &mut Vec<Stretch>) {
    for interval in working {
        for day in 0..7 {
            let start = interval.start.max(days[day]);
            let end = interval.end.min(days[day + 1]);
            if start < end {
                into.push(Stretch {
                    start,
                    end,
                    day: day as u8,
                });
            }
        }
    }
}
