use leptos::prelude::*;

/// A stroke icon from the one sprite, `/icons.svg`. It promises to be silent for screen readers:
/// the word beside it (or the button's label) speaks. Sized by the text it stands in.
#[component]
pub fn Icon(
    /// Id of a symbol in `public/icons.svg`.
    name: &'static str,
    /// `icon-lg` for a large one.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let href = format!("/icons.svg#{name}");
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! {
        <svg class=class aria-hidden="true" focusable="false" viewBox="0 0 24 24">
            <use href=href></use>
        </svg>
    }
    .into_any()
}

/// The icon of an optional name: nothing for the empty one.
pub(super) fn maybe_icon(name: &'static str) -> Option<AnyView> {
    (!name.is_empty()).then(|| view! { <Icon name/> }.into_any())
}

/// An attribute that is left out when the text is empty.
pub(super) fn attr(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}
