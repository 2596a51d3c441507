//! Measures the server in process, over a loopback port, with as many cases as asked for:
//! `cargo run --release -p yingda-server --example bench -- [--database URL] [--seconds N] [--cases N]`
//! With `--part timers` it measures what runs by itself instead: `[--burst N] [--rules N]` and as above; with
//! `--part retrieval` the index of the knowledge: `[--documents N]`.
//!
//! Prints one table row for each figure and asserts nothing. Without `--database` it takes a SQLite
//! file of its own; a given database must be empty, since the desk is filled.

#[path = "bench/client.rs"]
mod client;
#[path = "bench/desk.rs"]
mod desk;
#[path = "bench/raw.rs"]
mod raw;
#[path = "bench/retrieval.rs"]
mod retrieval;
#[path = "bench/timers.rs"]
mod timers;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use client::Client;
use desk::Bench;

const CLIENTS: usize = 64;

/// What is measured.
enum Part {
    /// What people ask of the desk.
    Desk,
    /// What runs by itself.
    Timers,
    Retrieval,
}

struct Options {
    database: Option<String>,
    seconds: u64,
    cases: usize,
    part: Part,
    /// Documents of the knowledge.
    documents: usize,
    /// Timers that are due at once.
    burst: usize,
    rules: usize,
}

impl Options {
    fn read() -> Result<Options, String> {
        let mut options = Options {
            database: None,
            seconds: 10,
            cases: 100_000,
            part: Part::Desk,
            documents: 1_000_000,
            burst: 100_000,
            rules: 50,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            let number = || value.parse().map_err(|_| format!("{name}: {value} is no number"));
            match name.as_str() {
                "--database" => options.database = Some(value),
                "--seconds" => options.seconds = number()?,
                "--cases" => options.cases = number()? as usize,
                "--burst" => options.burst = number()? as usize,
                "--rules" => options.rules = number()? as usize,
                "--documents" => options.documents = number()? as usize,
                "--part" if value == "timers" => options.part = Part::Timers,
                "--part" if value == "retrieval" => options.part = Part::Retrieval,
                other => return Err(format!("{other} is not known")),
            }
        }
        Ok(options)
    }

    /// Things that happened, of which the rules are asked.
    fn happenings(&self) -> usize {
        (self.burst / 10).max(1)
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if let Err(line) = Options::read().and_then(|options| runtime.block_on(run(options))) {
        eprintln!("bench: {line}");
        std::process::exit(1);
    }
}

async fn run(options: Options) -> Result<(), String> {
    match options.part {
        Part::Desk => desk(options).await,
        Part::Timers => {
            let (bench, _) = Bench::start(options.database.clone(), 0).await?;
            println!("| what runs by itself | {} |\n|---|---|", bench.database());
            timers::measure(&bench, &options).await?;
            bench.end().await;
            Ok(())
        }
        Part::Retrieval => {
            println!("| knowledge | |\n|---|---|");
            retrieval::measure(options.documents)
        }
    }
}

async fn desk(options: Options) -> Result<(), String> {
    let (mut bench, seeded) = Bench::start(options.database, options.cases).await?;
    println!("| {} cases | {} |\n|---|---|", options.cases, bench.database());
    row("filled at", seeded);
    let begun = Instant::now();
    bench.index().await;
    row("index of words and counts made in", format!("{:.1} s", begun.elapsed().as_secs_f64()));
    for (who, cookie) in bench.people.clone() {
        bench.cookie = cookie;
        lists(&bench, who).await?;
    }
    detail(&bench).await?;
    row("memory of server and clients", memory());
    let time = Duration::from_secs(options.seconds);
    creates(&bench, time).await?;
    bench.index().await;
    raw::creates(&bench, time).await?;
    row("memory of server and clients, after the creates", memory());
    bench.end().await;
    Ok(())
}

/// Durable creates: answered means committed.
async fn creates(bench: &Bench, time: Duration) -> Result<(), String> {
    let refused = Arc::new(AtomicU64::new(0));
    let until = Instant::now() + time;
    let clients = (0..CLIENTS).map(|n| {
        let (address, cookie, refused) = (bench.address, bench.cookie.clone(), refused.clone());
        tokio::spawn(async move {
            let mut client = Client::open(address, &cookie).await?;
            let mut times = Vec::new();
            while Instant::now() < until {
                let body = format!("{{\"subject\":\"压测 {n} 打印机卡纸\",\"contact_phone\":\"13800138000\"}}");
                let begun = Instant::now();
                match client.post("/api/v1/cases/quick-open", &body).await? {
                    200 => times.push(begun.elapsed()),
                    _ => drop(refused.fetch_add(1, Ordering::Relaxed)),
                }
            }
            Ok::<_, String>(times)
        })
    });
    let mut times = Vec::new();
    for client in futures::future::join_all(clients).await {
        times.extend(client.map_err(|error| error.to_string())??);
    }
    let rate = times.len() as f64 / time.as_secs_f64();
    row(&format!("durable creates over HTTP, {CLIENTS} clients"), format!("{rate:.0}/s"));
    row("create p50, p99", format!("{}, {}", millis(share(&mut times, 50)), millis(share(&mut times, 99))));
    match refused.load(Ordering::Relaxed) {
        0 => {}
        n => row("creates told to come later", n.to_string()),
    }
    Ok(())
}

async fn lists(bench: &Bench, who: &str) -> Result<(), String> {
    let queries = [
        ("newest 50", "limit=50"),
        ("50 open by due", "state=open&sort=due&limit=50"),
        ("50 mine", "assignee=me&state=open&limit=50"),
        ("50 urgent and open by number", "priority=p1&state=open&sort=number&limit=50"),
        ("50 by a word of two characters", "q=%E6%89%93%E5%8D%B0&limit=50"),
        ("50 by two words", "q=%E6%89%93%E5%8D%B0%20%E6%9C%BA&limit=50"),
        ("50 by one digit", "q=7&limit=50"),
        ("50 by a rare number", "q=CS-2026-000123&limit=50"),
        ("50 by what is nowhere", "q=%E9%BE%98%E9%BE%98&limit=50"),
    ];
    for (what, query) in queries {
        repeat(bench, &format!("{what}, {who}"), &format!("/api/v1/cases?{query}")).await?;
    }
    repeat(bench, &format!("counts, {who}"), "/api/v1/case-counts").await?;
    repeat(bench, &format!("counts of a word, {who}"), "/api/v1/case-counts?q=%E6%89%93%E5%8D%B0").await
}

/// A case with twenty comments.
async fn detail(bench: &Bench) -> Result<(), String> {
    let id = bench.discussed(20).await?;
    repeat(bench, "a case with 20 comments", &format!("/api/v1/cases/{id}")).await
}

async fn repeat(bench: &Bench, what: &str, path: &str) -> Result<(), String> {
    let mut client = Client::open(bench.address, &bench.cookie).await?;
    let mut times = Vec::new();
    for turn in 0..110 {
        let begun = Instant::now();
        let status = client.get(path).await?;
        if status != 200 {
            return Err(format!("{path} answered {status}"));
        }
        // The first ones warm the caches.
        if turn >= 10 {
            times.push(begun.elapsed());
        }
    }
    row(&format!("{what}, p50, p95"), format!("{}, {}", millis(share(&mut times, 50)), millis(share(&mut times, 95))));
    Ok(())
}

pub fn row(figure: &str, value: String) {
    println!("| {figure} | {value} |");
}

fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Resident memory of this process, the clients included.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.map_or("unknown".into(), |kib| format!("{} MiB", kib / 1024))
}
