use super::button::{Button, Kind};
use leptos::prelude::*;

/// The head of an ordinary page: what this is, in one line of why, and its acts (children).
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    /// Quiet line above: where this belongs.
    #[prop(into, optional)]
    over: MaybeProp<String>,
    #[prop(into, optional)] lead: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="page-title">
                {move || over.get().map(|over| view! { <span class="page-over">{over}</span> })}
                <h1>{title}</h1>
                {move || lead.get().map(|lead| view! { <p>{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}

/// A part of a page with a heading of its own. `actions` stand at the end of the heading.
#[component]
pub fn SectionCard(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <section class="card" id=id aria-labelledby=heading>
            <div class="card-head">
                <h2 id=heading.clone()>{title}</h2>
                {actions.map(|actions| actions.run())}
            </div>
            <div class="card-body">{children()}</div>
        </section>
    }
    .into_any()
}

/// The end of a list that has more. Says how much is shown; `href` makes it work without wasm.
#[component]
pub fn LoadMore(
    #[prop(into)] label: Signal<String>,
    /// e.g. "50 of 1 240".
    #[prop(into)]
    shown: Signal<String>,
    #[prop(into)] more: Signal<bool>,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into, optional)] href: Option<Signal<String>>,
    #[prop(into, optional)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="pager">
            <span role="status">{shown}</span>
            {move || {
                more.get().then(|| match href {
                    Some(href) => {
                        let press = move |event: leptos::ev::MouseEvent| {
                            if let Some(act) = on_press {
                                event.prevent_default();
                                act.run(());
                            }
                        };
                        view! {
                            <a class="btn btn-quiet" class:is-busy=busy href=move || href.get() on:click=press>{label}</a>
                        }
                        .into_any()
                    }
                    None => view! { <Button label busy kind=Kind::Quiet on_press=move || {
                        if let Some(act) = on_press {
                            act.run(());
                        }
                    }/> }
                    .into_any(),
                })
            }}
        </div>
    }
    .into_any()
}
