//! Small tenants beside Contoso and Fabrikam: nine people, one, or none.

/// How the ids of small tenants begin.
pub(crate) const PREFIX: &str = "7b3c1f60-52a4-4c1e-9d0b-2a6f105a";

/// Tenant id of the n-th small tenant (from 0, in the order of [`crate::Options::small_tenants`]).
pub fn tenant_id(number: usize) -> String {
    format!("{PREFIX}{number:04x}")
}

/// Verified domain of the n-th small tenant.
pub fn domain(number: usize) -> String {
    format!("small-{number}.example")
}

/// UPN of its Global Administrator, the first of its people; nobody in a tenant of none.
pub fn administrator(number: usize) -> String {
    format!("admin@{}", domain(number))
}
