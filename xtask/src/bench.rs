//! Benchmarks: long, optimised runs that are no part of the gate.

mod clock;

use crate::postgres::{Cluster, free_port};
use crate::step::{Outcome, step};
use crate::stop::Kept;
use crate::{browser, cache, command, serve, server, site};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Cases of the larger desk that is measured; the smaller one has a tenth of them.
const CASES: usize = 1_000_000;

/// `cargo xtask bench [--cases N] [--seconds N]`: what travels, the process alone, the time engine, the
/// server on both databases with a tenth of the cases and with all of them, what runs by itself, what customers do, work
/// without a network. `--only clock`, `--only server`, `--only timers`, `--only retrieval` and `--only offline` leave all
/// but that out; timers take `--burst N` and `--rules N` as well, retrieval takes `--documents N`.
pub fn bench(arguments: &[String]) -> Outcome {
    let only = serve::option(arguments, "--only");
    match only {
        Some("clock") => return clock::clock(&server::build(server::Profile::Release)?),
        Some("server") => return desks(arguments),
        Some("timers") => return timers(arguments),
        Some("retrieval") => return retrieval(arguments),
        None | Some("offline") => {}
        Some(other) => {
            return Err(format!("no part `{other}`; there are clock, server, timers, retrieval and offline"));
        }
    }
    site::build(site::Kind::Shipped)?;
    let binary = server::build(server::Profile::Release)?;
    println!("| figure | value |\n|---|---|");
    if only.is_some() {
        return browser::bench(&binary, Some("offline.bench.ts"));
    }
    sizes()?;
    process(&binary)?;
    clock::clock(&binary)?;
    desks(arguments)?;
    timers(arguments)?;
    retrieval(arguments)?;
    browser::bench(&binary, None)
}

/// The server by itself, on desks of both sizes and both databases.
fn desks(arguments: &[String]) -> Outcome {
    let cases = match serve::option(arguments, "--cases") {
        Some(number) => number.parse().map_err(|_| format!("--cases: {number} is no number"))?,
        None => CASES,
    };
    let seconds = serve::option(arguments, "--seconds").unwrap_or("10").to_owned();
    for size in [cases / 10, cases] {
        let desk = [("--cases", size.to_string()), ("--seconds", seconds.clone())];
        let desk = desk.iter().flat_map(|(name, value)| [(*name).to_owned(), value.clone()]);
        let mut example = example(desk.collect())?;
        step(&format!("bench of {size} cases on SQLite"), || command::run(&mut example))?;
        let cluster = Cluster::start(true)?;
        example.args(["--database", &cluster.url()]);
        step(&format!("bench of {size} cases on PostgreSQL"), || command::run(&mut example))?;
    }
    Ok(())
}

/// What runs by itself: an idle loop over so many open cases, how late it is, a burst of timers, rules.
fn timers(arguments: &[String]) -> Outcome {
    let sizes = [("--cases", "1000000"), ("--burst", "100000"), ("--rules", "50"), ("--seconds", "10")];
    let told = sizes.into_iter().flat_map(|(name, otherwise)| {
        [name.to_owned(), serve::option(arguments, name).unwrap_or(otherwise).to_owned()]
    });
    let mut example = example(["--part".to_owned(), "timers".to_owned()].into_iter().chain(told).collect())?;
    step("bench of timers on SQLite", || command::run(&mut example))?;
    let cluster = Cluster::start(true)?;
    example.args(["--database", &cluster.url()]);
    step("bench of timers on PostgreSQL", || command::run(&mut example))
}

/// The index of the knowledge, over so many documents.
fn retrieval(arguments: &[String]) -> Outcome {
    let documents = serve::option(arguments, "--documents").unwrap_or("1000000").to_owned();
    let told = ["--part", "retrieval", "--documents"].map(str::to_owned).into_iter().chain([documents]);
    let mut example = example(told.collect())?;
    step("bench of the knowledge", || command::run(&mut example))
}

fn example(arguments: Vec<String>) -> Outcome<std::process::Command> {
    let mut cargo = command::cargo(&cache::folder("native")?);
    cargo.args(["run", "--quiet", "--release", "--package", "yingda-server", "--example", "bench", "--"]);
    cargo.args(arguments);
    Ok(cargo)
}

/// Bytes on the wire, and of which domain the module's bytes are.
fn sizes() -> Outcome {
    let path = Path::new(site::FOLDER).join("site.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for (section, unit) in [("bytes", "bytes in brotli"), ("domains", "bytes of code in the module, raw")] {
        for (name, bytes) in numbers(&text, section) {
            println!("| {} | {bytes} {unit} |", name.trim_end_matches("_br"));
        }
    }
    Ok(())
}

/// The members of one flat object of numbers in the bundler's JSON.
fn numbers(json: &str, section: &str) -> Vec<(String, u64)> {
    let object = json.split_once(&format!("\"{section}\": {{")).and_then(|(_, rest)| rest.split_once('}'));
    let members = object.map(|(members, _)| members.split(',')).into_iter().flatten();
    let pair = |member: &str| {
        let (name, number) = member.rsplit_once(':')?;
        Some((name.trim().trim_matches('"').to_owned(), number.trim().parse().ok()?))
    };
    members.filter_map(pair).collect()
}

/// The binary by itself with the demo world: how soon it answers, what it takes while nobody comes.
fn process(binary: &Path) -> Outcome {
    let data = std::env::temp_dir().join(format!("yingda-bench-{}", std::process::id()));
    server::seed_once(binary, &data)?;
    let port = free_port()?;
    let started = Instant::now();
    let child = command::program(binary)
        .args(["serve", "--site", site::FOLDER, "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(&data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let child = Kept(child);
    while !ready(port) {
        if started.elapsed() > Duration::from_secs(30) {
            return Err("the server does not get ready".to_owned());
        }
        sleep(Duration::from_millis(2));
    }
    println!("| cold start of the process until ready, demo world | {} ms |", started.elapsed().as_millis());
    sleep(Duration::from_secs(2));
    println!("| memory of the process, idle | {} MiB |", resident(child.0.id()) / 1024);
    drop(child);
    let _ = std::fs::remove_dir_all(data);
    Ok(())
}

/// Whether the server at a port of this machine says that it is ready.
pub fn ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = write!(stream, "GET /readyz HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}

/// Resident memory of a process in KiB.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or_default()
}

/// `cargo xtask sim [--schedules N | --seed N]`: schedules of sync, many in an optimised build, or one
/// with its steps.
pub fn sim(arguments: &[String]) -> Outcome {
    let folder = cache::folder("native")?;
    let mut cargo = command::cargo(&folder);
    cargo.args(["test", "--release", "--package", "yingda-shared", "--test", "sync", "--", "--nocapture"]);
    match arguments {
        [] => cargo.env("YINGDA_SIM_SCHEDULES", "100000"),
        [flag, n] if flag == "--schedules" => cargo.env("YINGDA_SIM_SCHEDULES", n),
        [flag, n] if flag == "--seed" => cargo.env("YINGDA_SIM_SEED", n),
        _ => return Err("sim takes --schedules N or --seed N".to_owned()),
    };
    step("sim", || command::run(&mut cargo))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_the_site() {
        let json = "{\n  \"build\": \"x\",\n  \"bytes\": {\"js_br\": 10, \"wasm_br\": 20},\n  \"domains\": {\"texts and data\": 7}\n}";
        assert_eq!(numbers(json, "bytes"), [("js_br".to_owned(), 10), ("wasm_br".to_owned(), 20)]);
        assert_eq!(numbers(json, "domains"), [("texts and data".to_owned(), 7)]);
        assert!(numbers(json, "nothing").is_empty());
    }
}
