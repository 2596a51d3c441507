//! The rows of targets: which clock, for which priority, how much of which time.

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::limits::SLA_TARGETS_MAX;
use yingda_shared::sla::{ClockKind, NextMode, TimeUnit};

use super::edit::{Edit, TargetEdit};
use super::form::Wrong;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// The words of a namespace as choices.
pub fn words(i18n: I18n, namespace: &'static str, all: &[&'static str]) -> Vec<ui::Choice> {
    all.iter().map(|word| ui::Choice::new(*word, i18n.word(namespace, word))).collect()
}

#[component]
pub fn Targets(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || edit.targets.with(|rows| rows.len() >= SLA_TARGETS_MAX));
    let row = move |row: TargetEdit| view! { <Row row edit wrong fixed /> };
    let error = wrong.at("/targets");
    view! {
        <div class="stack stack-3" id="sla-targets">
            <For each=move || edit.targets.get() key=|row| row.key children=row />
            {move || error.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
            {(!fixed).then(|| view! { <div class="row"><ui::Button label=t!(i18n, sla.add_target) icon="plus" size=ui::Size::Small disabled=full on_press=move || edit.add() /></div> })}
        </div>
    }
}

#[component]
fn Row(row: TargetEdit, edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let at = Memo::new(move |_| edit.targets.with(|rows| rows.iter().position(|other| other.key == row.key)));
    // Rows move up when one above them goes: what is wrong is looked up by where they stand.
    let error = move |field: &'static str| {
        MaybeProp::derive(move || wrong.now(i18n, &format!("/targets/{}{field}", at.get()?)))
    };
    let kinds = Signal::derive(move || {
        words(i18n, "words.clock", &ClockKind::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    let units = Signal::derive(move || {
        words(i18n, "words.time_unit", &TimeUnit::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    let modes = Signal::derive(move || {
        words(i18n, "words.next_mode", &NextMode::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    let priorities = Signal::derive(move || {
        let any = ui::Choice::new("", i18n.say(key!(sla.any)));
        let all = words(i18n, "words.priority", &Priority::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>());
        std::iter::once(any).chain(all).collect::<Vec<_>>()
    });
    let name = move |field: &str| format!("sla-{field}-{}", row.key);
    let mode_name = name("mode");
    let remove = move || edit.targets.update(|rows| rows.retain(|other| other.key != row.key));
    view! {
        <fieldset class="sla-target">
            <legend class="vh">{move || i18n.fill(key!(sla.target), &[("n", &(at.get().unwrap_or_default() + 1).to_string())])}</legend>
            <ui::Select name=name("kind") label=t!(i18n, sla.clock) choices=kinds value=row.kind error=error("") disabled=fixed />
            <ui::Select name=name("priority") label=t!(i18n, fields.priority) choices=priorities value=row.priority disabled=fixed />
            <ui::TextInput name=name("amount") label=t!(i18n, sla.amount) kind="number" value=row.amount error=error("/amount") required=true readonly=fixed />
            <ui::Select name=name("unit") label=t!(i18n, sla.unit) choices=units value=row.unit disabled=fixed />
            <ui::TextInput name=name("inner") label=t!(i18n, sla.inner) kind="number" value=row.inner error=error("/inner") readonly=fixed />
            {move || row.has_mode().then(|| view! { <ui::Select name=mode_name.clone() label=t!(i18n, sla.mode) choices=modes value=row.mode error=error("/mode") disabled=fixed /> })}
            {(!fixed).then(|| view! { <ui::IconButton label=t!(i18n, sla.remove_target) icon="trash" on_press=move |()| remove() /> })}
        </fieldset>
    }
}
