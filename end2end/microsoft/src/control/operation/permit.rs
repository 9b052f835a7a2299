//! What applications may do: consent, grants, policies.

use serde_json::Value;

use super::{Operation, Where, done, switch};

impl Operation {
    pub(super) fn permit(self, at: &Where<'_>) -> Result<Value, String> {
        let state = at.state;
        match self {
            Self::Consent { tenant, client } => done(
                state.consent(
                    &at.tenant(tenant.as_deref())?,
                    &at.client(client.as_deref())?,
                ),
                "unknown registration",
            ),
            Self::Grant {
                tenant,
                client,
                permission,
                person,
                scopes,
            } => {
                let (tid, client) = (at.tenant(tenant.as_deref())?, at.client(client.as_deref())?);
                if let Some(name) = permission {
                    return done(
                        state.grant_application(&tid, &client, &name),
                        "unknown permission",
                    );
                }
                let person = at.person_or_all(&tid, person.as_deref())?;
                let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                done(
                    state.grant_delegated(&tid, &client, person.as_deref(), &scopes),
                    "unknown registration",
                )
            }
            Self::Revoke {
                tenant,
                client,
                permission,
                person,
                scopes,
                everything,
            } => {
                let (tid, client) = (at.tenant(tenant.as_deref())?, at.client(client.as_deref())?);
                if everything {
                    state.revoke_everything(&tid, &client);
                }
                if let Some(name) = permission {
                    return done(
                        state.revoke_application(&tid, &client, &name),
                        "that was not granted",
                    );
                }
                if let Some(scopes) = scopes {
                    let person = at.person_or_all(&tid, person.as_deref())?;
                    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                    state.revoke_delegated(&tid, &client, person.as_deref(), &scopes);
                }
                done(true, "")
            }
            Self::Application {
                tenant,
                client,
                enabled,
                assignment_required,
                remove,
            } => {
                let (tid, client) = (at.tenant(tenant.as_deref())?, at.client(client.as_deref())?);
                if remove {
                    state.remove_application(&tid, &client);
                    return done(true, "");
                }
                let set =
                    enabled.is_none_or(|on| state.enable_application(&tid, &client, switch(on)));
                let required = assignment_required
                    .is_none_or(|on| state.require_assignment(&tid, &client, switch(on)));
                done(set && required, "the application is not in the tenant")
            }
            Self::TeamsPolicy {
                tenant,
                client,
                on,
                organizer,
            } => {
                let (tid, client) = (at.tenant(tenant.as_deref())?, at.client(client.as_deref())?);
                let organizer = at.person_or_all(&tid, organizer.as_deref())?;
                if on {
                    state.grant_teams_policy(&tid, &client, organizer.as_deref());
                } else {
                    state.revoke_teams_policies(&tid, &client);
                }
                done(true, "")
            }
            _ => done(false, "not about permissions"),
        }
    }
}
