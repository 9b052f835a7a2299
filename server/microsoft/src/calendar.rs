//! Calendars: windows of a calendar view, series masters, and changes as a signal (microsoft.md 6.4, 6.5).

use model::culture::fact::Minute;
use model::{ObjectId, Timestamp};
use oauth2::url::Url;

use crate::app_reader::{AppReader, ReadError};
use crate::graph::{Call, GraphProblem};
use crate::link::{DeltaLink, PageLink};
use crate::reader::{
    Bodies, Changes, KeptEvent, Mailbox, NotAPage, Pseudonyms, ReadPage, Reader, read_changes,
};

/// What is asked for of each event by default; `Calendars.ReadBasic.All` shows all of it.
const SELECT: &str = "id,iCalUId,type,seriesMasterId,start,end,originalStart,isAllDay,isCancelled,isDraft,isOrganizer,\
    organizer,attendees,responseStatus,responseRequested,showAs,sensitivity,isOnlineMeeting,hideAttendees";
/// What is asked for of a series master.
const SELECT_MASTER: &str = "id,iCalUId,type,start,recurrence";
/// Events of a page: nearly every month of a calendar is one request.
const PAGE: &str = "200";
/// Times in UTC, ids that last, pages of that many events.
const PREFER: &str = r#"IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=200"#;

/// A half-open stretch of time, at most 1,825 days long; 31 days by rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Begin.
    pub from: Minute,
    /// End, not part of it.
    pub until: Minute,
}

/// Where to read in a calendar view.
#[derive(Clone, Debug)]
pub enum CalendarPlace {
    /// The first page of a window.
    Window(Window),
    /// A later page.
    Page(PageLink),
}

/// Where to read in the list of series masters.
#[derive(Clone, Debug)]
pub enum MasterPlace {
    /// The first page.
    First,
    /// A later page.
    Page(PageLink),
}

/// Where to read in a round of changes.
#[derive(Clone, Debug)]
pub enum ChangePlace {
    /// The first round over a window, which the link then holds for ever.
    Window(Window),
    /// A later page of a round.
    Page(PageLink),
    /// The next round.
    Delta(DeltaLink),
}

impl AppReader {
    /// Reads one page of a person's calendar view: single events, occurrences and exceptions that touch the window.
    ///
    /// Follow [`ReadPage::next`] until there is none; only then the window was read.
    ///
    /// # Errors
    /// [`ReadError`]; nothing of the page counts.
    pub async fn calendar_page(
        &self,
        mailbox: ObjectId,
        place: &CalendarPlace,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<ReadPage, ReadError> {
        let url = match place {
            CalendarPlace::Window(window) => self.view(mailbox, *window, reader),
            CalendarPlace::Page(link) => self.page(link)?,
        };
        let answer = self.mailbox_answer(mailbox, url, now).await?;
        let request_id = answer.request_id;
        reader
            .read(&answer.body, whose(reader, mailbox, now))
            .map_err(|NotAPage| GraphProblem::Unexpected { request_id }.into())
    }

    /// Reads one page of a person's series masters, which tell the reader which series have no end.
    ///
    /// # Errors
    /// [`ReadError`]
    pub async fn master_page(
        &self,
        mailbox: ObjectId,
        place: &MasterPlace,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<ReadPage, ReadError> {
        let url = match place {
            MasterPlace::First => {
                let mut url = self.url(&["users", &mailbox.to_string(), "events"]);
                url.query_pairs_mut()
                    .append_pair("$filter", "type eq 'seriesMaster'")
                    .append_pair("$select", SELECT_MASTER)
                    .append_pair("$top", PAGE);
                url
            }
            MasterPlace::Page(link) => self.page(link)?,
        };
        let answer = self.mailbox_answer(mailbox, url, now).await?;
        let request_id = answer.request_id;
        reader
            .read(&answer.body, whose(reader, mailbox, now))
            .map_err(|NotAPage| GraphProblem::Unexpected { request_id }.into())
    }

    /// Reads one page of a round of changes, as a signal: what changed is read with [`AppReader::calendar_page`].
    ///
    /// # Errors
    /// [`ReadError::DeltaRefused`], [`ReadError::Resync`] and the others.
    pub async fn calendar_changes(
        &self,
        mailbox: ObjectId,
        place: &ChangePlace,
        pseudonyms: &Pseudonyms,
        now: Timestamp,
    ) -> Result<Changes, ReadError> {
        let url = match place {
            ChangePlace::Window(window) => {
                let mut url = self.url(&["users", &mailbox.to_string(), "calendarView", "delta"]);
                add_window(&mut url, *window);
                url
            }
            ChangePlace::Page(link) => self.page(link)?,
            ChangePlace::Delta(link) => self.round(link)?,
        };
        let answer = match self.mailbox_answer(mailbox, url, now).await {
            Err(error) if is_forbidden(&error) => return Err(ReadError::DeltaRefused),
            outcome => outcome?,
        };
        let request_id = answer.request_id;
        read_changes(&answer.body, pseudonyms)
            .map_err(|NotAPage| GraphProblem::Unexpected { request_id }.into())
    }

    /// Shows the owner of a calendar what Graph sends of their own events, beside what would be stored: at most one page.
    /// Stores nothing.
    ///
    /// # Errors
    /// [`ReadError`]
    pub async fn what_we_keep(
        &self,
        mailbox: ObjectId,
        window: Window,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<Vec<KeptEvent>, ReadError> {
        let mut url = self.url(&["users", &mailbox.to_string(), "calendarView"]);
        add_window(&mut url, window);
        url.query_pairs_mut()
            .append_pair("$select", &select(reader))
            .append_pair("$top", PAGE);
        let answer = self.mailbox_answer(mailbox, url, now).await?;
        let request_id = answer.request_id;
        reader
            .what_is_kept(&answer.body, whose(reader, mailbox, now))
            .map_err(|NotAPage| GraphProblem::Unexpected { request_id }.into())
    }

    fn view(&self, mailbox: ObjectId, window: Window, reader: &Reader) -> Url {
        let mut url = self.url(&["users", &mailbox.to_string(), "calendarView"]);
        add_window(&mut url, window);
        url.query_pairs_mut()
            .append_pair("$select", &select(reader))
            .append_pair("$top", PAGE);
        url
    }

    async fn mailbox_answer(
        &self,
        mailbox: ObjectId,
        url: Url,
        now: Timestamp,
    ) -> Result<crate::http::Answer, ReadError> {
        self.answer(&Call::background(url, PREFER).at(mailbox), now)
            .await
            .map_err(in_mailbox)
    }
}

/// A mailbox that isn't there is no fault of the call.
pub(crate) fn in_mailbox(error: ReadError) -> ReadError {
    use crate::error::MicrosoftError::Graph;
    match error {
        ReadError::Microsoft(Graph(GraphProblem::Refused { status: 404, .. })) => {
            ReadError::NoMailbox
        }
        other => other,
    }
}

fn is_forbidden(error: &ReadError) -> bool {
    use crate::error::MicrosoftError::Graph;
    matches!(
        error,
        ReadError::Microsoft(Graph(GraphProblem::Refused { status: 403, .. }))
    )
}

/// Texts are asked for only where a tenant switched on what needs them.
fn select(reader: &Reader) -> String {
    let mut select = SELECT.to_owned();
    if reader.rules().bodies == Bodies::Folded {
        select.push_str(",hasAttachments,body");
    }
    if !reader.rules().terms.is_empty() {
        select.push_str(",subject");
    }
    select
}

fn whose(reader: &Reader, mailbox: ObjectId, now: Timestamp) -> Mailbox {
    Mailbox {
        owner: reader.rules().pseudonyms.person(mailbox),
        now: Minute::try_from(now.0.div_euclid(60_000)).unwrap_or(Minute::MAX),
    }
}

fn add_window(url: &mut Url, window: Window) {
    url.query_pairs_mut()
        .append_pair("startDateTime", &iso(window.from))
        .append_pair("endDateTime", &iso(window.until));
}

fn iso(minute: Minute) -> String {
    jiff::Timestamp::from_second(i64::from(minute) * 60)
        .unwrap_or_default()
        .to_string()
}
