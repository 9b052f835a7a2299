//! What the newest look says of the consent to a registration, for pages that tell it in a word.

use model::permission::{Feature, PermissionKind};
use model::trust::ConsentView;
use model::trust::review::{ReviewLine, ReviewMode, ReviewProblem, ReviewStatus};
use model::{Guid, TenantId, Timestamp};

use super::known::Age;
use super::reading::Reading;
use super::round::parse;
use crate::error::TrustError;
use crate::trust::Trust;

/// What a look found, as far as a consent is concerned.
struct Found<'a> {
    at: Timestamp,
    mode: ReviewMode,
    problem: Option<&'a ReviewProblem>,
    lines: Vec<&'a ReviewLine>,
}

impl Found<'_> {
    /// Whether everything needed is seen. What no list shows and no call tries, as delegated permissions where lists of
    /// grants are not read, goes with what is seen of the same consent; a feature of which nothing is seen does not.
    fn is_shown(&self) -> bool {
        let seen: Vec<&ReviewLine> = self
            .lines
            .iter()
            .copied()
            .filter(|line| !is_open(line.status))
            .collect();
        let beside = |line: &ReviewLine| {
            let mut others = seen.iter().filter(|other| other.kind == line.kind);
            line.kind == PermissionKind::Delegated
                || others.any(|other| {
                    other
                        .needed_by
                        .iter()
                        .any(|one| line.needed_by.contains(one))
                })
        };
        let mut open = self.lines.iter().filter(|line| is_open(line.status));
        !seen.is_empty() && open.all(|line| line.status == ReviewStatus::Unknown && beside(line))
    }
}

impl Trust {
    /// What is known of the consent of a registration now: the last check of the consent, or the newest look of the review,
    /// whichever is later. A consent that something needed now was no part of is not known to be enough.
    pub(crate) async fn consent_fact(
        &self,
        tenant: TenantId,
        client_id: Guid,
    ) -> Result<ConsentView, TrustError> {
        let stored = self.consent_of(tenant, client_id).await?;
        let subjects = self.subjects();
        let subject = subjects
            .iter()
            .find(|subject| subject.client_id == client_id && !subject.signin);
        let Some(subject) = subject else {
            return Ok(stored);
        };
        let scoped = self.store().of(tenant);
        let states = scoped.review_states().await?;
        let state = states.iter().find(|state| state.client_id == client_id);
        let reading: Option<Reading> = state
            .and_then(|state| state.reading_json.as_deref())
            .and_then(parse);
        let problem: Option<ReviewProblem> = state
            .and_then(|state| state.problem_json.as_deref())
            .and_then(parse);
        let evidence = scoped.evidence().await?;
        let asked = evidence.iter().find(|row| row.client_id == client_id);
        let known = self.known_of(tenant).await?;
        let nothing = Reading::nothing();
        let read = reading.as_ref().unwrap_or(&nothing);
        let lines = known.lines(subject, (read, Age::Present), &[]);
        let found = Found {
            at: state
                .and_then(|state| state.read_at)
                .filter(|_| reading.is_some())
                .unwrap_or(Timestamp(i64::MIN)),
            mode: read.mode(),
            problem: problem.as_ref(),
            lines: lines.iter().filter(|line| is_needed(line)).collect(),
        };
        let covers = |line: &ReviewLine| {
            let guid = line.guid.map(|guid| guid.to_string());
            asked.is_some_and(|row| guid.is_some_and(|guid| row.asked_json.contains(&guid)))
        };
        Ok(told(stored, &found, covers))
    }
}

/// Whether a feature besides the review itself needs a line.
fn is_needed(line: &ReviewLine) -> bool {
    let mut features = line.needed_by.iter();
    features.any(|feature| *feature != Feature::PermissionReview)
}

fn told(
    stored: ConsentView,
    found: &Found<'_>,
    covers: impl Fn(&ReviewLine) -> bool,
) -> ConsentView {
    let checked = match &stored {
        ConsentView::Unknown => None,
        ConsentView::Proven { at, .. } | ConsentView::Missing { at, .. } => Some(*at),
    };
    let of = |wanted: &[ReviewStatus]| {
        let mut lines = found.lines.iter();
        lines
            .find(|line| wanted.contains(&line.status))
            .map(|line| line.value.clone())
    };
    let missing = |code: String, wait: bool| ConsentView::Missing {
        at: found.at,
        code,
        wait,
    };
    if checked.is_none_or(|checked| checked < found.at) {
        if matches!(found.problem, Some(ReviewProblem::PrincipalGone)) {
            return missing("AADSTS700016".to_owned(), false);
        }
        if let Some(name) = of(&[ReviewStatus::Missing, ReviewStatus::Refused]) {
            return missing(name, false);
        }
        if let Some(name) = of(&[ReviewStatus::WaitingForToken]) {
            return missing(name, true);
        }
        if found.is_shown() {
            return ConsentView::Proven {
                at: found.at,
                by_grants: found.mode == ReviewMode::Live,
            };
        }
    }
    let doubtful = matches!(stored, ConsentView::Proven { .. })
        && found
            .lines
            .iter()
            .any(|line| is_open(line.status) && !covers(line));
    if doubtful {
        ConsentView::Unknown
    } else {
        stored
    }
}

/// Whether a line is not seen to be granted.
const fn is_open(status: ReviewStatus) -> bool {
    matches!(
        status,
        ReviewStatus::Missing | ReviewStatus::Refused | ReviewStatus::Unknown
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: PermissionKind, status: ReviewStatus) -> ReviewLine {
        ReviewLine {
            key: None,
            resource: None,
            value: "User.Read.All".to_owned(),
            kind,
            guid: Some(Guid::from_u128(1)),
            status,
            needed_by: vec![Feature::Directory],
            asked_for: vec![],
            granted: None,
            probe: None,
            in_token: false,
            last_used: None,
            lower: vec![],
            rests_on: None,
            covers_needed: vec![],
            tier: None,
            content: false,
            microsoft_level: None,
            cisa: None,
        }
    }

    /// What is told at minute 5, when the lines were read, after a check at another minute.
    fn at_five(
        stored: &ConsentView,
        statuses: &[(PermissionKind, ReviewStatus)],
        covered: bool,
    ) -> ConsentView {
        let lines: Vec<ReviewLine> = statuses
            .iter()
            .map(|(kind, status)| line(*kind, *status))
            .collect();
        let found = Found {
            at: Timestamp(5),
            mode: ReviewMode::Probes,
            problem: None,
            lines: lines.iter().collect(),
        };
        told(stored.clone(), &found, |_| covered)
    }

    const APP: PermissionKind = PermissionKind::Application;

    fn proven(at: i64) -> ConsentView {
        ConsentView::Proven {
            at: Timestamp(at),
            by_grants: true,
        }
    }

    #[test]
    fn the_later_of_check_and_look_counts() {
        let missing = [(APP, ReviewStatus::Missing)];
        let gone = at_five(&proven(1), &missing, true);
        assert!(matches!(
            gone,
            ConsentView::Missing {
                at: Timestamp(5),
                ..
            }
        ));
        assert_eq!(at_five(&proven(9), &missing, true), proven(9));
        let found = [
            (APP, ReviewStatus::Works),
            (PermissionKind::Delegated, ReviewStatus::Unknown),
        ];
        let late = at_five(&ConsentView::Unknown, &found, false);
        assert!(matches!(
            late,
            ConsentView::Proven {
                at: Timestamp(5),
                by_grants: false
            }
        ));
    }

    #[test]
    fn a_token_that_is_still_old_is_a_reason_to_wait() {
        let waiting = [(APP, ReviewStatus::WaitingForToken)];
        let told = at_five(&ConsentView::Unknown, &waiting, false);
        assert!(matches!(told, ConsentView::Missing { wait: true, .. }));
    }

    #[test]
    fn what_was_switched_on_after_the_consent_makes_it_doubtful() {
        let unknown = [(APP, ReviewStatus::Unknown)];
        assert_eq!(at_five(&proven(9), &unknown, false), ConsentView::Unknown);
        assert_eq!(at_five(&proven(9), &unknown, true), proven(9));
        let nothing = at_five(&ConsentView::Unknown, &unknown, true);
        assert_eq!(nothing, ConsentView::Unknown);
    }
}
