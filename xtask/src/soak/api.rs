//! `cargo xtask soak api`: schemathesis makes up requests from our own OpenAPI document and looks
//! whether an answer is one that the document describes, and never a failure of the server.

use crate::postgres::free_port;
use crate::step::{Outcome, step};
use crate::stop::Kept;
use crate::{bench, cache, command, serve, server, tool};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Every package with its version, so that each run asks the same questions of the same answers.
const PACKAGES: &str = "xtask/soak-api.txt";
/// What the program has to be told of our types.
const HOOKS: &str = "xtask/soak_api.py";
/// That an answer is described, and no failure. Whether the desk should have refused an input is for
/// its own tests: a schema cannot tell that a case is closed.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,allow_header_conformance";
/// The stream of events has no end to wait for.
const ENDLESS: &str = "live";
/// Who asks: each has other rights, so that other code answers. Nobody is asked for last.
const CALLERS: &[&str] = &["admin", "manager", "agent", "support", "partner-admin", "partner", "customer"];

/// Arguments: `--examples N` for each operation, `--seed N`; the rest goes to schemathesis.
pub fn run(arguments: &[String]) -> Outcome {
    let examples = serve::option(arguments, "--examples").unwrap_or("25");
    let seed = serve::option(arguments, "--seed").unwrap_or("1");
    let program = step("schemathesis", schemathesis)?;
    let binary = server::build(server::Profile::Debug)?;
    let data = std::env::temp_dir().join(format!("yingda-soak-api-{}", std::process::id()));
    let outcome = ask(&program, &binary, &data, examples, seed);
    let _ = std::fs::remove_dir_all(&data);
    outcome
}

fn ask(program: &Path, binary: &Path, data: &Path, examples: &str, seed: &str) -> Outcome {
    server::seed_once(binary, data)?;
    let mut callers = Vec::new();
    for login in CALLERS {
        let mut token = command::program(binary);
        token.args(["token", "--login", login, "--data"]).arg(data);
        callers.push((*login, Some(command::capture(&mut token)?)));
    }
    callers.push(("nobody", None));
    let port = free_port()?;
    let child = command::program(binary)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let _child = Kept(child);
    let started = Instant::now();
    while !bench::ready(port) {
        if started.elapsed() > Duration::from_secs(30) {
            return Err("the server does not get ready".to_owned());
        }
        sleep(Duration::from_millis(50));
    }
    let mut failed = Vec::new();
    for (name, token) in callers {
        let mut run = command::program(program);
        run.args(["run", &format!("http://127.0.0.1:{port}/api/openapi.json")])
            .args(["--url", &format!("http://127.0.0.1:{port}/api/v1"), "--checks", CHECKS])
            .args(["--exclude-operation-id", ENDLESS, "--max-examples", examples, "--seed", seed])
            .args(["--continue-on-failure", "--no-shrink", "--generation-database", "none"])
            .args(["--warnings", "off", "--suppress-health-check", "all", "--phases", "examples,coverage,fuzzing"])
            .env("SCHEMATHESIS_HOOKS", cache::checkout().join(HOOKS))
            // It keeps notes of its own where it stands.
            .current_dir(data);
        if let Some(token) = token {
            run.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        if let Err(message) = step(&format!("soak api as {name}"), || command::run(&mut run)) {
            failed.push(format!("{name}: {message}"));
        }
        if !bench::ready(port) {
            return Err(format!("the server no longer answers after {name}"));
        }
    }
    let mut doctor = command::program(binary);
    command::run(doctor.args(["doctor", "--data"]).arg(data).stdout(Stdio::null()))?;
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// The program in a folder of its own in the cache, made once for each list of packages.
fn schemathesis() -> Outcome<PathBuf> {
    let packages = std::fs::read_to_string(PACKAGES).map_err(|error| format!("cannot read {PACKAGES}: {error}"))?;
    let folder = cache::folder("schemathesis")?;
    let program = folder.join("bin/schemathesis");
    let record = folder.join("packages.txt");
    if program.is_file() && std::fs::read_to_string(&record).is_ok_and(|made| made == packages) {
        return Ok(program);
    }
    let python = tool::find("python3").ok_or("soak api needs python3 with venv and pip")?;
    command::run(command::program(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = command::program(folder.join("bin/pip"));
    command::run(pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement", PACKAGES]))?;
    cache::write(&record, &packages)?;
    Ok(program)
}
