use super::{button::Button, button::Size};
use leptos::prelude::*;

/// What narrows a list, beside its search: in sight on a desk, folded away on a phone until it is asked for or while
/// it narrows, so that the list begins on the first screen.
#[component]
pub fn FoldedFilters(
    #[prop(into)] label: Signal<String>,
    /// Whether any of it narrows now.
    #[prop(into)]
    narrows: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let open = Memo::new(move |_| asked.get() || narrows.get());
    view! {
        <div class="filters-toggle">
            <Button label size=Size::Small icon="filter" pressed=MaybeProp::derive(move || Some(open.get())) on_press=move |()| asked.update(|asked| *asked = !*asked) />
        </div>
        <div class="filters-rest" data-open=move || open.get().then_some("")>{children()}</div>
    }
    .into_any()
}
