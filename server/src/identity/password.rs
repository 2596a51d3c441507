//! Passwords: Argon2id with OWASP's parameters; hashing waits for one of two permits.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use yingda_shared::fault::Fault;

use crate::failure;
use crate::services::Services;

fn argon2() -> Argon2<'static> {
    // 19 MiB, two passes, one lane.
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Runs hashing off the request threads, two at once at most; a long queue is told to come later.
async fn hashing<T: Send + 'static>(
    services: &Arc<Services>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let wait = std::time::Duration::from_secs(5);
    let permit = tokio::time::timeout(wait, services.hashing.acquire()).await;
    let _permit = permit.map_err(|_| failure::unavailable())?.map_err(|error| failure::internal(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| failure::internal(&error))
}

pub async fn hash(services: &Arc<Services>, password: &str) -> Result<String, Fault> {
    let password = password.to_string();
    let hashed =
        hashing(services, move || argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?;
    hashed.map_err(|error| failure::internal(&error))
}

/// A hash that nothing fits, of the same cost as real ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$5jT7kMzTmJ6yUu0b5uQ8m0n9n2m1o3p4q5r6s7t8u9w";

/// Whether the password fits. Without a stored hash the same work is done on one that nothing fits,
/// so that an unknown name takes as long as a wrong password.
pub async fn fits(services: &Arc<Services>, password: &str, stored: Option<String>) -> Result<bool, Fault> {
    let password = password.to_string();
    let known = stored.is_some();
    let stored = stored.unwrap_or_else(|| NOBODY.to_string());
    let fits = hashing(services, move || {
        let parsed = PasswordHash::new(&stored).ok()?;
        Some(argon2().verify_password(password.as_bytes(), &parsed).is_ok())
    });
    Ok(fits.await?.unwrap_or(false) && known)
}

/// Refuses passwords that are guessed in seconds; the person's own names do not count.
pub fn check_strength(password: &str, own: &[&str]) -> Result<(), Fault> {
    let score = zxcvbn::zxcvbn(password, own).score();
    match u8::from(score) >= 2 {
        true => Ok(()),
        false => Err(Fault::invalid("/password", "password_weak")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_costs_a_whole_verification() {
        let nobody = PasswordHash::new(NOBODY).expect("the stand-in is a well-formed hash");
        let real = argon2().hash_password(b"any").expect("hashing works").to_string();
        let real = PasswordHash::new(&real).expect("what we write we read");
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (real.algorithm, real.version, &real.params));
        assert!(argon2().verify_password(b"any", &nobody).is_err());
    }
}
