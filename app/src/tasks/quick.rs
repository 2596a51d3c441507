//! One line that opens a task: for oneself, beside a case or on its own.

use leptos::prelude::*;
use yingda_shared::tasks::{OpenTask, TaskAbout};

use crate::cases::submit;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, TextInput, focus_soon};

#[component]
pub fn QuickAdd(
    #[prop(into)] about: Signal<Option<TaskAbout>>,
    /// Id of the field.
    name: &'static str,
    changed: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<OpenTask>();
    let title = RwSignal::new(String::new());
    let error = form.error("title");
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let op = OpenTask {
            task_id: None,
            title: title.get_untracked(),
            text: String::new(),
            about: about.get_untracked(),
            owner_id: None,
            team_id: None,
            due_at: None,
            priority: None,
        };
        submit(form, op, move |opened| {
            if opened.is_ok() {
                title.try_set(String::new());
                changed.try_run(());
                focus_soon(name.to_string());
            }
        });
    };
    let other = move || form.fault.get().filter(|fault| fault.fields().is_empty()).map(|fault| i18n.fault(&fault));
    view! {
        <form class="task-add needs-wasm" method="post" on:submit=send novalidate>
            <TextInput name label=t!(i18n, tasks.add_hint) value=title error />
            <Button label=t!(i18n, tasks.add) icon="plus" submit=true busy=form.busy />
        </form>
        {move || other().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
    }
}
