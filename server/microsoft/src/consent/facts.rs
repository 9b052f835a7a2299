//! Proving a consent: a fresh token, then the list of grants, or a probe for each permission (microsoft.md 2.3, step 5).

use std::collections::BTreeMap;

use model::permission::{Need, PermissionKind};
use model::{Guid, ObjectId, TenantId, Timestamp};

use super::Wait;
use super::probe::{Probed, Prober};
use super::proof::{ConsentProof, Finding, Findings, Found};
use super::reading::{Asked, AssignmentFact, GRAPH, GrantFact, Reading};
use crate::client::Microsoft;
use crate::error::MicrosoftError;
use crate::graph::GraphProblem;
use crate::refusal::TokenProblem;
use crate::trouble::{self, Retry, Who};

/// Most resources whose application is looked up: three are known.
const RESOURCES: usize = 12;

/// A consent to look for.
#[derive(Clone, Copy, Debug)]
pub struct ConsentCheck<'a> {
    /// Tenant.
    pub tenant: TenantId,
    /// Registration.
    pub client_id: Guid,
    /// Permissions that should be there.
    pub needs: &'a [Need],
    /// How long to keep looking.
    pub wait: &'a Wait,
}

impl Microsoft {
    /// Looks whether a consent is there: never by the callback's word, always with a token issued now.
    ///
    /// Cached tokens of the tenant are dropped, because one issued before the grant keeps its old rights for an hour or more.
    /// An absent consent is a result ([`ConsentProof::ok`] false), not an error.
    ///
    /// # Errors
    /// [`MicrosoftError`] when it could not be found out: no answer, or a credential of ours that is refused.
    pub async fn prove_consent(
        &self,
        check: &ConsentCheck<'_>,
        now: Timestamp,
    ) -> Result<ConsentProof, MicrosoftError> {
        self.forget_app_tokens(check.tenant);
        let mut pauses = check.wait.pauses();
        let mut now = now;
        loop {
            let (result, settles) = match self.look(check, now).await {
                Ok(proof) => {
                    let settles = !proof.ok && proof.wait;
                    (Ok(proof), settles)
                }
                Err(error) => {
                    let settles = settles(&error);
                    (conclusion(error, settles), settles)
                }
            };
            let Some(pause) = pauses.next().filter(|_| settles) else {
                return result;
            };
            self.0.http.pause.wait(pause).await;
            now = Timestamp(
                now.0
                    .saturating_add(i64::try_from(pause.as_millis()).unwrap_or(0)),
            );
        }
    }

    async fn look(
        &self,
        check: &ConsentCheck<'_>,
        now: Timestamp,
    ) -> Result<ConsentProof, MicrosoftError> {
        let token = self
            .fresh_app_token(check.tenant, check.client_id, now)
            .await?
            .token;
        let reading = Reading {
            microsoft: self,
            token: &token,
        };
        let (principal, request_id) = reading.principal(check.client_id).await?;
        let mut request_ids: Vec<Guid> = request_id.into_iter().collect();
        if !principal.enabled() {
            let disabled = ConsentProof::missing("app_disabled".to_owned(), false);
            return Ok(ConsentProof {
                request_ids,
                ..disabled
            });
        }
        let asks = |kind| check.needs.iter().any(|need| need.kind == kind);
        let (application, delegated) = (
            asks(PermissionKind::Application),
            asks(PermissionKind::Delegated),
        );
        let roles = if application {
            told(reading.assignments(principal.id).await?, &mut request_ids)
        } else {
            None
        };
        let scopes = if delegated {
            told(reading.grants(principal.id).await?, &mut request_ids)
        } else {
            None
        };
        let mut probed = Probed::default();
        if application && roles.is_none() {
            probed = Prober::new(self, &token, now).run(check.needs).await?;
            request_ids.append(&mut probed.request_ids);
        }
        let mut resources = Vec::new();
        resources.extend(roles.iter().flatten().filter_map(|fact| {
            let asked = check.needs.iter().any(|need| need.guid == fact.app_role_id);
            asked.then_some(fact.resource_id)
        }));
        resources.extend(scopes.iter().flatten().map(|fact| fact.resource_id));
        let known = applications(reading, resources).await?;
        let finding = |need: &Need| match (need.kind, &roles, &scopes) {
            (PermissionKind::Application, Some(roles), _) => by_role(need, roles, &known),
            (PermissionKind::Application, None, _) => probed.finding(need),
            (PermissionKind::Delegated, _, Some(scopes)) => by_scope(need, scopes, &known),
            (PermissionKind::Delegated, _, None) => Finding::NotReadable,
        };
        let found = check
            .needs
            .iter()
            .map(|need| Found::new(need, finding(need)))
            .collect();
        let by_grants = if application {
            roles.is_some()
        } else {
            scopes.is_some()
        };
        let findings = Findings {
            found,
            by_grants,
            request_ids,
        };
        Ok(ConsentProof::conclude(findings, probed.obstacle))
    }
}

/// A list that could be read; the ids of the requests are noted.
fn told<T>(asked: Asked<T>, request_ids: &mut Vec<Guid>) -> Option<Vec<T>> {
    match asked {
        Asked::Read(listing) => {
            request_ids.extend(listing.request_ids);
            Some(listing.items)
        }
        Asked::Closed { request_id, .. } => {
            request_ids.extend(request_id);
            None
        }
    }
}

/// Application ids of resources: a role or scope is one of Graph's only where Graph defines it. What may not be read is not
/// in it.
async fn applications(
    reading: Reading<'_>,
    mut resources: Vec<ObjectId>,
) -> Result<BTreeMap<ObjectId, Guid>, GraphProblem> {
    resources.sort_unstable();
    resources.dedup();
    let mut known = BTreeMap::new();
    for resource in resources.into_iter().take(RESOURCES) {
        match reading.application_of(resource).await {
            Ok(application) => {
                known.insert(resource, application);
            }
            Err(GraphProblem::Refused {
                status: 403 | 404, ..
            }) => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(known)
}

/// The same GUID stands for a role of Exchange Online, too: that one doesn't count.
fn by_role(
    need: &Need,
    assignments: &[AssignmentFact],
    applications: &BTreeMap<ObjectId, Guid>,
) -> Finding {
    let same = assignments
        .iter()
        .filter(|assignment| assignment.app_role_id == need.guid);
    on_graph(
        same.map(|assignment| assignment.resource_id),
        applications,
        Finding::Missing,
    )
}

/// Only grants for everybody count; a person's own grant says nothing about the tenant.
fn by_scope(need: &Need, grants: &[GrantFact], applications: &BTreeMap<ObjectId, Guid>) -> Finding {
    let tenant_wide = grants.iter().filter(|grant| grant.for_everybody());
    let same = tenant_wide.filter(|grant| grant.scopes().any(|scope| scope == need.value));
    let otherwise = if need.admin_consent {
        Finding::Missing
    } else {
        Finding::PerPerson
    };
    on_graph(same.map(|grant| grant.resource_id), applications, otherwise)
}

/// Whether one of these resources is Graph; what could not be read decides nothing.
fn on_graph(
    resources: impl Iterator<Item = ObjectId>,
    applications: &BTreeMap<ObjectId, Guid>,
    otherwise: Finding,
) -> Finding {
    let mut finding = otherwise;
    for resource in resources {
        match applications.get(&resource) {
            Some(application) if *application == GRAPH => return Finding::Granted,
            Some(_) => {}
            None => finding = Finding::NotReadable,
        }
    }
    finding
}

/// Whether the obstacle is one that passes in the minutes after a consent.
fn settles(error: &MicrosoftError) -> bool {
    match error {
        MicrosoftError::Token(TokenProblem::Refused(refusal)) => refusal.retry() == Retry::Setup,
        MicrosoftError::Graph(GraphProblem::Refused { status, code, .. }) => {
            trouble::graph(*status, code)
                .is_some_and(|known| matches!(known.retry, Retry::Setup | Retry::FreshToken))
        }
        MicrosoftError::Token(_) | MicrosoftError::Graph(_) => false,
    }
}

/// What the tenant's administrator can put right is a finding; what we could not find out is an error.
fn conclusion(error: MicrosoftError, settles: bool) -> Result<ConsentProof, MicrosoftError> {
    let refused = matches!(
        error,
        MicrosoftError::Token(TokenProblem::Refused(_))
            | MicrosoftError::Graph(GraphProblem::Refused { .. })
    );
    if !refused || error.who() != Who::TenantAdmin {
        return Err(error);
    }
    let request_id = match &error {
        MicrosoftError::Graph(problem) => problem.request_id(),
        MicrosoftError::Token(_) => None,
    };
    let proof = ConsentProof::missing(error.code(), settles);
    Ok(ConsentProof {
        request_ids: request_id.into_iter().collect(),
        ..proof
    })
}

#[cfg(test)]
mod tests {
    use model::permission::{Feature, needs};

    use super::*;

    const EXCHANGE: Guid = Guid::from_u128(0x0000_0002_0000_0ff1_ce00_0000_0000_0000);

    fn resource(n: u128) -> ObjectId {
        ObjectId(Guid::from_u128(n))
    }

    fn applications() -> BTreeMap<ObjectId, Guid> {
        BTreeMap::from([(resource(1), GRAPH), (resource(2), EXCHANGE)])
    }

    #[test]
    fn a_role_counts_on_graph_only() {
        let need = &needs(&[Feature::Calendar])[0];
        let role = |n: u128| -> AssignmentFact {
            let json =
                serde_json::json!({ "id": "a", "appRoleId": need.guid, "resourceId": resource(n) });
            serde_json::from_value(json).unwrap()
        };
        for (held, expected) in [
            (vec![], Finding::Missing),
            (vec![role(1)], Finding::Granted),
            (vec![role(2)], Finding::Missing),
            (vec![role(2), role(1)], Finding::Granted),
            (vec![role(3)], Finding::NotReadable),
            (vec![role(3), role(1)], Finding::Granted),
        ] {
            assert_eq!(by_role(need, &held, &applications()), expected, "{held:?}");
        }
    }

    #[test]
    fn a_scope_counts_on_graph_only() {
        let need = &needs(&[Feature::TeamsMeetings])[0];
        let grant = |n: u128| -> GrantFact {
            let json = serde_json::json!({ "id": "g", "consentType": "AllPrincipals",
                "resourceId": resource(n), "scope": format!("openid {}", need.value) });
            serde_json::from_value(json).unwrap()
        };
        for (held, expected) in [
            (vec![], Finding::PerPerson),
            (vec![grant(1)], Finding::Granted),
            (vec![grant(2)], Finding::PerPerson),
            (vec![grant(3)], Finding::NotReadable),
        ] {
            assert_eq!(by_scope(need, &held, &applications()), expected, "{held:?}");
        }
    }
}
