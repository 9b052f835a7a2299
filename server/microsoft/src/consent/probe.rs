//! Probing permissions: one small call for each shows whether it works, whatever the lists of grants say.

use std::collections::BTreeMap;

use model::permission::{Need, PermissionKind};
use model::trust::review::ProbeOutcome;
use model::{Guid, Timestamp};
use serde::Deserialize;

use super::proof::Finding;
use crate::client::Microsoft;
use crate::graph::{Call, GraphProblem};
use crate::secret::AccessToken;
use crate::trouble;

/// How many people are tried until one has what is asked about (a mailbox, a group).
const PEOPLE: &str = "5";
/// Length of the calendar window of a probe, days.
const WINDOW_DAYS: i64 = 1;
/// The join address of no meeting: the question is whether it may be asked.
const NO_MEETING: &str = "JoinWebUrl eq 'https://teams.microsoft.com/l/meetup-join/none'";

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
}

/// What one probe showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) outcome: ProbeOutcome,
    /// Graph's code of a refusal.
    pub(super) code: Option<String>,
    pub(super) request_id: Option<Guid>,
}

impl Shown {
    pub(super) const fn works(request_id: Option<Guid>) -> Self {
        Self {
            outcome: ProbeOutcome::Ok,
            code: None,
            request_id,
        }
    }

    /// A refusal that says something about the permission; the problem itself, when it doesn't.
    fn refused(part: Part, problem: GraphProblem) -> Result<Self, GraphProblem> {
        let GraphProblem::Refused {
            status,
            code,
            request_id,
        } = &problem
        else {
            return Err(problem);
        };
        match outcome(part, *status, code) {
            Some(outcome) => Ok(Self {
                outcome,
                code: Some(code.clone()),
                request_id: *request_id,
            }),
            None => Err(problem),
        }
    }
}

/// Which refusal it is; none for a status that says nothing about a permission. Exchange says `ErrorAccessDenied` both for a permission it doesn't find in the token and for a
/// mailbox its rules close: with a grant it is the latter.
fn outcome(part: Part, status: u16, code: &str) -> Option<ProbeOutcome> {
    let key = trouble::graph(status, code).map(|trouble| trouble.key);
    Some(match status {
        401 => ProbeOutcome::Unauthorised,
        403 if part.at_exchange() && code == "ErrorAccessDenied" => ProbeOutcome::ExchangePolicy,
        403 if part == Part::Meetings && key == Some("meeting_policy") => ProbeOutcome::TeamsPolicy,
        403 => ProbeOutcome::Forbidden,
        404 => ProbeOutcome::NotFound,
        _ => return None,
    })
}

#[derive(Deserialize)]
pub(super) struct Person {
    id: String,
}

#[derive(Deserialize)]
struct People {
    value: Vec<Person>,
}

/// What every account has, and what is not among the basic facts about people.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    account_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Profiles {
    value: Vec<Profile>,
}

/// The data that shows a permission at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// People with their names.
    Names,
    /// People with their complete profile.
    Profiles,
    /// Names of groups.
    Groups,
    /// A person's groups.
    Memberships,
    /// A person's mailbox settings.
    MailboxSettings,
    /// A person's calendar.
    Calendar,
    /// A person's online meetings.
    Meetings,
}

impl Part {
    /// The part that an application permission of Graph opens, where there is a probe for it.
    pub(super) fn of(value: &str) -> Option<Self> {
        match value {
            "User.ReadBasic.All" => Some(Self::Names),
            "User.Read.All" => Some(Self::Profiles),
            "Group.ReadBasic.All" => Some(Self::Groups),
            "GroupMember.ReadBasic.All" | "GroupMember.Read.All" => Some(Self::Memberships),
            "MailboxSettings.Read" => Some(Self::MailboxSettings),
            "Calendars.ReadBasic.All" | "Calendars.Read" => Some(Self::Calendar),
            "OnlineMeetings.Read.All" | "OnlineMeetings.ReadWrite.All" => Some(Self::Meetings),
            _ => None,
        }
    }

    /// Whether the call that opens for an application permission opens for a lower one, too: then it tells nothing of the
    /// higher one.
    pub(super) fn opens_for_lower(value: &str) -> bool {
        matches!(
            value,
            "GroupMember.Read.All" | "Calendars.Read" | "OnlineMeetings.ReadWrite.All"
        )
    }

    /// Whether a person is needed to ask about.
    pub(super) const fn of_a_person(self) -> bool {
        matches!(
            self,
            Self::Memberships | Self::MailboxSettings | Self::Calendar | Self::Meetings
        )
    }

    const fn at_exchange(self) -> bool {
        matches!(self, Self::MailboxSettings | Self::Calendar)
    }
}

/// Makes the calls with one token.
#[derive(Clone, Copy)]
pub(super) struct Prober<'a> {
    microsoft: &'a Microsoft,
    token: &'a AccessToken,
    now: Timestamp,
}

impl<'a> Prober<'a> {
    pub(super) const fn new(
        microsoft: &'a Microsoft,
        token: &'a AccessToken,
        now: Timestamp,
    ) -> Self {
        Self {
            microsoft,
            token,
            now,
        }
    }

    /// Probes every application permission there is a probe for.
    pub(super) async fn run(self, needs: &[Need]) -> Result<Probed, GraphProblem> {
        let mut probed = Probed::default();
        let (people, shown) = self.people().await?;
        note(&mut probed, &shown);
        for need in needs
            .iter()
            .filter(|need| need.kind == PermissionKind::Application)
        {
            let finding = match Part::of(&need.value) {
                Some(Part::Names) => finding(Some(&shown)),
                Some(Part::Profiles) if shown.outcome != ProbeOutcome::Ok => finding(Some(&shown)),
                Some(part) if shown.outcome == ProbeOutcome::Ok => {
                    let shown = match self.show(part, &people).await {
                        Ok(shown) => shown,
                        // Says nothing about the permission.
                        Err(GraphProblem::Refused { code, .. }) => {
                            probed.obstacle.get_or_insert(code);
                            None
                        }
                        Err(problem) => return Err(problem),
                    };
                    if let Some(shown) = &shown {
                        if shown.outcome == ProbeOutcome::Unauthorised {
                            return Err(unauthorised(shown));
                        }
                        note(&mut probed, shown);
                    }
                    match finding(shown.as_ref()) {
                        Finding::Granted if !self.tells(&need.value) => Finding::NotReadable,
                        finding => finding,
                    }
                }
                _ => Finding::NotReadable,
            };
            probed.findings.insert(need.value.clone(), finding);
        }
        Ok(probed)
    }

    /// Whether a call that works shows this permission at work. Where a lower one opens the same call, the token has to
    /// name the higher one besides.
    fn tells(self, value: &str) -> bool {
        let named = || self.token.seen_roles().iter().any(|role| role == value);
        !Part::opens_for_lower(value) || named()
    }

    /// A few people to ask about; nobody when they may not be read.
    pub(super) async fn people(&self) -> Result<(Vec<Person>, Shown), GraphProblem> {
        let mut url = self.microsoft.0.addresses.graph(&["users"]);
        url.query_pairs_mut()
            .append_pair("$select", "id")
            .append_pair("$top", PEOPLE);
        match self
            .microsoft
            .graph_call::<People>(self.token, &Call::get(url))
            .await
        {
            Ok(sent) => Ok((sent.value.value, Shown::works(sent.request_id))),
            Err(GraphProblem::Refused {
                status: 403,
                code,
                request_id,
            }) => {
                let shown = Shown {
                    outcome: ProbeOutcome::Forbidden,
                    code: Some(code),
                    request_id,
                };
                Ok((Vec::new(), shown))
            }
            Err(problem) => Err(problem),
        }
    }

    /// Asks for a part, of person after person until an answer decides; none when there is nobody to ask about.
    pub(super) async fn show(
        &self,
        part: Part,
        people: &[Person],
    ) -> Result<Option<Shown>, GraphProblem> {
        if !part.of_a_person() {
            return self.once(part, "").await.map(Some);
        }
        let mut last = None;
        for person in people {
            let shown = self.once(part, &person.id).await?;
            // Only a mailbox's own rules, and having one at all, differ from person to person.
            let decides = !matches!(
                shown.outcome,
                ProbeOutcome::ExchangePolicy | ProbeOutcome::TeamsPolicy | ProbeOutcome::NotFound
            );
            if decides {
                return Ok(Some(shown));
            }
            last = last
                .filter(|last: &Shown| last.outcome != ProbeOutcome::NotFound)
                .or(Some(shown));
        }
        Ok(last)
    }

    async fn once(&self, part: Part, person: &str) -> Result<Shown, GraphProblem> {
        let call = self.call(part, person);
        let shown = if part == Part::Profiles {
            self.profiles(&call).await
        } else {
            let sent = self.microsoft.graph_send(self.token, &call).await;
            sent.map(Shown::works)
        };
        shown.or_else(|problem| Shown::refused(part, problem))
    }

    /// Whether a complete profile comes: an answer that leaves out what was selected shows basic facts only.
    async fn profiles(self, call: &Call) -> Result<Shown, GraphProblem> {
        let sent = self
            .microsoft
            .graph_call::<Profiles>(self.token, call)
            .await?;
        let bare = |profile: &Profile| profile.account_enabled.is_none();
        let outcome = if sent.value.value.iter().any(bare) {
            ProbeOutcome::Forbidden
        } else {
            ProbeOutcome::Ok
        };
        Ok(Shown {
            outcome,
            code: None,
            request_id: sent.request_id,
        })
    }

    fn call(&self, part: Part, person: &str) -> Call {
        let (path, select): (&[&str], _) = match part {
            Part::Names => (&["users"], "id"),
            Part::Profiles => (&["users"], "id,department,accountEnabled"),
            Part::Groups => (&["groups"], "id"),
            Part::Memberships => (&["users", person, "memberOf"], "id"),
            Part::MailboxSettings => (&["users", person, "mailboxSettings"], "timeZone"),
            Part::Calendar => (&["users", person, "calendarView"], "id"),
            Part::Meetings => (&["users", person, "onlineMeetings"], "id"),
        };
        let mut url = self.microsoft.0.addresses.graph(path);
        let mut query = url.query_pairs_mut();
        if part == Part::Meetings {
            query.append_pair("$filter", NO_MEETING);
        } else {
            query.append_pair("$select", select);
        }
        if !matches!(part, Part::MailboxSettings | Part::Meetings) {
            query.append_pair("$top", "1");
        }
        if part == Part::Calendar {
            let until = self.now.plus_minutes(WINDOW_DAYS * 24 * 60);
            query
                .append_pair("startDateTime", &iso(self.now))
                .append_pair("endDateTime", &iso(until));
        }
        drop(query);
        Call::get(url)
    }
}

fn note(probed: &mut Probed, shown: &Shown) {
    if let Some(code) = &shown.code
        && shown.outcome != ProbeOutcome::NotFound
    {
        probed.obstacle.get_or_insert_with(|| code.clone());
    }
    probed.request_ids.extend(shown.request_id);
}

fn finding(shown: Option<&Shown>) -> Finding {
    match shown.map(|shown| shown.outcome) {
        Some(ProbeOutcome::Ok) => Finding::Granted,
        None | Some(ProbeOutcome::NotFound) => Finding::NotReadable,
        Some(_) => Finding::Missing,
    }
}

fn unauthorised(shown: &Shown) -> GraphProblem {
    GraphProblem::Refused {
        status: 401,
        code: shown.code.clone().unwrap_or_default(),
        request_id: shown.request_id,
    }
}

fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests;
