//! Exceptions and swaps: for a stretch of time somebody else answers.

use leptos::prelude::*;
use yingda_shared::identity::User;
use yingda_shared::kernel::limits::ROTA_CHANGES_MAX;

use super::line::ChangeEdit;
use crate::admin::records::names::Names;
use crate::admin::rules::boxes::FieldError;
use crate::admin::rules::wrong::Wrong;
use crate::cases::{RecordPicker, colleague};
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

/// What tells exceptions from swaps.
#[derive(Clone, Copy)]
pub struct Sort {
    /// Pointer of the list.
    pub pointer: &'static str,
    /// The id of the list.
    pub id: &'static str,
    pub add: Key,
    /// The name of a row, and of what takes it away.
    pub named: Key,
    pub remove: Key,
    /// Two who stand in for each other.
    pub swap: bool,
}

#[component]
pub fn Changes(rows: RwSignal<Vec<ChangeEdit>>, sort: Sort, wrong: Wrong, names: Names, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || rows.with(|rows| rows.len() >= ROTA_CHANGES_MAX));
    let row = move |change: ChangeEdit| view! { <Change change rows sort wrong names fixed /> };
    let none = move || rows.with(Vec::is_empty).then(|| view! { <p class="quiet">{t!(i18n, common.none)}</p> });
    view! {
        <div class="stack stack-3" id=sort.id tabindex="-1">
            {none}
            <For each=move || rows.get() key=|row| row.key children=row />
            <FieldError id=format!("{}-error", sort.id) error=wrong.at(sort.pointer) />
            {(!fixed).then(|| view! {
                <div class="row"><ui::Button label=i18n.t(sort.add) icon="plus" size=ui::Size::Small disabled=full on_press=move || rows.update(|rows| rows.push(ChangeEdit::blank())) /></div>
            })}
        </div>
    }
}

#[component]
fn Change(
    change: ChangeEdit,
    rows: RwSignal<Vec<ChangeEdit>>,
    sort: Sort,
    wrong: Wrong,
    names: Names,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = change.key;
    let at = Memo::new(move |_| rows.with(|rows| rows.iter().position(|other| other.key == key)));
    let error = move |field: &'static str| {
        MaybeProp::derive(move || wrong.now(i18n, &format!("{}/{}{field}", sort.pointer, at.get()?)))
    };
    let name = move |field: &str| format!("{}-{key}-{field}", sort.id);
    let (from, to) = (RwSignal::from(change.from.clone()), RwSignal::from(change.to.clone()));
    let (one, other) = (change.one.pick("users", names), change.other.pick("users", names));
    let remove = move || rows.update(|rows| rows.retain(|other| other.key != key));
    let named = move |words| move || i18n.fill(words, &[("n", &(at.get().unwrap_or_default() + 1).to_string())]);
    let people = match sort.swap {
        true => view! {
            <RecordPicker<User> name=name("one") label=t!(i18n, rotas.one) pick=one error=error("/one") offer=colleague />
            <RecordPicker<User> name=name("other") label=t!(i18n, rotas.other) pick=other error=error("/other") offer=colleague />
        }
        .into_any(),
        false => view! { <RecordPicker<User> name=name("user_id") label=t!(i18n, rotas.instead) pick=one error=error("/user_id") offer=colleague /> }.into_any(),
    };
    view! {
        <fieldset class="rule-row rule-action rota-change">
            <legend class="vh">{named(sort.named)}</legend>
            <div class="rule-basics">
                <ui::TextInput name=name("from") label=t!(i18n, rotas.begins) kind="datetime-local" value=from error=error("/span/from") readonly=fixed />
                <ui::TextInput name=name("to") label=t!(i18n, rotas.ends) kind="datetime-local" value=to error=error("/span/to") readonly=fixed />
                {people}
            </div>
            {(!fixed).then(|| view! { <ui::IconButton label=named(sort.remove) icon="trash" class="rule-remove" on_press=move || remove() /> })}
        </fieldset>
    }
}

pub fn exceptions() -> Sort {
    Sort {
        pointer: "/exceptions",
        id: "rota-exceptions",
        add: key!(rotas.add_exception),
        named: key!(rotas.exception),
        remove: key!(rotas.remove_exception),
        swap: false,
    }
}

pub fn swaps() -> Sort {
    Sort {
        pointer: "/swaps",
        id: "rota-swaps",
        add: key!(rotas.add_swap),
        named: key!(rotas.swap),
        remove: key!(rotas.remove_swap),
        swap: true,
    }
}
