//! Typing a task: a new one, or one that is open.

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::id::{TeamId, UserId};
use yingda_shared::kernel::time::{self, Millis, OffsetMinutes, moment};
use yingda_shared::organisation::Team;
use yingda_shared::tasks::{ChangeTask, OpenTask, Task};

use super::line::Names;
use crate::account::zone;
use crate::boot::use_boot;
use crate::cases::{ColleaguePicker, Pick, RecordPicker, submit_picked, team as offered};
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Button, Choice, ErrorSummary, Kind, Select, TextArea, TextInput, Tone, use_toasts};
use crate::{key, t};

/// As a control of date and time holds it.
fn local(at: Option<Millis>, offset: OffsetMinutes) -> String {
    at.map(|at| format!("{}T{}", time::date(at, offset), time::clock(at, offset))).unwrap_or_default()
}

/// The moment that it holds: none where it is empty, Err where it is no moment.
fn typed(text: &str, offset: OffsetMinutes) -> Result<Option<Millis>, FieldFault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let read = text.trim().split_once('T').and_then(|(date, clock)| moment(date, clock, offset));
    read.map(Some).ok_or_else(|| FieldFault::new("/due_at", "malformed"))
}

/// `task` is the one that is changed, as it was when its form was opened; without it a new one is made.
#[component]
pub fn TaskForm(
    #[prop(optional)] task: Option<Task>,
    #[prop(optional)] names: Option<Names>,
    changed: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let offset = use_boot().with_value(|boot| boot.offset);
    let (opening, changing) = (use_form::<OpenTask>(), use_form::<ChangeTask>());
    let is_new = task.is_none();
    let said = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
    let title = said(task.as_ref().map(|task| task.title.clone()));
    let text = said(task.as_ref().map(|task| task.text.clone()));
    let due = said(task.as_ref().map(|task| local(task.due_at, offset)));
    let priority = RwSignal::new(task.as_ref().map_or(Priority::P3, |task| task.priority).to_string());
    let name = |id: Option<yingda_shared::kernel::id::Uuid>| {
        let found = names.and_then(|names| names.with_untracked(|names| id.and_then(|id| names.get(&id).cloned())));
        found.unwrap_or_default()
    };
    let owner = task.as_ref().and_then(|task| task.owner_id);
    let team = task.as_ref().and_then(|task| task.team_id);
    let id = |id: Option<String>| id.unwrap_or_default();
    let person = Pick::new(id(owner.map(|id| id.to_string())), name(owner.map(|id| id.0)));
    let teams = Pick::new(id(team.map(|id| id.to_string())), name(team.map(|id| id.0)));
    let of = task.as_ref().map(|task| (task.id, task.rv));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let due_at = match typed(&due.get_untracked(), offset) {
            Ok(due_at) => due_at,
            Err(fault) => {
                let fault = Some(Fault::Invalid { fields: vec![fault] });
                return if is_new { opening.fault.set(fault) } else { changing.fault.set(fault) };
            }
        };
        let picked = [person.fault("owner_id"), teams.fault("team_id")];
        let (owner_id, team_id) = (person.get::<UserId>(), teams.get::<TeamId>());
        let priority = Priority::parse(&priority.get_untracked()).unwrap_or(Priority::P3);
        let (title, text) = (title.get_untracked(), text.get_untracked());
        let done = move |word| {
            toasts.show(Tone::Ok, untrack(|| i18n.say(word)));
            changed.try_run(());
            close.try_run(());
        };
        match of {
            None => {
                let priority = Some(priority);
                let op = OpenTask { task_id: None, title, text, about: None, owner_id, team_id, due_at, priority };
                submit_picked(opening, picked, op, move |opened| {
                    if opened.is_ok() {
                        done(key!(tasks.opened));
                    }
                });
            }
            Some((id, rv)) => {
                let op = ChangeTask { id, rv, title, text, owner_id, team_id, due_at, priority };
                submit_picked(changing, picked, op, move |kept| {
                    if kept.is_ok() {
                        done(key!(tasks.saved));
                    }
                });
            }
        }
    };
    // What somebody else wrote is shown; nobody writes over it unseen.
    Effect::new(move |_| {
        if changing.fault.with(|fault| matches!(fault, Some(Fault::Conflict { .. }))) {
            toasts.show(Tone::Warn, untrack(|| i18n.say(key!(tasks.conflict))));
            changed.try_run(());
            close.try_run(());
        }
    });
    let error = move |name: &'static str| {
        let (one, other) = (opening.error(name), changing.error(name));
        MaybeProp::derive(move || one.get().or_else(|| other.get()))
    };
    let errors = if is_new { opening.errors() } else { changing.errors() };
    let busy = Signal::derive(move || opening.busy.get() || changing.busy.get());
    let priorities = Signal::derive(move || {
        let choice = |one: &Priority| Choice::new(one.as_str(), i18n.word("words.priority", one.as_str()));
        Priority::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let times = move || i18n.fill(key!(schedules.zone), &[("zone", &zone(offset))]);
    let verb = move || i18n.say(if is_new { key!(tasks.add) } else { key!(common.save) });
    view! {
        <form method="post" class="form task-form" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors />
            <TextInput name="title" label=t!(i18n, tasks.name) value=title required=true error=error("title") />
            <TextArea name="text" label=t!(i18n, tasks.text) value=text rows=3 error=error("text") />
            <ColleaguePicker name="owner_id" label=t!(i18n, tasks.owner) pick=person error=error("owner_id") />
            {is_new.then(|| view! { <p class="field-help">{t!(i18n, tasks.owner_help)}</p> })}
            <RecordPicker<Team> name="team_id" label=t!(i18n, tasks.team_of) pick=teams offer=offered error=error("team_id") />
            <TextInput name="due_at" kind="datetime-local" label=t!(i18n, tasks.due) value=due error=error("due_at") help=MaybeProp::derive(move || Some(times())) />
            <Select name="priority" label=t!(i18n, fields.priority) choices=priorities value=priority />
            <div class="form-actions">
                <Button kind=Kind::Primary submit=true label=verb busy />
                <Button label=t!(i18n, common.cancel) on_press=close />
            </div>
        </form>
    }
}
