//! Mail over real sockets: what reaches a mail server, and what becomes of one that refuses.

use std::net::SocketAddr;

use server::config::MailSettings;
use server::mail::{Mailer, MailerError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use trust::mail::{MailKind, Outgoing};

/// A mail server of RFC 5321's least: takes one mail, or refuses its recipient.
async fn listener(refuse: bool) -> (SocketAddr, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let (read, mut write) = socket.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail.test ESMTP\r\n").await.unwrap();
        let (mut heard, mut data) = (Vec::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            let answer: &[u8] = match line.as_str() {
                "." if data => {
                    data = false;
                    b"250 taken\r\n"
                }
                _ if data => b"",
                "DATA" => {
                    data = true;
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                line if line.starts_with("RCPT") && refuse => b"550 nobody here\r\n",
                _ => b"250 mail.test\r\n",
            };
            heard.push(line);
            // A client may be gone after its QUIT.
            write.write_all(answer).await.ok();
        }
        heard
    });
    (address, heard)
}

fn mailer(address: SocketAddr) -> Mailer {
    Mailer::new(&MailSettings::Smtp {
        url: format!("smtp://{address}").into(),
        from: "Anteroom <anteroom@contoso.example>".to_owned(),
    })
    .unwrap()
}

fn ready(to: &str) -> Outgoing {
    Outgoing {
        to: to.to_owned(),
        kind: MailKind::TenantReady {
            tenant_name: "Müller & Söhne".to_owned(),
            address: "https://anteroom.example/w/mueller".to_owned(),
            setup: "https://anteroom.example/admin/setup".to_owned(),
            people: "https://anteroom.example/admin/people".to_owned(),
            rooms: "https://anteroom.example/admin/rooms".to_owned(),
        },
        receipt: None,
    }
}

#[tokio::test]
async fn a_mail_server_gets_the_mail_with_sender_recipient_and_both_languages() {
    let (address, heard) = listener(false).await;
    let mailer = mailer(address);
    mailer.send(&ready("astrid@contoso.example")).await.unwrap();
    drop(mailer);
    let heard = heard.await.unwrap();
    let said = |what: &str| heard.iter().any(|line| line.starts_with(what));
    assert!(said("MAIL FROM:<anteroom@contoso.example>"), "{heard:?}");
    assert!(said("RCPT TO:<astrid@contoso.example>"), "{heard:?}");
    let text = heard.join("\n");
    assert!(
        text.contains("https://anteroom.example/w/mueller"),
        "{text}"
    );
    assert!(text.contains("Subject: =?utf-8?"), "{text}");
}

#[tokio::test]
async fn a_refused_mail_is_an_error_that_names_no_address() {
    let (address, _heard) = listener(true).await;
    let error = mailer(address)
        .send(&ready("nobody@contoso.example"))
        .await
        .unwrap_err();
    assert!(matches!(error, MailerError::Refused));
    assert!(!format!("{error} {error:?}").contains("nobody"));
}

#[tokio::test]
async fn no_recipient_can_slip_a_header_in() {
    let (address, heard) = listener(false).await;
    for to in ["a@b.example\r\nBcc: all@contoso.example", "no address", ""] {
        let error = mailer(address).send(&ready(to)).await.unwrap_err();
        assert!(matches!(error, MailerError::Address(_)), "{to:?}: {error}");
    }
    heard.abort();
}

#[tokio::test]
async fn the_greeting_tries_a_server_without_a_mail() {
    let (address, heard) = listener(false).await;
    mailer(address).greet().await.unwrap();
    let heard = heard.await.unwrap();
    assert!(
        !heard.iter().any(|line| line.starts_with("MAIL")),
        "{heard:?}"
    );
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = gone.local_addr().unwrap();
    drop(gone);
    let error = mailer(nobody).greet().await.unwrap_err();
    assert!(matches!(error, MailerError::Refused));
}
