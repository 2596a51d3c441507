//! The program is killed in the middle of its work, or its disk fails: what it answered is there when it
//! is back, once. `cargo xtask soak kill` and `soak timers` do for as many rounds as one likes what the tests
//! here do for a few.

mod burst;
mod desk;
mod faults;
mod hand;
mod timers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use self::desk::Desk;
use self::hand::Hand;
use super::client::Client;
use crate::support::{Backend, Dice};

/// People who write at the same time.
const HANDS: usize = 4;
/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(90);

/// How the rounds went.
#[derive(Default)]
struct Sum {
    rounds: usize,
    answered: usize,
    doubts: usize,
    restarts: Vec<Duration>,
}

impl Sum {
    fn say(mut self, backend: Backend) {
        self.restarts.sort();
        let (median, worst) = (self.restarts[self.restarts.len() / 2], self.restarts[self.restarts.len() - 1]);
        println!(
            "{backend:?}: {} times killed, {} writes answered, {} in doubt and settled by their key, none lost, none twice; \
             ready again after {} ms, {} ms at most",
            self.rounds,
            self.answered,
            self.doubts,
            median.as_millis(),
            worst.as_millis()
        );
    }
}

/// How a shift goes, as its hands count.
#[derive(Default)]
struct Counts {
    over: AtomicBool,
    answered: AtomicUsize,
    /// Writes that were not taken, or not answered.
    refused: AtomicUsize,
}

/// All hands at work in threads of their own, until told that it is over.
struct Shift {
    counts: Arc<Counts>,
    hands: Vec<std::thread::JoinHandle<Hand>>,
}

impl Shift {
    fn begin(client: &Client, hands: Vec<Hand>) -> Shift {
        let counts = Arc::new(Counts::default());
        let hands = hands.into_iter().map(|mut hand| {
            let (client, counts) = (client.clone(), counts.clone());
            std::thread::spawn(move || {
                hand.work(&client, &counts);
                hand
            })
        });
        Shift { hands: hands.collect(), counts }
    }

    fn answered(&self) -> usize {
        self.counts.answered.load(Ordering::Acquire)
    }

    /// Until so many more writes are answered.
    fn goes_on(&self, more: usize) {
        waits_for(&self.counts.answered, more);
    }

    /// Until so many more writes are refused.
    fn is_refused(&self, more: usize) {
        waits_for(&self.counts.refused, more);
    }

    /// Tells the hands to stop; answers them, and how many writes were answered and refused.
    fn end(self) -> (Vec<Hand>, usize, usize) {
        self.counts.over.store(true, Ordering::Release);
        let hands = self.hands.into_iter().map(|hand| hand.join().expect("a hand ends well")).collect();
        (hands, self.counts.answered.load(Ordering::Acquire), self.counts.refused.load(Ordering::Acquire))
    }
}

fn waits_for(count: &AtomicUsize, more: usize) {
    let (from, begun) = (count.load(Ordering::Acquire), Instant::now());
    while count.load(Ordering::Acquire) < from + more {
        assert!(begun.elapsed() < PATIENCE, "work stands still");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Kills the program so many times; answers how it went once all that was answered is there.
async fn rounds(backend: Backend, rounds: usize, seed: u64) -> Option<Sum> {
    let desk = Desk::open(backend).await?;
    let mut dice = Dice::of(seed);
    let mut sum = Sum { rounds, ..Sum::default() };
    let mut hands: Vec<Hand> = (0..HANDS).map(|n| Hand::of(n, seed)).collect();
    for round in 0..rounds {
        // Now and then it does not even come to its feet.
        if dice.one_in(6) {
            desk.stillborn(Duration::from_millis(dice.below(80) as u64));
        }
        let begun = Instant::now();
        let mut running = desk.serve();
        sum.restarts.push(begun.elapsed());
        hands.iter_mut().for_each(|hand| hand.look(&running.client));
        let shift = Shift::begin(&running.client, hands);
        shift.goes_on(1);
        std::thread::sleep(Duration::from_millis(dice.below(500) as u64));
        running.kill();
        let (back, answered, _) = shift.end();
        hands = back;
        sum.answered += answered;
        sum.doubts += hands.iter().filter(|hand| hand.is_in_doubt()).count();
        if (round + 1) % 25 == 0 {
            println!("{backend:?}: {} of {rounds} rounds, {} writes answered", round + 1, sum.answered);
        }
    }
    in_the_end(desk, hands).await;
    Some(sum)
}

/// What is in doubt is settled by its key; then the desk holds what was answered, and nothing else.
async fn in_the_end(desk: Desk, mut hands: Vec<Hand>) {
    let running = desk.serve();
    for hand in &mut hands {
        hand.settle(&running.client);
        hand.look_at_all(&running.client);
    }
    desk.holds_nothing_else(&running.client, &hands);
    drop(running);
    desk.is_sound().await;
    desk.close().await;
}

async fn few(backend: Backend, n: usize) {
    if let Some(sum) = rounds(backend, n, 20261129).await {
        assert!(sum.answered > n, "there was work under way: {}", sum.answered);
        sum.say(backend);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_on_sqlite_lost_nothing_that_it_answered() {
    few(Backend::Sqlite, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_on_postgres_lost_nothing_that_it_answered() {
    few(Backend::Postgres, 2).await;
}

/// A number that the driver hands over.
fn told(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

fn wanted(backend: Backend) -> bool {
    let word = if backend == Backend::Sqlite { "sqlite" } else { "postgres" };
    std::env::var("YINGDA_SOAK_DATABASE").ok().is_none_or(|only| only == word)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "200 rounds on two databases take minutes"]
async fn soak_kill() {
    let (n, seed) = (told("YINGDA_SOAK_ROUNDS", 200) as usize, told("YINGDA_SOAK_SEED", 1));
    for backend in [Backend::Sqlite, Backend::Postgres].into_iter().filter(|backend| wanted(*backend)) {
        if let Some(sum) = rounds(backend, n, seed).await {
            sum.say(backend);
        }
    }
}
