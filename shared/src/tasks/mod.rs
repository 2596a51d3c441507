//! Tasks: a small piece of work for one person or one team, beside a case or a contract, or on its own.

mod events;
mod model;
mod operations;
mod rules;

pub use events::{TaskEntry, TaskEvent};
pub use model::{AboutKind, OpenedBy, Task, TaskAbout, TaskOrigin, TaskState};
pub use operations::*;

/// The word of the feed, the audit and the rows of devices.
pub const KIND: &str = "tasks";
