//! What was used lately, by its key; on this device only.

use gloo::storage::{LocalStorage, Storage};

use crate::own::place_of;

const KEPT: usize = 12;

/// The newest first.
pub fn recent() -> Vec<String> {
    LocalStorage::get(place_of("recent")).unwrap_or_default()
}

pub fn used(key: &str) {
    let mut keys: Vec<String> = recent();
    keys.retain(|known| known != key);
    keys.insert(0, key.to_string());
    keys.truncate(KEPT);
    let _ = LocalStorage::set(place_of("recent"), keys);
}
