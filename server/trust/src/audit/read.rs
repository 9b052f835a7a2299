//! Reading and verifying the chain.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use model::trust::{AuditAsk, AuditLine, AuditPage};
use model::{ObjectId, TenantId};
use store::{AuditFilter, AuditRow, CheckpointRow, HeadRow};

use super::chain::{Verdict, Walk};
use super::heads::NotedHead;
use crate::access::Reviewer;
use crate::error::TrustError;
use crate::trust::Trust;

const PAGE: i64 = 50;
const STEP: i64 = 500;
/// How long something is looked for before the page says so far and offers to go on.
const LOOK_FOR: Duration = Duration::from_secs(2);

/// What stands beside the rows of a page.
struct Around<'a> {
    /// The head, for the newest page.
    noted: Option<HeadRow>,
    checkpoint: Option<&'a CheckpointRow>,
}

/// A walk over the places that a filter leaves, newest first, in steps of which each reads no more than so many rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Places before this one are still to come.
    pub(super) before: i64,
    /// The last of them.
    first: i64,
}

impl Look {
    /// Begins before a place, or at the end; none where the filter's time leaves nothing.
    pub(super) async fn begin(
        scoped: &store::Scoped,
        filter: &AuditFilter,
        before: Option<i64>,
    ) -> Result<Option<Self>, TrustError> {
        let Some((first, last)) = scoped.audit_places(filter).await? else {
            return Ok(None);
        };
        let end = scoped.audit_end().await?.map_or(0, |head| head.sequence);
        let end = end.min(last) + 1;
        Ok(Some(Self {
            before: before.map_or(end, |before| before.min(end)),
            first,
        }))
    }

    pub(super) const fn goes_on(&self) -> bool {
        self.before > self.first
    }

    /// The next rows that pass, `limit` at most, and none where the step has none.
    pub(super) async fn next(
        &mut self,
        scoped: &store::Scoped,
        filter: &AuditFilter,
        limit: i64,
    ) -> Result<Vec<AuditRow>, TrustError> {
        let behind = (self.before - 1).saturating_sub(filter.step());
        let behind = behind.max(self.first - 1);
        let places = (self.before, behind);
        let rows = scoped.audit_search(filter, places, limit).await?;
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
        self.before = match rows.last() {
            Some(row) if full => row.sequence,
            _ => behind + 1,
        };
        Ok(rows)
    }
}

impl Trust {
    /// A page of the audit log, newest first; `before` is [`AuditPage::next`] of the page above. What is wrong with a
    /// filter stands in the page, which has no entries then.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn audit_page(
        &self,
        reviewer: &Reviewer,
        ask: &AuditAsk,
        before: Option<i64>,
    ) -> Result<AuditPage, TrustError> {
        let tenant = reviewer.tenant();
        let rooms = self.room_settings(tenant).await?.into_iter();
        let mut page = AuditPage {
            entries: Vec::new(),
            next: None,
            intact: None,
            ask: ask.clone(),
            wrong: Vec::new(),
            rooms: rooms.map(|(id, room)| (id, room.name)).collect(),
        };
        // An id that is no room of this organisation is not repeated.
        let asked = page.ask.room.trim();
        if !page.rooms.iter().any(|(id, _)| id.to_string() == asked) {
            page.ask.room.clear();
        }
        if ask.is_empty() {
            self.whole_page(tenant, before, &mut page).await?;
            return Ok(page);
        }
        let filter = match self.audit_filter(tenant, ask).await {
            Ok(filter) => filter,
            Err(TrustError::Invalid(wrong)) => {
                page.wrong = wrong;
                return Ok(page);
            }
            Err(error) => return Err(error),
        };
        let (rows, next) = self.found(tenant, &filter, before).await?;
        page.next = next;
        let names = self.names(tenant).await?;
        page.entries = rows.into_iter().map(|row| line(row, &names)).collect();
        Ok(page)
    }

    /// A page of rows that pass a filter, and before which place to go on. A log may be long and what is looked for rare:
    /// where no index leads there it is read piece by piece, and no longer than [`LOOK_FOR`].
    async fn found(
        &self,
        tenant: TenantId,
        filter: &AuditFilter,
        before: Option<i64>,
    ) -> Result<(Vec<AuditRow>, Option<i64>), TrustError> {
        let scoped = self.store().of(tenant);
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let Some(mut look) = Look::begin(&scoped, filter, before).await? else {
            return Ok((Vec::new(), None));
        };
        let (mut rows, begun) = (Vec::new(), Instant::now());
        while look.goes_on() && begun.elapsed() < LOOK_FOR {
            rows.extend(look.next(&scoped, filter, PAGE + 1).await?);
            if rows.len() > most {
                rows.truncate(most);
                let next = rows.last().map(|row: &AuditRow| row.sequence);
                return Ok((rows, next));
            }
        }
        Ok((rows, look.goes_on().then_some(look.before)))
    }

    /// A page without gaps, whose part of the chain is verified.
    async fn whole_page(
        &self,
        tenant: TenantId,
        before: Option<i64>,
        page: &mut AuditPage,
    ) -> Result<(), TrustError> {
        let scoped = self.store().of(tenant);
        let noted = scoped.audit_end().await?.filter(|_| before.is_none());
        let rows = scoped.audit_page(before, PAGE).await?;
        let checkpoint = scoped.audit_checkpoint().await?;
        let around = Around {
            noted,
            checkpoint: checkpoint.as_ref(),
        };
        page.intact = Some(self.page_intact(tenant, &rows, around).await?);
        let names = self.names(tenant).await?;
        let first = checkpoint.map_or(1, |row| row.sequence + 1);
        page.next = rows
            .last()
            .map(|row| row.sequence)
            .filter(|sequence| *sequence > first);
        page.entries = rows.into_iter().map(|row| line(row, &names)).collect();
        Ok(())
    }

    async fn page_intact(
        &self,
        tenant: TenantId,
        rows: &[AuditRow],
        around: Around<'_>,
    ) -> Result<bool, TrustError> {
        let Around { noted, checkpoint } = around;
        let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else {
            let removed = checkpoint.map_or(0, |row| row.sequence);
            return Ok(noted.is_none_or(|head| head.sequence == removed));
        };
        let keys = self.keys(tenant).await?;
        let scoped = self.store().of(tenant);
        let before = oldest.sequence - 1;
        let mut walk = match checkpoint {
            Some(row) if row.sequence == before => Walk::from_start(&keys, Some(row)),
            _ if before == 0 => Walk::from_start(&keys, None),
            _ => match scoped.audit_range(before, before).await?.first() {
                Some(row) => Walk::after(&keys, before, row.mac),
                None => return Ok(false),
            },
        };
        let mut ascending = rows.to_vec();
        ascending.reverse();
        walk.over(&ascending);
        walk.reaches(noted.as_ref());
        let verdict = walk.verdict();
        Ok(verdict.intact() && verdict.head.map(|(sequence, _)| sequence) == Some(newest.sequence))
    }

    /// Verifies the whole chain of a tenant: from its first row, or from the checkpoint that closes what retention has
    /// removed, to the head noted beside it.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn verify_audit(&self, tenant: TenantId) -> Result<Verdict, TrustError> {
        self.verify_audit_with(tenant, &[]).await
    }

    /// As [`Self::verify_audit`], and the chain has to pass through heads that were noted elsewhere: whoever cuts its end
    /// off can move the head beside it back as well, but not those. Those that were noted between a copy and its
    /// restoration, of which a row of the chain tells, are left out.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn verify_audit_with(
        &self,
        tenant: TenantId,
        heads: &[NotedHead],
    ) -> Result<Verdict, TrustError> {
        let keys = self.keys(tenant).await?;
        let scoped = self.store().of(tenant);
        // The head is read first: rows written meanwhile are behind it.
        let noted = scoped.audit_end().await?;
        let checkpoints = scoped.audit_checkpoints().await?;
        let mut walk = Walk::behind(&keys, &checkpoints).expecting(heads);
        let mut from = walk.next_place();
        loop {
            let rows = scoped.audit_range(from, from + STEP - 1).await?;
            walk.over(&rows);
            if rows.is_empty() {
                break;
            }
            from += STEP;
        }
        walk.reaches(noted.as_ref());
        Ok(walk.verdict())
    }

    /// Display names of the tenant's people who have signed in.
    pub(crate) async fn names(
        &self,
        tenant: TenantId,
    ) -> Result<HashMap<ObjectId, String>, TrustError> {
        let people = self.store().of(tenant).people().await?;
        Ok(people
            .into_iter()
            .map(|person| (person.oid, person.name))
            .collect())
    }
}

fn line(row: AuditRow, names: &HashMap<ObjectId, String>) -> AuditLine {
    let actor: Option<ObjectId> = row.actor.and_then(|oid| oid.parse().ok());
    AuditLine {
        sequence: row.sequence,
        at: row.at,
        actor,
        actor_name: actor.and_then(|oid| names.get(&oid).cloned()),
        actor_kind: row.actor_kind,
        action: row.action,
        subject: row.subject,
        detail: match row.detail_json.as_str() {
            "null" => String::new(),
            _ => row.detail_json,
        },
    }
}
