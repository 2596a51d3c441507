//! What the desk knows: articles, standard descriptions with their solutions, and points for those who write what helps.

pub mod articles;
pub mod pairs;
pub mod rewards;
