//! When a level is reached.

use leptos::prelude::*;
use yingda_shared::escalation::Direction;
use yingda_shared::rules::HappeningKind;
use yingda_shared::sla::{Anchor, ClockKind, Side};

use super::level::LevelEdit;
use crate::admin::rules::choices::{all, choices};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// What is wrong with a part of a level, by what follows its pointer.
pub type LevelError = Callback<&'static str, Option<String>>;

#[component]
pub fn TriggerFields(level: LevelEdit, id: String, error: LevelError, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let on = RwSignal::from(level.on.clone());
    let kinds = Signal::derive(move || choices(i18n, "rule_words.trigger", &["time", "event"]));
    let chosen = Memo::new(move |_| on.get());
    let name = format!("{id}-on");
    let fields = move || match chosen.get().as_str() {
        "event" => view! { <OnEvent level=level.clone() id=id.clone() error fixed /> }.into_any(),
        _ => view! { <AtTime level=level.clone() id=id.clone() error fixed /> }.into_any(),
    };
    view! {
        <ui::Select name label=t!(i18n, escalation_admin.trigger) choices=kinds value=on disabled=fixed class="field-narrow" />
        <div class="rule-threshold">{fields}</div>
    }
}

#[component]
fn OnEvent(level: LevelEdit, id: String, error: LevelError, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let event = RwSignal::from(level.event.clone());
    let events = Signal::derive(move || {
        let words: Vec<&str> =
            HappeningKind::ALL.iter().filter(|kind| kind.begins_levels()).map(|kind| kind.as_str()).collect();
        choices(i18n, "rule_words.event", &words)
    });
    let wrong = MaybeProp::derive(move || error.run("/trigger/event"));
    view! { <ui::Select name=format!("{id}-event") label=t!(i18n, rules.event) choices=events value=event error=wrong disabled=fixed /> }
}

#[component]
fn AtTime(level: LevelEdit, id: String, error: LevelError, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let name = |field: &str| format!("{id}-{field}");
    let value = |signal: &ArcRwSignal<String>| RwSignal::from(signal.clone());
    let sides = Signal::derive(move || choices(i18n, "words.side", &all!(Side)));
    let clocks = Signal::derive(move || choices(i18n, "words.clock", &all!(ClockKind)));
    let anchors = Signal::derive(move || choices(i18n, "rule_words.anchor_of", &all!(Anchor)));
    let directions = Signal::derive(move || choices(i18n, "rule_words.direction", &all!(Direction)));
    let units = Signal::derive(move || choices(i18n, "rule_words.amount", &["minutes", "percent"]));
    let early = MaybeProp::derive(move || error.run("/trigger/direction"));
    let amount = MaybeProp::derive(move || error.run("/trigger/minutes").or_else(|| error.run("/trigger/percent")));
    let help = MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.amount_help))));
    view! {
        <ui::Select name=name("side") label=t!(i18n, sla.side) choices=sides value=value(&level.side) disabled=fixed />
        <ui::Select name=name("clock") label=t!(i18n, sla.clock) choices=clocks value=value(&level.clock) disabled=fixed />
        <ui::Select name=name("anchor") label=t!(i18n, escalation_admin.anchor) choices=anchors value=value(&level.anchor) disabled=fixed />
        <ui::Select name=name("direction") label=t!(i18n, escalation_admin.direction) choices=directions value=value(&level.direction) error=early disabled=fixed />
        <ui::TextInput name=name("amount") label=t!(i18n, escalation_admin.amount) value=value(&level.amount) inputmode="numeric" error=amount help readonly=fixed />
        <ui::Select name=name("unit") label=t!(i18n, escalation_admin.unit) choices=units value=value(&level.unit) disabled=fixed />
    }
}
