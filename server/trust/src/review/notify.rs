//! Who is told by mail when grants change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::trust::review::ReviewStatus;
use model::{FieldError, FieldProblem, ObjectId, Role, Scope, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{HolderKind, Tx};

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::mail::{MailKind, Outgoing, Receipt, Taken, is_address};
use crate::trust::Trust;

/// Name of the setting: addresses separated by commas, as a JSON text.
pub(crate) const SETTING: &str = "review.notify";
/// Setting: whose address came with the registration.
pub(crate) const FIRST: &str = "review.first";
/// Setting: changes that are not told yet, oldest first.
const UNTOLD: &str = "review.untold";
/// Most changes that wait to be told.
const CHANGES: usize = 50;
/// Minutes after the last sign-in in which somebody is taken to hold a role that Microsoft tells of at sign-in only.
const PRESENCE_MINUTES: i64 = 90 * 24 * 60;
/// Most addresses.
const MOST: usize = 5;

impl Trust {
    /// Sets the addresses that are told of changes, separated by commas; none for an empty text.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for `addresses` that look like none, or too many; [`TrustError::Store`].
    pub async fn set_review_mail(
        &self,
        who: &Administrator,
        addresses: &str,
    ) -> Result<(), TrustError> {
        let all = split(addresses);
        let problem = if all.len() > MOST {
            Some(FieldProblem::TooMany(MOST as u32))
        } else {
            let wrong = all.iter().any(|address| !is_address(address));
            wrong.then_some(FieldProblem::Malformed)
        };
        if let Some(problem) = problem {
            let field = FieldError::new("addresses", problem);
            return Err(TrustError::Invalid(vec![field]));
        }
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let json = serde_json::Value::from(all.join(", ")).to_string();
        tx.set_tenant_setting(SETTING, &json).await?;
        // Whoever saves the list has confirmed it.
        tx.set_tenant_setting(FIRST, "null").await?;
        // How many, not which: the log names nobody's address.
        let entry = Entry::new(
            self.now(),
            Actor::Person(who.oid()),
            "review.mail_changed",
            who.tenant(),
        );
        let detail = serde_json::json!({ "addresses": all.len() });
        audit::append(&mut tx, &keys, entry.with(detail)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes a change that is to be told.
    pub(super) async fn will_tell(&self, tx: &mut Tx, told: Told) -> Result<(), TrustError> {
        let mut all = changes(tx.tenant_setting(UNTOLD).await?);
        all.push(told);
        // Nobody was told for very long: the newest changes say most.
        let older = all.len().saturating_sub(CHANGES);
        all.drain(..older);
        tx.set_tenant_setting(UNTOLD, &super::round::json(&all)?)
            .await?;
        Ok(())
    }

    /// Tells what is not told yet. A change counts as told when the mails about it were taken; when one could not be sent,
    /// or this process ended before, it is told again in a later round.
    pub(super) async fn tell_of_changes(&self, tenant: TenantId) -> Result<(), TrustError> {
        match self.receipts().look(tenant) {
            Handed::Waiting => return Ok(()),
            Handed::Taken(up_to) => self.were_told(tenant, up_to).await?,
            Handed::Nothing => {}
        }
        let scoped = self.store().of(tenant);
        let all = changes(scoped.tenant_setting(UNTOLD).await?);
        let Some(up_to) = all.last().map(|told| told.at) else {
            return Ok(());
        };
        let addresses = self.to_be_told(tenant).await?;
        let Some(mails) = self
            .settings()
            .mails
            .as_ref()
            .filter(|_| !addresses.is_empty())
        else {
            return self.were_told(tenant, up_to).await;
        };
        let tenant_name = scoped.tenant_row().await?.map(|row| row.name);
        let kind = mail(
            &all,
            tenant_name.unwrap_or_default(),
            format!("{}/admin/permissions", self.settings().base_url),
        );
        let mut receipts = Vec::new();
        for to in addresses {
            let (receipt, taken) = Receipt::new();
            let mail = Outgoing {
                to,
                kind: kind.clone(),
                receipt: Some(receipt),
            };
            if mails.try_send(mail).is_ok() {
                receipts.push(taken);
            } else {
                tracing::warn!(tenant.id = %tenant, "a mail about changed permissions could not be queued");
            }
        }
        if !receipts.is_empty() {
            self.receipts().wait(tenant, up_to, receipts);
        }
        Ok(())
    }

    /// Forgets the changes up to an instant.
    async fn were_told(&self, tenant: TenantId, up_to: Timestamp) -> Result<(), TrustError> {
        let mut tx = self.store().of(tenant).begin().await?;
        // Holds back whoever notes another change meanwhile.
        let _ = tx.audit_head().await?;
        let mut all = changes(tx.tenant_setting(UNTOLD).await?);
        all.retain(|told| told.at > up_to);
        tx.set_tenant_setting(UNTOLD, &super::round::json(&all)?)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The addresses that are told. The one that came with the registration, and that nobody has confirmed since, is told as
    /// long as its person may be taken for an administrator.
    pub(crate) async fn to_be_told(&self, tenant: TenantId) -> Result<Vec<String>, TrustError> {
        let scoped = self.store().of(tenant);
        let mut addresses = split(&read(scoped.tenant_setting(SETTING).await?));
        let first = scoped.tenant_setting(FIRST).await?;
        let Some(first) = first.and_then(|json| serde_json::from_str::<First>(&json).ok()) else {
            return Ok(addresses);
        };
        if !self.is_still_there(tenant, &first).await? {
            addresses.retain(|address| *address != first.address);
        }
        Ok(addresses)
    }

    async fn is_still_there(&self, tenant: TenantId, first: &First) -> Result<bool, TrustError> {
        let scoped = self.store().of(tenant);
        if !first.app_role {
            let assignments = scoped.assignments().await?;
            return Ok(assignments.iter().any(|row| {
                (row.holder_kind, row.oid, row.role)
                    == (HolderKind::Person, first.oid, Role::Administrator)
                    && row.scope == Scope::Tenant
            }));
        }
        // Microsoft tells of an app role only when somebody signs in.
        let since = self.now().plus_minutes(-PRESENCE_MINUTES);
        let people = scoped.people().await?;
        Ok(people
            .iter()
            .any(|person| person.oid == first.oid && person.last_sign_in >= since))
    }
}

/// One change, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) at: Timestamp,
    pub(super) appeared: Vec<String>,
    pub(super) gone: Vec<String>,
    pub(super) turned: Vec<(String, ReviewStatus)>,
}

/// Whose address came with the registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct First {
    /// Who.
    pub(crate) oid: ObjectId,
    /// Their address.
    pub(crate) address: String,
    /// Their role comes from Microsoft; else it is assigned here.
    pub(crate) app_role: bool,
}

fn changes(setting: Option<String>) -> Vec<Told> {
    setting
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default()
}

/// One mail about several changes.
fn mail(all: &[Told], tenant_name: String, page: String) -> MailKind {
    let names = |of: fn(&Told) -> &Vec<String>| {
        let mut names: Vec<String> = Vec::new();
        for name in all.iter().flat_map(of) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    };
    let mut turned: Vec<(String, ReviewStatus)> = Vec::new();
    for (name, status) in all.iter().flat_map(|told| &told.turned) {
        turned.retain(|(known, _)| known != name);
        turned.push((name.clone(), *status));
    }
    MailKind::PermissionsChanged {
        tenant_name,
        appeared: names(|told| &told.appeared),
        gone: names(|told| &told.gone),
        turned,
        page,
    }
}

/// What became of mails that were queued.
enum Handed {
    /// None was.
    Nothing,
    /// At least one waits to be sent.
    Waiting,
    /// All were taken; changes up to this instant are told.
    Taken(Timestamp),
}

/// Mails about changes that are on their way.
#[derive(Debug, Default)]
pub(crate) struct Receipts(Mutex<HashMap<TenantId, (Timestamp, Vec<Taken>)>>);

impl Receipts {
    fn wait(&self, tenant: TenantId, up_to: Timestamp, receipts: Vec<Taken>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(tenant, (up_to, receipts));
    }

    fn look(&self, tenant: TenantId) -> Handed {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((up_to, receipts)) = waiting.get_mut(&tenant) else {
            return Handed::Nothing;
        };
        let (up_to, answers): (_, Vec<_>) =
            (*up_to, receipts.iter_mut().map(Taken::answer).collect());
        if answers.iter().any(Option::is_none) {
            return Handed::Waiting;
        }
        waiting.remove(&tenant);
        // One who was told can tell the others; with nobody told it is tried again.
        if answers.contains(&Some(true)) {
            Handed::Taken(up_to)
        } else {
            Handed::Nothing
        }
    }
}

/// The stored addresses.
pub(super) fn read(setting: Option<String>) -> String {
    setting
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default()
}

fn split(addresses: &str) -> Vec<String> {
    addresses
        .split([',', ';', '\n'])
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_split_at_any_of_its_signs() {
        assert_eq!(
            split(" a@b.example; c@d.example,\n"),
            ["a@b.example", "c@d.example"]
        );
    }
}
