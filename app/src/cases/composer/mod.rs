//! Writing to the customer, or a note among colleagues. The two cannot be mistaken for each other.

mod draft;
mod drafts;
mod files;
mod newer;
mod sending;
mod suggest;
mod suggestions;
mod token;
mod writing;

pub use draft::{forget, key_of};
pub use writing::Composer;
