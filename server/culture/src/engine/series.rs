//! Recurring series: what each cost in the week, for the audit table.

use model::culture::Pseudonym;

use super::{
    join::Join,
    judge::{HELD, INVITING, Judged},
    meeting::{CREDITED, Credit, SERIES_KNOWN, SERIES_OPEN},
    people::{NOBODY, People},
    person::cost_of,
    sweep::Counted,
};

/// One recurring series in one week, as far as one organiser called it.
///
/// As in the organised columns, distinct meetings are those that begin in the organiser's week, and hours of attendees
/// are those spent in the attendees' weeks. Every number is a sum: rows of several weeks add up by series and organiser.
/// A row says who attends, so it must not leave disclosure control as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesRow {
    /// [`model::culture::EventFact::series`].
    pub series: Pseudonym,
    /// Place of the organiser, who is measured. A series that was handed over has a row for each.
    pub organizer: u32,
    /// The organiser's first-level group.
    pub group: Option<u32>,
    /// Occurrences held.
    pub held: i64,
    /// Their lengths added up, in minutes.
    pub length_min: i64,
    /// Occurrences held whose size is known.
    pub sized: i64,
    /// n(m) of those, added up.
    pub heads: i64,
    /// People asked for an answer, the organiser's copy being known (M33).
    pub asked: i64,
    /// Of those, accepted.
    pub accepted: i64,
    /// Whether the series has no end date; `None` where no held occurrence tells.
    pub open_ended: Option<bool>,
    /// A(m) added up: allocated minutes of measured attendees in units of 1/[`model::culture::quantity::UNIT`].
    pub attended: i64,
    /// M43 of those, in units of 1/[`model::culture::quantity::COST_UNIT`] minor unit.
    pub cost: i64,
    /// Places of the measured people whose hours these are, rising, each once: the set that must reach the least size
    /// of a group over all weeks shown.
    pub people: Vec<u32>,
    /// What each of them has of [`SeriesRow::attended`].
    pub units: Vec<i64>,
    /// What each of them has of [`SeriesRow::cost`].
    pub costs: Vec<i64>,
    /// The fewest people asked for one occurrence, of those for which anybody was: so many differ at least.
    pub least_asked: Option<i64>,
}

/// Rows while the week is computed.
pub(super) struct Ledger {
    rows: Vec<SeriesRow>,
    /// By meeting: its row, or nobody.
    places: Vec<u32>,
}

impl Ledger {
    /// Rows for all series with a measured organiser, with what their meetings themselves tell.
    pub(super) fn open(people: &People, join: &Join, judged: &Judged) -> Self {
        let none = Pseudonym::default();
        let mut keys: Vec<(Pseudonym, u32, u32)> = Vec::new();
        for (&meeting, credit) in join
            .organized
            .iter()
            .map(|meeting| (meeting, &join.credits[*meeting as usize]))
        {
            if credit.series != none {
                keys.push((credit.series, credit.organizer, meeting));
            }
        }
        keys.sort_unstable();
        let mut ledger = Self {
            rows: Vec::new(),
            places: vec![NOBODY; join.meetings.len()],
        };
        for (series, organizer, meeting) in keys {
            let last = ledger.rows.last();
            if last.is_none_or(|last| (last.series, last.organizer) != (series, organizer)) {
                let group = people.all[organizer as usize].group;
                let group = (group < join.groups).then_some(group);
                ledger.rows.push(SeriesRow::new(series, organizer, group));
            }
            ledger.places[meeting as usize] = ledger.rows.len() as u32 - 1;
            if let Some(row) = ledger.rows.last_mut() {
                let meeting = meeting as usize;
                row.occurrence(&join.credits[meeting], judged.verdicts[meeting].state);
            }
        }
        ledger
    }

    /// Adds the counted meetings of a person; people come in rising order.
    pub(super) fn attended(&mut self, person: u32, rate: u32, counted: (&Join, &[Counted])) {
        let (join, counted) = counted;
        let from = join.at[person as usize];
        for one in counted {
            let meeting = join.attendances[(from + one.attendance) as usize].meeting;
            let place = self.places[meeting as usize] as usize;
            let Some(row) = self.rows.get_mut(place) else {
                continue;
            };
            row.attended += one.units;
            row.cost += cost_of(one.units, rate);
            if row.people.last() != Some(&person) {
                row.people.push(person);
                row.units.push(0);
                row.costs.push(0);
            }
            if let Some(own) = row.units.last_mut() {
                *own += one.units;
            }
            if let Some(own) = row.costs.last_mut() {
                *own += cost_of(one.units, rate);
            }
        }
    }

    /// The rows of series that took place or took time, by series and organiser.
    pub(super) fn close(self) -> Vec<SeriesRow> {
        let mut rows = self.rows;
        rows.retain(|row| row.held > 0 || !row.people.is_empty());
        rows
    }
}

impl SeriesRow {
    const fn new(series: Pseudonym, organizer: u32, group: Option<u32>) -> Self {
        Self {
            series,
            organizer,
            group,
            held: 0,
            length_min: 0,
            sized: 0,
            heads: 0,
            asked: 0,
            accepted: 0,
            open_ended: None,
            attended: 0,
            cost: 0,
            people: Vec::new(),
            units: Vec::new(),
            costs: Vec::new(),
            least_asked: None,
        }
    }

    fn occurrence(&mut self, credit: &Credit, state: u8) {
        if credit.flags & CREDITED == 0 {
            return;
        }
        if state & INVITING != 0 {
            let asked: i64 = credit.answers.map(i64::from).iter().sum();
            self.asked += asked;
            let before = self.least_asked.unwrap_or(asked);
            self.least_asked = (asked > 0).then(|| before.min(asked)).or(self.least_asked);
            self.accepted += i64::from(credit.answers[0]);
        }
        if state & HELD == 0 {
            return;
        }
        self.held += 1;
        self.length_min += i64::from(credit.length);
        self.sized += i64::from(credit.size > 0);
        self.heads += i64::from(credit.size);
        if credit.flags & SERIES_KNOWN != 0 {
            let open = credit.flags & SERIES_OPEN != 0;
            self.open_ended = Some(open || self.open_ended == Some(true));
        }
    }
}
