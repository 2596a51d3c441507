//! The program is killed while a burst of timers is due. Once it rests, each level that was reached, each errand, each
//! answer of a rule and each notice is there, once. `cargo xtask soak timers` does it with more of both.

use std::time::{Duration, Instant};

use super::burst::{Burst, arm, is_whole, left, prepare};
use super::desk::{Desk, Running};
use super::{told, wanted};
use crate::support::{Backend, Dice};

/// Kills in one burst; then it is left alone until it rests, and the next burst begins.
const KILLS: usize = 4;
/// Timers of a burst in the gate: so many that an unoptimised program is at work for seconds.
const FEW: usize = 1_000;
/// Without anything done for so long, something hangs. Nothing is measured.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the rounds went.
#[derive(Default)]
struct Sum {
    bursts: usize,
    killed: usize,
    /// Kills that met it at work: some of the burst was done, some was not.
    amid: usize,
}

/// Kills the program so many times while timers of bursts of this size are due.
async fn rounds(backend: Backend, rounds: usize, size: usize, seed: u64) -> Option<Sum> {
    let desk = Desk::open(backend).await?;
    let pattern = prepare(&desk).await;
    let mut dice = Dice::of(seed);
    let mut sum = Sum::default();
    while sum.killed < rounds {
        let burst = Burst::new(sum.bursts as u64, size);
        arm(&desk, &pattern, burst).await;
        sum.bursts += 1;
        let all = left(&desk).await;
        assert!(all >= size as i64, "{all} of {size} timers are due");
        for _ in 0..KILLS.min(rounds - sum.killed) {
            if dice.one_in(6) {
                desk.stillborn(Duration::from_millis(dice.below(80) as u64));
            }
            let mut running = desk.serve();
            waits(&desk, &mut dice, &running).await;
            running.kill();
            sum.killed += 1;
            let remains = left(&desk).await;
            sum.amid += usize::from(remains > 0 && remains != all);
        }
        // Twice: what is done is done once, however often it starts.
        for _ in 0..2 {
            let mut running = desk.serve();
            rests(&desk).await;
            running.kill();
        }
        is_whole(&desk, &pattern, burst).await;
        println!("{backend:?}: {} of {rounds} times killed, {} in the middle", sum.killed, sum.amid);
    }
    desk.is_sound().await;
    desk.close().await;
    Some(sum)
}

/// Until a random moment: by the clock, or by how many are told.
async fn waits(desk: &Desk, dice: &mut Dice, running: &Running) {
    let told = || running.client.get("/notices").json()["unread"].as_i64().expect("a number");
    if dice.one_in(3) {
        tokio::time::sleep(Duration::from_millis(dice.below(1_500) as u64)).await;
        return;
    }
    let from = told();
    let (begun, more) = (Instant::now(), dice.below(left(desk).await.max(1) as usize / 8) as i64);
    while told() < from + more && left(desk).await > 0 {
        assert!(begun.elapsed() < PATIENCE, "nobody is told");
        tokio::time::sleep(Duration::from_millis(dice.below(30) as u64)).await;
    }
}

/// Until nothing is left to do.
async fn rests(desk: &Desk) {
    let (mut since, mut before) = (Instant::now(), i64::MAX);
    loop {
        let now = left(desk).await;
        if now == 0 {
            return;
        }
        if now != before {
            (since, before) = (Instant::now(), now);
        }
        assert!(since.elapsed() < PATIENCE, "{now} things are left to do");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn say(backend: Backend, sum: &Sum, size: usize) {
    println!(
        "{backend:?}: {} times killed in {} bursts of {size} timers, {} times in the middle of its work; none lost, none doubled",
        sum.killed, sum.bursts, sum.amid
    );
}

async fn few(backend: Backend) {
    if let Some(sum) = rounds(backend, 3, FEW, 20261201).await {
        assert!(sum.amid > 0, "it was at work when it was killed");
        say(backend, &sum, FEW);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_amid_timers_on_sqlite_fires_each_once() {
    few(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_amid_timers_on_postgres_fires_each_once() {
    few(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "200 rounds amid 10,000 timers on two databases take the better part of an hour"]
async fn soak_timers() {
    let (n, seed) = (told("YINGDA_SOAK_ROUNDS", 200) as usize, told("YINGDA_SOAK_SEED", 1));
    let size = told("YINGDA_SOAK_TIMERS", 10_000) as usize;
    for backend in [Backend::Sqlite, Backend::Postgres].into_iter().filter(|backend| wanted(*backend)) {
        if let Some(sum) = rounds(backend, n, size, seed).await {
            say(backend, &sum, size);
        }
    }
}
