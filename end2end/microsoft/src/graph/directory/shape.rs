//! People, groups and tenants as the JSON objects Graph sends.

use serde_json::{Value, json};

use crate::calendar::zone::CUSTOM;
use crate::directory::{Group, MailboxSettings, Person, Tenant};
use crate::graph::time::iso;

/// Licence that includes Teams (Office 365 E3), as Microsoft publishes its id.
pub(crate) const SKU_WITH_TEAMS: &str = "6fd2c87f-b296-42f0-b197-1e91e994b900";
/// Licence without Teams (Exchange Online plan 1).
pub(crate) const SKU_MAIL_ONLY: &str = "4b9405b0-7788-4568-add1-99614e613b69";
/// Service plan "Microsoft Teams".
const PLAN_TEAMS: &str = "57ff2da0-773e-42df-b2af-ffb7a2317929";
/// Service plan "Exchange Online (Plan 1)".
const PLAN_EXCHANGE: &str = "9aaf7827-d63c-4b61-89c3-182f06f82e5c";

/// Every property of a user that may be selected.
pub(crate) const USER_PROPERTIES: &[&str] = &[
    "id",
    "accountEnabled",
    "assignedLicenses",
    "assignedPlans",
    "businessPhones",
    "companyName",
    "country",
    "createdDateTime",
    "department",
    "displayName",
    "employeeType",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickname",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "proxyAddresses",
    "surname",
    "usageLocation",
    "userPrincipalName",
    "userType",
];

/// What comes without `$select`.
pub(crate) const USER_DEFAULTS: &[&str] = &[
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// What `User.ReadBasic.All` opens; everything else is `null` (or an empty list) under it.
pub(crate) const USER_BASIC: &[&str] = &[
    "id",
    "displayName",
    "givenName",
    "surname",
    "mail",
    "userPrincipalName",
];

/// Every property of a group that may be selected.
pub(crate) const GROUP_PROPERTIES: &[&str] = &[
    "id",
    "classification",
    "createdDateTime",
    "description",
    "displayName",
    "groupTypes",
    "mail",
    "mailEnabled",
    "mailNickname",
    "proxyAddresses",
    "securityEnabled",
    "visibility",
];

/// Every property of an organisation that may be selected.
pub(crate) const ORGANIZATION_PROPERTIES: &[&str] = &[
    "id",
    "assignedPlans",
    "countryLetterCode",
    "createdDateTime",
    "displayName",
    "preferredLanguage",
    "tenantType",
    "verifiedDomains",
];

/// The complete profile of a person.
pub(crate) fn user(tenant: &Tenant, person: &Person) -> Value {
    json!({
        "id": person.oid,
        "accountEnabled": person.account_enabled,
        "assignedLicenses": licences(person),
        "assignedPlans": plans(person),
        "businessPhones": [person.business_phone],
        "companyName": if person.guest { Value::Null } else { json!(tenant.name) },
        "country": person.usage_location,
        "createdDateTime": iso(person.created_ms),
        "department": person.department,
        "displayName": person.name,
        "employeeType": person.employee_type,
        "givenName": person.given_name,
        "jobTitle": person.job_title,
        "mail": person.mail,
        "mailNickname": person.upn.split('@').next().unwrap_or_default(),
        "mobilePhone": person.mobile_phone,
        "officeLocation": person.office_location,
        "preferredLanguage": person.preferred_language,
        "proxyAddresses": addresses(person),
        "surname": person.surname,
        "usageLocation": person.usage_location,
        "userPrincipalName": person.upn,
        "userType": if person.guest { "Guest" } else { "Member" },
    })
}

/// The same object as somebody sees it who may read basic profiles only: the rest is emptied, not left out.
pub(crate) fn user_basic(tenant: &Tenant, person: &Person) -> Value {
    let mut user = user(tenant, person);
    if let Value::Object(properties) = &mut user {
        for (_, value) in properties
            .iter_mut()
            .filter(|(name, _)| !USER_BASIC.contains(&name.as_str()))
        {
            *value = if value.is_array() {
                json!([])
            } else {
                Value::Null
            };
        }
    }
    user
}

// The primary address is written `SMTP:`, every other one `smtp:`.
fn addresses(person: &Person) -> Vec<String> {
    let own = format!("SMTP:{}", person.mail);
    let other = person.alias.iter().map(|alias| format!("smtp:{alias}"));
    std::iter::once(own).chain(other).collect()
}

// A zone made by hand is described; its offset counts eastwards, in minutes.
fn zone_of_hours(mailbox: &MailboxSettings) -> Value {
    if mailbox.time_zone != CUSTOM {
        return json!({ "name": mailbox.time_zone });
    }
    json!({
        "@odata.type": "#microsoft.graph.customTimeZone",
        "name": CUSTOM,
        "bias": 60,
        "standardOffset": { "time": "03:00:00.0000000", "dayOccurrence": 5, "dayOfWeek": "sunday", "month": 10, "year": 0 },
        "daylightOffset": {
            "daylightBias": 60, "time": "02:00:00.0000000", "dayOccurrence": 5, "dayOfWeek": "sunday", "month": 3, "year": 0,
        },
    })
}

fn licences(person: &Person) -> Value {
    if person.guest {
        return json!([]);
    }
    let sku = if person.teams_licence {
        SKU_WITH_TEAMS
    } else {
        SKU_MAIL_ONLY
    };
    json!([{ "disabledPlans": [], "skuId": sku }])
}

fn plans(person: &Person) -> Value {
    if person.guest {
        return json!([]);
    }
    let plan = |service: &str, id: &str| json!({ "assignedDateTime": iso(person.created_ms), "capabilityStatus": "Enabled", "service": service, "servicePlanId": id });
    let mut plans = vec![plan("exchange", PLAN_EXCHANGE)];
    if person.teams_licence {
        plans.push(plan("TeamspaceAPI", PLAN_TEAMS));
    }
    Value::Array(plans)
}

/// A group with all its properties.
pub(crate) fn group(tenant: &Tenant, group: &Group) -> Value {
    let visibility = match (group.hidden_members, group.unified) {
        (true, _) => json!("HiddenMembership"),
        (false, true) => json!("Private"),
        (false, false) => Value::Null,
    };
    json!({
        "id": group.id,
        "classification": null,
        "createdDateTime": iso(group.created_ms),
        "description": group.description,
        "displayName": group.name,
        "groupTypes": if group.unified { json!(["Unified"]) } else { json!([]) },
        "mail": if group.unified { json!(format!("{}@{}", group.mail_nickname, tenant.domain)) } else { Value::Null },
        "mailEnabled": group.unified,
        "mailNickname": group.mail_nickname,
        "proxyAddresses": if group.unified { json!([format!("SMTP:{}@{}", group.mail_nickname, tenant.domain)]) } else { json!([]) },
        "securityEnabled": !group.unified,
        "visibility": visibility,
    })
}

/// The organisation itself.
pub(crate) fn organization(tenant: &Tenant) -> Value {
    json!({
        "id": tenant.id,
        "assignedPlans": [
            { "assignedDateTime": iso(tenant.created_ms), "capabilityStatus": "Enabled", "service": "exchange", "servicePlanId": PLAN_EXCHANGE },
            { "assignedDateTime": iso(tenant.created_ms), "capabilityStatus": "Enabled", "service": "TeamspaceAPI", "servicePlanId": PLAN_TEAMS },
        ],
        "countryLetterCode": tenant.country,
        "createdDateTime": iso(tenant.created_ms),
        "displayName": tenant.name,
        "preferredLanguage": "en",
        "tenantType": "AAD",
        "verifiedDomains": [{
            "capabilities": "Email, OfficeCommunicationsOnline",
            "isDefault": true,
            "isInitial": true,
            "name": tenant.domain,
            "type": "Managed",
        }],
    })
}

/// Settings of a mailbox.
pub(crate) fn mailbox_settings(mailbox: &MailboxSettings) -> Value {
    let midnight = json!({ "dateTime": "2026-01-01T00:00:00.0000000", "timeZone": "UTC" });
    json!({
        "archiveFolder": null,
        "automaticRepliesSetting": {
            "externalAudience": "all",
            "externalReplyMessage": "",
            "internalReplyMessage": "",
            "scheduledEndDateTime": midnight,
            "scheduledStartDateTime": midnight,
            "status": "disabled",
        },
        "dateFormat": "yyyy-MM-dd",
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "language": { "displayName": mailbox.language, "locale": mailbox.language },
        "timeFormat": "HH:mm",
        "timeZone": mailbox.time_zone,
        "userPurpose": mailbox.purpose,
        "workingHours": {
            "daysOfWeek": mailbox.days,
            "endTime": mailbox.end,
            "startTime": mailbox.start,
            "timeZone": zone_of_hours(mailbox),
        },
    })
}
