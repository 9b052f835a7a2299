//! Admin consent: begun by an administrator, answered by a callback that proves nothing, proven by facts.

mod later;

use microsoft::{
    ConsentAnswer, ConsentCheck, ConsentProof, ConsentRequest, Microsoft, Refusal, Wait,
};
use model::culture::connector::ConnectorSource;
use model::culture::reading::Reading;
use model::permission::{CalendarAccess, Feature, Need, TABLE_VERSION, needs_with};
use model::trouble::Place;
use model::trust::{ConsentOutcome, ConsentView};
use model::{Guid, ObjectId, TenantId};
use store::{ConsentTransactionRow, EvidenceRow, Tx};

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::caller::Caller;
use crate::error::{Denied, TrustError};
use crate::errors::Note;
use crate::review::evidence_hash;
use crate::secret;
use crate::trust::Trust;

pub(crate) use later::Settling;

/// Minutes within which the callback is accepted.
const CONSENT_MINUTES: i64 = 30;
/// Seconds in which a consent is checked at most once on request: what was granted takes minutes to show everywhere.
const CHECK_SECONDS: i64 = 30;
/// AADSTS number of an account that is not of the addressed tenant.
const WRONG_ACCOUNT: u32 = 50_020;

impl Trust {
    /// Begins a consent for one registration: where to send the administrator's browser.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a registration that is not configured; [`TrustError::Store`].
    pub async fn begin_consent(
        &self,
        who: &Administrator,
        client_id: Guid,
    ) -> Result<String, TrustError> {
        let needs = self.needs_of(who.tenant(), client_id).await?;
        let state = secret::text::<32>();
        let now = self.now();
        let keys = self.keys(who.tenant()).await?;
        let row = ConsentTransactionRow {
            state_hash: secret::hash(&state),
            session_hash: who.member().session().hash(),
            tenant: who.tenant(),
            client_id,
            list_json: list(&needs)?,
            table_version: TABLE_VERSION,
            expires: now.plus_minutes(CONSENT_MINUTES),
        };
        let mut tx = self.store().of(who.tenant()).begin().await?;
        tx.insert_consent_transaction(&row).await?;
        let entry = Entry::new(now, Actor::Person(who.oid()), "consent.begun", client_id);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(self.microsoft().admin_consent_url(&ConsentRequest {
            tenant: who.tenant(),
            client_id,
            needs: &needs,
            redirect_uri: &format!("{}/consent/callback", self.settings().base_url),
            state: &state,
        }))
    }

    /// Reads the callback's query and looks at the facts.
    ///
    /// The transaction is found by `state` and must belong to this login; it is consumed whatever follows. `tenant` in
    /// the query is compared and never used; `scope` is ignored.
    ///
    /// # Errors
    /// [`TrustError::Denied`] when nobody is signed in or not as an administrator; [`TrustError::Store`].
    pub async fn finish_consent(
        &self,
        caller: &Caller,
        query: &str,
    ) -> Result<ConsentOutcome, TrustError> {
        let who = caller.administrator(self).await?;
        let Some(taken) = self.take_consent(&who, query).await? else {
            return Ok(ConsentOutcome::Unknown);
        };
        let refused = match Microsoft::parse_consent_callback(query) {
            ConsentAnswer::Granted { tenant } if tenant == Some(who.tenant()) => None,
            ConsentAnswer::Granted { .. } => {
                Some((ConsentOutcome::OtherTenant, "consent.other_tenant"))
            }
            ConsentAnswer::Refused(refusal) => {
                self.note_trouble(who.tenant(), Note::browser(Place::Consent, &refusal));
                Some(refused(&refusal))
            }
        };
        if let Some((outcome, action)) = refused {
            self.record_refusal(&who, taken.client_id, action).await?;
            return Ok(outcome);
        }
        let look = self.look(&who, taken.client_id, Asked::Callback);
        match Box::pin(look).await {
            Ok(ConsentView::Proven { .. }) => Ok(ConsentOutcome::Ok),
            Ok(_) => Ok(ConsentOutcome::Missing),
            Err(TrustError::Unreachable) => Ok(ConsentOutcome::Unreachable),
            Err(error) => Err(error),
        }
    }

    /// Looks at the facts again, without a new consent: a fresh token, then grants or a probe. Within 30 seconds of the last
    /// look, what that one found is the answer.
    ///
    /// # Errors
    /// [`TrustError::Unreachable`] when it could not be found out; [`Denied::NotFound`] for a registration that is not
    /// configured; [`TrustError::Store`].
    pub async fn check_consent(
        &self,
        who: &Administrator,
        client_id: Guid,
    ) -> Result<ConsentView, TrustError> {
        self.needs_of(who.tenant(), client_id).await?;
        let now = self.now();
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let until = now.plus_seconds(-CHECK_SECONDS);
        let first = tx.ask_consent_check(client_id, now, until).await?;
        tx.commit().await?;
        if !first {
            return self.consent_of(who.tenant(), client_id).await;
        }
        Box::pin(self.look(who, client_id, Asked::Check)).await
    }

    async fn take_consent(
        &self,
        who: &Administrator,
        query: &str,
    ) -> Result<Option<ConsentTransactionRow>, TrustError> {
        // Our states are base64url, which needs no decoding.
        let Some(state) = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("state="))
        else {
            return Ok(None);
        };
        let row = self
            .store()
            .system()
            .take_consent_transaction(&secret::hash(state))
            .await?;
        let session = who.member().session().hash();
        Ok(row.filter(|row| {
            row.tenant == who.tenant()
                && secret::same(&row.session_hash, &session)
                && self.now() < row.expires
        }))
    }

    async fn record_refusal(
        &self,
        who: &Administrator,
        client: Guid,
        action: &'static str,
    ) -> Result<(), TrustError> {
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        audit::append(
            &mut tx,
            &keys,
            Entry::new(self.now(), Actor::Person(who.oid()), action, client),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn look(
        &self,
        who: &Administrator,
        client_id: Guid,
        asked: Asked,
    ) -> Result<ConsentView, TrustError> {
        let wait = match asked {
            Asked::Callback => Wait::short(),
            Asked::Check | Asked::Later => Wait::none(),
        };
        let needs = self.needs_of(who.tenant(), client_id).await?;
        let check = ConsentCheck {
            tenant: who.tenant(),
            client_id,
            needs: &needs,
            wait: &wait,
        };
        let proof = self.microsoft().prove_consent(&check, self.now()).await.map_err(|error| {
            tracing::warn!(error = %error, code = error.code(), "a consent could not be checked");
            self.note_trouble(who.tenant(), Note::of(Place::Consent, &error));
            TrustError::Unreachable
        })?;
        if let Some(note) = Note::consent(&proof) {
            self.note_trouble(who.tenant(), note);
        }
        let found = Looked {
            tenant: who.tenant(),
            client_id,
            needs: &needs,
            proof: &proof,
            asked,
            by_whom: who.oid(),
        };
        self.record(found).await
    }

    /// Stores evidence, the present state and the audit row together. A check that finds what was found before renews the
    /// state alone.
    async fn record(&self, looked: Looked<'_>) -> Result<ConsentView, TrustError> {
        let Looked {
            tenant,
            client_id,
            needs,
            proof,
            asked: asked_by,
            by_whom,
        } = looked;
        let (now, keys) = (self.now(), self.keys(tenant).await?);
        let view = if proof.ok {
            ConsentView::Proven {
                at: now,
                by_grants: proof.by_grants,
            }
        } else {
            let code = proof.code.clone().unwrap_or_default();
            ConsentView::Missing {
                at: now,
                code,
                wait: proof.wait,
            }
        };
        // From now on the program itself keeps looking.
        let which = (tenant, client_id);
        match asked_by {
            _ if proof.ok => self.settling().end(which),
            Asked::Callback if proof.wait => self.settling().begin(which, now),
            _ => {}
        }
        let asked = list(needs)?;
        let evidence = EvidenceRow {
            id: secret::guid(),
            at: now,
            by_whom,
            client_id,
            list_hash: secret::hash(&asked),
            asked_json: asked,
            found_json: json(proof)?,
            request_ids_json: json(&proof.request_ids)?,
        };
        let mut tx = self.store().of(tenant).begin().await?;
        let last = tx.latest_evidence(client_id).await?;
        if asked_by == Asked::Check && last.is_some_and(|last| says_the_same(&last, &evidence)) {
            tx.set_tenant_setting(&setting(client_id), &json(&view)?)
                .await?;
            tx.commit().await?;
            return Ok(view);
        }
        tx.insert_evidence(&evidence).await?;
        tx.set_tenant_setting(&setting(client_id), &json(&view)?)
            .await?;
        let action = if proof.ok {
            "consent.proven"
        } else {
            "consent.missing"
        };
        let actor = match asked_by {
            Asked::Callback | Asked::Check => Actor::Person(by_whom),
            Asked::Later => Actor::System,
        };
        let entry = Entry::new(now, actor, action, client_id)
            .with(serde_json::json!({
                "evidence": evidence.id, "sha256": evidence_hash(&evidence), "callback": asked_by == Asked::Callback,
                "code": proof.code, "by_grants": proof.by_grants,
            }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// What is known of the consent of a registration.
    pub(crate) async fn consent_of(
        &self,
        tenant: model::TenantId,
        client_id: Guid,
    ) -> Result<ConsentView, TrustError> {
        match self
            .store()
            .of(tenant)
            .tenant_setting(&setting(client_id))
            .await?
        {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| TrustError::Malformed("tenant_setting"))
            }
            None => Ok(ConsentView::Unknown),
        }
    }

    async fn needs_of(&self, tenant: TenantId, client_id: Guid) -> Result<Vec<Need>, TrustError> {
        let found = self
            .settings()
            .registrations
            .iter()
            .find(|(id, _)| *id == client_id);
        let (_, features) = found.ok_or(TrustError::Denied(Denied::NotFound))?;
        let on = self.on_of(tenant, features).await?;
        Ok(needs_with(&on, self.calendar_access(tenant).await?))
    }

    /// How much of calendars an organisation has switched on; the permissions that are asked for follow.
    pub(crate) async fn calendar_access(
        &self,
        tenant: TenantId,
    ) -> Result<CalendarAccess, TrustError> {
        let row = self
            .store()
            .of(tenant)
            .connector(ConnectorSource::Calendar)
            .await?;
        let Some(row) = row else {
            return Ok(CalendarAccess::default());
        };
        let reading: Reading = serde_json::from_str(&row.settings)
            .map_err(|_| TrustError::Malformed("connector.settings"))?;
        Ok(reading.access())
    }

    /// Forgets what was found of the consent to a feature's registration: other permissions are needed from now on.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn doubt_consent(&self, tx: &mut Tx, feature: Feature) -> Result<(), TrustError> {
        let unknown = json(&ConsentView::Unknown)?;
        for (client_id, features) in &self.settings().registrations {
            if features.contains(&feature) {
                tx.set_tenant_setting(&setting(*client_id), &unknown)
                    .await?;
                tx.allow_consent_check(*client_id).await?;
            }
        }
        Ok(())
    }
}

/// Why the facts are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Somebody has come back from Microsoft with a consent.
    Callback,
    /// Somebody asked for a check.
    Check,
    /// What was given a while ago did not show then.
    Later,
}

/// What a look at the facts found.
struct Looked<'a> {
    tenant: TenantId,
    client_id: Guid,
    needs: &'a [Need],
    proof: &'a ConsentProof,
    asked: Asked,
    by_whom: ObjectId,
}

/// Whether two proofs found the same for the same list, whenever and whoever asked.
fn says_the_same(one: &EvidenceRow, other: &EvidenceRow) -> bool {
    let found = |row: &EvidenceRow| {
        let mut found: Option<serde_json::Value> = serde_json::from_str(&row.found_json).ok();
        if let Some(found) = found.as_mut().and_then(serde_json::Value::as_object_mut) {
            found.remove("request_ids");
        }
        found
    };
    one.list_hash == other.list_hash && found(one).is_some() && found(one) == found(other)
}

fn refused(refusal: &Refusal) -> (ConsentOutcome, &'static str) {
    if refusal.number == Some(WRONG_ACCOUNT) {
        (ConsentOutcome::OtherTenant, "consent.other_tenant")
    } else {
        (ConsentOutcome::Cancelled, "consent.cancelled")
    }
}

fn setting(client_id: Guid) -> String {
    format!("consent.{client_id}")
}

fn list(needs: &[Need]) -> Result<String, TrustError> {
    json(&needs)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, TrustError> {
    serde_json::to_string(value).map_err(|_| TrustError::Malformed("json"))
}
