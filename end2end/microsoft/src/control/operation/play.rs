//! Faults and hostile tokens.

use serde_json::{Value, json};

use super::{Operation, Where, done, tenant_id};
use crate::contoso;
use crate::state::{Breakage, Fault, FaultKind, MintKey, MintOptions, State};

impl Operation {
    pub(super) fn inject(self, state: &State) -> Result<Value, String> {
        let Self::Fault {
            path,
            kind,
            method,
            skip,
            count,
            retry_after_s,
            status,
            code,
            ms,
            breakage,
        } = self
        else {
            return done(false, "not a fault");
        };
        let kind = match kind.as_str() {
            "throttle" => FaultKind::Throttle { retry_after_s },
            "gone" => FaultKind::Gone,
            "status" => FaultKind::Status {
                status: status.unwrap_or(503),
                code: code.unwrap_or_else(|| "serviceNotAvailable".to_owned()),
            },
            "latency" => FaultKind::Latency {
                ms: ms.unwrap_or(1_000),
            },
            "drop" => FaultKind::Drop,
            "broken" => {
                let name = breakage.as_deref().unwrap_or("wrong-type");
                let breakage =
                    Breakage::named(name).ok_or_else(|| format!("no breakage '{name}'"))?;
                FaultKind::Broken { breakage }
            }
            other => return Err(format!("no fault of kind '{other}'")),
        };
        state.inject(Fault {
            method,
            path,
            skip,
            count,
            kind,
        });
        done(true, "")
    }

    pub(super) fn mint(self, at: &Where<'_>) -> Result<Value, String> {
        let Self::Mint {
            tenant,
            client,
            person,
            nonce,
            claims,
            header,
            key,
        } = self
        else {
            return done(false, "not a token");
        };
        let tid = at.tenant(tenant.as_deref())?;
        let oid = at.person(&tid, person.as_deref().unwrap_or(contoso::CONSULTANT.oid))?;
        let client_id = at.client(Some(client.as_deref().unwrap_or("signin")))?;
        let key = match key.as_deref().unwrap_or("current") {
            "current" => MintKey::Current,
            "consumer" => MintKey::Consumer,
            "without-issuer" => MintKey::WithoutIssuer,
            "unpublished" => MintKey::Unpublished,
            "forged" => MintKey::Forged,
            "none" => MintKey::None,
            "hmac" => MintKey::HmacWithPublicKey,
            tenant => MintKey::OfTenant(tenant_id(at.state, tenant)?),
        };
        let options = MintOptions {
            tid,
            oid,
            client_id,
            nonce,
            claims,
            header,
            key,
        };
        at.state
            .mint(&options)
            .map(|token| json!({ "id_token": token }))
            .map_err(|problem| problem.to_string())
    }
}
