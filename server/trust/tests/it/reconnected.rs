//! Two processes and one connection: what Microsoft says of the old one says nothing of the one made meanwhile.

use std::sync::Arc;

use microsoft::{CredentialSource, Microsoft, Registrations, Settings};
use microsoft365::operator;
use model::queue::state::MeetingProblem;
use store::testing::each_database;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use trust::{Parts, Trust};

use crate::browser::Press;
use crate::connection::{CONSULTANT, connect, consultant, stored};
use crate::world::{World, data_client};

/// The token is over.
const OVER: &str =
    r#"{"error":"invalid_grant","error_description":"AADSTS50173: made up","error_codes":[50173]}"#;
/// The token is over, and Conditional Access says what it wants.
const CHALLENGE: &str = r#"{"error":"interaction_required","error_description":"AADSTS50076: made up","error_codes":[50076],"claims":"{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"x\"]}}}"}"#;

/// Another process over the same database, which asks this address for tokens.
fn process(world: &World, authority: &str) -> Trust {
    let signin = operator::SIGNIN_CLIENT_ID.parse().unwrap();
    let mut settings = Settings::new(authority, &world.sim.graph_url(), signin);
    settings.data = Registrations {
        default: Some(data_client()),
        ..Default::default()
    };
    settings.credentials = vec![CredentialSource::SecretFile(world.credential_file())];
    let clock = world.trust.clone();
    Trust::with_clock(Parts {
        store: world.store.clone(),
        microsoft: Microsoft::new(settings).unwrap(),
        master: world.master.clone(),
        settings: world.trust.settings().clone(),
        clock: Arc::new(move || clock.now()),
    })
}

/// Takes one request for a token, lets `meanwhile` happen, and only then refuses.
async fn refuse(listener: &TcpListener, body: &str, meanwhile: impl Future<Output = ()>) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    let (mut line, mut length) = (String::new(), 0);
    while read.read_line(&mut line).await.unwrap() > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut sent = vec![0; length];
    read.read_exact(&mut sent).await.unwrap();
    assert!(String::from_utf8_lossy(&sent).contains("grant_type=refresh_token"));
    meanwhile.await;
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    write.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_refresh_that_fails_late_leaves_the_connection_made_meanwhile_alone() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (_, member) = consultant(&world).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = format!("http://{}", listener.local_addr().unwrap());
        let other = process(&world, &authority);
        let (tenant, oid) = (member.tenant(), member.oid());
        let anew = || async {
            world.advance(1);
            let made = connect(&world, &member, CONSULTANT, Press::Accept).await;
            made.unwrap();
            stored(&world).await.unwrap()
        };
        for body in [OVER, CHALLENGE] {
            let old = anew().await;
            let mut new = None;
            let (answer, ()) = tokio::join!(
                other.consultant_token(tenant, oid),
                refuse(&listener, body, async { new = Some(anew().await) })
            );
            assert_eq!(answer.err(), Some(MeetingProblem::ConnectionBroken));
            let new = new.unwrap();
            assert!(new.connected_at > old.connected_at);
            assert_eq!(stored(&world).await, Some(new), "{body}");
            world.trust.consultant_token(tenant, oid).await.unwrap();

            // What was taken back meanwhile does not come again.
            let (_, ()) = tokio::join!(
                other.consultant_token(tenant, oid),
                refuse(&listener, body, async {
                    world.trust.disconnect(&member).await.unwrap();
                })
            );
            assert_eq!(stored(&world).await, None, "{body}");

            // The same answer for the connection that is there ends it.
            anew().await;
            let (_, ()) = tokio::join!(
                other.consultant_token(tenant, oid),
                refuse(&listener, body, async {})
            );
            let left = stored(&world).await;
            assert_eq!(
                left.map(|row| row.broken),
                (body == CHALLENGE).then_some(true)
            );
        }
        assert!(world.trust.verify_audit(tenant).await.unwrap().intact());
        world.sim.stop();
    })
    .await;
}
