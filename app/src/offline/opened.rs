//! Mutations that were opened before, by the IV they are sealed under, which is never used twice. The
//! outbox is read with every write and every exchange, and opening costs more than all the rest.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::Uint8Array;
use yingda_shared::sync::Mutation;

use super::crypto::IV;

#[derive(Default)]
pub struct Opened(RefCell<HashMap<Vec<u8>, Mutation>>);

impl Opened {
    pub fn get(&self, sealed: &Uint8Array) -> Option<Mutation> {
        self.0.borrow().get(&name(sealed)).cloned()
    }

    /// Remembers what waits now and forgets everything else.
    pub fn set<'a>(&self, waiting: impl Iterator<Item = (&'a Uint8Array, &'a Mutation)>) {
        self.0.replace(waiting.map(|(sealed, mutation)| (name(sealed), mutation.clone())).collect());
    }
}

fn name(sealed: &Uint8Array) -> Vec<u8> {
    sealed.slice(0, IV).to_vec()
}
