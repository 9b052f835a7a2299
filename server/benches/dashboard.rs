//! How long the pages of meeting culture take: every page's server function over real sockets, through session and
//! database, for an organisation of 10,000 people and 52 weeks whose cells went the whole way through disclosure control.
//! On SQLite, and on PostgreSQL where `ANTEROOM_TEST_POSTGRES` names a server. Prints `name: value` lines; everything
//! else goes to standard error.
//!
//! `ANTEROOM_BENCH_PEOPLE` and `ANTEROOM_BENCH_WEEKS` make it smaller, for trying it out.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "dashboard/asks.rs"]
mod asks;
#[path = "dashboard/company.rs"]
mod company;
#[path = "dashboard/seed.rs"]
mod seed;
#[path = "dashboard/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use company::Company;
use site::Served;
use store::testing::TestDatabase;

/// Stack of a worker thread: views are deep types.
const STACK: usize = 16 * 1024 * 1024;
/// Requests measured on each database.
const REQUESTS: usize = 2_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .unwrap();
    runtime.block_on(async {
        microsoft::install_crypto();
        let number = |name: &str, usual| {
            std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
        };
        let company = Company::new(number("ANTEROOM_BENCH_PEOPLE", 10_000));
        let weeks = number("ANTEROOM_BENCH_WEEKS", 52) as i32;
        measure("sqlite", TestDatabase::sqlite(), &company, weeks).await;
        match TestDatabase::postgres().await {
            Some(database) => measure("postgres", database, &company, weeks).await,
            None => eprintln!("no PostgreSQL: ANTEROOM_TEST_POSTGRES names no server"),
        }
    });
}

async fn measure(name: &str, database: TestDatabase, company: &Company, weeks: i32) {
    let began = Instant::now();
    let served = Served::new(&database).await;
    seed::seed(&served, company, weeks).await;
    eprintln!(
        "{name}: {} people, {} sets, {weeks} weeks published in {:.0} s",
        company.people(),
        company.cohort().sets.len(),
        began.elapsed().as_secs_f64()
    );
    let (mut all, mut by_page) = (Vec::new(), BTreeMap::<&str, Vec<Duration>>::new());
    for ask in asks::asks(company).cycle().take(REQUESTS) {
        let time = served.ask(&ask).await;
        if all.is_empty() {
            println!("dashboard_first_ms_{name}: {:.2}", ms(time));
        }
        all.push(time);
        by_page.entry(ask.page).or_default().push(time);
    }
    for (page, times) in &mut by_page {
        let (p50, p99) = (quantile(times, 50), quantile(times, 99));
        eprintln!(
            "{name}: {page}: p50 {:.2} ms, p99 {:.2} ms",
            ms(p50),
            ms(p99)
        );
    }
    println!("dashboard_p50_ms_{name}: {:.2}", ms(quantile(&mut all, 50)));
    println!("dashboard_p99_ms_{name}: {:.2}", ms(quantile(&mut all, 99)));
    drop(served);
    database.remove().await;
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
