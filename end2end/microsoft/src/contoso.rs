//! Contoso, the customer in every story: its ids and the people who are the same for any seed and any number of people.

use crate::directory::KnownPerson;

/// Tenant id of Contoso.
pub const TENANT: &str = "7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001";
/// Verified domain of Contoso.
pub const DOMAIN: &str = "contoso.example";
/// Client id of the registration that signs people in (the same for every tenant).
pub const SIGNIN_CLIENT_ID: &str = crate::operator::SIGNIN_CLIENT_ID;
/// Client id of the registration that reads data and creates meetings (the same for every tenant).
pub const DATA_CLIENT_ID: &str = crate::operator::DATA_CLIENT_ID;

/// Object id of the group "Clinic staff": [`CONSULTANT`] and [`CONSULTANT_2`]; assigned to the Sign-in application.
pub const CLINIC_STAFF: &str = "c0a00000-0000-4000-9000-000000000001";
/// Object id of the group "All employees": everybody but the guest; not assigned to any application.
pub const ALL_EMPLOYEES: &str = "c0a00000-0000-4000-9000-000000000002";
/// Object id of a group whose members are hidden from those who are not in it.
pub const WORKS_COUNCIL: &str = "c0a00000-0000-4000-9000-000000000003";

/// Global Administrator of the directory, with our app role `Administrator`.
pub const ADMIN: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000001",
    upn: "astrid.keller@contoso.example",
    name: "Astrid Keller",
};
/// App role `Reviewer`.
pub const REVIEWER: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000002",
    upn: "rahul.mehta@contoso.example",
    name: "Rahul Mehta",
};
/// App role `Coordinator`.
pub const COORDINATOR: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000003",
    upn: "carla.brandt@contoso.example",
    name: "Carla Brandt",
};
/// App role `Consultant`, member of [`CLINIC_STAFF`].
pub const CONSULTANT: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000004",
    upn: "jonas.weber@contoso.example",
    name: "Jonas Weber",
};
/// App role `Consultant`, member of [`CLINIC_STAFF`].
pub const CONSULTANT_2: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000005",
    upn: "leila.haddad@contoso.example",
    name: "Leila Haddad",
};
/// App role `Consultant`, in no group of the clinic.
pub const CONSULTANT_3: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000006",
    upn: "tomas.rivera@contoso.example",
    name: "Tomás Rivera",
};
/// App role `Leader`.
pub const LEADER: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000007",
    upn: "lena.fischer@contoso.example",
    name: "Lena Fischer",
};
/// App role `Reporter`.
pub const REPORTER: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000008",
    upn: "ruth.osei@contoso.example",
    name: "Ruth Osei",
};
/// An employee without any role; reports to [`LEADER`].
pub const EMPLOYEE: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000009",
    upn: "emil.novak@contoso.example",
    name: "Emil Novak",
};
/// A guest from another organisation (`acct` 1), without any role.
pub const GUEST: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000010",
    upn: "grace.whitfield_partner.example#EXT#@contoso.example",
    name: "Grace Whitfield",
};
/// App role `Consultant` but no Teams licence: cannot organise a meeting.
pub const UNLICENSED: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000011",
    upn: "uwe.lindner@contoso.example",
    name: "Uwe Lindner",
};
/// Cloud Application Administrator in the directory: may consent to delegated scopes, not to Graph application permissions.
pub const APP_ADMIN: KnownPerson = KnownPerson {
    oid: "c0a00000-0000-4000-8000-000000000012",
    upn: "ines.moravec@contoso.example",
    name: "Ines Moravec",
};

/// Every well-known person, in the order of the directory.
pub const PEOPLE: [KnownPerson; 12] = [
    ADMIN,
    REVIEWER,
    COORDINATOR,
    CONSULTANT,
    CONSULTANT_2,
    CONSULTANT_3,
    LEADER,
    REPORTER,
    EMPLOYEE,
    GUEST,
    UNLICENSED,
    APP_ADMIN,
];
