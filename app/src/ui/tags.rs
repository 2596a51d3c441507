use super::icon::Icon;
use leptos::prelude::*;

/// Words attached to something. With `on_remove` each has a cross, named `remove_label` + the word.
#[component]
pub fn TagList(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] tags: Signal<Vec<String>>,
    #[prop(into, optional)] remove_label: MaybeProp<String>,
    #[prop(into, optional)] on_remove: Option<Callback<String>>,
) -> impl IntoView {
    let tag = move |word: String| {
        let cross = on_remove.map(|act| {
            let (spoken, removed) = (word.clone(), word.clone());
            view! {
                <button
                    type="button"
                    class="tag-remove"
                    aria-label=move || format!("{} {spoken}", remove_label.get().unwrap_or_default())
                    on:click=move |_| act.run(removed.clone())
                >
                    <Icon name="x"/>
                </button>
            }
        });
        view! {
            <li class="tag">
                <span class="ellipsis">{word}</span>
                {cross}
            </li>
        }
    };
    view! { <ul class="tags" aria-label=move || label.get()>{move || tags.get().into_iter().map(tag).collect_view()}</ul> }
        .into_any()
}
