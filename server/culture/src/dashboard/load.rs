//! From the database to a page.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::TenantId;
use model::culture::Period;
use model::culture::cell::Slice;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::culture::view::{
    Ask, MeasureView, ReadBy, Series, Sheet as Page, State, Topic, Weights,
};
use ring::hmac;
use store::{Scoped, StageCountRow};
use trust::{Leader, TenantKeys};

use super::cells::SetCells;
use super::shelf::{self, Stamp};
use super::{Cells, Facts, Material, Names, Sight, chosen, key_of, measure, needed, series, sheet};
use crate::disclosure::{Face, SeriesTable, Sheet};
use crate::publish::{IMPORTED, SERIES, StoredSeries, names_of};
use crate::sync::pace::Pace;
use crate::{Culture, CultureError};

/// The policy whose numbers stand as values.
pub(crate) const POLICY: &str = "strict-v1";
/// Currency of the usual rate, which counts where an organisation has told none.
pub(crate) const CURRENCY: &str = "USD";
/// Weeks a page can look back on.
const WEEKS: i32 = 52;
/// In place of a policy: the company's weeks of all imports, which stand beside ours.
const BESIDE: &str = "imported";
/// The setting that holds the names of sets.
pub(crate) const NAMES: &str = "published_names";

/// A sheet as it is stored.
///
/// # Errors
/// [`CultureError::Malformed`] never in practice: a sheet is plain data.
pub fn pack_sheet(sheet: &Sheet) -> Result<Vec<u8>, CultureError> {
    postcard::to_allocvec(sheet).map_err(|_| CultureError::Malformed("sheet"))
}

/// A sheet from where it is stored. Its seal is judged when it is opened.
///
/// # Errors
/// [`CultureError::Malformed`] for anything else.
pub fn unpack_sheet(bytes: &[u8]) -> Result<Sheet, CultureError> {
    postcard::from_bytes(bytes).map_err(|_| CultureError::Malformed("sheet"))
}

/// The key that seals sheets and the ledger of a tenant.
pub(crate) fn seal_key(keys: &TenantKeys) -> hmac::Key {
    keys.pseudonym_key("disclosure")
}

impl Culture {
    /// A page of the dashboards.
    ///
    /// # Errors
    /// [`CultureError::NotFound`] for a set that isn't theirs to see; [`CultureError::Store`], [`CultureError::Key`],
    /// [`CultureError::Malformed`].
    pub async fn sheet(
        &self,
        who: &Leader,
        asked: (Topic, &Ask, Weights),
    ) -> Result<Page, CultureError> {
        let loaded = self.load(who, asked.1).await?;
        sheet(loaded.material(), asked)
    }

    /// How a metric is measured.
    ///
    /// # Errors
    /// [`CultureError::NotFound`] for an unknown metric too, else as [`Self::sheet`].
    pub async fn measure(
        &self,
        who: &Leader,
        metric: &str,
        ask: &Ask,
    ) -> Result<MeasureView, CultureError> {
        let loaded = self.load(who, ask).await?;
        measure::measure(loaded.material(), metric, ask)
    }

    async fn load(&self, who: &Leader, ask: &Ask) -> Result<Loaded, CultureError> {
        let scoped = self.of(who.tenant());
        let Shown {
            stamp,
            beside,
            origins,
        } = self.shown(who.tenant(), (&scoped, ask)).await?;
        let policy = stamp.owner.2;
        let ours = policy == POLICY;
        let named = if ours {
            NAMES.to_owned()
        } else {
            names_of(policy)
        };
        let names = match scoped.culture_setting(&named).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("names"))?
            }
            None => Names::default(),
        };
        let line = Slice::Line(self.pseudonym(who.tenant(), who.oid()).await?);
        let sight = Sight::of(who.reach(), &names, (line, who.name()));
        let cells = match stamp.last {
            Some(last) => {
                let needed = needed(&names, &sight, chosen(&names, &sight, ask)?);
                self.cells((stamp, beside, last), &scoped, needed).await?
            }
            None => Cells::default(),
        };
        let told = |period| cells.people(Slice::Company, period).is_some();
        let state = match stamp.last {
            Some(last) if told(Period::Window(last)) || told(Period::Week(last)) => State::Ready,
            Some(_) => State::TooSmall {
                least: self.minimum(who.tenant()).await?.get(),
            },
            None => self.before_the_first(who.tenant(), &scoped).await?,
        };
        // Nothing of an import has a price, and its people are not those whose calendars are read.
        let (mut currency, mut share, mut table) = (None, None, None);
        if ours {
            let rates = scoped.cost_rates().await?;
            currency = rates.first().map(|row| row.currency.clone());
            share = coverage(&scoped.stage_counts().await?);
            table = self.series(who.tenant(), &scoped).await?;
        }
        let read_by = match stamp.last {
            Some(last) if ours => self.definitions(who.tenant()).await?.of(last).into(),
            _ => ReadBy::default(),
        };
        Ok(Loaded {
            sight,
            names,
            facts: Facts {
                state,
                policy: policy.to_owned(),
                origins,
                coverage: share,
                published: stamp.published,
                last: stamp.last,
                window: stamp.window,
                series: table,
                currency,
                read_by,
            },
            cells,
        })
    }

    /// The newest table of recurring series.
    async fn series(
        &self,
        tenant: TenantId,
        scoped: &Scoped,
    ) -> Result<Option<Series>, CultureError> {
        let Some(json) = scoped.culture_setting(SERIES).await? else {
            return Ok(None);
        };
        let stored: StoredSeries =
            serde_json::from_str(&json).map_err(|_| CultureError::Malformed("series"))?;
        let key = seal_key(&self.keys(tenant).await?);
        let table =
            SeriesTable::open(&stored.sealed, &key).map_err(|_| CultureError::Malformed("seal"))?;
        Ok(Some(series::view(&table)))
    }

    /// Whose publications a page shows: our own where there are any, unless its address asks for imported ones.
    async fn shown(
        &self,
        tenant: TenantId,
        (scoped, ask): (&Scoped, &Ask),
    ) -> Result<Shown, CultureError> {
        let ours = self.stamp(tenant, scoped, POLICY).await?;
        let mut imports = Vec::new();
        for policy in IMPORTED {
            let stamp = self.stamp(tenant, scoped, policy).await?;
            imports.extend(stamp.last.is_some().then_some(stamp));
        }
        let own = ours.last.is_some().then_some(None);
        let theirs = imports.iter().map(|one| Some(one.owner.2.to_owned()));
        let origins: Vec<Option<String>> = own.into_iter().chain(theirs).collect();
        let stamp = match &ask.origin {
            Some(asked) => {
                let mut all = imports.iter();
                let found = all.find(|one| one.owner.2 == asked);
                *found.ok_or(CultureError::NotFound)?
            }
            // Until a calendar tells something an import is all there is.
            None if ours.last.is_none() => {
                let latest = imports.iter().max_by_key(|one| one.last);
                latest.copied().unwrap_or(ours)
            }
            None => ours,
        };
        let beside = stamp.owner.2 == POLICY && !imports.is_empty();
        let beside = beside.then(|| Stamp {
            owner: (stamp.owner.0, stamp.owner.1, BESIDE),
            last: stamp.last,
            window: false,
            published: imports.iter().filter_map(|one| one.published).max(),
            periods: imports.iter().map(|one| one.periods).sum(),
        });
        Ok(Shown {
            stamp,
            beside,
            origins: if origins.len() > 1 { origins } else { vec![] },
        })
    }

    /// How far the tenant is published under a policy.
    async fn stamp(
        &self,
        tenant: TenantId,
        scoped: &Scoped,
        policy: &'static str,
    ) -> Result<Stamp, CultureError> {
        let row = scoped.published(policy).await?;
        let last = row.as_ref().and_then(|row| row.last_week);
        Ok(Stamp {
            owner: (self.0.process, tenant, policy),
            last,
            // A window is kept under its first week.
            window: last
                .is_some_and(|last| row.as_ref().and_then(|row| row.last_window) == Some(last - 3)),
            published: row.as_ref().and_then(|row| row.published),
            periods: row.map_or(0, |row| row.periods),
        })
    }

    /// The cells of some sets, checked once for each publication and kept.
    async fn cells(
        &self,
        (stamp, beside, last): (Stamp, Option<Stamp>, i32),
        scoped: &Scoped,
        needed: BTreeSet<Slice>,
    ) -> Result<Cells, CultureError> {
        let imported = self.imported((beside, last), scoped).await?;
        let policy = stamp.owner.2;
        let (mut sets, missing) = shelf::look(stamp, needed);
        let sizes = match shelf::sizes(stamp) {
            Some(sizes) => sizes,
            None => {
                let rows = scoped.group_sizes(policy, last).await?;
                let sizes = rows.into_iter().map(|row| (row.group_key, row.n)).collect();
                shelf::keep_sizes(stamp, sizes)
            }
        };
        if missing.is_empty() {
            return Ok(Cells::of(sets, sizes, imported));
        }
        let mut rows = Vec::with_capacity(missing.len());
        for slice in missing {
            let key = key_of(slice);
            let own = scoped
                .publication_faces(policy, &key, last + 1 - WEEKS, last, last - 3, last - 7)
                .await?;
            rows.push((slice, own));
        }
        let key = seal_key(&self.keys(stamp.owner.1).await?);
        let open = move || {
            rows.into_iter()
                .map(|(slice, rows)| {
                    let faces: Result<Vec<Face>, _> =
                        rows.iter().map(|row| Face::open(&row.face, &key)).collect();
                    let mut faces = faces.map_err(|_| CultureError::Malformed("seal"))?;
                    // The seal is over the name: what stands in another set's row is not taken for it.
                    faces.retain(|face| face.slice == slice);
                    Ok((slice, Arc::new(SetCells::of(faces))))
                })
                .collect::<Result<Vec<_>, CultureError>>()
        };
        let opened = tokio::task::spawn_blocking(open)
            .await
            .map_err(|_| CultureError::Malformed("cells"))??;
        shelf::keep(stamp, &opened);
        sets.extend(opened);
        Ok(Cells::of(sets, sizes, imported))
    }

    /// Imported weeks of the company, as they were published; kept like the cells of a set.
    async fn imported(
        &self,
        (beside, last): (Option<Stamp>, i32),
        scoped: &Scoped,
    ) -> Result<Arc<SetCells>, CultureError> {
        let Some(stamp) = beside else {
            return Ok(Arc::default());
        };
        let needed = BTreeSet::from([Slice::Company]);
        if let Some(kept) = shelf::look(stamp, needed).0.remove(&Slice::Company) {
            return Ok(kept);
        }
        let (company, mut rows) = (key_of(Slice::Company), Vec::new());
        for policy in IMPORTED {
            let faces = scoped.publication_faces(
                policy,
                &company,
                last + 1 - WEEKS,
                last,
                last - 3,
                last - 7,
            );
            rows.extend(faces.await?);
        }
        let key = seal_key(&self.keys(stamp.owner.1).await?);
        let open = move || {
            let faces = rows.iter().map(|row| Face::open(&row.face, &key));
            let faces: Result<Vec<Face>, _> = faces.collect();
            Ok::<_, CultureError>(Arc::new(SetCells::of(
                faces.map_err(|_| CultureError::Malformed("seal"))?,
            )))
        };
        let opened = tokio::task::spawn_blocking(open)
            .await
            .map_err(|_| CultureError::Malformed("cells"))??;
        shelf::keep(stamp, &[(Slice::Company, Arc::clone(&opened))]);
        Ok(opened)
    }

    /// What there is to tell before the first week is published.
    async fn before_the_first(
        &self,
        tenant: TenantId,
        scoped: &Scoped,
    ) -> Result<State, CultureError> {
        let connectors = scoped.connectors().await?;
        let calendar = connectors.iter().find(|row| {
            row.source == ConnectorSource::Calendar && row.state != ConnectorState::Off
        });
        let Some(calendar) = calendar else {
            return Ok(State::NoConnector);
        };
        let (mut read, mut all, mut steps) = (0, 0, 0);
        for count in scoped.stage_counts().await? {
            if matches!(count.mailbox, Mailbox::None | Mailbox::Denied) {
                continue;
            }
            all += count.people;
            if count.stage > 0 {
                read += count.people;
            } else {
                steps += count.people;
            }
        }
        let least = self.minimum(tenant).await?.get();
        if all > 0 && read == all {
            return Ok(if all < i64::from(least) {
                State::TooSmall { least }
            } else {
                State::Waiting
            });
        }
        let whole = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        Ok(State::Reading {
            done: whole(read),
            all: whole(all),
            left_min: Pace::read(&calendar.progress).remaining_min(steps),
        })
    }
}

/// Which share of the people in scope who have a mailbox is read, rounded down to a hundredth, so that a few who aren't don't vanish.
#[expect(clippy::cast_precision_loss, reason = "counts of people")]
fn coverage(counts: &[StageCountRow]) -> Option<f64> {
    let with = counts.iter().filter(|count| count.mailbox != Mailbox::None);
    let all: i64 = with.map(|count| count.people).sum();
    let read = counts
        .iter()
        .filter(|count| count.mailbox == Mailbox::Ok)
        .map(|count| count.people)
        .sum::<i64>();
    (all > 0).then(|| (read * 100).div_euclid(all) as f64 / 100.0)
}

/// What a page is made of.
struct Shown {
    stamp: Stamp,
    /// Imported weeks that stand beside ours, where there are any.
    beside: Option<Stamp>,
    origins: Vec<Option<String>>,
}

struct Loaded {
    cells: Cells,
    names: Names,
    sight: Sight,
    facts: Facts,
}

impl Loaded {
    fn material(&self) -> Material<'_> {
        Material {
            cells: &self.cells,
            names: &self.names,
            sight: &self.sight,
            facts: &self.facts,
        }
    }
}
