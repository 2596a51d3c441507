//! `cargo xtask test`: the gate. Every step runs even when an earlier one failed, and the last
//! line of the output is the sum over all of them.

use crate::postgres::Cluster;
use crate::step::{Outcome, human, step};
use crate::tally::Tally;
use crate::{browser, cache, command, serve, server, site, wasm_target};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

const WARN_AFTER: Duration = Duration::from_secs(60 * 60);
const FAIL_AFTER: Duration = Duration::from_secs(75 * 60);
const PARTS: &[&str] = &["fmt", "clippy", "native", "browser"];
/// The driver itself is tested apart, with the shared cache of tools.
const WITHOUT_DRIVER: &[&str] = &["--workspace", "--exclude", "xtask", "--exclude", "xtask-bundler"];

pub fn run(arguments: &[String]) -> Outcome<ExitCode> {
    let parts = parts(arguments)?;
    let wanted = |part: &str| parts.iter().any(|wanted| wanted == part);
    let started = Instant::now();
    let mut sum = Tally::default();
    if wanted("fmt") {
        record(&mut sum, step("format", format));
    }
    if wanted("clippy") {
        record(&mut sum, step("lints", lint_native));
        record(&mut sum, step("lints of the browser side", lint_wasm));
    }
    let mut binary = None;
    if wanted("native") {
        record(&mut sum, step("tests of the build driver", test_driver));
        match native(&mut binary) {
            Ok(tally) => sum.add(tally),
            failure => record(&mut sum, failure.map(|_| ())),
        }
    }
    if wanted("browser") {
        match browser_tests(binary) {
            Ok(tally) => sum.add(tally),
            failure => record(&mut sum, failure.map(|_| ())),
        }
    }
    let time = started.elapsed();
    if time > FAIL_AFTER {
        eprintln!("FAILED: the gate took {}, more than 75 minutes", human(time));
        sum.failed += 1;
    } else if time > WARN_AFTER {
        eprintln!("warning: the gate took {}, more than 60 minutes", human(time));
    } else {
        eprintln!("── all steps: {}", human(time));
    }
    println!("{sum}");
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn parts(arguments: &[String]) -> Outcome<Vec<String>> {
    let mut parts: Vec<String> = match serve::option(arguments, "--only") {
        Some(list) => list.split(',').map(str::to_owned).collect(),
        None => PARTS.iter().map(|&part| part.to_owned()).collect(),
    };
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!("no part `{unknown}`; there are {}", PARTS.join(", ")));
    }
    if arguments.iter().any(|argument| argument == "--no-browser") {
        parts.retain(|part| part != "browser");
    }
    Ok(parts)
}

/// A step that is no test counts only when it fails.
fn record(sum: &mut Tally, outcome: Outcome) {
    if let Err(message) = outcome {
        eprintln!("   {message}");
        sum.failed += 1;
    }
}

fn format() -> Outcome {
    command::run(command::cargo(Path::new("target")).args(["fmt", "--all", "--check"]))
}

fn lint_native() -> Outcome {
    let turn = cache::take("native")?;
    command::run(
        command::cargo(&turn.folder).args(["clippy", "--workspace", "--all-targets"]).args(["--", "-D", "warnings"]),
    )
}

fn lint_wasm() -> Outcome {
    let compiler = wasm_target::ensure()?;
    let turn = cache::take(&compiler.folder())?;
    let mut cargo = command::cargo(&turn.folder);
    compiler.lint(&mut cargo);
    cargo
        .args(["--package", "yingda-app", "--lib", "--no-default-features"])
        .args(["--features", "hydrate", "--target", wasm_target::TARGET])
        .args(["--profile", site::Kind::Shipped.profile()]);
    compiler.deny_warnings(&mut cargo);
    command::run(&mut cargo)
}

fn test_driver() -> Outcome {
    let turn = cache::take("tools")?;
    command::run(command::cargo(&turn.folder).args(["test", "--quiet", "--release"]).args([
        "--package",
        "xtask",
        "--package",
        "xtask-bundler",
    ]))
}

/// Rust's tests over SQLite and PostgreSQL; leaves the server binary behind for the browser tests.
fn native(binary: &mut Option<PathBuf>) -> Outcome<Tally> {
    let cluster = Cluster::start(false)?;
    let turn = cache::take("native")?;
    step("native tests: build", || {
        let mut cargo = command::cargo(&turn.folder);
        command::run(cargo.arg("test").args(WITHOUT_DRIVER).arg("--no-run"))
    })?;
    // Building integration tests builds the binary too, with the same features.
    *binary = server::keep(&turn, server::Profile::Debug).ok();
    step("native tests", || run_native(&turn.folder, &cluster.url()))
}

fn run_native(folder: &Path, postgres: &str) -> Outcome<Tally> {
    let skipped = std::env::temp_dir().join(format!("yingda-skipped-{}", std::process::id()));
    let _ = std::fs::remove_file(&skipped);
    let mut cargo = command::cargo(folder);
    cargo
        .arg("test")
        .args(WITHOUT_DRIVER)
        .arg("--no-fail-fast")
        .env("YINGDA_TEST_POSTGRES", postgres)
        .env("YINGDA_SKIPPED", &skipped)
        .stdout(Stdio::piped());
    let mut child = cargo.spawn().map_err(|error| format!("cannot start cargo: {error}"))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            if let Some(part) = Tally::of_cargo_line(&line) {
                tally.add(part);
            }
        }
    }
    let status = child.wait().map_err(|error| format!("lost cargo test: {error}"))?;
    if !status.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    if let Ok(text) = std::fs::read_to_string(&skipped) {
        text.lines().for_each(|line| println!("SKIPPED: {line}"));
        tally.move_to_skipped(text.lines().count() as u64);
        let _ = std::fs::remove_file(&skipped);
    }
    Ok(tally)
}

fn browser_tests(binary: Option<PathBuf>) -> Outcome<Tally> {
    site::build(site::Kind::Shipped)?;
    let binary = match binary {
        Some(binary) => binary,
        None => server::build(server::Profile::Debug)?,
    };
    browser::test(&binary)
}
