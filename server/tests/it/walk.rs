//! Every registered server function and every stream, called by everybody who may not.
//!
//! A function that is not in the table below fails the walk: whoever adds one says here who may call it.

mod handlers;
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use model::ErrorCode::{self, Forbidden, NotFound, NotSignedIn};
use server_fn::axum::server_fn_paths;
use store::testing::TestDatabase;
use table::{FUNCTIONS, Gate};

use crate::support::browser::{Answer, form};
use crate::support::{Browser, Requests, Stage, TestApp, browser::From};

/// Everybody on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    Employee,
    Leader,
    Reporter,
    Reviewer,
    Administrator,
    Coordinator,
    Consultant,
    OtherRoom,
    ForeignAdministrator,
    ForeignConsultant,
    Visitor,
    OtherVisitor,
}

impl Who {
    const ALL: [Self; 13] = [
        Self::Anonymous,
        Self::Employee,
        Self::Leader,
        Self::Reporter,
        Self::Reviewer,
        Self::Administrator,
        Self::Coordinator,
        Self::Consultant,
        Self::OtherRoom,
        Self::ForeignAdministrator,
        Self::ForeignConsultant,
        Self::Visitor,
        Self::OtherVisitor,
    ];

    fn browser(self, stage: &Stage) -> &Browser {
        match self {
            Self::Anonymous => &stage.anonymous,
            Self::Employee => &stage.employee,
            Self::Leader => &stage.leader,
            Self::Reporter => &stage.reporter,
            Self::Reviewer => &stage.reviewer,
            Self::Administrator => &stage.administrator,
            Self::Coordinator => &stage.coordinator,
            Self::Consultant => &stage.consultant,
            Self::OtherRoom => &stage.other_room,
            Self::ForeignAdministrator => &stage.foreign_administrator,
            Self::ForeignConsultant => &stage.foreign_consultant,
            Self::Visitor => &stage.visitor,
            Self::OtherVisitor => &stage.other_visitor,
        }
    }

    /// Whether a gate lets this persona through, with the ids of Contoso's desk. For the gates of a whole tenant,
    /// Fabrikam's people pass into their own tenant.
    fn passes(self, gate: Gate) -> bool {
        match gate {
            Gate::Public => true,
            Gate::Member => !matches!(self, Self::Anonymous | Self::Visitor | Self::OtherVisitor),
            Gate::Administrator | Gate::RoomCreator => {
                matches!(self, Self::Administrator | Self::ForeignAdministrator)
            }
            Gate::Leader => self == Self::Leader,
            Gate::Reviewer => matches!(
                self,
                Self::Administrator | Self::ForeignAdministrator | Self::Reviewer
            ),
            Gate::RoomStaff => matches!(self, Self::Consultant | Self::Coordinator),
            Gate::RoomEditor => matches!(self, Self::Coordinator | Self::Administrator),
            Gate::Visitor => self == Self::Visitor,
        }
    }
}

fn registered() -> BTreeSet<(&'static str, String)> {
    server_fn_paths()
        .map(|(path, method)| (path, method.to_string()))
        .collect()
}

/// A way to call a function, and the gate it must ask then.
#[derive(Clone, Debug)]
struct Case {
    path: &'static str,
    method: String,
    gate: Gate,
    /// Whether a room is named.
    room: bool,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (path, method) in registered() {
        cases.push(Case {
            path,
            method: method.clone(),
            gate: table::gate(path),
            room: true,
        });
        if let Some((_, gate)) = table::WITHOUT_ROOM.iter().find(|(known, _)| *known == path) {
            cases.push(Case {
                path,
                method,
                gate: *gate,
                room: false,
            });
        }
    }
    cases
}

/// Fields that every function understands; each takes what it knows of them.
fn fields(stage: &Stage, path: &str) -> Vec<(String, String)> {
    let guid = "0192d3a0-0000-7000-8000-00000000ffff";
    let (desk, ticket) = (stage.desk.to_string(), stage.ticket.to_string());
    let (tenant, room) = table::by_address(path).unwrap_or(("contoso", desk.as_str()));
    let all = [
        ("tenant", tenant),
        ("room", room),
        ("ticket", &ticket),
        ("version", "1"),
        ("command", guid),
        ("key", guid),
        ("action", "take"),
        ("link", "https://meet.example.org/x"),
        ("oid", guid),
        ("role", "Consultant"),
        ("rooms[0]", &desk),
        ("everywhere", "false"),
        ("assignment", guid),
        ("invitation", guid),
        ("client_id", guid),
        ("before", "9"),
        ("name", "Contoso"),
        ("slug", "contoso"),
        ("language", "de"),
        ("label", "a group"),
        ("topic", "load"),
        ("span", "month"),
        ("metric", "M1"),
        ("source", "calendar"),
        ("whose", "everybody"),
    ];
    let all = all
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    all.chain(
        table::more(path)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    )
    .collect()
}

async fn call(browser: &Browser, stage: &Stage, case: &Case) -> Answer {
    let (path, method) = (case.path, case.method.as_str());
    let mut fields = fields(stage, path);
    fields.retain(|(name, _)| case.room || name != "room");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = if method == "GET" {
        let post = form(http::Method::POST, path, &fields, "application/json");
        let query = axum::body::to_bytes(post.into_body(), 1 << 20)
            .await
            .unwrap();
        let address = format!("{path}?{}", String::from_utf8(query.to_vec()).unwrap());
        http::Request::get(address)
            .header("accept", "application/json")
            .body(axum::body::Body::empty())
            .unwrap()
    } else {
        form(http::Method::POST, path, &fields, "application/json")
    };
    browser.read(request, From::OwnPage).await
}

/// What a refused call must leave as it is.
async fn state(stage: &Stage) -> Vec<String> {
    let store = &stage.app.site.parts().store;
    let mut seen = Vec::new();
    for row in store.system().tenants().await.unwrap() {
        let scoped = store.of(row.id);
        seen.push(format!("{:?}", row));
        seen.push(format!(
            "{:?}",
            scoped.audit_range(1, 1_000).await.unwrap().len()
        ));
        seen.push(format!("{:?}", scoped.assignments().await.unwrap()));
        for room in scoped.rooms().await.unwrap() {
            seen.push(format!("{:?} {:?}", room.version, room.settings_json));
        }
    }
    let scoped = store.of(microsoft365::contoso::TENANT.parse().unwrap());
    for ticket in [stage.ticket, stage.other_ticket] {
        let row = scoped.ticket(ticket).await.unwrap().unwrap();
        seen.push(format!(
            "{:?} {:?} {:?}",
            row.state,
            row.version,
            row.answers.is_some()
        ));
    }
    seen
}

fn refused(code: Option<ErrorCode>) -> bool {
    matches!(code, Some(NotSignedIn | Forbidden | NotFound))
}

#[test]
fn the_table_names_every_registered_function_and_no_other() {
    let found: BTreeSet<&str> = registered().iter().map(|(path, _)| *path).collect();
    let known: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, _)| *path).collect();
    let unknown: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(
        unknown.is_empty() && gone.is_empty(),
        "not in the table: {unknown:?}; in the table only: {gone:?}"
    );
}

#[test]
fn public_functions_are_those_of_the_committed_list() {
    let ours: BTreeSet<&str> = FUNCTIONS
        .iter()
        .filter(|(_, gate)| *gate == Gate::Public)
        .map(|(path, _)| *path)
        .collect();
    let list: BTreeSet<&str> = app::server_functions::public::PUBLIC
        .iter()
        .copied()
        .collect();
    assert_eq!(ours, list);
}

#[test]
fn addresses_have_the_one_form_and_no_function_was_dropped_by_the_linker() {
    let part = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    for (path, _) in registered() {
        let parts: Vec<&str> = path.split('/').collect();
        assert!(
            matches!(parts[..], ["", "api", area, name] if part(area) && part(name)),
            "{path}"
        );
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("app/src/server_functions");
    assert_eq!(
        registered().len(),
        written(&source),
        "functions registered against functions written"
    );
}

/// How many server functions stand in the source below a folder.
fn written(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let count = |path: std::path::PathBuf| {
        if path.is_dir() {
            return written(&path);
        }
        std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .filter(|line| line.trim_start().starts_with("#[server(endpoint"))
            .count()
    };
    entries.map(count).sum()
}

#[tokio::test]
async fn everybody_who_may_not_is_refused_and_changes_nothing() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let before = state(&stage).await;
        let mut calls = 0;
        for case in cases() {
            let path = case.path;
            for who in Who::ALL.into_iter().filter(|who| !who.passes(case.gate)) {
                let answer = call(who.browser(&stage), &stage, &case).await;
                calls += 1;
                if who == Who::OtherVisitor && table::leads_to_own_ticket(path) {
                    let text = answer.text();
                    assert!(text.contains(&stage.other_ticket.to_string()), "{text}");
                    assert!(!text.contains(&stage.ticket.to_string()), "{text}");
                    continue;
                }
                let code = answer.refusal();
                assert!(
                    refused(code) && !answer.status.is_success(),
                    "{path} as {who:?}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
        }
        assert_eq!(state(&stage).await, before);
        assert!(calls > FUNCTIONS.len(), "{calls}");
        drop(stage);
        database.remove().await;
    }
}

#[tokio::test]
async fn the_same_calls_get_through_for_those_who_may() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let mut cases = cases();
    // Those that end something come last.
    cases.sort_by_key(|case| {
        (
            case.path.contains("sign_out") || case.path.contains("leave"),
            case.path,
        )
    });
    for case in cases {
        let path = case.path;
        let who = Who::ALL
            .into_iter()
            .find(|who| who.passes(case.gate) && *who != Who::ForeignAdministrator)
            .unwrap();
        let answer = call(who.browser(&stage), &stage, &case).await;
        let code = answer.refusal();
        assert!(
            !matches!(code, Some(NotSignedIn | Forbidden)),
            "{path} as {who:?}: {}",
            answer.text()
        );
        let fields_fit = code != Some(ErrorCode::Invalid) || table::validates(path);
        assert!(
            fields_fit,
            "{path}: the walk's fields do not reach its body: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn people_of_another_tenant_see_nothing_of_this_one() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let mut traces = vec![
        microsoft365::contoso::TENANT.to_owned(),
        stage.desk.to_string(),
        stage.ward.to_string(),
    ];
    traces.extend(
        [
            microsoft365::contoso::ADMIN.oid,
            microsoft365::contoso::CONSULTANT.name,
        ]
        .map(str::to_owned),
    );
    for case in cases() {
        let path = case.path;
        if matches!(case.gate, Gate::Public) || path.contains("sign_out") {
            continue;
        }
        for who in [Who::ForeignAdministrator, Who::ForeignConsultant] {
            let text = call(who.browser(&stage), &stage, &case).await.text();
            for trace in &traces {
                assert!(
                    !text.contains(trace.as_str()) || path.ends_with("/invite_person"),
                    "{path} as {who:?}: {trace}"
                );
            }
        }
    }
}
