//! People who have signed in, the roles given to them, and invitations.

use model::{AssignmentId, ObjectId, Role, Scope, Timestamp};

use crate::handle::reads;
use crate::value::{args, padded, row};
use crate::{Scoped, StoreError, Tx};

row! {
    /// A person who has signed in.
    pub struct PersonRow [person_columns] {
        /// Object id.
        pub oid: ObjectId,
        /// Display name at the last sign-in.
        pub name: String,
        /// When.
        pub last_sign_in: Timestamp,
    }
}

row! {
    /// A role given to a person or group.
    pub struct AssignmentRow [assignment_columns] {
        /// Identity.
        pub id: AssignmentId,
        /// Person or group.
        pub holder_kind: HolderKind,
        /// Object id of the holder.
        pub oid: ObjectId,
        /// Label of a group, as the administrator typed it; empty for a person.
        pub label: String,
        /// What.
        pub role: Role,
        /// Where.
        pub scope: Scope,
        /// Since when.
        pub created: Timestamp,
        /// Who gave it: an object id, or a word for the system.
        pub created_by: String,
    }
}

/// Who holds an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolderKind {
    /// A person.
    Person,
    /// A group in the `groups` claim.
    Group,
}

impl HolderKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Person, Self::Group]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

const PERSON: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person WHERE tenant = $1 AND oid = $2"
);
const PEOPLE: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person WHERE tenant = $1 ORDER BY name, oid"
);
const ASSIGNMENTS: &str = concat!(
    "SELECT ",
    assignment_columns!(),
    " FROM assignment WHERE tenant = $1 ORDER BY created DESC, id"
);
const OF_PERSON: &str = concat!(
    "SELECT ",
    assignment_columns!(),
    " FROM assignment WHERE tenant = $1 AND holder_kind = 'person' AND oid = $2 ORDER BY created, id"
);
const OF_GROUPS: &str = concat!(
    "SELECT ",
    assignment_columns!(),
    " FROM assignment WHERE tenant = $1 AND holder_kind = 'group' AND oid IN \
      ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY created, id"
);
/// Placeholders of [`OF_GROUPS`].
const GROUPS_AT_ONCE: usize = 16;
reads! {
    /// A person who has signed in.
    person(oid: ObjectId) -> one PersonRow = PERSON;
    /// Everybody who has signed in, by name.
    people() -> all PersonRow = PEOPLE;
    /// All assignments, newest first.
    assignments() -> all AssignmentRow = ASSIGNMENTS;
    /// Assignments to a person by object id, groups left out.
    assignments_of(oid: ObjectId) -> all AssignmentRow = OF_PERSON;
}

impl Scoped {
    /// Assignments that a person holds alone or through one of these groups, in no particular order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn assignments_for(
        &self,
        oid: ObjectId,
        groups: &[ObjectId],
    ) -> Result<Vec<AssignmentRow>, StoreError> {
        let mut found = self.assignments_of(oid).await?;
        for some in groups.chunks(GROUPS_AT_ONCE) {
            let mut values = args![self.tenant()];
            values.extend(padded(some, GROUPS_AT_ONCE));
            found.extend(self.all::<AssignmentRow>(OF_GROUPS, values).await?);
        }
        Ok(found)
    }
}

const UPSERT_PERSON: &str = "INSERT INTO person (tenant, oid, name, last_sign_in) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (tenant, oid) DO UPDATE SET name = excluded.name, last_sign_in = excluded.last_sign_in";
const INSERT_ASSIGNMENT: &str = concat!(
    "INSERT INTO assignment (tenant, ",
    assignment_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const DELETE_ASSIGNMENT: &str = concat!(
    "DELETE FROM assignment WHERE tenant = $1 AND id = $2 RETURNING ",
    assignment_columns!()
);
impl Tx {
    /// Notes a sign-in of a person.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn upsert_person(&mut self, row: &PersonRow) -> Result<(), StoreError> {
        let values = args![self.tenant(), row.oid, row.name, row.last_sign_in];
        self.execute(UPSERT_PERSON, values).await.map(drop)
    }

    /// Gives a role.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_assignment(&mut self, row: &AssignmentRow) -> Result<(), StoreError> {
        let AssignmentRow {
            id,
            holder_kind,
            oid,
            label,
            role,
            scope,
            created,
            created_by,
        } = row;
        let values = args![
            self.tenant(),
            id,
            holder_kind,
            oid,
            label,
            role,
            scope,
            created,
            created_by
        ];
        self.execute(INSERT_ASSIGNMENT, values).await.map(drop)
    }

    /// Withdraws a role; answers what was withdrawn.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_assignment(
        &mut self,
        id: AssignmentId,
    ) -> Result<Option<AssignmentRow>, StoreError> {
        let values = args![self.tenant(), id];
        self.one(DELETE_ASSIGNMENT, values).await
    }
}
