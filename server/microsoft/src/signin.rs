//! The answer to a sign-in, from form to [`Identity`].

mod error;

use std::fmt;

use model::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use crate::address::Authority;
use crate::client::Microsoft;
use crate::id_token::Rules;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::settings::SigninFlow;
use crate::token::{Credentials, Grant, TokenOrder};

pub use error::{SigninError, SigninHelp};

/// What came back through the browser.
#[derive(Clone, Debug)]
pub enum SigninAnswer {
    /// An id_token, not yet verified.
    IdToken(SecretString),
    /// A code, not yet redeemed.
    Code(SecretString),
    /// An error.
    Refused(Refusal),
    /// None of these.
    Nothing,
}

impl SigninAnswer {
    /// Reads the fields of the form. An `error` counts before anything else that came with it.
    #[must_use]
    pub fn from_form(
        id_token: Option<String>,
        code: Option<String>,
        error: Option<&str>,
        description: Option<&str>,
    ) -> Self {
        match (error, id_token, code) {
            (Some(error), _, _) => Self::Refused(Refusal::from_browser(error, description)),
            (None, Some(token), _) => Self::IdToken(SecretString::from(token)),
            (None, None, Some(code)) => Self::Code(SecretString::from(code)),
            (None, None, None) => Self::Nothing,
        }
    }
}

/// What the transaction remembers of the request the answer belongs to.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// Authority that was addressed.
    pub authority: Authority,
    /// Nonce of the transaction.
    pub nonce: &'a str,
    /// When the transaction was begun.
    pub started: Timestamp,
    /// Redirect URI that was sent.
    pub redirect_uri: &'a str,
    /// PKCE verifier, with [`SigninFlow::Code`].
    pub pkce_verifier: Option<&'a str>,
}

impl fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected")
            .field("authority", &self.authority)
            .field("started", &self.started)
            .finish_non_exhaustive()
    }
}

impl Microsoft {
    /// Verifies a sign-in answer by every rule of microsoft.md 1.5, steps 3 to 11, in that order.
    ///
    /// The caller has matched `state` with the browser's transaction and consumed it (steps 1 and 2), remembers
    /// [`Identity::uti`] (step 10) and knows which tenants are registered (step 11).
    ///
    /// # Errors
    /// [`SigninError`], one variant for each rule.
    pub async fn verify_signin(
        &self,
        answer: &SigninAnswer,
        expected: &Expected<'_>,
        now: Timestamp,
    ) -> Result<Identity, SigninError> {
        let redeemed;
        let token = match (answer, self.0.settings.signin_flow) {
            (SigninAnswer::Refused(refusal), _) => {
                return Err(SigninError::Refused(refusal.clone()));
            }
            (SigninAnswer::Nothing, _) => return Err(SigninError::NothingReceived),
            (SigninAnswer::IdToken(token), SigninFlow::IdToken) => token,
            (SigninAnswer::Code(code), SigninFlow::Code) => {
                redeemed = self.redeem_signin(code, expected, now).await?;
                &redeemed
            }
            (SigninAnswer::IdToken(_) | SigninAnswer::Code(_), _) => {
                return Err(SigninError::OtherKind);
            }
        };
        let rules = Rules {
            audience: self.0.settings.signin_client_id,
            authority: expected.authority,
            nonce: expected.nonce,
            started: expected.started,
        };
        self.verify_id_token(token.expose_secret(), &rules, now)
            .await
    }

    async fn redeem_signin(
        &self,
        code: &SecretString,
        expected: &Expected<'_>,
        now: Timestamp,
    ) -> Result<SecretString, SigninError> {
        let order = TokenOrder {
            authority: expected.authority,
            client_id: self.0.settings.signin_client_id,
            credentials: Credentials::Signin(self.0.settings.signin_credential.as_ref()),
            grant: Grant::Code {
                code: code.expose_secret(),
                verifier: expected.pkce_verifier.unwrap_or_default(),
                redirect_uri: expected.redirect_uri,
            },
        };
        // The access token that comes along is for nobody's use and dropped here.
        let answer = self
            .request_token(&order, now)
            .await
            .map_err(SigninError::Code)?;
        answer.id_token.ok_or(SigninError::NoIdToken)
    }
}
