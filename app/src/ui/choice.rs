use super::{
    field::{error_line, help_line, mark},
    icon::maybe_icon,
};
use leptos::prelude::*;

/// One value that can be chosen. Make the list a derived signal so that its words follow the language.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub help: Option<String>,
    pub icon: &'static str,
    pub disabled: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// How the radio buttons of a group lie.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum RadioLook {
    #[default]
    Row,
    Column,
    /// Large bordered rows for phones.
    Cards,
}

/// One of few. A fieldset of native radio buttons.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    value: RwSignal<String>,
    #[prop(optional)] look: RadioLook,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let class = match look {
        RadioLook::Row => "radios",
        RadioLook::Column => "radios radios-column",
        RadioLook::Cards => "choices",
    };
    let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
    let group = name.clone();
    let about = super::field::described(&name, help, error);
    view! {
        <fieldset class="field" id=name tabindex="-1" aria-describedby=about>
            <legend class="field-label">
                {label}
                {mark(required)}
            </legend>
            <div class=class>{move || options(&group, &choices.get(), value, required, "check radio")}</div>
            {help_line(help_id, help)}
            {error_line(error_id, error)}
        </fieldset>
    }
    .into_any()
}

/// Native radio buttons; the browser keeps the group, the signal follows.
pub(super) fn options(
    name: &str,
    choices: &[Choice],
    value: RwSignal<String>,
    required: bool,
    class: &'static str,
) -> Vec<AnyView> {
    choices
        .iter()
        .cloned()
        .map(|choice| {
            let node = NodeRef::new();
            let mine = StoredValue::new(choice.value.clone());
            let chosen = move || mine.with_value(|mine| value.with(|value| value == mine));
            bind_radio(node, mine, value);
            view! {
                <label class=class>
                    <input
                        node_ref=node
                        type="radio"
                        name=name.to_owned()
                        value=choice.value
                        checked=untrack(chosen)
                        disabled=choice.disabled
                        required=required
                        on:change=move |_| value.set(mine.get_value())
                    />
                    {maybe_icon(choice.icon)}
                    <span>
                        {choice.label}
                        {choice.help.map(|help| view! { <span class="check-help">{help}</span> })}
                    </span>
                </label>
            }
            .into_any()
        })
        .collect()
}

fn bind_radio(node: NodeRef<leptos::html::Input>, mine: StoredValue<String>, value: RwSignal<String>) {
    Effect::new(move |met: Option<bool>| {
        let wanted = mine.with_value(|mine| value.with(|value| value == mine));
        let Some(control) = node.get() else { return false };
        if met != Some(true) && control.checked() && !control.default_checked() {
            value.set(mine.get_value());
        } else if wanted && !control.checked() && met == Some(true) {
            control.set_checked(true);
        } else if !wanted && control.checked() && met == Some(true) {
            control.set_checked(false);
        }
        true
    });
}
