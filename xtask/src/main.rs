//! The one build driver: everything a developer or a CI machine runs goes through `cargo xtask`.
//!
//! It uses the standard library alone, so that a clean checkout compiles it in seconds; what needs
//! heavy libraries lives in the package `bundler`, which is built into a shared cache.

mod bench;
mod browser;
mod cache;
mod command;
mod dev;
mod dist;
mod inputs;
mod postgres;
mod serve;
mod server;
mod site;
mod soak;
mod step;
mod stop;
mod tally;
mod test;
mod tool;
mod wasm_target;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask <command>

  serve [args]   build for release, fill ./data with the demo on the first run, serve on 127.0.0.1:3000
  dev [args]     debug build; rebuilds and restarts when a source changes
  test           the gate; --only fmt,clippy,native,browser  --no-browser
  shots          screenshots into target/shots
  bench [args]   run the benchmark against a release build; --cases N  --only clock|server|timers|retrieval|offline
  soak NAME      run the long test soak_NAME with a throw-away PostgreSQL; soak offline: in browsers, --seconds N;
                 soak api: made-up requests against our own OpenAPI, --examples N;
                 soak kill: kill -9 under load, --rounds N  --database sqlite|postgres  --seed N  --faults: the disk fails;
                 soak clock: working time against a count by minutes, --cases N  --seed N;
                 soak fuzz: made-up input, --seconds N for each target  --target NAME  --seed N  --inputs N
  dist           program with its site inside, as tar.gz and Debian package in target/dist; --debug: of the tests' build,
                 --program FILE: one that is built already
  sim            break sync in random schedules; --schedules N  --seed N
  site [--dev]   build target/site alone";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let outcome = std::env::set_current_dir(cache::checkout())
        .map_err(|error| format!("cannot enter the checkout: {error}"))
        .and_then(|()| run(command, rest));
    match outcome {
        Ok(code) => code,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> step::Outcome<ExitCode> {
    match command {
        "serve" => serve::run(rest),
        "dev" => dev::run(rest),
        "test" => return test::run(rest),
        "shots" => browser::shots(rest),
        "bench" => bench::bench(rest),
        "soak" => soak::run(rest),
        "dist" => dist::run(rest),
        "sim" => bench::sim(rest),
        "site" => site::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("no command `{other}`\n{USAGE}")),
    }
    .map(|()| ExitCode::SUCCESS)
}
