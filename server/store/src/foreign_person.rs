//! People of foreign domains, counted until a domain has so many that its name is nobody's.

use model::culture::Pseudonym;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, Tx};

const AMPLE: &str = "SELECT domain AS n FROM foreign_person WHERE tenant = $1 GROUP BY domain \
    HAVING COUNT(*) >= $2 ORDER BY domain";

reads! {
    /// Foreign domains of which at least so many people were seen.
    ample_domains(least: i64) -> all Pseudonym = AMPLE;
}

const INSERT: Many = Many {
    sqlite: "INSERT INTO foreign_person (tenant, domain, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO foreign_person (tenant, domain, person) SELECT $1, domain, person \
        FROM UNNEST($2::BYTEA[], $3::BYTEA[]) AS new (domain, person) ON CONFLICT DO NOTHING",
};

impl Tx {
    /// Notes people of foreign domains (domain, person); those known already stay.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_foreign_people(
        &mut self,
        people: &[(Pseudonym, Pseudonym)],
    ) -> Result<(), StoreError> {
        let fixed = args![self.tenant()];
        let rows = people
            .iter()
            .map(|(domain, person)| args![domain, person])
            .collect();
        self.execute_many(INSERT, &fixed, rows).await.map(drop)
    }
}
