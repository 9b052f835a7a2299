//! Forms of signed-in people that were refused, sealed, until they are shown again or forgotten.

use model::{ObjectId, Timestamp};

use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, System, Tx};

/// A refused form.
#[derive(Clone, Debug)]
pub struct StaffForm {
    /// Whose.
    pub oid: ObjectId,
    /// Which form: a word of the caller.
    pub form: String,
    /// Its fields, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub saved: Timestamp,
}

const FORM: &str = "SELECT sealed AS n FROM staff_form WHERE tenant = $1 AND oid = $2 AND form = $3 AND saved >= $4";

reads! {
    /// A person's refused form, when it was kept at or after an instant.
    staff_form(oid: ObjectId, form: &str, since: Timestamp) -> one Vec<u8> = FORM;
}

const SAVE: &str = "INSERT INTO staff_form (tenant, oid, form, sealed, saved) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (tenant, oid, form) DO UPDATE SET sealed = excluded.sealed, saved = excluded.saved";

const DELETE: &str = "DELETE FROM staff_form WHERE tenant = $1 AND oid = $2 AND form = $3";

impl Tx {
    /// Keeps a form in place of the person's last one of its kind.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_staff_form(&mut self, form: &StaffForm) -> Result<(), StoreError> {
        let StaffForm {
            oid,
            form,
            sealed,
            saved,
        } = form;
        let values = args![self.tenant(), oid, form, sealed, saved];
        self.execute(SAVE, values).await.map(drop)
    }

    /// Forgets a person's form of a kind; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_staff_form(
        &mut self,
        oid: ObjectId,
        form: &str,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), oid, form];
        Ok(self.execute(DELETE, values).await? == 1)
    }
}

const SWEEP: &str = "DELETE FROM staff_form WHERE saved < $1";

impl System {
    /// Removes forms kept before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_staff_forms(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP, args![before]).await
    }
}
