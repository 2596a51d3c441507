//! What the desk knows (docs/knowledge.md, docs/standard-solutions.md), and points for it (docs/rewards.md).

pub mod articles;
pub mod pairs;
pub mod rewards;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    pairs::register(registry);
    articles::register(registry);
    rewards::register(registry);
}
