//! What the desk knows, on the server.

pub mod pairs;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    pairs::register(registry);
}
