//! Doing one thing to many cases: picking them in the list, saying what, and watching it happen.

mod asking;
mod bar;
mod items;
mod notice;
mod selection;
mod sending;
mod tick;
#[cfg(not(feature = "ssr"))]
mod touch;
mod watching;

pub use bar::BulkBar;
pub use notice::JobNotice;
pub use selection::provide_selection;
pub use tick::Tick;
pub use watching::provide_watch;
