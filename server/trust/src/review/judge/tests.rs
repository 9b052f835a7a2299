//! From readings to lines: what is granted, in the token, probed and switched on, and what each permission is then.

use std::collections::{BTreeMap, BTreeSet};

use ReviewStatus as Is;
use model::permission::{CalendarAccess, Feature, PermissionKind};
use model::trust::review::{GrantedFor, ProbeOutcome, ProbeView, ReviewLine, ReviewStatus};
use model::{Guid, ObjectId, Timestamp};

use super::{Around, lines};
use crate::catalogue::{self, Permission, Resource};
use crate::review::reading::{ReadGrant, Reading};
use crate::review::status::{Credential, Principal};

/// When the look began.
const AT: Timestamp = Timestamp(1_800_000_000_000);
const DATA: [Feature; 4] = [
    Feature::TeamsMeetings,
    Feature::Directory,
    Feature::Calendar,
    Feature::PermissionReview,
];
const ALL: [Feature; 8] = Feature::ALL;
const APP: PermissionKind = PermissionKind::Application;
const BASIC: &str = "Calendars.ReadBasic.All";
const FULL: &str = "Calendars.Read";
const LIST: &str = "Application.Read.All";
const EVERYTHING: &str = "Directory.Read.All";
const MEETING: &str = "OnlineMeetings.ReadWrite";
const DEFAULT: [&str; 5] = [
    "User.Read.All",
    "GroupMember.ReadBasic.All",
    "MailboxSettings.Read",
    BASIC,
    LIST,
];
const CONNECTION: [&str; 4] = [MEETING, "offline_access", "openid", "profile"];

fn app(value: &str) -> &'static Permission {
    catalogue::named(Resource::Graph, APP, value).unwrap()
}

fn probe(outcome: ProbeOutcome) -> ProbeView {
    ProbeView {
        outcome,
        code: None,
        request_id: None,
        at: AT,
    }
}

fn grant(resource: Resource, kind: PermissionKind, value: &str) -> ReadGrant {
    let known = catalogue::named(resource, kind, value);
    ReadGrant {
        resource: Some(resource.app_id()),
        resource_id: ObjectId(Guid::from_u128(0xa1)),
        kind,
        guid: known.map_or(Guid::from_u128(0), |known| known.guid),
        value: value.to_owned(),
        name: None,
        id: "grant".to_owned(),
        whom: if kind == APP {
            GrantedFor::Application
        } else {
            GrantedFor::Everybody
        },
        at: (kind == APP).then_some(Timestamp(1)),
        scopes: Vec::new(),
        ids: Vec::new(),
        people: 0,
    }
}

/// A registration and what was read of it.
struct Case {
    reading: Reading,
    on: Vec<Feature>,
    configured: Vec<Feature>,
    calendars: CalendarAccess,
    used: BTreeMap<Feature, Timestamp>,
    credential: Credential,
}

impl Case {
    /// The lists were read; these application permissions are granted and their probes work.
    fn live(granted: &[&str]) -> Self {
        let ok = || Some(probe(ProbeOutcome::Ok));
        let case = Self {
            reading: Reading {
                at: Some(AT),
                principal: Principal::Enabled,
                token_issued: Some(AT),
                application_readable: true,
                application_list: ok(),
                delegated_list: Some(probe(ProbeOutcome::Forbidden)),
                ..Reading::nothing()
            },
            on: DATA.to_vec(),
            configured: DATA[..3].to_vec(),
            calendars: CalendarAccess::Basic,
            used: BTreeMap::new(),
            credential: Credential::Works,
        };
        granted.iter().fold(case, |case, value| {
            case.granting(Resource::Graph, APP, value)
                .probed(value, ProbeOutcome::Ok)
        })
    }

    /// The lists may not be read; these probes work.
    fn closed(works: &[&str]) -> Self {
        let mut case = Self::live(works);
        case.reading.grants.clear();
        case.reading.application_readable = false;
        case.reading.application_list = Some(probe(ProbeOutcome::Forbidden));
        case
    }

    fn granting(mut self, resource: Resource, kind: PermissionKind, value: &str) -> Self {
        self.reading.grants.push(grant(resource, kind, value));
        self
    }

    fn delegated(mut self, values: &[&str]) -> Self {
        self.reading.delegated_readable = true;
        self.reading.delegated_list = Some(probe(ProbeOutcome::Ok));
        values.iter().fold(self, |case, value| {
            case.granting(Resource::Graph, PermissionKind::Delegated, value)
        })
    }

    fn probed(mut self, value: &str, outcome: ProbeOutcome) -> Self {
        let guid = app(value).guid;
        self.reading.probes.retain(|(of, _)| *of != guid);
        self.reading.probes.push((guid, probe(outcome)));
        self
    }

    fn full(mut self) -> Self {
        self.calendars = CalendarAccess::Full;
        self
    }

    fn with_only(mut self, on: &[Feature]) -> Self {
        self.on = on.to_vec();
        self.configured.retain(|feature| on.contains(feature));
        self
    }

    fn used(mut self, feature: Feature, minutes_before: i64) -> Self {
        self.used.insert(feature, AT.plus_minutes(-minutes_before));
        self
    }

    fn lines(&self) -> Vec<ReviewLine> {
        let around = Around {
            on: &self.on,
            configured: &self.configured,
            calendars: self.calendars,
            used: &self.used,
            delegated_scopes: &[],
            first_seen: &BTreeMap::new(),
            credential: self.credential,
        };
        let lines = lines(&self.reading, &around);
        let mut seen = BTreeSet::new();
        for line in &lines {
            let identity = (line.resource, line.kind, line.guid, line.value.clone());
            assert!(seen.insert(identity), "{} stands there twice", line.value);
            assert_ne!(line.guid, Some(Guid::from_u128(0)), "{}", line.value);
        }
        lines
    }

    fn line(&self, value: &str) -> Option<ReviewLine> {
        self.lines().into_iter().find(|line| line.value == value)
    }
}

/// Permissions with their status; none for one that has no line.
type Expected = Vec<(&'static str, Option<Is>)>;

/// What a reading makes of each of these permissions; none for one that has no line.
#[rustfmt::skip]
fn table() -> Vec<(&'static str, Case, Expected)> {
    let default = || Case::live(&DEFAULT);
    let pasted = || {
        let mut case = default().delegated(&CONNECTION).used(Feature::TeamsMeetings, 1);
        case.reading = Reading { grants: case.reading.grants, application_readable: true, delegated_readable: true, ..Reading::nothing() };
        case
    };
    let stale = || { let mut case = default(); case.credential = Credential::Fails; case };
    let gone = || { let mut case = stale().granting(Resource::Graph, APP, "Mail.Read"); case.reading.principal = Principal::Gone; case.reading.kept = true; case.reading.probes.clear(); case };
    let off = || { let mut case = gone(); case.reading.principal = Principal::Disabled; case };
    let in_token = |value: &str| { let mut case = Case::closed(&[BASIC]).full().probed(FULL, ProbeOutcome::Ok); case.reading.in_token.insert(value.to_owned()); case };
    vec![
        ("the default tenant has all it needs", default(),
            vec![(BASIC, Some(Is::Ok)), (LIST, Some(Is::Ok)), ("User.Read.All", Some(Is::Ok)), (EVERYTHING, None), (MEETING, Some(Is::Unknown))]),
        ("the review needs nothing that is not granted", Case::live(&DEFAULT[..4]),
            vec![(LIST, None), (EVERYTHING, None), (BASIC, Some(Is::Ok))]),
        ("both of the review's own, each once", default().granting(Resource::Graph, APP, EVERYTHING).delegated(&CONNECTION),
            vec![(LIST, Some(Is::Ok)), (EVERYTHING, Some(Is::Ok)), (MEETING, Some(Is::NotTested))]),
        ("what may do in place of the second", default().granting(Resource::Graph, APP, "DelegatedPermissionGrant.Read.All").delegated(&CONNECTION),
            vec![("DelegatedPermissionGrant.Read.All", Some(Is::Ok)), (EVERYTHING, None)]),
        ("the review is switched off", default().with_only(&DATA[..3]),
            vec![(LIST, Some(Is::OverPrivileged)), (BASIC, Some(Is::Ok))]),
        ("a revoked one is missing, and it alone", Case::live(&["User.Read.All", "GroupMember.ReadBasic.All", BASIC, LIST]),
            vec![("MailboxSettings.Read", Some(Is::Missing)), ("User.Read.All", Some(Is::Ok))]),
        ("the smaller permission opens the call of the greater", default().full().probed(FULL, ProbeOutcome::Ok),
            vec![(FULL, Some(Is::Missing)), (BASIC, Some(Is::Ok))]),
        ("once the greater is there, the smaller is too much", default().full().granting(Resource::Graph, APP, FULL).probed(FULL, ProbeOutcome::Ok),
            vec![(FULL, Some(Is::Ok)), (BASIC, Some(Is::OverPrivileged))]),
        ("chosen mailboxes by roles of Exchange", Case::live(&[LIST]).full().probed(FULL, ProbeOutcome::Ok),
            vec![(FULL, Some(Is::OtherWay)), (BASIC, None)]),
        ("a greater one does the work", Case::live(&[LIST]).granting(Resource::Graph, APP, "Calendars.ReadWrite").probed(BASIC, ProbeOutcome::Ok),
            vec![(BASIC, Some(Is::OverBroad)), ("Calendars.ReadWrite", Some(Is::OverPrivileged))]),
        ("nobody who was tried has a mailbox", default().probed(BASIC, ProbeOutcome::NotFound),
            vec![(BASIC, Some(Is::NotTested))]),
        ("the connection was used since the last look", default().delegated(&CONNECTION).used(Feature::TeamsMeetings, 3),
            vec![(MEETING, Some(Is::Ok)), ("offline_access", Some(Is::Ok)), ("openid", Some(Is::Ok)), ("profile", Some(Is::Ok))]),
        ("it was used 80 days ago", default().delegated(&CONNECTION).used(Feature::TeamsMeetings, 80 * 24 * 60),
            vec![(MEETING, Some(Is::NotTested)), ("offline_access", Some(Is::NotTested)), ("openid", Some(Is::NotTested)), ("profile", Some(Is::NotTested))]),
        ("it was used, and grants are not readable", default().used(Feature::TeamsMeetings, 3),
            vec![(MEETING, Some(Is::Works)), ("offline_access", Some(Is::Works))]),
        ("a sign-in shows nothing of the connection", default().delegated(&CONNECTION).used(Feature::SignIn, 1),
            vec![("openid", Some(Is::NotTested)), ("profile", Some(Is::NotTested))]),
        ("pasted lists prove nothing at work", pasted(),
            vec![(MEETING, Some(Is::NotTested)), ("openid", Some(Is::NotTested)), (BASIC, Some(Is::NotTested)), (LIST, Some(Is::NotTested)), (EVERYTHING, None)]),
        ("without the lists a probe is all there is", Case::closed(&[BASIC, "User.Read.All"]).probed("MailboxSettings.Read", ProbeOutcome::Forbidden),
            vec![(BASIC, Some(Is::Works)), ("MailboxSettings.Read", Some(Is::Refused)), ("GroupMember.ReadBasic.All", Some(Is::Unknown)), (LIST, None), (EVERYTHING, None)]),
        ("nor does a shared probe prove the greater there", in_token(BASIC),
            vec![(FULL, Some(Is::Unknown)), (BASIC, None)]),
        ("unless the token names it", in_token(FULL),
            vec![(FULL, Some(Is::Works))]),
        ("nothing is in order in an old reading", stale(),
            vec![(BASIC, Some(Is::NotTested)), (LIST, Some(Is::NotTested)), ("User.Read.All", Some(Is::NotTested))]),
        ("of an object that is gone the old grants stay to be seen", gone(),
            vec![(BASIC, Some(Is::Missing)), ("Mail.Read", Some(Is::Unknown))]),
        ("of one that is switched off, too", off(),
            vec![(BASIC, Some(Is::NotEffective)), ("Mail.Read", Some(Is::OverPrivileged))]),
        ("a retired resource", default().granting(Resource::AzureAdGraph, APP, EVERYTHING),
            vec![(EVERYTHING, Some(Is::Retired))]),
    ]
}

#[test]
fn every_reading_has_its_lines() {
    for (name, case, expected) in table() {
        for (value, status) in expected {
            let found = case.line(value);
            assert_eq!(
                found.as_ref().map(|line| line.status),
                status,
                "{name}: {value}"
            );
            let kept = matches!(
                case.reading.principal,
                Principal::Gone | Principal::Disabled
            );
            if kept {
                assert!(
                    found.is_some_and(|line| line.granted.is_some()),
                    "{name}: {value}"
                );
            }
        }
    }
}

#[test]
fn lines_are_unique_whatever_is_granted() {
    let every: Vec<&str> = catalogue::all()
        .iter()
        .filter(|known| known.resource == Resource::Graph && known.kind == APP)
        .map(|known| known.value)
        .collect();
    for calendars in [CalendarAccess::Basic, CalendarAccess::Full] {
        for most in [0, 1, 5, every.len()] {
            let mut case = Case::live(&every[..most]).delegated(&CONNECTION);
            case.calendars = calendars;
            case.on = ALL.to_vec();
            case.configured = ALL.to_vec();
            assert!(case.lines().len() >= most);
        }
    }
}

#[test]
fn requested_is_what_a_consent_asks_for_now() {
    let asked = |case: &Case, value: &str| case.line(value).unwrap().asked_for;
    let basic = Case::live(&DEFAULT).granting(Resource::Graph, APP, FULL);
    assert_eq!(asked(&basic, BASIC), [Feature::Calendar]);
    assert!(asked(&basic, FULL).is_empty(), "text is not switched on");
    assert!(asked(&basic, LIST).is_empty(), "not configured");
    let full = basic.full();
    assert_eq!(asked(&full, FULL), [Feature::Calendar]);
    assert!(asked(&full, BASIC).is_empty());
    let off = Case::live(&DEFAULT).with_only(&[Feature::Directory]);
    assert!(asked(&off, BASIC).is_empty(), "its feature is off");
    let mut configured = Case::live(&DEFAULT);
    configured.configured = DATA.to_vec();
    assert_eq!(asked(&configured, LIST), [Feature::PermissionReview]);
    let meetings = Case::live(&DEFAULT).delegated(&CONNECTION);
    for scope in CONNECTION {
        assert_eq!(asked(&meetings, scope), [Feature::TeamsMeetings], "{scope}");
    }
}

#[test]
fn a_last_use_is_told_only_where_it_is_needed() {
    let used = Case::live(&DEFAULT)
        .granting(Resource::Graph, APP, "Mail.Read")
        .granting(Resource::Graph, APP, FULL)
        .used(Feature::Calendar, 2);
    assert_eq!(
        used.line(BASIC).unwrap().last_used,
        Some(AT.plus_minutes(-2))
    );
    assert_eq!(
        used.line(FULL).unwrap().last_used,
        None,
        "the smaller one was used"
    );
    assert_eq!(used.line("Mail.Read").unwrap().last_used, None);
    assert_eq!(used.line(LIST).unwrap().last_used, Some(AT));
    let refused = used.granting(Resource::Graph, APP, EVERYTHING);
    assert_eq!(refused.line(EVERYTHING).unwrap().last_used, None);
}

#[test]
fn a_smaller_permission_is_needed_until_the_greater_is_there() {
    let waiting = Case::live(&DEFAULT).full();
    assert_eq!(waiting.line(BASIC).unwrap().needed_by, [Feature::Calendar]);
    assert_eq!(waiting.line(FULL).unwrap().needed_by, [Feature::Calendar]);
    assert_eq!(waiting.line(FULL).unwrap().probe, None);
    let there = waiting.granting(Resource::Graph, APP, FULL);
    assert!(there.line(BASIC).unwrap().needed_by.is_empty());
}

#[test]
fn the_same_guid_on_another_resource_is_another_permission() {
    let case = Case::live(&[LIST])
        .full()
        .granting(Resource::ExchangeOnline, APP, FULL)
        .probed(FULL, ProbeOutcome::ExchangePolicy);
    let found: BTreeMap<Resource, Is> = case
        .lines()
        .iter()
        .filter(|line| line.value == FULL)
        .map(|line| (Resource::of(line.resource.unwrap()).unwrap(), line.status))
        .collect();
    let expected = [
        (Resource::Graph, Is::Missing),
        (Resource::ExchangeOnline, Is::OverPrivileged),
    ];
    assert_eq!(found, BTreeMap::from(expected));
}

#[test]
fn a_scope_that_nobody_knows_has_a_name_and_no_guid() {
    let case = Case::live(&DEFAULT).delegated(&["Made.Up"]);
    let line = case.line("Made.Up").unwrap();
    assert_eq!((line.guid, line.status), (None, Is::OverPrivileged));
}
