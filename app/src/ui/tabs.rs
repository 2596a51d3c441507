use super::{choice::Choice, dom, icon::maybe_icon};
use leptos::{html::Div, prelude::*};

/// Tabs over panels of one page (APG, selection follows focus). For tabs that are places use
/// `<nav class="tabs"><a class="tab" aria-current="page">` instead.
#[component]
pub fn Tabs(
    /// Prefix of the ids; the same one goes to each `TabPanel`.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    active: RwSignal<String>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let tab = move |choice: Choice| {
        let key = StoredValue::new(choice.value.clone());
        let on = move || key.with_value(|key| active.with(|active| active == key));
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                id=format!("{id}-{}", choice.value)
                aria-controls=format!("{id}-{}-panel", choice.value)
                aria-selected=move || if on() { "true" } else { "false" }
                tabindex=move || if on() { "0" } else { "-1" }
                on:click=move |_| active.set(key.get_value())
            >
                {maybe_icon(choice.icon)}
                {choice.label}
                {choice.help.map(|count| view! { <span class="badge">{count}</span> })}
            </button>
        }
    };
    view! {
        <div
            node_ref=node
            class="tabs"
            role="tablist"
            aria-label=move || label.get()
            on:keydown=move |event| {
                let Some(list) = node.get_untracked() else { return };
                let tabs = dom::all(&list, "[role=tab]");
                if let Some(at) = dom::rove(&tabs, &event.key(), "ArrowRight", "ArrowLeft") {
                    event.prevent_default();
                    tabs[at].click();
                }
            }
        >
            {move || choices.get().into_iter().map(tab.clone()).collect_view()}
        </div>
    }
    .into_any()
}

/// The content of one tab; stays in the page, hidden while another is active, so drafts in it live on.
#[component]
pub fn TabPanel(
    /// The `id` of the `Tabs`.
    #[prop(into)]
    tabs: String,
    #[prop(into)] value: String,
    active: RwSignal<String>,
    children: Children,
) -> impl IntoView {
    let tab = format!("{tabs}-{value}");
    view! {
        <div
            class="tab-panel"
            role="tabpanel"
            id=format!("{tab}-panel")
            aria-labelledby=tab
            tabindex="0"
            hidden=move || active.with(|active| *active != value)
        >
            {children()}
        </div>
    }
    .into_any()
}
