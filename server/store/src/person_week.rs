//! Figures of people by week and policy: packed columns, computed here or imported.

use model::culture::Pseudonym;

use crate::bulk::Many;
use crate::calendar_week::BucketRow;
use crate::handle::reads;
use crate::value::{args, padded, row};
use crate::{Scoped, StoreError, Tx};

row! {
    /// One person's figures of one week under one policy.
    pub struct PersonWeekRow [week_columns] {
        /// Which policy.
        pub policy: String,
        /// Which week.
        pub week: i32,
        /// Whose.
        pub person: Pseudonym,
        /// Where it comes from: `live`, `viva_current`, `viva_legacy`.
        pub origin: String,
        /// The figures, packed.
        pub figures: Vec<u8>,
    }
}

row! {
    /// One person's figures of a week whose policy is known.
    pub struct WeekFiguresRow [figures_columns] {
        /// Whose.
        pub person: Pseudonym,
        /// The figures, packed.
        pub figures: Vec<u8>,
    }
}

const WEEK: &str = concat!(
    "SELECT ",
    figures_columns!(),
    " FROM person_week WHERE tenant = $1 AND policy = $2 AND week = $3 ORDER BY person"
);
const BETWEEN: &str = concat!(
    "SELECT ",
    week_columns!(),
    " FROM person_week WHERE tenant = $1 AND policy = $2 AND week >= $3 AND week <= $4 ORDER BY week, person"
);
const SPAN: &str = "SELECT MIN(week) AS first, MAX(week) AS last FROM person_week WHERE tenant = $1 AND policy = $2";
const OF_MANY: &str = "SELECT week AS n FROM person_week WHERE tenant = $1 AND policy = $2 \
    GROUP BY week HAVING COUNT(*) >= $3 ORDER BY week DESC";
const PEOPLE: &str = "SELECT DISTINCT person AS n FROM person_week WHERE tenant = $1 AND policy = $2 \
    AND week >= $3 AND week <= $4 ORDER BY person";
const POLICY_AFTER: &str = "SELECT MIN(policy) AS n FROM person_week WHERE tenant = $1 AND policy > $2 HAVING MIN(policy) IS NOT NULL";
const OF_PERSON: &str = concat!(
    "SELECT ",
    week_columns!(),
    " FROM person_week WHERE tenant = $1 AND policy = $2 AND person = $3 AND week IN \
      ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ORDER BY week"
);
/// Placeholders of [`OF_PERSON`].
const WEEKS_AT_ONCE: usize = 16;

reads! {
    /// Everybody's figures of one week, by person.
    person_week(policy: &str, week: i32) -> all WeekFiguresRow = WEEK;
    /// Everybody's figures of a span of weeks, both ends included.
    person_weeks(policy: &str, first: i32, last: i32) -> all PersonWeekRow = BETWEEN;
    /// First and last week with figures under a policy.
    person_week_span(policy: &str) -> one BucketRow = SPAN;
    /// Weeks with the figures of at least so many people, the latest first.
    weeks_of_many(policy: &str, people: i64) -> all i32 = OF_MANY;
    /// Whoever has figures in a span of weeks, both ends included.
    people_of_weeks(policy: &str, first: i32, last: i32) -> all Pseudonym = PEOPLE;
    /// The next policy by id that has figures; start with the empty text.
    policy_after(policy: &str) -> one String = POLICY_AFTER;
}

impl Scoped {
    /// One person's figures of a span of weeks under one policy, both ends included.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn person_weeks_of(
        &self,
        person: Pseudonym,
        policy: &str,
        weeks: std::ops::RangeInclusive<i32>,
    ) -> Result<Vec<PersonWeekRow>, StoreError> {
        let weeks: Vec<i32> = weeks.collect();
        let mut found = Vec::new();
        for some in weeks.chunks(WEEKS_AT_ONCE) {
            let mut values = args![self.tenant(), policy, person];
            values.extend(padded(some, WEEKS_AT_ONCE));
            found.extend(self.all::<PersonWeekRow>(OF_PERSON, values).await?);
        }
        Ok(found)
    }
}

const SAVE: Many = Many {
    sqlite: "INSERT INTO person_week (tenant, policy, week, person, origin, figures) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (tenant, policy, week, person) DO UPDATE SET origin = excluded.origin, figures = excluded.figures",
    postgres: "INSERT INTO person_week (tenant, policy, week, person, origin, figures) \
        SELECT $1, policy, week, person, origin, figures \
        FROM UNNEST($2::TEXT[], $3::BIGINT[], $4::BYTEA[], $5::TEXT[], $6::BYTEA[]) AS new (policy, week, person, origin, figures) \
        ON CONFLICT (tenant, policy, week, person) DO UPDATE SET origin = excluded.origin, figures = excluded.figures",
};
const DELETE_WEEK: &str = "DELETE FROM person_week WHERE tenant = $1 AND policy = $2 AND week = $3";
const DELETE_POLICY: &str = "DELETE FROM person_week WHERE tenant = $1 AND policy = $2";
const DELETE: Many = Many {
    sqlite: "DELETE FROM person_week WHERE tenant = $1 AND policy = $2 AND week = $3 AND person = $4",
    postgres: "DELETE FROM person_week USING UNNEST($2::TEXT[], $3::BIGINT[], $4::BYTEA[]) AS old (policy, week, person) \
        WHERE person_week.tenant = $1 AND person_week.policy = old.policy AND person_week.week = old.week \
        AND person_week.person = old.person",
};

impl Tx {
    /// Stores figures, each key at most once, replacing those before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_person_weeks(&mut self, rows: &[PersonWeekRow]) -> Result<(), StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| args![row.policy, row.week, row.person, row.origin, row.figures])
            .collect();
        self.execute_many(SAVE, &fixed, rows).await.map(drop)
    }

    /// Removes everybody's figures of one week under one policy, before they are computed again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_person_week(&mut self, policy: &str, week: i32) -> Result<u64, StoreError> {
        let values = args![self.tenant(), policy, week];
        self.execute(DELETE_WEEK, values).await
    }

    /// Removes all figures of one policy (an import that is taken back).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_policy_figures(&mut self, policy: &str) -> Result<u64, StoreError> {
        let values = args![self.tenant(), policy];
        self.execute(DELETE_POLICY, values).await
    }

    /// Removes figures of people; answers how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_person_weeks(
        &mut self,
        keys: &[(String, i32, Pseudonym)],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = keys
            .iter()
            .map(|(policy, week, person)| args![policy, week, person])
            .collect();
        self.execute_many(DELETE, &fixed, rows).await
    }
}
