//! Tasks: the page of them, the card beside a case, and how each is opened, ticked and changed.

mod acts;
mod card;
mod form;
mod line;
mod page;
mod quick;
mod sheet;
mod view;
mod words;

pub use card::TasksBeside;
pub use page::TasksPage;
