//! What publications of an organisation need, and how they are stored: cells with the ledger's entry.

use model::{TenantId, Timestamp};
use ring::hmac;
use store::{LedgerRow, PublicationFaceRow, PublicationRow};

use super::definition::Definitions;
use super::untold::note_untold;
use crate::dashboard::{Names, key_of, pack_sheet};
use crate::disclosure::{DisclosureError, Entry, Head, Ledger, Publication, Sheet};
use crate::{Culture, CultureError};

/// Names of settings documents.
const HEAD: &str = "ledger_head";
/// Entries of the ledger read at once.
const PAGE: i64 = 500;

/// What every publication of a tenant needs.
pub(super) struct Desk {
    pub(super) tenant: TenantId,
    pub(super) now: Timestamp,
    pub(super) key: hmac::Key,
    pub(super) ledger: Ledger,
    pub(super) definitions: Definitions,
    pub(super) names: Names,
}

impl Culture {
    pub(super) async fn desk<'d>(
        &self,
        desk: &'d mut Option<Desk>,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<&'d mut Desk, CultureError> {
        if desk.is_none() {
            let key = self.keys(tenant).await?.pseudonym_key("disclosure");
            *desk = Some(Desk {
                tenant,
                now,
                ledger: self.ledger(tenant, &key).await?,
                definitions: self.definitions(tenant).await?,
                names: self.names(tenant).await?,
                key,
            });
        }
        desk.as_mut().ok_or(CultureError::Malformed("desk"))
    }

    /// The whole ledger, after its links were checked.
    pub(crate) async fn ledger(
        &self,
        tenant: TenantId,
        key: &hmac::Key,
    ) -> Result<Ledger, CultureError> {
        let scoped = self.of(tenant);
        let head: Head = match scoped.culture_setting(HEAD).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("ledger"))?
            }
            None => Head::default(),
        };
        let (mut entries, mut from) = (Vec::new(), 1);
        loop {
            let rows = scoped.ledger_from(from, PAGE).await?;
            let Some(last) = rows.last() else { break };
            from = last.sequence + 1;
            for row in &rows {
                let entry: Entry = postcard::from_bytes(&row.entry)
                    .map_err(|_| CultureError::Malformed("ledger"))?;
                entries.push(entry);
            }
        }
        Ledger::verify(entries, head, key).map_err(|_| CultureError::Malformed("ledger"))
    }

    /// Cells and ledger in one transaction.
    pub(super) async fn store_publication(
        &self,
        desk: &mut Desk,
        (policy, kind, period): (&'static str, &'static str, i32),
        (publication, series): (Result<Publication, DisclosureError>, Option<String>),
    ) -> Result<(), CultureError> {
        let publication = match publication {
            Ok(publication) => publication,
            Err(DisclosureError::AlreadyPublished) => return Ok(()),
            Err(error) => {
                tracing::error!(tenant.id = %desk.tenant, period, kind, error = %error, "nothing was published");
                return Err(CultureError::Malformed("publication"));
            }
        };
        let (rows, faces) = stored(desk, (policy, kind, period), &publication.sheets)?;
        let entry = publication.entry;
        let packed = postcard::to_stdvec(&entry).map_err(|_| CultureError::Malformed("ledger"))?;
        let row = LedgerRow {
            sequence: i64::try_from(entry.sequence)
                .map_err(|_| CultureError::Malformed("ledger"))?,
            at: desk.now,
            kind: kind.to_owned(),
            entry: packed,
            hash: entry.tag,
        };
        desk.ledger
            .push(entry, &desk.key)
            .map_err(|_| CultureError::Malformed("ledger"))?;
        let head = serde_json::to_string(&desk.ledger.head())
            .map_err(|_| CultureError::Malformed("ledger"))?;
        let mut tx = self.of(desk.tenant).begin().await?;
        tx.insert_publications(&rows).await?;
        tx.insert_publication_faces(&faces).await?;
        tx.append_ledger(&row).await?;
        tx.set_culture_setting(HEAD, &head).await?;
        if rows.is_empty() {
            note_untold(&mut tx, (policy, kind, period)).await?;
        }
        if let Some(series) = series {
            tx.set_culture_setting(super::SERIES, &series).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Sheets as they are kept for later publications, and what pages show of them.
fn stored(
    desk: &Desk,
    (policy, kind, period): (&'static str, &'static str, i32),
    sheets: &[Sheet],
) -> Result<(Vec<PublicationRow>, Vec<PublicationFaceRow>), CultureError> {
    let mut rows = Vec::with_capacity(sheets.len());
    let mut faces = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let group_key = key_of(sheet.slice);
        let n = i64::from(sheet.people());
        let face = sheet.face(&desk.key);
        faces.push(PublicationFaceRow {
            policy: policy.to_owned(),
            group_key: group_key.clone(),
            period_kind: kind.to_owned(),
            period,
            n,
            face: face.map_err(|_| CultureError::Malformed("seal"))?,
            published: desk.now,
        });
        rows.push(PublicationRow {
            policy: policy.to_owned(),
            period_kind: kind.to_owned(),
            period,
            group_key,
            n,
            cells: pack_sheet(sheet)?,
            published: desk.now,
        });
    }
    Ok((rows, faces))
}
