//! The metric engine: a week's facts of a tenant to the base quantities of each person's week.
//!
//! Pure: no input, no output, no clock. Exact: minutes are integers, allocated minutes are integers of
//! 1/[`model::culture::quantity::UNIT`] minute. What isn't fixed by a published definition is decided here:
//!
//! - **A meeting** is all copies of one occurrence. The organiser's copy tells times, people, answers and everything
//!   else of it; without one the copy with a shown list, the most attendees and the smallest `copy` does, and answers
//!   on that list give way to the own response of people whose copies are known. `show_as` and the own response come
//!   from each person's own copy.
//!   Sensitive copies and copies of people who opted out join nothing; of two copies of one meeting on one calendar
//!   the better counts (not cancelled before cancelled, the organiser's before another, smaller `copy` first).
//! - **Cancelled** is a meeting whose telling copy is cancelled or was gone before its end; a person's own copy likewise. A
//!   copy that vanished after the end was tidied away: the meeting took place.
//! - **Heads**: n(m) = organiser + attendees listed. By the attendance rule: organiser + accepted (strict) or not
//!   declined, which are the *present* ones (`show_as` of others is unknown). A holder of a copy whom the list doesn't name
//!   came through a distribution list: present by the own response, not in n(m). Size unknown (hidden list, no
//!   organiser's copy) passes the bounds of participants.
//! - **Counted** for a person: not cancelled, duration, all-day, participants by policy; own response and `show_as` by the
//!   attendance rule. Sensitive: `company` stands for the participants. Where the policy says so, out-of-office time
//!   (given, or any own copy shown as out of office that isn't declined or cancelled) is cut out of the meeting and of working time.
//! - **A working day** is a civil day with working time left. Gaps end at midnight.
//! - **Depth over 24**: of the units of a minute that don't divide, the first meetings by (start, end, occurrence) get one more.
//! - **M3**: per meeting `floor(allocated units / length)`; parts by day are differences of the running floor.
//! - **Back-to-back** (M21): the day is the one of the meeting's last minute; whole meetings, not clipped ones.
//! - **Lead time** (M27, M28) counts where known: on single events, exceptions and first occurrences; answers' delays (M34) on
//!   single events and on first occurrences, which are the occurrences of a known lead time.
//! - **Organised** counts: meetings held by the policy (whoever came), not sensitive, organiser measured, start inside
//!   the organiser's week. M29, M33 to M35 take meetings of two people and more whatever the answers; M29 also cancelled ones,
//!   late when first seen cancelled (or gone, before the end) less than 24 h before the begin.
//! - **M20** is summed where attendees spend it; **M26** spreads over all listed people of known zone.
//! - **M37 to M39**: the manager is listed and present; one-to-one means n(m) = 2.
//! - **M39** organisational: three distinct levels among present people of one first-level group.
//! - **M42**: the person's units go to the others of n(m) by head, largest remainder in the order of groups, then external, then
//!   unknown people.
//! - **M44**: a meeting in conflict is flagged as a whole. Where agendas aren't looked for, and where somebody's counted
//!   meetings aren't all private and of none it is known whether it has one, that flag and the union of all flags have no
//!   data. Whoever had no such meeting had none without an agenda.
//! - **Excluded from the rule**: M4, M12, M18 of the whole calendar take every event that isn't declined or cancelled, whatever its
//!   length, answer and people. Other metrics stay those of the rule, M19 and M22 too.
//! - **Events**: each event that touches the week is counted once, by the first reason that holds.

mod columns;
mod context;
mod credit;
mod finish;
mod gaps;
mod join;
mod judge;
mod marks;
mod meeting;
mod order;
mod others;
mod people;
mod person;
mod rank;
mod series;
mod slices;
mod state;
mod sweep;
mod table;
mod whole;

pub use columns::{ABSENT, WeekColumns};
pub use context::{Interval, PersonContext, ZoneOffset};
pub use series::SeriesRow;
pub use state::{Delta, WeekFrame, WeekState};

use model::culture::{EventFact, Policy};

use self::{
    join::Join, judge::Judged, people::People, person::Desk, series::Ledger, sweep::Counted,
};

/// A week of a tenant.
#[derive(Clone, Copy, Debug)]
pub struct Week<'a> {
    /// Everybody whose calendar may be read. Their order is the order of the result.
    pub people: &'a [PersonContext],
    /// The copies on each person's calendar, in the order of `people`. Copies outside of the week may be among them.
    pub facts: &'a [Vec<EventFact>],
    /// Number of first-level groups.
    pub groups: u32,
    /// Rate where a person has none, in minor units of the currency per hour (75 USD: 7,500).
    pub default_rate_minor_per_hour: u32,
    /// Whether agendas are looked for in the week. Where they aren't, M44 with that flag has no data of anybody.
    pub agendas: bool,
}

/// The engine with its scratch memory: make one per thread and keep it.
///
/// [`Engine::load`] joins the copies of a week once; [`Engine::compute`] then gives the columns for any policy.
pub struct Engine {
    people: People,
    join: Join,
    judged: Judged,
    desk: Desk,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine without a week.
    #[must_use]
    pub fn new() -> Self {
        Self {
            people: People::new(),
            join: Join::new(),
            judged: Judged::new(),
            desk: Desk::new(),
        }
    }

    /// Joins the copies of a week to meetings. People without facts may be left out at the end of [`Week::facts`].
    pub fn load(&mut self, week: &Week<'_>) {
        self.people
            .load(week.people, week.default_rate_minor_per_hour);
        let copies = week
            .facts
            .iter()
            .take(week.people.len())
            .enumerate()
            .flat_map(|(person, facts)| facts.iter().map(move |fact| (person as u32, fact)));
        self.join.agendas = week.agendas;
        self.join
            .load(&self.people, week.people, week.groups, copies);
    }

    /// The columns of the loaded week under a policy.
    #[must_use]
    pub fn compute(&mut self, policy: &Policy) -> WeekColumns {
        let mut columns = WeekColumns::default();
        self.compute_into(policy, &mut columns);
        columns
    }

    /// As [`Engine::compute`], into memory that is there already; what it held is gone.
    pub fn compute_into(&mut self, policy: &Policy, columns: &mut WeekColumns) {
        self.judged.judge(&self.people, &self.join, policy);
        self.desk.all(
            &self.people,
            &self.join,
            &mut self.judged,
            policy,
            (columns, |_, _| ()),
        );
    }

    /// As [`Engine::compute`], with a row for each recurring series, by series and organiser, in the same pass.
    #[must_use]
    pub fn compute_with_series(&mut self, policy: &Policy) -> (WeekColumns, Vec<SeriesRow>) {
        let Self {
            people,
            join,
            judged,
            desk,
        } = self;
        let mut columns = WeekColumns::default();
        judged.judge(people, join, policy);
        let mut ledger = Ledger::open(people, join, judged);
        let seen = |place: usize, counted: &[Counted]| {
            ledger.attended(place as u32, people.all[place].rate, (join, counted));
        };
        desk.all(people, join, judged, policy, (&mut columns, seen));
        (columns, ledger.close())
    }
}
