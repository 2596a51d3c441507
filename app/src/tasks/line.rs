//! One task as a row: a box to tick, what it is, whose, by when, and beside what.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::tasks::{AboutKind, Beside, TaskAbout, TaskRow, TaskState};

use super::acts::Acts;
use super::words::due;
use crate::boot::may;
use crate::cases::PriorityMark;
use crate::format::{exact, use_now};
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Icon, IconButton, Time};

pub type Names = Signal<BTreeMap<Uuid, String>>;

/// `base` is the address that a task's id is put behind. `bare`: it stands beside what it is about.
#[component]
pub fn TaskLine(
    row: TaskRow,
    names: Names,
    acts: Acts,
    #[prop(into)] base: Signal<String>,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let TaskRow { task, beside } = row;
    let (id, state, priority) = (task.id, task.state, task.priority);
    let busy = RwSignal::new(false);
    let title = StoredValue::new(task.title.clone());
    let named = move |key| i18n.fill(key, &[("title", &title.get_value())]);
    let tick = match state {
        TaskState::Open if may("tasks.finish") => {
            let press = move |()| acts.finish(id, title.get_value(), busy);
            view! { <IconButton label=move || named(key!(tasks.done_of)) icon="circle" class="task-tick" disabled=busy on_press=press /> }.into_any()
        }
        TaskState::Done | TaskState::Cancelled if may("tasks.reopen") => {
            let icon = super::words::sign(state).0;
            let press = move |()| acts.reopen(id, busy);
            view! { <IconButton label=move || named(key!(tasks.undone)) icon class="task-tick" disabled=busy on_press=press /> }.into_any()
        }
        state => {
            view! { <span class="task-tick task-still"><Icon name=super::words::sign(state).0 /></span> }.into_any()
        }
    };
    let whose = move || {
        let id = task.owner_id.map(Id::uuid).or(task.team_id.map(Id::uuid));
        names.with(|names| id.and_then(|id| names.get(&id).cloned()))
    };
    let kept = StoredValue::new(task.clone());
    let late = move || kept.with_value(|task| task.is_overdue(now.get()));
    let when = move || kept.with_value(|task| due(i18n, task, now.get()));
    let due_at = task.due_at.unwrap_or_default();
    let ended = task.ended_at.filter(|_| !state.is_open());
    let about = task.about.filter(|_| !bare).zip(beside);
    view! {
        <li class="task-line" data-state=state.as_str() data-late=move || late().then_some("")>
            {tick}
            <span class="task-what">
                <a class="task-title" href=move || format!("{}task={id}", base.get())>{title.get_value()}</a>
                <span class="task-facts">
                    {move || when().map(|when| view! { <span class="task-due"><Icon name="clock" /><Time ms=due_at text=when exact=exact(due_at) /></span> })}
                    {ended.map(|at| view! { <Time ms=at text=exact(at) /> })}
                    {move || whose().map(|name| view! { <span class="task-whose"><Icon name="user" />{name}</span> })}
                    {about.map(|(about, beside)| link(about, beside))}
                </span>
            </span>
            <PriorityMark priority=Some(priority) />
        </li>
    }
}

/// The case or the contract that it stands beside.
pub fn link(about: TaskAbout, beside: Beside) -> AnyView {
    let Beside { number, name } = beside;
    match about.kind {
        AboutKind::Case => {
            let (href, said) = (format!("/cases/{number}"), name.clone());
            view! { <a class="task-beside" href=href title=said><span class="mono">{number}</span>" "<span class="ellipsis">{name}</span></a> }
                .into_any()
        }
        AboutKind::Contract if may("contracts.get") => {
            view! { <a class="task-beside" href=format!("/admin/contracts/{}", about.id)><Icon name="book" /><span class="ellipsis">{name}</span></a> }
                .into_any()
        }
        AboutKind::Contract => view! { <span class="task-beside"><Icon name="book" /><span class="ellipsis">{name}</span></span> }.into_any(),
    }
}
