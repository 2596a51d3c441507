//! Robots of messengers: groups that rules and levels tell.

mod edit;
mod form;
mod list;
mod page;
mod trial;

pub use list::RobotsPage;
pub use page::RobotPage;
