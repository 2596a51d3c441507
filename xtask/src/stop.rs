//! Ending child processes: after a time limit, and when the value that owns them goes away.

use crate::step::Outcome;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Runs the command quietly and ends it when the time is over.
pub fn run_within(command: &mut Command, limit: Duration) -> Outcome {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start: {error}"))?;
    let mut child = Kept(child);
    let started = Instant::now();
    while started.elapsed() < limit {
        match child.0.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("ended with {status}")),
            Ok(None) => sleep(Duration::from_millis(100)),
            Err(error) => return Err(format!("lost: {error}")),
        }
    }
    Err("no end in sight".to_owned())
}

/// A child process that does not outlive its owner.
pub struct Kept(pub Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
