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

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The first seed that fails, and why.
fn first_failure(seeds: impl Iterator<Item = u64>, ablation: Option<Ablation>) -> Option<(u64, String)> {
    seeds.into_iter().find_map(|seed| run(seed, ablation, false).err().map(|why| (seed, why)))
}

#[test]
fn the_invariants_hold_in_every_schedule() {
    if let Some(seed) = setting("YINGDA_SIM_SEED") {
        return run(seed, None, true).unwrap();
    }
    let schedules = setting("YINGDA_SIM_SCHEDULES").unwrap_or(2000);
    if let Some((seed, why)) = first_failure(0..schedules, None) {
        panic!("YINGDA_SIM_SEED={seed} replays it: {why}");
    }
    println!("{schedules} schedules hold");
}

/// A simulation that cannot fail proves nothing: without any one of the rules it must.
#[test]
fn without_any_one_rule_the_simulation_fails() {
    for ablation in Ablation::ALL {
        let found = first_failure(0..20_000, Some(*ablation));
        let (seed, why) = found.unwrap_or_else(|| panic!("nobody misses {ablation:?}"));
        println!("without {ablation:?} schedule {seed} fails: {why}");
    }
}
