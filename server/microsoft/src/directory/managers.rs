//! Who reports to whom.

use model::{ObjectId, Timestamp};
use serde::Deserialize;

use super::people::object_id;
use crate::app_reader::{AppReader, ReadError};
use crate::graph::GraphProblem;
use crate::reader::LooseText;

/// One person's manager: theirs, `None` without one, or why it couldn't be read.
pub type ManagerOutcome = Result<Option<ObjectId>, GraphProblem>;

#[derive(Deserialize)]
struct Manager {
    #[serde(default)]
    id: LooseText,
}

impl AppReader {
    /// Reads the managers of many people, twenty with each request; the outcomes come in the same order. Needs
    /// `User.Read.All`.
    ///
    /// # Errors
    /// [`ReadError`] when a request as a whole brought nothing.
    pub async fn managers(
        &self,
        people: &[ObjectId],
        now: Timestamp,
    ) -> Result<Vec<ManagerOutcome>, ReadError> {
        let urls: Vec<String> = people
            .iter()
            .map(|person| format!("/users/{person}/manager?$select=id"))
            .collect();
        let outcomes = self.batch::<Manager>(&urls, now).await?;
        let read = |outcome: Result<Manager, GraphProblem>| match outcome {
            Ok(manager) => object_id(&manager.id)
                .map(Some)
                .ok_or(GraphProblem::Unexpected { request_id: None }),
            Err(GraphProblem::Refused { status: 404, .. }) => Ok(None),
            Err(problem) => Err(problem),
        };
        Ok(outcomes.into_iter().map(read).collect())
    }
}
