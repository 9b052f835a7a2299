//! The attendees of an event, as one mailbox lists them.

use super::write::write_status;
use crate::calendar::chance::mix;
use crate::calendar::copy::Copy;
use crate::calendar::occasion::{Calendars, Party};
use crate::calendar::plan::Card;
use crate::calendar::respond::Answer;

/// Writes the list. The organiser's copy knows every answer; an attendee's copy knows the own one.
pub(crate) fn write_attendees(out: &mut String, calendars: &Calendars<'_>, copy: &Copy<'_>) {
    let made = &copy.occasion;
    let plan = calendars.plan;
    let mut list = List {
        out,
        copy,
        first: true,
    };
    list.out.push('[');
    if copy.organises || !made.hidden {
        // Some clients put the organiser into the list that attendees see.
        if let (Party::Person(organiser), true) = (
            made.organiser,
            !copy.organises && made.answers.is_multiple_of(2),
        ) && let Some(card) = plan.card(organiser)
        {
            list.entry("required", Answer::default(), &card.address);
        }
        for &member in made.members.iter().take(made.listed) {
            if let Some(card) = plan.card(member) {
                let part = if calendars.is_optional(made, member) {
                    "optional"
                } else {
                    "required"
                };
                let answer = list.shown(member, || calendars.answer(made, member));
                list.entry(part, answer, spelt(card, made.answers));
            }
        }
        for &outsider in &made.outsiders {
            if let Some(address) = plan.outsiders.get(usize::from(outsider)) {
                let answer = if copy.organises {
                    calendars.answer_of_outsider(made, outsider)
                } else {
                    Answer::default()
                };
                list.entry("required", answer, address);
            }
        }
        if let Some(address) = made.list.and_then(|list| plan.lists.get(list as usize)) {
            list.entry("required", Answer::default(), address);
        }
        if let Some(address) = made.room.and_then(|room| plan.rooms.get(usize::from(room))) {
            list.entry("resource", Answer::default(), address);
        }
    }
    list.out.push(']');
}

// Who has a second address is invited by it now and then.
fn spelt(card: &Card, roll: u64) -> &str {
    match &card.alias {
        Some(alias) if mix([roll, 41]) % 4 == 0 => alias,
        _ => &card.address,
    }
}

struct List<'a, 'b> {
    out: &'a mut String,
    copy: &'a Copy<'b>,
    first: bool,
}

impl List<'_, '_> {
    fn shown(&self, member: u32, answer: impl FnOnce() -> Answer) -> Answer {
        if self.copy.organises {
            answer()
        } else if member == self.copy.owner {
            self.copy.own
        } else {
            Answer::default()
        }
    }

    fn entry(&mut self, part: &str, answer: Answer, address: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push_str("{\"type\":\"");
        self.out.push_str(part);
        self.out.push_str("\",\"status\":");
        write_status(self.out, answer);
        self.out.push_str(",\"emailAddress\":");
        self.out.push_str(address);
        self.out.push('}');
    }
}
