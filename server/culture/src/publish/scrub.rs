//! What may no longer stand in facts of others: meetings that are kept out of every calendar, and the pseudonyms of people
//! who opted out. Weeks are cleaned when they are computed again.

use std::collections::HashSet;

use model::TenantId;
use model::culture::{EventFact, Pseudonym};
use store::CalendarWeekRow;

use crate::sync::{pack, unpack};
use crate::{Culture, CultureError};

/// What is taken out.
#[derive(Debug, Default)]
struct Scrub {
    /// Occurrences kept out of every calendar.
    excluded: HashSet<Pseudonym>,
    /// People who opted out.
    out: HashSet<Pseudonym>,
}

impl Scrub {
    fn is_empty(&self) -> bool {
        self.excluded.is_empty() && self.out.is_empty()
    }

    /// Takes meetings and pseudonyms out; an opted-out person stays a head. Answers whether anything was there.
    fn facts(&self, facts: &mut Vec<EventFact>) -> bool {
        let before = facts.len();
        facts.retain(|fact| !self.excluded.contains(&fact.occurrence));
        let mut changed = facts.len() < before;
        for fact in facts {
            let attendees = fact.attendees.iter_mut().map(|one| &mut one.person);
            for person in attendees.chain([&mut fact.organizer]) {
                if person.is_some_and(|person| self.out.contains(&person)) {
                    *person = None;
                    changed = true;
                }
            }
        }
        changed
    }

    /// The weeks that change, as they were and as they are to be.
    fn rows(
        &self,
        rows: Vec<CalendarWeekRow>,
    ) -> Result<Vec<(CalendarWeekRow, Vec<u8>)>, CultureError> {
        let mut changed = Vec::new();
        for row in rows {
            let mut facts = unpack(&row.facts)?;
            if self.facts(&mut facts) {
                changed.push((row, pack(&facts)?));
            }
        }
        Ok(changed)
    }
}

impl Culture {
    /// Cleans the facts from which a week is computed. What the sync writes at the same time stays, and is cleaned with
    /// the next computation, for which the sync marks the week.
    pub(super) async fn scrub(&self, tenant: TenantId, week: i32) -> Result<(), CultureError> {
        let scoped = self.of(tenant);
        let excluded = scoped.excluded_occurrences(week - 1, week + 1).await?;
        let out = scoped.opt_outs().await?;
        let scrub = Scrub {
            excluded: excluded.into_iter().collect(),
            out: out.into_iter().map(|row| row.person).collect(),
        };
        if scrub.is_empty() {
            return Ok(());
        }
        let rows = scoped.calendar_weeks(week - 1, week + 1).await?;
        let changed = tokio::task::spawn_blocking(move || scrub.rows(rows))
            .await
            .map_err(|_| CultureError::Malformed("a week"))??;
        if changed.is_empty() {
            return Ok(());
        }
        let mut tx = scoped.begin().await?;
        tx.replace_calendar_weeks(&changed).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use model::culture::fact::{Attendee, Domain, Part, Response};

    use super::*;
    use crate::sync::testing::fact;

    fn attendee(number: u8) -> Attendee {
        Attendee {
            person: Some(Pseudonym([number; 16])),
            domain: Domain::Internal,
            part: Part::Required,
            response: Response::Accepted,
            response_delay_min: None,
        }
    }

    #[test]
    fn excluded_meetings_go_and_people_who_opted_out_stay_as_heads() {
        let kept = EventFact {
            organizer: Some(Pseudonym([8; 16])),
            attendees: vec![attendee(8), attendee(9)],
            ..fact(1, 600)
        };
        let gone = fact(2, 700);
        let scrub = Scrub {
            excluded: HashSet::from([gone.occurrence]),
            out: HashSet::from([Pseudonym([8; 16])]),
        };
        let mut facts = vec![kept, gone];
        assert!(scrub.facts(&mut facts));
        assert_eq!(facts.len(), 1);
        let people: Vec<_> = facts[0].attendees.iter().map(|one| one.person).collect();
        assert_eq!(people, [None, Some(Pseudonym([9; 16]))]);
        assert_eq!(facts[0].organizer, None);
        assert!(!scrub.facts(&mut facts), "nothing is left to take out");
    }
}
