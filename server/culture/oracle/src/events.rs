//! Every event on a calendar that touches the week, by the first reason that holds.

use crate::input::{Answer, Copy};
use crate::join::Meeting;
use crate::week::Week;

/// Why an event counted or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It counted.
    Counted,
    /// Cancelled, for everybody.
    Cancelled,
    /// It lasts whole days.
    AllDay,
    /// Too long.
    TooLong,
    /// Private, which the rules leave out.
    Private,
    /// Too few people, or too many.
    People,
    /// The owner declined, or their copy is gone.
    Declined,
    /// The owner didn't accept, or doesn't show the time as busy.
    Unsure,
    /// The owner was away all the while.
    Away,
}

impl Week<'_> {
    /// How many events there are of one kind.
    #[must_use]
    pub fn events(&self, why: Why) -> i64 {
        let mut count = 0;
        for copy in &self.person.copies {
            let meeting = self.tenant.meeting(self.person.id, copy);
            let touches = meeting.copy.end > self.from && meeting.copy.start < self.to();
            count += i64::from(touches && self.why(copy, &meeting) == why);
        }
        count
    }

    fn why(&self, copy: &Copy, meeting: &Meeting<'_>) -> Why {
        let (rules, told) = (&self.tenant.rules, meeting.copy);
        if self.tenant.counts(self.person.id, copy) {
            let same = |one: &Meeting<'_>| one.copy.id == told.id;
            let painted = self.counted.iter().any(same);
            return if painted { Why::Counted } else { Why::Away };
        }
        if !self.tenant.held(meeting) {
            return if self.tenant.gone(told) {
                Why::Cancelled
            } else if told.all_day && !rules.all_day {
                Why::AllDay
            } else if told.len() > rules.longest {
                Why::TooLong
            } else if told.sensitive && !rules.sensitive {
                Why::Private
            } else {
                Why::People
            };
        }
        let mine = copy.organizer == Some(self.person.id);
        let declined = copy.own == Answer::Declined && !mine;
        if declined || self.tenant.gone(copy) {
            Why::Declined
        } else {
            Why::Unsure
        }
    }
}
