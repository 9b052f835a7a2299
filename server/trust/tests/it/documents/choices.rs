//! From an address to a plan: what holds before anything is chosen, what is wrong, and what an address may not change.

use model::Guid;
use model::permission::{CalendarAccess, Feature};
use trust::documents::{self, Choices, Cloud, Credential, Host, Known, Plan, Slot};

use super::links::pairs;
use super::{AUTHORITY, HOME, handed_over, plan, text_of};

pub(super) fn known() -> Known {
    Known {
        base_url: "https://anteroom.example.org".to_owned(),
        authority: AUTHORITY.to_owned(),
        graph_url: Cloud::Worldwide.graph().to_owned(),
        signin_by_code: false,
        tenant: Some(HOME),
        clients: vec![(Slot::SignIn, Guid::from_u128(4))],
        features: vec![Feature::Calendar],
        calendars: CalendarAccess::Basic,
    }
}

pub(super) fn choose(pairs: &[(&str, &str)]) -> Choices {
    Choices::new(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

#[test]
fn before_the_form_is_sent_what_is_configured_holds() {
    let (plan, problems) = choose(&[]).plan(&known());
    assert_eq!(problems, []);
    assert_eq!(plan.features, [Feature::Calendar]);
    assert_eq!(
        plan.existing_of(Slot::SignIn).client_id,
        Some(Guid::from_u128(4))
    );
    let (plan, _) = choose(&[("layout", "one")]).plan(&known());
    assert_eq!(plan.features, [], "all boxes were emptied");
}

#[test]
fn wrong_values_are_named_and_count_as_not_said() {
    for (name, value) in [
        ("home", "not a guid"),
        ("data_object", "1234"),
        ("issuer", "https://x\n.example"),
        ("subject", &"x".repeat(601)),
        ("base_url", "http://anteroom.example.org"),
        ("base_url", "https://"),
        ("base_url", "https://x.example/$(id)"),
        ("base_url", "javascript:alert(1)"),
        ("base_url", "http://localhost.example.org"),
    ] {
        let known = || Known {
            tenant: None,
            ..known()
        };
        let (plan, problems) = choose(&[(name, value)]).plan(&known());
        let fields: Vec<&str> = problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, [name], "{value:?}");
        let (untouched, _) = choose(&[]).plan(&known());
        assert_eq!(plan, untouched, "{value:?}");
    }
    for good in ["http://localhost:3000", "https://a.example/anteroom/"] {
        let anybody = Known {
            tenant: None,
            ..known()
        };
        let (plan, problems) = choose(&[("base_url", good)]).plan(&anybody);
        assert_eq!(problems, []);
        assert_eq!(plan.base_url, good.trim_end_matches('/'));
    }
}

/// A link that was sent to an administrator makes the real page: nothing in it may pass for the installation's own.
#[test]
fn an_address_changes_nothing_that_is_configured_and_the_rest_is_marked() {
    let theirs = Guid::from_u128(0xbad);
    let id = theirs.to_string();
    let mailed = choose(&[
        ("layout", "per_source"),
        ("calendar", "true"),
        ("base_url", "https://elsewhere.example"),
        ("host", "gcp"),
        ("issuer", "https://elsewhere.example"),
        ("subject", "me"),
        ("customer", &id),
        ("signin_client", &id),
        ("calendar_client", &id),
        ("calendar_object", &id),
    ]);
    let (plan, _) = mailed.plan(&known());
    assert_eq!(plan.base_url, known().base_url);
    let signin = plan.existing_of(Slot::SignIn).client_id;
    assert_eq!(signin, Some(Guid::from_u128(4)));
    let calendar = &plan.data_applications()[0];
    assert_eq!(calendar.existing.client_id, Some(theirs));
    assert_eq!(plan.consent_link(calendar), None);
    assert_eq!(
        plan.from_address,
        [
            "issuer",
            "subject",
            "customer",
            "calendar_object",
            "calendar_client"
        ]
    );
    let (own, _) = choose(&[("layout", "one"), ("host", "gcp")]).plan(&known());
    assert_eq!(own.from_address, [] as [&str; 0]);
}

#[test]
fn a_plan_that_is_shared_is_the_same_plan_for_whoever_opens_it() {
    let of_government = Plan {
        authority: Cloud::UsGovernment.authority().to_owned(),
        graph_url: Cloud::UsGovernment.graph().to_owned(),
        signin_by_code: true,
        credential: Credential::of(
            Host::Gcp,
            (Cloud::UsGovernment.authority(), Cloud::UsGovernment),
            Some(HOME),
        ),
        ..plan(Host::Gcp)
    };
    for own in [plan(Host::Gcp), handed_over(Host::Azure), of_government] {
        let address = format!("https://x.example/?{}", own.query());
        let choices = Choices::new(pairs(&address).1);
        let anybody = Known {
            tenant: None,
            clients: vec![],
            ..known()
        };
        let (theirs, problems) = choices.plan(&anybody);
        assert_eq!(problems, []);
        assert_eq!(theirs.applications(), own.applications());
        assert_eq!(theirs.credential, own.credential);
        assert_eq!((theirs.home, theirs.customer), (own.home, own.customer));
        assert_eq!(theirs.colleague, own.colleague);
        assert_eq!(theirs.signin_by_code, own.signin_by_code);
        assert_eq!(theirs.cloud(), own.cloud());
    }
}

/// With one override the others go on with the application for everything else, and settings say so.
#[test]
fn settings_name_each_client_id_by_the_setting_it_came_from() {
    let all = documents::features();
    let printed = |clients: Vec<(Slot, Guid)>| {
        let known = Known {
            clients,
            features: all.clone(),
            ..known()
        };
        let (plan, _) = choose(&[]).plan(&known);
        text_of(&plan, documents::ENVIRONMENT_FILE)
    };
    let (four, five) = (Guid::from_u128(4), Guid::from_u128(5));
    let mixed = printed(vec![(Slot::Data, four), (Slot::Meetings, five)]);
    assert!(mixed.contains(&format!(
        "ANTEROOM_DATA_CLIENT_ID={four}\nANTEROOM_MEETINGS_CLIENT_ID={five}\n"
    )));
    assert!(!mixed.contains("ANTEROOM_CALENDAR_CLIENT_ID"));
    let alone = printed(vec![(Slot::Meetings, five)]);
    assert!(alone.contains(&format!("ANTEROOM_MEETINGS_CLIENT_ID={five}\n")));
    assert!(!alone.contains(&format!("ANTEROOM_DATA_CLIENT_ID={five}")));
}

#[test]
fn choices_survive_the_way_through_an_address() {
    let choices = choose(&[
        ("layout", "one"),
        ("subject", "a&b=c d'\"ä%"),
        ("issuer", ""),
    ]);
    let address = format!("https://x.example/?{}", choices.query());
    assert_eq!(
        pairs(&address).1,
        [
            ("layout".to_owned(), "one".to_owned()),
            ("subject".to_owned(), "a&b=c d'\"ä%".to_owned())
        ]
    );
}

#[test]
fn another_cloud_and_sign_in_by_code_can_be_chosen_where_no_installation_is_known() {
    let mailed = choose(&[
        ("layout", "one"),
        ("cloud", "china"),
        ("signin_code", "true"),
    ]);
    let anybody = Known {
        tenant: None,
        ..known()
    };
    let (plan, problems) = mailed.plan(&anybody);
    assert_eq!(problems, []);
    assert_eq!(plan.cloud(), Cloud::China);
    assert!(plan.signin_by_code);
    assert_eq!(plan.from_address, ["cloud"]);
    // On the page of an installation both stand as it is configured.
    let (own, _) = mailed.plan(&known());
    assert_eq!((own.cloud(), own.signin_by_code), (Cloud::Worldwide, false));
    assert_eq!(own.authority, AUTHORITY);
    let by_code = Known {
        signin_by_code: true,
        ..known()
    };
    assert!(choose(&[("layout", "one")]).plan(&by_code).0.signin_by_code);
    let (plan, _) = choose(&[("layout", "one"), ("cloud", "elsewhere")]).plan(&anybody);
    assert_eq!(plan.cloud(), Cloud::Worldwide);
}
