//! People: roles, licences, accounts, their tokens.

use serde_json::{Value, json};

use super::{Operation, Where, done, switch};
use crate::state::{Licence, Newcomer};

impl Operation {
    pub(super) fn staff(self, at: &Where<'_>) -> Result<Value, String> {
        let state = at.state;
        match self {
            Self::AssignRole {
                tenant,
                person,
                role,
            } => {
                let tid = at.tenant(tenant.as_deref())?;
                done(
                    state.assign_role(&tid, &at.person(&tid, &person)?, &role),
                    "unknown role",
                )
            }
            Self::RemoveRole {
                tenant,
                person,
                role,
            } => {
                let tid = at.tenant(tenant.as_deref())?;
                done(
                    state.remove_role(&tid, &at.person(&tid, &person)?, &role),
                    "they did not have that role",
                )
            }
            Self::AssignGroup {
                tenant,
                group,
                role,
            } => done(
                state.assign_group(&at.tenant(tenant.as_deref())?, &group, &role),
                "unknown group or role",
            ),
            Self::RevokeTokens { tenant, person } => {
                let tid = at.tenant(tenant.as_deref())?;
                Ok(
                    json!({ "revoked": state.revoke_refresh_tokens(&tid, &at.person(&tid, &person)?) }),
                )
            }
            Self::Licence {
                tenant,
                person,
                teams,
            } => {
                let tid = at.tenant(tenant.as_deref())?;
                let licence = if teams { Licence::Teams } else { Licence::Bare };
                done(
                    state.set_teams_licence(&tid, &at.person(&tid, &person)?, licence),
                    "",
                )
            }
            Self::Account {
                tenant,
                person,
                enabled,
            } => {
                let tid = at.tenant(tenant.as_deref())?;
                done(
                    state.enable_account(&tid, &at.person(&tid, &person)?, switch(enabled)),
                    "",
                )
            }
            Self::Hire {
                tenant,
                upn,
                name,
                department,
                manager,
            } => {
                let newcomer = Newcomer {
                    upn,
                    name,
                    department,
                    manager,
                };
                let hired = state.hire(&at.tenant(tenant.as_deref())?, &newcomer);
                hired
                    .map(|oid| json!({ "oid": oid }))
                    .ok_or_else(|| "the name is taken or the manager unknown".to_owned())
            }
            Self::Dismiss { tenant, person } => {
                let tid = at.tenant(tenant.as_deref())?;
                done(state.dismiss(&tid, &at.person(&tid, &person)?), "")
            }
            _ => done(false, "not about people"),
        }
    }
}
