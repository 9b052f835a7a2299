//! Reading calendars: people are taken by lease, a few at a time, and what was read of them is written at once.
//!
//! A window is read to its end in memory and written with the person's next step in one transaction: a process that is
//! killed in the middle of a page has written nothing of that window, and another reads it again when the lease ends.

mod outcome;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use futures::StreamExt as _;
use microsoft::reader::ReaderRules;
use model::culture::Pseudonym;
use model::culture::connector::{ConnectorProblem, Mailbox};
use model::{TenantId, Timestamp};
use store::{ClaimPeople, FinishedPerson, SyncedPersonRow};
use trust::TenantKeys;

use self::outcome::{failed, leave_out, spread};
use super::merge::{Fresh, Merged, Weeks, merge};
use super::pack::unpack;
use super::plan::{AHEAD, CURRENT, Plan, Window};
use super::source::{
    Ask, CalendarAsk, ChangesRead, MailboxSettings, Series, SourceError, Watch, WindowRead,
};
use super::stop::Stop;
use super::{ids, ids::Ids};
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// People taken at once.
const BATCH: i64 = 64;
/// Seconds a process holds people; a batch takes a few.
const HOLD_S: i64 = 180;
/// Hours between two looks at a calendar that is up to date.
const AGAIN_H: i64 = 24;

/// Counted for each mailbox without a time zone that anybody knows.
const NO_ZONE: &str = "timeZone.unknown_zone";
/// Counted for each calendar of which a page was none.
const BROKEN: &str = "page.unreadable";
/// Counted for each look for changes that Microsoft refuses, where windows are read instead.
const REFUSED: &str = "changes.refused";

/// What the reading of a slice of people brought.
#[derive(Debug, Default)]
pub(super) struct Slice {
    /// People whose turn came.
    pub(super) people: u64,
    /// What was dropped or left out, by reason.
    pub(super) counted: BTreeMap<String, u64>,
    /// Turns that failed.
    pub(super) failed: u64,
}

/// What all turns of a batch share.
pub(super) struct Turn {
    pub(super) tenant: TenantId,
    pub(super) keys: TenantKeys,
    pub(super) rules: Arc<ReaderRules>,
    pub(super) plan: Plan,
    /// Occurrences that are kept out of every calendar.
    pub(super) excluded: HashSet<Pseudonym>,
    pub(super) now: Timestamp,
}

/// What one turn brought.
struct Read {
    row: SyncedPersonRow,
    window: Window,
    /// Absent where nothing had changed.
    fresh: Option<WindowRead>,
    link: Option<String>,
    /// Whether changes may not be asked for, so that the window is read each time.
    refused: bool,
    settings: Option<MailboxSettings>,
}

impl Read {
    /// Whether nothing usable was told of the mailbox's zone, so that the usual one of the organisation is taken.
    fn lacks_zone(&self) -> bool {
        let told = self.settings.as_ref();
        self.row.stage == 0 && told.is_none_or(|settings| settings.hours.zone.is_none())
    }
}

/// A turn that is ready to be written.
struct Ready {
    done: FinishedPerson,
    merged: Merged,
    /// Occurrences found to be kept out of every calendar.
    excluded: Vec<(i32, Pseudonym)>,
    settings: Option<MailboxSettings>,
}

impl Culture {
    /// Takes a batch of people; nobody where nobody is due.
    pub(super) async fn take_people(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<Vec<SyncedPersonRow>, CultureError> {
        let claim = ClaimPeople {
            holder: self.0.process,
            now,
            until: now.plus_seconds(HOLD_S),
            limit: BATCH,
        };
        let mut tx = self.of(tenant).begin().await?;
        let people = tx.claim_people(&claim).await?;
        tx.commit().await?;
        Ok(people)
    }

    /// Reads the calendars of people this process has taken. After an error the caller gives back whom it holds.
    pub(super) async fn calendar_batch(
        &self,
        turn: &Turn,
        people: Vec<SyncedPersonRow>,
    ) -> Result<Slice, Stop> {
        let settings = self.settings_of(turn, &people).await?;
        let at_once = self.0.settings.calendars_at_once.clamp(1, 64);
        let mut turns = futures::stream::iter(people)
            .map(|row| {
                let settings = settings.get(&row.person).cloned();
                async move { (row.clone(), self.take_turn(turn, row, settings).await) }
            })
            .buffer_unordered(at_once);
        let (mut slice, mut ready, mut foreign) = (Slice::default(), Vec::new(), BTreeSet::new());
        let (mut stop, mut denied) = (None, Vec::new());
        while let Some((row, outcome)) = turns.next().await {
            slice.people += 1;
            match outcome {
                Ok(mut read) => {
                    if read.refused {
                        *slice.counted.entry(REFUSED.to_owned()).or_default() += 1;
                    }
                    if let Some(fresh) = &mut read.fresh {
                        leave_out(fresh, &turn.excluded);
                        for (reason, count) in &fresh.counted {
                            *slice.counted.entry(reason.clone()).or_default() += count;
                        }
                        foreign.extend(fresh.foreign.iter().copied());
                    }
                    if read.lacks_zone() {
                        *slice.counted.entry(NO_ZONE.to_owned()).or_default() += 1;
                    }
                    ready.push(self.prepare(turn, read).await?);
                }
                Err(SourceError::Connector(problem)) => {
                    stop = Some(Stop::Connector(problem));
                    break;
                }
                Err(SourceError::Throttled(seconds)) => {
                    stop = Some(Stop::Throttled(seconds));
                    break;
                }
                Err(SourceError::Denied) => denied.push(row),
                Err(error) => {
                    slice.failed += u64::from(matches!(error, SourceError::Failed(_)));
                    if error == SourceError::Failed(ConnectorProblem::UnexpectedAnswer) {
                        *slice.counted.entry(BROKEN.to_owned()).or_default() += 1;
                    }
                    ready.push(failed(&row, error, turn.now));
                }
            }
        }
        drop(turns);
        // A mailbox may be closed to us, but not all of those that are asked for the first time or were open yesterday.
        let anew = denied
            .iter()
            .filter(|row| row.mailbox != Mailbox::Denied)
            .count();
        if ready.is_empty() && (anew >= 3 || anew > 0 && !self.reads_anything(turn).await?) {
            stop = Some(Stop::Connector(ConnectorProblem::ConsentMissing));
        } else {
            let denied = denied.iter();
            ready.extend(denied.map(|row| failed(row, SourceError::Denied, turn.now)));
        }
        self.write(turn, ready, &foreign).await?;
        match stop {
            None => Ok(slice),
            Some(stop) => Err(stop),
        }
    }

    async fn reads_anything(&self, turn: &Turn) -> Result<bool, CultureError> {
        let counts = self.of(turn.tenant).stage_counts().await?;
        Ok(counts.iter().any(|count| count.mailbox == Mailbox::Ok))
    }

    /// Time zones and working hours of those whose calendar is read for the first time.
    async fn settings_of(
        &self,
        turn: &Turn,
        people: &[SyncedPersonRow],
    ) -> Result<HashMap<Pseudonym, MailboxSettings>, Stop> {
        let (mut first, mut oids) = (Vec::new(), Vec::new());
        for row in people.iter().filter(|row| row.stage == 0) {
            first.push(row.person);
            oids.push(Ids::open(&turn.keys, row.person, &row.sealed)?.oid);
        }
        if oids.is_empty() {
            return Ok(HashMap::new());
        }
        let ask = Ask {
            tenant: turn.tenant,
            now: turn.now,
        };
        match self.0.source.mailboxes(ask, oids).await {
            Ok(settings) => Ok(first.into_iter().zip(settings).collect()),
            Err(SourceError::Denied | SourceError::Failed(_)) => Ok(HashMap::new()),
            Err(error) => Err(error.into()),
        }
    }

    async fn take_turn(
        &self,
        turn: &Turn,
        row: SyncedPersonRow,
        settings: Option<MailboxSettings>,
    ) -> Result<Read, SourceError> {
        let ids = Ids::open(&turn.keys, row.person, &row.sealed)
            .map_err(|_| SourceError::Failed(ConnectorProblem::Internal))?;
        let ask = CalendarAsk {
            ask: Ask {
                tenant: turn.tenant,
                now: turn.now,
            },
            oid: ids.oid,
            owner: row.person,
            rules: Arc::clone(&turn.rules),
            series: match row.stage {
                ..=0 => Series::Begun,
                AHEAD.. => Series::Asked,
                _ => Series::Remembered,
            },
        };
        let week = week_of(minute_of(turn.now));
        let window = turn.plan.window(row.stage, week);
        if settings.as_ref().is_some_and(|settings| settings.resource) {
            return Err(SourceError::Resource);
        }
        let mut read = Read {
            row,
            window,
            fresh: Some(WindowRead::default()),
            link: None,
            refused: false,
            settings,
        };
        if read.row.stage >= AHEAD {
            let changes = self.look_for_changes(turn, &ask, &read).await?;
            read.refused = changes.link.is_none();
            read.link = changes.link;
            if !changes.changed {
                read.fresh = None;
                return Ok(read);
            }
        }
        read.fresh = Some(self.0.source.window(ask, window).await?);
        Ok(read)
    }

    /// Asks whether anything changed. The window of a link is fixed: once the present week has moved on, a new round
    /// begins, and the window is read whatever it says.
    async fn look_for_changes(
        &self,
        turn: &Turn,
        ask: &CalendarAsk,
        read: &Read,
    ) -> Result<ChangesRead, SourceError> {
        let covers = read.row.read_to == Some(read.window.to_min());
        let link = read
            .row
            .link
            .as_deref()
            .filter(|_| covers && read.row.stage >= CURRENT)
            .and_then(|sealed| ids::open_link(&turn.keys, read.row.person, sealed));
        let anew = link.is_none();
        let watch = Watch {
            window: read.window,
            link,
        };
        let begin = |watch: Watch| self.0.source.changes(ask.clone(), watch);
        match begin(watch.clone()).await {
            Ok(changes) => Ok(ChangesRead {
                changed: changes.changed || anew,
                ..changes
            }),
            Err(SourceError::LinkExpired) if !anew => {
                let fresh = begin(Watch {
                    link: None,
                    ..watch
                })
                .await?;
                Ok(ChangesRead {
                    changed: true,
                    ..fresh
                })
            }
            Err(error) => Err(error),
        }
    }

    async fn prepare(&self, turn: &Turn, read: Read) -> Result<Ready, CultureError> {
        let Read {
            row,
            window,
            fresh,
            link,
            settings,
            refused: _,
        } = read;
        let mut excluded = Vec::new();
        let merged = match fresh {
            None => Merged::default(),
            Some(fresh) => {
                excluded = fresh.excluded;
                let stored = self
                    .of(turn.tenant)
                    .calendar_weeks_of(row.person, window.first - 1, window.end - 1)
                    .await?;
                let stored: Weeks = stored
                    .into_iter()
                    .map(|week| Ok((week.bucket, unpack(&week.facts)?)))
                    .collect::<Result<_, CultureError>>()?;
                let fresh = Fresh {
                    facts: fresh.facts,
                    left_out: fresh.left_out,
                };
                merge(&stored, fresh, window, minute_of(turn.now))
            }
        };
        let stage = turn.plan.after(row.stage);
        let due_at = if stage == CURRENT {
            // Spread over two hours, so that not everybody is looked at in the same minute.
            turn.now
                .plus_minutes(AGAIN_H * 60 - spread(row.person, 120))
        } else {
            turn.now
        };
        let done = FinishedPerson {
            person: row.person,
            mailbox: Mailbox::Ok,
            stage,
            due_at,
            read_from: Some(
                row.read_from
                    .map_or(window.from_min(), |from| from.min(window.from_min())),
            ),
            read_to: Some(
                row.read_to
                    .map_or(window.to_min(), |to| to.max(window.to_min())),
            ),
            link: link.map(|link| ids::seal_link(&turn.keys, row.person, &link)),
            failures: 0,
            error: None,
            more_events: merged.more,
            last_ok: Some(turn.now),
        };
        Ok(Ready {
            done,
            merged,
            excluded,
            settings,
        })
    }
}
