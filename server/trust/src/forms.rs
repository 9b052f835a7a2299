//! Refused forms of signed-in people, kept sealed for half an hour: the answer to a plain form is a redirect, which
//! carries nothing, and what was typed may name people.

use model::ObjectId;
use serde_json::Value;
use store::StaffForm;

use crate::access::Member;
use crate::error::TrustError;
use crate::keys::TenantKeys;
use crate::retention::FORM_MINUTES;
use crate::trust::Trust;

const PURPOSE: &str = "staff.form";

fn place(oid: ObjectId, form: &str) -> String {
    format!("{oid} {form}")
}

impl Trust {
    /// Keeps a refused form, in place of the person's last one of this name.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn keep_form(&self, by: &Member, form: &str, text: &str) -> Result<(), TrustError> {
        let keys = self.keys(by.tenant()).await?;
        let mut tx = self.store().of(by.tenant()).begin().await?;
        tx.save_staff_form(&self.sealed_form(&keys, by, (form, text)))
            .await?;
        Ok(tx.commit().await?)
    }

    /// A form as it is kept.
    pub(crate) fn sealed_form(
        &self,
        keys: &TenantKeys,
        by: &Member,
        (form, text): (&str, &str),
    ) -> StaffForm {
        StaffForm {
            oid: by.oid(),
            form: form.to_owned(),
            sealed: keys.seal(PURPOSE, &place(by.oid(), form), text.as_bytes()),
            saved: self.now(),
        }
    }

    /// The form this person's page was refused within the last half hour; none where there is none.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn kept_form(&self, by: &Member, form: &str) -> Result<Option<String>, TrustError> {
        let since = self.now().plus_minutes(-FORM_MINUTES);
        let scoped = self.store().of(by.tenant());
        let Some(sealed) = scoped.staff_form(by.oid(), form, since).await? else {
            return Ok(None);
        };
        let keys = self.keys(by.tenant()).await?;
        let plain = keys.open(PURPOSE, &place(by.oid(), form), &sealed)?;
        Ok(String::from_utf8(plain).ok())
    }

    /// Forgets a form that was kept, if there is one.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn forget_form(&self, by: &Member, form: &str) -> Result<(), TrustError> {
        let mut tx = self.store().of(by.tenant()).begin().await?;
        tx.delete_staff_form(by.oid(), form).await?;
        Ok(tx.commit().await?)
    }
}

/// A refused form, for the export of an organisation; null where it doesn't open.
#[must_use]
pub fn told_form(keys: &TenantKeys, (oid, form): (ObjectId, &str), sealed: &[u8]) -> Value {
    let plain = keys.open(PURPOSE, &place(oid, form), sealed).ok();
    let text = plain.and_then(|plain| String::from_utf8(plain).ok());
    text.map_or(Value::Null, |text| {
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    })
}
