use super::icon::Icon;
use leptos::{html::Div, prelude::*};

/// What must be put right before the form can go: linked to the fields, focused when it appears.
#[component]
pub fn ErrorSummary(
    #[prop(into)] title: Signal<String>,
    /// Field id and sentence. Empty: nothing is shown.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if errors.with(|errors| !errors.is_empty())
            && let Some(summary) = node.get()
        {
            let _ = summary.focus();
        }
    });
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=node>
                    <p class="error-summary-title">
                        <Icon name="alert"/>
                        {title}
                    </p>
                    <ul>{errors.into_iter().map(|(id, text)| item(id, text)).collect_view()}</ul>
                </div>
            }
        })
    }
}

fn item(id: String, text: String) -> impl IntoView {
    let target = id.clone();
    view! {
        <li>
            <a
                href=format!("#{id}")
                on:click=move |event| {
                    if let Some(field) = super::dom::by_id(&target) {
                        event.prevent_default();
                        let _ = field.focus();
                    }
                }
            >
                {text}
            </a>
        </li>
    }
}
