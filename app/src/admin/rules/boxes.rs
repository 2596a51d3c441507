//! Some of a few words, each with a box of its own.

use leptos::prelude::*;

use super::choices::capital;
use crate::i18n::use_i18n;
use crate::ui;

/// `chosen` holds the words that are ticked, in the order in which they were.
#[component]
pub fn Boxes(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    namespace: &'static str,
    all: Vec<&'static str>,
    chosen: RwSignal<Vec<String>>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let about = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        move || {
            let told = [help.get().map(|_| help_id.clone()), error.get().map(|_| error_id.clone())];
            Some(told.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|ids| !ids.is_empty())
        }
    };
    let one = |word: &'static str| {
        let checked = RwSignal::new(chosen.with_untracked(|all| all.iter().any(|known| known == word)));
        Effect::new(move |_| {
            let on = chosen.with(|all| all.iter().any(|known| known == word));
            if checked.get_untracked() != on {
                checked.set(on);
            }
        });
        let change = Callback::new(move |on: bool| {
            chosen.update(|all| {
                all.retain(|known| known != word);
                if on {
                    all.push(word.to_string());
                }
            });
        });
        let label = move || capital(&i18n.word(namespace, word));
        view! { <ui::Checkbox name=format!("{id}-{word}") label checked on_change=change disabled=fixed /> }
    };
    let boxes = all.into_iter().map(one).collect_view();
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=about>
            <legend class="field-label">{label}</legend>
            <div class="rule-boxes">{boxes}</div>
            {move || help.get().map(|text| view! { <p class="field-help" id=help_id.clone()>{text}</p> })}
            <FieldError id=error_id error />
        </fieldset>
    }
}

/// What is wrong with a group of controls, below them.
#[component]
pub fn FieldError(#[prop(into)] id: String, #[prop(into)] error: MaybeProp<String>) -> impl IntoView {
    move || {
        error
            .get()
            .map(|text| view! { <p class="field-error" id=id.clone()><ui::Icon name="alert" /><span>{text}</span></p> })
    }
}
