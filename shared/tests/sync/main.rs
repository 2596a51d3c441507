//! Breaks every promise of networks and machines, in thousands of random schedules, and looks after
//! each whether the invariants of sync still hold: the device ends with exactly the rows its person
//! may see, every mutation takes effect once or waits in the tray, nothing one did vanishes from view.
//!
//! A schedule follows from its seed alone: `YINGDA_SIM_SEED=n` runs that one and prints its steps,
//! `YINGDA_SIM_SCHEDULES=n` runs so many.

mod device;
mod dice;
mod line;
mod oracle;
mod schedule;
mod server;

use schedule::{Ablation, run};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The lowest seed below `schedules` that fails, and why. Schedules share nothing, so every core
/// takes the next one; a long run says how far it is.
fn first_failure(schedules: u64, ablation: Option<Ablation>) -> Option<(u64, String)> {
    const EVERY: u64 = 50_000;
    let (next, found) = (AtomicU64::new(0), Mutex::new(None::<(u64, String)>));
    let failed_before = |seed: u64| found.lock().unwrap().as_ref().is_some_and(|(failed, _)| *failed < seed);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= schedules || failed_before(seed) {
                        break;
                    }
                    if seed > 0 && seed % EVERY == 0 {
                        println!("{seed} of {schedules} schedules begun");
                    }
                    if let Err(why) = run(seed, ablation, false)
                        && !failed_before(seed)
                    {
                        *found.lock().unwrap() = Some((seed, why));
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn the_invariants_hold_in_every_schedule() {
    if let Some(seed) = setting("YINGDA_SIM_SEED") {
        return run(seed, None, true).unwrap();
    }
    let schedules = setting("YINGDA_SIM_SCHEDULES").unwrap_or(2000);
    if let Some((seed, why)) = first_failure(schedules, None) {
        panic!("YINGDA_SIM_SEED={seed} replays it: {why}");
    }
    println!("{schedules} schedules hold");
}

/// A simulation that cannot fail proves nothing: without any one of the rules it must.
#[test]
fn without_any_one_rule_the_simulation_fails() {
    for ablation in Ablation::ALL {
        let found = first_failure(20_000, Some(*ablation));
        let (seed, why) = found.unwrap_or_else(|| panic!("nobody misses {ablation:?}"));
        println!("without {ablation:?} schedule {seed} fails: {why}");
    }
}
