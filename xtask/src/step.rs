//! Steps say what they do and how long it took: a slow build should never be a silent one.

use std::time::{Duration, Instant};

/// Failures are one line for a person; nobody matches on them.
pub type Outcome<T = ()> = Result<T, String>;

/// Runs one named step and prints its time, also when it fails.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    eprintln!("── {name}");
    let started = Instant::now();
    let outcome = work();
    let mark = if outcome.is_ok() { "done" } else { "FAILED" };
    eprintln!("── {name}: {mark} in {}", human(started.elapsed()));
    outcome
}

/// `4.2 s`, or `3 min 07 s` from a minute on.
pub fn human(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_a_decimal_and_long_ones_minutes() {
        assert_eq!(human(Duration::from_millis(4210)), "4.2 s");
        assert_eq!(human(Duration::from_secs(187)), "3 min 07 s");
    }
}
