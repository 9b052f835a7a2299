//! Pasted lists: judged like any other reading, and forgotten.

use std::collections::BTreeMap;

use microsoft::consent::review::{PasteProblem, pasted_assignments, pasted_grants};
use model::{FieldError, FieldProblem, Guid, ObjectId};

use super::reading::Reading;
use crate::error::TrustError;

/// Longest pasted text, in characters.
const LONGEST: u32 = 512 * 1024;

/// Two answers of Graph Explorer about one registration.
#[derive(Clone, Copy, Debug)]
pub struct Paste<'a> {
    /// Registration.
    pub client_id: Guid,
    /// Answer of `/servicePrincipals/{id}/appRoleAssignments`.
    pub assignments: &'a str,
    /// Answer of `/servicePrincipals/{id}/oauth2PermissionGrants`; may be empty: then delegated grants stay unknown.
    pub grants: &'a str,
}

/// The lists as a reading. Delegated grants name their resource by an id of the tenant only: it is found among the
/// assignments or in an earlier reading, and where it isn't the list counts as not readable.
pub(super) fn read(paste: &Paste<'_>, earlier: Option<&Reading>) -> Result<Reading, TrustError> {
    let wrong = |field: &str, problem: PasteProblem| {
        let problem = match problem {
            PasteProblem::TooLong => FieldProblem::TooLong(LONGEST),
            PasteProblem::NotAList | PasteProblem::NotWhole => FieldProblem::Malformed,
        };
        FieldError::new(field, problem)
    };
    let assignments = pasted_assignments(paste.assignments);
    let empty = paste.grants.trim().is_empty();
    let grants = if empty {
        Ok(Vec::new())
    } else {
        pasted_grants(paste.grants)
    };
    let (assignments, mut grants) = match (assignments, grants) {
        (Ok(assignments), Ok(grants)) => (assignments, grants),
        (assignments, grants) => {
            let problems = [
                assignments
                    .err()
                    .map(|problem| wrong("assignments", problem)),
                grants.err().map(|problem| wrong("grants", problem)),
            ];
            return Err(TrustError::Invalid(
                problems.into_iter().flatten().collect(),
            ));
        }
    };
    let mut resources: BTreeMap<ObjectId, Guid> = BTreeMap::new();
    let before = earlier.into_iter().flat_map(|reading| &reading.grants);
    resources.extend(before.filter_map(|grant| Some((grant.resource_id, grant.resource?))));
    resources.extend(
        assignments
            .iter()
            .filter_map(|fact| Some((fact.resource_id, fact.resource?))),
    );
    for grant in &mut grants {
        grant.resource = resources.get(&grant.resource_id).copied();
    }
    let known = grants.iter().all(|grant| grant.resource.is_some());
    let mut reading = Reading::pasted(&assignments, &grants);
    reading.delegated_readable = known && !empty;
    Ok(reading)
}
