//! The claims of an id_token, as far as they are used (microsoft.md 1.4).

use model::{Guid, ObjectId, Role, TenantId, Timestamp};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::identity::Identity;
use crate::signin::SigninError;

/// The allow-list. `email`, `upn` and whatever else may stand there is not read; a claim given twice makes it malformed.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) aud: Option<Value>,
    pub(super) ver: Option<String>,
    pub(super) tid: Option<String>,
    pub(super) exp: Option<i64>,
    pub(super) nbf: Option<i64>,
    pub(super) iat: Option<i64>,
    pub(super) nonce: Option<String>,
    oid: Option<String>,
    name: Option<String>,
    preferred_username: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default, deserialize_with = "flag")]
    hasgroups: bool,
    #[serde(default, rename = "_claim_names")]
    elsewhere: Elsewhere,
    #[serde(default)]
    wids: Vec<String>,
    #[serde(default, deserialize_with = "number")]
    acct: i64,
    sid: Option<String>,
    login_hint: Option<String>,
    uti: Option<String>,
}

#[derive(Default, Deserialize)]
struct Elsewhere {
    groups: Option<Value>,
}

impl Claims {
    pub(super) fn parse(json: &[u8]) -> Result<Self, SigninError> {
        serde_json::from_slice(json).map_err(|_| SigninError::ClaimsMalformed)
    }

    /// Step 11, and the identity once everything else is proved.
    pub(super) fn identity(
        self,
        tenant: TenantId,
        expires: Timestamp,
    ) -> Result<Identity, SigninError> {
        let oid = self.oid.ok_or(SigninError::ObjectIdMissing)?;
        let oid: ObjectId = oid.parse().map_err(|_| SigninError::ObjectIdMalformed)?;
        let mut roles: Vec<Role> = Vec::new();
        for role in self.roles.iter().filter_map(|role| role.parse().ok()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let guids = |texts: &[String]| {
            texts
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect::<Vec<Guid>>()
        };
        Ok(Identity {
            tenant,
            oid,
            name: self
                .name
                .or_else(|| self.preferred_username.clone())
                .unwrap_or_default(),
            preferred_username: self.preferred_username,
            roles,
            groups: guids(&self.groups).into_iter().map(ObjectId).collect(),
            groups_overflow: self.hasgroups || self.elsewhere.groups.is_some(),
            wids: guids(&self.wids),
            guest: self.acct == 1,
            sid: self.sid,
            login_hint: self.login_hint,
            uti: self.uti,
            expires,
        })
    }
}

/// `hasgroups` comes as a boolean or as text.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value
        .as_bool()
        .unwrap_or_else(|| value.as_str() == Some("true")))
}

/// `acct` comes as a number or as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value
        .as_i64()
        .or_else(|| value.as_str()?.parse().ok())
        .unwrap_or(0))
}
