use super::icon::Icon;
use leptos::prelude::*;

/// Nothing here: what would be, why it is not, one button (as children).
#[component]
pub fn EmptyState(
    #[prop(default = "inbox")] icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] text: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <p class="empty-title">{title}</p>
            {move || text.get().map(|text| view! { <p class="empty-text">{text}</p> })}
            {children.map(|children| view! { <div class="empty-action">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// It did not work: what happened, what is kept, what to do; the trace code can be copied.
#[component]
pub fn ErrorState(
    #[prop(default = "alert")] icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] text: MaybeProp<String>,
    #[prop(into, optional)] code: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-tone="danger" role="alert">
            <Icon name=icon/>
            <p class="empty-title">{title}</p>
            {move || text.get().map(|text| view! { <p class="empty-text">{text}</p> })}
            {move || code.get().map(|code| view! { <code class="empty-code">{code}</code> })}
            {children.map(|children| view! { <div class="empty-action">{children()}</div> })}
        </div>
    }
    .into_any()
}
