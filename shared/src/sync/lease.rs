//! How long a device may be used without the server. The server gives the moment with every answer;
//! after it nothing is shown, and nothing is lost either.
//!
//! A device's clock is its owner's. Setting it back gains nothing, because the latest moment the device
//! ever saw counts as well; setting it forward only costs the owner.

use crate::kernel::time::Millis;

/// Whether the lease ran out. `seen` is the latest moment this device has ever known it to be.
/// A device that was never given one holds nothing of a newer server's.
pub fn is_over(lease: Option<Millis>, seen: Millis, now: Millis) -> bool {
    lease.is_some_and(|until| now.max(seen) >= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::time::HOUR;

    #[test]
    fn a_lease_ends_at_its_moment() {
        assert!(!is_over(Some(72 * HOUR), 0, 72 * HOUR - 1));
        assert!(is_over(Some(72 * HOUR), 0, 72 * HOUR));
        assert!(!is_over(None, i64::MAX, i64::MAX));
    }

    #[test]
    fn a_clock_that_is_set_back_opens_nothing() {
        assert!(is_over(Some(72 * HOUR), 73 * HOUR, HOUR));
        assert!(!is_over(Some(72 * HOUR), 71 * HOUR, HOUR));
    }
}
