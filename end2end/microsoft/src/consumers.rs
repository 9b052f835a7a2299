//! The tenant of personal Microsoft accounts, which Anteroom must refuse.

use crate::directory::KnownPerson;

/// A private person.
pub const PERSON: KnownPerson = KnownPerson {
    oid: "00000000-0000-0000-8000-00000000c0de",
    upn: "konrad.privat@mail.example",
    name: "Konrad Privat",
};
