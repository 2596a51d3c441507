use super::icon::Icon;
use leptos::prelude::*;

/// More on demand: native `<details>`, works without wasm and opens when found by the browser's search.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: Signal<String>,
    /// Quiet text at the end of the line, such as a count.
    #[prop(into, optional)]
    note: MaybeProp<String>,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary>
                <Icon name="chevron-right"/>
                <span>{summary}</span>
                {move || note.get().map(|note| view! { <span class="disclosure-note">{note}</span> })}
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
    .into_any()
}
