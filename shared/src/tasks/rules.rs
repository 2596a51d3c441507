//! What may be done with a task, and what comes of it.

use super::events::TaskEvent;
use super::model::{Task, TaskState};
use super::operations::ChangeTask;
use crate::cases::events::Change;
use crate::fault::{Fault, FieldFault};
use crate::kernel::check::Checks;
use crate::kernel::id::{TeamId, UserId};
use crate::kernel::limits::{NOTE_MAX, SUBJECT_MAX};
use crate::kernel::time::Millis;

/// The end of the year 2999, as far as calendars go.
const LATEST: Millis = 32_503_680_000_000;

/// What is wrong with the words and the moment of a task by themselves.
pub fn check(title: &str, text: &str, due_at: Option<Millis>) -> Vec<FieldFault> {
    Checks::new()
        .text("/title", title, SUBJECT_MAX)
        .optional("/text", text, NOTE_MAX)
        .when(due_at.is_some_and(|due| !(0..=LATEST).contains(&due)), "/due_at", "day_range")
        .done()
}

/// A task is somebody's.
pub fn check_whose(owner: Option<UserId>, team: Option<TeamId>) -> Vec<FieldFault> {
    Checks::new().when(owner.is_none() && team.is_none(), "/owner_id", "task_nobody").done()
}

impl Task {
    /// Ends it: once. The same again says that it is done.
    pub fn ended(&self, state: TaskState, outcome: &str) -> Result<TaskEvent, Fault> {
        if !self.state.is_open() {
            return Err(Fault::refused("tasks.ended"));
        }
        let outcome = outcome.trim().to_string();
        Ok(if state == TaskState::Done { TaskEvent::Finished { outcome } } else { TaskEvent::Cancelled { outcome } })
    }

    pub fn reopened(&self) -> Result<TaskEvent, Fault> {
        match self.state.is_open() {
            true => Err(Fault::refused("tasks.open_already")),
            false => Ok(TaskEvent::Reopened),
        }
    }

    /// The task as it is typed, with what is different; nothing where nothing is. Whoever looked at another version is
    /// refused: what somebody else wrote is not written over.
    pub fn changed(&self, op: &ChangeTask) -> Result<Option<(Task, TaskEvent)>, Fault> {
        if op.rv != self.rv {
            return Err(Fault::Conflict { version: self.rv, changes: Vec::new() });
        }
        if !self.state.is_open() {
            return Err(Fault::refused("tasks.ended"));
        }
        let after = Task {
            title: op.title.trim().to_string(),
            text: op.text.trim().to_string(),
            owner_id: op.owner_id,
            team_id: op.team_id,
            due_at: op.due_at,
            priority: op.priority,
            ..self.clone()
        };
        let changes = differences(self, &after);
        Ok((!changes.is_empty()).then_some((after, TaskEvent::Changed { changes })))
    }
}

fn differences(before: &Task, after: &Task) -> Vec<Change> {
    let said = |id: Option<String>| id.unwrap_or_default();
    let fields = |task: &Task| {
        [
            ("title", task.title.clone()),
            ("text", task.text.clone()),
            ("owner_id", said(task.owner_id.map(|id| id.to_string()))),
            ("team_id", said(task.team_id.map(|id| id.to_string()))),
            ("due_at", said(task.due_at.map(|at| at.to_string()))),
            ("priority", task.priority.to_string()),
        ]
    };
    let pairs = fields(before).into_iter().zip(fields(after)).filter(|((_, old), (_, new))| old != new);
    pairs.map(|((field, old), (_, new))| Change { field: field.to_string(), old, new }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::priority::Priority;
    use crate::identity::actor::scope;
    use crate::kernel::id::{TaskId, UnitId, Uuid};
    use crate::tasks::{OpenedBy, TaskOrigin};

    fn task() -> Task {
        let id = Uuid::from_u128;
        Task {
            id: TaskId(id(1)),
            rv: 5,
            title: "回访".into(),
            text: String::new(),
            about: None,
            owner_id: Some(UserId(id(2))),
            team_id: None,
            due_at: Some(1_000),
            priority: Priority::P3,
            state: TaskState::Open,
            outcome: String::new(),
            opened_at: 10,
            origin: TaskOrigin { by: OpenedBy::Person, name: "王".into(), user_id: Some(UserId(id(3))) },
            ended_at: None,
            ended_by: String::new(),
            unit_id: Some(UnitId(id(4))),
            beside_team_id: Some(TeamId(id(5))),
            told_due: None,
        }
    }

    fn change(task: &Task) -> ChangeTask {
        ChangeTask {
            id: task.id,
            rv: task.rv,
            title: task.title.clone(),
            text: task.text.clone(),
            owner_id: task.owner_id,
            team_id: task.team_id,
            due_at: task.due_at,
            priority: task.priority,
        }
    }

    fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
        outcome.expect_err("refused").code().to_string()
    }

    #[test]
    fn a_task_ends_once_and_comes_back() {
        let open = task();
        assert_eq!(code(open.reopened()), "tasks.open_already");
        let event = open.ended(TaskState::Done, " 已回访 ").expect("it ends");
        assert_eq!(event, TaskEvent::Finished { outcome: "已回访".into() });
        let done = open.after(&event, "李", 700);
        assert_eq!((done.state, done.ended_at, done.ended_by.as_str()), (TaskState::Done, Some(700), "李"));
        assert_eq!(code(done.ended(TaskState::Done, "")), "tasks.ended");
        assert_eq!(code(done.ended(TaskState::Cancelled, "")), "tasks.ended");
        assert_eq!(code(done.changed(&change(&done))), "tasks.ended");
        let back = done.after(&done.reopened().expect("it comes back"), "李", 800);
        assert_eq!(back, open);
    }

    #[test]
    fn nobody_writes_over_what_another_wrote() {
        let task = task();
        assert_eq!(task.changed(&change(&task)), Ok(None), "nothing is different");
        let typed = ChangeTask { title: " 电话回访 ".into(), due_at: None, ..change(&task) };
        let (after, event) = task.changed(&typed).expect("allowed").expect("different");
        assert_eq!((after.title.as_str(), after.due_at), ("电话回访", None));
        let TaskEvent::Changed { changes } = event else { panic!("a change") };
        let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["title", "due_at"]);
        let stale = ChangeTask { rv: 4, ..typed };
        assert_eq!(task.changed(&stale), Err(Fault::Conflict { version: 5, changes: Vec::new() }));
    }

    #[test]
    fn what_is_due_comes_first_and_what_ended_last_comes_first() {
        let due = task();
        let later = Task { due_at: Some(2_000), ..task() };
        let never = Task { due_at: None, ..task() };
        assert!(due.place() < later.place() && later.place() < never.place());
        let ended = |at| Task { state: TaskState::Done, ended_at: Some(at), ..task() };
        assert!(ended(900).place() < ended(800).place());
        assert!(due.is_overdue(1_000) && !due.is_overdue(999) && !never.is_overdue(9_999));
        assert!(!ended(900).is_overdue(9_999));
    }

    #[test]
    fn a_due_moment_is_told_once() {
        let open = task();
        assert_eq!(open.tells_at(), Some(1_000));
        let told = Task { told_due: Some(1_000), ..task() };
        assert_eq!(told.tells_at(), None);
        assert_eq!(Task { due_at: Some(2_000), ..told.clone() }.tells_at(), Some(2_000), "put off");
        let done = open.after(&open.ended(TaskState::Done, "").expect("it ends"), "李", 5);
        assert_eq!(done.tells_at(), None);
        assert_eq!(Task { due_at: None, ..task() }.tells_at(), None);
    }

    #[test]
    fn whoever_does_it_and_whoever_opened_it_see_it() {
        let task = task();
        let scopes = task.scopes();
        for seen in [scope::user(UserId(Uuid::from_u128(2))), scope::user(UserId(Uuid::from_u128(3)))] {
            assert!(scopes.contains(&seen), "{seen}");
        }
        assert_eq!(scopes.len(), 5, "{scopes:?}");
        assert!(scopes.iter().all(|scope| !["acct:", "firm:", "contact:"].iter().any(|side| scope.starts_with(side))));
    }

    #[test]
    fn a_task_is_somebodys_and_says_something() {
        let faults = |faults: Vec<FieldFault>| faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>();
        assert_eq!(faults(check_whose(None, None)), ["/owner_id"]);
        assert_eq!(faults(check_whose(None, Some(TeamId(Uuid::nil())))), Vec::<String>::new());
        assert_eq!(faults(check(" ", "", Some(-1))), ["/title", "/due_at"]);
        assert_eq!(faults(check("x", &"长".repeat(NOTE_MAX + 1), None)), ["/text"]);
    }
}
