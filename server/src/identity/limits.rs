//! How often sign-in and public forms may be tried, by account and by address.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use yingda_shared::fault::Fault;

/// Keys kept at most before old ones are let go.
const KEYS_MAX: usize = 100_000;

pub struct SignInLimits {
    account: DefaultKeyedRateLimiter<String>,
    address: DefaultKeyedRateLimiter<String>,
    guest: DefaultKeyedRateLimiter<String>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        let per_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        SignInLimits {
            account: RateLimiter::keyed(per_minute(10)),
            address: RateLimiter::keyed(per_minute(60)),
            guest: RateLimiter::keyed(per_minute(60)),
        }
    }
}

impl SignInLimits {
    /// One try to sign in. The account is counted whether it exists or not.
    pub fn sign_in(&self, account: &str, address: &str) -> Result<(), Fault> {
        take(&self.address, address)?;
        take(&self.account, account)
    }

    /// One case, upload or comment from somebody without an account.
    pub fn guest(&self, address: &str) -> Result<(), Fault> {
        take(&self.guest, address)
    }
}

fn take(limiter: &DefaultKeyedRateLimiter<String>, key: &str) -> Result<(), Fault> {
    if limiter.len() > KEYS_MAX {
        limiter.retain_recent();
    }
    limiter.check_key(&key.to_string()).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        Fault::Limited { retry_after_s: wait.as_secs() as u32 + 1 }
    })
}
