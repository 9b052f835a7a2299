//! Connecting and disconnecting.

use microsoft::{ConnectError, ConnectRequest, Connected, Redemption, Refusal, TokenProblem};
use model::trouble::Place;
use model::trust::{SigninProblemCode as Code, TeamsView};
use secrecy::ExposeSecret as _;
use store::{ConnectionRow, StoreError};

use super::rights::any_work;
use super::{Arrival, Held, REFRESH_TOKEN};
use crate::access::Member;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::errors::Note;
use crate::session;
use crate::signin::problem::{Errand, Fault, refused};
use crate::signin::transaction::{Kind, Plan, Taken};
use crate::signin::{Redirect, SigninForm, SigninProblem, return_path};
use crate::trust::Trust;

impl Trust {
    /// Begins connecting a person's Teams: where to send the browser.
    ///
    /// # Errors
    /// [`SigninProblem`]; `NotConfigured` when the operator has no registration for meetings.
    pub async fn begin_connect(
        &self,
        member: &Member,
        return_path: Option<&str>,
        correlation: &str,
    ) -> Result<Redirect, SigninProblem> {
        self.to_connect(member, return_path)
            .await
            .map_err(|fault| fault.during(Errand::Connect).with_correlation(correlation))
    }

    async fn to_connect(&self, member: &Member, path: Option<&str>) -> Result<Redirect, Fault> {
        let session = member.session();
        let assigned = self.store().of(member.tenant()).assignments().await?;
        if !any_work(&assigned, member.oid(), Some(&session.groups)) {
            return Err(Code::NoRooms.into());
        }
        let secrets = self
            .begin_transaction(Plan {
                kind: Kind::Connect,
                return_path: return_path::local(path).unwrap_or("/rooms").to_owned(),
                tenant: Some(member.tenant()),
                session_hash: Some(session.hash()),
                invitation: None,
            })
            .await?;
        let hint = self.login_hint(session).await;
        let challenge = self.challenge(member).await?;
        let request = ConnectRequest {
            tenant: member.tenant(),
            redirect_uri: &self.connect_redirect(),
            state: &secrets.state,
            nonce: &secrets.nonce,
            pkce_verifier: &secrets.verifier,
            login_hint: hint.as_deref(),
            claims: challenge.as_deref(),
        };
        let url = self
            .microsoft()
            .connect_url(&request)
            .ok_or(Code::NotConfigured)?;
        Ok(Redirect {
            url,
            state: secrets.state,
            cookie_value: secrets.cookie,
        })
    }

    /// Finishes connecting, or takes up the answer of somebody who reads the lists of grants as themselves.
    ///
    /// # Errors
    /// [`SigninProblem`]; nothing is stored then.
    pub async fn finish_connect(
        &self,
        transaction_cookie: Option<&str>,
        form: SigninForm,
        correlation: &str,
    ) -> Result<Arrival, SigninProblem> {
        Box::pin(self.connect(transaction_cookie, form))
            .await
            .map_err(|fault| fault.during(Errand::Connect).with_correlation(correlation))
    }

    async fn connect(&self, cookie: Option<&str>, form: SigninForm) -> Result<Arrival, Fault> {
        let taken = self.take_transaction(cookie, form.state.as_deref()).await?;
        let place = match taken.kind {
            Kind::Connect => Place::Meeting,
            Kind::Lists => Place::Consent,
            _ => return Err(Code::ForeignAnswer.into()),
        };
        let errand = taken.kind.errand();
        self.answered(taken, place, form)
            .await
            .map_err(|fault| fault.during(errand))
    }

    async fn answered(
        &self,
        taken: Taken,
        place: Place,
        form: SigninForm,
    ) -> Result<Arrival, Fault> {
        if let Some(error) = &form.error {
            let refusal = Refusal::from_browser(error, form.error_description.as_deref());
            if let Some(tenant) = taken.tenant {
                self.note_trouble(tenant, Note::browser(place, &refusal));
            }
            return Err(refused(&refusal));
        }
        let hash = taken.session_hash.ok_or(Code::SessionOver)?;
        let session = session::read(self.store(), &hash, self.now())
            .await?
            .ok_or(Code::SessionOver)?;
        let code = form.code.ok_or(Code::ConnectRefused)?;
        if taken.kind == Kind::Lists {
            let voucher = self.voucher(taken, &session, code).await?;
            return Ok(Arrival::Lists(voucher));
        }
        let connected = self.redeem(&taken, &session, &code).await?;
        self.remember(&connected.identity).await?;
        self.keep(connected, &session).await?;
        Ok(Arrival::Connected(taken.return_path))
    }

    async fn redeem(
        &self,
        taken: &Taken,
        session: &session::Session,
        code: &str,
    ) -> Result<Connected, Fault> {
        let redemption = Redemption {
            tenant: session.tenant(),
            oid: session.oid(),
            code,
            verifier: taken.verifier.as_deref().unwrap_or_default(),
            redirect_uri: &self.connect_redirect(),
            nonce: &taken.nonce,
            started: taken.started,
        };
        self.microsoft()
            .redeem_connection(&redemption, self.now())
            .await
            .inspect_err(|error| {
                if let ConnectError::Token(problem) = error {
                    self.note_trouble(session.tenant(), Note::token(Place::Meeting, problem));
                }
            })
            .map_err(connect_fault)
    }

    async fn keep(&self, connected: Connected, session: &session::Session) -> Result<(), Fault> {
        let (tenant, oid) = (connected.identity.tenant, connected.identity.oid);
        let (now, keys) = (self.now(), self.keys(tenant).await?);
        let lock = self.connections().lock((tenant, oid));
        let _alone = lock.lock().await;
        let token = connected.refresh_token.expose_secret().as_bytes();
        let row = ConnectionRow {
            oid,
            refresh_token: keys.seal(REFRESH_TOKEN, &oid.to_string(), token),
            key_id: self.master().fingerprint().to_owned(),
            scopes: connected.scopes.join(" "),
            connected_at: now,
            used_at: now,
            broken: false,
        };
        let mut tx = self.store().of(tenant).begin().await?;
        // The role may have gone while the person was at Microsoft.
        if !any_work(&tx.assignments().await?, oid, Some(&session.groups)) {
            return Err(Code::NoRooms.into());
        }
        tx.save_connection(&row).await?;
        let entry = Entry::new(now, Actor::Person(oid), "connection.made", oid)
            .with(serde_json::json!({ "scopes": connected.scopes }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        let held = Held::new(connected.access_token, connected.expires_in_s, (now, now));
        self.connections().hold((tenant, oid), held);
        Ok(())
    }

    /// Whether a person's Teams is connected.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn connected(&self, member: &Member) -> Result<bool, StoreError> {
        let row = self
            .store()
            .of(member.tenant())
            .connection(member.oid())
            .await?;
        Ok(row.is_some_and(|row| !row.broken))
    }

    /// A person's own connection, also one that Microsoft has refused; none where Teams is not connected.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn teams(&self, member: &Member) -> Result<Option<TeamsView>, StoreError> {
        let row = self
            .store()
            .of(member.tenant())
            .connection(member.oid())
            .await?;
        Ok(row.map(|row| TeamsView {
            connected: row.connected_at,
            used: row.used_at,
            scopes: row.scopes.split(' ').map(str::to_owned).collect(),
            broken: row.broken,
        }))
    }

    /// Deletes a person's connection, with an audit row. None is as good as deleted.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn disconnect(&self, member: &Member) -> Result<(), TrustError> {
        let person = (member.tenant(), member.oid());
        let lock = self.connections().lock(person);
        let _alone = lock.lock().await;
        self.connections().forget(person);
        let keys = self.keys(member.tenant()).await?;
        let mut tx = self.store().of(member.tenant()).begin().await?;
        if tx.delete_connection(member.oid()).await? {
            let actor = Actor::Person(member.oid());
            let entry = Entry::new(self.now(), actor, "connection.removed", member.oid());
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn connect_redirect(&self) -> String {
        format!("{}/connect/callback", self.settings().base_url)
    }
}

fn connect_fault(error: ConnectError) -> Fault {
    let code = match error {
        ConnectError::OtherPerson => Code::WrongAccount,
        ConnectError::IdToken(error) => return error.into(),
        ConnectError::Token(TokenProblem::Unreachable | TokenProblem::Throttled { .. }) => {
            Code::Busy
        }
        ConnectError::Token(TokenProblem::NoRegistration) => Code::NotConfigured,
        _ => Code::ConnectRefused,
    };
    let (help, number) = match &error {
        ConnectError::Token(TokenProblem::Refused(refusal)) => {
            (Some(refusal.key()), refusal.number)
        }
        ConnectError::Token(problem) => (Some(problem.key()), None),
        ConnectError::ScopeMissing => (Some("consent_missing"), None),
        _ => (None, None),
    };
    let microsoft = match &error {
        ConnectError::Token(problem) => problem.correlation_id(),
        _ => None,
    };
    Fault {
        code,
        help,
        number,
        microsoft,
        errand: None,
    }
}
