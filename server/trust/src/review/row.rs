//! The round of looks that nobody asks for: who is looked at next, and what follows when all of a tenant was.

use std::collections::VecDeque;

use model::trust::review::GrantEnd;
use model::{Guid, TenantId, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;

use super::known::Subject;
use super::round::EVERY_MINUTES;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::trust::Trust;

/// Tenants that are looked at side by side.
const SIDE_BY_SIDE: usize = 4;

/// A tenant in the row, with the registrations that are left.
struct Place {
    tenant: TenantId,
    left: VecDeque<Subject>,
}

impl Trust {
    /// Looks at every registration of every tenant that is due, some tenants side by side, and tells of changes that are not
    /// told yet; answers how many looks. Tenants take turns: each has one registration looked at, and goes to the end of the
    /// row for its next one, so that none that is slow holds back all others. What fails is logged and tried again in the
    /// next round. Looks that somebody waits for go first.
    ///
    /// # Errors
    /// [`TrustError::Store`] when the tenants cannot be listed.
    pub async fn review_permissions(&self, now: Timestamp) -> Result<u64, TrustError> {
        let mut due = Vec::new();
        for tenant in self.store().system().tenants().await? {
            if tenant.activated.is_none() {
                continue;
            }
            match self.store().of(tenant.id).review_states().await {
                // Whoever waits longest comes first.
                Ok(states) => due.push((states.iter().map(|state| state.tried).min(), tenant.id)),
                Err(error) => {
                    tracing::error!(tenant.id = %tenant.id, error = %error, "a tenant could not be reviewed");
                }
            }
        }
        due.sort_by_key(|(tried, _)| *tried);
        let row = due.into_iter().map(|(_, tenant)| Place {
            tenant,
            left: self.subjects().into(),
        });
        let (mut row, mut running) = (row.collect::<VecDeque<_>>(), JoinSet::new());
        let mut looked = 0;
        loop {
            while running.len() < SIDE_BY_SIDE
                && let Some(place) = row.pop_front()
            {
                let trust = self.clone();
                running.spawn(async move { Box::pin(trust.next_look(place, now)).await });
            }
            match running.join_next().await {
                Some(Ok((place, done))) => {
                    looked += u64::from(done);
                    row.extend(place);
                }
                // It was logged where it broke off.
                Some(Err(_)) => {}
                None => break,
            }
        }
        Ok(looked)
    }

    /// Looks at the next registration of a tenant that is due; with none left, does what follows its looks. Answers the
    /// tenant's place while something is left, and whether there was a look. What fails is logged.
    async fn next_look(&self, mut place: Place, now: Timestamp) -> (Option<Place>, bool) {
        let tenant = place.tenant;
        let due = now.plus_minutes(-EVERY_MINUTES).plus_seconds(30);
        while let Some(subject) = place.left.pop_front() {
            let state = self
                .store()
                .of(tenant)
                .review_state(subject.client_id)
                .await;
            if let Ok(Some(state)) = &state
                && state.tried > due
            {
                continue;
            }
            let done = match state {
                Ok(_) => Box::pin(self.look_at(tenant, &subject, None)).await,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = &done {
                tracing::error!(tenant.id = %tenant, error = %error, "a registration could not be reviewed");
            }
            return (Some(place), done.is_ok());
        }
        self.turns().clear().await;
        if let Err(error) = Box::pin(self.prove_later(tenant)).await {
            tracing::error!(tenant.id = %tenant, error = %error, "a consent could not be looked for again");
        }
        let ended = self.end_unconfigured(tenant).await;
        let told = self.tell_of_changes(tenant).await;
        if let Err(error) = ended.and(told) {
            tracing::error!(tenant.id = %tenant, error = %error, "changes of permissions could not be told");
        }
        (None, false)
    }

    /// Grants of registrations that are no longer configured: nobody can say whether they are still there.
    async fn end_unconfigured(&self, tenant: TenantId) -> Result<(), TrustError> {
        let known: Vec<Guid> = self
            .subjects()
            .iter()
            .map(|subject| subject.client_id)
            .collect();
        let scoped = self.store().of(tenant);
        let watched = scoped.registrations_with_grants().await?;
        let watched = watched.iter().filter_map(|id| id.parse::<Guid>().ok());
        for client_id in watched.filter(|id| !known.contains(id)) {
            let (now, keys) = (self.now(), self.keys(tenant).await?);
            let mut tx = scoped.begin().await?;
            let word = GrantEnd::Unconfigured.as_str();
            let rows = tx.end_review_grants(client_id, now, word).await?;
            let entry = Entry::new(now, Actor::System, "review.unconfigured", client_id);
            audit::append(&mut tx, &keys, entry.with(json!({ "grants": rows }))).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
