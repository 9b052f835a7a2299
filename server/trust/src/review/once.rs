//! The third way to review (microsoft.md 8.2): somebody reads the lists of grants once, as themselves. What they are shown is
//! the answer of one request; neither it nor a token is stored.

use std::time::{Duration, Instant};

use microsoft::consent::review::{Freshness, PermissionAsk};
use microsoft::{AccessToken, ConnectError, ConnectRequest, Redemption, TokenProblem};
use model::permission::Feature;
use model::trouble::Place;
use model::trust::SigninProblemCode as Code;
use model::trust::review::{RegistrationReview, ReviewMode, ReviewProblem};
use model::{FieldError, FieldProblem, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use super::known::Age;
use super::reading::Reading;
use super::round::{has_name, json};
use super::view::{Shown, shown};
use crate::access::Reviewer;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::errors::Note;
use crate::secret;
use crate::session::Session;
use crate::signin::problem::{Errand, Fault};
use crate::signin::transaction::{Kind, Plan, Taken};
use crate::signin::{Redirect, SigninProblem};
use crate::trust::Trust;

/// What a voucher is sealed for.
const VOUCHER: &str = "review.once";
/// Minutes in which a voucher is taken: the code in it is worth no more (microsoft.md section 3).
const VOUCHER_MINUTES: i64 = 10;
/// How long all registrations together may take.
const LIMIT: Duration = Duration::from_secs(20);

/// What came back from Microsoft, sealed for the session that asked for it: it travels through the browser in place of a row
/// in the database. The code in it works once.
#[derive(Serialize, Deserialize)]
struct Voucher {
    code: String,
    verifier: String,
    nonce: String,
    started: Timestamp,
}

impl Trust {
    /// Whether somebody may read the lists as themselves: it takes the registration for meetings, which alone takes answers
    /// of people.
    pub(super) fn may_look_once(&self) -> bool {
        let subjects = self.subjects();
        let mut configured = subjects.iter().flat_map(|subject| &subject.configured);
        configured.any(|feature| *feature == Feature::TeamsMeetings)
    }

    /// Begins reading the lists of grants as the person who asks: where to send the browser.
    ///
    /// # Errors
    /// [`SigninProblem`]; `NotConfigured` when the operator has no registration for meetings.
    pub async fn begin_once(
        &self,
        who: &Reviewer,
        correlation: &str,
    ) -> Result<Redirect, SigninProblem> {
        self.to_lists(who)
            .await
            .map_err(|fault| fault.during(Errand::Lists).with_correlation(correlation))
    }

    async fn to_lists(&self, who: &Reviewer) -> Result<Redirect, Fault> {
        if !self.may_look_once() {
            return Err(Code::NotConfigured.into());
        }
        let session = who.member().session();
        let secrets = self
            .begin_transaction(Plan {
                kind: Kind::Lists,
                return_path: String::new(),
                tenant: Some(who.tenant()),
                session_hash: Some(session.hash()),
                invitation: None,
            })
            .await?;
        let hint = self.login_hint(session).await;
        let request = ConnectRequest {
            tenant: who.tenant(),
            redirect_uri: &self.connect_redirect(),
            state: &secrets.state,
            nonce: &secrets.nonce,
            pkce_verifier: &secrets.verifier,
            login_hint: hint.as_deref(),
            claims: None,
        };
        let url = self
            .microsoft()
            .lists_url(&request)
            .ok_or(Code::NotConfigured)?;
        Ok(Redirect {
            url,
            state: secrets.state,
            cookie_value: secrets.cookie,
        })
    }

    /// The voucher for an answer of Microsoft.
    pub(crate) async fn voucher(
        &self,
        taken: Taken,
        session: &Session,
        code: String,
    ) -> Result<String, Fault> {
        let voucher = Voucher {
            code,
            verifier: taken.verifier.unwrap_or_default(),
            nonce: taken.nonce,
            started: taken.started,
        };
        let keys = self.keys(session.tenant()).await?;
        let text = json(&voucher)?;
        let sealed = keys.seal(VOUCHER, &secret::hex(&session.hash()), text.as_bytes());
        Ok(secret::encode(&sealed))
    }

    /// Reads the lists of every registration as the person who asks, judges them and forgets them. That it was done is
    /// audited; what was found is not.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for `voucher`: of another session, too old, or used before, and for `account`: another person
    /// answered at Microsoft; [`TrustError::Unreachable`]; [`TrustError::Store`].
    pub async fn review_once(
        &self,
        who: &Reviewer,
        voucher: &str,
    ) -> Result<Vec<RegistrationReview>, TrustError> {
        let tenant = who.tenant();
        let token = self.token_of(who, voucher).await?;
        let known = self.known_of(tenant).await?;
        let begun = Instant::now();
        let mut found = Vec::new();
        for subject in self.subjects() {
            let ask = PermissionAsk {
                tenant,
                client_id: subject.client_id,
                with: subject.client_id,
                lists: true,
                probes: &[],
                freshness: Freshness::Now,
                limit: LIMIT.saturating_sub(begun.elapsed()),
                named: has_name,
            };
            let microsoft = self.microsoft();
            let read = microsoft.read_permissions_as(&token, &ask, self.now());
            let read = Box::pin(read).await;
            if let Some(error) = &read.problem {
                self.note_trouble(tenant, Note::of(Place::Consent, error));
            }
            let refused = read
                .assignments
                .as_ref()
                .and_then(|list| list.call.code.clone());
            let (reading, problem) = Reading::of(read);
            // Whoever may not read the list learns what Microsoft called it.
            let refused = refused.map(|code| ReviewProblem::Refused {
                code,
                trouble: None,
            });
            let reading = Reading {
                once: true,
                ..reading
            };
            let lines = known.lines(&subject, (&reading, Age::Present), &[]);
            found.push(shown(Shown {
                subject: &subject,
                mode: if reading.application_readable {
                    ReviewMode::Once
                } else {
                    ReviewMode::Probes
                },
                now: self.now(),
                reading: &reading,
                problem: problem.or(refused),
                lines,
            }));
        }
        self.note_once(who, found.len()).await?;
        Ok(found)
    }

    async fn token_of(&self, who: &Reviewer, voucher: &str) -> Result<AccessToken, TrustError> {
        let wrong = |field, problem| TrustError::Invalid(vec![FieldError::new(field, problem)]);
        let opened = self.open_voucher(who, voucher).await?;
        let opened =
            opened.filter(|voucher| self.now() < voucher.started.plus_minutes(VOUCHER_MINUTES));
        let Some(opened) = opened else {
            return Err(wrong("voucher", FieldProblem::Malformed));
        };
        let redemption = Redemption {
            tenant: who.tenant(),
            oid: who.oid(),
            code: &opened.code,
            verifier: &opened.verifier,
            redirect_uri: &self.connect_redirect(),
            nonce: &opened.nonce,
            started: opened.started,
        };
        let redeemed = self.microsoft().redeem_lists(&redemption, self.now()).await;
        redeemed.map_err(|error| {
            if let ConnectError::Token(problem) = &error {
                self.note_trouble(who.tenant(), Note::token(Place::Consent, problem));
            }
            match error {
                ConnectError::OtherPerson => wrong("account", FieldProblem::NotAChoice),
                ConnectError::Token(TokenProblem::Unreachable | TokenProblem::Throttled { .. }) => {
                    TrustError::Unreachable
                }
                _ => wrong("voucher", FieldProblem::Malformed),
            }
        })
    }

    async fn open_voucher(
        &self,
        who: &Reviewer,
        voucher: &str,
    ) -> Result<Option<Voucher>, TrustError> {
        let keys = self.keys(who.tenant()).await?;
        let place = secret::hex(&who.member().session().hash());
        let opened =
            secret::decode(voucher).and_then(|sealed| keys.open(VOUCHER, &place, &sealed).ok());
        Ok(opened.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    async fn note_once(&self, who: &Reviewer, registrations: usize) -> Result<(), TrustError> {
        let tenant: TenantId = who.tenant();
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        let actor = Actor::Person(who.oid());
        let entry = Entry::new(self.now(), actor, "review.read_once", tenant);
        let detail = serde_json::json!({ "registrations": registrations });
        audit::append(&mut tx, &keys, entry.with(detail)).await?;
        tx.commit().await?;
        Ok(())
    }
}
