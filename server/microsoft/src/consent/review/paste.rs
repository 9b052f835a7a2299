//! Lists of grants that an administrator copied from Graph Explorer: judged, and forgotten.

use model::Guid;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::consent::reading::{AssignmentFact, GrantFact};

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 512 * 1024;
/// Most entries of one list.
const ENTRIES: usize = 4_000;
/// Microsoft's resources by the display name the directory gives them.
const RESOURCES: [(&str, u128); 3] = [
    ("Microsoft Graph", 0x0000_0003_0000_0000_c000_0000_0000_0000),
    (
        "Office 365 Exchange Online",
        0x0000_0002_0000_0ff1_ce00_0000_0000_0000,
    ),
    (
        "Windows Azure Active Directory",
        0x0000_0002_0000_0000_c000_0000_0000_0000,
    ),
];

/// Why a pasted text is no list of grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasteProblem {
    /// Longer than any such list.
    #[error("too long")]
    TooLong,
    /// Not JSON of the documented form.
    #[error("not the answer of this query")]
    NotAList,
    /// There are more pages: the list is not whole.
    #[error("only the first page of several")]
    NotWhole,
}

/// Entries of a pasted list.
pub type Pasted<T> = Result<Vec<T>, PasteProblem>;

#[derive(Deserialize)]
struct List<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct NamedAssignment {
    #[serde(flatten)]
    fact: AssignmentFact,
    #[serde(rename = "resourceDisplayName", default)]
    resource: Option<String>,
}

/// Reads the answer of `/servicePrincipals/{id}/appRoleAssignments`. The resource is told by its display name, which is
/// all the answer says of it; an entry of another resource stays without.
///
/// # Errors
/// [`PasteProblem`].
pub fn pasted_assignments(text: &str) -> Pasted<AssignmentFact> {
    let named: Vec<NamedAssignment> = list(text)?;
    let resource = |name: &str| {
        let known = RESOURCES.iter().find(|(known, _)| *known == name);
        known.map(|(_, id)| Guid::from_u128(*id))
    };
    let facts = named.into_iter().map(|named| AssignmentFact {
        resource: named.resource.as_deref().and_then(resource),
        ..named.fact
    });
    Ok(facts.collect())
}

/// Reads the answer of `/servicePrincipals/{id}/oauth2PermissionGrants`. It names no resource but by an id of the tenant.
///
/// # Errors
/// [`PasteProblem`].
pub fn pasted_grants(text: &str) -> Pasted<GrantFact> {
    list(text)
}

fn list<T: DeserializeOwned>(text: &str) -> Pasted<T> {
    if text.len() > LONGEST {
        return Err(PasteProblem::TooLong);
    }
    let list: List<T> = serde_json::from_str(text).map_err(|_| PasteProblem::NotAList)?;
    if list.next.is_some() {
        return Err(PasteProblem::NotWhole);
    }
    if list.value.len() > ENTRIES {
        return Err(PasteProblem::TooLong);
    }
    Ok(list.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSIGNMENT: &str = r#"{"@odata.context":"x","value":[{"id":"a_B-1","appRoleId":"df021288-bdef-4463-88db-98f22de89214",
        "createdDateTime":"2026-11-23T09:00:00Z","principalDisplayName":"Anteroom","resourceDisplayName":"Microsoft Graph",
        "resourceId":"00000000-0000-0000-0000-0000000000aa"}]}"#;

    #[test]
    fn a_list_is_read_with_its_resource() {
        let facts = pasted_assignments(ASSIGNMENT).unwrap();
        assert_eq!(facts.len(), 1);
        assert_eq!(
            facts[0].resource,
            Some("00000003-0000-0000-c000-000000000000".parse().unwrap())
        );
        assert!(facts[0].created.is_some());
        let other = ASSIGNMENT.replace("Microsoft Graph", "Microsoft Graph ");
        assert_eq!(pasted_assignments(&other).unwrap()[0].resource, None);
    }

    #[test]
    fn grants_know_for_whom_they_are() {
        let text = r#"{"value":[{"id":"g","consentType":"AllPrincipals","resourceId":"00000000-0000-0000-0000-0000000000aa",
            "scope":"openid  profile"},{"id":"h","consentType":"Principal","resourceId":"00000000-0000-0000-0000-0000000000aa","scope":null}]}"#;
        let facts = pasted_grants(text).unwrap();
        assert!(facts[0].for_everybody() && !facts[1].for_everybody());
        assert_eq!(facts[0].scopes().collect::<Vec<_>>(), ["openid", "profile"]);
        assert_eq!(facts[1].scopes().count(), 0);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "nonsense",
            "[]",
            "{}",
            r#"{"value":{}}"#,
            r#"{"value":[1]}"#,
            r#"{"value":[{"id":"a"}]}"#,
            &ASSIGNMENT.replace("a_B-1", "a'; rm -rf /"),
            &ASSIGNMENT.replace("df021288", "zzzzzzzz"),
        ] {
            assert_eq!(
                pasted_assignments(text),
                Err(PasteProblem::NotAList),
                "{text}"
            );
        }
        let next = ASSIGNMENT.replace(r#""value""#, r#""@odata.nextLink":"https://x","value""#);
        assert_eq!(pasted_assignments(&next), Err(PasteProblem::NotWhole));
        assert_eq!(
            pasted_assignments(&" ".repeat(600 * 1024)),
            Err(PasteProblem::TooLong)
        );
        let scope = r#"{"value":[{"id":"g","consentType":"AllPrincipals","resourceId":"00000000-0000-0000-0000-0000000000aa","scope":"a\" | sh"}]}"#;
        assert_eq!(pasted_grants(scope), Err(PasteProblem::NotAList));
    }
}
