//! Articles on the server: who reads them, what is done with them, what comes about by itself.

mod acts;
mod feedback;
mod finding;
mod giving;
mod health;
mod help;
pub mod indexed;
pub mod kept;
mod links;
mod narrow;
mod reader;
mod rules;
pub mod seeks;
mod segments;
pub mod store;
mod telling;
pub mod watch;
mod writing;

pub use feedback::voter;
pub use finding::{find, readable, used, used_for};
pub use giving::person_left;
pub use help::{Listed, listed};
pub use reader::{does_read, of as reader, reads};
pub use segments::Segments;
pub use writing::{begin, bring, me, told};

use crate::dispatch::Registry;

/// The word of the audit and the feed.
pub const KIND: &str = "articles";

pub fn register(registry: &mut Registry) {
    telling::register(registry);
    writing::register(registry);
    acts::register(registry);
    giving::register(registry);
    rules::register(registry);
    help::register(registry);
    feedback::register(registry);
    health::register(registry);
    seeks::register(registry);
    segments::register(registry);
}
