//! Kind M: one vote per distinct meeting (M8 to M10, M20, M26, M29 to M35) or per attendance (M13, M21).

use std::collections::BTreeMap;

use crate::input::{Answer, Copy, Kind};
use crate::join::Meeting;
use crate::week::Week;

/// The upper ends of the length classes of M9 in minutes; the last class has none.
pub const LENGTHS: [i64; 8] = [15, 25, 30, 45, 50, 60, 90, 120];

/// The class of a length, right-closed.
#[must_use]
pub fn length_class(len: i64) -> usize {
    LENGTHS
        .iter()
        .position(|end| len <= *end)
        .unwrap_or(LENGTHS.len())
}

/// M10: the length leaves five or ten minutes of a half hour, or the begin does and the end is on the half hour.
#[must_use]
pub fn speedy(start_clock: i32, len: i64) -> bool {
    let end = i64::from(start_clock) + len;
    matches!(len % 30, 20 | 25) || ((5..=10).contains(&(start_clock % 30)) && end % 30 == 0)
}

/// Sums over the meetings that a person called and that begin in the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organised {
    /// Held.
    pub meetings: i64,
    /// Held, with a known size.
    pub sized: i64,
    /// `Σ n`, M8.
    pub people: i64,
    /// `Σ n·len`, M8.
    pub people_minutes: i64,
    /// `Σ len` over meetings with a known size.
    pub sized_minutes: i64,
    /// M9.
    pub lengths: [i64; 9],
    /// M10.
    pub speedy: i64,
    /// M26: somebody's zone is known.
    pub zoned: i64,
    /// M26: `Σ` of max − min offset of the listed people, minutes.
    pub spread: i64,
    /// M29: scheduled, cancelled ones included.
    pub scheduled: i64,
    /// M29: first seen cancelled less than 24 h before the begin.
    pub late: i64,
    /// M30: `Σ` seen start changes.
    pub moves: i64,
    /// M30: exceptions.
    pub exceptions: i64,
    /// M30: occurrences and exceptions.
    pub of_series: i64,
    /// M31: no agenda.
    pub no_agenda: i64,
    /// M31: known agenda bit.
    pub known_agenda: i64,
    /// M32: series of which the range is known.
    pub series: i64,
    /// M32: of those, without an end.
    pub open_ended: i64,
    /// M33: asked for an answer.
    pub asked: i64,
    /// M33: accepted, tentative, declined, none.
    pub answers: [i64; 4],
    /// M35: invited by name, organiser excluded.
    pub invited: i64,
    /// M35: optional.
    pub optional: i64,
    /// M34: delays of first answers to single events and series, minutes, sorted.
    pub delays: Vec<i32>,
    /// M27: known leads, minutes, sorted.
    pub leads: Vec<i32>,
}

/// A person's part in the week seen by attendance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attended {
    /// `#`
    pub meetings: i64,
    /// M13: that overlap another.
    pub double_booked: i64,
    /// M21: followed by the next within 0, 5, 10 minutes.
    pub back_to_back: [i64; 3],
}

/// What attendees spend on the meetings a person called, in the week of the attendees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// `Σ A(m)`, in units.
    pub attended: u128,
    /// M26: of those outside of the attendee's 08–18, in units.
    pub outside: u128,
    /// M36: without the organiser's own, in units.
    pub generated: u128,
    /// M43, in units times hundredths of money per hour.
    pub cost: u128,
    /// M20, minutes.
    pub focus: i64,
}

impl Week<'_> {
    /// M13 and M21.
    #[must_use]
    pub fn attended(&self) -> Attended {
        let mut sums = Attended::default();
        for (place, meeting) in self.counted.iter().enumerate() {
            let copy = meeting.copy;
            sums.meetings += 1;
            sums.double_booked += i64::from(self.conflicts(place));
            // The day of a meeting is the one of its last minute.
            let day = |minute: i32| {
                self.person
                    .days
                    .iter()
                    .position(|day| (day.from..day.to).contains(&minute))
            };
            let others = self.counted.iter().enumerate();
            let next = others
                .filter(|(other, next)| *other != place && next.copy.start >= copy.end)
                .map(|(_, next)| next.copy.start)
                .min();
            for (slot, most) in sums.back_to_back.iter_mut().zip([0, 5, 10]) {
                let close = next.is_some_and(|next| {
                    let (last, begin) = (day(copy.end - 1), day(next));
                    last.is_some() && last == begin && next - copy.end <= most
                });
                *slot += i64::from(close);
            }
        }
        sums
    }

    /// Everything of kind M that is credited by the begin of a meeting.
    #[must_use]
    pub fn organised(&self) -> Organised {
        let mut sums = Organised::default();
        let mut series: BTreeMap<u32, bool> = BTreeMap::new();
        for meeting in self.tenant.meetings() {
            let copy = meeting.copy;
            if !self.called(&meeting) || !self.holds(copy.start) || !self.tenant.fits(&meeting) {
                continue;
            }
            if self.tenant.listed(&meeting) != Some(1) {
                sums.scheduled += 1;
                sums.late += i64::from(cancelled_late(copy));
                if !self.tenant.gone(copy) {
                    self.add_guests(&mut sums, &meeting);
                }
            }
            if !self.tenant.held(&meeting) {
                continue;
            }
            self.add_shape(&mut sums, &meeting);
            sums.no_agenda += i64::from(copy.agenda == Some(false));
            sums.known_agenda += i64::from(copy.agenda.is_some());
            sums.moves += i64::from(copy.moves);
            sums.exceptions += i64::from(copy.kind == Kind::Exception);
            sums.of_series += i64::from(copy.kind != Kind::Single);
            sums.leads.extend(self.lead(&meeting));
            if let (Some(key), Some(open)) = (copy.series, copy.open_ended) {
                *series.entry(key).or_default() |= open;
            }
        }
        sums.series = i64::try_from(series.len()).unwrap_or(i64::MAX);
        sums.open_ended = series.values().map(|open| i64::from(*open)).sum();
        sums.delays.sort_unstable();
        sums.leads.sort_unstable();
        sums
    }

    fn add_shape(&self, sums: &mut Organised, meeting: &Meeting<'_>) {
        let copy = meeting.copy;
        sums.meetings += 1;
        sums.lengths[length_class(copy.len())] += 1;
        sums.speedy += i64::from(speedy(self.person.clock(copy.start).0, copy.len()));
        if let Some(listed) = self.tenant.listed(meeting) {
            let people = i64::try_from(listed).unwrap_or(i64::MAX);
            sums.sized += 1;
            sums.people += people;
            sums.people_minutes += people * copy.len();
            sums.sized_minutes += copy.len();
        }
        let mut offsets = Vec::new();
        for head in self.tenant.heads(meeting) {
            let person = head.person.and_then(|id| self.tenant.person(id));
            offsets.extend(person.map(|person| person.offset(copy.start)));
        }
        if let (Some(least), Some(most)) = (offsets.iter().min(), offsets.iter().max()) {
            sums.zoned += 1;
            sums.spread += i64::from(most - least);
        }
    }

    fn add_guests(&self, sums: &mut Organised, meeting: &Meeting<'_>) {
        let copy = meeting.copy;
        for guest in &copy.guests {
            let known = guest
                .person
                .is_some_and(|id| !self.tenant.opted_out.contains(&id));
            if !known || guest.person == copy.organizer {
                continue;
            }
            sums.invited += 1;
            sums.optional += i64::from(guest.optional);
            if meeting.owners && copy.response_requested {
                sums.asked += 1;
                let class = match guest.answer {
                    Answer::Accepted | Answer::Organizer => 0,
                    Answer::Tentative => 1,
                    Answer::Declined => 2,
                    Answer::Nothing => 3,
                };
                sums.answers[class] += 1;
            }
            // Who answers a series answers once, which its first occurrence shows: the only one with a lead.
            let asked = match copy.kind {
                Kind::Single => true,
                Kind::Occurrence => copy.lead.is_some(),
                Kind::Exception => false,
            };
            let answered = guest.answer != Answer::Nothing && asked;
            if meeting.owners && answered {
                sums.delays.extend(guest.delay);
            }
        }
    }

    /// M20, M26, M36, M43: what attendees spend on this person's meetings.
    #[must_use]
    pub fn brought(&self) -> Brought {
        let mut sums = Brought::default();
        for person in self.tenant.people.iter().filter(|person| person.measured) {
            let week = Week::paint(self.tenant, person);
            let rate = u128::try_from(person.rate.unwrap_or(self.tenant.default_rate)).unwrap_or(0);
            for (place, meeting) in week.counted.iter().enumerate() {
                if !self.called(meeting) {
                    continue;
                }
                let units = week.allocated(place);
                sums.attended += units;
                sums.outside +=
                    week.allocated_where(place, |cell| !(8 * 60..18 * 60).contains(&cell.clock));
                sums.generated += if person.id == self.person.id {
                    0
                } else {
                    units
                };
                sums.cost += units * rate;
                sums.focus += week.focus_cost(place);
            }
        }
        sums
    }
}

/// First seen cancelled, or gone before the end, less than 24 h before the begin or later.
fn cancelled_late(copy: &Copy) -> bool {
    let gone = copy.gone_seen.filter(|seen| *seen < copy.end);
    let seen = copy.cancelled_seen.into_iter().chain(gone).min();
    seen.is_some_and(|seen| i64::from(copy.start) - i64::from(seen) < 24 * 60)
}
