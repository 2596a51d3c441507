//! Child processes: cargo without the traces of the cargo that started us, and plain error lines.

use crate::step::Outcome;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with the environment that `cargo run` added taken away: dependencies whose build
/// scripts watch these variables would otherwise be rebuilt on every change of entrance.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    for (key, _) in std::env::vars_os() {
        let added = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if added.iter().any(|prefix| key.to_string_lossy().starts_with(prefix)) {
            command.env_remove(key);
        }
    }
    command
}

/// Cargo, building into one of the cache folders.
pub fn cargo(target_dir: &Path) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| OsStr::new("cargo").to_owned()));
    command.env("CARGO_TARGET_DIR", target_dir);
    command
}

/// Runs to the end with output passed through; a failure names the command.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("cannot start {}: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", line(command))) }
}

/// Runs quietly and returns what it printed; a failure carries its error output.
pub fn capture(command: &mut Command) -> Outcome<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("cannot start {}: {error}", line(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let detail = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(format!("{} ended with {}: {detail}", line(command), output.status))
    }
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
