//! What the desk knows: standard descriptions with their solutions.

pub mod pairs;
