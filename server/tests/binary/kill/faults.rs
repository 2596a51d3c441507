//! The disk under SQLite fails: strace has its calls on the database's files end in errors. What could
//! not be kept is never answered, readiness says so, reading goes on, and so does writing once the disk
//! is well. (A PostgreSQL whose disk fails stops by itself; how that is met, `bad_input::outage` tells.)

use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::desk::{Desk, Running};
use super::hand::Hand;
use super::{HANDS, PATIENCE, Shift, in_the_end, told};
use crate::support::{Backend, skip};

/// How a disk fails: the calls, and what they answer.
struct Failing {
    calls: &'static str,
    error: &'static str,
    /// Which calls of a thread fail now and then, in the words of strace: the third and each seventh after
    /// it. A commit writes through once, and writes some fifty times; after a failure the writer has another
    /// thread, which is counted from the beginning.
    at_times: &'static str,
}

const BROKEN: Failing = Failing { calls: "fsync,fdatasync", error: "EIO", at_times: "3+7" };
const FULL: Failing = Failing { calls: "pwrite64,write", error: "ENOSPC", at_times: "300+97" };
/// Every call.
const ALWAYS: &str = "1+";

/// strace at the program. Taken away, the disk is well again.
struct Spoiler(Child);

impl Spoiler {
    fn at(running: &Running, desk: &Desk, failing: &Failing, when: &str) -> Spoiler {
        let (calls, database) = (failing.calls, desk.place.folder.join("desk.sqlite").display().to_string());
        let process = running.process();
        let child = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-P", &database, "-P", &format!("{database}-wal")])
            .args([
                "-e",
                &format!("trace={calls}"),
                "-e",
                &format!("inject={calls}:error={}:when={when}", failing.error),
            ])
            .args(["-p", &process.to_string()])
            .stderr(Stdio::null())
            .spawn()
            .expect("strace runs");
        let begun = Instant::now();
        while !is_traced(process) {
            assert!(begun.elapsed() < PATIENCE, "strace does not get hold of the program");
            std::thread::yield_now();
        }
        Spoiler(child)
    }
}

impl Drop for Spoiler {
    fn drop(&mut self) {
        // By its own signal it lets go of the program; killed it would take the program along.
        let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// Whether every thread of a process is watched.
fn is_traced(process: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("its threads");
    let watched = |thread: std::fs::DirEntry| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        !status.lines().any(|line| line.trim_end() == "TracerPid:\t0")
    };
    threads.flatten().all(watched)
}

fn strace_works() -> bool {
    let tried = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Rounds of a disk that fails now and then, fails altogether, is well again; killed at the end of each.
async fn rounds(failing: &Failing, rounds: usize, seed: u64) {
    if !strace_works() {
        return skip("strace cannot watch a program here");
    }
    let desk = Desk::open(Backend::Sqlite).await.expect("SQLite is everywhere");
    let mut hands: Vec<Hand> = (0..HANDS).map(|n| Hand::of(n, seed)).collect();
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..rounds {
        let mut running = desk.serve();
        hands.iter_mut().for_each(|hand| hand.look(&running.client));
        let shift = Shift::begin(&running.client, hands);
        shift.goes_on(HANDS);

        let now_and_then = Spoiler::at(&running, &desk, failing, failing.at_times);
        shift.is_refused(HANDS);
        shift.goes_on(HANDS);
        drop(now_and_then);

        let for_ever = Spoiler::at(&running, &desk, failing, ALWAYS);
        let begun = Instant::now();
        while running.ready() != (503, "writing".into()) {
            assert!(begun.elapsed() < PATIENCE, "readiness says nothing of a disk that fails");
        }
        // What was under way before is answered by now.
        shift.is_refused(HANDS);
        let before = shift.answered();
        shift.is_refused(2 * HANDS);
        assert_eq!(shift.answered(), before, "a write was answered that is on no disk");
        assert_eq!(running.ready(), (503, "writing".into()));
        assert_eq!(running.client.get("/cases?limit=1").status, 200, "reading goes on");
        drop(for_ever);

        shift.goes_on(HANDS);
        assert_eq!(running.ready(), (200, "ready".into()));
        running.kill();
        let counted = shift.end();
        hands = counted.0;
        answered += counted.1;
        refused += counted.2;
    }
    in_the_end(desk, hands).await;
    let Failing { calls, error, .. } = failing;
    println!("{error} of {calls}: {rounds} rounds, {answered} writes answered and there, {refused} refused or cut off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_cannot_write_through_loses_nothing_that_was_answered() {
    rounds(&BROKEN, 1, 20261129).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_loses_nothing_that_was_answered() {
    rounds(&FULL, 1, 20261129).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "rounds of a failing disk take minutes"]
async fn soak_faults() {
    let (n, seed) = (told("YINGDA_SOAK_ROUNDS", 20) as usize, told("YINGDA_SOAK_SEED", 1));
    for failing in [&BROKEN, &FULL] {
        rounds(failing, n, seed).await;
    }
}
