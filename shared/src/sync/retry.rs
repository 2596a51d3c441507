//! When to try again: full jitter between nothing and a limit that doubles, so that a thousand
//! devices that lost the same line do not come back in the same second.

use crate::kernel::time::{MINUTE, Millis, SECOND};

/// The longest wait.
pub const WAIT_MAX: Millis = MINUTE;
/// Without progress for this long, although the network answers, the person is told.
pub const WEDGED_AFTER: Millis = 30 * SECOND;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    failures: u32,
    /// When something last moved: a number confirmed, a cursor advanced.
    progress_at: Millis,
}

impl Retry {
    pub fn new(now: Millis) -> Retry {
        Retry { failures: 0, progress_at: now }
    }

    /// Something moved.
    pub fn progressed(&mut self, now: Millis) {
        *self = Retry::new(now);
    }

    /// A try failed; how long to wait. `random` is uniform over all of `u32`.
    pub fn failed(&mut self, random: u32) -> Millis {
        self.failures = self.failures.saturating_add(1);
        let most = (SECOND << self.failures.min(7).saturating_sub(1)).min(WAIT_MAX);
        let wait = (most as u128 * u128::from(random) / u128::from(u32::MAX)) as Millis;
        wait.max(SECOND / 4)
    }

    /// Nothing has moved for too long; said only while the network answers.
    pub fn is_wedged(&self, now: Millis) -> bool {
        now - self.progress_at > WEDGED_AFTER
    }

    /// The last exchange failed: pages start from the device at once instead of waiting.
    pub fn is_failing(&self) -> bool {
        self.failures > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_a_minute_and_fall_back_after_success() {
        let mut retry = Retry::new(0);
        let longest: Vec<Millis> = (0..10).map(|_| retry.failed(u32::MAX)).collect();
        assert_eq!(longest[..4], [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]);
        assert_eq!(longest[9], WAIT_MAX);
        assert_eq!(retry.failed(0), SECOND / 4);
        retry.progressed(5);
        assert!(!retry.is_failing());
        assert_eq!(retry.failed(u32::MAX), SECOND);
    }

    #[test]
    fn a_network_that_answers_without_moving_anything_is_noticed() {
        let mut retry = Retry::new(0);
        assert!(!retry.is_wedged(WEDGED_AFTER));
        retry.failed(1);
        assert!(retry.is_wedged(WEDGED_AFTER + 1));
        retry.progressed(WEDGED_AFTER + 1);
        assert!(!retry.is_wedged(WEDGED_AFTER + 2));
    }
}
