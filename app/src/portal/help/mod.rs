//! The help centre: articles by what they are about, and each at an address of its own. It works without script.

mod list;
mod page;
mod vote;

pub use list::HelpListPage;
pub use page::HelpPage;
pub use vote::stars;
