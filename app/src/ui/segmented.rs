use super::choice::{Choice, options};
use leptos::prelude::*;

/// One of two to four, all visible: radio buttons in the look of a switch. Arrow keys and forms work natively.
#[component]
pub fn Segmented(
    #[prop(into)] name: String,
    /// What is chosen; for screen readers.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="segmented" role="radiogroup" aria-label=move || label.get()>
            {move || options(&name, &choices.get(), value, false, "")}
        </div>
    }
    .into_any()
}
