//! The operator of Anteroom: home tenant of the two registrations, their ids, credentials and app roles.

/// Tenant in which both registrations live; it has no people.
pub const TENANT: &str = "7b3c1f60-52a4-4c1e-9d0b-2a6f10090001";
/// Verified domain of the operator.
pub const DOMAIN: &str = "operator.example";
/// Client id of the Sign-in registration: `openid profile`, ID tokens ticked.
pub const SIGNIN_CLIENT_ID: &str = "5197a000-0000-4000-a000-000000000001";
/// Client id of the Data registration: application permissions and the delegated meeting scope.
pub const DATA_CLIENT_ID: &str = "da7a0000-0000-4000-a000-000000000001";
/// Secret of the Sign-in registration, for its `code` flow. A test value, known to everybody.
pub const SIGNIN_SECRET: &str = "simulated-signin-secret-not-a-secret";
/// Secret of the Data registration. A test value, known to everybody.
pub const DATA_SECRET: &str = "simulated-data-secret-not-a-secret";
/// Audience of federated assertions that Microsoft recommends.
pub const EXCHANGE_AUDIENCE: &str = "api://AzureADTokenExchange";
/// Subject of the federated credential that the Data registration trusts from the start.
pub const FEDERATED_SUBJECT: &str = "system:serviceaccount:anteroom:anteroom";
/// Client id of the user-assigned managed identity that the Data registration trusts from the start.
pub const MANAGED_IDENTITY_CLIENT_ID: &str = "1de00000-0000-4000-a000-000000000001";
/// Principal (object) id of that managed identity: the subject of its tokens.
pub const MANAGED_IDENTITY_OBJECT_ID: &str = "1de00000-0000-4000-a000-000000000002";

/// App roles of the Sign-in registration: value and GUID.
pub const APP_ROLES: [(&str, &str); 6] = [
    ("Administrator", "a9900000-0000-4000-b000-000000000001"),
    ("Reviewer", "a9900000-0000-4000-b000-000000000002"),
    ("Coordinator", "a9900000-0000-4000-b000-000000000003"),
    ("Consultant", "a9900000-0000-4000-b000-000000000004"),
    ("Leader", "a9900000-0000-4000-b000-000000000005"),
    ("Reporter", "a9900000-0000-4000-b000-000000000006"),
];
