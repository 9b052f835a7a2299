//! Which of several copies is believed.

use model::culture::{EventFact, Pseudonym, Response, ShowAs};

use super::meeting::{NON_DECLINED, OwnCopy, STRICT, presence, vanished};

/// Which copy tells of a meeting: the greatest; of equals the one with the smallest [`EventFact::copy`].
pub(super) fn telling_rank(fact: &EventFact, own_copy: OwnCopy) -> u64 {
    let bit = |holds: bool, place: u32| u64::from(holds) << place;
    bit(own_copy.known(), 63) | bit(!fact.hidden_list, 62) | fact.attendees.len() as u64
}

/// Which of two copies of one meeting on one calendar counts: the smallest.
pub(super) fn own_rank(fact: &EventFact) -> (bool, bool, Pseudonym) {
    (
        fact.cancelled || vanished(fact),
        fact.own != Response::Organizer,
        fact.copy,
    )
}

pub(super) fn own_bits(fact: &EventFact, own_copy: OwnCopy) -> u8 {
    let own = if own_copy.known() {
        STRICT | NON_DECLINED
    } else {
        presence(fact.own)
    };
    let free = fact.show_as != ShowAs::Busy;
    if free { own & !STRICT } else { own }
}
