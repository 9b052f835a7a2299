//! The order of the calls: token, own object, lists, probes; and what a refusal at each step means.

mod renew;

use std::collections::BTreeMap;

use model::permission::PermissionKind;
use model::trust::review::ProbeOutcome;
use model::{Guid, ObjectId, Timestamp};
use tokio::time::{Instant, timeout_at};

use super::{
    CallFact, Freshness, ListFact, PermissionAsk, PermissionReading, PrincipalFact, ProbeFact,
    TokenFact,
};
use crate::app_token::AppToken;
use crate::client::Microsoft;
use crate::consent::probe::{Part, Prober, Shown};
use crate::consent::reading::{Asked, AssignmentFact, Reading};
use crate::error::MicrosoftError;
use crate::graph::GraphProblem;
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;

/// Most resources whose application is looked up: three are known.
const RESOURCES: usize = 12;

impl Microsoft {
    /// Reads a registration's object, grants and effects in a tenant.
    ///
    /// A token from memory may be older than what was granted or revoked since. What it is refused, and what it opens though
    /// nothing grants it any more, is believed only of a new one: it is taken once, and the step repeated.
    pub async fn read_permissions(
        &self,
        ask: &PermissionAsk<'_>,
        now: Timestamp,
    ) -> PermissionReading {
        let mut round = Round::new(self, ask, now);
        Box::pin(round.token()).await;
        if let Some(token) = round.token.clone() {
            Box::pin(round.settled_directory(&token)).await;
        }
        if let Some(token) = round.token.clone()
            && !matches!(round.found.principal, PrincipalFact::Gone)
            && !ask.probes.is_empty()
        {
            Box::pin(round.settled_probes(&token)).await;
        }
        round.found
    }
}

impl Microsoft {
    /// Reads a registration's object and grants with the token of a person, without any probe: what there is at this moment
    /// (microsoft.md 8.2, third mode).
    pub async fn read_permissions_as(
        &self,
        person: &AccessToken,
        ask: &PermissionAsk<'_>,
        now: Timestamp,
    ) -> PermissionReading {
        let mut round = Round::new(self, ask, now);
        let token = AppToken::of_person(person.clone(), now);
        Box::pin(round.directory(&token)).await;
        round.found
    }
}

struct Round<'a> {
    microsoft: &'a Microsoft,
    ask: &'a PermissionAsk<'a>,
    begun: Instant,
    now: Timestamp,
    token: Option<AppToken>,
    /// Whether the token was refused something that it may be too old for.
    doubted: bool,
    renewed: bool,
    found: PermissionReading,
}

impl<'a> Round<'a> {
    fn new(microsoft: &'a Microsoft, ask: &'a PermissionAsk<'a>, now: Timestamp) -> Self {
        Self {
            microsoft,
            ask,
            begun: Instant::now(),
            now,
            token: None,
            doubted: false,
            renewed: false,
            found: PermissionReading {
                at: now,
                lists: ask.lists,
                token: None,
                principal: PrincipalFact::Unknown,
                assignments: None,
                grants: None,
                probes: Vec::new(),
                problem: None,
                left: Vec::new(),
            },
        }
    }

    /// The present instant, by the caller's clock.
    fn at(&self) -> Timestamp {
        let passed = i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(0);
        Timestamp(self.now.0.saturating_add(passed))
    }

    /// Waits for a step until the time is over; what doesn't end is named.
    async fn within<T>(&mut self, step: &'static str, work: impl Future<Output = T>) -> Option<T> {
        match timeout_at(self.begun + self.ask.limit, work).await {
            Ok(done) => Some(done),
            Err(_) => {
                if !self.found.left.contains(&step) {
                    self.found.left.push(step);
                }
                None
            }
        }
    }

    fn trouble(&mut self, problem: impl Into<MicrosoftError>) {
        self.found.problem.get_or_insert(problem.into());
    }

    fn call(&self, shown: Shown) -> CallFact {
        CallFact {
            outcome: shown.outcome,
            code: shown.code,
            request_id: shown.request_id,
            at: self.at(),
        }
    }

    async fn token(&mut self) {
        let (microsoft, ask, now) = (self.microsoft, self.ask, self.now);
        let work = async move {
            match ask.freshness {
                Freshness::Now => microsoft.fresh_app_token(ask.tenant, ask.with, now).await,
                Freshness::Cached => microsoft.app_token(ask.tenant, ask.with, now).await,
            }
        };
        match self.within("token", work).await {
            Some(Ok(token)) => self.hold(token),
            Some(Err(problem)) => self.no_token(problem),
            None => {}
        }
    }

    fn no_token(&mut self, problem: TokenProblem) {
        if self.ask.with == self.ask.client_id
            && let Some(principal) = principal_of_token(&problem)
        {
            self.found.principal = principal;
        }
        self.trouble(problem);
    }

    async fn directory(&mut self, token: &AppToken) {
        self.principal(token).await;
        if let Some(principal) = self.principal_id()
            && self.ask.lists
        {
            self.lists(token, principal).await;
        }
    }

    fn hold(&mut self, token: AppToken) {
        self.found.token = Some(TokenFact {
            issued: token.issued,
            roles: token.token.seen_roles(),
        });
        self.token = Some(token);
    }

    async fn principal(&mut self, token: &AppToken) {
        let reading = Reading {
            microsoft: self.microsoft,
            token: &token.token,
        };
        let own = self.ask.client_id;
        match self.within("principal", reading.principal(own)).await {
            Some(Ok((principal, _))) => {
                self.found.principal = if principal.enabled() {
                    PrincipalFact::Enabled(principal.id)
                } else {
                    PrincipalFact::Disabled(Some(principal.id))
                };
            }
            Some(Err(problem)) => {
                self.doubt(&problem);
                if is_gone(&problem) {
                    self.found.principal = PrincipalFact::Gone;
                } else if self.ask.with == own || problem_status(&problem) != Some(403) {
                    self.trouble(problem);
                }
            }
            None => {}
        }
    }

    fn principal_id(&self) -> Option<ObjectId> {
        match self.found.principal {
            PrincipalFact::Enabled(id) | PrincipalFact::Disabled(Some(id)) => Some(id),
            _ => None,
        }
    }

    async fn lists(&mut self, token: &AppToken, principal: ObjectId) {
        let reading = Reading {
            microsoft: self.microsoft,
            token: &token.token,
        };
        let asked = self
            .within("assignments", reading.assignments(principal))
            .await;
        let mut assignments = self.list(asked);
        let asked = self.within("grants", reading.grants(principal)).await;
        let mut grants = self.list(asked);
        let mut resources: Vec<ObjectId> = Vec::new();
        let of_assignments = assignments
            .iter()
            .flat_map(|list| list.items.iter().flatten());
        resources.extend(of_assignments.map(|fact| fact.resource_id));
        let of_grants = grants.iter().flat_map(|list| list.items.iter().flatten());
        resources.extend(of_grants.map(|fact| fact.resource_id));
        resources.sort_unstable();
        resources.dedup();
        let known = self.applications(reading, &resources).await;
        for fact in assignments
            .iter_mut()
            .flat_map(|list| list.items.iter_mut().flatten())
        {
            fact.resource = known.get(&fact.resource_id).copied();
        }
        for fact in grants
            .iter_mut()
            .flat_map(|list| list.items.iter_mut().flatten())
        {
            fact.resource = known.get(&fact.resource_id).copied();
        }
        if let Some(items) = assignments.as_mut().and_then(|list| list.items.as_mut()) {
            self.names(reading, items).await;
        }
        self.found.assignments = assignments;
        self.found.grants = grants;
    }

    /// Names of roles that the caller has none for, as the tenant's own copy of their resource tells them. They are for the
    /// eye alone, so that nothing is wrong with a look that has no time for them or may not read them.
    async fn names(&self, reading: Reading<'_>, facts: &mut [AssignmentFact]) {
        let unnamed = |fact: &&mut AssignmentFact| !(self.ask.named)(fact.app_role_id);
        let mut known: BTreeMap<ObjectId, BTreeMap<Guid, String>> = BTreeMap::new();
        for fact in facts.iter_mut().filter(unnamed) {
            if !known.contains_key(&fact.resource_id) && known.len() < RESOURCES {
                let asked = reading.roles_of(fact.resource_id);
                let asked = timeout_at(self.begun + self.ask.limit, asked).await;
                let names = asked.ok().and_then(Result::ok).unwrap_or_default();
                known.insert(fact.resource_id, names);
            }
            let names = known.get(&fact.resource_id);
            fact.name = names.and_then(|names| names.get(&fact.app_role_id).cloned());
        }
    }

    fn list<T>(&mut self, asked: Option<Result<Asked<T>, GraphProblem>>) -> Option<ListFact<T>> {
        let (shown, items) = match asked? {
            Ok(Asked::Read(listing)) => {
                let request_id = listing.request_ids.first().copied();
                (Shown::works(request_id), Some(listing.items))
            }
            Ok(Asked::Closed { code, request_id }) => {
                self.doubted = true;
                let shown = Shown {
                    outcome: ProbeOutcome::Forbidden,
                    code: Some(code),
                    request_id,
                };
                (shown, None)
            }
            Err(problem) => {
                self.doubt(&problem);
                self.trouble(problem);
                return None;
            }
        };
        Some(ListFact {
            call: self.call(shown),
            items,
        })
    }

    /// Which application each resource is: a grant means nothing without.
    async fn applications(
        &mut self,
        reading: Reading<'_>,
        resources: &[ObjectId],
    ) -> BTreeMap<ObjectId, Guid> {
        let mut known = BTreeMap::new();
        for resource in resources.iter().take(RESOURCES) {
            match self
                .within("assignments", reading.application_of(*resource))
                .await
            {
                Some(Ok(application)) => {
                    known.insert(*resource, application);
                }
                Some(Err(problem)) => {
                    if problem_status(&problem) != Some(403) {
                        self.trouble(problem);
                    }
                }
                None => break,
            }
        }
        known
    }

    async fn probes(&mut self, token: &AppToken) {
        let prober = Prober::new(self.microsoft, &token.token, self.now);
        let Some(people) = self.within("probes", prober.people()).await else {
            return;
        };
        let people = match people {
            Ok((people, shown)) => {
                self.doubted |= shown.outcome != ProbeOutcome::Ok;
                people
            }
            Err(problem) => {
                self.doubt(&problem);
                self.trouble(problem);
                Vec::new()
            }
        };
        let asked = self.ask.probes.iter();
        for need in asked.filter(|need| need.kind == PermissionKind::Application) {
            let Some(part) = Part::of(&need.value) else {
                continue;
            };
            match self.within("probes", prober.show(part, &people)).await {
                Some(Ok(Some(shown))) => {
                    let call = self.call(shown);
                    self.found.probes.push(ProbeFact {
                        guid: need.guid,
                        call,
                    });
                }
                Some(Ok(None)) => {}
                Some(Err(problem)) => {
                    self.doubt(&problem);
                    self.trouble(problem);
                }
                None => return,
            }
        }
    }

    /// Notes a refusal that a newer token may not meet.
    fn doubt(&mut self, problem: &GraphProblem) {
        self.doubted |= matches!(problem_status(problem), Some(401 | 403)) || is_gone(problem);
    }
}

/// What a refused token says of the registration's object.
fn principal_of_token(problem: &TokenProblem) -> Option<PrincipalFact> {
    let TokenProblem::Refused(refusal) = problem else {
        return None;
    };
    match refusal.key() {
        "app_unknown" => Some(PrincipalFact::Gone),
        "app_disabled" => Some(PrincipalFact::Disabled(None)),
        _ => None,
    }
}

fn is_gone(problem: &GraphProblem) -> bool {
    matches!(problem, GraphProblem::Refused { status: 404, .. })
        || matches!(
            problem,
            GraphProblem::Refused { status: 401, code, .. } if code == "Authorization_IdentityNotFound"
        )
}

fn problem_status(problem: &GraphProblem) -> Option<u16> {
    match problem {
        GraphProblem::Refused { status, .. } => Some(*status),
        _ => None,
    }
}
