//! What the desk knows (docs/knowledge.md, docs/standard-solutions.md).

pub mod articles;
pub mod pairs;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    pairs::register(registry);
    articles::register(registry);
}
