//! Who answers what to an invitation, and when.

use super::chance::{Dice, mix};
use super::key::Key;
use super::occasion::{Calendars, Kind, Occasion};
use super::personal::on_leave;
use super::{MINUTE_MS, minute_of, week_of_day};

/// An answer to an invitation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Response {
    /// `none`, or `notResponded` in some answers.
    #[default]
    None,
    /// `accepted`
    Accepted,
    /// `tentativelyAccepted`
    Tentative,
    /// `declined`
    Declined,
}

/// An answer with its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// What.
    pub(crate) response: Response,
    /// When, epoch milliseconds; `None` without an answer.
    pub(crate) at_ms: Option<i64>,
}

impl Calendars<'_> {
    /// What a person had answered at this moment.
    pub(crate) fn answer(&self, occasion: &Occasion<'_>, person: u32) -> Answer {
        if let Some(told) = self.overlay.answer_of(occasion.key, person, self.at) {
            return told;
        }
        if let Some(custom) = occasion.custom {
            return custom.answer(person);
        }
        self.known(self.rolled(occasion, u64::from(person), Some(person)))
    }

    /// What somebody outside had answered at this moment.
    pub(crate) fn answer_of_outsider(&self, occasion: &Occasion<'_>, outsider: u16) -> Answer {
        if let Some(custom) = occasion.custom {
            return custom.outsiders_answer();
        }
        self.known(self.rolled(occasion, 1 << 40 | u64::from(outsider), None))
    }

    fn known(&self, answer: Answer) -> Answer {
        match answer.at_ms {
            Some(at) if at <= self.at.ms => answer,
            _ => Answer::default(),
        }
    }

    fn rolled(&self, occasion: &Occasion<'_>, who: u64, person: Option<u32>) -> Answer {
        let mut dice = Dice::new([occasion.answers, 21, who]);
        let series = occasion.key.master().is_some() || occasion.kind == Kind::Master;
        let response = if series {
            dice.weighted(
                &[
                    (74, Response::Accepted),
                    (16, Response::None),
                    (6, Response::Tentative),
                    (4, Response::Declined),
                ],
                Response::Accepted,
            )
        } else {
            dice.weighted(
                &[
                    (62, Response::Accepted),
                    (18, Response::None),
                    (8, Response::Tentative),
                    (12, Response::Declined),
                ],
                Response::Accepted,
            )
        };
        let delay = dice.weighted(
            &[
                (40, (1, 60)),
                (33, (60, 1_440)),
                (20, (1_440, 5_760)),
                (7, (5_760, 20_000)),
            ],
            (1, 60),
        );
        let at_ms = occasion.created_ms + i64::from(dice.between(delay.0, delay.1)) * MINUTE_MS;
        if occasion.kind != Kind::Master
            && let Some(person) = person
            && let Some(later) = self.this_time(occasion, person)
        {
            return later;
        }
        let before_it_began = occasion.kind == Kind::Master || minute_of(at_ms) < occasion.original;
        if response == Response::None || !before_it_began {
            return Answer::default();
        }
        Answer {
            response,
            at_ms: Some(at_ms),
        }
    }

    // Declined for once: by those on leave, and now and then an occurrence alone.
    fn this_time(&self, occasion: &Occasion<'_>, person: u32) -> Option<Answer> {
        let own = mix([occasion.roll, 22, u64::from(person)]);
        let week = week_of_day(occasion.start.div_euclid(super::DAY_MIN));
        let away = on_leave(self.plan, person, week) && own % 10 < 7;
        let alone = occasion.key.master().is_some() && own % 100 < 4;
        if !away && !alone {
            return None;
        }
        let day_before = i64::from(occasion.original - 1_440) * MINUTE_MS;
        let at_ms = day_before.max(occasion.created_ms + MINUTE_MS);
        (at_ms <= self.at.ms).then_some(Answer {
            response: Response::Declined,
            at_ms: Some(at_ms),
        })
    }

    /// Whether a person is invited as somebody who may stay away.
    pub(crate) fn is_optional(&self, occasion: &Occasion<'_>, person: u32) -> bool {
        if let Some(custom) = occasion.custom {
            return custom.optional.contains(&person);
        }
        let share = if occasion.members.len() > 4 { 18 } else { 4 };
        mix([occasion.answers, 23, u64::from(person)]) % 100 < share
    }

    /// Whether somebody who declined keeps the event in the calendar.
    pub(crate) fn keeps_declined(&self, occasion: &Occasion<'_>, person: u32) -> bool {
        mix([occasion.roll, 24, u64::from(person)]) % 100 < 12
    }

    /// Whether an attendee leaves a cancelled event in the calendar.
    pub(crate) fn keeps_cancelled(&self, occasion: &Occasion<'_>, person: u32) -> bool {
        matches!(occasion.key, Key::Added(_) | Key::AddedOccurrence(..))
            || mix([occasion.roll, 25, u64::from(person)]) % 100 < 55
    }
}
