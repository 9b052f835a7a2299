//! Grants x probes x features x credential states, each with the status it must have.

use ProbeOutcome as Probe;
use ReviewStatus as Is;
use model::Timestamp;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Grant {
    No,
    /// Made before the token.
    Old,
    /// Made after the token.
    New,
    /// Without any date.
    Undated,
}

#[derive(Clone, Copy, Debug)]
enum Tenant {
    Read,
    /// The lists may not be read.
    Closed,
    Disabled,
    DisabledClosed,
    Gone,
    /// No answer about the service principal either.
    Silent,
    /// The lists were pasted; nothing else is known.
    Pasted,
}

const ON: bool = true;
const OFF: bool = false;
const HIGHER: bool = true;
const ALONE: bool = false;
const KEY: Credential = Credential::Works;
const NO_KEY: Credential = Credential::Fails;
const OK: Option<Probe> = Some(Probe::Ok);
const R401: Option<Probe> = Some(Probe::Unauthorised);
const R403: Option<Probe> = Some(Probe::Forbidden);
const R404: Option<Probe> = Some(Probe::NotFound);
const EXCHANGE: Option<Probe> = Some(Probe::ExchangePolicy);
const TEAMS: Option<Probe> = Some(Probe::TeamsPolicy);

type Row = (
    bool,
    Grant,
    Option<Probe>,
    bool,
    Tenant,
    Credential,
    Option<Is>,
);

/// Feature, grant, probe, higher one granted, tenant, credential: status.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    // The lists were read; the feature is on.
    (ON, Grant::Old, OK, ALONE, Tenant::Read, KEY, Some(Is::Ok)),
    (ON, Grant::New, OK, ALONE, Tenant::Read, KEY, Some(Is::Ok)),
    (ON, Grant::Undated, OK, ALONE, Tenant::Read, KEY, Some(Is::Ok)),
    (ON, Grant::Old, OK, HIGHER, Tenant::Read, KEY, Some(Is::Ok)),
    (ON, Grant::Old, None, ALONE, Tenant::Read, KEY, Some(Is::NotTested)),
    (ON, Grant::New, None, ALONE, Tenant::Read, KEY, Some(Is::NotTested)),
    (ON, Grant::Undated, None, HIGHER, Tenant::Read, KEY, Some(Is::NotTested)),
    (ON, Grant::New, R403, ALONE, Tenant::Read, KEY, Some(Is::WaitingForToken)),
    (ON, Grant::New, R401, ALONE, Tenant::Read, KEY, Some(Is::WaitingForToken)),
    (ON, Grant::New, R404, ALONE, Tenant::Read, KEY, Some(Is::NotTested)),
    (ON, Grant::New, EXCHANGE, ALONE, Tenant::Read, KEY, Some(Is::WaitingForToken)),
    (ON, Grant::New, R403, HIGHER, Tenant::Read, KEY, Some(Is::WaitingForToken)),
    (ON, Grant::Old, R403, ALONE, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::Old, R401, ALONE, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::Old, R404, ALONE, Tenant::Read, KEY, Some(Is::NotTested)),
    (ON, Grant::Old, EXCHANGE, ALONE, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::Old, TEAMS, ALONE, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::Undated, R403, ALONE, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::Undated, TEAMS, HIGHER, Tenant::Read, KEY, Some(Is::NotEffective)),
    (ON, Grant::No, R403, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, R401, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, R404, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, EXCHANGE, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, TEAMS, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, None, ALONE, Tenant::Read, KEY, Some(Is::Missing)),
    (ON, Grant::No, OK, ALONE, Tenant::Read, KEY, Some(Is::OtherWay)),
    (ON, Grant::No, OK, HIGHER, Tenant::Read, KEY, Some(Is::OverBroad)),
    (ON, Grant::No, None, HIGHER, Tenant::Read, KEY, Some(Is::OverBroad)),
    (ON, Grant::No, R403, HIGHER, Tenant::Read, KEY, Some(Is::OverBroad)),
    // The lists were read; the feature is off.
    (OFF, Grant::No, None, ALONE, Tenant::Read, KEY, None),
    (OFF, Grant::No, OK, ALONE, Tenant::Read, KEY, None),
    (OFF, Grant::No, R403, HIGHER, Tenant::Read, KEY, None),
    (OFF, Grant::Old, None, ALONE, Tenant::Read, KEY, Some(Is::OverPrivileged)),
    (OFF, Grant::Old, OK, ALONE, Tenant::Read, KEY, Some(Is::OverPrivileged)),
    (OFF, Grant::Old, R403, ALONE, Tenant::Read, KEY, Some(Is::OverPrivileged)),
    (OFF, Grant::New, R403, ALONE, Tenant::Read, KEY, Some(Is::OverPrivileged)),
    (OFF, Grant::Undated, EXCHANGE, HIGHER, Tenant::Read, KEY, Some(Is::OverPrivileged)),
    // The lists may not be read: a probe is all there is.
    (ON, Grant::No, None, ALONE, Tenant::Closed, KEY, Some(Is::Unknown)),
    (ON, Grant::No, OK, ALONE, Tenant::Closed, KEY, Some(Is::Works)),
    (ON, Grant::No, OK, HIGHER, Tenant::Closed, KEY, Some(Is::Works)),
    (ON, Grant::No, R401, ALONE, Tenant::Closed, KEY, Some(Is::Refused)),
    (ON, Grant::No, R403, ALONE, Tenant::Closed, KEY, Some(Is::Refused)),
    (ON, Grant::No, R404, ALONE, Tenant::Closed, KEY, Some(Is::Unknown)),
    (ON, Grant::No, EXCHANGE, ALONE, Tenant::Closed, KEY, Some(Is::Refused)),
    (ON, Grant::No, TEAMS, HIGHER, Tenant::Closed, KEY, Some(Is::Refused)),
    (OFF, Grant::No, None, ALONE, Tenant::Closed, KEY, None),
    (OFF, Grant::No, OK, ALONE, Tenant::Closed, KEY, None),
    // What was granted at an earlier look is no grant of this one.
    (ON, Grant::Old, OK, ALONE, Tenant::Closed, KEY, Some(Is::Works)),
    (ON, Grant::Old, None, ALONE, Tenant::Closed, KEY, Some(Is::Unknown)),
    // Without a token no probe counts, and nothing is in order.
    (ON, Grant::No, None, ALONE, Tenant::Closed, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::No, OK, ALONE, Tenant::Closed, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::Old, OK, ALONE, Tenant::Closed, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::No, R403, ALONE, Tenant::Closed, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::Old, OK, ALONE, Tenant::Read, NO_KEY, Some(Is::NotTested)),
    (ON, Grant::No, OK, ALONE, Tenant::Read, NO_KEY, Some(Is::Missing)),
    (OFF, Grant::Old, OK, ALONE, Tenant::Read, NO_KEY, Some(Is::OverPrivileged)),
    (OFF, Grant::No, OK, ALONE, Tenant::Closed, NO_KEY, None),
    // Nobody answered.
    (ON, Grant::No, None, ALONE, Tenant::Silent, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::Old, OK, HIGHER, Tenant::Silent, NO_KEY, Some(Is::Unknown)),
    (ON, Grant::No, None, ALONE, Tenant::Silent, KEY, Some(Is::Unknown)),
    (OFF, Grant::Old, None, ALONE, Tenant::Silent, NO_KEY, None),
    // Switched off in the tenant.
    (ON, Grant::Old, None, ALONE, Tenant::Disabled, NO_KEY, Some(Is::NotEffective)),
    (ON, Grant::Old, OK, ALONE, Tenant::Disabled, KEY, Some(Is::NotEffective)),
    (ON, Grant::New, R403, ALONE, Tenant::Disabled, KEY, Some(Is::NotEffective)),
    (ON, Grant::No, OK, ALONE, Tenant::Disabled, KEY, Some(Is::Missing)),
    (ON, Grant::No, None, HIGHER, Tenant::Disabled, NO_KEY, Some(Is::OverBroad)),
    (OFF, Grant::Old, None, ALONE, Tenant::Disabled, NO_KEY, Some(Is::OverPrivileged)),
    (ON, Grant::No, None, ALONE, Tenant::DisabledClosed, NO_KEY, Some(Is::Refused)),
    (ON, Grant::No, OK, ALONE, Tenant::DisabledClosed, KEY, Some(Is::Refused)),
    // Deleted in the tenant: nothing can be granted to what is not there.
    (ON, Grant::No, None, ALONE, Tenant::Gone, NO_KEY, Some(Is::Missing)),
    (ON, Grant::Old, OK, HIGHER, Tenant::Gone, KEY, Some(Is::Missing)),
    (ON, Grant::No, R401, ALONE, Tenant::Gone, KEY, Some(Is::Missing)),
    (OFF, Grant::Old, None, ALONE, Tenant::Gone, NO_KEY, None),
    // Lists that an administrator pasted.
    (ON, Grant::Old, None, ALONE, Tenant::Pasted, NO_KEY, Some(Is::NotTested)),
    (ON, Grant::No, None, ALONE, Tenant::Pasted, NO_KEY, Some(Is::Missing)),
    (ON, Grant::No, None, HIGHER, Tenant::Pasted, NO_KEY, Some(Is::OverBroad)),
    (OFF, Grant::Old, None, ALONE, Tenant::Pasted, NO_KEY, Some(Is::OverPrivileged)),
];

fn facts(row: &Row) -> Facts {
    let (needed, grant, probe, higher_granted, tenant, credential, _) = *row;
    let issued = Timestamp(1_000);
    let granted = match grant {
        Grant::No => None,
        Grant::Old => Some(Some(Timestamp(999))),
        Grant::New => Some(Some(Timestamp(1_001))),
        Grant::Undated => Some(None),
    };
    let (grants, principal) = match tenant {
        Tenant::Read => (Grants::Readable, Principal::Enabled),
        Tenant::Closed => (Grants::NotReadable, Principal::Enabled),
        Tenant::Disabled => (Grants::Readable, Principal::Disabled),
        Tenant::DisabledClosed => (Grants::NotReadable, Principal::Disabled),
        Tenant::Gone => (Grants::NotReadable, Principal::Gone),
        Tenant::Silent => (Grants::NotReadable, Principal::Unknown),
        Tenant::Pasted => (Grants::Readable, Principal::Unknown),
    };
    Facts {
        retired: false,
        needed,
        grants,
        granted: granted.map(|at| Granted { at }),
        probe,
        higher_granted,
        token_issued: Some(issued),
        principal,
        credential,
    }
}

#[test]
fn every_row_of_the_table_has_its_status() {
    assert!(TABLE.len() >= 60, "{}", TABLE.len());
    for row in TABLE {
        assert_eq!(status(&facts(row)), row.6, "{row:?}");
    }
}

#[test]
fn no_two_rows_are_the_same_and_every_status_occurs() {
    for (at, row) in TABLE.iter().enumerate() {
        let same = TABLE[..at]
            .iter()
            .find(|other| facts(other) == facts(row) && format!("{other:?}") == format!("{row:?}"));
        assert_eq!(same.map(|row| format!("{row:?}")), None);
    }
    for wanted in ReviewStatus::ALL {
        let retired = wanted == Is::Retired;
        assert!(
            retired || TABLE.iter().any(|row| row.6 == Some(wanted)),
            "{wanted:?}"
        );
    }
}

#[test]
fn a_retired_resource_comes_before_everything_else() {
    for row in TABLE {
        let retired = Facts {
            retired: true,
            ..facts(row)
        };
        let there = retired.needed || settled(&retired).granted.is_some();
        assert_eq!(status(&retired), there.then_some(Is::Retired), "{row:?}");
    }
}

#[test]
fn nothing_is_in_order_unless_the_tenant_was_read() {
    let grants = [
        None,
        Some(Granted { at: None }),
        Some(Granted {
            at: Some(Timestamp(1)),
        }),
    ];
    let probes = [None, OK, R401, R403, R404, EXCHANGE, TEAMS];
    let principals = [
        Principal::Enabled,
        Principal::Disabled,
        Principal::Gone,
        Principal::Unknown,
    ];
    for granted in grants {
        for probe in probes {
            for principal in principals {
                for (readable, credential) in [
                    (Grants::NotReadable, KEY),
                    (Grants::NotReadable, NO_KEY),
                    (Grants::Readable, NO_KEY),
                ] {
                    for (needed, higher_granted) in
                        [(true, true), (true, false), (false, true), (false, false)]
                    {
                        let facts = Facts {
                            retired: false,
                            needed,
                            grants: readable,
                            granted,
                            probe,
                            higher_granted,
                            token_issued: Some(Timestamp(1_000)),
                            principal,
                            credential,
                        };
                        assert_ne!(status(&facts), Some(Is::Ok), "{facts:?}");
                    }
                }
            }
        }
    }
}
