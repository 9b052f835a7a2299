//! Ending sessions, and keeping them alive.

use std::sync::Arc;

use model::{ObjectId, Timestamp};
use store::{SessionRow, StoreError};
use tokio_util::sync::CancellationToken;

use super::{IDLE_HOURS, Session, read};
use crate::access::{Administrator, Member};
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::trust::Trust;

/// The purpose under which a session's login hint is sealed; the row is the session's hash.
pub(crate) const LOGIN_HINT: &str = "session.login_hint";

impl Trust {
    /// Writes the last-seen mark of a session when the written one is older than five minutes.
    ///
    /// # Errors
    /// [`StoreError`]: the request may go on, the mark is only late.
    pub async fn touch(&self, session: &Session) -> Result<(), StoreError> {
        let now = self.now();
        if !session.touch_due(now) {
            return Ok(());
        }
        let mut tx = self.store().of(session.tenant).begin().await?;
        tx.touch_session(&session.hash, now).await?;
        tx.commit().await
    }

    /// The signal that ends a session's streams: fires on sign-out, withdrawal, expiry and failed renewal, in
    /// whichever process that happens.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be read whether the session still holds; open no stream then.
    pub async fn session_ended(&self, session: &Session) -> Result<CancellationToken, StoreError> {
        let signal = self.endings().of(session.hash);
        // Looked up after the registration, so that an end in between is not missed.
        if read(self.store(), &session.hash, self.now())
            .await?
            .is_none()
        {
            signal.cancel();
        }
        Ok(signal)
    }

    /// Ends one session here and returns Entra's sign-out address for the browser.
    ///
    /// Entra leads back only to a registered redirect URI (microsoft.md 1.7): the one of sign-in, which leads home.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn end_session(&self, session: &Session) -> Result<String, TrustError> {
        let keys = self.keys(session.tenant).await?;
        let mut tx = self.store().of(session.tenant).begin().await?;
        if tx.end_session(&session.hash).await? {
            let by = Actor::Person(session.oid);
            let entry = Entry::new(self.now(), by, "person.signed_out", session.oid);
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        let hint = self.login_hint(session).await;
        Ok(self
            .microsoft()
            .logout_url(&self.signin_redirect(), hint.as_deref()))
    }

    /// Ends the sessions that stand for one session at Entra (front-channel sign-out). Answers how many.
    ///
    /// An unknown `sid` ends nothing and is no error: Entra tells every application it knows of.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn end_by_sid(&self, sid: &str) -> Result<u64, TrustError> {
        let mut ended = 0;
        for row in self.store().system().sessions_by_sid(sid).await? {
            ended += u64::from(self.end_noted(&row, "signed_out_at_microsoft").await?);
        }
        Ok(ended)
    }

    /// Ends a session that its person did not end here, and notes why; answers whether it was still there.
    pub(crate) async fn end_noted(
        &self,
        row: &SessionRow,
        why: &'static str,
    ) -> Result<bool, TrustError> {
        let keys = self.keys(row.tenant).await?;
        let mut tx = self.store().of(row.tenant).begin().await?;
        let ended = tx.end_session(&row.hash).await?;
        if ended {
            let entry = Entry::new(self.now(), Actor::System, "person.signed_out", row.oid)
                .with(serde_json::json!({ "why": why }));
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends every session of a person, this one included, with an audit row.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn sign_out_everywhere(&self, member: &Member) -> Result<(), TrustError> {
        let (tenant, oid) = (member.tenant(), member.oid());
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        tx.end_sessions_of(oid).await?;
        let entry = Entry::new(
            self.now(),
            Actor::Person(oid),
            "person.signed_out_everywhere",
            oid,
        );
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends every session of a person of the administrator's organisation, and with them their streams; answers how many.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for somebody who is not known here; [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn sign_out_person(
        &self,
        who: &Administrator,
        oid: ObjectId,
    ) -> Result<u64, TrustError> {
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let ended = tx.end_sessions_of(oid).await?;
        if ended == 0 && tx.person(oid).await?.is_none() {
            return Err(Denied::NotFound.into());
        }
        let by = Actor::Person(who.oid());
        let entry = Entry::new(self.now(), by, "person.signed_out_everywhere", oid)
            .with(serde_json::json!({ "sessions": ended }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Deletes sessions that have run out; a job calls it. Answers how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.store()
            .system()
            .sweep_sessions(now, now.plus_minutes(-IDLE_HOURS * 60))
            .await
    }

    /// The value of the `login_hint` claim; `None` when there was none or it does not open.
    pub(crate) async fn login_hint(&self, session: &Session) -> Option<String> {
        let sealed = crate::secret::decode(session.login_hint.as_deref()?)?;
        let keys = self.keys(session.tenant).await.ok()?;
        let plain = keys
            .open(LOGIN_HINT, &crate::secret::hex(&session.hash), &sealed)
            .ok()?;
        String::from_utf8(plain).ok()
    }

    /// The session of a cookie's value, if it holds.
    pub(crate) async fn session_of(
        &self,
        cookie: &str,
    ) -> Result<Option<Arc<Session>>, StoreError> {
        let hash = crate::secret::hash(cookie);
        Ok(read(self.store(), &hash, self.now()).await?.map(Arc::new))
    }
}
