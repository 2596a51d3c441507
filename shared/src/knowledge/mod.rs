//! What the desk knows, written down.

pub mod articles;
