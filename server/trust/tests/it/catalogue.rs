//! The catalogue of permissions: its facts against Microsoft's, its own rules, and what written names are taken for.

use std::collections::HashSet;
use std::io::Write as _;

use model::Guid;
use model::permission::{CalendarAccess, Feature, PermissionKind, Tier, needs_with};
use serde_json::Value;
use trust::catalogue::{
    Permission, Reach, Recognised, Resource, Risk, Written, all, by_key, find, in_all_resources,
    recognise, recognise_written, twins,
};

const APPLICATION: PermissionKind = PermissionKind::Application;
const DELEGATED: PermissionKind = PermissionKind::Delegated;

/// A file of the reference data; `None` and a line where there is none.
fn reference(name: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("ANTEROOM_REFERENCE_DATA") else {
        let line = b"skipped: ANTEROOM_REFERENCE_DATA is not set, the catalogue is not compared\n";
        std::io::stderr().write_all(line).unwrap();
        return None;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn kind_name(kind: PermissionKind) -> &'static str {
    match kind {
        PermissionKind::Delegated => "delegated",
        PermissionKind::Application => "application",
    }
}

fn on_graph() -> impl Iterator<Item = &'static Permission> {
    all()
        .iter()
        .filter(|permission| permission.resource == Resource::Graph)
}

fn permission(key: &str) -> &'static Permission {
    by_key(key).unwrap_or_else(|| panic!("{key}"))
}

#[test]
fn every_permission_on_graph_is_as_microsofts_catalogue_has_it() {
    let Some(catalogue) = reference("graph-permission-catalogue.json") else {
        return;
    };
    let theirs = catalogue["permissions"].as_array().unwrap();
    for ours in on_graph() {
        let entry = theirs
            .iter()
            .find(|entry| {
                entry["id"] == ours.guid.to_string() && entry["type"] == kind_name(ours.kind)
            })
            .unwrap_or_else(|| panic!("{} is not in the catalogue", ours.key));
        assert_eq!(entry["value"], ours.value, "{}", ours.key);
        assert_eq!(entry["adminConsent"], ours.admin_consent, "{}", ours.key);
        assert_eq!(
            entry["msPrivilegeLevel"].as_u64(),
            ours.microsoft_level.map(u64::from),
            "{}",
            ours.key
        );
        let risk = ours.cisa.map(|risk| match risk {
            Risk::Low => "Low",
            Risk::Medium => "Medium",
            Risk::High => "High",
            Risk::Critical => "Critical",
        });
        assert_eq!(entry["scubaRisk"].as_str(), risk, "{}", ours.key);
    }
}

#[test]
fn what_the_reference_seeds_is_here_with_the_same_rating_and_the_same_twins() {
    let Some(seed) = reference("seed-permissions.json") else {
        return;
    };
    let seeds = seed["permissions"].as_array().unwrap();
    assert!(seeds.len() > 40);
    for entry in seeds {
        let kind = if entry["type"] == "delegated" {
            DELEGATED
        } else {
            APPLICATION
        };
        let guid = |name: &str| entry[name].as_str().map(|text| Guid::parse(text).unwrap());
        let ours = find(Resource::Graph, kind, guid("id").unwrap())
            .unwrap_or_else(|| panic!("{entry} is missing"));
        let tier = match ours.tier {
            Tier::Identity => "L0 identity",
            Tier::OwnData => "L1 own data",
            Tier::Low => "L2 low",
            Tier::Medium => "Medium",
            Tier::High => "High",
            Tier::Critical => "Critical",
        };
        assert_eq!(entry["tier"], tier, "{}", ours.key);
        for (name, resource) in [
            ("exchangeOnlineId", Resource::ExchangeOnline),
            ("aadGraphId", Resource::AzureAdGraph),
        ] {
            if let Some(twin) = guid(name) {
                let twin = find(resource, kind, twin)
                    .unwrap_or_else(|| panic!("{} has no twin on {resource:?}", ours.key));
                assert!(twins(ours).contains(&twin), "{}", ours.key);
            }
        }
    }
}

#[test]
fn every_proof_is_a_read_that_the_permission_opens() {
    let Some(endpoints) = reference("endpoint-permissions.json") else {
        return;
    };
    let calls = endpoints["calls"].as_array().unwrap();
    for ours in all() {
        let Some(proof) = ours.proof else { continue };
        assert_eq!(proof.method, "GET", "{}", ours.key);
        let call = calls
            .iter()
            .find(|call| {
                call["method"] == proof.method && {
                    let url = call["url"].as_str().unwrap();
                    url == proof.path || (proof.path == "/me" && url == "/me")
                }
            })
            .unwrap_or_else(|| panic!("{}: no call {}", ours.key, proof.path));
        let (least, accepted) = match ours.kind {
            PermissionKind::Delegated => ("leastDelegated", "acceptedDelegated"),
            PermissionKind::Application => ("leastApplication", "acceptedApplication"),
        };
        let accepts = call[accepted].as_array().unwrap();
        assert!(
            call[least] == ours.value || accepts.iter().any(|value| value == ours.value),
            "{} does not open {}",
            ours.key,
            proof.path
        );
    }
}

#[test]
fn what_a_feature_needs_is_the_same_in_both_tables() {
    for feature in Feature::ALL {
        let mut needed = needs_with(&[feature], CalendarAccess::Basic);
        for need in needs_with(&[feature], CalendarAccess::Full) {
            if !needed.contains(&need) {
                needed.push(need);
            }
        }
        assert!(!needed.is_empty(), "{feature:?}");
        for need in &needed {
            let ours = find(Resource::Graph, need.kind, need.guid)
                .unwrap_or_else(|| panic!("{} is missing", need.value));
            assert_eq!(ours.value, need.value);
            assert_eq!(ours.tier, need.tier, "{}", ours.key);
            assert_eq!(ours.admin_consent, need.admin_consent, "{}", ours.key);
            assert!(ours.features.contains(&feature), "{}", ours.key);
        }
        let here = all().iter().filter(|ours| ours.features.contains(&feature));
        assert_eq!(here.count(), needed.len(), "{feature:?}");
    }
}

#[test]
fn a_grant_is_one_permission_and_a_key_is_one_permission() {
    let mut grants = HashSet::new();
    let mut keys = HashSet::new();
    for ours in all() {
        assert_ne!(ours.guid.as_u128(), 0, "{}", ours.key);
        assert!(
            grants.insert((ours.resource, ours.kind, ours.guid)),
            "{}",
            ours.key
        );
        assert!(keys.insert(ours.key), "{}", ours.key);
        assert_eq!(find(ours.resource, ours.kind, ours.guid), Some(ours));
        assert!(in_all_resources(ours.guid).contains(&ours));
    }
}

#[test]
fn the_table_keeps_the_published_rule() {
    for ours in all() {
        assert_eq!(ours.tier, ours.reach.tier(ours.writes), "{}", ours.key);
        assert_eq!(ours.content, ours.reach.content(), "{}", ours.key);
        if ours.kind == APPLICATION {
            assert!(ours.admin_consent, "{}", ours.key);
            // Nobody is there whose own objects an application could mean.
            assert!(
                !matches!(
                    ours.reach,
                    Reach::Identity
                        | Reach::OwnProfile
                        | Reach::OwnObjects
                        | Reach::OwnContent
                        | Reach::OwnMailbox
                ),
                "{}",
                ours.key
            );
            if ours.writes || ours.content {
                assert!(ours.tier >= Tier::High, "{}", ours.key);
            }
        }
        let name = ours.value.to_ascii_lowercase();
        let says_write = [
            "write",
            "send",
            "fullcontrol",
            "accessasuser",
            "full_access",
        ];
        assert_eq!(
            ours.writes,
            says_write.iter().any(|word| name.contains(word)),
            "{}",
            ours.key
        );
    }
}

#[test]
fn alternatives_exist_and_are_lower_and_covers_are_whole() {
    for ours in all() {
        for key in ours.lower {
            let lower = permission(key);
            assert!(lower.tier <= ours.tier, "{} > {}", key, ours.key);
            assert!(lower.retired.is_none(), "{key}");
            assert!(!lower.writes || ours.writes, "{} > {}", key, ours.key);
        }
        for key in ours.covers {
            let covered = permission(key);
            assert_eq!(covered.kind, ours.kind, "{} covers {key}", ours.key);
            assert_eq!(covered.resource, ours.resource, "{} covers {key}", ours.key);
            assert!(covered.tier <= ours.tier, "{} covers {key}", ours.key);
            assert!(
                !covered.covers.contains(&ours.key),
                "{} in a ring",
                ours.key
            );
            for further in covered.covers {
                assert!(
                    ours.covers.contains(further),
                    "{} covers {further}",
                    ours.key
                );
            }
        }
        for key in ours.equals {
            let same = permission(key);
            assert!(same.equals.contains(&ours.key), "{key}");
            assert_eq!(same.tier, ours.tier, "{key}");
        }
        let text = permission(ours.text);
        assert_eq!(text.text, text.key, "{} borrows a borrowed text", ours.key);
    }
}

#[test]
fn a_twin_is_another_grant_of_the_same_tier() {
    let mut count = 0;
    for ours in all() {
        let Some(key) = ours.twin else { continue };
        let on_graph = permission(key);
        assert_eq!(on_graph.resource, Resource::Graph);
        assert_ne!(ours.resource, Resource::Graph);
        assert_eq!(on_graph.kind, ours.kind, "{}", ours.key);
        assert_eq!(on_graph.tier, ours.tier, "{}", ours.key);
        assert!(twins(on_graph).contains(&ours), "{}", ours.key);
        assert!(twins(ours).contains(&on_graph), "{}", ours.key);
        assert!(ours.features.is_empty(), "{}", ours.key);
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn whole_resources_and_protocols_are_retired() {
    for ours in all() {
        let ews = ours.value.starts_with("EWS.") || ours.value == "full_access_as_app";
        assert_eq!(
            ours.retired.is_some(),
            ews || ours.resource == Resource::AzureAdGraph,
            "{}",
            ours.key
        );
        if ours.retired.is_some() {
            assert!(ours.features.is_empty(), "{}", ours.key);
        }
    }
}

#[test]
fn a_resource_is_known_by_its_application_id() {
    for resource in Resource::ALL {
        assert_eq!(Resource::of(resource.app_id()), Some(resource));
    }
    assert_eq!(
        Resource::Graph.app_id().to_string(),
        "00000003-0000-0000-c000-000000000000"
    );
    assert_eq!(
        Resource::ExchangeOnline.app_id().to_string(),
        "00000002-0000-0ff1-ce00-000000000000"
    );
    assert_eq!(
        Resource::AzureAdGraph.app_id().to_string(),
        "00000002-0000-0000-c000-000000000000"
    );
    assert_eq!(Resource::of(Guid::from_u128(7)), None);
}

fn keys(recognised: &Recognised) -> Vec<&'static str> {
    recognised
        .candidates()
        .iter()
        .map(|permission| permission.key)
        .collect()
}

/// Whether something was recognised in the way it should be.
type State = fn(&Recognised) -> bool;

#[test]
fn names_are_recognised_in_the_order_of_certainty() {
    let table: [(&str, State, &[&str]); 21] = [
        (
            "User.Read",
            |r| matches!(r, Recognised::Exact(_)),
            &["user_read_delegated"],
        ),
        (
            "  uSER.rEAD  ",
            |r| matches!(r, Recognised::Exact(_)),
            &["user_read_delegated"],
        ),
        (
            "Mail.Send (Application)",
            |r| matches!(r, Recognised::Exact(_)),
            &["mail_send_app"],
        ),
        (
            "Mail.Send (delegated)",
            |r| matches!(r, Recognised::Exact(_)),
            &["mail_send_delegated"],
        ),
        (
            "Mail.Send",
            |r| matches!(r, Recognised::Ambiguous(_)),
            &["mail_send_app", "mail_send_delegated"],
        ),
        (
            "full_access_as_app",
            |r| matches!(r, Recognised::Exact(_)),
            &["exo_full_access_app"],
        ),
        (
            "8ba4a692-bc31-4128-9094-475872af8a53",
            |r| matches!(r, Recognised::Exact(_)),
            &["calendars_read_basic_all_app"],
        ),
        (
            "798EE544-9D2D-430C-A058-570E29E34338",
            |r| matches!(r, Recognised::Ambiguous(_)),
            &["calendars_read_app", "exo_calendars_read_app"],
        ),
        (
            "https://graph.microsoft.com/User.ReadBasic.All (application)",
            |r| matches!(r, Recognised::Exact(_)),
            &["user_read_basic_all_app"],
        ),
        (
            "https://graph.windows.net/User.Read",
            |r| matches!(r, Recognised::Exact(_)),
            &["aad_user_read_delegated"],
        ),
        (
            "Calendar.ReadWrite (application)",
            |r| matches!(r, Recognised::Alias(_)),
            &[
                "calendars_read_write_app",
                "exo_calendars_read_write_all_app",
            ],
        ),
        (
            "Groups.Read.All (application)",
            |r| matches!(r, Recognised::Alias(_)),
            &["group_read_all_app"],
        ),
        (
            "Calendars.ReadBasic (application)",
            |r| matches!(r, Recognised::Alias(_)),
            &["calendars_read_basic_all_app"],
        ),
        (
            "OnlineMeetings.ReadWrite (application)",
            |r| matches!(r, Recognised::Alias(_)),
            &["online_meetings_read_write_all_app"],
        ),
        (
            "GroupMember.Read (application)",
            |r| matches!(r, Recognised::Variant(_)),
            &["group_member_read_all_app"],
        ),
        (
            "Mail.ReadBasic.All (delegated)",
            |r| matches!(r, Recognised::Variant(_)),
            &["mail_read_basic_delegated"],
        ),
        (
            "Teams.ReadBasic.All (application)",
            |r| matches!(r, Recognised::Variant(_)),
            &["team_read_basic_all_app"],
        ),
        (
            "EWS.AccessAsUser.All (application)",
            |r| matches!(r, Recognised::OtherKind(_)),
            &["ews_access_as_user_all_delegated"],
        ),
        (
            "MailboxSetings.Read (application)",
            |r| matches!(r, Recognised::Suggestion(_)),
            &["mailbox_settings_read_app"],
        ),
        ("Frobnicate.All", |r| matches!(r, Recognised::Unknown), &[]),
        ("", |r| matches!(r, Recognised::Unknown), &[]),
    ];
    for (text, state, expected) in table {
        let recognised = recognise(text);
        assert!(state(&recognised), "{text}: {recognised:?}");
        assert_eq!(keys(&recognised), expected, "{text}");
    }
}

#[test]
fn the_resource_that_was_said_is_kept_apart() {
    let said =
        |text, kind, resource| recognise_written(&Written::new(text, Some(kind), Some(resource)));
    let exchange = Resource::ExchangeOnline;
    assert_eq!(
        keys(&said("Calendars.Read", APPLICATION, exchange)),
        ["exo_calendars_read_app"]
    );
    // The scopes of Exchange Online hold no such permission; Graph does.
    let elsewhere = said("GroupMember.Read.All", APPLICATION, exchange);
    assert!(
        matches!(elsewhere, Recognised::OtherResource(_)),
        "{elsewhere:?}"
    );
    assert!(keys(&elsewhere).contains(&"group_member_read_all_app"));
    // One GUID, two names: which one it is depends on the resource.
    let guid = "ef54d2bf-783f-4e0f-bca1-3210c0444d99";
    assert_eq!(
        keys(&said(guid, APPLICATION, Resource::Graph)),
        ["calendars_read_write_app"]
    );
    assert_eq!(
        keys(&said(guid, APPLICATION, exchange)),
        ["exo_calendars_read_write_all_app"]
    );
    let wrong = said(guid, APPLICATION, Resource::AzureAdGraph);
    assert!(matches!(wrong, Recognised::OtherResource(_)), "{wrong:?}");
    let other_kind = said(guid, DELEGATED, Resource::Graph);
    assert!(
        matches!(other_kind, Recognised::OtherKind(_)),
        "{other_kind:?}"
    );
}

#[test]
fn no_name_is_taken_for_another_silently() {
    for ours in all() {
        for slip in [
            ours.value.replacen('e', "", 1),
            format!("{}s", ours.value),
            ours.value.replace('.', ""),
            format!("X{}", ours.value),
        ] {
            if all()
                .iter()
                .any(|other| other.value.eq_ignore_ascii_case(&slip))
            {
                continue;
            }
            let recognised = recognise(&slip);
            assert!(
                !matches!(recognised, Recognised::Exact(_) | Recognised::Ambiguous(_)),
                "{slip}: {recognised:?}"
            );
        }
    }
}

mod hostile {
    use proptest::prelude::*;
    use trust::catalogue::recognise;

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,300}") {
            let _ = recognise(&text);
        }

        #[test]
        fn names_of_any_length_end(text in "[A-Za-zäß.]{0,200}") {
            let _ = recognise(&text);
        }
    }
}
