//! Recurring series: sums over their occurrences, and who spends time on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Answer, Tenant};
use crate::join::Meeting;
use crate::week::Week;

/// One series as called by one organiser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Occurrences held that begin in the organiser's week.
    pub held: i64,
    /// Their minutes.
    pub minutes: i64,
    /// Those of a known size.
    pub sized: i64,
    /// `Σ n(m)`.
    pub people: i64,
    /// Guests asked for an answer.
    pub asked: i64,
    /// Guests who accepted.
    pub accepted: i64,
    /// Without an end; `None` where no occurrence tells.
    pub open_ended: Option<bool>,
    /// `Σ A(m)`, in units.
    pub attended: u128,
    /// `Σ h(p,m) · rate(p)`, in units times hundredths of money per hour.
    pub cost: u128,
    /// Measured people who spend time on it.
    pub attendees: BTreeSet<u32>,
}

impl Tenant {
    /// Series and measured organiser of a meeting.
    fn series_of(&self, meeting: &Meeting<'_>) -> Option<(u32, u32)> {
        let organizer = self.organizer(meeting)?;
        let measured = self.person(organizer)?.measured;
        Some((meeting.copy.series.filter(|_| measured)?, organizer))
    }

    /// Everything known of series, by series and organiser; those that neither took place nor took time are left out.
    #[must_use]
    pub fn series(&self, weeks: &[Week<'_>]) -> BTreeMap<(u32, u32), Series> {
        let mut all: BTreeMap<(u32, u32), Series> = BTreeMap::new();
        for meeting in self.meetings() {
            let Some(key) = self.series_of(&meeting) else {
                continue;
            };
            let organizer = weeks.iter().find(|week| week.person.id == key.1);
            if organizer.is_some_and(|week| week.holds(meeting.copy.start)) {
                self.add_occurrence(all.entry(key).or_default(), &meeting);
            }
        }
        for week in weeks.iter().filter(|week| week.person.measured) {
            let rate = week.person.rate.unwrap_or(self.default_rate);
            for (place, meeting) in week.counted.iter().enumerate() {
                let Some(key) = self.series_of(meeting) else {
                    continue;
                };
                let one = all.entry(key).or_default();
                one.attended += week.allocated(place);
                one.cost += week.allocated(place) * u128::try_from(rate).unwrap_or(0);
                one.attendees.insert(week.person.id);
            }
        }
        all.retain(|_, one| one.held > 0 || !one.attendees.is_empty());
        all
    }

    fn add_occurrence(&self, one: &mut Series, meeting: &Meeting<'_>) {
        let copy = meeting.copy;
        let several = self.listed(meeting) != Some(1);
        if self.fits(meeting)
            && several
            && !self.gone(copy)
            && meeting.owners
            && copy.response_requested
        {
            let named = copy.guests.iter().filter(|guest| {
                guest.person != copy.organizer
                    && guest.person.is_some_and(|id| !self.opted_out.contains(&id))
            });
            for guest in named {
                one.asked += 1;
                let accepted = matches!(guest.answer, Answer::Accepted | Answer::Organizer);
                one.accepted += i64::from(accepted);
            }
        }
        if !self.held(meeting) {
            return;
        }
        one.held += 1;
        one.minutes += copy.len();
        if let Some(listed) = self.listed(meeting) {
            one.sized += 1;
            one.people += i64::try_from(listed).unwrap_or(i64::MAX);
        }
        if let Some(open) = copy.open_ended {
            one.open_ended = Some(open || one.open_ended == Some(true));
        }
    }
}
