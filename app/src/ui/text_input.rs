use super::{
    bind,
    field::{Field, described, id_of, invalid},
    icon::attr,
};
use leptos::prelude::*;

/// One line of text with its label, help and error. `value` is both the initial text (sent by the server)
/// and the live one.
#[component]
pub fn TextInput(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(default = RwSignal::new(String::new()))] value: RwSignal<String>,
    #[prop(into, optional)] id: String,
    /// `text`, `email`, `tel`, `password`, `search`, `url`, `number`, `date`, `time`, `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(into, optional)] placeholder: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] inputmode: &'static str,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] min: &'static str,
    #[prop(optional)] max: &'static str,
    #[prop(optional)] step: &'static str,
    /// Id of a `<datalist>`.
    #[prop(optional)]
    list: &'static str,
    #[prop(optional)] hide_label: bool,
    /// Class of the field: `field-wide`, `field-narrow`.
    #[prop(optional)]
    class: &'static str,
    /// After each change by the person.
    #[prop(into, optional)]
    on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = id_of(id, &name);
    let node = NodeRef::new();
    bind::text(node, value);
    let about = described(&id, help, error);
    let first = (kind != "password").then(|| value.get_untracked());
    view! {
        <Field id=id.clone() label help error note required hide_label class>
            <input
                node_ref=node
                class="input"
                id=id
                name=name
                type=kind
                value=first
                placeholder=move || placeholder.get()
                required=required
                disabled=disabled
                readonly=readonly
                autofocus=autofocus
                autocomplete=attr(autocomplete)
                inputmode=attr(inputmode)
                maxlength=maxlength
                min=attr(min)
                max=attr(max)
                step=attr(step)
                list=attr(list)
                aria-describedby=about
                aria-invalid=invalid(error)
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(act) = on_input {
                        act.run(text);
                    }
                }
            />
        </Field>
    }
    .into_any()
}
