//! Figures on the command line: imported ones, and exports.

use std::path::Path;
use std::process::Output;

use store::testing::TestDatabase;
use trust::Administrator;

use super::text;
use crate::support::process::command;
use crate::support::stage::{caller, register};
use crate::support::{Browser, TestApp};

/// Two good weeks of p1, one of p2, an unknown column, one that feeds nothing here.
const GOOD: &str = "PersonId,Date,Meeting_hours,Uninterrupted_hours,Available_to_focus_hours,Shoe_size\n\
    p1,2026-10-11,2.5,3,20,44\n\
    p1,2026-10-18,4,3,18,44\n\
    p2,2026-10-11,1,3,30,44\n";
/// A value below 0 and a repeated person and week.
const BAD: &str = "PersonId,Date,Meeting_hours,Available_to_focus_hours\n\
    p1,2026-10-11,2.5,20\n\
    p2,2026-10-11,-1,20\n\
    p1,2026-10-11,2,20\n";

/// Two organisations with their administrators.
struct Scene {
    database: TestDatabase,
    app: TestApp,
    contoso: Browser,
}

impl Scene {
    async fn set() -> Self {
        let database = TestDatabase::sqlite();
        let app = TestApp::on(&database).await;
        let contoso = register(
            &app,
            microsoft365::contoso::TENANT,
            &microsoft365::contoso::ADMIN,
        )
        .await;
        register(
            &app,
            microsoft365::fabrikam::TENANT,
            &microsoft365::fabrikam::ADMIN,
        )
        .await;
        for (name, content) in [
            ("good.csv", GOOD),
            ("bad.csv", BAD),
            ("none.csv", "a,b\n1,2\n"),
        ] {
            std::fs::write(app.folder.path().join(name), content).unwrap();
        }
        Self {
            database,
            app,
            contoso,
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        command(self.database.url(), self.folder(), &self.app.microsoft)
            .args(arguments)
            .output()
            .unwrap()
    }

    fn folder(&self) -> &Path {
        self.app.folder.path()
    }

    /// Runs an import; its code and all it said.
    fn import(&self, file: &str, more: &[&str]) -> (Option<i32>, String) {
        let mut arguments = vec!["import", "viva", file, "--tenant", "contoso"];
        arguments.extend(more);
        let output = self.run(&arguments);
        (output.status.code(), text(&output))
    }

    /// Runs an export over the autumn; its code, output and complaint.
    fn export(&self, what: &str, tenant: &str, more: &[&str]) -> (Option<i32>, String, String) {
        let mut arguments = vec![
            "export",
            what,
            "--tenant",
            tenant,
            "--from",
            "2026-10-01",
            "--to",
            "2026-11-15",
        ];
        arguments.extend(more);
        let output = self.run(&arguments);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    /// Figures stored of an import, and rows of the audit log.
    async fn stored(&self) -> (usize, usize) {
        let store = &self.app.site.parts().store;
        let scoped = store.of(microsoft365::contoso::TENANT.parse().unwrap());
        let figures = scoped.person_weeks("viva_current", 0, 9_999).await.unwrap();
        let audit = scoped.audit_range(1, 1_000).await.unwrap();
        (figures.len(), audit.len())
    }

    async fn administrator(&self) -> Administrator {
        let caller = caller(&self.app, &self.contoso).await;
        caller.administrator(self.app.site.trust()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_query_is_judged_imported_and_replaced_by_the_next() {
    let scene = Scene::set().await;
    let before = scene.stored().await;
    let (code, said) = scene.import("good.csv", &["--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "generation: current",
        "rows: 3",
        "taken: 3",
        "people: 2",
        "weeks: 2",
        "mapped: Meeting_hours, Available_to_focus_hours",
        "unused: Uninterrupted_hours",
        "ignored: Shoe_size",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}: {said}");
    }
    assert_eq!(scene.stored().await, before, "a dry run changes nothing");

    for file in ["bad.csv", "none.csv"] {
        let (code, said) = scene.import(file, &[]);
        assert_eq!(code, Some(1), "{said}");
        assert_eq!(scene.stored().await, before, "a bad file changes nothing");
    }
    let (code, said) = scene.import("bad.csv", &["--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "taken: 1",
        "rejected: 1 rows: a value below 0 (first: line 3 column 3)",
        "rejected: 1 rows: this person and week have come before (first: line 4)",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}: {said}");
    }

    for imports in 1..=2 {
        let (code, said) = scene.import("good.csv", &[]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(
            scene.stored().await,
            (3, before.1 + imports),
            "a second import of a file replaces the first, each in the audit log"
        );
    }
    let (code, said) = scene.import("bad.csv", &["--leave-out-rejected"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(scene.stored().await.0, 1);
    let (code, said) = scene.import("nowhere.csv", &[]);
    assert_eq!(code, Some(1), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_of_people_need_the_switch_and_hold_nothing_of_another_organisation() {
    let scene = Scene::set().await;
    assert_eq!(scene.import("good.csv", &[]).0, Some(0));
    let (_, audited) = scene.stored().await;
    for what in ["person-weeks", "meetings"] {
        let (code, out, complaint) = scene.export(what, "contoso", &[]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{complaint}");
        assert!(complaint.contains("switched off"), "{complaint}");
    }
    assert_eq!(scene.stored().await.1, audited, "nothing happened");

    let culture = scene.app.site.culture();
    culture
        .switch_analyst_export(&scene.administrator().await, culture::AnalystExport::On)
        .await
        .unwrap();
    let viva = &["--policy", "viva_current"];
    let (code, out, complaint) = scene.export("person-weeks", "contoso", viva);
    assert_eq!(code, Some(0), "{complaint}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 4, "{out}");
    assert!(lines[0].starts_with("person,week_start,origin,policy,"));
    let marked = |line: &&&str| line.contains(",viva_current,viva_current,");
    assert_eq!(lines.iter().filter(marked).count(), 3);
    assert!(!out.contains("p1"), "ids of the file never come out");
    for (what, heading) in [
        ("meetings", "meeting,series,"),
        ("groups", "attribute,group,"),
    ] {
        let (code, out, complaint) = scene.export(what, "contoso", &[]);
        assert_eq!(code, Some(0), "{complaint}");
        assert!(
            out.starts_with(heading) && out.lines().count() == 1,
            "{out}"
        );
    }
    assert_eq!(
        scene.stored().await.1,
        audited + 4,
        "the switch and three exports"
    );

    let (code, out, complaint) = scene.export("person-weeks", "fabrikam", viva);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{complaint}");
    let (code, _, complaint) = scene.export("person-weeks", "contoso", &["--policy", "mine"]);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("viva_current"), "{complaint}");
}
