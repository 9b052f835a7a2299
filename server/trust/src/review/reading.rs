//! A reading as it is kept: what was found at Microsoft, without a word that isn't needed.

use std::collections::BTreeSet;

use microsoft::consent::review::{CallFact, PermissionReading, PrincipalFact};
use microsoft::consent::{AssignmentFact, GrantFact};
use microsoft::{GraphProblem, MicrosoftError, TokenProblem};
use model::permission::PermissionKind;
use model::trust::review::{GrantView, GrantedFor, ProbeView, ReviewMode, ReviewProblem};
use model::{Guid, ObjectId, Timestamp};
use serde::{Deserialize, Serialize};

use super::status::Principal;
use crate::catalogue::{self, Resource};

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReadGrant {
    pub(super) resource: Option<Guid>,
    pub(super) resource_id: ObjectId,
    pub(super) kind: PermissionKind,
    /// All zeros for a scope that the catalogue doesn't know.
    pub(super) guid: Guid,
    pub(super) value: String,
    /// What the tenant calls an app role that the catalogue doesn't know; for the eye alone.
    #[serde(default)]
    pub(super) name: Option<String>,
    /// Id of the assignment or grant object.
    pub(super) id: String,
    pub(super) whom: GrantedFor,
    pub(super) at: Option<Timestamp>,
    /// Scopes of the grant object.
    pub(super) scopes: Vec<String>,
    /// Ids of the grant objects that hold the scope, at most [`GrantView::IDS`].
    #[serde(default)]
    pub(super) ids: Vec<String>,
    /// How many people granted it each for themselves, beside a grant for everybody.
    #[serde(default)]
    pub(super) people: u32,
}

impl ReadGrant {
    /// What makes it this grant and no other, as the history keeps it.
    pub(super) fn identity(&self) -> (String, PermissionKind, String) {
        let resource = self.resource.map(|id| id.to_string()).unwrap_or_default();
        (resource, self.kind, self.value.clone())
    }

    /// Counts another grant object that holds the same scope.
    fn also(&mut self, fact: &GrantFact) {
        match &mut self.whom {
            GrantedFor::People { count } => *count += 1,
            _ if !fact.for_everybody() => self.people += 1,
            _ => {}
        }
        if self.ids.len() < GrantView::IDS {
            self.ids.push(fact.id.clone());
        }
    }

    /// The resource, when it is one the catalogue knows.
    pub(super) fn known_resource(&self) -> Option<Resource> {
        self.resource.and_then(Resource::of)
    }
}

/// One registration in one tenant at one instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reading {
    /// Whether a person read the lists as themselves.
    pub(super) once: bool,
    /// When the look began; none for lists that somebody pasted.
    pub(super) at: Option<Timestamp>,
    /// Whether the lists of grants were not wanted.
    pub(super) unasked: bool,
    /// Whether the grants are those of an earlier look.
    pub(super) kept: bool,
    pub(super) principal: Principal,
    pub(super) principal_id: Option<ObjectId>,
    pub(super) token_issued: Option<Timestamp>,
    pub(super) in_token: BTreeSet<String>,
    /// Whether the list of application permissions was read, with every resource.
    pub(super) application_readable: bool,
    /// Whether the list of delegated grants was read, with every resource.
    pub(super) delegated_readable: bool,
    pub(super) grants: Vec<ReadGrant>,
    /// Probes by the GUID of the application permission.
    pub(super) probes: Vec<(Guid, ProbeView)>,
    /// How the two lists answered: they are the probes of the review's own permissions.
    pub(super) application_list: Option<ProbeView>,
    pub(super) delegated_list: Option<ProbeView>,
}

impl Default for Reading {
    fn default() -> Self {
        Self::nothing()
    }
}

impl Reading {
    /// From what was read; the problem, where something stayed unknown.
    pub(super) fn of(found: PermissionReading) -> (Self, Option<ReviewProblem>) {
        let problem = problem(&found);
        let (principal, principal_id) = match found.principal {
            PrincipalFact::Enabled(id) => (Principal::Enabled, Some(id)),
            PrincipalFact::Disabled(id) => (Principal::Disabled, id),
            PrincipalFact::Gone => (Principal::Gone, None),
            PrincipalFact::Unknown => (Principal::Unknown, None),
        };
        let mut grants = Vec::new();
        let (mut application_readable, mut delegated_readable) = (false, false);
        let application = found.assignments.as_ref();
        if let Some(items) = application.and_then(|list| list.items.as_deref()) {
            application_readable = items.iter().all(|fact| fact.resource.is_some());
            grants.extend(items.iter().map(of_assignment));
        }
        if let Some(items) = found.grants.as_ref().and_then(|list| list.items.as_deref()) {
            delegated_readable = items.iter().all(|fact| fact.resource.is_some());
            grants.extend(of_grants(items));
        }
        let reading = Self {
            once: false,
            at: Some(found.at),
            unasked: !found.lists,
            kept: false,
            principal,
            principal_id,
            token_issued: found.token.as_ref().map(|token| token.issued),
            in_token: found
                .token
                .into_iter()
                .flat_map(|token| token.roles)
                .collect(),
            application_readable,
            delegated_readable,
            grants,
            probes: found
                .probes
                .into_iter()
                .map(|probe| (probe.guid, view(probe.call)))
                .collect(),
            application_list: found.assignments.map(|list| view(list.call)),
            delegated_list: found.grants.map(|list| view(list.call)),
        };
        (reading, problem)
    }

    /// What is known before the first look.
    pub(super) const fn nothing() -> Self {
        Self {
            once: false,
            at: None,
            unasked: false,
            kept: false,
            principal: Principal::Unknown,
            principal_id: None,
            token_issued: None,
            in_token: BTreeSet::new(),
            application_readable: false,
            delegated_readable: false,
            grants: Vec::new(),
            probes: Vec::new(),
            application_list: None,
            delegated_list: None,
        }
    }

    /// Lists that an administrator pasted; nothing else is known then.
    pub(super) fn pasted(assignments: &[AssignmentFact], grants: &[GrantFact]) -> Self {
        let mut all: Vec<ReadGrant> = assignments.iter().map(of_assignment).collect();
        all.extend(of_grants(grants));
        Self {
            application_readable: true,
            delegated_readable: true,
            grants: all,
            ..Self::nothing()
        }
    }

    /// Whether it says enough to take the place of the one before: the object is known, and the lists were at least
    /// asked for where there is one.
    pub(super) fn is_good(&self) -> bool {
        match self.principal {
            Principal::Gone | Principal::Disabled => true,
            Principal::Enabled => {
                self.unasked || self.application_list.is_some() && self.delegated_list.is_some()
            }
            Principal::Unknown => false,
        }
    }

    /// With the grants of an earlier look, where this one met an object that is gone or switched off and read none: what
    /// was granted stays to be seen.
    pub(super) fn keeping(self, earlier: Option<&Self>) -> Self {
        let closed = matches!(self.principal, Principal::Gone | Principal::Disabled);
        let unread = !self.application_readable && !self.delegated_readable;
        let Some(earlier) = earlier.filter(|earlier| {
            closed && unread && (earlier.application_readable || earlier.delegated_readable)
        }) else {
            return self;
        };
        Self {
            kept: true,
            principal_id: self.principal_id.or(earlier.principal_id),
            application_readable: earlier.application_readable,
            delegated_readable: earlier.delegated_readable,
            grants: earlier.grants.clone(),
            ..self
        }
    }

    pub(super) const fn mode(&self) -> ReviewMode {
        if self.application_readable {
            ReviewMode::Live
        } else {
            ReviewMode::Probes
        }
    }
}

fn view(call: CallFact) -> ProbeView {
    ProbeView {
        outcome: call.outcome,
        code: call.code,
        request_id: call.request_id,
        at: call.at,
    }
}

fn of_assignment(fact: &AssignmentFact) -> ReadGrant {
    let resource = fact.resource.and_then(Resource::of);
    let kind = PermissionKind::Application;
    let known = resource.and_then(|resource| catalogue::find(resource, kind, fact.app_role_id));
    ReadGrant {
        resource: fact.resource,
        resource_id: fact.resource_id,
        kind,
        guid: fact.app_role_id,
        value: known.map_or_else(
            || fact.app_role_id.to_string(),
            |known| known.value.to_owned(),
        ),
        name: fact.name.clone().filter(|_| known.is_none()),
        id: fact.id.clone(),
        whom: GrantedFor::Application,
        at: fact.created,
        scopes: Vec::new(),
        ids: Vec::new(),
        people: 0,
    }
}

/// One entry for each scope; what several people granted each for themselves is counted.
fn of_grants(facts: &[GrantFact]) -> Vec<ReadGrant> {
    let mut all: Vec<ReadGrant> = Vec::new();
    // Grants for everybody first: they say more than a person's own.
    let sorted = facts
        .iter()
        .filter(|fact| fact.for_everybody())
        .chain(facts.iter().filter(|fact| !fact.for_everybody()));
    for fact in sorted {
        for scope in fact.scopes() {
            let grant = of_scope(fact, scope);
            let known = all
                .iter_mut()
                .find(|known| known.value == grant.value && known.resource_id == grant.resource_id);
            match known {
                Some(known) => known.also(fact),
                None => all.push(grant),
            }
        }
    }
    all
}

fn of_scope(fact: &GrantFact, scope: &str) -> ReadGrant {
    let kind = PermissionKind::Delegated;
    let resource = fact.resource.and_then(Resource::of);
    let known = resource.and_then(|resource| catalogue::named(resource, kind, scope));
    ReadGrant {
        resource: fact.resource,
        resource_id: fact.resource_id,
        kind,
        guid: known.map_or(Guid::from_u128(0), |known| known.guid),
        value: known.map_or_else(|| scope.to_owned(), |known| known.value.to_owned()),
        name: None,
        id: fact.id.clone(),
        whom: if fact.for_everybody() {
            GrantedFor::Everybody
        } else {
            GrantedFor::People { count: 1 }
        },
        at: None,
        scopes: fact.scopes().map(str::to_owned).collect(),
        ids: vec![fact.id.clone()],
        people: 0,
    }
}

fn problem(found: &PermissionReading) -> Option<ReviewProblem> {
    match found.principal {
        PrincipalFact::Gone => return Some(ReviewProblem::PrincipalGone),
        PrincipalFact::Disabled(_) => return Some(ReviewProblem::PrincipalDisabled),
        PrincipalFact::Enabled(_) | PrincipalFact::Unknown => {}
    }
    if let Some(error) = &found.problem {
        return Some(match error {
            MicrosoftError::Token(token) if token.about_credential() => ReviewProblem::Credential {
                code: error.code(),
                trouble: Some(error.trouble()),
            },
            MicrosoftError::Graph(GraphProblem::Unexpected { .. } | GraphProblem::ForeignLink) => {
                ReviewProblem::Unexpected
            }
            MicrosoftError::Token(TokenProblem::Refused(_) | TokenProblem::NoRegistration)
            | MicrosoftError::Graph(GraphProblem::Refused { .. }) => ReviewProblem::Refused {
                code: error.code(),
                trouble: Some(error.trouble()),
            },
            MicrosoftError::Token(_) | MicrosoftError::Graph(_) => ReviewProblem::Unreachable,
        });
    }
    let closed = found.principal == PrincipalFact::Unknown && found.token.is_some();
    if closed && found.left.is_empty() {
        return Some(ReviewProblem::Closed);
    }
    (!found.left.is_empty()).then(|| ReviewProblem::Partial {
        left: found.left.iter().map(|step| (*step).to_owned()).collect(),
    })
}
