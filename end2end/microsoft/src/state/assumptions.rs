//! What no Microsoft document settles: each question can be played both ways (microsoft.md, section 11).

use std::collections::BTreeMap;

use super::{State, lock};

macro_rules! assumptions {
    ($($variant:ident, $name:literal, $question:literal, $default:literal, $meaning:literal;)+) => {
        /// A fact to check on a real tenant; on or off here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Assumption {
            $(#[doc = $meaning] $variant,)+
        }

        impl Assumption {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in `/_control/assume`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means when it is on.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }

            /// Number of the question in section 11.
            pub fn question(self) -> u8 {
                match self { $(Self::$variant => $question,)+ }
            }

            /// How it is played unless told otherwise.
            pub fn default(self) -> bool {
                match self { $(Self::$variant => $default,)+ }
            }
        }
    };
}

assumptions! {
    ReadBasicServesView, "read_basic_serves_view", 1, true, "Calendars.ReadBasic.All serves calendarView and events.";
    ReadBasicServesDelta, "read_basic_serves_delta", 1, true, "Calendars.ReadBasic.All serves calendarView/delta.";
    ICalUidEqual, "ical_uid_equal", 2, true, "iCalUId is the same in every mailbox of one meeting.";
    ICalUidPerOccurrence, "ical_uid_per_occurrence", 2, true, "iCalUId differs per occurrence of a series; off: one value per series.";
    AppOnlyChats, "app_only_chats", 3, false, "GET /users/{id}/chats works app-only with Chat.ReadBasic.All.";
    GrantReadSuffices, "grant_read_suffices", 4, false, "DelegatedPermissionGrant.Read.All is enough to read oauth2PermissionGrants.";
    OwnAssignmentsReadable, "own_assignments_readable", 4, false, "An application reads its own appRoleAssignments without Application.Read.All.";
    ConsentLowerCase, "consent_lower_case", 5, false, "The consent callback says admin_consent=true in lower case.";
    ConsentTenantOnError, "consent_tenant_on_error", 5, false, "The consent callback names the tenant on errors too.";
    SessionState, "session_state", 6, true, "The sign-in answer carries session_state.";
    LogoutSendsSid, "logout_sends_sid", 6, true, "Front-channel sign-out carries sid.";
    LogoutSendsIss, "logout_sends_iss", 6, true, "Front-channel sign-out carries iss.";
    FederatedElsewhere, "federated_elsewhere", 7, true, "A federated credential works in tenants other than the home tenant.";
    FederatedOtherAudience, "federated_other_audience", 7, true, "A federated credential may use another audience than the recommended one.";
    FederatedLate, "federated_late", 7, false, "A new federated credential fails with 700211 on its first two exchanges.";
    PolicyMissing404, "policy_missing_404", 8, false, "A missing Teams policy answers 404 instead of 403.";
    LobbyOpenAtFirst, "lobby_open_at_first", 9, false, "createOrGet makes meetings that everyone may join until they are patched.";
    LobbyPatchIgnored, "lobby_patch_ignored", 9, false, "PATCH answers 200 but the lobby scope read back is the old one.";
    RetryAfterSent, "retry_after_sent", 10, true, "A throttled answer carries Retry-After.";
    HiddenMembersReadable, "hidden_members_readable", 10, false, "Members of groups with hidden membership are listed.";
    ReconsentKeeps, "reconsent_keeps", 11, true, "Consenting again keeps grants that the registration no longer asks for.";
    ExchangeHasGroupMember, "exchange_has_group_member", 12, false, "Exchange Online has a twin of GroupMember.Read.All.";
    EligibleWids, "eligible_wids", 13, false, "wids holds roles that are only eligible.";
    IssuedBackdated, "issued_backdated", 13, true, "iat and nbf lie five minutes back.";
    Rs256Assertion, "rs256_assertion", 0, false, "Client assertions may be RS256 with x5t (the older form).";
    JtiOnce, "jti_once", 0, false, "A client assertion with a jti that was used before is refused.";
}

/// The switches that were moved.
#[derive(Debug, Default)]
pub struct Assumptions(BTreeMap<Assumption, bool>);

impl State {
    /// How this question is played now.
    pub fn assumes(&self, assumption: Assumption) -> bool {
        lock(&self.assumptions)
            .0
            .get(&assumption)
            .copied()
            .unwrap_or_else(|| assumption.default())
    }

    /// Plays this question the given way.
    pub fn assume(&self, assumption: Assumption, holds: bool) {
        lock(&self.assumptions).0.insert(assumption, holds);
    }
}
