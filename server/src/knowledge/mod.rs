//! What the desk knows, written down (docs/knowledge.md).

pub mod articles;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    articles::register(registry);
}
