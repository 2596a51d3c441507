//! What the desk decides about itself: one document for each name, asked for by its name in one domain.

mod store;

pub use store::{find, put, save, version};
