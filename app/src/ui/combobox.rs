use super::{
    bind,
    button::IconButton,
    combobox_list::{self as list, List},
    field::{Field, described, id_of, invalid},
};
use leptos::prelude::*;

/// One thing to pick; `note` is the quiet second line.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ComboOption {
    pub key: String,
    pub text: String,
    pub note: String,
    pub disabled: bool,
}

/// Pick one of very many by typing (APG editable combobox, list autocomplete). The page answers `on_search` by
/// filling `options`; until then it holds `busy`, and Enter picks nothing. Keys are ignored while an input method composes. The picked key is sent with the
/// form as `name`; before wasm it is an ordinary text field sent as `{name}_text`.
#[component]
pub fn Combobox(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    /// Key of what is picked; empty: nothing.
    value: RwSignal<String>,
    /// The words in the field.
    text: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<ComboOption>>,
    /// Called with the typed words at each change and once with an empty text on opening.
    #[prop(into)]
    on_search: Callback<String>,
    /// The line for "nothing found".
    #[prop(into)]
    empty: Signal<String>,
    /// The word of the cross.
    #[prop(into)]
    clear_label: Signal<String>,
    #[prop(into, optional)] id: String,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(into, optional)] placeholder: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(into, optional)] on_pick: Option<Callback<ComboOption>>,
) -> impl IntoView {
    let id = id_of(id, &name);
    let node = NodeRef::new();
    bind::text(node, text);
    let about = described(&id, help, error);
    let state =
        List { id: StoredValue::new(id.clone()), open: RwSignal::new(false), active: RwSignal::new(0), options, busy };
    let pick = move |option: ComboOption| {
        if option.disabled {
            return;
        }
        text.set(option.text.clone());
        value.set(option.key.clone());
        state.open.set(false);
        if let Some(act) = on_pick {
            act.run(option);
        }
    };
    let clear = move || {
        text.set(String::new());
        value.set(String::new());
        on_search.run(String::new());
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
        }
    };
    let text_name = format!("{name}_text");
    view! {
        <Field id=id.clone() label help error note required hide_label>
            <div class="combo">
                <input type="hidden" name=name value=move || value.get()/>
                <div class="combo-box">
                    <input
                        node_ref=node
                        class="input"
                        type="text"
                        id=id.clone()
                        name=text_name
                        value=text.get_untracked()
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-autocomplete="list"
                        aria-expanded=move || if state.open.get() { "true" } else { "false" }
                        aria-controls=format!("{id}-list")
                        aria-activedescendant=move || state.active_id()
                        aria-describedby=about
                        aria-invalid=invalid(error)
                        aria-busy=move || busy.get().then_some("true")
                        placeholder=move || placeholder.get()
                        required=required
                        on:input=move |event| {
                            let typed = event_target_value(&event);
                            text.set(typed.clone());
                            value.set(String::new());
                            state.show();
                            on_search.run(typed);
                        }
                        on:click=move |_| {
                            if !state.open.get_untracked() {
                                state.show();
                                on_search.run(String::new());
                            }
                        }
                        on:blur=move |_| state.open.set(false)
                        on:keydown=move |event| list::key(&event, state, pick, move || on_search.run(String::new()))
                    />
                    {move || text.with(|text| !text.is_empty()).then(|| view! { <IconButton label=clear_label icon="x" on_press=clear/> })}
                </div>
                {list::view(state, value, empty, pick)}
            </div>
        </Field>
    }
    .into_any()
}
