//! How fast a board of 200 cards is drawn: the real router with session, store and pages, beside a bare axum handler
//! that sends the same bytes, both over real sockets within one run. Prints `name: value` lines; everything else goes
//! to standard error.
#![allow(
    unreachable_pub,
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "feed/clients.rs"]
mod clients;
#[path = "feed/world.rs"]
mod world;

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use world::World;

/// Visitors who wait in the room, one card each.
const CARDS: usize = 200;
/// Requests under way at once.
const AT_ONCE: usize = 8;
/// Seconds of warming up, and of measuring each side.
const WARM_S: u64 = 2;
const SECONDS: u64 = 8;
/// Stack of a worker thread: views are deep types.
const STACK: usize = 16 * 1024 * 1024;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    eprintln!("preparing a room with {CARDS} waiting visitors");
    let world = World::new(1, CARDS).await;
    let (path, cookie) = world.board();
    let page = Target {
        url: format!("http://{}{path}", world.serve().await),
        cookie,
    };
    let body = page.load(&client()).await;
    let cards = body.matches("<article").count();
    assert!(cards >= CARDS, "the board shows {cards} cards");
    let bytes = body.len();
    let bare = Target {
        url: format!("http://{}/", serve_bare(body).await),
        cookie: String::new(),
    };
    let page_req_s = page.per_second().await;
    let bare_req_s = bare.per_second().await;
    println!("page_req_s: {page_req_s:.1}");
    println!("bare_req_s: {bare_req_s:.1}");
    println!("page_ratio: {:.4}", page_req_s / bare_req_s);
    println!("page_kb: {:.1}", bytes as f64 / 1000.0);
}

struct Target {
    url: String,
    cookie: String,
}

impl Target {
    async fn load(&self, client: &reqwest::Client) -> String {
        let answer = client
            .get(&self.url)
            .header("cookie", &self.cookie)
            .header("accept", "text/html")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{}", self.url);
        answer.text().await.unwrap()
    }

    /// Pages a second with [`AT_ONCE`] requests under way, after warming up.
    async fn per_second(&self) -> f64 {
        self.run(Duration::from_secs(WARM_S)).await;
        let began = Instant::now();
        let pages = self.run(Duration::from_secs(SECONDS)).await;
        f64::from(pages) / began.elapsed().as_secs_f64()
    }

    async fn run(&self, time: Duration) -> u32 {
        let until = Instant::now() + time;
        let client = client();
        let workers = (0..AT_ONCE).map(|_| async {
            let mut pages = 0;
            while Instant::now() < until {
                self.load(&client).await;
                pages += 1;
            }
            pages
        });
        futures::future::join_all(workers).await.into_iter().sum()
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

async fn serve_bare(body: String) -> SocketAddr {
    let body: &'static str = Box::leak(body.into_boxed_str());
    let handler = move || async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], body) };
    let router = Router::new().route("/", get(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Microseconds of the machine's clock.
fn now_us() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_micros() as u64
}
