use super::{bind, field::error_line};
use leptos::prelude::*;

/// Yes or no, sent with the form when ticked (`name=value`).
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(default = RwSignal::new(false))] checked: RwSignal<bool>,
    #[prop(into, default = "1".to_owned())] value: String,
    #[prop(into, optional)] id: String,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] required: bool,
    /// Label for screen readers only (rows of tables).
    #[prop(optional)]
    hide_label: bool,
    #[prop(into, optional)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let error_id = format!("{name}-error");
    let text = view! {
        <span class=if hide_label { "vh" } else { "" }>
            {label}
            {move || help.get().map(|help| view! { <span class="check-help">{help}</span> })}
        </span>
    };
    view! {
        <div class="field">
            <label class="check">{input(name, value, id, checked, disabled, required, false, on_change)} {text}</label>
            {error_line(error_id, error)}
        </div>
    }
    .into_any()
}

/// A setting that takes effect at once. Inside a form use `Checkbox`.
#[component]
pub fn Switch(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(default = RwSignal::new(false))] checked: RwSignal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] hide_label: bool,
    #[prop(into, optional)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <label class="check switch">
            {input(name, "1".to_owned(), String::new(), checked, disabled, false, true, on_change)}
            <span class=if hide_label { "vh" } else { "" }>{label}</span>
        </label>
    }
    .into_any()
}

#[allow(clippy::too_many_arguments)]
fn input(
    name: String,
    value: String,
    id: String,
    checked: RwSignal<bool>,
    disabled: Signal<bool>,
    required: bool,
    switch: bool,
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let node = NodeRef::new();
    bind::checked(node, checked);
    view! {
        <input
            node_ref=node
            type="checkbox"
            id=super::field::id_of(id, &name)
            name=name
            value=value
            role=switch.then_some("switch")
            checked=checked.get_untracked()
            disabled=disabled
            required=required
            on:change=move |event| {
                let on = event_target_checked(&event);
                checked.set(on);
                if let Some(act) = on_change {
                    act.run(on);
                }
            }
        />
    }
}
