//! `anteroom doctor`: what it finds on a good installation, and with one thing broken at a time.

mod credentials;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use microsoft365::state::{Fault, FaultKind};
use microsoft365::{contoso, operator};
use serde_json::Value;
use store::testing::TestDatabase;

use super::text;
use crate::support::TestApp;
use crate::support::process::command;
use crate::support::stage::register;

/// A registered organisation, a built site, and a credential that works.
struct Clinic {
    app: TestApp,
    database: TestDatabase,
}

impl Clinic {
    async fn open() -> Self {
        let database = TestDatabase::sqlite();
        let app = TestApp::on(&database).await;
        register(&app, contoso::TENANT, &contoso::ADMIN).await;
        std::fs::create_dir_all(app.folder.path().join("target/site/pkg")).unwrap();
        Self { app, database }
    }

    fn folder(&self) -> &Path {
        self.app.folder.path()
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, text).unwrap();
        private(&path, 0o600);
        path
    }

    fn doctor(&self) -> Command {
        let secret = self.file("doctor-secret", operator::DATA_SECRET);
        let mut command = command(self.database.url(), self.folder(), &self.app.microsoft);
        command
            .arg("doctor")
            .env("ANTEROOM_DATA_CLIENT_ID", operator::DATA_CLIENT_ID)
            .env("ANTEROOM_ALLOW_SECRET", "true")
            .env(
                "ANTEROOM_CREDENTIAL",
                format!("secret-file:{}", secret.display()),
            );
        command
    }
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn ends(output: &Output, code: i32, says: &[&str]) {
    let said = text(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for words in says {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_installation_passes_with_every_part_named() {
    let clinic = Clinic::open().await;
    let output = clinic.doctor().output().unwrap();
    ends(
        &output,
        0,
        &[
            "ok    site: ",
            "ok    settings: complete",
            "ok    migrations: none pending",
            "ok    database: reads and writes; 1 organisation(s)",
            "ok    key file: 0600, fingerprint ",
            "ok    registrations: ",
            "warn  credentials: a secret is among them",
            "ok    authority http",
            "ok    clock: 0 s",
            "ok    credential 1-secret-file ",
            "ok    token endpoint, contoso, da7a0000-0000-4000-a000-000000000001, 1-secret-file: a token was issued",
            "ok    Graph, contoso, da7a0000-0000-4000-a000-000000000001: answers",
            "ok    mail: ",
            "13 good, 1 to look at, 0 to put right",
        ],
    );
    assert!(!text(&output).contains(operator::DATA_SECRET));

    let output = clinic.doctor().arg("--json").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["fail"], &json["warn"]), (&0.into(), &1.into()));
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.len() >= 12, "{json}");
    for finding in findings {
        assert!(finding["part"].is_string() && finding["found"].is_string());
        let good = finding["level"] == "ok";
        assert_eq!(finding["remedy"].is_null(), good, "{finding}");
        assert_eq!(finding["who"].is_null(), good, "{finding}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_installation_is_looked_at_without_making_anything() {
    let clinic = Clinic::open().await;
    let folder = tempfile::tempdir().unwrap();
    let fresh = format!("sqlite:{}", folder.path().join("none.db").display());
    let output = command(&fresh, folder.path(), &clinic.app.microsoft)
        .env("ANTEROOM_GRAPH_URL", "http://127.0.0.1:1")
        .arg("doctor")
        .output()
        .unwrap();
    ends(
        &output,
        1,
        &[
            "FAIL  site: ",
            "none.db does not exist yet; serve or migrate will make it",
            "warn  registrations: ",
            "ok    authority ",
            "FAIL  Graph at http://127.0.0.1:1: cannot be reached",
            "Whoever runs this installation: Check name resolution, proxy and firewall.",
        ],
    );
    assert!(!folder.path().join("none.db").exists() && !folder.path().join("keys").exists());
    assert!(!folder.path().join("outbox").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_and_arguments_that_cannot_be_used_are_usage() {
    let clinic = Clinic::open().await;
    let output = clinic
        .doctor()
        .env_remove("ANTEROOM_SIGNIN_CLIENT_ID")
        .output()
        .unwrap();
    ends(
        &output,
        2,
        &[
            "FAIL  settings: ",
            "ANTEROOM_SIGNIN_CLIENT_ID",
            "ok    database: ",
        ],
    );
    let output = clinic
        .doctor()
        .env("ANTEROOM_ALLOW_SECRET", "false")
        .output()
        .unwrap();
    ends(
        &output,
        2,
        &["secret-file is refused unless ANTEROOM_ALLOW_SECRET=true"],
    );
    let nobody = clinic
        .doctor()
        .args(["--tenant", "nobody"])
        .output()
        .unwrap();
    ends(&nobody, 2, &["no registered organisation is called nobody"]);
    let known = clinic
        .doctor()
        .args(["--tenant", "contoso"])
        .output()
        .unwrap();
    ends(&known, 0, &["ok    token endpoint, contoso"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_and_graph_of_different_clouds_are_named() {
    let clinic = Clinic::open().await;
    let output = clinic
        .doctor()
        .env("ANTEROOM_AUTHORITY", "https://login.microsoftonline.us")
        .env("ANTEROOM_GRAPH_URL", "https://graph.microsoft.com")
        // Nobody is asked outside of this machine.
        .env("HTTPS_PROXY", "http://127.0.0.1:1")
        .output()
        .unwrap();
    ends(
        &output,
        1,
        &[
            "FAIL  cloud: sign-in at https://login.microsoftonline.us and Graph at https://graph.microsoft.com",
            "Set ANTEROOM_GRAPH_URL to https://graph.microsoft.us",
        ],
    );
    let good = clinic.doctor().output().unwrap();
    ends(&good, 0, &["ok    cloud: worldwide, since neither address"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told_by_how_much() {
    let clinic = Clinic::open().await;
    for (skew_ms, code, says) in [
        (-90_000, 0, "warn  clock: "),
        (400_000, 1, "FAIL  clock: "),
        (20_000, 0, "ok    clock: "),
    ] {
        clinic.app.microsoft.state().set_clock_skew_ms(skew_ms);
        ends(&clinic.doctor().output().unwrap(), code, &[says]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_organisation_has_to_do_is_no_failure_of_the_installation() {
    let clinic = Clinic::open().await;
    let state = clinic.app.microsoft.state();
    let denied = FaultKind::Status {
        status: 403,
        code: "Authorization_RequestDenied".to_owned(),
    };
    state.inject(Fault::times(5, "/graph/v1.0/servicePrincipals", denied));
    ends(
        &clinic.doctor().output().unwrap(),
        0,
        &[
            "warn  Graph, contoso",
            "(Authorization_RequestDenied)",
            "An administrator of your organisation: ",
            "id at Microsoft: ",
        ],
    );
    state.clear_faults();
    let gone = reqwest::Client::new()
        .post(format!(
            "{}/_control/application",
            clinic.app.microsoft.base_url()
        ))
        .body(r#"{"remove":true}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), 200, "{}", gone.text().await.unwrap());
    ends(
        &clinic.doctor().output().unwrap(),
        0,
        &[
            "warn  token endpoint, contoso",
            "(AADSTS700016)",
            "Right after a change this passes within minutes.",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn services_that_do_not_answer_are_named() {
    let clinic = Clinic::open().await;
    ends(
        &clinic
            .doctor()
            .env("ANTEROOM_AUTHORITY", "http://127.0.0.1:1")
            .output()
            .unwrap(),
        1,
        &[
            "FAIL  authority http://127.0.0.1:1: does not answer",
            "FAIL  token endpoint, contoso",
            "does not answer\n        Whoever runs this installation: Check name resolution",
        ],
    );
    let password = "hunter2";
    let output = clinic
        .doctor()
        .env(
            "ANTEROOM_SMTP_URL",
            format!("smtp://me:{password}@127.0.0.1:1"),
        )
        .env("ANTEROOM_MAIL_FROM", "anteroom@example.org")
        .output()
        .unwrap();
    ends(&output, 1, &["FAIL  mail: "]);
    assert!(!text(&output).contains(password));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_that_is_missing_open_to_others_or_another_one_is_told() {
    let clinic = Clinic::open().await;
    let key = clinic.folder().join("keys/anteroom.key");
    private(&key, 0o644);
    ends(&clinic.doctor().output().unwrap(), 1, &["FAIL  key file: "]);
    private(&key, 0o600);
    let kept = clinic.folder().join("kept.key");
    std::fs::rename(&key, &kept).unwrap();
    ends(
        &clinic.doctor().output().unwrap(),
        1,
        &["FAIL  key file: ", "is missing"],
    );
    trust::MasterKey::create(&key).unwrap();
    ends(
        &clinic.doctor().output().unwrap(),
        1,
        &["FAIL  key file: has the fingerprint"],
    );
}
