//! What a rule listens to.

use leptos::prelude::*;
use yingda_shared::rules::{Field, HappeningKind};
use yingda_shared::sla::{ClockKind, Side, ThresholdKind};

use super::boxes::Boxes;
use super::choices::{all, capital, choices};
use super::edit::Edit;
use super::wrong::Wrong;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn WhenFields(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let events = Signal::derive(move || choices(i18n, "rule_words.event", &all!(HappeningKind)));
    let hears = Memo::new(move |_| edit.hears());
    let more = move || match hears.get() {
        HappeningKind::Changed => {
            let changing = Field::ALL.iter().filter(|field| field.is_changed()).map(|field| field.as_str()).collect();
            let error = MaybeProp::derive(move || wrong.below(i18n, "/when/fields"));
            let help = MaybeProp::derive(move || Some(i18n.say(key!(rules.fields_help))));
            view! { <Boxes id="rule-fields" label=t!(i18n, rules.fields) namespace="rule_words.field" all=changing chosen=edit.fields error help fixed /> }.into_any()
        }
        HappeningKind::Threshold => view! { <Threshold edit fixed /> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="stack stack-4">
            <ui::Select name="rule-event" label=t!(i18n, rules.event) choices=events value=edit.event error=wrong.at("/when/event") disabled=fixed class="field-narrow" />
            {more}
        </div>
    }
}

/// Which thresholds of which clocks.
#[component]
fn Threshold(edit: Edit, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let sides = Signal::derive(move || choices(i18n, "words.side", &all!(Side)));
    let clocks = Signal::derive(move || choices(i18n, "words.clock", &all!(ClockKind)));
    let kinds = Signal::derive(move || choices(i18n, "rule_words.threshold", &all!(ThresholdKind)));
    let any = MaybeProp::derive(move || Some(i18n.say(key!(rules.any))));
    let any_kind = MaybeProp::derive(move || Some(capital(&i18n.word("rule_words.threshold", "any"))));
    view! {
        <div class="rule-threshold">
            <ui::Select name="rule-side" label=t!(i18n, sla.side) choices=sides value=edit.side blank=any disabled=fixed />
            <ui::Select name="rule-clock" label=t!(i18n, sla.clock) choices=clocks value=edit.clock blank=any disabled=fixed />
            <ui::Select name="rule-kind" label=t!(i18n, rules.threshold) choices=kinds value=edit.kind blank=any_kind disabled=fixed />
        </div>
    }
}
