//! What pages need of publications, by policy, group and period: the cells they show, without what only later
//! publications need.

use model::Timestamp;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// What pages show of one group in one period.
    pub struct PublicationFaceRow [face_columns] {
        /// Which policy.
        pub policy: String,
        /// Which group.
        pub group_key: String,
        /// Kind of period: `week`, `four_weeks`.
        pub period_kind: String,
        /// Which period: its first week.
        pub period: i32,
        /// People in it; 0 where the group is hidden.
        pub n: i64,
        /// The cells, packed and sealed.
        pub face: Vec<u8>,
        /// When it was published.
        pub published: Timestamp,
    }
}

row! {
    /// How far a policy is published.
    pub struct PublishedRow [published_columns] {
        /// How many periods.
        pub periods: i64,
        /// The last week.
        pub last_week: Option<i32>,
        /// The first week of the last 4 weeks that are published as a whole.
        pub last_window: Option<i32>,
        /// When the latest publication was made.
        pub published: Option<Timestamp>,
    }
}

row! {
    /// How many people a group has.
    pub struct GroupSizeRow [size_columns] {
        /// Which group.
        pub group_key: String,
        /// People in it; 0 where the group is hidden.
        pub n: i64,
    }
}

const FACES: &str = concat!(
    "SELECT ",
    face_columns!(),
    " FROM publication_face WHERE tenant = $1 AND policy = $2 AND group_key = $3 AND period_kind = 'week' \
      AND period >= $4 AND period <= $5 UNION ALL SELECT ",
    face_columns!(),
    " FROM publication_face WHERE tenant = $1 AND policy = $2 AND group_key = $3 AND period_kind = 'four_weeks' \
      AND period IN ($6, $7)"
);
const PUBLISHED: &str = "SELECT COUNT(*) AS periods, \
    MAX(CASE WHEN period_kind = 'week' THEN period END) AS last_week, \
    MAX(CASE WHEN period_kind = 'four_weeks' THEN period END) AS last_window, MAX(published) AS published \
    FROM publication_face WHERE tenant = $1 AND policy = $2 AND group_key = 'company'";
const SIZES: &str = "SELECT group_key, n FROM publication \
    WHERE tenant = $1 AND policy = $2 AND period_kind = 'week' AND period = $3";

reads! {
    /// The weeks from `first` to `last` of one group, both included, and the two 4-week periods that begin in these weeks.
    publication_faces(policy: &str, group_key: &str, first: i32, last: i32, window: i32, before: i32)
        -> all PublicationFaceRow = FACES;
    /// How far a policy is published: the company is part of every publication.
    published(policy: &str) -> one PublishedRow = PUBLISHED;
    /// How many people each group of a week has.
    group_sizes(policy: &str, week: i32) -> all GroupSizeRow = SIZES;
}

const INSERT: Many = Many {
    sqlite: concat!(
        "INSERT INTO publication_face (tenant, ",
        face_columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
    ),
    postgres: concat!(
        "INSERT INTO publication_face (tenant, ",
        face_columns!(),
        ") SELECT $1, ",
        face_columns!(),
        " FROM UNNEST($2::TEXT[], $3::TEXT[], $4::TEXT[], $5::BIGINT[], $6::BIGINT[], $7::BYTEA[], $8::BIGINT[]) AS new (",
        face_columns!(),
        ") ON CONFLICT DO NOTHING"
    ),
};

impl Tx {
    /// Stores what pages show of publications; what was published before stays. Answers how many rows are new.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_publication_faces(
        &mut self,
        rows: &[PublicationFaceRow],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| {
                args![
                    row.policy,
                    row.group_key,
                    row.period_kind,
                    row.period,
                    row.n,
                    row.face,
                    row.published
                ]
            })
            .collect();
        self.execute_many(INSERT, &fixed, rows).await
    }
}
