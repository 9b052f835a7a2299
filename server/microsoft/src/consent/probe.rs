//! Probing permissions where the list of grants may not be read: one small call for each.

use std::collections::BTreeMap;

use model::permission::{Need, PermissionKind};
use model::{Guid, Timestamp};
use serde::Deserialize;

use super::proof::Finding;
use crate::client::Microsoft;
use crate::graph::{Call, GraphProblem};
use crate::secret::AccessToken;

/// How many people are tried until one has what is asked about (a mailbox, a group).
const PEOPLE: &str = "5";
/// Length of the calendar window of a probe, days.
const WINDOW_DAYS: i64 = 1;

/// Results by permission, the code of the first refusal, and the ids of the requests.
#[derive(Debug, Default)]
pub(super) struct Probed {
    findings: BTreeMap<String, Finding>,
    pub(super) obstacle: Option<String>,
    pub(super) request_ids: Vec<Guid>,
}

impl Probed {
    pub(super) fn finding(&self, need: &Need) -> Finding {
        self.findings
            .get(&need.value)
            .copied()
            .unwrap_or(Finding::NotReadable)
    }

    fn refused(&mut self, code: &str, request_id: Option<Guid>) {
        self.obstacle.get_or_insert_with(|| code.to_owned());
        self.request_ids.extend(request_id);
    }
}

#[derive(Deserialize)]
struct Person {
    id: String,
}

#[derive(Deserialize)]
struct People {
    value: Vec<Person>,
}

/// The part of a person's data that shows a permission at work.
#[derive(Clone, Copy)]
enum Part {
    Memberships,
    MailboxSettings,
    Calendar,
}

fn part(value: &str) -> Option<Part> {
    match value {
        "GroupMember.ReadBasic.All" | "GroupMember.Read.All" => Some(Part::Memberships),
        "MailboxSettings.Read" => Some(Part::MailboxSettings),
        "Calendars.ReadBasic.All" | "Calendars.Read" => Some(Part::Calendar),
        _ => None,
    }
}

/// Makes the calls with one token.
pub(super) struct Prober<'a> {
    microsoft: &'a Microsoft,
    token: &'a AccessToken,
    now: Timestamp,
    probed: Probed,
}

impl<'a> Prober<'a> {
    pub(super) fn new(microsoft: &'a Microsoft, token: &'a AccessToken, now: Timestamp) -> Self {
        Self {
            microsoft,
            token,
            now,
            probed: Probed::default(),
        }
    }

    /// Probes every application permission there is a probe for.
    pub(super) async fn run(mut self, needs: &[Need]) -> Result<Probed, GraphProblem> {
        let people = self.people().await?;
        for need in needs
            .iter()
            .filter(|need| need.kind == PermissionKind::Application)
        {
            let reads_people =
                matches!(need.value.as_str(), "User.ReadBasic.All" | "User.Read.All");
            let finding = match (&people, part(&need.value)) {
                (Some(_), _) if reads_people => Finding::Granted,
                (None, _) if reads_people => Finding::Missing,
                (Some(people), Some(part)) => self.ask(people, part).await?,
                _ => Finding::NotReadable,
            };
            self.probed.findings.insert(need.value.clone(), finding);
        }
        Ok(self.probed)
    }

    /// A few people to ask about; none when they may not be read.
    async fn people(&mut self) -> Result<Option<Vec<Person>>, GraphProblem> {
        let mut url = self.microsoft.0.addresses.graph(&["users"]);
        url.query_pairs_mut()
            .append_pair("$select", "id")
            .append_pair("$top", PEOPLE);
        match self
            .microsoft
            .graph_call::<People>(self.token, &Call::get(url))
            .await
        {
            Ok(sent) => {
                self.probed.request_ids.extend(sent.request_id);
                Ok(Some(sent.value.value))
            }
            Err(GraphProblem::Refused {
                status: 403,
                code,
                request_id,
            }) => {
                self.probed.refused(&code, request_id);
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }

    /// Asks person after person until an answer decides.
    async fn ask(&mut self, people: &[Person], part: Part) -> Result<Finding, GraphProblem> {
        let mut finding = Finding::NotReadable;
        for person in people {
            match self
                .microsoft
                .graph_send(self.token, &self.call(&person.id, part))
                .await
            {
                Ok(request_id) => {
                    self.probed.request_ids.extend(request_id);
                    return Ok(Finding::Granted);
                }
                Err(GraphProblem::Refused {
                    status: 403,
                    code,
                    request_id,
                }) => {
                    self.probed.refused(&code, request_id);
                    finding = Finding::Missing;
                    // Only a mailbox policy differs from person to person.
                    if code != "ErrorAccessDenied" {
                        return Ok(finding);
                    }
                }
                Err(GraphProblem::Refused {
                    status, request_id, ..
                }) if status != 401 => {
                    self.probed.request_ids.extend(request_id);
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(finding)
    }

    fn call(&self, person: &str, part: Part) -> Call {
        let (path, select) = match part {
            Part::Memberships => ("memberOf", "id"),
            Part::MailboxSettings => ("mailboxSettings", "timeZone"),
            Part::Calendar => ("calendarView", "id"),
        };
        let mut url = self.microsoft.0.addresses.graph(&["users", person, path]);
        let mut query = url.query_pairs_mut();
        query.append_pair("$select", select);
        if !matches!(part, Part::MailboxSettings) {
            query.append_pair("$top", "1");
        }
        if matches!(part, Part::Calendar) {
            let until = self.now.plus_minutes(WINDOW_DAYS * 24 * 60);
            query
                .append_pair("startDateTime", &iso(self.now))
                .append_pair("endDateTime", &iso(until));
        }
        drop(query);
        Call::get(url)
    }
}

fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_string()
}
