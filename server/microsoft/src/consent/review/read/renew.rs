//! Tokens that are older than what they are asked about: what they are refused is believed of a new one only.

use model::Guid;

use super::Round;
use crate::app_token::{AppToken, Doubt};
use crate::consent::reading::{AssignmentFact, GRAPH};
use crate::consent::review::{Freshness, PrincipalFact, ProbeFact};
use crate::refusal::TokenProblem;
use model::trust::review::ProbeOutcome;

/// What became of a token that is in doubt.
enum Renewal {
    /// There is a newer one.
    Newer(AppToken),
    /// It is new itself, or another registration's: its word counts.
    NotDue,
    /// None was to be had: what it was refused is not believed.
    Failed,
}

impl Round<'_> {
    /// Takes a new token for one that is in doubt, once in a look. Where somebody else forced one in the last minutes, the
    /// look takes one more all the same: of looks there is at most one in five minutes.
    async fn renew(&mut self, token: &AppToken) -> Renewal {
        let (microsoft, ask, now) = (self.microsoft, self.ask, self.now);
        let new = self.renewed || ask.freshness == Freshness::Now || token.issued == now;
        if new || ask.with != ask.client_id {
            return Renewal::NotDue;
        }
        self.renewed = true;
        let work = async move {
            let refused = (token, Doubt::Permission);
            let newer = microsoft
                .replace_app_token(ask.tenant, ask.with, refused, now)
                .await?;
            match newer {
                Some(newer) => Ok::<_, TokenProblem>(newer),
                None => microsoft.fresh_app_token(ask.tenant, ask.with, now).await,
            }
        };
        match self.within("token", work).await {
            Some(Ok(newer)) => {
                self.hold(newer.clone());
                Renewal::Newer(newer)
            }
            Some(Err(problem)) => {
                self.found.principal = PrincipalFact::Unknown;
                self.no_token(problem);
                Renewal::Failed
            }
            None => {
                self.found.principal = PrincipalFact::Unknown;
                Renewal::Failed
            }
        }
    }

    /// The object and the lists, believed.
    pub(super) async fn settled_directory(&mut self, token: &AppToken) {
        self.directory(token).await;
        if !self.doubted {
            return;
        }
        let (principal, problem) = (self.found.principal, self.found.problem.take());
        match self.renew(token).await {
            Renewal::Newer(newer) => {
                self.found.principal = PrincipalFact::Unknown;
                self.found.assignments = None;
                self.found.grants = None;
                self.directory(&newer).await;
            }
            Renewal::NotDue => self.found.problem = problem,
            Renewal::Failed => {
                let read = principal != PrincipalFact::Gone;
                if read && self.found.principal == PrincipalFact::Unknown {
                    self.found.principal = principal;
                }
            }
        }
    }

    /// The probes, believed.
    pub(super) async fn settled_probes(&mut self, token: &AppToken) {
        let problem = self.found.problem.clone();
        self.doubted = false;
        self.probes(token).await;
        let refused = |probe: &ProbeFact| !works(probe) && !found_nobody(probe);
        let doubted = self.doubted || self.found.probes.iter().any(refused);
        if !doubted && !self.found.probes.iter().any(|probe| self.outlived(probe)) {
            return;
        }
        let principal = self.found.principal;
        match self.renew(token).await {
            Renewal::Newer(newer) => {
                self.found.probes.clear();
                self.found.problem = problem;
                self.probes(&newer).await;
            }
            Renewal::NotDue if self.renewal_failed() => self.drop_doubted(token),
            Renewal::NotDue => {}
            Renewal::Failed => {
                if self.found.principal == PrincipalFact::Unknown {
                    self.found.principal = principal;
                }
                self.drop_doubted(token);
            }
        }
    }

    /// Whether a new token was tried for in vain earlier in this look.
    fn renewal_failed(&self) -> bool {
        let same = |token: &AppToken| token.issued != self.now;
        self.renewed && self.token.as_ref().is_some_and(same)
    }

    /// Probes with a token that is too old to be believed count as not made, but for what it cannot hold yet.
    fn drop_doubted(&mut self, token: &AppToken) {
        let kept: Vec<ProbeFact> = self
            .found
            .probes
            .iter()
            .filter(|probe| {
                if works(probe) || found_nobody(probe) {
                    !self.outlived(probe)
                } else {
                    let created = self.granted(probe.guid).and_then(|fact| fact.created);
                    created.is_some_and(|created| created > token.issued)
                }
            })
            .cloned()
            .collect();
        self.found.probes = kept;
    }

    /// The grant of an application permission of Graph. One whose resource could not be read may be it.
    fn granted(&self, guid: Guid) -> Option<&AssignmentFact> {
        let listed = self.found.assignments.as_ref()?.items.as_ref()?;
        let same = |fact: &&AssignmentFact| {
            fact.app_role_id == guid && fact.resource.is_none_or(|resource| resource == GRAPH)
        };
        listed.iter().find(same)
    }

    /// Whether something works that the list doesn't hold.
    fn outlived(&self, probe: &ProbeFact) -> bool {
        let listed = self.found.assignments.as_ref();
        let listed = listed.is_some_and(|list| list.items.is_some());
        listed && works(probe) && self.granted(probe.guid).is_none()
    }
}

fn works(probe: &ProbeFact) -> bool {
    probe.call.outcome == ProbeOutcome::Ok
}

fn found_nobody(probe: &ProbeFact) -> bool {
    probe.call.outcome == ProbeOutcome::NotFound
}
