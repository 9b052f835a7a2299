//! Connectors as their administrator sees and moves them. Every change is audited in its own transaction.

mod view;

use model::Timestamp;
use model::culture::connector::{ConnectorScope, ConnectorSource, ConnectorState, ConnectorView};
use model::culture::reading::{LEAST, LEAST_MOST, QUIET_MOST, Reading, TERMS_MOST};
use model::permission::Feature;
use serde_json::json;
use store::{ConnectorRow, Tx};
use trust::audit::{self, Actor, Entry};
use trust::{Administrator, TenantKeys};

use crate::publish::{Definition, note_definition};
use crate::sync::choice::{reading_of, settings_of, terms_hash};
use crate::sync::plan::{AGAIN_WEEKS, AHEAD};
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// Most groups a scope may name.
pub const GROUPS_MOST: usize = 200;

/// What an administrator may do with a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectorAction {
    /// Switch on, or go on after a pause or a stop.
    SwitchOn,
    /// Switch off. Facts stay until their time is over; with the directory the real ids are removed.
    SwitchOff,
    /// Pause; it goes on where it stopped.
    Pause,
    /// Look at everything now.
    SyncNow,
    /// Read other people's calendars.
    SetScope(ConnectorScope),
    /// Read more or less of each calendar: the weeks around the present are read anew, older ones stay as they are.
    SetReading(Reading),
}

impl ConnectorAction {
    const fn audited(&self) -> &'static str {
        match self {
            Self::SwitchOn => "connector.switched_on",
            Self::SwitchOff => "connector.switched_off",
            Self::Pause => "connector.paused",
            Self::SyncNow => "connector.sync_asked",
            Self::SetScope(_) => "connector.scope_changed",
            Self::SetReading(_) => "connector.reading_changed",
        }
    }
}

impl Culture {
    /// Both connectors of the administrator's organisation.
    ///
    /// # Errors
    /// [`CultureError::Store`].
    pub async fn connectors(
        &self,
        who: &Administrator,
    ) -> Result<Vec<ConnectorView>, CultureError> {
        let scoped = self.of(who.tenant());
        let rows = scoped.connectors().await?;
        let (counts, next) = (
            scoped.stage_counts().await?,
            scoped.next_due_person().await?,
        );
        let around = view::Around {
            plan: self.plan(who.tenant()).await?,
            reading: self.reading(who.tenant()).await?,
            counts,
            next: next.map(Timestamp),
        };
        Ok(ConnectorSource::ALL
            .iter()
            .map(|source| {
                let row = rows.iter().find(|row| row.source == *source);
                view::view(*source, row, &around)
            })
            .collect())
    }

    /// Does what an administrator asks of a connector.
    ///
    /// # Errors
    /// [`CultureError::NotPossible`] for a pause, "sync now" or scope of a connector that is off, a calendar connector
    /// without the directory, a scope of too many groups or none, and too many exclusion terms; [`CultureError::Store`].
    pub async fn move_connector(
        &self,
        who: &Administrator,
        source: ConnectorSource,
        action: ConnectorAction,
    ) -> Result<(), CultureError> {
        if action == ConnectorAction::SwitchOn && !self.may_switch_on(who, source).await? {
            return Err(CultureError::NotPossible);
        }
        let keys = self.keys(who.tenant()).await?;
        let now = self.0.trust.now();
        let mut tx = self.of(who.tenant()).begin().await?;
        let before = tx.lock_connector(source).await?;
        act(&mut tx, source, (&action, now, &keys)).await?;
        let mut entry = Entry::new(now, Actor::Person(who.oid()), action.audited(), source);
        if let ConnectorAction::SetScope(scope) = &action {
            entry = entry.with(json!({ "scope": scope }));
        }
        if let ConnectorAction::SetReading(reading) = &action {
            let before = before.map_or(Ok(Reading::default()), |row| {
                reading_of(&keys, &row.settings)
            })?;
            if before.access() != reading.access() {
                self.0
                    .trust
                    .doubt_consent(&mut tx, Feature::Calendar)
                    .await?;
            }
            // Terms may name what is secret, so their number and a keyed hash have to do.
            entry = entry.with(json!({
                "agenda": reading.agenda,
                "smaller_permission_refused": reading.refused,
                "terms": reading.terms.len(),
                "terms_hash": terms_hash(&keys, &reading.terms),
                "sensitive": reading.sensitive,
                "fewest_people": reading.least,
                "free_of_meetings": reading.quiet.iter().map(ToString::to_string).collect::<Vec<_>>(),
            }));
        }
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Switches both connectors on for everybody, as the operator: for `anteroom sync --switch-on`.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn switch_on_as_operator(&self, tenant: model::TenantId) -> Result<(), CultureError> {
        let (keys, now) = (self.keys(tenant).await?, self.0.trust.now());
        let mut tx = self.of(tenant).begin().await?;
        for source in ConnectorSource::ALL {
            let action = ConnectorAction::SwitchOn;
            act(&mut tx, *source, (&action, now, &keys)).await?;
            let entry = Entry::new(now, Actor::Operator, action.audited(), source);
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Makes everything due, as the operator: for `anteroom sync`.
    ///
    /// # Errors
    /// [`CultureError::NotPossible`] when no connector is on; [`CultureError::Store`].
    pub async fn sync_now_as_operator(&self, tenant: model::TenantId) -> Result<(), CultureError> {
        let (keys, now) = (self.keys(tenant).await?, self.0.trust.now());
        let mut tx = self.of(tenant).begin().await?;
        let mut asked = false;
        for row in tx.connectors().await? {
            if row.state == ConnectorState::Off {
                continue;
            }
            asked = true;
            let action = ConnectorAction::SyncNow;
            act(&mut tx, row.source, (&action, now, &keys)).await?;
            let entry = Entry::new(now, Actor::Operator, action.audited(), row.source);
            audit::append(&mut tx, &keys, entry).await?;
        }
        if !asked {
            return Err(CultureError::NotPossible);
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Changes the connector's row; the directory comes before the calendars that need its people.
async fn act(
    tx: &mut Tx,
    source: ConnectorSource,
    (action, now, keys): (&ConnectorAction, Timestamp, &TenantKeys),
) -> Result<(), CultureError> {
    let mut row = match tx.lock_connector(source).await? {
        Some(row) => row,
        None if matches!(
            action,
            ConnectorAction::SwitchOn | ConnectorAction::SetReading(_)
        ) =>
        {
            fresh(source, now)
        }
        None => return Err(CultureError::NotPossible),
    };
    let off = row.state == ConnectorState::Off;
    match action {
        ConnectorAction::SwitchOn => {
            if source == ConnectorSource::Calendar {
                let directory = tx.connector(ConnectorSource::Directory).await?;
                if directory.is_none_or(|row| row.state == ConnectorState::Off) {
                    return Err(CultureError::NotPossible);
                }
            }
            row.state = ConnectorState::On;
            row.due_at = now;
            row.begun_at = row.begun_at.filter(|_| !off).or(Some(now));
            row.progress = "[]".to_owned();
            (row.error, row.error_at) = (None, None);
        }
        ConnectorAction::SwitchOff => {
            row.state = ConnectorState::Off;
            (row.error, row.error_at) = (None, None);
            if source == ConnectorSource::Directory {
                // Calendars cannot be read without the ids.
                if let Some(mut calendar) = tx.lock_connector(ConnectorSource::Calendar).await? {
                    calendar.state = ConnectorState::Off;
                    calendar.revision += 1;
                    tx.save_connector(&calendar).await?;
                }
                tx.forget_synced_people().await?;
            }
        }
        ConnectorAction::SetReading(reading) => {
            let before = reading_of(keys, &row.settings)?;
            let new = definition(reading, keys);
            if definition(&before, keys) != new {
                let present = week_of(minute_of(now));
                let from = if reading.reads_like(&before) {
                    present
                } else {
                    first_read_anew(tx, now).await?
                };
                if before.quiet != reading.quiet {
                    // No calendar is read anew for them, so nothing else would mark these weeks.
                    let first = from.max(first_kept(tx, present).await?);
                    tx.mark_dirty(&(first..=present).collect::<Vec<_>>(), now)
                        .await?;
                }
                note_definition(tx, from, &new).await?;
            }
            if set_reading(&mut row, reading, keys)? {
                // Under other words other meetings are kept out.
                let from = first_read_anew(tx, now).await?;
                tx.forget_excluded_occurrences(from).await?;
                row.due_at = now;
                tx.read_people_again(now).await?;
            }
        }
        _ if off => return Err(CultureError::NotPossible),
        ConnectorAction::Pause => row.state = ConnectorState::Paused,
        ConnectorAction::SyncNow => {
            row.due_at = now;
            if row.state == ConnectorState::Paused {
                row.state = ConnectorState::On;
            }
            if source == ConnectorSource::Calendar {
                // Consent to texts may have come since, which changes no event.
                if reading_of(keys, &row.settings)?.agenda {
                    tx.read_people_again(now).await?;
                } else {
                    tx.hasten_people(now).await?;
                }
            }
        }
        ConnectorAction::SetScope(scope) => {
            set_scope(&mut row, scope)?;
            // Who is in scope follows from the groups' members, which the directory round reads.
            if let Some(mut directory) = tx.lock_connector(ConnectorSource::Directory).await? {
                directory.due_at = now;
                tx.save_connector(&directory).await?;
            }
        }
    }
    row.revision += 1;
    tx.save_connector(&row).await?;
    Ok(())
}

/// By what weeks are read from now on. Words may name what is secret, so a keyed hash stands for them.
fn definition(reading: &Reading, keys: &TenantKeys) -> Definition {
    let any = !reading.terms.is_empty();
    Definition {
        sensitive: reading.sensitive,
        terms: any.then(|| terms_hash(keys, &reading.terms)),
        words: any.then(|| reading.words().next().is_some()),
        agenda: reading.agenda,
        quiet: reading.quiet.clone(),
    }
}

/// The first week that is read by a choice made now. Where everybody is still read for the first time, it is every week.
async fn first_read_anew(tx: &mut Tx, now: Timestamp) -> Result<i32, CultureError> {
    let counts = tx.stage_counts().await?;
    let any = counts.iter().any(|count| count.stage >= AHEAD);
    Ok(if any {
        week_of(minute_of(now)) - AGAIN_WEEKS
    } else {
        0
    })
}

/// The first week of which anything is kept; the present one where nothing is.
async fn first_kept(tx: &mut Tx, present: i32) -> Result<i32, CultureError> {
    let span = tx.calendar_span().await?;
    Ok(span
        .and_then(|span| span.first)
        .unwrap_or(present)
        .min(present))
}

/// Notes the choice; answers whether calendars are to be read anew.
fn set_reading(
    row: &mut ConnectorRow,
    reading: &Reading,
    keys: &TenantKeys,
) -> Result<bool, CultureError> {
    let few = reading.terms.len() <= TERMS_MOST && reading.quiet.len() <= QUIET_MOST;
    let fits = few && (LEAST..=LEAST_MOST).contains(&reading.least);
    if !fits || row.source != ConnectorSource::Calendar {
        return Err(CultureError::NotPossible);
    }
    let before = reading_of(keys, &row.settings)?;
    row.settings = settings_of(keys, reading)?;
    Ok(!reading.reads_like(&before))
}

fn set_scope(row: &mut ConnectorRow, scope: &ConnectorScope) -> Result<(), CultureError> {
    let fits = match scope {
        ConnectorScope::Everybody => true,
        ConnectorScope::Groups(groups) => !groups.is_empty() && groups.len() <= GROUPS_MOST,
    };
    if !fits || row.source != ConnectorSource::Calendar {
        return Err(CultureError::NotPossible);
    }
    row.scope = serde_json::to_string(scope).map_err(|_| CultureError::Malformed("scope"))?;
    Ok(())
}

fn fresh(source: ConnectorSource, now: Timestamp) -> ConnectorRow {
    ConnectorRow {
        source,
        state: ConnectorState::Off,
        scope: serde_json::to_string(&ConnectorScope::Everybody).unwrap_or_default(),
        settings: "{}".to_owned(),
        revision: 0,
        due_at: now,
        begun_at: None,
        done: 0,
        total: None,
        progress: "[]".to_owned(),
        counted: "{}".to_owned(),
        last_ok: None,
        error: None,
        error_at: None,
    }
}
