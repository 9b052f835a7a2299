//! People and calendars from Microsoft Graph.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use microsoft::calendar::{CalendarPlace, ChangePlace, MasterPlace, Window as Stretch};
use microsoft::directory::{Attribute, Group, MemberPlace, PeoplePlace, PersonEntry};
use microsoft::mailbox::{Purpose, Zone};
use microsoft::reader::{Notice, Notices, ReadPage, Reader, ReaderRules};
use microsoft::trouble::Who;
use microsoft::{
    AppReader, DeltaLink, GraphProblem, Microsoft, MicrosoftError, PageLink, ReadError,
    TokenProblem,
};
use model::culture::connector::ConnectorProblem;
use model::{ObjectId, TenantId};
use trust::Trust;

use super::plan::Window;
use super::source::{
    Answer, Ask, CalendarAsk, ChangesRead, DirectoryGroup, DirectoryPage, DirectoryUser, Hours,
    MailboxSettings, Series, Source, SourceError, Watch, WindowRead,
};
use crate::culture::pseudonyms;

/// Attributes by which people are grouped.
const ATTRIBUTES: [Attribute; 3] = [
    Attribute::Department,
    Attribute::OfficeLocation,
    Attribute::Country,
];
/// Most pages of one list: a list without end is a fault.
const PAGES: usize = 2_000;

/// The source of the program.
pub struct FromMicrosoft {
    microsoft: Microsoft,
    trust: Trust,
    /// Readers that are not in use; each remembers whom addresses stand for.
    readers: Mutex<Vec<(Arc<ReaderRules>, Reader)>>,
}

impl FromMicrosoft {
    /// Reads with this client and the keys of `trust`.
    #[must_use]
    pub const fn new(microsoft: Microsoft, trust: Trust) -> Self {
        Self {
            microsoft,
            trust,
            readers: Mutex::new(Vec::new()),
        }
    }

    fn reader(
        &self,
        tenant: TenantId,
        source: microsoft::Source,
    ) -> Result<AppReader, SourceError> {
        let reader = self.microsoft.app_reader(tenant, source);
        reader.map_err(|problem| in_token(&problem))
    }

    async fn names(&self, tenant: TenantId) -> Result<microsoft::reader::Pseudonyms, SourceError> {
        let keys = self.trust.keys(tenant).await;
        let keys = keys.map_err(|_| SourceError::Connector(ConnectorProblem::Internal))?;
        Ok(pseudonyms(&keys))
    }

    fn take(&self, rules: &Arc<ReaderRules>) -> Reader {
        let mut all = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|(of, _)| Arc::ptr_eq(of, rules));
        match place {
            Some(place) => all.swap_remove(place).1,
            None => Reader::new((**rules).clone()),
        }
    }

    fn put_back(&self, rules: Arc<ReaderRules>, mut reader: Reader) {
        reader.forget_masters();
        let mut all = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        // Readers of an older directory are of no more use.
        all.retain(|(of, _)| Arc::strong_count(of) > 1);
        all.push((rules, reader));
    }

    async fn read_users(
        &self,
        ask: Ask,
        link: Option<String>,
    ) -> Result<DirectoryPage, SourceError> {
        let reader = self.reader(ask.tenant, microsoft::Source::Directory)?;
        let names = self.names(ask.tenant).await?;
        let place = link.map_or(PeoplePlace::All, |link| {
            PeoplePlace::Page(PageLink::new(link))
        });
        let page = reader
            .people_page(&place, &ATTRIBUTES, &names, ask.now)
            .await
            .map_err(in_read)?;
        let oids: Vec<ObjectId> = page.people.iter().map(|entry| entry.id).collect();
        let managers = reader.managers(&oids, ask.now).await.map_err(in_read)?;
        let users = page.people.into_iter().zip(managers);
        Ok(DirectoryPage {
            users: users
                .map(|(entry, manager)| user(entry, manager.ok().flatten()))
                .collect(),
            next: page.next.map(|link| link.to_seal().to_owned()),
        })
    }

    async fn read_groups(
        &self,
        ask: Ask,
        chosen: Vec<ObjectId>,
    ) -> Result<Vec<DirectoryGroup>, SourceError> {
        let reader = self.reader(ask.tenant, microsoft::Source::Directory)?;
        let names = self.names(ask.tenant).await?;
        let (mut groups, mut link) = (Vec::new(), None);
        for _ in 0..PAGES {
            let page = reader.group_page(link.as_ref(), &names, ask.now).await;
            let page = match page.map_err(in_read) {
                // Groups are one way to choose people; without them everybody is read.
                Err(SourceError::Denied) if chosen.is_empty() => return Ok(vec![]),
                page => page?,
            };
            groups.extend(page.groups.into_iter().map(group));
            link = page.next;
            if link.is_none() {
                break;
            }
        }
        for group in groups
            .iter_mut()
            .filter(|group| chosen.contains(&group.oid))
        {
            let mut place = MemberPlace::Group(group.oid);
            for _ in 0..PAGES {
                let page = reader
                    .group_members(&place, ask.now)
                    .await
                    .map_err(in_read)?;
                group.members.extend(page.people);
                match page.next {
                    Some(link) => place = MemberPlace::Page(link),
                    None => break,
                }
            }
        }
        Ok(groups)
    }

    async fn read_mailboxes(
        &self,
        ask: Ask,
        people: Vec<ObjectId>,
    ) -> Result<Vec<MailboxSettings>, SourceError> {
        let reader = self.reader(ask.tenant, microsoft::Source::Directory)?;
        let outcomes = reader
            .mailbox_settings(&people, ask.now)
            .await
            .map_err(in_read)?;
        let settings = outcomes.into_iter().map(|outcome| outcome.ok().flatten());
        Ok(settings
            .map(|one| one.map(mailbox).unwrap_or_default())
            .collect())
    }

    async fn read_window(
        &self,
        ask: &CalendarAsk,
        window: Window,
        events: &mut Reader,
    ) -> Result<WindowRead, SourceError> {
        let graph = self.reader(ask.ask.tenant, microsoft::Source::Calendar)?;
        let mut read = WindowRead::default();
        if ask.series == Series::Read {
            let mut place = MasterPlace::First;
            for _ in 0..PAGES {
                let page = graph
                    .master_page(ask.oid, &place, events, ask.ask.now)
                    .await;
                match page.map_err(in_read)?.next {
                    Some(link) => place = MasterPlace::Page(link),
                    None => break,
                }
            }
        }
        let mut place = CalendarPlace::Window(stretch(window));
        for _ in 0..PAGES {
            let page = graph
                .calendar_page(ask.oid, &place, events, ask.ask.now)
                .await;
            let mut page = page.map_err(in_read)?;
            let next = page.next.take();
            add(&mut read, page);
            match next {
                Some(link) => place = CalendarPlace::Page(link),
                None => return Ok(read),
            }
        }
        Err(SourceError::Failed(ConnectorProblem::UnexpectedAnswer))
    }

    async fn read_changes(
        &self,
        ask: CalendarAsk,
        watch: Watch,
    ) -> Result<ChangesRead, SourceError> {
        let graph = self.reader(ask.ask.tenant, microsoft::Source::Calendar)?;
        let names = &ask.rules.pseudonyms;
        let mut place = match watch.link {
            Some(link) => ChangePlace::Delta(DeltaLink::new(link)),
            None => ChangePlace::Window(stretch(watch.window)),
        };
        let mut changed = false;
        for _ in 0..PAGES {
            let page = graph
                .calendar_changes(ask.oid, &place, names, ask.ask.now)
                .await;
            let page = match page {
                // Calendars may be read, rounds of changes not: read the window each time.
                Err(ReadError::DeltaRefused) => {
                    return Ok(ChangesRead {
                        changed: true,
                        link: None,
                    });
                }
                page => page.map_err(in_read)?,
            };
            changed |= page.changed > 0 || !page.gone.is_empty();
            match (page.next, page.delta) {
                (Some(link), _) => place = ChangePlace::Page(link),
                (None, delta) => {
                    return Ok(ChangesRead {
                        changed,
                        link: delta.map(|link| link.to_seal().to_owned()),
                    });
                }
            }
        }
        Err(SourceError::Failed(ConnectorProblem::UnexpectedAnswer))
    }
}

impl Source for FromMicrosoft {
    fn users(&self, ask: Ask, link: Option<String>) -> Answer<'_, DirectoryPage> {
        Box::pin(self.read_users(ask, link))
    }

    fn groups(&self, ask: Ask, chosen: Vec<ObjectId>) -> Answer<'_, Vec<DirectoryGroup>> {
        Box::pin(self.read_groups(ask, chosen))
    }

    fn mailboxes(&self, ask: Ask, people: Vec<ObjectId>) -> Answer<'_, Vec<MailboxSettings>> {
        Box::pin(self.read_mailboxes(ask, people))
    }

    fn window(&self, ask: CalendarAsk, window: Window) -> Answer<'_, WindowRead> {
        Box::pin(async move {
            let mut reader = self.take(&ask.rules);
            let outcome = self.read_window(&ask, window, &mut reader).await;
            self.put_back(ask.rules, reader);
            outcome
        })
    }

    fn changes(&self, ask: CalendarAsk, watch: Watch) -> Answer<'_, ChangesRead> {
        Box::pin(self.read_changes(ask, watch))
    }
}

fn stretch(window: Window) -> Stretch {
    Stretch {
        from: window.from_min(),
        until: window.to_min(),
    }
}

fn add(read: &mut WindowRead, page: ReadPage) {
    read.facts.extend(page.facts);
    let met = page.sightings.iter();
    read.foreign
        .extend(met.map(|sighting| (sighting.domain, sighting.person)));
    for (reason, count) in reasons(&page.notices) {
        *read.counted.entry(reason).or_default() += count;
    }
}

fn reasons(notices: &Notices) -> BTreeMap<String, u64> {
    let mut reasons = BTreeMap::new();
    for (notice, count) in notices.iter() {
        let reason = match notice {
            Notice::Dropped(reason) => format!("dropped.{}", reason.key()),
            Notice::Nulled(field, cause) => format!("{}.{}", field.name(), cause.key()),
            Notice::NamelessAttendee => "nameless_attendee".to_owned(),
            Notice::Draft => "draft".to_owned(),
            Notice::NotUtf8 => "not_utf8".to_owned(),
        };
        *reasons.entry(reason).or_default() += count;
    }
    reasons
}

fn user(entry: PersonEntry, manager: Option<ObjectId>) -> DirectoryUser {
    DirectoryUser {
        oid: entry.id,
        addresses: entry.addresses.unwrap_or_default(),
        domains: entry.domains,
        manager,
        attributes: entry
            .attributes
            .into_iter()
            .map(|(attribute, value)| (attribute.name().to_owned(), value))
            .collect(),
        member: entry.member.unwrap_or(true) && entry.enabled.unwrap_or(true),
    }
}

fn group(group: Group) -> DirectoryGroup {
    DirectoryGroup {
        oid: group.id,
        name: group.name.unwrap_or_default(),
        addresses: group.addresses,
        members: vec![],
    }
}

fn mailbox(settings: microsoft::mailbox::MailboxSettings) -> MailboxSettings {
    let zone = |zone: Zone| match zone {
        Zone::Iana(name) => Some(name),
        Zone::Unknown => None,
    };
    let mut hours = Hours {
        zone: zone(settings.zone),
        ..Hours::default()
    };
    if let Some(working) = settings.working {
        // The wall clock of working hours is that of their own zone, where it is known.
        hours.zone = zone(working.zone).or(hours.zone);
        hours.days = (0_u8..7)
            .zip(working.days)
            .filter(|(_, works)| *works)
            .map(|(day, _)| day)
            .collect();
        hours.from_min = Some(working.start_min);
        hours.to_min = Some(working.end_min);
    }
    MailboxSettings {
        hours,
        resource: settings.purpose == Purpose::Resource,
    }
}

fn in_read(error: ReadError) -> SourceError {
    match error {
        ReadError::NoMailbox => SourceError::NoMailbox,
        ReadError::Resync => SourceError::LinkExpired,
        ReadError::DeltaRefused => SourceError::Denied,
        ReadError::Microsoft(MicrosoftError::Token(problem)) => in_token(&problem),
        ReadError::Microsoft(MicrosoftError::Graph(problem)) => in_graph(&problem),
    }
}

fn in_token(problem: &TokenProblem) -> SourceError {
    let problem = match problem {
        TokenProblem::Throttled { retry_after_s } => return SourceError::Throttled(*retry_after_s),
        TokenProblem::NoRegistration => ConnectorProblem::NotConfigured,
        TokenProblem::Refused(_) if problem.who() == Who::TenantAdmin => {
            ConnectorProblem::ConsentMissing
        }
        TokenProblem::Refused(_) | TokenProblem::Credential(_) => {
            ConnectorProblem::CredentialRefused
        }
        TokenProblem::Unreachable => ConnectorProblem::Unreachable,
        TokenProblem::Unexpected => ConnectorProblem::UnexpectedAnswer,
    };
    SourceError::Connector(problem)
}

fn in_graph(problem: &GraphProblem) -> SourceError {
    match problem {
        GraphProblem::Refused { status: 401, .. } => {
            SourceError::Connector(ConnectorProblem::ConsentMissing)
        }
        // Of one mailbox or of all: who asks knows from how many were refused.
        GraphProblem::Refused { status: 403, .. } => SourceError::Denied,
        GraphProblem::Refused { .. }
        | GraphProblem::Unexpected { .. }
        | GraphProblem::ForeignLink => SourceError::Failed(ConnectorProblem::UnexpectedAnswer),
        GraphProblem::Throttled { retry_after_s, .. } => SourceError::Throttled(*retry_after_s),
        GraphProblem::Fault { .. } | GraphProblem::Unreachable => {
            SourceError::Failed(ConnectorProblem::Unreachable)
        }
    }
}
