//! Secrets handed out once and stored as hashes.

use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::hex;

use crate::failure;

/// 256 random bits as 64 hexadecimal digits.
pub fn make() -> Result<String, Fault> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| failure::internal(&error))?;
    Ok(hex(&bytes))
}

/// What is stored of a secret. Plain SHA-256 serves: the secret is random, not a password.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
