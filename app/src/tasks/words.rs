//! What is said of a task.

use yingda_shared::kernel::time::Millis;
use yingda_shared::tasks::{OpenedBy, Task, TaskEntry, TaskEvent, TaskOrigin, TaskState};

use crate::format::day;
use crate::i18n::I18n;
use crate::key;
use crate::ui::Tone;

/// Who opened it.
pub fn opened_by(i18n: I18n, origin: &TaskOrigin) -> String {
    let key = match origin.by {
        OpenedBy::Person => key!(tasks.by_person),
        OpenedBy::Rule => key!(tasks.by_rule),
        OpenedBy::Level => key!(tasks.by_level),
        OpenedBy::Plan => key!(tasks.by_plan),
    };
    i18n.fill(key, &[("name", &origin.name)])
}

/// When an open task is due, or since when it was; None of one without a moment.
pub fn due(i18n: I18n, task: &Task, now: Millis) -> Option<String> {
    let at = task.due_at.filter(|_| task.state.is_open())?;
    let key = if task.is_overdue(now) { key!(tasks.overdue) } else { key!(tasks.due_at) };
    Some(i18n.fill(key, &[("time", &day(i18n, at, now))]))
}

pub fn sign(state: TaskState) -> (&'static str, Tone) {
    match state {
        TaskState::Open => ("circle", Tone::Info),
        TaskState::Done => ("check-circle", Tone::Ok),
        TaskState::Cancelled => ("ban", Tone::Neutral),
    }
}

/// What happened, and what came of it where somebody said so.
pub fn event(i18n: I18n, entry: &TaskEntry) -> (String, String) {
    match &entry.event {
        TaskEvent::Opened => (i18n.say(key!(tasks.event_opened)), String::new()),
        TaskEvent::Changed { changes } => {
            let fields: Vec<String> = changes.iter().map(|change| field(i18n, &change.field)).collect();
            let fields = fields.join(&i18n.say(key!(common.comma)));
            (i18n.fill(key!(tasks.event_changed), &[("fields", &fields)]), String::new())
        }
        TaskEvent::Finished { outcome } => (i18n.say(key!(tasks.event_finished)), outcome.clone()),
        TaskEvent::Cancelled { outcome } => (i18n.say(key!(tasks.event_cancelled)), outcome.clone()),
        TaskEvent::Reopened => (i18n.say(key!(tasks.event_reopened)), String::new()),
    }
}

fn field(i18n: I18n, field: &str) -> String {
    i18n.say(match field {
        "text" => key!(tasks.text),
        "owner_id" => key!(tasks.owner),
        "team_id" => key!(tasks.team_of),
        "due_at" => key!(tasks.due),
        "priority" => key!(fields.priority),
        _ => key!(tasks.name),
    })
}
