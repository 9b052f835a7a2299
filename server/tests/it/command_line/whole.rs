//! `anteroom export tenant`: all that is kept, nothing that opens doors, nothing of others.

use std::collections::BTreeSet;

use serde_json::Value;
use store::testing::TestDatabase;

use crate::support::process::command;
use crate::support::{Stage, TestApp};

fn export(database: &TestDatabase, app: &TestApp, tenant: &str) -> (String, Vec<Value>) {
    let output = command(database.url(), app.folder.path(), &app.microsoft)
        .args(["export", "tenant", "--tenant", tenant])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", super::text(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines = lines.collect();
    (text, lines)
}

fn rows<'a>(lines: &'a [Value], table: &str) -> Vec<&'a Value> {
    let of_table = lines.iter().filter(|line| line["table"] == table);
    of_table.map(|line| &line["row"]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_takes_everything_along() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let (text, lines) = export(&database, &stage.app, "contoso");
        assert_eq!(lines[0]["anteroom_export"], 1);
        assert_eq!(lines[0]["tenant"], microsoft365::contoso::TENANT);
        assert_eq!(rows(&lines, "tenant")[0]["slug"], "contoso");
        assert_eq!(rows(&lines, "room").len(), 2);
        let names: BTreeSet<&str> = rows(&lines, "ticket")
            .iter()
            .map(|row| row["answers"]["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, BTreeSet::from(["Otto", "Vera"]), "answers in clear");
        assert!(!rows(&lines, "period").is_empty() && !rows(&lines, "room_event").is_empty());
        let audit = rows(&lines, "audit");
        assert_eq!(
            audit.last().unwrap()["action"],
            "tenant.exported",
            "the export itself is the last thing that happened"
        );
        assert!(rows(&lines, "session").len() >= 7);

        // Nothing that opens a door.
        for browser in [&stage.administrator, &stage.visitor] {
            for cookie in ["__Host-session", "__Host-visitor"] {
                if let Some(secret) = browser.cookie(cookie) {
                    assert!(!text.contains(&secret), "{cookie}");
                }
            }
        }
        for column in [
            "hash",
            "visitor_hash",
            "wrapped",
            "refresh_token",
            "join_key",
            "sealed",
        ] {
            let found = lines.iter().find(|line| {
                let row = line["row"].as_object();
                let allowed = line["table"] == "ledger"
                    || line["table"] == "draft"
                    || line["table"] == "staff_form";
                !allowed && row.is_some_and(|row| row.contains_key(column))
            });
            assert_eq!(found, None, "{column}");
        }
        // Nothing of others.
        assert!(!text.contains(microsoft365::fabrikam::TENANT));
        let (other, lines) = export(&database, &stage.app, "fabrikam");
        assert!(!other.contains(microsoft365::contoso::TENANT) && !other.contains("Vera"));
        assert_eq!(rows(&lines, "room").len(), 1);
        drop(stage);
        database.remove().await;
    }
}
