//! One's own data: what is kept, own figures, opting out and in, export, erasure. For any signed-in member, and for the
//! operator who answers a request by letter.

mod lists;

use model::culture::connector::{ConnectorSource, ConnectorState};
use model::culture::me::{KeptView, Looked, MeView, OwnWeek};
use model::culture::{EventFact, Pseudonym, Quantity};
use model::{ObjectId, TenantId};
use serde_json::{Value, json};
use store::{OptOutRow, PersonAttributesRow, PersonRecord, PersonWeekRow};
use trust::Member;
use trust::audit::{self, Actor, Entry};

use crate::engine::ABSENT;
use crate::publish::{POLICIES, unpack_figures};
use crate::sync::unpack;
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// Whose data, and who asks for it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    tenant: TenantId,
    oid: ObjectId,
    by: Actor,
}

impl Asked {
    fn by_member(who: &Member) -> Self {
        Self {
            tenant: who.tenant(),
            oid: who.oid(),
            by: Actor::Person(who.oid()),
        }
    }

    /// What an audit row says it happened to. The row of a member names them already, and nobody's object id may stand
    /// beside their pseudonym.
    fn subject(self, person: Pseudonym) -> String {
        match self.by {
            Actor::Person(_) => "own data".to_owned(),
            _ => person.to_string(),
        }
    }

    const fn by_operator(tenant: TenantId, oid: ObjectId) -> Self {
        Self {
            tenant,
            oid,
            by: Actor::Operator,
        }
    }
}

impl Culture {
    /// What is kept about the member, and the member's own figures.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`], [`CultureError::Malformed`].
    pub async fn me(&self, who: &Member) -> Result<MeView, CultureError> {
        let person = self.pseudonym(who.tenant(), who.oid()).await?;
        let record = self.of(who.tenant()).person_record(person).await?;
        let groups = self.group_names(who.tenant(), &record.attributes).await?;
        Ok(MeView {
            kept: kept(&record, groups)?,
            weeks: own_weeks(&record)?,
            looked: self.looked(who.tenant()).await?,
        })
    }

    /// Whether texts or titles are looked at; which words are looked for isn't told.
    async fn looked(&self, tenant: TenantId) -> Result<Looked, CultureError> {
        let row = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        if row.is_none_or(|row| row.state == ConnectorState::Off) {
            return Ok(Looked::default());
        }
        let reading = self.reading(tenant).await?;
        Ok(Looked {
            texts: reading.agenda,
            titles: reading.words().next().is_some(),
        })
    }

    /// Takes the member out: facts and figures are removed at once, and nothing is read or counted any more; in others'
    /// meetings they stay an uncounted head.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn opt_out(&self, who: &Member) -> Result<(), CultureError> {
        self.leave(Asked::by_member(who), "person.opted_out").await
    }

    /// Lets the member take part again, from the next round through the directory on.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn opt_in(&self, who: &Member) -> Result<(), CultureError> {
        let asked = Asked::by_member(who);
        let person = self.pseudonym(asked.tenant, asked.oid).await?;
        let (keys, now) = (self.keys(asked.tenant).await?, self.0.trust.now());
        let mut tx = self.of(asked.tenant).begin().await?;
        if tx.delete_opt_out(person).await? {
            let entry = Entry::new(now, asked.by, "person.opted_in", asked.subject(person));
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        self.0.books.forget(asked.tenant);
        Ok(())
    }

    /// Everything that is kept about the member, as one JSON document.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`], [`CultureError::Malformed`].
    pub async fn export_me(&self, who: &Member) -> Result<Value, CultureError> {
        self.export(Asked::by_member(who)).await
    }

    /// Removes everything that is kept about the member. Where calendars are read, they are read again; who does not want
    /// that opts out.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn erase_me(&self, who: &Member) -> Result<(), CultureError> {
        self.erase(Asked::by_member(who)).await
    }

    /// As [`Self::export_me`], for `anteroom export --person`.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`], [`CultureError::Malformed`].
    pub async fn export_person(
        &self,
        tenant: TenantId,
        oid: ObjectId,
    ) -> Result<Value, CultureError> {
        self.export(Asked::by_operator(tenant, oid)).await
    }

    /// As [`Self::opt_out`], for `anteroom erase --person`: what is kept is removed and stays away.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn erase_person(&self, tenant: TenantId, oid: ObjectId) -> Result<(), CultureError> {
        self.leave(Asked::by_operator(tenant, oid), "person.erased")
            .await
    }

    async fn leave(&self, asked: Asked, action: &'static str) -> Result<(), CultureError> {
        let person = self.pseudonym(asked.tenant, asked.oid).await?;
        let now = self.0.trust.now();
        let mark = OptOutRow { person, since: now };
        // First the mark and the end of the lease, so that nobody who reads now stores anything afterwards.
        let mut tx = self.of(asked.tenant).begin().await?;
        tx.insert_opt_out(&mark).await?;
        tx.set_in_scope(person, false).await?;
        tx.commit().await?;
        self.0.books.forget(asked.tenant);
        self.remove(asked, (person, action, true)).await
    }

    async fn erase(&self, asked: Asked) -> Result<(), CultureError> {
        let person = self.pseudonym(asked.tenant, asked.oid).await?;
        self.remove(asked, (person, "person.erased", false)).await
    }

    /// Removes what is kept of a person; who leaves for good is taken out of lists too.
    async fn remove(
        &self,
        asked: Asked,
        (person, action, leaves): (Pseudonym, &'static str, bool),
    ) -> Result<(), CultureError> {
        let (keys, now) = (self.keys(asked.tenant).await?, self.0.trust.now());
        let scoped = self.of(asked.tenant);
        let record = scoped.person_record(person).await?;
        let mut tx = scoped.begin().await?;
        tx.erase_person(person, &record).await?;
        if leaves {
            let to = (&mut tx, asked.tenant);
            self.leave_lists(to, (person, now)).await?;
        }
        let mut weeks: Vec<i32> = record.calendar.iter().map(|row| row.bucket).collect();
        weeks.extend(record.figures.iter().map(|row| row.week));
        if leaves {
            // Others' facts may name whoever leaves in weeks of which nothing of their own is kept. Later weeks are cleaned
            // when they have begun.
            let span = scoped.calendar_span().await?;
            if let Some((first, last)) = span.and_then(|span| span.first.zip(span.last)) {
                weeks.extend(first..=last.min(week_of(minute_of(now))));
            }
        }
        weeks.sort_unstable();
        weeks.dedup();
        tx.mark_dirty(&weeks, now).await?;
        let entry = Entry::new(now, asked.by, action, asked.subject(person));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn export(&self, asked: Asked) -> Result<Value, CultureError> {
        let person = self.pseudonym(asked.tenant, asked.oid).await?;
        let record = self.of(asked.tenant).person_record(person).await?;
        let events: Vec<EventFact> = record
            .calendar
            .iter()
            .map(|row| unpack(&row.facts))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        let attributes: Vec<Value> = record.attributes.iter().map(range).collect();
        let synced = record.synced.as_ref().map(|row| {
            json!({
                "mailbox": row.mailbox, "in_scope": row.in_scope, "last_read": row.last_ok,
                "read_from_min": row.read_from, "read_to_min": row.read_to,
            })
        });
        let figures = record.figures.iter().map(figures);
        let figures = figures.collect::<Result<Vec<Value>, _>>()?;
        let (keys, now) = (self.keys(asked.tenant).await?, self.0.trust.now());
        let mut tx = self.of(asked.tenant).begin().await?;
        let entry = Entry::new(now, asked.by, "person.exported", asked.subject(person));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(json!({
            "pseudonym": person, "opted_out": record.opt_out.map(|row| row.since), "sync": synced,
            "attributes": attributes, "events": events, "figures": figures,
        }))
    }

    async fn group_names(
        &self,
        tenant: TenantId,
        ranges: &[PersonAttributesRow],
    ) -> Result<Vec<String>, CultureError> {
        let mine: Vec<String> = ranges
            .iter()
            .filter(|row| row.to_week.is_none())
            .flat_map(|row| serde_json::from_str::<Vec<String>>(&row.groupings).unwrap_or_default())
            .collect();
        let all = self.of(tenant).groupings().await?;
        Ok(all
            .into_iter()
            .filter(|row| mine.contains(&row.id))
            .map(|row| row.name)
            .collect())
    }
}

/// The figures of a week by the names of their columns.
fn figures(row: &PersonWeekRow) -> Result<Value, CultureError> {
    let columns = unpack_figures(&row.figures)?.columns;
    let known = Quantity::all().zip(columns);
    let named: serde_json::Map<String, Value> = known
        .filter(|(_, value)| *value != ABSENT)
        .map(|(quantity, value)| (quantity.name(), json!(value)))
        .collect();
    Ok(json!({ "policy": row.policy, "week": row.week, "origin": row.origin, "columns": named }))
}

/// The weeks under the policy of the tiles, latest first.
fn own_weeks(record: &PersonRecord) -> Result<Vec<OwnWeek>, CultureError> {
    let (policy, _) = POLICIES[0];
    let mut weeks = Vec::new();
    for row in record.figures.iter().filter(|row| row.policy == policy) {
        let columns = unpack_figures(&row.figures)?.columns;
        let known = Quantity::all().zip(columns);
        weeks.push(OwnWeek {
            week: row.week,
            figures: known.filter(|(_, value)| *value != ABSENT).collect(),
        });
    }
    weeks.sort_unstable_by_key(|week| -week.week);
    Ok(weeks)
}

fn range(row: &PersonAttributesRow) -> Value {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    json!({
        "origin": row.origin, "from_week": row.from_week, "to_week": row.to_week,
        "attributes": parsed(&row.attributes), "manager": row.manager, "groups": parsed(&row.groupings),
        "hours": row.hours.as_deref().map(parsed),
    })
}

fn kept(record: &PersonRecord, groups: Vec<String>) -> Result<KeptView, CultureError> {
    let mut events = 0;
    for row in &record.calendar {
        events += u64::try_from(unpack(&row.facts)?.len()).unwrap_or(0);
    }
    let weeks = || {
        let calendar = record.calendar.iter().map(|row| row.bucket);
        calendar.chain(record.figures.iter().map(|row| row.week))
    };
    let attributes = record.attributes.iter().filter(|row| row.to_week.is_none());
    let attributes = attributes.flat_map(|row| {
        serde_json::from_str::<std::collections::BTreeMap<String, String>>(&row.attributes)
            .unwrap_or_default()
    });
    Ok(KeptView {
        known: record.synced.is_some() || weeks().next().is_some(),
        opted_out: record.opt_out.as_ref().map(|row| row.since),
        weeks: weeks().min().zip(weeks().max()),
        events,
        figures: u64::try_from(record.figures.len()).unwrap_or(0),
        attributes: attributes.collect(),
        groups,
        last_read: record.synced.as_ref().and_then(|row| row.last_ok),
    })
}
