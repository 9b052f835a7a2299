//! Sending a browser to Microsoft.

use microsoft::{Authority, AuthorizeRequest, Prompt};
use model::trust::{SigninProblemCode as Code, TenantStatus};
use model::{Slug, TenantId};
use store::{InvitationKind, InvitationRow};

use super::problem::Fault;
use super::transaction::{Kind, Plan};
use super::{Begin, Purpose, Redirect, SigninProblem, return_path};
use crate::secret;
use crate::trust::{Registration, Trust};

/// Where an administrator goes after registering.
const SETUP: &str = "/admin/setup";

impl Trust {
    /// Begins a sign-in: stores a transaction and says where to send the browser.
    ///
    /// # Errors
    /// [`SigninProblem`] when the attempt cannot succeed: a used invitation, closed registration, an ended session.
    pub async fn begin_signin(&self, begin: Begin<'_>) -> Result<Redirect, SigninProblem> {
        let correlation = begin.correlation;
        self.begin(begin)
            .await
            .map_err(|fault| fault.with_correlation(correlation))
    }

    async fn begin(&self, begin: Begin<'_>) -> Result<Redirect, Fault> {
        let plan = self.plan(&begin).await?;
        let (kind, tenant) = (plan.kind, plan.tenant);
        let secrets = self.begin_transaction(plan).await?;
        let hint = match (kind, begin.session) {
            (Kind::Renew, Some(session)) => self.login_hint(session).await,
            _ => None,
        };
        let url = self.microsoft().authorize_url(&AuthorizeRequest {
            authority: tenant.map_or(Authority::Organizations, Authority::Tenant),
            redirect_uri: &self.signin_redirect(),
            state: &secrets.state,
            nonce: &secrets.nonce,
            pkce_verifier: Some(&secrets.verifier),
            prompt: match kind {
                Kind::Renew => Some(Prompt::None),
                // The administrator's account is often not the one the browser is signed in with.
                Kind::Register => Some(Prompt::SelectAccount),
                _ => None,
            },
            login_hint: hint.as_deref(),
        });
        Ok(Redirect {
            url,
            state: secrets.state,
            cookie_value: secrets.cookie,
        })
    }

    async fn plan(&self, begin: &Begin<'_>) -> Result<Plan, Fault> {
        let mut plan = Plan {
            kind: Kind::SignIn,
            return_path: return_path::local(begin.return_path)
                .unwrap_or("/")
                .to_owned(),
            tenant: None,
            session_hash: begin.session.map(|session| session.hash),
            invitation: None,
        };
        match &begin.purpose {
            Purpose::SignIn => plan.tenant = self.known(begin.tenant).await?,
            Purpose::Register { invitation } => {
                plan.kind = Kind::Register;
                plan.invitation = self.may_register(invitation.as_deref()).await?;
                plan.return_path = return_path::local(begin.return_path)
                    .unwrap_or(SETUP)
                    .to_owned();
            }
            Purpose::AcceptInvitation { code } => {
                let hash = secret::hash(code);
                let invitation = self.usable(&hash, InvitationKind::Person).await?;
                plan.kind = Kind::Accept;
                plan.invitation = Some(hash);
                plan.tenant = invitation.tenant;
            }
            Purpose::Renew => {
                plan.kind = Kind::Renew;
                plan.tenant = Some(begin.session.ok_or(Code::SessionOver)?.tenant);
            }
        }
        Ok(plan)
    }

    /// The tenant of an address part, where it is registered; else any work account may try.
    async fn known(&self, slug: Option<&Slug>) -> Result<Option<TenantId>, Fault> {
        let Some(slug) = slug else { return Ok(None) };
        let row = self.store().system().tenant_by_slug(slug).await?;
        Ok(row
            .filter(|row| row.status == TenantStatus::Active)
            .map(|row| row.id))
    }

    /// The hash of the invitation that a registration takes along; none where none is needed.
    async fn may_register(&self, invitation: Option<&str>) -> Result<Option<[u8; 32]>, Fault> {
        match (self.settings().registration, invitation) {
            (Registration::Closed, _) => Err(Code::RegistrationClosed.into()),
            (Registration::Open, _) => Ok(None),
            (Registration::Invite, None) => Err(Code::InvitationNeeded.into()),
            (Registration::Invite, Some(code)) => {
                let hash = secret::hash(code);
                self.usable(&hash, InvitationKind::Tenant).await?;
                Ok(Some(hash))
            }
        }
    }

    /// An invitation of this kind that still works.
    pub(crate) async fn usable(
        &self,
        hash: &[u8; 32],
        kind: InvitationKind,
    ) -> Result<InvitationRow, Fault> {
        let row = self.store().system().invitation_by_hash(hash).await?;
        let now = self.now();
        let works =
            |row: &InvitationRow| row.kind == kind && row.used_at.is_none() && now < row.expires;
        row.filter(works)
            .ok_or_else(|| Code::InvitationInvalid.into())
    }

    /// The registered redirect URI of sign-in.
    pub(crate) fn signin_redirect(&self) -> String {
        format!("{}/signin/callback", self.settings().base_url)
    }
}
