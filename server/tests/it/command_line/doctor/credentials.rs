//! What `anteroom doctor` says of credentials: each tried, the bad one named with its remedy, the ending one warned of.

use std::path::Path;

use microsoft365::operator;

use super::{Clinic, ends, private, text};
use crate::support::process::{Process, command};

#[tokio::test(flavor = "multi_thread")]
async fn each_credential_is_tried_and_the_bad_one_named_with_its_remedy() {
    let clinic = Clinic::open().await;
    let wrong = clinic.file("wrong", "not the secret");
    let right = clinic.file("right", operator::DATA_SECRET);
    let empty = clinic.file("empty", "\n");
    let pem = clinic.file("data.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    let secret = |path: &Path| format!("secret-file:{}", path.display());
    let run = |credential: &str| {
        let mut command = clinic.doctor();
        command
            .env("ANTEROOM_CREDENTIAL", credential)
            .output()
            .unwrap()
    };
    let output = run(&secret(&wrong));
    ends(
        &output,
        1,
        &[
            "FAIL  token endpoint, contoso",
            "The client secret is wrong or expired",
            "(AADSTS7000215)",
            "Write the value of a new secret into the file.",
            "id at Microsoft: ",
        ],
    );
    assert!(!text(&output).contains("not the secret"));
    ends(
        &run("federated-file:/nowhere/token"),
        1,
        &[
            "FAIL  credential 1-federated-file /nowhere/token: The file of the credential does not exist.\n",
            "Check the path",
            // Once is enough.
            "1 to put right",
        ],
    );
    ends(
        &run(&format!("federated-file:{}", empty.display())),
        1,
        &["The file of the credential is empty."],
    );
    ends(
        &run(&format!("certificate:{}", pem.display())),
        1,
        &["The certificate file holds no private key."],
    );
    // One that works beside one that doesn't: the organisation is served, the other is told all the same.
    ends(
        &run(&format!("{},{}", secret(&wrong), secret(&right))),
        0,
        &[
            "ok    token endpoint, contoso, da7a0000-0000-4000-a000-000000000001, 2-secret-file",
            "warn  token endpoint, contoso, da7a0000-0000-4000-a000-000000000001, 1-secret-file",
            "ok    Graph, contoso",
        ],
    );
    private(&right, 0o644);
    ends(
        &run(&secret(&right)),
        0,
        &["can be read by other accounts of this machine"],
    );
}

/// With sign-in by code its registration has a credential of its own, which is tried as the others are.
#[tokio::test(flavor = "multi_thread")]
async fn the_credential_of_sign_in_by_code_is_tried() {
    let clinic = Clinic::open().await;
    let run = |name: &str, secret: &str| {
        let file = clinic.file(name, secret);
        let mut command = clinic.doctor();
        command
            .env("ANTEROOM_SIGNIN_FLOW", "code")
            .env(
                "ANTEROOM_SIGNIN_CREDENTIAL",
                format!("secret-file:{}", file.display()),
            )
            .output()
            .unwrap()
    };
    let part = format!(
        "token endpoint, contoso, {}, signin-secret-file",
        operator::SIGNIN_CLIENT_ID
    );
    ends(
        &run("signin-good", operator::SIGNIN_SECRET),
        0,
        &[
            "ok    credential signin-secret-file ",
            &format!("ok    {part}: a token was issued"),
        ],
    );
    let wrong = run("signin-wrong", "not the secret");
    ends(
        &wrong,
        1,
        &[
            &format!("FAIL  {part}: The client secret is wrong or expired"),
            "(AADSTS7000215)",
            "Whoever runs this installation: ",
            "id at Microsoft: ",
            // The data are none the worse for it.
            "1-secret-file: a token was issued",
        ],
    );
    assert!(!text(&wrong).contains("not the secret"));
    let missing = clinic
        .doctor()
        .env("ANTEROOM_SIGNIN_FLOW", "code")
        .output()
        .unwrap();
    ends(
        &missing,
        2,
        &[
            "ANTEROOM_SIGNIN_CREDENTIAL",
            "is needed by ANTEROOM_SIGNIN_FLOW=code",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_near_its_end_is_warned_of_here_and_in_the_log() {
    let clinic = Clinic::open().await;
    let certificate = |days: u64| {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let ends = now.as_secs() + days * 86_400 + 3_600;
        let made = microsoft365::keys::client_certificate_until(ends).unwrap();
        clinic
            .app
            .microsoft
            .state()
            .register_certificate(operator::DATA_CLIENT_ID, &made.certificate_pem)
            .unwrap();
        let pem = format!("{}{}", made.certificate_pem, made.key_pem);
        let file = clinic.file(&format!("{days}.pem"), &pem);
        format!("certificate:{}", file.display())
    };
    for (days, level, says) in [
        (90, "ok  ", "ends in 90 day(s)"),
        (20, "warn", "ends in 20 day(s)"),
        (3, "warn", "ends in 3 day(s)"),
    ] {
        let mut doctor = clinic.doctor();
        let output = doctor
            .env("ANTEROOM_CREDENTIAL", certificate(days))
            .output()
            .unwrap();
        let line = format!("{level}  credential 1-certificate ");
        ends(&output, 0, &[&line, says]);
        let warned =
            text(&output).contains("Make a new certificate, upload it to the registration");
        assert_eq!(warned, days < 30, "{days}");
    }
    for (days, words) in [
        (20, "a credential ends soon"),
        (3, "a credential is about to end"),
    ] {
        let mut serve = command(
            clinic.database.url(),
            clinic.folder(),
            &clinic.app.microsoft,
        );
        serve
            .env("ANTEROOM_DATA_CLIENT_ID", operator::DATA_CLIENT_ID)
            .env("ANTEROOM_CREDENTIAL", certificate(days));
        let process = Process::serve_with(serve, clinic.folder());
        let said = logged(clinic.folder(), words).await;
        assert!(said.contains("1-certificate"), "{said}");
        assert!(!said.contains(".pem"), "a path is logged: {said}");
        drop(process);
    }
}

/// The log of a process as soon as these words stand in it.
async fn logged(folder: &Path, words: &str) -> String {
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(50));
    for _ in 0..600 {
        looks.tick().await;
        let said = std::fs::read_to_string(folder.join("log")).unwrap();
        if said.contains(words) {
            return said;
        }
    }
    panic!("never said: {words}");
}
