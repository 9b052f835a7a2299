//! The online meeting of a consultation, made as the consultant (microsoft.md 6.7, queue.md 4.1 and 4.2).
//!
//! `createOrGet` takes no lobby settings, so the settings are patched afterwards and read back. The link leaves this
//! module only when lobby and presenters read back are the ones asked for.

use std::fmt;

use model::queue::room::AdmitMode;
use model::queue::state::MeetingProblem;
use model::trouble::Trouble;
use model::{ConsultationId, Guid};
use oauth2::url::Url;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Microsoft;
use crate::graph::{Call, GraphProblem};
use crate::secret::AccessToken;
use crate::trouble;

/// The fields that are read of a meeting.
const SELECT: &str = "id,joinWebUrl,lobbyBypassSettings,allowedPresenters,allowedLobbyAdmitters";
/// Who may present: people of the organisation. The default, everyone, would let a visitor admit others.
const PRESENTERS: &str = "organization";
/// Who may admit from the lobby.
const ADMITTERS: &str = "organizerAndCoOrganizers";
/// Longest id of a meeting, in bytes.
const ID_LIMIT: usize = 1_024;

/// A meeting to make.
#[derive(Clone, Debug)]
pub struct MeetingRequest {
    /// Key of the meeting: the same consultation never gets a second one.
    pub external_id: ConsultationId,
    /// Room and short number. Never a visitor's name.
    pub subject: String,
    /// Who waits in the lobby.
    pub admit: AdmitMode,
}

/// A meeting whose settings were read back as wanted. Link and id are secrets of the consultation.
#[derive(Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Graph's id, for locking it later.
    pub id: String,
    /// Link for visitor and consultant.
    pub join_url: String,
}

impl fmt::Debug for Meeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meeting")
    }
}

/// Why there is no meeting, or none whose link may be released.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no meeting: {problem:?} ({code})")]
pub struct MeetingProblemDetail {
    /// What the consultant can act on.
    pub problem: MeetingProblem,
    /// Graph's code or our key, for the log and the administrator.
    pub code: String,
    /// Graph's `request-id`.
    pub request_id: Option<Guid>,
    /// Seconds to wait before another attempt, where told.
    pub retry_after_s: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateOrGet<'a> {
    external_id: ConsultationId,
    subject: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patch {
    lobby_bypass_settings: LobbyPatch,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_presenters: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_lobby_admitters: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LobbyPatch {
    scope: &'static str,
    is_dial_in_bypass_enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    id: String,
    join_web_url: Option<String>,
    lobby_bypass_settings: Option<Lobby>,
    allowed_presenters: Option<String>,
    allowed_lobby_admitters: Option<String>,
}

#[derive(Deserialize)]
struct Lobby {
    scope: Option<String>,
}

impl Microsoft {
    /// Makes the meeting of a consultation or finds it again, sets lobby and presenters, and reads them back.
    ///
    /// Calling it again after any failure continues with the same meeting.
    ///
    /// # Errors
    /// [`MeetingProblemDetail`]; no link may be released.
    pub async fn create_meeting(
        &self,
        token: &AccessToken,
        request: &MeetingRequest,
    ) -> Result<Meeting, MeetingProblemDetail> {
        let create = CreateOrGet {
            external_id: request.external_id,
            subject: &request.subject,
        };
        let url = self
            .0
            .addresses
            .graph(&["me", "onlineMeetings", "createOrGet"]);
        let made = self
            .graph_call::<Found>(token, &Call::write(Method::POST, url, &create))
            .await?;
        let id = made.value.id;
        let patch = Patch {
            lobby_bypass_settings: LobbyPatch {
                scope: scope(request.admit),
                is_dial_in_bypass_enabled: false,
            },
            allowed_presenters: Some(PRESENTERS),
            allowed_lobby_admitters: Some(ADMITTERS),
        };
        self.patch_meeting(token, &id, &patch).await?;
        let (found, request_id) = self.read_meeting(token, &id).await?;
        if !found.is_as_wanted(request.admit) {
            let problem = MeetingProblem::LobbyDiffers;
            return Err(MeetingProblemDetail::own(
                problem,
                "lobby_differs",
                request_id,
            ));
        }
        let addresses = &self.0.addresses;
        let usable =
            |link: &String| Url::parse(link).is_ok_and(|link| addresses.accepts_link(&link));
        match found.join_web_url.filter(usable) {
            Some(join_url) => Ok(Meeting { id, join_url }),
            None => Err(MeetingProblemDetail::own(
                MeetingProblem::Other,
                "link_missing",
                request_id,
            )),
        }
    }

    /// Locks a meeting: from now on everybody but its organiser waits in the lobby. Locking it again changes nothing.
    ///
    /// # Errors
    /// [`MeetingProblemDetail`]; the meeting may still be open.
    pub async fn lock_meeting(
        &self,
        token: &AccessToken,
        id: &str,
    ) -> Result<(), MeetingProblemDetail> {
        let lock = Patch {
            lobby_bypass_settings: LobbyPatch {
                scope: "organizer",
                is_dial_in_bypass_enabled: false,
            },
            allowed_presenters: None,
            allowed_lobby_admitters: None,
        };
        self.patch_meeting(token, id, &lock).await?;
        let (found, request_id) = self.read_meeting(token, id).await?;
        match found.scope() {
            Some("organizer") => Ok(()),
            _ => Err(MeetingProblemDetail::own(
                MeetingProblem::LobbyDiffers,
                "lobby_differs",
                request_id,
            )),
        }
    }

    async fn patch_meeting(
        &self,
        token: &AccessToken,
        id: &str,
        patch: &Patch,
    ) -> Result<(), MeetingProblemDetail> {
        let call = Call::write(Method::PATCH, self.meeting_url(id)?, patch);
        self.graph_send(token, &call).await?;
        Ok(())
    }

    async fn read_meeting(
        &self,
        token: &AccessToken,
        id: &str,
    ) -> Result<(Found, Option<Guid>), MeetingProblemDetail> {
        let mut url = self.meeting_url(id)?;
        url.query_pairs_mut().append_pair("$select", SELECT);
        let sent = self
            .graph_call::<Found>(token, &Call::get(url).with_unknown_members())
            .await?;
        Ok((sent.value, sent.request_id))
    }

    fn meeting_url(&self, id: &str) -> Result<Url, MeetingProblemDetail> {
        // `push` encodes slashes, but would swallow a segment of dots.
        if id.is_empty() || id.len() > ID_LIMIT || id.bytes().all(|byte| byte == b'.') {
            return Err(MeetingProblemDetail::own(
                MeetingProblem::Other,
                "meeting_id",
                None,
            ));
        }
        Ok(self.0.addresses.graph(&["me", "onlineMeetings", id]))
    }
}

impl Found {
    /// Whether lobby and presenters are the ones asked for. Who may admit is compared where it is told.
    fn is_as_wanted(&self, admit: AdmitMode) -> bool {
        let admitters = self.allowed_lobby_admitters.as_deref();
        self.scope() == Some(scope(admit))
            && self.allowed_presenters.as_deref() == Some(PRESENTERS)
            && admitters.is_none_or(|admitters| admitters == ADMITTERS)
    }

    fn scope(&self) -> Option<&str> {
        self.lobby_bypass_settings.as_ref()?.scope.as_deref()
    }
}

const fn scope(admit: AdmitMode) -> &'static str {
    match admit {
        AdmitMode::Auto => "everyone",
        AdmitMode::ByHand => "organization",
    }
}

impl MeetingProblemDetail {
    /// What it means, where it is Microsoft's doing: a setting that was read back otherwise, or a token that was not there,
    /// is not.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        let known = trouble::look_up(&self.code)
            .and_then(|(_, known)| known)
            .or_else(|| Trouble::parse(&self.code));
        if known.is_some() {
            return known;
        }
        match self.problem {
            MeetingProblem::Throttled => Some(Trouble::Throttled),
            MeetingProblem::Unreachable => Some(Trouble::Unavailable),
            MeetingProblem::NotAllowed => Some(Trouble::PermissionMissing),
            MeetingProblem::Other if self.request_id.is_some() => Some(Trouble::GraphRefused),
            _ => None,
        }
    }

    fn own(problem: MeetingProblem, code: &str, request_id: Option<Guid>) -> Self {
        Self {
            problem,
            code: code.to_owned(),
            request_id,
            retry_after_s: None,
        }
    }
}

impl From<GraphProblem> for MeetingProblemDetail {
    fn from(problem: GraphProblem) -> Self {
        let code = match &problem {
            GraphProblem::Refused { code, .. } if !code.is_empty() => code.clone(),
            other => other.key().to_owned(),
        };
        let kind = match &problem {
            GraphProblem::Refused { status: 401, .. } => MeetingProblem::ConnectionBroken,
            GraphProblem::Refused { status: 403, .. } => MeetingProblem::NotAllowed,
            GraphProblem::Throttled { .. } => MeetingProblem::Throttled,
            GraphProblem::Fault { .. } | GraphProblem::Unreachable => MeetingProblem::Unreachable,
            GraphProblem::Refused { .. }
            | GraphProblem::Unexpected { .. }
            | GraphProblem::ForeignLink => MeetingProblem::Other,
        };
        Self {
            problem: kind,
            code,
            request_id: problem.request_id(),
            retry_after_s: problem.retry_after_s(),
        }
    }
}
