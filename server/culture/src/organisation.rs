//! Attributes of people from a file: kept sealed between its steps, judged, taken, taken back.
//!
//! What names people ends here: a file that is taken leaves pseudonyms with attributes, and a rate for each level. Its
//! attributes hold before those of the directory, for all weeks that are computed from then on.

mod judged;
mod taken;

use std::collections::HashMap;

use microsoft::reader::Pseudonyms;
use model::culture::Pseudonym;
use model::culture::organisation::{
    ColumnRole, DraftView, FileInUse, FileTrouble, Judged, OrganisationView,
};
use model::{ObjectId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use trust::Administrator;
use trust::audit::{Actor, Entry, append};

use crate::culture::pseudonyms;
use crate::import::ImportError;
use crate::import::organisation::{Organisation, Verdict, propose, read};
use crate::sync::ids::Ids;
use crate::{Culture, CultureError};

/// Name of the sealed draft among the administrator's forms.
const DRAFT: &str = "organisation file";
/// Name of the setting that tells which file is in use.
const IN_USE: &str = "organisation_file";
/// Where these attributes come from.
pub(crate) const FILE: &str = "file";
/// Currency of rates until another is chosen.
const CURRENCY: &str = "EUR";

/// Most bytes of a file.
pub const FILE_MOST: usize = 16 * 1024 * 1024;

/// A file between upload and use.
#[derive(Serialize, Deserialize)]
struct Draft {
    file: String,
    /// What each column means, once that was confirmed.
    roles: Option<Vec<ColumnRole>>,
    currency: String,
}

/// Whom the directory knows.
struct Directory {
    names: Pseudonyms,
    addresses: HashMap<Pseudonym, Pseudonym>,
    people: u32,
}

impl Directory {
    /// The person behind a sign-in name, an address or an object id.
    fn find(&self, text: &str) -> Option<Pseudonym> {
        let known = match text.parse::<ObjectId>() {
            Ok(oid) => self.names.person(oid),
            Err(_) => self.names.address(text),
        };
        self.addresses.get(&known).copied()
    }
}

impl Culture {
    /// The page: the file in use, and this administrator's own draft with its dry run.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`], [`CultureError::Malformed`].
    pub async fn organisation(
        &self,
        who: &Administrator,
    ) -> Result<OrganisationView, CultureError> {
        let directory = self.directory(who.tenant()).await?;
        let in_use = self.file_in_use(who.tenant()).await?;
        let draft = self.draft(who).await?;
        let people = directory.people;
        let draft = match draft {
            Some(draft) => Some(self.apart(move || view(draft, &directory)).await?),
            None => None,
        };
        Ok(OrganisationView {
            in_use,
            draft,
            directory: people,
        })
    }

    /// Keeps an uploaded file sealed for half an hour, in place of this administrator's last one.
    ///
    /// # Errors
    /// The outer ones as [`Self::organisation`]; the inner one when no line of the file can be read.
    pub async fn keep_organisation_file(
        &self,
        who: &Administrator,
        file: Vec<u8>,
    ) -> Result<Result<(), FileTrouble>, CultureError> {
        if file.len() > FILE_MOST {
            return Ok(Err(FileTrouble::TooLarge));
        }
        let Ok(file) = String::from_utf8(file) else {
            return Ok(Err(FileTrouble::NotText));
        };
        let looked = move || Ok((propose(file.as_bytes()).map(drop), file));
        let (headers, file) = self.apart(looked).await?;
        if let Err(error) = headers {
            return Ok(Err(trouble(error)));
        }
        let draft = Draft {
            file,
            roles: None,
            currency: CURRENCY.to_owned(),
        };
        self.keep_draft(who, &draft).await?;
        Ok(Ok(()))
    }

    /// Says what the columns of the draft mean, and the currency of its rates where that is told.
    ///
    /// # Errors
    /// [`CultureError::NotPossible`] without a draft, else as [`Self::organisation`].
    pub async fn map_organisation_file(
        &self,
        who: &Administrator,
        (roles, currency): (Vec<ColumnRole>, Option<String>),
    ) -> Result<(), CultureError> {
        let mut draft = self.draft(who).await?.ok_or(CultureError::NotPossible)?;
        draft.roles = Some(roles);
        draft.currency = currency.unwrap_or(draft.currency);
        self.keep_draft(who, &draft).await
    }

    /// Does what takes long away from the threads that answer, one at a time.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, CultureError> + Send + 'static,
    ) -> Result<T, CultureError> {
        let _turn = self.0.judging.acquire().await;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| CultureError::Malformed("organisation file"))?
    }

    /// Forgets the draft.
    ///
    /// # Errors
    /// [`CultureError::Store`].
    pub async fn drop_organisation_file(&self, who: &Administrator) -> Result<(), CultureError> {
        Ok(self.0.trust.forget_form(who.member(), DRAFT).await?)
    }

    /// Takes the draft, all of it or nothing.
    ///
    /// # Errors
    /// [`CultureError::NotPossible`] without a draft and with one that isn't good, else as
    /// [`Self::organisation`].
    pub async fn take_organisation_file(&self, who: &Administrator) -> Result<(), CultureError> {
        let tenant = who.tenant();
        let draft = self.draft(who).await?.ok_or(CultureError::NotPossible)?;
        let directory = self.directory(tenant).await?;
        let (currency, judged) = (draft.currency.clone(), move || judge(&draft, &directory));
        let Ok(Verdict::Good(organisation)) = self.apart(judged).await? else {
            return Err(CultureError::NotPossible);
        };
        let (keys, now) = (self.keys(tenant).await?, self.0.trust.now());
        let out = self.of(tenant).opt_outs().await?;
        let out = out.into_iter().map(|row| row.person).collect();
        let rows = taken::rows(&organisation, &out)?;
        let rates = taken::rates(&organisation, &currency);
        let attributes = organisation.attributes.iter();
        let in_use = FileInUse {
            since: now,
            people: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            attributes: attributes.map(|one| one.name.clone()).collect(),
            rates: u32::try_from(rates.len()).unwrap_or(u32::MAX),
        };
        let json =
            serde_json::to_string(&in_use).map_err(|_| CultureError::Malformed("setting"))?;
        let weeks = self.computed_weeks(tenant).await?;
        let mut tx = self.of(tenant).begin().await?;
        tx.delete_attributes(FILE).await?;
        tx.save_attributes(&rows).await?;
        tx.replace_cost_rates(&rates).await?;
        tx.set_culture_setting(IN_USE, &json).await?;
        tx.mark_dirty(&weeks, now).await?;
        let detail = json!({ "people": in_use.people, "attributes": in_use.attributes, "rates": in_use.rates });
        let by = Actor::Person(who.oid());
        let entry = Entry::new(now, by, "organisation.file_taken", FILE).with(detail);
        append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        self.drop_organisation_file(who).await
    }

    /// Takes the file back: the attributes of Entra ID hold again.
    ///
    /// # Errors
    /// [`CultureError::NotPossible`] without a file, else as [`Self::organisation`].
    pub async fn remove_organisation_file(&self, who: &Administrator) -> Result<(), CultureError> {
        let tenant = who.tenant();
        if self.file_in_use(tenant).await?.is_none() {
            return Err(CultureError::NotPossible);
        }
        let (keys, now) = (self.keys(tenant).await?, self.0.trust.now());
        let weeks = self.computed_weeks(tenant).await?;
        let mut tx = self.of(tenant).begin().await?;
        tx.delete_attributes(FILE).await?;
        tx.replace_cost_rates(&[]).await?;
        tx.set_culture_setting(IN_USE, "null").await?;
        tx.mark_dirty(&weeks, now).await?;
        let by = Actor::Person(who.oid());
        let entry = Entry::new(now, by, "organisation.file_removed", FILE);
        append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn file_in_use(&self, tenant: TenantId) -> Result<Option<FileInUse>, CultureError> {
        match self.of(tenant).culture_setting(IN_USE).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("setting"))
            }
            None => Ok(None),
        }
    }

    /// Weeks with figures of ours: their groups, managers and costs change with the file.
    async fn computed_weeks(&self, tenant: TenantId) -> Result<Vec<i32>, CultureError> {
        let (policy, _) = crate::publish::POLICIES[0];
        let span = self.of(tenant).person_week_span(policy).await?;
        let ends = span.and_then(|row| row.first.zip(row.last));
        Ok(ends.map_or_else(Vec::new, |(first, last)| (first..=last).collect()))
    }

    async fn draft(&self, who: &Administrator) -> Result<Option<Draft>, CultureError> {
        let kept = self.0.trust.kept_form(who.member(), DRAFT).await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
    }

    async fn keep_draft(&self, who: &Administrator, draft: &Draft) -> Result<(), CultureError> {
        let json = serde_json::to_string(draft).map_err(|_| CultureError::Malformed("draft"))?;
        Ok(self.0.trust.keep_form(who.member(), DRAFT, &json).await?)
    }

    async fn directory(&self, tenant: TenantId) -> Result<Directory, CultureError> {
        let keys = self.keys(tenant).await?;
        let rows = self.of(tenant).synced_people().await?;
        let mut addresses = HashMap::new();
        for row in &rows {
            let ids = Ids::open(&keys, row.person, &row.sealed)?;
            addresses.insert(row.person, row.person);
            for address in ids.addresses {
                addresses.insert(address, row.person);
            }
        }
        Ok(Directory {
            names: pseudonyms(&keys),
            addresses,
            people: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        })
    }
}

/// A draft as the page shows it.
fn view(draft: Draft, directory: &Directory) -> Result<DraftView, CultureError> {
    let (headers, proposed) =
        propose(draft.file.as_bytes()).map_err(|_| CultureError::Malformed("draft"))?;
    let judged = match &draft.roles {
        Some(_) => Some(match judge(&draft, directory)? {
            Ok(Verdict::Good(organisation)) => {
                Judged::Good(judged::dry_run(&organisation, directory.people))
            }
            Ok(Verdict::Bad(problems)) => {
                let listed = problems.listed.iter().map(judged::problem).collect();
                Judged::Bad(listed, problems.more)
            }
            Err(why) => Judged::Unread(why),
        }),
        None => None,
    };
    let roles = draft
        .roles
        .unwrap_or_else(|| judged::proposed(&headers, &proposed));
    Ok(DraftView {
        columns: headers.into_iter().zip(roles).collect(),
        currency: draft.currency,
        judged,
    })
}

fn judge(
    draft: &Draft,
    directory: &Directory,
) -> Result<Result<Verdict, FileTrouble>, CultureError> {
    let (headers, _) =
        propose(draft.file.as_bytes()).map_err(|_| CultureError::Malformed("draft"))?;
    let roles = draft.roles.as_deref().unwrap_or_default();
    let mapping = judged::mapping(&headers, roles);
    let verdict = read(draft.file.as_bytes(), &mapping, &|text| {
        directory.find(text)
    });
    Ok(verdict.map_err(trouble))
}

const fn trouble(error: ImportError) -> FileTrouble {
    match error {
        ImportError::Empty => FileTrouble::Empty,
        ImportError::NotUtf8 => FileTrouble::NotText,
        ImportError::TooManyColumns => FileTrouble::TooManyColumns,
        ImportError::RowTooLong => FileTrouble::RowTooLong,
        ImportError::TooManyRows => FileTrouble::TooManyRows,
        ImportError::SameColumnTwice => FileTrouble::SameColumnTwice,
        ImportError::MissingColumn(_) => FileTrouble::NoPersonColumn,
        ImportError::UnknownGeneration | ImportError::Unreadable => FileTrouble::Unreadable,
    }
}
