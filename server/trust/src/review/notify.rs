//! Who is told by mail when grants change.

use model::{FieldError, FieldProblem, TenantId};

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::mail::{MailKind, Outgoing, is_address};
use crate::trust::Trust;

/// Name of the setting: addresses separated by commas, as a JSON text.
pub(crate) const SETTING: &str = "review.notify";
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

    /// Queues a mail to each of these addresses. What cannot be queued is logged.
    pub(super) async fn notify(&self, tenant: TenantId, kind: MailKind) -> Result<(), TrustError> {
        let Some(mails) = &self.settings().mails else {
            return Ok(());
        };
        let addresses = read(self.store().of(tenant).tenant_setting(SETTING).await?);
        for to in split(&addresses) {
            let mail = Outgoing {
                to,
                kind: kind.clone(),
            };
            if mails.try_send(mail).is_err() {
                tracing::warn!(tenant.id = %tenant, "a mail about changed permissions could not be queued");
            }
        }
        Ok(())
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
