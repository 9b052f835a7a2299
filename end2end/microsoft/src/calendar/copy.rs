//! What one mailbox holds: an occasion as its owner sees it.

use std::ops::Range;

use super::chance::mix;
use super::key::Key;
use super::occasion::{Calendars, Kind, Occasion, Party, ShowAs};
use super::respond::{Answer, Response};

/// An event in somebody's mailbox.
#[derive(Clone, Debug)]
pub(crate) struct Copy<'a> {
    /// The event.
    pub(crate) occasion: Occasion<'a>,
    /// Number of the owner.
    pub(crate) owner: u32,
    /// Whether the owner called it.
    pub(crate) organises: bool,
    /// What the owner answered.
    pub(crate) own: Answer,
    /// `isCancelled`
    pub(crate) cancelled: bool,
}

impl Copy<'_> {
    /// `showAs`
    pub(crate) fn show_as(&self) -> ShowAs {
        match (self.cancelled, self.organises, self.own.response) {
            (true, ..) | (_, false, Response::Declined) => ShowAs::Free,
            (_, true, _) | (_, _, Response::Accepted) => self.occasion.show_as,
            (_, false, Response::None | Response::Tentative) => match self.occasion.show_as {
                ShowAs::Free => ShowAs::Free,
                _ => ShowAs::Tentative,
            },
        }
    }

    /// The place in a list ordered by begin.
    pub(crate) fn place(&self) -> (i32, Key) {
        (self.occasion.start, self.occasion.key)
    }
}

impl<'a> Calendars<'a> {
    /// The mailbox of a person over a window of UTC minutes, ordered by begin.
    pub(crate) fn copies(&self, person: u32, window: &Range<i32>) -> Vec<Copy<'a>> {
        let occasions = self.occasions(person, window).into_iter();
        let mut copies: Vec<Copy<'a>> = occasions
            .filter_map(|occasion| self.copy_of(occasion, person))
            .collect();
        copies.sort_unstable_by_key(Copy::place);
        copies
    }

    /// One event in a mailbox, `None` when it isn't there.
    pub(crate) fn copy(&self, person: u32, key: Key) -> Option<Copy<'a>> {
        let occasion = self.find(key).filter(|made| made.concerns(person))?;
        self.copy_of(occasion, person)
    }

    pub(super) fn copy_of(&self, occasion: Occasion<'a>, person: u32) -> Option<Copy<'a>> {
        let organises = occasion.organiser == Party::Person(person);
        let cancelled = occasion.cancelled_ms.is_some_and(|at| at <= self.at.ms);
        let own = if organises {
            Answer::default()
        } else {
            self.answer(&occasion, person)
        };
        let gone = if organises {
            // Who cancels a meeting has it no more; an entry of one's own is simply deleted.
            cancelled
        } else {
            (cancelled && !self.keeps_cancelled(&occasion, person))
                || (own.response == Response::Declined && !self.keeps_declined(&occasion, person))
        };
        (!gone).then_some(Copy {
            occasion,
            owner: person,
            organises,
            own,
            cancelled,
        })
    }

    /// A number that changes whenever Graph would change the event's `changeKey`.
    pub(crate) fn signature(&self, copy: &Copy<'_>) -> u64 {
        let made = &copy.occasion;
        let mut sum = mix([
            u64::from(made.start.cast_unsigned()),
            u64::from(made.end.cast_unsigned()),
            u64::from(copy.cancelled),
            copy.own.response as u64,
            u64::from(made.kind == Kind::Exception),
        ]);
        // An answer to a series changes its master, not each occurrence.
        if copy.organises && made.kind != Kind::Occurrence {
            for &member in made.members.iter().take(made.listed) {
                sum = mix([sum, self.answer(made, member).response as u64]);
            }
            for &outsider in &made.outsiders {
                sum = mix([sum, self.answer_of_outsider(made, outsider).response as u64]);
            }
        }
        sum
    }

    /// When the event last changed in this mailbox, epoch milliseconds.
    pub(crate) fn changed_ms(&self, copy: &Copy<'_>) -> i64 {
        let made = &copy.occasion;
        let mut last = made.created_ms.max(made.moved_ms.unwrap_or(i64::MIN));
        if copy.cancelled {
            last = last.max(made.cancelled_ms.unwrap_or(i64::MIN));
        }
        last.max(copy.own.at_ms.unwrap_or(i64::MIN))
            .min(self.at.ms.max(made.created_ms))
    }
}
