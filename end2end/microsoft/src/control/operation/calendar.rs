//! Calendars: events, limits, tokens.

use serde_json::{Value, json};

use super::{Operation, Where, done};
use crate::state::EventChange;

impl Operation {
    pub(super) fn calendar(self, at: &Where<'_>) -> Result<Value, String> {
        let state = at.state;
        let (tenant, id, change) = match self {
            Self::Limit {
                mailbox,
                per_second,
            } => {
                state.limit(mailbox, per_second);
                return done(true, "");
            }
            Self::ExpireDeltaTokens {} => {
                state.expire_delta_tokens();
                return done(true, "");
            }
            Self::Event { tenant, event } => {
                let id = state.add_event(&at.tenant(tenant.as_deref())?, &event)?;
                return Ok(json!({ "id": id }));
            }
            Self::MoveEvent {
                tenant,
                id,
                start,
                end,
            } => (tenant, id, EventChange::Move { start, end }),
            Self::CancelEvent { tenant, id } => (tenant, id, EventChange::Cancel),
            Self::RemoveEvent { tenant, id } => (tenant, id, EventChange::Remove),
            Self::Respond {
                tenant,
                id,
                person,
                response,
            } => (tenant, id, EventChange::Respond { person, response }),
            _ => return done(false, "not about calendars"),
        };
        state.change_event(&at.tenant(tenant.as_deref())?, &id, &change)?;
        done(true, "")
    }
}
