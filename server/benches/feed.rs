//! How fast an arrival reaches the boards: 1,000 boards, 5,000 waiting visitors, 50 arrivals a second, on SQLite.
//!
//! The parent process is the server, a child process holds the 6,000 streams over real sockets. The same load is then
//! put on a bare axum broadcast of events of the same size, so that figures can be compared within one run. Prints
//! `name: value` lines; everything else goes to standard error.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "feed/bare.rs"]
mod bare;
#[path = "feed/clients.rs"]
mod clients;
#[path = "feed/world.rs"]
mod world;

use std::collections::HashMap;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clients::{Clients, Seen, Stream};
use world::World;

/// Rooms; boards and visitors are spread over them evenly.
const ROOMS: usize = 200;
/// Open boards.
const BOARDS: usize = 1_000;
/// Visitors who wait, each with an open page.
const VISITORS: usize = 5_000;
/// Arrivals a second while measuring.
const ARRIVALS_PER_S: u32 = 50;
/// Seconds of measuring.
const SECONDS: u32 = 20;
/// The argument of the process that holds the bare broadcast's streams alone.
const BARE_STREAMS: &str = "--bare-streams";

fn main() {
    if std::env::args().any(|argument| argument == "--clients") {
        clients::run();
        return;
    }
    let measure: Pin<Box<dyn Future<Output = ()>>> =
        if std::env::args().any(|argument| argument == BARE_STREAMS) {
            Box::pin(bare_streams())
        } else {
            Box::pin(measure())
        };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measure);
}

/// What a stream of the bare broadcast holds resident, in a process of its own: what this one has freed would be used
/// again and not counted.
fn bare_stream_kib() -> f64 {
    let this = std::env::current_exe().unwrap();
    let mut child = std::process::Command::new(this);
    let output = child.arg(BARE_STREAMS).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().parse().unwrap()
}

async fn bare_streams() {
    let bare = bare::Bare::new(ROOMS);
    let address = bare.serve().await;
    let before_kib = resident_kib();
    let mut clients = Clients::start(address, bare_addresses());
    clients.ready(BOARDS + VISITORS).await;
    println!("{}", per_stream(before_kib));
    clients.finish().await;
}

/// Every stream of the bare broadcast.
fn bare_addresses() -> Vec<Stream> {
    let streams = (0..BOARDS + VISITORS).map(|n| Stream {
        path: format!("/room/{}", n % ROOMS),
        cookie: String::new(),
        counts: n < BOARDS,
    });
    streams.collect()
}

/// KiB that became resident since, for each stream.
fn per_stream(before_kib: u64) -> f64 {
    resident_kib().saturating_sub(before_kib) as f64 / (BOARDS + VISITORS) as f64
}

async fn measure() {
    let bare_stream_kib = bare_stream_kib();
    eprintln!("preparing {ROOMS} rooms and {VISITORS} waiting visitors");
    let world = World::new(ROOMS, VISITORS).await;
    let address = world.serve().await;
    let before_kib = resident_kib();
    let mut clients = Clients::start(address, world.streams(BOARDS));
    clients.ready(BOARDS + VISITORS).await;
    let stream_kib = per_stream(before_kib);
    eprintln!("streams are open; {SECONDS} s of {ARRIVALS_PER_S} arrivals a second");
    let committed = world.arrivals(ARRIVALS_PER_S, SECONDS).await;
    let feed = latencies(&committed, &clients.finish().await);

    eprintln!("the same with a bare broadcast");
    let bare = bare::Bare::new(ROOMS);
    let address = bare.serve().await;
    let mut clients = Clients::start(address, bare_addresses());
    clients.ready(BOARDS + VISITORS).await;
    let sent = bare.events(ARRIVALS_PER_S, SECONDS).await;
    let bare = latencies(&sent, &clients.finish().await);

    println!("feed_p50_ms: {:.2}", percentile(&feed, 0.50));
    println!("feed_p99_ms: {:.2}", percentile(&feed, 0.99));
    println!("bare_p99_ms: {:.2}", percentile(&bare, 0.99));
    println!(
        "feed_ratio: {:.2}",
        percentile(&feed, 0.99) / percentile(&bare, 0.99)
    );
    println!("stream_kib: {stream_kib:.1}");
    println!("bare_stream_kib: {bare_stream_kib:.1}");
    println!("feed_events: {}", feed.len());
}

/// Milliseconds from commit to the event on each board, sorted.
fn latencies(committed: &HashMap<String, u64>, seen: &[Seen]) -> Vec<f64> {
    let of = |seen: &Seen| {
        committed
            .get(&seen.ticket)
            .map(|at| seen.at_us.saturating_sub(*at) as f64 / 1000.0)
    };
    let mut all: Vec<f64> = seen.iter().filter_map(of).collect();
    all.sort_by(f64::total_cmp);
    assert!(
        all.len() >= committed.len() * BOARDS / ROOMS * 99 / 100,
        "events were lost: {} of {}",
        all.len(),
        committed.len() * BOARDS / ROOMS
    );
    all
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// Microseconds of the machine's clock, equal in both processes.
fn now_us() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_micros() as u64
}

/// Resident memory of this process, from /proc; 0 where there is none.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}
