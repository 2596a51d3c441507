//! Tasks on the server (docs/tasks.md).

mod handlers;
mod opening;
mod reading;
pub mod store;
pub mod watch;

use yingda_shared::tasks::*;

use crate::dispatch::Registry;

pub use opening::{New, case_of, holds, open};
pub use reading::{kept, kept_of, seen};

pub fn register(registry: &mut Registry) {
    registry.write::<OpenTask, _>(handlers::open);
    registry.write::<ChangeTask, _>(handlers::change);
    registry.write::<FinishTask, _>(handlers::finish);
    registry.write::<CancelTask, _>(handlers::cancel);
    registry.write::<ReopenTask, _>(handlers::reopen);
    registry.read::<GetTask, _>(reading::get);
    registry.read::<ListTasks, _>(reading::list);
    registry.read::<CountTasks, _>(reading::count);
}
