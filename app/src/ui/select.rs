use super::{
    choice::Choice,
    field::{Field, described, id_of, invalid},
};
use leptos::{html, prelude::*};

/// One of many, native. `blank` is the word of the empty first option; leave it out to have none.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(default = RwSignal::new(String::new()))] value: RwSignal<String>,
    #[prop(into, optional)] id: String,
    #[prop(into, optional)] blank: MaybeProp<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = id_of(id, &name);
    let node = NodeRef::<html::Select>::new();
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let known = choices.with(|all| all.iter().any(|choice| choice.value == wanted));
        let Some(control) = node.get() else { return false };
        let shown = control.value();
        if shown == wanted || !(known || wanted.is_empty()) {
            return true;
        }
        // Chosen before the module arrived: the person's choice stays.
        if met != Some(true) && !shown.is_empty() && known {
            value.set(shown);
        } else {
            control.set_value(&wanted);
        }
        true
    });
    let about = described(&id, help, error);
    let options = move || {
        let now = value.get_untracked();
        choices.with(|all| {
            all.iter()
                .map(|choice| {
                    let selected = choice.value == now;
                    view! {
                        <option value=choice.value.clone() selected=selected disabled=choice.disabled>
                            {choice.label.clone()}
                        </option>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <Field id=id.clone() label help error note required hide_label class>
            <select
                node_ref=node
                class="select"
                id=id
                name=name
                required=required
                disabled=disabled
                aria-describedby=about
                aria-invalid=invalid(error)
                on:change=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(act) = on_change {
                        act.run(text);
                    }
                }
            >
                {move || blank.get().map(|text| view! { <option value="">{text}</option> })}
                {options}
            </select>
        </Field>
    }
    .into_any()
}
