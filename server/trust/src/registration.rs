//! How an organisation comes in: the proof of its first administrator, its keys, its address.

use microsoft::Identity;
use model::trust::{SigninProblemCode as Code, TenantStatus};
use model::{InvitationId, Role, Scope, Slug, TenantId};
use store::{InvitationKind, KeyRow, NewTenantInvitation, StoreError, TenantRow};

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::keys::{KeyError, TenantKeys};
use crate::mail::{MailKind, Outgoing};
use crate::people::REGISTRATION;
use crate::secret;
use crate::signin::land::{assignment, note_sign_in, open_session};
use crate::signin::problem::Fault;
use crate::trust::{Registration, Trust};

/// Longest name of an organisation, in characters.
pub const NAME_LONGEST: usize = 120;
/// How many addresses near the wished one are tried before a random one is taken.
const NEAR_SLUGS: u32 = 20;

/// Name and address a new organisation starts with.
struct Wish {
    name: String,
    slug: Slug,
}

/// What has become of an invitation's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It works.
    Works,
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
    /// Nobody knows it, or no longer.
    Unknown,
}

impl Trust {
    /// What has become of the link with which an organisation may register.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn registration_link(&self, code: &str) -> Result<LinkState, TrustError> {
        let hash = secret::hash(code);
        let row = self.store().system().invitation_by_hash(&hash).await?;
        let row = row.filter(|row| row.kind == InvitationKind::Tenant);
        Ok(match row {
            None => LinkState::Unknown,
            Some(row) if row.used_at.is_some() => LinkState::Used,
            Some(row) if self.now() >= row.expires => LinkState::Expired,
            Some(_) => LinkState::Works,
        })
    }

    /// Makes a one-time link with which an administrator registers an organisation; shown once, stored as a hash.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] while registration is closed; [`TrustError::Store`].
    pub async fn invite_tenant(&self, valid_hours: u32) -> Result<String, TrustError> {
        if self.settings().registration == Registration::Closed {
            return Err(TrustError::NotPossible);
        }
        let code = secret::text::<32>();
        let now = self.now();
        let invitation = NewTenantInvitation {
            id: InvitationId(secret::guid()),
            hash: secret::hash(&code),
            created: now,
            expires: now.plus_minutes(i64::from(valid_hours) * 60),
        };
        self.store()
            .system()
            .insert_tenant_invitation(&invitation)
            .await?;
        Ok(format!(
            "{}/register?invitation={code}",
            self.settings().base_url
        ))
    }

    /// Registers the tenant of a verified identity, if the bearer of the link is shown to be its administrator.
    ///
    /// In a registered tenant it is an ordinary sign-in and uses nothing up. Without the proof the tenant stays
    /// pending, the invitation unused, and the person gains nothing.
    pub(crate) async fn register(
        &self,
        identity: &Identity,
        invitation: Option<[u8; 32]>,
    ) -> Result<String, Fault> {
        let known = self.store().of(identity.tenant).tenant_row().await?;
        if known.is_some_and(|row| row.status == TenantStatus::Active) {
            return self.sign_in(identity).await;
        }
        let invitation = match self.settings().registration {
            Registration::Closed => return Err(Code::RegistrationClosed.into()),
            Registration::Open => None,
            Registration::Invite => {
                let hash = invitation.ok_or(Code::InvitationNeeded)?;
                self.usable(&hash, InvitationKind::Tenant).await?;
                Some(hash)
            }
        };
        if !is_administrator(identity) {
            self.note_pending(identity).await?;
            return Err(Code::NotAdministrator.into());
        }
        self.activate(identity, invitation).await
    }

    async fn note_pending(&self, identity: &Identity) -> Result<(), Fault> {
        let mut tx = self.store().of(identity.tenant).begin().await?;
        tx.insert_tenant(&self.pending(identity)).await?;
        tx.commit().await?;
        Ok(())
    }

    fn pending(&self, identity: &Identity) -> TenantRow {
        TenantRow {
            id: identity.tenant,
            slug: None,
            name: wished_name(identity),
            status: TenantStatus::Pending,
            created: self.now(),
            activated: None,
        }
    }

    async fn activate(
        &self,
        identity: &Identity,
        invitation: Option<[u8; 32]>,
    ) -> Result<String, Fault> {
        loop {
            let wish = self.wish(identity).await?;
            match self.try_activate(identity, invitation, &wish).await {
                Ok(Some(cookie)) => {
                    self.mail_ready(identity, &wish);
                    return Ok(cookie);
                }
                // Somebody else of the same organisation was quicker.
                Ok(None) => return self.sign_in(identity).await,
                // Another organisation took the address in between: look for the next one.
                Err(Attempt::SlugTaken) => {}
                Err(Attempt::Failed(fault)) => return Err(fault),
            }
        }
    }

    async fn try_activate(
        &self,
        identity: &Identity,
        invitation: Option<[u8; 32]>,
        wish: &Wish,
    ) -> Result<Option<String>, Attempt> {
        let (now, tenant) = (self.now(), identity.tenant);
        let mut tx = self.store().of(tenant).begin().await?;
        tx.insert_tenant(&self.pending(identity)).await?;
        match tx.activate_tenant(&wish.slug, &wish.name, now).await {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(StoreError::Conflict { .. }) => return Err(Attempt::SlugTaken),
            Err(error) => return Err(error.into()),
        }
        if let Some(hash) = invitation
            && !tx.use_tenant_invitation(&hash, now).await?
        {
            return Err(Attempt::Failed(Code::InvitationInvalid.into()));
        }
        let keys = TenantKeys::generate(tenant);
        let row = KeyRow {
            wrapped: self.master().wrap(&keys),
            master_key: self.master().fingerprint().to_owned(),
            created: now,
        };
        match tx.insert_key(&row).await {
            Ok(true) => {}
            // The master key was rotated while this process runs with the old one: it has to be started anew.
            Err(StoreError::Conflict { .. }) => {
                let error = KeyError::OtherMaster {
                    found: self
                        .store()
                        .system()
                        .master_key_fingerprint()
                        .await?
                        .unwrap_or_default(),
                    loaded: row.master_key,
                };
                return Err(Attempt::Failed(TrustError::Key(error).into()));
            }
            Ok(false) => {
                return Err(Attempt::Failed(TrustError::Malformed("tenant_key").into()));
            }
            Err(error) => return Err(error.into()),
        }
        if !identity.roles.contains(&Role::Administrator) {
            let given = assignment(
                identity.oid,
                (Role::Administrator, Scope::Tenant),
                now,
                "registration".to_owned(),
            );
            tx.insert_assignment(&given).await?;
            tx.set_assignment_origin(given.id, REGISTRATION).await?;
        }
        let detail = serde_json::json!({
            "invited": invitation.is_some(),
            "proof": if identity.roles.contains(&Role::Administrator) { "app_role" } else { "directory_role" },
        });
        let entry = Entry::new(
            now,
            Actor::Person(identity.oid),
            "tenant.registered",
            tenant,
        )
        .with(detail);
        if let Some(address) = address_of(identity) {
            let json = serde_json::Value::from(address).to_string();
            tx.set_tenant_setting(crate::review::NOTIFY, &json).await?;
            let first = crate::review::First {
                oid: identity.oid,
                address: address.to_owned(),
                app_role: identity.roles.contains(&Role::Administrator),
            };
            let json = serde_json::to_string(&first).map_err(|_| TrustError::Malformed("json"))?;
            tx.set_tenant_setting(crate::review::FIRST, &json).await?;
        }
        let cookie = open_session(&mut tx, &keys, identity, now).await?;
        audit::append(&mut tx, &keys, entry).await?;
        note_sign_in(&mut tx, &keys, identity, now).await?;
        tx.commit().await?;
        Ok(Some(cookie))
    }

    async fn wish(&self, identity: &Identity) -> Result<Wish, Fault> {
        let name = wished_name(identity);
        let wished = Slug::near(&name);
        if let Some(wished) = &wished {
            let numbered = (2..NEAR_SLUGS).map(|number| near(wished, number));
            for slug in std::iter::once(Some(wished.clone()))
                .chain(numbered)
                .flatten()
            {
                if self.store().system().tenant_by_slug(&slug).await?.is_none() {
                    return Ok(Wish { name, slug });
                }
            }
        }
        Ok(Wish {
            name,
            slug: of_id(identity.tenant),
        })
    }

    fn mail_ready(&self, identity: &Identity, wish: &Wish) {
        let (Some(to), Some(mails)) = (address_of(identity), &self.settings().mails) else {
            return;
        };
        let base = &self.settings().base_url;
        let kind = MailKind::TenantReady {
            tenant_name: wish.name.clone(),
            address: format!("{base}/w/{}", wish.slug),
            setup: format!("{base}/admin/setup"),
            people: format!("{base}/admin/people"),
            rooms: format!("{base}/rooms"),
        };
        if mails
            .try_send(Outgoing {
                to: to.to_owned(),
                kind,
                receipt: None,
            })
            .is_err()
        {
            tracing::warn!(tenant.id = %identity.tenant, "the mail about a new registration could not be queued");
        }
    }

    /// Changes the name and address part of the organisation.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for an empty or long name and a taken address; [`TrustError::Store`].
    pub async fn rename_tenant(
        &self,
        who: &Administrator,
        name: &str,
        slug: &Slug,
    ) -> Result<(), TrustError> {
        use model::{FieldError, FieldProblem};
        let name = name.trim();
        let problem = match name.chars().count() {
            0 => Some(FieldProblem::Missing),
            count if count > NAME_LONGEST => Some(FieldProblem::TooLong(NAME_LONGEST as u32)),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(TrustError::Invalid(vec![FieldError::new("name", problem)]));
        }
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        match tx.update_tenant(name, slug).await {
            Err(StoreError::Conflict { .. }) => {
                return Err(TrustError::Invalid(vec![FieldError::new(
                    "slug",
                    FieldProblem::Taken,
                )]));
            }
            done => done?,
        }
        let entry = Entry::new(
            self.now(),
            Actor::Person(who.oid()),
            "tenant.renamed",
            who.tenant(),
        )
        .with(serde_json::json!({ "name": name, "slug": slug }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}

enum Attempt {
    SlugTaken,
    Failed(Fault),
}

impl<E: Into<Fault>> From<E> for Attempt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Our app role, or a directory role that may consent for the tenant.
pub(crate) fn is_administrator(identity: &Identity) -> bool {
    identity.roles.contains(&Role::Administrator) || identity.is_directory_administrator()
}

/// A first name for the organisation, from the domain of the administrator's sign-in name. A suggestion: it decides
/// nothing, and the administrator can change it.
fn wished_name(identity: &Identity) -> String {
    let domain = identity
        .preferred_username
        .as_deref()
        .and_then(|name| name.rsplit_once('@'))
        .map(|(_, domain)| domain);
    let label = domain
        .and_then(|domain| domain.split('.').next())
        .unwrap_or_default();
    let mut letters = label.chars().take(NAME_LONGEST);
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Organisation".to_owned(),
    }
}

fn near(slug: &Slug, number: u32) -> Option<Slug> {
    let stem: String = slug.as_str().chars().take(36).collect();
    format!("{}-{number}", stem.trim_end_matches('-'))
        .parse()
        .ok()
}

#[expect(
    clippy::expect_used,
    reason = "hexadecimal digits behind a letter are an address part"
)]
fn of_id(tenant: TenantId) -> Slug {
    format!("t{:032x}", tenant.0.as_u128())
        .parse()
        .expect("33 letters and digits")
}

/// The address under which a person signed in, when it is one that mail reaches.
fn address_of(identity: &Identity) -> Option<&str> {
    identity
        .preferred_username
        .as_deref()
        .filter(|name| looks_like_mail(name))
}

/// Guests have sign-in names with `#EXT#` that are no mail addresses.
fn looks_like_mail(name: &str) -> bool {
    let parts = name.split_once('@');
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.+-_'".contains(c);
    parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
        && name.chars().all(plain)
}
