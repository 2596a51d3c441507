use leptos::prelude::*;

/// Names and values. Children are `Fact`s.
#[component]
pub fn DescriptionList(
    /// Name above value, for narrow places.
    #[prop(optional)]
    stacked: bool,
    children: Children,
) -> impl IntoView {
    view! { <dl class=if stacked { "dl dl-stacked" } else { "dl" }>{children()}</dl> }.into_any()
}

/// One name with its value (children).
#[component]
pub fn Fact(#[prop(into)] name: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <dt>{name}</dt>
        <dd>{children()}</dd>
    }
    .into_any()
}
