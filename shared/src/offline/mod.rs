//! The same pages without a server: reads answered from the replica, writes checked, decided and shown
//! before anyone else hears of them.
//!
//! What is answered here is what the server would answer from the same rows, with the same rights; what
//! this device cannot know it does not answer. What is decided here is foreseen: the server decides with
//! authority once the outbox is sent.

use serde_json::Value;

use crate::fault::Fault;
use crate::identity::operations::Me;
use crate::identity::{Actor, policy};
use crate::kernel::id::Uuid;
use crate::kernel::time::Millis;
use crate::sync::overlay::{Replay, View};
use crate::sync::{Key, Mutation};

/// Who asks, when, and what a case without a number is called until the server gives one.
pub struct Here {
    pub actor: Actor,
    pub now: Millis,
    /// Such as "本地" or "Local".
    pub local_word: String,
}

/// A write made ready for the outbox.
pub struct Queued {
    /// The record it is about; of what it creates, the new one.
    pub about: Key,
    pub input: Value,
    pub output: Value,
}

/// The actor that the row `me` makes. Grants are not among what a device knows: its rows are all that
/// they let through.
pub fn actor_of(me: &Me) -> Actor {
    Actor {
        user_id: me.user_id,
        name: me.name.clone(),
        login: me.login.clone(),
        operations: me.operations.iter().cloned().collect(),
        firm_id: me.firm_id,
        ..Actor::bare(me.kind, &me.role)
    }
}

/// The answer to a read from this device's rows; None when this device cannot answer it.
pub fn answer(name: &str, input: &Value, view: &View<'_>, here: &Here) -> Option<Result<Value, Fault>> {
    let _ = (name, input, view, here);
    None
}

/// Checks and decides a write against what this device knows: Err is the refusal the person sees at
/// once, None when it cannot be queued. `fresh` names what the write creates.
pub fn queue(
    name: &str,
    version_checked_input: &Value,
    fresh: Uuid,
    view: &View<'_>,
    here: &Here,
) -> Option<Result<Queued, Fault>> {
    let _ = (name, version_checked_input, fresh, view, here);
    None
}

/// Shows queued writes over the rows.
pub struct Domains<'a> {
    pub here: &'a Here,
}

impl Replay for Domains<'_> {
    fn replay(&self, _view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault> {
        policy::authorise(&self.here.actor, &mutation.name)
    }
}

/// What a case is called until the server gives it a number: the word and four characters of the id.
pub fn local_number(word: &str, id: Uuid) -> String {
    const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    // The end of a UUIDv7 is chance; its beginning is the clock.
    let tail = id.as_u128();
    let digits = (0..4).rev().map(|place| BASE32[(tail >> (5 * place)) as usize & 31] as char);
    format!("{word}-{}", digits.collect::<String>())
}
