//! What the desk knows: articles, and standard descriptions with their solutions.

pub mod articles;
pub mod pairs;
