//! Why roles are held: where an assignment came from, when it was last looked at, and what a person's last sign-in named.

use model::{AssignmentId, ObjectId, Role, Scope, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// Where an assignment came from, and its last review.
    pub struct ReviewRow [review_columns] {
        /// Which assignment.
        pub id: AssignmentId,
        /// How it came to be: `given`, `invitation`, `registration`.
        pub origin: String,
        /// When somebody last said that it is still needed.
        pub reviewed_at: Option<Timestamp>,
        /// Who said so: an object id.
        pub reviewed_by: Option<String>,
    }
}

row! {
    /// What a person's last sign-in named.
    pub struct NamedRow [named_columns] {
        /// Whose.
        pub oid: ObjectId,
        /// App roles.
        pub app_roles: Vec<Role>,
        /// Those of the person's groups to which a role was given at that time.
        pub groups: Vec<ObjectId>,
    }
}

const REVIEWS: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM assignment WHERE tenant = $1 ORDER BY id"
);
const NAMED: &str = concat!(
    "SELECT ",
    named_columns!(),
    " FROM person WHERE tenant = $1 ORDER BY oid"
);
const NAMED_OF: &str = concat!(
    "SELECT ",
    named_columns!(),
    " FROM person WHERE tenant = $1 AND oid = $2"
);

reads! {
    /// Origin and review of all assignments.
    assignment_reviews() -> all ReviewRow = REVIEWS;
    /// What the last sign-in of everybody named.
    named_at_sign_in() -> all NamedRow = NAMED;
    /// What the last sign-in of a person named.
    named_of(oid: ObjectId) -> one NamedRow = NAMED_OF;
}

const ORIGIN: &str = "UPDATE assignment SET origin = $3 WHERE tenant = $1 AND id = $2";
const SCOPE: &str = "UPDATE assignment SET scope = $3 WHERE tenant = $1 AND id = $2";
const REVIEW: &str =
    "UPDATE assignment SET reviewed_at = $3, reviewed_by = $4 WHERE tenant = $1 AND id = $2";
const NAME: &str = "UPDATE person SET app_roles = $3, groups = $4 WHERE tenant = $1 AND oid = $2";

impl Tx {
    /// Notes how an assignment came to be; answers whether there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn set_assignment_origin(
        &mut self,
        id: AssignmentId,
        origin: &str,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), id, origin];
        Ok(self.execute(ORIGIN, values).await? == 1)
    }

    /// Changes where an assignment holds; answers whether there is one. Its origin and its review stay.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn set_assignment_scope(
        &mut self,
        id: AssignmentId,
        scope: &Scope,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), id, scope];
        Ok(self.execute(SCOPE, values).await? == 1)
    }

    /// Notes that an assignment was looked at and stays; answers whether there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn review_assignment(
        &mut self,
        id: AssignmentId,
        at: Timestamp,
        by: ObjectId,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), id, at, by];
        Ok(self.execute(REVIEW, values).await? == 1)
    }

    /// Notes what a sign-in named of a person who is known.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn note_named(&mut self, row: &NamedRow) -> Result<bool, StoreError> {
        let values = args![self.tenant(), row.oid, row.app_roles, row.groups];
        Ok(self.execute(NAME, values).await? == 1)
    }
}
