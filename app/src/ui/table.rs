use super::icon::Icon;
use leptos::prelude::*;

/// The frame of a native table that may be wider than the page: scrolls by itself, reachable by keyboard.
/// Inside: `<table class="table"><thead>…<tbody>…`.
#[component]
pub fn TableScroll(#[prop(into)] label: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=move || label.get()>
            {children()}
        </div>
    }
    .into_any()
}

/// A column head that sorts. `descending`: `None` while another column rules.
#[component]
pub fn SortHead(
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] descending: MaybeProp<bool>,
    /// Numbers stand at the end.
    #[prop(optional)]
    numeric: bool,
    #[prop(into)] on_sort: Callback<()>,
) -> impl IntoView {
    let order = move || descending.get().map(|down| if down { "descending" } else { "ascending" });
    view! {
        <th scope="col" class:num=numeric aria-sort=order>
            <button type="button" class="th-sort" on:click=move |_| on_sort.run(())>
                {label}
                <Icon name="arrow-up"/>
            </button>
        </th>
    }
    .into_any()
}
