//! Pasted lists: judged like any other reading, and forgotten.

use std::collections::{BTreeMap, BTreeSet};

use microsoft::consent::review::{PasteProblem, pasted_assignments, pasted_grants};
use model::{FieldError, FieldProblem, Guid, ObjectId};
use serde_json::Value;

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
    let known = earlier.and_then(|reading| reading.principal_id);
    let others = others(paste, known);
    if !others.is_empty() {
        return Err(TrustError::Invalid(others));
    }
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

/// Lists that are about another object than the registration's, or about several. Where no look has found the object yet, they
/// only have to agree with each other.
fn others(paste: &Paste<'_>, known: Option<ObjectId>) -> Vec<FieldError> {
    let mut object = known.map(|id| id.to_string());
    let lists = [
        ("assignments", paste.assignments, "principalId"),
        ("grants", paste.grants, "clientId"),
    ];
    let mut wrong = Vec::new();
    for (name, text, field) in lists {
        let owners = owners(text, field);
        let differs = owners
            .iter()
            .any(|owner| object.get_or_insert_with(|| owner.clone()) != owner);
        if differs {
            wrong.push(FieldError::new(name, FieldProblem::NotAChoice));
        }
    }
    wrong
}

/// The objects that the entries of a list name, in lower case. Entries that name none say nothing.
fn owners(text: &str, field: &str) -> BTreeSet<String> {
    let list: Option<Value> = serde_json::from_str(text).ok();
    let entries = list
        .as_ref()
        .and_then(|list| list.get("value").unwrap_or(list).as_array());
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.get(field)?.as_str()?.to_ascii_lowercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use model::trust::review::{GrantView, GrantedFor};

    use super::*;

    const OWN: ObjectId = ObjectId(Guid::from_u128(0xaa));

    fn wrong(assignments: &str, grants: &str, known: Option<ObjectId>) -> Vec<String> {
        let paste = Paste {
            client_id: Guid::from_u128(1),
            assignments,
            grants,
        };
        let wrong = others(&paste, known);
        assert!(
            wrong
                .iter()
                .all(|field| field.problem == FieldProblem::NotAChoice)
        );
        wrong.into_iter().map(|field| field.field).collect()
    }

    #[test]
    fn lists_of_another_application_are_not_judged_as_ours() {
        let own = format!(r#"{{"value":[{{"principalId":"{OWN}"}}]}}"#);
        let upper = own
            .to_uppercase()
            .replace("VALUE", "value")
            .replace("PRINCIPALID", "principalId");
        let other = own.replace("aa", "bb");
        let grants = other.replace("principalId", "clientId");
        assert!(wrong(&own, "", Some(OWN)).is_empty());
        assert!(
            wrong(&upper, "", Some(OWN)).is_empty(),
            "digits in any case"
        );
        assert_eq!(wrong(&other, "", Some(OWN)), ["assignments"]);
        assert_eq!(wrong(&own, &grants, Some(OWN)), ["grants"]);
        // Without a look they have to agree.
        assert!(wrong(&other, &grants, None).is_empty());
        assert_eq!(wrong(&own, &grants, None), ["grants"]);
        let two = format!(r#"[{{"principalId":"{OWN}"}},{{"principalId":"x"}}]"#);
        assert_eq!(wrong(&two, "", None), ["assignments"]);
        assert!(wrong(r#"{"value":[{"id":"a"}]}"#, "", Some(OWN)).is_empty());
    }

    #[test]
    fn persons_beside_everybody_are_counted_and_no_id_is_lost() {
        let list = |everybody: bool, persons: usize| {
            let one = |number: usize, whom: &str| {
                format!(
                    r#"{{"id":"g{number}","consentType":"{whom}","resourceId":"{OWN}","scope":"User.Read"}}"#
                )
            };
            let persons = (1..=persons).map(|number| one(number, "Principal"));
            let all: Vec<String> = everybody
                .then(|| one(0, "AllPrincipals"))
                .into_iter()
                .chain(persons)
                .collect();
            format!(r#"{{"value":[{}]}}"#, all.join(","))
        };
        let grants = |text: &str| Reading::pasted(&[], &pasted_grants(text).unwrap()).grants;
        let both = grants(&list(true, 2));
        assert_eq!(both.len(), 1);
        assert_eq!((both[0].whom, both[0].people), (GrantedFor::Everybody, 2));
        assert_eq!(both[0].ids, ["g0", "g1", "g2"]);
        let persons = grants(&list(false, 25));
        assert_eq!(persons[0].whom, GrantedFor::People { count: 25 });
        assert_eq!(persons[0].ids.len(), GrantView::IDS);
    }
}
