//! How often sign-in and public forms may be tried, by account and by address.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use yingda_shared::fault::Fault;

/// Keys kept at most before old ones are let go.
const KEYS_MAX: usize = 100_000;
/// Mebibytes an address may leave in an hour without an account.
const GUEST_MIB_PER_HOUR: u32 = 200;
/// Pages of the help centre, and answers offered while somebody types: a firm behind one address reads so many.
const GUEST_READS_PER_MINUTE: u32 = 600;

pub struct SignInLimits {
    /// An account from one address.
    account_here: DefaultKeyedRateLimiter<String>,
    /// An account from anywhere: wide, so that a stranger's guesses do not keep its owner out.
    account: DefaultKeyedRateLimiter<String>,
    address: DefaultKeyedRateLimiter<String>,
    guest: DefaultKeyedRateLimiter<String>,
    guest_mib: DefaultKeyedRateLimiter<String>,
    guest_reads: DefaultKeyedRateLimiter<String>,
    /// What one person says of one thing counts once an hour.
    said: DefaultKeyedRateLimiter<String>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        let some = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let per_minute = |n: u32| RateLimiter::keyed(Quota::per_minute(some(n)));
        SignInLimits {
            account_here: per_minute(10),
            account: per_minute(40),
            address: per_minute(60),
            guest: per_minute(60),
            guest_mib: RateLimiter::keyed(Quota::per_hour(some(GUEST_MIB_PER_HOUR))),
            guest_reads: per_minute(GUEST_READS_PER_MINUTE),
            said: RateLimiter::keyed(Quota::per_hour(NonZeroU32::MIN).allow_burst(NonZeroU32::MIN)),
        }
    }
}

impl SignInLimits {
    /// One try to sign in. The account is counted whether it exists or not.
    pub fn sign_in(&self, account: &str, address: &str) -> Result<(), Fault> {
        take(&self.address, &block(address), 1)?;
        take(&self.account_here, &format!("{account} {}", block(address)), 1)?;
        take(&self.account, account, 1)
    }

    /// One try of a person who is signed in to name the present password.
    pub fn password(&self, user: &str) -> Result<(), Fault> {
        take(&self.account_here, user, 1)
    }

    /// One case, upload or comment from somebody without an account.
    pub fn guest(&self, address: &str) -> Result<(), Fault> {
        take(&self.guest, &block(address), 1)
    }

    /// One look at the knowledge by somebody without an account.
    pub fn guest_read(&self, address: &str) -> Result<(), Fault> {
        take(&self.guest_reads, &block(address), 1)
    }

    /// Whether somebody says this for the first time within an hour. Each node counts what it hears.
    pub fn says_first(&self, who: &str, what: &str) -> bool {
        take(&self.said, &format!("{who} {what}"), 1).is_ok()
    }

    /// Bytes that somebody without an account leaves.
    pub fn guest_bytes(&self, address: &str, bytes: u64) -> Result<(), Fault> {
        take(&self.guest_mib, &block(address), u32::try_from(bytes / 1_048_576 + 1).unwrap_or(u32::MAX))
    }
}

/// Who holds an IPv6 address holds the 2^64 beside it.
pub fn block(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(ip)) => format!("{:x?}", &ip.segments()[..4]),
        _ => address.to_string(),
    }
}

fn take(limiter: &DefaultKeyedRateLimiter<String>, key: &str, count: u32) -> Result<(), Fault> {
    if limiter.len() > KEYS_MAX {
        limiter.retain_recent();
    }
    let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    match limiter.check_key_n(&key.to_string(), count) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(until)) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Err(Fault::Limited { retry_after_s: wait.as_secs() as u32 + 1 })
        }
        // More at once than ever fits.
        Err(_) => Err(Fault::Limited { retry_after_s: 3600 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_does_not_lock_an_account() {
        let limits = SignInLimits::default();
        let tries = (0..20).map(|_| limits.sign_in("admin", "192.0.2.7")).filter(Result::is_ok).count();
        assert_eq!(tries, 10);
        assert_eq!(limits.sign_in("admin", "192.0.2.8"), Ok(()));
    }

    #[test]
    fn neighbours_of_one_network_are_one() {
        let limits = SignInLimits::default();
        let tries = (0..80).map(|n| limits.guest(&format!("2001:db8:1:2::{n:x}"))).filter(Result::is_ok).count();
        assert_eq!(tries, 60);
        assert_eq!(limits.guest("2001:db8:1:3::1"), Ok(()));
    }

    #[test]
    fn what_is_said_again_counts_once() {
        let limits = SignInLimits::default();
        let said = |who: &str, what: &str| limits.says_first(who, what);
        assert!(said("user:1", "pair:1"));
        assert!(!said("user:1", "pair:1"));
        assert!(said("user:2", "pair:1"));
        assert!(said("user:1", "pair:2"));
    }

    #[test]
    fn guests_leave_so_many_bytes_and_no_more() {
        let limits = SignInLimits::default();
        let file = 25 * 1_048_576 - 1;
        let kept = (0..20).map(|_| limits.guest_bytes("192.0.2.7", file)).filter(Result::is_ok).count();
        assert_eq!(kept, 8);
    }
}
