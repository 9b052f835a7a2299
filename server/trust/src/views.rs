//! What pages show of tenants and people.

use model::permission::needs_with;
use model::queue::room::RoomSettings;
use model::trust::{MeView, PublicRoom, RegistrationView, SetupView, TenantPageView, TenantStatus};
use model::{RoomId, Slug, TenantId};

use crate::access::Administrator;
use crate::caller::Caller;
use crate::error::{Denied, TrustError};
use crate::trust::Trust;

impl Trust {
    /// The person who is signed in; none for anybody else.
    ///
    /// # Errors
    /// [`Denied::Unavailable`].
    pub async fn me(&self, caller: &Caller) -> Result<Option<MeView>, Denied> {
        let roles = match caller.roles(self).await {
            Ok(roles) => roles,
            Err(Denied::Unavailable) => return Err(Denied::Unavailable),
            Err(_) => return Ok(None),
        };
        let Some(session) = caller.session() else {
            return Ok(None);
        };
        let Some(tenant) = self.store().of(session.tenant()).tenant_row().await? else {
            return Ok(None);
        };
        Ok(Some(MeView {
            name: session.name().to_owned(),
            oid: session.oid(),
            tenant_name: tenant.name,
            tenant: tenant.slug,
            status: tenant.status,
            roles,
            ends: session.ends_at_latest(),
            holds_until: session.ends(),
            renew_due: session.renew_due(self.now()),
        }))
    }

    /// The organisation's own page, for anybody.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for an unknown or unregistered organisation; [`TrustError::Store`].
    pub async fn tenant_page(&self, slug: &Slug) -> Result<TenantPageView, TrustError> {
        let row = self.store().system().tenant_by_slug(slug).await?;
        let row = row
            .filter(|row| row.status == TenantStatus::Active)
            .ok_or(Denied::NotFound)?;
        let rooms = self.room_settings(row.id).await?.into_iter();
        let rooms = rooms.map(|(_, room)| PublicRoom {
            name: room.name,
            slug: room.slug,
            open: room.open,
        });
        Ok(TenantPageView {
            name: row.name,
            tenant: slug.clone(),
            rooms: rooms.collect(),
        })
    }

    /// What the administrator still has to do, and what is done.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn setup(&self, who: &Administrator) -> Result<SetupView, TrustError> {
        let scoped = self.store().of(who.tenant());
        let row = scoped.tenant_row().await?.ok_or(Denied::NotFound)?;
        let calendars = self.calendar_access(who.tenant()).await?;
        let mut registrations = Vec::new();
        for (client_id, features) in &self.settings().registrations {
            registrations.push(RegistrationView {
                client_id: *client_id,
                features: features.clone(),
                needs: needs_with(&self.on_of(who.tenant(), features).await?, calendars),
                consent: self.consent_fact(who.tenant(), *client_id).await?,
            });
        }
        Ok(SetupView {
            tenant_id: row.id,
            tenant: row.slug.ok_or(TrustError::Malformed("tenant.slug"))?,
            tenant_name: row.name,
            base_url: self.settings().base_url.clone(),
            signin_client_id: self.settings().signin_client_id,
            registrations,
            rooms: count(scoped.rooms().await?.len()),
            assignments: count(scoped.assignments().await?.len()),
            connected: self.connected(who.member()).await?,
        })
    }

    /// The rooms in service with their settings, by address part.
    pub(crate) async fn room_settings(
        &self,
        tenant: TenantId,
    ) -> Result<Vec<(RoomId, RoomSettings)>, TrustError> {
        let rows = self.store().of(tenant).rooms().await?;
        let read = |row: store::RoomRow| {
            let settings = serde_json::from_str(&row.settings_json);
            settings
                .map(|settings| (row.id, settings))
                .map_err(|_| TrustError::Malformed("room.settings_json"))
        };
        rows.into_iter().map(read).collect()
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
