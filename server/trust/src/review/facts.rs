//! What the newest look says of the consent to a registration, for pages that tell it in a word. The rule is that of the
//! check right after a consent (`microsoft::consent::judge`); only where the findings come from differs.

use microsoft::consent::{Finding, Judged, judge};
use model::permission::{Feature, PermissionKind};
use model::trust::ConsentView;
use model::trust::review::{GrantedFor, ReviewLine, ReviewMode, ReviewProblem, ReviewStatus};
use model::{Guid, TenantId, Timestamp};

use super::known::Age;
use super::reading::Reading;
use super::round::parse;
use super::status::Principal;
use crate::catalogue;
use crate::error::TrustError;
use crate::trust::Trust;

/// What a look found, as far as a consent is concerned.
struct Found<'a> {
    at: Timestamp,
    mode: ReviewMode,
    problem: Option<&'a ReviewProblem>,
    /// Whether the registration's object was seen in the tenant, and switched on.
    known: bool,
    lines: Vec<&'a ReviewLine>,
}

impl Found<'_> {
    /// What was found of each permission, as a check of the consent would put it.
    fn findings(&self) -> impl Iterator<Item = (PermissionKind, Finding)> {
        self.lines.iter().map(|line| (line.kind, finding(line)))
    }
}

/// What a line says of the consent to its permission. Whether it works, too, is another question: what is granted and refused
/// all the same was consented to.
fn finding(line: &ReviewLine) -> Finding {
    let own = line
        .granted
        .as_ref()
        .is_some_and(|grant| matches!(grant.whom, GrantedFor::People { .. }));
    match line.status {
        ReviewStatus::Unknown => Finding::NotReadable,
        ReviewStatus::Refused => Finding::Missing,
        // What Microsoft has switched off is as good as absent; a person's own grant says nothing of the tenant.
        ReviewStatus::Missing | ReviewStatus::Retired => absent(line),
        _ if own => absent(line),
        _ => Finding::Granted,
    }
}

/// What it means that no grant for everybody is there.
fn absent(line: &ReviewLine) -> Finding {
    let known = line.key.as_deref().and_then(catalogue::by_key);
    let each =
        line.kind == PermissionKind::Delegated && known.is_some_and(|known| !known.admin_consent);
    if each {
        Finding::PerPerson
    } else {
        Finding::Missing
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
            known: read.principal == Principal::Enabled,
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
    let of = |wanted: &dyn Fn(&ReviewLine) -> bool| {
        let mut lines = found.lines.iter();
        lines
            .find(|line| wanted(line))
            .map(|line| line.value.clone())
    };
    let missing = |code: String, wait: bool| ConsentView::Missing {
        at: found.at,
        code,
        wait,
    };
    if checked.is_none_or(|checked| checked < found.at) {
        match found.problem {
            Some(ReviewProblem::PrincipalGone) => {
                return missing("AADSTS700016".to_owned(), false);
            }
            Some(ReviewProblem::PrincipalDisabled) => {
                return missing("app_disabled".to_owned(), false);
            }
            _ => {}
        }
        let judged = judge(found.findings());
        if judged == Judged::Missing {
            let name = of(&|line| finding(line) == Finding::Missing);
            return missing(name.unwrap_or_default(), false);
        }
        if let Some(name) = of(&|line| line.status == ReviewStatus::WaitingForToken) {
            return missing(name, true);
        }
        if judged == Judged::Given && found.known {
            return ConsentView::Proven {
                at: found.at,
                by_grants: found.mode == ReviewMode::Live,
            };
        }
    }
    let open =
        |line: &&ReviewLine| matches!(finding(line), Finding::Missing | Finding::NotReadable);
    let doubtful = matches!(stored, ConsentView::Proven { .. })
        && found.lines.iter().any(|line| open(line) && !covers(line));
    if doubtful {
        ConsentView::Unknown
    } else {
        stored
    }
}

#[cfg(test)]
mod tests {
    use model::ObjectId;
    use model::trust::review::GrantView;

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
            known: true,
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

    #[test]
    fn what_each_person_may_grant_need_not_be_granted_for_everybody() {
        let delegated = |key: &str, granted: Option<GrantedFor>| ReviewLine {
            key: Some(key.to_owned()),
            granted: granted.map(|whom| GrantView {
                whom,
                at: None,
                first_seen: None,
                id: "g".to_owned(),
                ids: vec![],
                people: 0,
                resource_id: ObjectId(Guid::from_u128(1)),
                scopes: vec![],
                consented_by: None,
            }),
            ..line(
                PermissionKind::Delegated,
                if granted.is_some() {
                    ReviewStatus::NotTested
                } else {
                    ReviewStatus::Missing
                },
            )
        };
        let open = "online_meetings_read_write_delegated";
        let closed = "directory_read_all_delegated";
        let people = Some(GrantedFor::People { count: 2 });
        for (key, granted, expected) in [
            (open, None, Finding::PerPerson),
            (open, people, Finding::PerPerson),
            (open, Some(GrantedFor::Everybody), Finding::Granted),
            (closed, None, Finding::Missing),
            (closed, people, Finding::Missing),
            (closed, Some(GrantedFor::Everybody), Finding::Granted),
        ] {
            assert_eq!(
                finding(&delegated(key, granted)),
                expected,
                "{key} {granted:?}"
            );
        }
    }

    #[test]
    fn nothing_is_given_to_an_object_that_is_switched_off_gone_or_unseen() {
        let works = [(APP, ReviewStatus::NotEffective)];
        let lines: Vec<ReviewLine> = works
            .iter()
            .map(|(kind, status)| line(*kind, *status))
            .collect();
        let found = |problem: Option<&'static ReviewProblem>, known| {
            let found = Found {
                at: Timestamp(5),
                mode: ReviewMode::Live,
                problem,
                known,
                lines: lines.iter().collect(),
            };
            told(ConsentView::Unknown, &found, |_| true)
        };
        assert!(matches!(found(None, true), ConsentView::Proven { .. }));
        assert_eq!(found(None, false), ConsentView::Unknown);
        for problem in [
            &ReviewProblem::PrincipalDisabled,
            &ReviewProblem::PrincipalGone,
        ] {
            let told = found(Some(problem), true);
            assert!(matches!(told, ConsentView::Missing { wait: false, .. }));
        }
    }
}
