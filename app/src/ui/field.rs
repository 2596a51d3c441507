use super::icon::Icon;
use leptos::prelude::*;

/// Label above, control, help and error below. `TextInput`, `TextArea`, `Select`, `Combobox` and `FileInput` bring
/// their own; use it directly for a control of your own, which must carry `id` and
/// `aria-describedby=described(..)` itself.
#[component]
pub fn Field(
    /// The id of the control inside.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
    /// What is wrong and what to do; shown with an icon, linked to the control.
    #[prop(into, optional)]
    error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    /// A quiet word behind the label, such as the one for optional fields.
    #[prop(into, optional)]
    note: MaybeProp<String>,
    /// Keep the label for screen readers only.
    #[prop(optional)]
    hide_label: bool,
    /// `field-wide` or `field-narrow`.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let help_id = format!("{id}-help");
    let error_id = format!("{id}-error");
    view! {
        <div class=format!("field {class}")>
            <label class=if hide_label { "vh" } else { "field-label" } for=id>
                {label}
                {mark(required)}
                {move || note.get().map(|note| view! { <span class="field-opt">{note}</span> })}
            </label>
            {children()}
            {help_line(help_id, help)}
            {error_line(error_id, error)}
        </div>
    }
    .into_any()
}

/// The value of `aria-describedby` for a control inside a `Field`.
pub fn described(id: &str, help: MaybeProp<String>, error: MaybeProp<String>) -> Signal<Option<String>> {
    let id = id.to_owned();
    Signal::derive(move || match (help.with(|text| text.is_some()), error.with(|text| text.is_some())) {
        (true, true) => Some(format!("{id}-help {id}-error")),
        (true, false) => Some(format!("{id}-help")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    })
}

pub(super) fn mark(required: bool) -> Option<impl IntoView> {
    required.then(|| view! { <span class="field-req" aria-hidden="true">"*"</span> })
}

pub(super) fn help_line(id: String, help: MaybeProp<String>) -> impl IntoView {
    move || help.get().map(|text| view! { <p class="field-help" id=id.clone()>{text}</p> })
}

pub(super) fn error_line(id: String, error: MaybeProp<String>) -> impl IntoView {
    move || {
        error.get().map(|text| {
            view! {
                <p class="field-error" id=id.clone()>
                    <Icon name="alert"/>
                    <span>{text}</span>
                </p>
            }
        })
    }
}

pub(super) fn invalid(error: MaybeProp<String>) -> Signal<Option<&'static str>> {
    Signal::derive(move || error.with(|text| text.is_some()).then_some("true"))
}

pub(super) fn id_of(id: String, name: &str) -> String {
    if id.is_empty() { name.to_owned() } else { id }
}
