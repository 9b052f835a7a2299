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

/// Results by permission, and the code of the first refusal.
#[derive(Debug, Default)]
pub(super) struct Probed {
    findings: BTreeMap<String, Finding>,
    pub(super) obstacle: Option<String>,
}

impl Probed {
    pub(super) fn finding(&self, need: &Need) -> Finding {
        self.findings
            .get(&need.value)
            .copied()
            .unwrap_or(Finding::NotReadable)
    }

    fn refused(&mut self, code: &str) {
        self.obstacle.get_or_insert_with(|| code.to_owned());
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

/// What a person's part of Graph shows a permission at work.
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

impl Microsoft {
    /// Probes every application permission there is a probe for.
    pub(super) async fn probe(
        &self,
        token: &AccessToken,
        needs: &[Need],
        now: Timestamp,
        ids: &mut Vec<Guid>,
    ) -> Result<Probed, GraphProblem> {
        let mut probed = Probed::default();
        let mut url = self.0.addresses.graph(&["users"]);
        url.query_pairs_mut()
            .append_pair("$select", "id")
            .append_pair("$top", PEOPLE);
        let people = match self.graph_call::<People>(token, &Call::get(url)).await {
            Ok(sent) => {
                ids.extend(sent.request_id);
                Some(sent.value.value)
            }
            Err(GraphProblem::Refused {
                status: 403,
                code,
                request_id,
            }) => {
                ids.extend(request_id);
                probed.refused(&code);
                None
            }
            Err(problem) => return Err(problem),
        };
        for need in needs
            .iter()
            .filter(|need| need.kind == PermissionKind::Application)
        {
            let finding = match (&people, need.value.as_str(), part(&need.value)) {
                (Some(_), "User.ReadBasic.All" | "User.Read.All", _) => Finding::Granted,
                (None, "User.ReadBasic.All" | "User.Read.All", _) => Finding::Missing,
                (Some(people), _, Some(part)) => {
                    self.probe_people(token, people, (&part, now), (&mut probed, ids))
                        .await?
                }
                _ => Finding::NotReadable,
            };
            probed.findings.insert(need.value.clone(), finding);
        }
        Ok(probed)
    }

    /// Asks person after person until an answer decides.
    async fn probe_people(
        &self,
        token: &AccessToken,
        people: &[Person],
        (part, now): (&Part, Timestamp),
        (probed, ids): (&mut Probed, &mut Vec<Guid>),
    ) -> Result<Finding, GraphProblem> {
        let mut finding = Finding::NotReadable;
        for person in people {
            match self
                .graph_send(token, &self.part_of(&person.id, part, now))
                .await
            {
                Ok(()) => return Ok(Finding::Granted),
                Err(GraphProblem::Refused {
                    status: 403,
                    code,
                    request_id,
                }) => {
                    ids.extend(request_id);
                    probed.refused(&code);
                    finding = Finding::Missing;
                    // Only a mailbox policy differs from person to person.
                    if code != "ErrorAccessDenied" {
                        return Ok(finding);
                    }
                }
                Err(GraphProblem::Refused {
                    status, request_id, ..
                }) if status != 401 => ids.extend(request_id),
                Err(problem) => return Err(problem),
            }
        }
        Ok(finding)
    }

    fn part_of(&self, person: &str, part: &Part, now: Timestamp) -> Call {
        let (path, select) = match part {
            Part::Memberships => ("memberOf", "id"),
            Part::MailboxSettings => ("mailboxSettings", "timeZone"),
            Part::Calendar => ("calendarView", "id"),
        };
        let mut url = self.0.addresses.graph(&["users", person, path]);
        url.query_pairs_mut().append_pair("$select", select);
        if !matches!(part, Part::MailboxSettings) {
            url.query_pairs_mut().append_pair("$top", "1");
        }
        if matches!(part, Part::Calendar) {
            let until = now.plus_minutes(WINDOW_DAYS * 24 * 60);
            url.query_pairs_mut()
                .append_pair("startDateTime", &iso(now))
                .append_pair("endDateTime", &iso(until));
        }
        Call::get(url)
    }
}

fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_string()
}
