//! The tasks beside a case: what is to be done, ticked off in place, and one more in a line.

use leptos::prelude::*;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::tasks::{AboutKind, ListTasks, TaskAbout, TaskPage};

use super::acts::use_acts;
use super::line::TaskLine;
use super::quick::QuickAdd;
use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::ui::{Disclosure, Skeleton};
use crate::{key, t};

/// Most tasks of one case and state that are shown.
const SHOWN: u32 = 100;

/// For staff; quiet until it is known which case it is.
#[component]
pub fn TasksBeside(#[prop(into)] case: Signal<Option<Uuid>>) -> impl IntoView {
    let i18n = use_i18n();
    let about = Signal::derive(move || case.get().map(|id| TaskAbout { kind: AboutKind::Case, id }));
    let asked = move |ended: bool| {
        let query = |about| ListTasks { limit: Some(SHOWN), ..ListTasks::about(about, ended) };
        about.get().filter(|_| may("tasks.list")).map(query)
    };
    let (open, ended) = (fetch(move || asked(false)), fetch(move || asked(true)));
    let changed = Callback::new(move |()| {
        open.refresh();
        ended.refresh();
    });
    let acts = use_acts(changed);
    let rows = move |page: Option<TaskPage>| page.map(|page| page.rows).unwrap_or_default();
    let names = move |page: Option<TaskPage>| page.map(|page| page.names).unwrap_or_default();
    let open_names = Signal::derive(move || names(open.data.get()));
    let ended_names = Signal::derive(move || names(ended.data.get()));
    let known = Memo::new(move |_| open.data.with(|page| page.as_ref().map(|page| page.rows.len())));
    let count = Memo::new(move |_| ended.data.with(|page| page.as_ref().map_or(0, |page| page.rows.len())));
    let away = Memo::new(move |_| open.fault.get().filter(|_| known.get().is_none()));
    let list = move || {
        match known.get() {
        Some(0) => view! { <p class="faint">{t!(i18n, tasks.none_beside)}</p> }.into_any(),
        Some(_) => view! {
            <ul class="task-list">
                <For each=move || rows(open.data.get()) key=|row| (row.task.id, row.task.rv) children=move |row| view! { <TaskLine row names=open_names acts base="/tasks?" bare=true /> } />
            </ul>
        }
        .into_any(),
        None => match away.get() {
            Some(fault) => view! { <p class="faint">{move || i18n.fault(&fault)}</p> }.into_any(),
            None => view! { <Skeleton label=t!(i18n, common.loading) rows=1 single=true /> }.into_any(),
        },
    }
    };
    let past = move || {
        (count.get() > 0).then(|| {
            let summary = move || i18n.fill(key!(tasks.ended_n), &[("n", &count.get().to_string())]);
            view! {
                <Disclosure summary>
                    <ul class="task-list">
                        <For each=move || rows(ended.data.get()) key=|row| (row.task.id, row.task.rv) children=move |row| view! { <TaskLine row names=ended_names acts base="/tasks?whose=all&ended=1&" bare=true /> } />
                    </ul>
                </Disclosure>
            }
        })
    };
    let add = may("tasks.open").then(|| view! { <QuickAdd about name="case-task" changed /> });
    may("tasks.list").then(|| {
        view! {
            <section class="context-section" id="case-tasks">
                <h3>{t!(i18n, tasks.title)}</h3>
                {list}
                {add}
                {past}
            </section>
        }
    })
}
