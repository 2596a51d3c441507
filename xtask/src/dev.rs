//! `cargo xtask dev`: rebuilds what changed and restarts the server. The page reloads itself: the
//! server, told `--dev`, lets it watch the build's name.

use crate::step::Outcome;
use crate::stop::Kept;
use crate::{inputs, serve, server, site};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_millis(500);
const SERVER_SOURCES: &[&str] = &["server", "Cargo.toml", "Cargo.lock"];

pub fn run(arguments: &[String]) -> Outcome {
    let mut running = None;
    let mut site_seen = None;
    let mut server_seen = None;
    loop {
        let site_now = inputs::newest(site::SOURCES);
        let server_now = inputs::newest(SERVER_SOURCES);
        let site_changed = site_seen != Some(site_now);
        if site_changed || server_seen != Some(server_now) {
            (site_seen, server_seen) = (Some(site_now), Some(server_now));
            match rebuild(site_changed) {
                Ok(binary) => {
                    // The old server goes first: both want the same address.
                    drop(running.take());
                    running = Some(start(&binary, arguments)?);
                    eprintln!("ready");
                }
                Err(message) => eprintln!("{message}; waiting for the next change"),
            }
        }
        sleep(LOOK_EVERY);
    }
}

fn rebuild(site_changed: bool) -> Outcome<std::path::PathBuf> {
    if site_changed {
        site::build(site::Kind::Development)?;
    }
    server::build(server::Profile::Debug)
}

fn start(binary: &Path, arguments: &[String]) -> Outcome<Kept> {
    serve::seed(binary, arguments)?;
    serve::server(binary, arguments)
        .arg("--dev")
        .spawn()
        .map(Kept)
        .map_err(|error| format!("cannot start the server: {error}"))
}
