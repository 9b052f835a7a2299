//! The answer of a sign-in: from the posted form to a session, or to a problem that says what to do.

use microsoft::{Expected, Identity, SigninAnswer, SigninError};
use model::trust::SigninProblemCode as Code;

use super::problem::Fault;
use super::transaction::{Kind, Taken};
use super::{Finished, SessionCookie, SigninForm, SigninProblem, return_path};
use crate::errors::Note;
use crate::registration::is_administrator;
use crate::session;
use crate::trust::Trust;

impl Trust {
    /// Finishes a sign-in with the value of the transaction cookie and the posted form.
    ///
    /// The transaction is consumed whatever follows. Nothing is stored unless every check has passed.
    ///
    /// # Errors
    /// [`SigninProblem`].
    pub async fn finish_signin(
        &self,
        transaction_cookie: Option<&str>,
        form: SigninForm,
        correlation: &str,
    ) -> Result<Finished, SigninProblem> {
        Box::pin(self.finish(transaction_cookie, form))
            .await
            .map_err(|fault| fault.with_correlation(correlation))
    }

    async fn finish(&self, cookie: Option<&str>, form: SigninForm) -> Result<Finished, Fault> {
        let taken = self.take_transaction(cookie, form.state.as_deref()).await?;
        if matches!(taken.kind, Kind::Connect | Kind::Lists) {
            return Err(Code::ForeignAnswer.into());
        }
        let identity = match self.verified(&taken, form).await {
            Err(fault) if taken.kind == Kind::Renew && fault.code != Code::Unavailable => {
                return self.renewal_failed(&taken).await;
            }
            identity => identity?,
        };
        if taken.kind == Kind::Renew {
            return self.renewed(&taken, &identity).await;
        }
        let mut go_to = taken.return_path.clone();
        let value = match taken.kind {
            Kind::Register => {
                // Whoever follows the link in a registered organisation signs in; its setup is for administrators.
                if !is_administrator(&identity) {
                    "/".clone_into(&mut go_to);
                }
                self.register(&identity, taken.invitation).await?
            }
            Kind::Accept => self.accept(&identity, taken.invitation).await?,
            _ => self.sign_in(&identity).await?,
        };
        self.end_replaced(&taken).await;
        Ok(Finished {
            session_cookie: SessionCookie::Set(value),
            go_to,
        })
    }

    /// Verifies the token and remembers that it was used (microsoft.md 1.5, steps 3 to 11).
    async fn verified(&self, taken: &Taken, form: SigninForm) -> Result<Identity, Fault> {
        let answer = SigninAnswer::from_form(
            form.id_token,
            form.code,
            form.error.as_deref(),
            form.error_description.as_deref(),
        );
        let redirect = self.signin_redirect();
        let expected = Expected {
            authority: taken.authority(),
            nonce: &taken.nonce,
            started: taken.started,
            redirect_uri: &redirect,
            pkce_verifier: taken.verifier.as_deref(),
        };
        let identity = self
            .microsoft()
            .verify_signin(&answer, &expected, self.now())
            .await
            .inspect_err(|error| self.note_signin(taken, error))?;
        self.remember(&identity).await?;
        Ok(identity)
    }

    /// Notes a refused sign-in of a tenant that was addressed. That nobody is signed in is what a silent sign-in asks.
    fn note_signin(&self, taken: &Taken, error: &SigninError) {
        let note = Note::signin(error);
        if let Some(tenant) = taken.tenant
            && (taken.kind != Kind::Renew || !note.is_not_signed_in())
        {
            self.note_trouble(tenant, note);
        }
    }

    pub(crate) async fn remember(&self, identity: &Identity) -> Result<(), Fault> {
        // Every token carries one (microsoft.md 1.4); without it, it could be played again unnoticed.
        let uti = identity.uti.as_ref().ok_or(Code::TokenRefused)?;
        // Remembered beyond the expiry by the skew that the validation allows.
        let until = identity.expires.plus_minutes(5);
        let name = format!("{}/{uti}", identity.tenant);
        if self.store().system().remember_uti(&name, until).await? {
            Ok(())
        } else {
            Err(Code::Replayed.into())
        }
    }

    /// Ends the session that this browser had before; its cookie has just been replaced.
    async fn end_replaced(&self, taken: &Taken) {
        if let Some(hash) = taken.session_hash
            && let Err(error) = self.end_hash(&hash).await
        {
            tracing::warn!(error = %error, "a replaced session could not be ended and runs out by itself");
        }
    }

    pub(crate) async fn end_hash(&self, hash: &[u8; 32]) -> Result<(), store::StoreError> {
        let Some(row) = self.store().system().session(hash).await? else {
            return Ok(());
        };
        let mut tx = self.store().of(row.tenant).begin().await?;
        tx.end_session(hash).await?;
        tx.commit().await
    }

    async fn renewal_failed(&self, taken: &Taken) -> Result<Finished, Fault> {
        if let Some(hash) = taken.session_hash
            && let Some(row) = self.store().system().session(&hash).await?
        {
            self.end_noted(&row, "renewal_failed").await?;
        }
        Ok(Finished {
            session_cookie: SessionCookie::Clear,
            go_to: return_path::signin_to(&taken.return_path),
        })
    }

    async fn renewed(&self, taken: &Taken, identity: &Identity) -> Result<Finished, Fault> {
        let hash = taken.session_hash.ok_or(Code::SessionOver)?;
        let Some(session) = session::read(self.store(), &hash, self.now()).await? else {
            // Over, or replaced by the renewal of another tab, whose cookie must stay: the page itself finds out.
            return Ok(Finished {
                session_cookie: SessionCookie::Keep,
                go_to: taken.return_path.clone(),
            });
        };
        if session.tenant != identity.tenant || session.oid != identity.oid {
            return self.renewal_failed(taken).await;
        }
        let session_cookie = self.prove_again(&session, identity).await?;
        Ok(Finished {
            session_cookie,
            go_to: taken.return_path.clone(),
        })
    }
}
