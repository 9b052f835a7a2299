//! Access tokens of a connection, refreshed one at a time per person.

use microsoft::{AccessToken, Refreshed, TokenProblem};
use model::permission::Feature;
use model::queue::state::MeetingProblem;
use model::trouble::Place;
use model::{ObjectId, TenantId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use store::ConnectionRow;

use super::{CHALLENGE, Held, REFRESH_TOKEN};
use crate::access::Member;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::errors::Note;
use crate::keys::{KeyError, TenantKeys};
use crate::trust::Trust;

impl Trust {
    /// An access token with which to make meetings as a person.
    ///
    /// A refresh happens under the person's lock and its new refresh token is stored before this returns. A connection
    /// that Microsoft says is over is deleted: this call answers [`MeetingProblem::ConnectionBroken`], later ones
    /// [`MeetingProblem::NotConnected`].
    ///
    /// # Errors
    /// [`MeetingProblem`].
    pub async fn consultant_token(
        &self,
        tenant: TenantId,
        oid: ObjectId,
    ) -> Result<AccessToken, MeetingProblem> {
        if !self
            .feature_on(tenant, Feature::TeamsMeetings)
            .await
            .map_err(ours)?
        {
            return Err(MeetingProblem::NotAllowed);
        }
        let person = (tenant, oid);
        let lock = self.connections().lock(person);
        let _alone = lock.lock().await;
        let row = self
            .store()
            .of(tenant)
            .connection(oid)
            .await
            .map_err(ours)?;
        let row = row
            .filter(|row| !row.broken)
            .ok_or(MeetingProblem::NotConnected)?;
        let now = self.now();
        if let Some(token) = self.connections().usable(person, row.connected_at, now) {
            return Ok(token);
        }
        let keys = self.keys(tenant).await.map_err(ours)?;
        let refresh = opened(&keys, &row).map_err(ours)?;
        match self
            .microsoft()
            .consultant_token(tenant, &refresh, now)
            .await
            .inspect_err(|problem| self.note_trouble(tenant, Note::token(Place::Token, problem)))
        {
            Ok(refreshed) => self.keep_refreshed(&keys, row, refreshed).await,
            Err(problem) if problem.ends_connection() => {
                self.connections().forget(person);
                self.break_connection(&keys, row, problem.challenge())
                    .await
                    .map_err(ours)?;
                Err(MeetingProblem::ConnectionBroken)
            }
            Err(problem) => Err(kept(&problem)),
        }
    }

    async fn keep_refreshed(
        &self,
        keys: &TenantKeys,
        row: ConnectionRow,
        refreshed: Refreshed,
    ) -> Result<AccessToken, MeetingProblem> {
        let (now, connected_at, person) = (self.now(), row.connected_at, (keys.tenant(), row.oid));
        if !self
            .store_refreshed(keys, row, refreshed.refresh_token, now)
            .await
            .map_err(ours)?
        {
            return Err(MeetingProblem::NotConnected);
        }
        let token = refreshed.access_token;
        self.connections().hold(
            person,
            Held::new(token.clone(), refreshed.expires_in_s, (connected_at, now)),
        );
        Ok(token)
    }

    /// Stores the new refresh token, unless the connection was removed or made anew meanwhile by another process.
    async fn store_refreshed(
        &self,
        keys: &TenantKeys,
        mut row: ConnectionRow,
        fresh: Option<SecretString>,
        now: Timestamp,
    ) -> Result<bool, TrustError> {
        let mut tx = self.store().of(keys.tenant()).begin().await?;
        let present = tx.lock_connection(row.oid).await?;
        if present.is_none_or(|present| present.connected_at != row.connected_at) {
            return Ok(false);
        }
        if let Some(fresh) = fresh {
            row.refresh_token = keys.seal(
                REFRESH_TOKEN,
                &row.oid.to_string(),
                fresh.expose_secret().as_bytes(),
            );
            row.key_id = self.master().fingerprint().to_owned();
        }
        row.used_at = now;
        tx.save_connection(&row).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes the connection whose refresh token was just refused. Where Microsoft said what it wants to be asked for next
    /// time, that takes the token's place: without it, a consultant under Conditional Access would connect and break again
    /// for ever.
    ///
    /// A connection that was removed or made anew meanwhile by another process is left alone: the refusal is of the old one.
    async fn break_connection(
        &self,
        keys: &TenantKeys,
        used: ConnectionRow,
        claims: Option<&str>,
    ) -> Result<(), TrustError> {
        let oid = used.oid;
        let mut tx = self.store().of(keys.tenant()).begin().await?;
        let present = tx.lock_connection(oid).await?;
        let same = |row: &ConnectionRow| row.connected_at == used.connected_at && !row.broken;
        let Some(mut row) = present.filter(same) else {
            return Ok(());
        };
        match claims {
            Some(claims) => {
                row.refresh_token = keys.seal(CHALLENGE, &oid.to_string(), claims.as_bytes());
                row.key_id = self.master().fingerprint().to_owned();
                row.broken = true;
                tx.save_connection(&row).await?;
            }
            None => {
                tx.delete_connection(oid).await?;
            }
        }
        let entry = Entry::new(self.now(), Actor::System, "connection.broken", oid);
        audit::append(&mut tx, keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What Microsoft wants to be asked for when this person connects again, if it said so.
    pub(super) async fn challenge(&self, member: &Member) -> Result<Option<String>, TrustError> {
        let scoped = self.store().of(member.tenant());
        let Some(row) = scoped
            .connection(member.oid())
            .await?
            .filter(|row| row.broken)
        else {
            return Ok(None);
        };
        let keys = self.keys(member.tenant()).await?;
        let plain = keys.open(CHALLENGE, &row.oid.to_string(), &row.refresh_token);
        Ok(plain.ok().and_then(|plain| String::from_utf8(plain).ok()))
    }
}

fn opened(keys: &TenantKeys, row: &ConnectionRow) -> Result<SecretString, KeyError> {
    let plain = keys.open(REFRESH_TOKEN, &row.oid.to_string(), &row.refresh_token)?;
    String::from_utf8(plain)
        .map(SecretString::from)
        .map_err(|_| KeyError::DoesNotOpen)
}

fn ours(error: impl std::fmt::Display) -> MeetingProblem {
    tracing::error!(error = %error, "a consultant's connection could not be used");
    MeetingProblem::Other
}

/// Problems that say nothing about the connection itself.
fn kept(problem: &TokenProblem) -> MeetingProblem {
    tracing::warn!(error = %problem, key = problem.key(), "no access token for a consultant's meeting");
    match problem {
        TokenProblem::Throttled { .. } => MeetingProblem::Throttled,
        TokenProblem::Unreachable | TokenProblem::Unexpected => MeetingProblem::Unreachable,
        TokenProblem::Refused(_) | TokenProblem::Credential(_) | TokenProblem::NoRegistration => {
            MeetingProblem::Other
        }
    }
}
