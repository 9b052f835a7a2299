//! Meetings from copies: which copy tells, who is listed, who came, what counts.

use crate::input::{Answer, Attendance, Copy, Show, Side, Size, Tenant};

/// A meeting: what the best of its copies tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    /// The organiser's copy where there is one; else the one with a shown list, the most guests, the least number.
    pub copy: &'a Copy,
    /// Whose calendar that copy is on.
    pub holder: u32,
    /// It's the organiser's.
    pub owners: bool,
}

/// Somebody invited.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Who, where the name may be used.
    pub person: Option<u32>,
    /// Own house or foreign.
    pub side: Side,
    /// Their answer, [`Answer::Organizer`] for the organiser.
    pub answer: Answer,
}

/// The copy is of the one who called the meeting.
fn owners(holder: u32, copy: &Copy) -> bool {
    copy.own == Answer::Organizer || copy.organizer == Some(holder)
}

/// Cancelled, or gone from the calendar before the end. What vanished later was tidied away.
#[must_use]
pub fn dead(copy: &Copy) -> bool {
    copy.cancelled || copy.gone_seen.is_some_and(|seen| seen < copy.end)
}

impl Tenant {
    /// The copy doesn't count because it is dead.
    #[must_use]
    pub fn gone(&self, copy: &Copy) -> bool {
        dead(copy) && !self.rules.cancelled
    }

    /// The meeting of a copy. A private copy joins nothing.
    #[must_use]
    pub fn meeting<'a>(&'a self, holder: u32, copy: &'a Copy) -> Meeting<'a> {
        if copy.sensitive {
            return Meeting {
                copy,
                holder,
                owners: false,
            };
        }
        let mut best = Meeting {
            copy,
            holder,
            owners: owners(holder, copy),
        };
        for person in &self.people {
            for other in &person.copies {
                if other.meeting != copy.meeting || other.sensitive {
                    continue;
                }
                let candidate = Meeting {
                    copy: other,
                    holder: person.id,
                    owners: owners(person.id, other),
                };
                let rank = |meeting: &Meeting<'_>| {
                    let copy = meeting.copy;
                    (
                        meeting.owners,
                        !copy.hidden_list,
                        copy.guests.len(),
                        std::cmp::Reverse(copy.id),
                    )
                };
                if rank(&candidate) > rank(&best) {
                    best = candidate;
                }
            }
        }
        best
    }

    /// Every meeting that isn't private, once.
    #[must_use]
    pub fn meetings(&self) -> Vec<Meeting<'_>> {
        let mut found: Vec<Meeting<'_>> = Vec::new();
        for person in &self.people {
            for copy in &person.copies {
                let known = found
                    .iter()
                    .any(|meeting| meeting.copy.meeting == copy.meeting);
                if !copy.sensitive && !known {
                    found.push(self.meeting(person.id, copy));
                }
            }
        }
        found
    }

    /// Who called it.
    #[must_use]
    pub fn organizer(&self, meeting: &Meeting<'_>) -> Option<u32> {
        if meeting.copy.sensitive {
            None
        } else if meeting.owners {
            Some(meeting.holder)
        } else {
            meeting
                .copy
                .organizer
                .filter(|id| self.person(*id).is_some())
        }
    }

    /// A person's own copy of a meeting that isn't private, if it still stands.
    fn own_copy(&self, person: u32, meeting: u32) -> Option<&Copy> {
        let mut copies = self.person(person)?.copies.iter();
        copies.find(|copy| copy.meeting == meeting && !copy.sensitive && !dead(copy))
    }

    /// Everybody listed, organiser first. Without the organiser's copy people's own copies know their answers better
    /// than somebody else's list.
    #[must_use]
    pub fn heads(&self, meeting: &Meeting<'_>) -> Vec<Head> {
        let copy = meeting.copy;
        let mut heads = vec![Head {
            person: self.organizer(meeting),
            side: copy.organizer_side.unwrap_or(Side::Inside),
            answer: Answer::Organizer,
        }];
        for guest in &copy.guests {
            if guest.person.is_some() && guest.person == copy.organizer {
                continue;
            }
            let person = guest.person.filter(|id| self.person(*id).is_some());
            let own = person.and_then(|id| self.own_copy(id, copy.meeting));
            let answer = match own {
                Some(own) if !meeting.owners => own.own,
                _ => guest.answer,
            };
            heads.push(Head {
                person,
                side: guest.side,
                answer,
            });
        }
        heads
    }

    /// An answer counts as attendance.
    #[must_use]
    pub fn came(&self, answer: Answer) -> bool {
        match self.rules.attendance {
            Attendance::Strict => matches!(answer, Answer::Accepted | Answer::Organizer),
            Attendance::NonDeclined => answer != Answer::Declined,
        }
    }

    /// n(m): everybody listed and the organiser; `None` where the list is hidden, and of private events.
    #[must_use]
    pub fn listed(&self, meeting: &Meeting<'_>) -> Option<usize> {
        let unknown = meeting.copy.sensitive || (meeting.copy.hidden_list && !meeting.owners);
        (!unknown).then(|| self.heads(meeting).len())
    }

    /// The size of a meeting by the size rule.
    #[must_use]
    pub fn size(&self, meeting: &Meeting<'_>) -> Option<usize> {
        let listed = self.listed(meeting)?;
        match self.rules.size {
            Size::Invited => Some(listed),
            Size::Attended => Some(self.participants(meeting)),
        }
    }

    /// Participants by the attendance rule: the listed ones, and holders of a copy who came through a list of addresses.
    #[must_use]
    pub fn participants(&self, meeting: &Meeting<'_>) -> usize {
        let heads = self.heads(meeting);
        let mut count = heads.iter().filter(|head| self.came(head.answer)).count();
        for person in &self.people {
            let listed = heads.iter().any(|head| head.person == Some(person.id));
            let own = self.own_copy(person.id, meeting.copy.meeting);
            if !listed && own.is_some_and(|own| self.came(own.own)) {
                count += 1;
            }
        }
        count
    }

    /// Length and whole days are those of a meeting.
    #[must_use]
    pub fn fits(&self, meeting: &Meeting<'_>) -> bool {
        let copy = meeting.copy;
        copy.end > copy.start
            && (!copy.all_day || self.rules.all_day)
            && copy.len() <= self.rules.longest
    }

    /// The meeting is one by the policy, whoever looks.
    #[must_use]
    pub fn held(&self, meeting: &Meeting<'_>) -> bool {
        let (rules, copy) = (&self.rules, meeting.copy);
        if !self.fits(meeting) || self.gone(copy) {
            return false;
        }
        if copy.sensitive {
            return rules.sensitive && (copy.company || rules.fewest < 2);
        }
        if self.listed(meeting).is_none() {
            return true;
        }
        let participants = self.participants(meeting);
        participants >= rules.fewest && rules.most.is_none_or(|most| participants <= most)
    }

    /// The copy counts for its owner.
    #[must_use]
    pub fn counts(&self, holder: u32, copy: &Copy) -> bool {
        let came = owners(holder, copy) || self.came(copy.own);
        let shown = self.rules.attendance == Attendance::NonDeclined || copy.show == Show::Busy;
        came && shown && !self.gone(copy) && self.held(&self.meeting(holder, copy))
    }
}
