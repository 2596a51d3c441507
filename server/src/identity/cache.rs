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

#[derive(Default)]
struct Kept {
    /// Actors by key, each with the moment until which it is kept.
    actors: HashMap<String, (Arc<Actor>, Millis)>,
    /// How often everyone was forgotten.
    round: u64,
}

/// When somebody began to read what an actor is made of.
#[derive(Clone, Copy)]
pub struct Round(u64);

#[derive(Clone, Default)]
pub struct ActorCache(Arc<RwLock<Kept>>);

impl ActorCache {
    pub fn get(&self, key: &str, now: Millis) -> Option<Arc<Actor>> {
        let kept = self.0.read().ok()?;
        kept.actors.get(key).filter(|(_, until)| *until > now).map(|(actor, _)| actor.clone())
    }

    /// To be taken before reading what an actor is made of.
    pub fn round(&self) -> Round {
        Round(self.0.read().map(|kept| kept.round).unwrap_or_default())
    }

    /// Keeps what was read since `round`, unless everyone was forgotten meanwhile: it may be of before that.
    pub fn put(&self, key: &str, actor: Arc<Actor>, now: Millis, round: Round) {
        let Ok(mut kept) = self.0.write() else { return };
        if kept.round != round.0 {
            return;
        }
        if kept.actors.len() >= ENTRIES_MAX {
            kept.actors.clear();
        }
        kept.actors.insert(key.to_string(), (actor, now + KEEP));
    }

    /// Forgets everyone when rights may have changed: the next request reads them anew.
    pub fn heard(&self, touches: &[Touch]) {
        if touches.iter().any(|touch| INGREDIENTS.contains(&touch.kind)) {
            self.clear();
        }
    }

    pub fn clear(&self) {
        if let Ok(mut kept) = self.0.write() {
            kept.actors.clear();
            kept.round += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use yingda_shared::identity::actor::ActorKind;

    use super::*;

    #[test]
    fn what_was_read_before_everyone_was_forgotten_is_not_kept() {
        let cache = ActorCache::default();
        let anna = || Arc::new(Actor::bare(ActorKind::Customer, "anna"));
        let round = cache.round();
        cache.put("session:a", anna(), 0, round);
        assert!(cache.get("session:a", 1).is_some());
        let reading = cache.round();
        cache.clear();
        cache.put("session:a", anna(), 0, reading);
        assert!(cache.get("session:a", 1).is_none());
        cache.put("session:a", anna(), 0, cache.round());
        assert!(cache.get("session:a", 1).is_some());
        assert!(cache.get("session:a", KEEP).is_none());
    }
}
