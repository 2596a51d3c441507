//! One task: what it says, whose it is, what happened to it, and what can be done with it now.

use leptos::prelude::*;
use yingda_shared::kernel::id::{Id, TaskId, Uuid};
use yingda_shared::tasks::{CancelTask, FinishTask, GetTask, ReopenTask, Task, TaskDetail, TaskEntry};

use super::form::TaskForm;
use super::line::{Names, link};
use super::words::{due, event, opened_by, sign};
use crate::boot::may;
use crate::cases::submit;
use crate::data::{Fetch, fetch};
use crate::form::use_form;
use crate::format::{exact, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{
    Button, Chip, DescriptionList, Dialog, Disclosure, Fact, Kind, Skeleton, TextInput, Time, Tone, use_toasts,
};
use crate::unloaded::Unloaded;
use crate::{key, t};

#[component]
pub fn TaskView(id: TaskId, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let told = fetch(move || Some(GetTask { id }));
    let editing = RwSignal::new(None::<Task>);
    let names: Names =
        Signal::derive(move || told.data.with(|told| told.as_ref().map(|told| told.names.clone()).unwrap_or_default()));
    let refresh = Callback::new(move |()| {
        told.refresh();
        changed.try_run(());
    });
    let close = Callback::new(move |()| {
        editing.try_set(None);
    });
    let known = Memo::new(move |_| told.data.get());
    let shown = move || match (known.get(), told.fault.get()) {
        (Some(detail), _) => view! { <Shown detail told editing names changed /> }.into_any(),
        (None, Some(fault)) => {
            let again = Callback::new(move |()| told.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=4 /> }.into_any(),
    };
    // What is told anew meanwhile leaves the form alone, with what is typed into it.
    move || match editing.get() {
        Some(task) => view! { <TaskForm task names changed=refresh close /> }.into_any(),
        None => view! { {shown} }.into_any(),
    }
}

#[component]
fn Shown(
    detail: TaskDetail,
    told: Fetch<GetTask>,
    editing: RwSignal<Option<Task>>,
    names: Names,
    changed: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let TaskDetail { row, history, .. } = detail;
    let (task, beside) = (row.task, row.beside);
    let named = move |id: Option<Uuid>| names.with(|names| id.and_then(|id| names.get(&id).cloned()));
    let (icon, tone) = sign(task.state);
    let state = task.state;
    let (owner, team) = (task.owner_id.map(Id::uuid), task.team_id.map(Id::uuid));
    let kept = StoredValue::new(task.clone());
    let when = move || kept.with_value(|task| due(i18n, task, now.get()));
    let late = move || kept.with_value(|task| task.is_overdue(now.get()));
    let priority = task.priority;
    let about = task.about.zip(beside);
    let word = move || i18n.word("words.task_state", state.as_str());
    let fact = move |name, value: Option<String>| value.map(|value| view! { <Fact name=i18n.t(name)>{value}</Fact> });
    let outcome = (!task.outcome.is_empty()).then(|| task.outcome.clone());
    let changes = move || {
        told.refresh();
        changed.try_run(());
    };
    let after = Callback::new(move |()| changes());
    let edit = (state.is_open() && may("tasks.change")).then(|| {
        view! { <Button label=t!(i18n, tasks.edit) icon="edit" on_press=move || editing.set(Some(kept.get_value())) /> }
    });
    let origin = task.origin.clone();
    view! {
        <article class="task-view">
            <h3>{task.title.clone()}</h3>
            <p class="row"><Chip tone icon text=word />{move || when().map(|when| view! { <span class="task-due" data-late=late().then_some("")>{when}</span> })}</p>
            {(!task.text.is_empty()).then(|| view! { <p class="plain-text">{task.text.clone()}</p> })}
            <DescriptionList>
                {move || fact(key!(tasks.owner), named(owner).or_else(|| owner.is_none().then(|| i18n.say(key!(tasks.nobody)))))}
                {move || fact(key!(tasks.team_of), named(team))}
                <Fact name=t!(i18n, fields.priority)>{move || i18n.word("words.priority", priority.as_str())}</Fact>
                {about.map(|(about, beside)| {
                    let name = move || i18n.word("words.task_about", about.kind.as_str());
                    view! { <Fact name>{link(about, beside)}</Fact> }
                })}
                {fact(key!(tasks.outcome), outcome)}
            </DescriptionList>
            <p class="small quiet">{move || opened_by(i18n, &origin)}" · "<Time ms=task.opened_at text=exact(task.opened_at) /></p>
            {match state.is_open() {
                true => view! { <Ends id=task.id changed=after>{edit}</Ends> }.into_any(),
                false => view! { <Returns id=task.id changed=after /> }.into_any(),
            }}
            // A device keeps none.
            {(!history.is_empty()).then(|| view! {
                <Disclosure summary=t!(i18n, tasks.history)>
                    <ol class="task-history">{history.into_iter().map(|entry| line(i18n, entry)).collect_view()}</ol>
                </Disclosure>
            })}
        </article>
    }
}

fn line(i18n: I18n, entry: TaskEntry) -> impl IntoView {
    let (at, by) = (entry.at, entry.by.clone());
    let kept = StoredValue::new(entry);
    let what = move || kept.with_value(|entry| event(i18n, entry).0);
    let said = kept.with_value(|entry| untrack(|| event(i18n, entry).1));
    view! {
        <li>
            <span>{what}{(!by.is_empty()).then(|| format!(" · {by}"))}</span>
            <Time ms=at text=exact(at) class="faint" />
            {(!said.is_empty()).then(|| view! { <span class="plain-text">{said}</span> })}
        </li>
    }
}

/// Done or not to be done, with a word of what came of it.
#[component]
fn Ends(id: TaskId, changed: Callback<()>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (finishing, cancelling) = (use_form::<FinishTask>(), use_form::<CancelTask>());
    let (outcome, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let asking = RwSignal::new(false);
    let finish = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit(finishing, FinishTask { id, outcome: outcome.get_untracked() }, move |done| {
            if let Ok(task) = done {
                let said = untrack(|| i18n.fill(key!(tasks.finished), &[("title", &task.title)]));
                toasts.show(Tone::Ok, said);
                changed.try_run(());
            }
        });
    };
    let cancel = move || {
        submit(cancelling, CancelTask { id, outcome: why.get_untracked() }, move |done| {
            if let Ok(task) = done {
                asking.try_set(false);
                let said = untrack(|| i18n.fill(key!(tasks.cancelled), &[("title", &task.title)]));
                toasts.show(Tone::Ok, said);
                changed.try_run(());
            }
        });
    };
    let fault = move || {
        finishing.fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> })
    };
    let not = move || {
        cancelling.fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> })
    };
    let form = may("tasks.finish").then(|| view! {
        <form class="form" method="post" on:submit=finish novalidate>
            <TextInput name="outcome" label=t!(i18n, tasks.outcome) value=outcome note=MaybeProp::derive(move || Some(i18n.say(key!(common.optional)))) error=finishing.error("outcome") />
            {fault}
            <div class="form-actions"><Button kind=Kind::Primary submit=true icon="check" label=t!(i18n, tasks.done) busy=finishing.busy /></div>
        </form>
    });
    let dialog = may("tasks.cancel").then(|| {
        view! {
            <Button label=t!(i18n, tasks.cancel) icon="ban" kind=Kind::Plain on_press=move || asking.set(true) />
            <Dialog id="task-cancel" title=t!(i18n, tasks.cancel_title) close_label=t!(i18n, common.close) open=asking>
                <TextInput name="why" label=t!(i18n, tasks.cancel_why) value=why error=cancelling.error("outcome") />
                {not}
                <div class="dialog-foot">
                    <Button label=t!(i18n, tasks.cancel) kind=Kind::Danger busy=cancelling.busy on_press=cancel />
                    <Button label=t!(i18n, common.back) on_press=move || asking.set(false) />
                </div>
            </Dialog>
        }
    });
    view! { {form}<div class="row">{children()}{dialog}</div> }
}

#[component]
fn Returns(id: TaskId, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<ReopenTask>();
    let press = move || {
        submit(form, ReopenTask { id }, move |back| {
            if back.is_ok() {
                toasts.show(Tone::Ok, untrack(|| i18n.say(key!(tasks.reopened))));
                changed.try_run(());
            }
        });
    };
    let fault =
        move || form.fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> });
    may("tasks.reopen").then(|| view! {
        {fault}
        <div class="form-actions"><Button label=t!(i18n, tasks.reopen) icon="rotate" busy=form.busy on_press=press /></div>
    })
}
