//! What the desk knows, as pages show it.

pub mod pairs;
