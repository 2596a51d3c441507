//! Actors by session or token, kept until anything they are made of changes.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use yingda_shared::identity::Actor;
use yingda_shared::kernel::time::{MINUTE, Millis};

use crate::db::feed::Touch;

/// Kinds an actor is made of.
const INGREDIENTS: &[&str] = &["users", "roles", "units", "sessions", "tokens"];
const ENTRIES_MAX: usize = 10_000;
/// Another node's changes are seen after this long at the latest.
const KEEP: Millis = MINUTE / 12;

/// Actors by key, each with the moment until which it is kept.
type Kept = HashMap<String, (Arc<Actor>, Millis)>;

#[derive(Clone, Default)]
pub struct ActorCache(Arc<RwLock<Kept>>);

impl ActorCache {
    pub fn get(&self, key: &str, now: Millis) -> Option<Arc<Actor>> {
        let kept = self.0.read().ok()?;
        kept.get(key).filter(|(_, until)| *until > now).map(|(actor, _)| actor.clone())
    }

    pub fn put(&self, key: &str, actor: Arc<Actor>, now: Millis) {
        let Ok(mut kept) = self.0.write() else { return };
        if kept.len() >= ENTRIES_MAX {
            kept.clear();
        }
        kept.insert(key.to_string(), (actor, now + KEEP));
    }

    /// Forgets everyone when rights may have changed: the next request reads them anew.
    pub fn heard(&self, touches: &[Touch]) {
        if touches.iter().any(|touch| INGREDIENTS.contains(&touch.kind)) {
            self.clear();
        }
    }

    pub fn clear(&self) {
        if let Ok(mut kept) = self.0.write() {
            kept.clear();
        }
    }
}
