//! Fabrikam, the second tenant: nothing of it may ever be seen in Contoso.

use crate::directory::KnownPerson;

/// Tenant id of Fabrikam.
pub const TENANT: &str = "7b3c1f60-52a4-4c1e-9d0b-2a6f10fab001";
/// Verified domain of Fabrikam.
pub const DOMAIN: &str = "fabrikam.example";

/// Object id of the group "Help desk": [`CONSULTANT`]; assigned to the Sign-in application.
pub const HELP_DESK: &str = "fab00000-0000-4000-9000-000000000001";
/// Object id of the group of everybody; not assigned to any application.
pub const ALL_EMPLOYEES: &str = "fab00000-0000-4000-9000-000000000002";

/// Global Administrator of the directory, with our app role `Administrator`.
pub const ADMIN: KnownPerson = KnownPerson {
    oid: "fab00000-0000-4000-8000-000000000001",
    upn: "farid.amiri@fabrikam.example",
    name: "Farid Amiri",
};
/// App role `Consultant`.
pub const CONSULTANT: KnownPerson = KnownPerson {
    oid: "fab00000-0000-4000-8000-000000000002",
    upn: "freya.sand@fabrikam.example",
    name: "Freya Sand",
};
/// An employee without any role.
pub const EMPLOYEE: KnownPerson = KnownPerson {
    oid: "fab00000-0000-4000-8000-000000000003",
    upn: "finn.moreau@fabrikam.example",
    name: "Finn Moreau",
};

/// Every well-known person, in the order of the directory.
pub const PEOPLE: [KnownPerson; 3] = [ADMIN, CONSULTANT, EMPLOYEE];
