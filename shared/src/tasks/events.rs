//! What happened to a task: its history, from the first to the last.

use super::model::{Task, TaskState};
use crate::cases::events::Change;
use crate::kernel::time::Millis;

data! {
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TaskEvent {
    Opened,
    Changed { changes: Vec<Change> },
    Finished { outcome: String },
    Cancelled { outcome: String },
    Reopened,
}

/// An event with who did it, and when.
pub struct TaskEntry {
    pub at: Millis,
    pub by: String,
    #[serde(flatten)]
    pub event: TaskEvent,
}
}

impl Task {
    /// The task after it ended, or after it came back. What was changed is in the task that `changed` answers.
    pub fn after(&self, event: &TaskEvent, by: &str, at: Millis) -> Task {
        let ended = |state, outcome: &str| Task {
            state,
            outcome: outcome.to_string(),
            ended_at: Some(at),
            ended_by: by.to_string(),
            ..self.clone()
        };
        match event {
            TaskEvent::Opened | TaskEvent::Changed { .. } => self.clone(),
            TaskEvent::Finished { outcome } => ended(TaskState::Done, outcome),
            TaskEvent::Cancelled { outcome } => ended(TaskState::Cancelled, outcome),
            TaskEvent::Reopened => Task {
                state: TaskState::Open,
                outcome: String::new(),
                ended_at: None,
                ended_by: String::new(),
                ..self.clone()
            },
        }
    }
}
