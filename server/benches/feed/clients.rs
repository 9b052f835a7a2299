//! The other side: a process that holds all streams and tells when it saw which ticket.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::now_us;

/// A stream to open.
pub struct Stream {
    /// Path and query.
    pub path: String,
    /// Value of the `Cookie` header.
    pub cookie: String,
    /// Whether its events are told.
    pub counts: bool,
}

/// A ticket seen on a board.
pub struct Seen {
    pub ticket: String,
    pub at_us: u64,
}

/// The child process.
pub struct Clients {
    child: Child,
    input: Option<ChildStdin>,
    output: tokio::io::Lines<BufReader<ChildStdout>>,
}

impl Clients {
    /// Starts the process and tells it what to open.
    pub fn start(address: SocketAddr, streams: Vec<Stream>) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--clients")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut text = format!("{address}\n");
        for stream in streams {
            text.push_str(&format!(
                "{}\t{}\t{}\n",
                stream.counts, stream.path, stream.cookie
            ));
        }
        text.push('\n');
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        tokio::spawn(async move {
            input.write_all(text.as_bytes()).await.unwrap();
            sender.send(input).unwrap();
        });
        let input = tokio::task::block_in_place(|| receiver.recv().unwrap());
        Self {
            child,
            input: Some(input),
            output,
        }
    }

    /// Waits until all streams have had their first event.
    pub async fn ready(&mut self, count: usize) {
        let line = self
            .output
            .next_line()
            .await
            .unwrap()
            .expect("the clients have ended");
        assert_eq!(line, format!("ready {count}"));
    }

    /// Closes the streams and returns what the boards saw.
    pub async fn finish(mut self) -> Vec<Seen> {
        drop(self.input.take());
        let mut seen = Vec::new();
        while let Some(line) = self.output.next_line().await.unwrap() {
            if let Some((ticket, at)) = line.split_once(' ') {
                seen.push(Seen {
                    ticket: ticket.to_owned(),
                    at_us: at.parse().unwrap(),
                });
            }
        }
        self.child.wait().await.unwrap();
        seen
    }
}

/// The child's `main`.
pub fn run() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(hold_all());
}

async fn hold_all() {
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    let address: SocketAddr = input.next_line().await.unwrap().unwrap().parse().unwrap();
    let (ready, mut readies) = tokio::sync::mpsc::unbounded_channel();
    let (told, mut tellings) = tokio::sync::mpsc::unbounded_channel();
    let mut count = 0;
    while let Some(line) = input
        .next_line()
        .await
        .unwrap()
        .filter(|line| !line.is_empty())
    {
        let mut parts = line.split('\t');
        let counts = parts.next() == Some("true");
        let (path, cookie) = (
            parts.next().unwrap().to_owned(),
            parts.next().unwrap().to_owned(),
        );
        tokio::spawn(hold(
            address,
            Stream {
                path,
                cookie,
                counts,
            },
            ready.clone(),
            told.clone(),
        ));
        count += 1;
        if count % 100 == 0 {
            // A listener's backlog is finite: let it take these in before the next hundred knocks.
            for _ in 0..100 {
                readies.recv().await.unwrap();
            }
        }
    }
    println!("ready {count}");
    // Ends when the parent closes our input.
    while input.next_line().await.unwrap().is_some() {}
    drop(told);
    tellings.close();
    while let Some(Seen { ticket, at_us }) = tellings.recv().await {
        println!("{ticket} {at_us}");
    }
    std::process::exit(0);
}

type Sender<T> = tokio::sync::mpsc::UnboundedSender<T>;

async fn hold(address: SocketAddr, stream: Stream, ready: Sender<()>, told: Sender<Seen>) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: localhost:3000\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\naccept: text/event-stream\r\n\r\n",
        stream.path, stream.cookie
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut buffer = vec![0; 16 * 1024];
    let mut known = Vec::new();
    let mut begun = false;
    loop {
        let read = socket.read(&mut buffer).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        let at_us = now_us();
        if !begun {
            let head = String::from_utf8_lossy(&buffer[..read.min(80)]).into_owned();
            assert!(
                head.starts_with("HTTP/1.1 200"),
                "{} answered {head}",
                stream.path
            );
            begun = true;
            ready.send(()).ok();
            known.clear();
            continue;
        }
        if stream.counts {
            known.extend_from_slice(&buffer[..read]);
            // An event ends with an empty line; tickets of incomplete ones wait for the rest.
            while let Some(end) = known.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = known.drain(..end + 2).collect();
                for ticket in tickets(&String::from_utf8_lossy(&event)) {
                    told.send(Seen { ticket, at_us }).ok();
                }
            }
        }
    }
}

/// The ids behind each `"ticket":"`.
fn tickets(event: &str) -> Vec<String> {
    event
        .split("\"ticket\":\"")
        .skip(1)
        .filter_map(|rest| rest.get(..36))
        .map(str::to_owned)
        .collect()
}
