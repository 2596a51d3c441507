//! The sheet beside the list: one task, or a new one. Which it is, the address says.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::TaskId;

use super::form::TaskForm;
use super::view::TaskView;
use crate::i18n::use_i18n;
use crate::ui::Sheet;
use crate::unloaded::Unloaded;
use crate::{key, t};

/// What the address has in the place of an id for a task that is not there yet.
const NEW: &str = "new";

/// `back` is the address without a task.
#[component]
pub fn TaskSheet(wanted: Memo<Option<String>>, back: Signal<String>, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(wanted.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now && wanted.with_untracked(Option::is_some) {
            navigate(&back.get_untracked(), Default::default());
        }
        now
    });
    let title = move || {
        let new = wanted.with(|wanted| wanted.as_deref() == Some(NEW));
        i18n.say(if new { key!(tasks.new) } else { key!(tasks.title) })
    };
    let close = Callback::new(move |()| {
        open.try_set(false);
    });
    let body = move || match wanted.get().as_deref() {
        None => ().into_any(),
        Some(NEW) => view! { <TaskForm changed close /> }.into_any(),
        Some(id) => match id.parse::<TaskId>() {
            Ok(id) => view! { <TaskView id changed /> }.into_any(),
            Err(_) => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
        },
    };
    view! { <Sheet id="task-sheet" title close_label=t!(i18n, common.close) open>{body}</Sheet> }
}
