//! Lists of who is measured, after somebody has left: each quarter's list keeps its places, and the person's is taken by a
//! number that means nobody.

use model::culture::Pseudonym;
use model::{TenantId, Timestamp};
use ring::rand::{SecureRandom as _, SystemRandom};
use store::Tx;

use crate::disclosure::Cohort;
use crate::publish::FROZEN_WEEKS;
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

impl Culture {
    /// Puts a random number in the person's place in the lists of all quarters that are kept.
    pub(super) async fn leave_lists(
        &self,
        (tx, tenant): (&mut Tx, TenantId),
        (person, now): (Pseudonym, Timestamp),
    ) -> Result<(), CultureError> {
        let present = week_of(minute_of(now));
        let oldest = present - self.history_weeks(tenant).await? - FROZEN_WEEKS;
        for number in oldest.div_euclid(FROZEN_WEEKS)..=present.div_euclid(FROZEN_WEEKS) {
            let name = format!("cohort.{number}");
            // Groups may be added to a list at the same time: then it is read again.
            while let Some(json) = tx.culture_setting(&name).await? {
                let mut cohort: Cohort =
                    serde_json::from_str(&json).map_err(|_| CultureError::Malformed("cohort"))?;
                let Some(place) = cohort.people.iter_mut().find(|one| **one == person) else {
                    break;
                };
                *place = nobody()?;
                let new = serde_json::to_string(&cohort)
                    .map_err(|_| CultureError::Malformed("cohort"))?;
                if tx.change_culture_setting(&name, &json, &new).await? {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// A number that is nobody's pseudonym, another one each time.
fn nobody() -> Result<Pseudonym, CultureError> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| CultureError::Malformed("randomness"))?;
    Ok(Pseudonym(bytes))
}
