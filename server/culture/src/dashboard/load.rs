//! From the database to a page.

use std::sync::{Arc, Mutex, PoisonError};

use model::culture::Period;
use model::culture::cell::Slice;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::culture::view::{Ask, MeasureView, Sheet as Page, State, Topic, Weights};
use model::{Guid, TenantId, Timestamp};
use ring::hmac;
use store::Scoped;
use trust::{Leader, TenantKeys};

use super::{Cells, Facts, Material, Names, Sight, measure, sheet};
use crate::disclosure::{MinimumGroup, Sheet};
use crate::sync::pace::Pace;
use crate::{Culture, CultureError};

/// The policy whose numbers stand as values.
pub(crate) const POLICY: &str = "strict-v1";
/// Weeks a page can look back on.
const WEEKS: i32 = 52;
/// Kinds of periods as they are stored, and the setting that holds the names of sets.
pub(crate) const WEEK: &str = "week";
pub(crate) const WINDOW: &str = "four_weeks";
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
        let loaded = self.load(who).await?;
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
        let loaded = self.load(who).await?;
        measure::measure(loaded.material(), metric, ask)
    }

    async fn load(&self, who: &Leader) -> Result<Loaded, CultureError> {
        let scoped = self.of(who.tenant());
        let names = match scoped.culture_setting(NAMES).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("names"))?
            }
            None => Names::default(),
        };
        let line = Slice::Line(self.pseudonym(who.tenant(), who.oid()).await?);
        let kept = self.cells(who.tenant(), &scoped).await?;
        let told = |period| kept.cells.people(Slice::Company, period).is_some();
        let state = match kept.stamp.last {
            Some(last) if told(Period::Window(last)) || told(Period::Week(last)) => State::Ready,
            Some(_) => State::TooSmall {
                least: MinimumGroup::FLOOR.get(),
            },
            None => self.before_the_first(&scoped).await?,
        };
        Ok(Loaded {
            sight: Sight::of(who.reach(), &names, (line, who.name())),
            names,
            facts: Facts {
                state,
                policy: POLICY.to_owned(),
                published: kept.published,
                last: kept.stamp.last,
                window: kept.stamp.window,
                lorenz: None,
                series: None,
            },
            cells: kept.cells,
        })
    }

    /// All cells a page may need, checked once for each publication and kept.
    async fn cells(&self, tenant: TenantId, scoped: &Scoped) -> Result<Kept, CultureError> {
        let weeks = scoped.published_periods(POLICY, WEEK).await?;
        let windows = scoped.published_periods(POLICY, WINDOW).await?;
        let last = weeks.iter().copied().max();
        let stamp = Stamp {
            owner: (self.0.process, tenant),
            last,
            // A window is kept under its first week.
            window: last.is_some_and(|last| windows.contains(&(last - 3))),
            periods: weeks.len() + windows.len(),
        };
        if let Some(kept) = kept(stamp) {
            return Ok(kept);
        }
        let Some(last) = last else {
            return Ok(Kept {
                stamp,
                published: None,
                cells: Arc::default(),
            });
        };
        let weeks = scoped
            .publications(POLICY, WEEK, last + 1 - WEEKS, last)
            .await?;
        let windows = scoped
            .publications(POLICY, WINDOW, last - 7, last - 3)
            .await?;
        let published = weeks.iter().map(|row| row.published).max();
        let key = seal_key(&self.keys(tenant).await?);
        let open = move || {
            let mut cells = Cells::default();
            for row in &windows {
                cells.add(
                    unpack_sheet(&row.cells)?
                        .open(&key)
                        .map_err(|_| CultureError::Malformed("seal"))?,
                );
            }
            for row in &weeks {
                // Of single weeks pages show values, not distributions.
                let sheet = unpack_sheet(&row.cells)?
                    .open(&key)
                    .map_err(|_| CultureError::Malformed("seal"))?;
                cells.add(sheet.into_iter().filter(|one| one.cell().class == 0));
            }
            Ok::<_, CultureError>(Arc::new(cells))
        };
        let cells = tokio::task::spawn_blocking(open)
            .await
            .map_err(|_| CultureError::Malformed("cells"))??;
        let kept = Kept {
            stamp,
            published,
            cells,
        };
        keep(kept.clone());
        Ok(kept)
    }

    /// What there is to tell before the first week is published.
    async fn before_the_first(&self, scoped: &Scoped) -> Result<State, CultureError> {
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
        let least = MinimumGroup::FLOOR.get();
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

struct Loaded {
    cells: Arc<Cells>,
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

/// Which publications cells are of.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// Whose process, which tenant.
    owner: (Guid, TenantId),
    /// The last published week.
    last: Option<i32>,
    /// Whether the 4 weeks that end with it are published as a whole.
    window: bool,
    /// Weeks and windows published: earlier ones may follow later ones.
    periods: usize,
}

/// Cells of one tenant.
#[derive(Clone)]
struct Kept {
    stamp: Stamp,
    published: Option<Timestamp>,
    cells: Arc<Cells>,
}

/// Tenants whose cells are kept at once; the one asked for least recently goes first.
const MOST: usize = 8;

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

fn kept(stamp: Stamp) -> Option<Kept> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let place = kept.iter().position(|one| one.stamp == stamp)?;
    let found = kept.remove(place);
    kept.push(found.clone());
    Some(found)
}

fn keep(one: Kept) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|other| other.stamp.owner != one.stamp.owner);
    if kept.len() >= MOST {
        kept.remove(0);
    }
    kept.push(one);
}
