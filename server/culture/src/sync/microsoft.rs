//! People and calendars from Microsoft Graph.

mod answers;

use std::sync::{Arc, Mutex, PoisonError};

use microsoft::calendar::{CalendarPlace, ChangePlace, MasterPlace};
use microsoft::directory::{Attribute, MemberPlace, PeoplePlace};
use microsoft::reader::{Master, Reader, ReaderRules};
use microsoft::{AppReader, DeltaLink, Microsoft, PageLink, ReadError};
use model::culture::connector::ConnectorProblem;
use model::culture::kept::KeptEvent;
use model::trouble::Place;
use model::{ObjectId, TenantId};
use trust::Trust;
use trust::errors::Note;

use self::answers::{add, group, in_read, in_token, kept, mailbox, stretch, user};
use super::plan::Window;
use super::series::SeriesMemory;
use super::source::{
    Answer, Ask, CalendarAsk, ChangesRead, DirectoryGroup, DirectoryPage, MailboxSettings,
    MembersOf, Series, Source, SourceError, Watch, WindowRead,
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
    series: SeriesMemory,
}

impl FromMicrosoft {
    /// Reads with this client and the keys of `trust`.
    #[must_use]
    pub fn new(microsoft: Microsoft, trust: Trust) -> Self {
        Self {
            microsoft,
            trust,
            readers: Mutex::default(),
            series: SeriesMemory::default(),
        }
    }

    fn reader(
        &self,
        tenant: TenantId,
        source: microsoft::Source,
    ) -> Result<AppReader, SourceError> {
        let reader = self.microsoft.app_reader(tenant, source);
        reader.map_err(|problem| {
            self.trust
                .note_trouble(tenant, Note::token(Place::Token, &problem));
            in_token(&problem)
        })
    }

    /// What an error of Microsoft means to the connector. It is noted for whoever can put it right.
    fn seen(&self, tenant: TenantId) -> impl Fn(ReadError) -> SourceError + '_ {
        move |error| {
            if let Some(note) = Note::read(&error) {
                self.trust.note_trouble(tenant, note);
            }
            in_read(error)
        }
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
            .map_err(self.seen(ask.tenant))?;
        let oids: Vec<ObjectId> = page.people.iter().map(|entry| entry.id).collect();
        let managers = reader
            .managers(&oids, ask.now)
            .await
            .map_err(self.seen(ask.tenant))?;
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
        of: MembersOf,
    ) -> Result<Vec<DirectoryGroup>, SourceError> {
        let reader = self.reader(ask.tenant, microsoft::Source::Directory)?;
        let names = self.names(ask.tenant).await?;
        let (mut groups, mut link) = (Vec::new(), None);
        for _ in 0..PAGES {
            let page = reader.group_page(link.as_ref(), &names, ask.now).await;
            let page = match page.map_err(self.seen(ask.tenant)) {
                // Groups are one way to choose people; without them everybody is read.
                Err(SourceError::Denied) if of.needed.is_empty() => return Ok(vec![]),
                page => page?,
            };
            groups.extend(page.groups.into_iter().map(group));
            link = page.next;
            if link.is_none() {
                break;
            }
        }
        for group in &mut groups {
            let needed = of.needed.contains(&group.oid);
            if !needed && !of.wanted.contains(&group.oid) {
                continue;
            }
            group.members = match self.members(&reader, ask, group.oid).await {
                // Some groups keep their members to themselves. Part of them would be another group.
                Err(SourceError::Denied) if !needed => vec![],
                members => members?,
            };
        }
        Ok(groups)
    }

    /// Everybody of a group.
    async fn members(
        &self,
        reader: &AppReader,
        ask: Ask,
        group: ObjectId,
    ) -> Result<Vec<ObjectId>, SourceError> {
        let (mut members, mut place) = (Vec::new(), MemberPlace::Group(group));
        for _ in 0..PAGES {
            let page = reader
                .group_members(&place, ask.now)
                .await
                .map_err(self.seen(ask.tenant))?;
            members.extend(page.people);
            match page.next {
                Some(link) => place = MemberPlace::Page(link),
                None => break,
            }
        }
        Ok(members)
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
            .map_err(self.seen(ask.tenant))?;
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
        self.know_series(&graph, ask, events).await?;
        let mut place = CalendarPlace::Window(stretch(window));
        for _ in 0..PAGES {
            let page = graph
                .calendar_page(ask.oid, &place, events, ask.ask.now)
                .await;
            let mut page = page.map_err(self.seen(ask.ask.tenant))?;
            let next = page.next.take();
            add(&mut read, page);
            match next {
                Some(link) => place = CalendarPlace::Page(link),
                None => return Ok(read),
            }
        }
        Err(SourceError::Failed(ConnectorProblem::UnexpectedAnswer))
    }

    /// Tells the reader which series have no end.
    async fn know_series(
        &self,
        graph: &AppReader,
        ask: &CalendarAsk,
        events: &mut Reader,
    ) -> Result<(), SourceError> {
        if ask.series == Series::Remembered
            && let Some(series) = self.series.of(ask.owner)
        {
            events.know_masters(&series);
            return Ok(());
        }
        let series = self.masters(graph, ask, events).await?;
        match ask.series {
            Series::Begun | Series::Remembered => self.series.keep(ask.owner, series),
            Series::Asked => self.series.forget(ask.owner),
        }
        Ok(())
    }

    /// Reads all series of a calendar; the reader knows them then.
    async fn masters(
        &self,
        graph: &AppReader,
        ask: &CalendarAsk,
        events: &mut Reader,
    ) -> Result<Vec<Master>, SourceError> {
        let (mut series, mut place) = (Vec::new(), MasterPlace::First);
        for _ in 0..PAGES {
            let page = graph
                .master_page(ask.oid, &place, events, ask.ask.now)
                .await;
            let page = page.map_err(self.seen(ask.ask.tenant))?;
            series.extend(page.masters);
            match page.next {
                Some(link) => place = MasterPlace::Page(link),
                None => break,
            }
        }
        Ok(series)
    }

    /// A reader of its own, so that whom it meets is still new to those that read for the facts.
    async fn read_kept(
        &self,
        ask: CalendarAsk,
        window: Window,
    ) -> Result<Vec<KeptEvent>, SourceError> {
        let graph = self.reader(ask.ask.tenant, microsoft::Source::Calendar)?;
        let mut reader = Reader::new((*ask.rules).clone());
        self.masters(&graph, &ask, &mut reader).await?;
        let shown = graph
            .what_we_keep(ask.oid, stretch(window), &mut reader, ask.ask.now)
            .await
            .map_err(self.seen(ask.ask.tenant))?;
        Ok(shown.into_iter().map(kept).collect())
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
                page => page.map_err(self.seen(ask.ask.tenant))?,
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

    fn groups(&self, ask: Ask, of: MembersOf) -> Answer<'_, Vec<DirectoryGroup>> {
        Box::pin(self.read_groups(ask, of))
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

    fn kept(&self, ask: CalendarAsk, window: Window) -> Answer<'_, Vec<KeptEvent>> {
        Box::pin(self.read_kept(ask, window))
    }

    fn changes(&self, ask: CalendarAsk, watch: Watch) -> Answer<'_, ChangesRead> {
        Box::pin(self.read_changes(ask, watch))
    }
}
