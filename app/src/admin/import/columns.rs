//! Columns and fields: every column with its first values and the field it is given to.

use leptos::prelude::*;
use yingda_shared::imports::{Column, FieldInfo, Look, Target};

use super::setup::Draft;
use crate::i18n::use_i18n;
use crate::ui::Choice;
use crate::{key, t, ui};

#[component]
pub fn Columns(draft: Draft, look: Look) -> impl IntoView {
    let i18n = use_i18n();
    let fields = StoredValue::new(look.fields);
    let target = look.import.choices.target;
    // What rows need and no column gives may be the same in all of them.
    let missing = Memo::new(move |_| {
        let given = draft.choices.with(|choices| choices.columns.clone());
        let offered =
            |field: &&FieldInfo| field.required || (target == Some(Target::Customers) && field.name == "unit");
        fields.with_value(|fields| {
            let open = fields.iter().filter(offered).filter(|field| !given.contains_key(&field.name));
            open.map(|field| (field.name.clone(), field.required)).collect::<Vec<_>>()
        })
    });
    let fixed = move || {
        let missing = missing.get();
        (!missing.is_empty()).then(|| {
            view! {
                <fieldset class="import-fixed">
                    <legend>{t!(i18n, import.fixed)}</legend>
                    <p class="quiet small">{t!(i18n, import.fixed_help)}</p>
                    <div class="import-choices">{missing.into_iter().map(|(name, required)| view! { <Fixed draft name required /> }).collect_view()}</div>
                </fieldset>
            }
        })
    };
    view! {
        <section aria-labelledby="columns-title">
            <h2 id="columns-title">{t!(i18n, import.columns)}</h2>
            <ul class="import-columns">
                {look.columns.into_iter().map(|column| view! { <ColumnLine draft column fields /> }).collect_view()}
            </ul>
            {fixed}
        </section>
    }
}

#[component]
fn ColumnLine(draft: Draft, column: Column, fields: StoredValue<Vec<FieldInfo>>) -> impl IntoView {
    let i18n = use_i18n();
    let index = column.index;
    let value = RwSignal::new(String::new());
    // Another column may take the field away.
    Effect::new(move |_| {
        let mine = draft.choices.with(|choices| {
            let mut given = choices.columns.iter().filter(|(_, at)| **at == index);
            given.next().map(|(field, _)| field.clone()).unwrap_or_default()
        });
        if value.get_untracked() != mine {
            value.set(mine);
        }
    });
    let all = move || {
        fields.with_value(|fields| {
            let choice = |field: &FieldInfo| {
                let mark = if field.required { " *" } else { "" };
                Choice::new(field.name.clone(), format!("{}{mark}", i18n.word("words.import_field", &field.name)))
            };
            fields.iter().map(choice).collect()
        })
    };
    let give = move |field: String| {
        draft.change(false, |choices| {
            choices.columns.retain(|_, at| *at != index);
            if !field.is_empty() {
                choices.columns.insert(field, index);
            }
        });
    };
    let heading = column.heading.clone();
    let nameless = heading.is_empty();
    let label = move || match nameless {
        true => i18n.fill(key!(import.column_n), &[("n", &(index + 1).to_string())]),
        false => heading.clone(),
    };
    let title = label.clone();
    let samples = column.samples.join(" · ");
    view! {
        <li class="import-column" data-unused=move || value.with(String::is_empty).then_some("")>
            <span class="import-column-text"><b>{title}</b><small class="quiet">{samples}</small></span>
            <ui::Icon name="arrow-right" />
            <ui::Select name=format!("column-{index}") label=Signal::derive(label) hide_label=true choices=Signal::derive(all) value
                blank=MaybeProp::derive(move || Some(i18n.say(key!(import.leave_out)))) on_change=give />
        </li>
    }
}

/// The same text in every row.
#[component]
fn Fixed(draft: Draft, name: String, required: bool) -> impl IntoView {
    let i18n = use_i18n();
    let first = draft.choices.with_untracked(|choices| choices.fixed.get(&name).cloned()).unwrap_or_default();
    let value = RwSignal::new(first);
    let (label, kept) = (name.clone(), name.clone());
    let typed = move |text: String| {
        let name = kept.clone();
        draft.type_in(|choices| {
            match text.trim().is_empty() {
                true => choices.fixed.remove(&name),
                false => choices.fixed.insert(name, text),
            };
        });
    };
    view! {
        <ui::TextInput name=format!("fixed-{name}") label=move || i18n.word("words.import_field", &label) value required on_input=typed />
    }
}
