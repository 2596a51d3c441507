//! What a rule would have done with cases of the past. Nothing is done, and the rule need not be saved.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::rules::{Outcome, Rehearsal, RehearseRule, Rehearsed, Rule};

use super::edit::Edit;
use super::form::own_faults;
use super::sentence::Say;
use crate::api::call;
use crate::{format, key, t, ui};

/// What was rehearsed stays told with the rule that it was.
type Told = RwSignal<Option<(Rule, Rehearsal)>>;

#[component]
pub fn Rehearse(edit: Edit, fault: RwSignal<Option<Fault>>, say: Say) -> impl IntoView {
    let i18n = say.i18n;
    let (busy, told): (_, Told) = (RwSignal::new(false), RwSignal::new(None));
    let go = move || {
        let rule = match untrack(|| edit.read()) {
            Ok(rule) => rule,
            Err(fields) => return fault.set(Some(Fault::Invalid { fields })),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(RehearseRule { rule: rule.clone(), cases: None }).await {
                Ok(rehearsal) => {
                    fault.try_set(None);
                    told.try_set(Some((rule, rehearsal)));
                }
                Err(refused) => drop(fault.try_set(Some(own_faults(refused)))),
            }
            busy.try_set(false);
        });
    };
    let answer = move || told.get().map(|(rule, rehearsal)| answer(say, rule, rehearsal));
    view! {
        <ui::SectionCard id="rule-rehearsal" title=t!(i18n, rules.rehearsal)>
            <p class="quiet">{t!(i18n, rules.rehearsal_text)}</p>
            <div class="row"><ui::Button label=t!(i18n, rules.rehearse) icon="play" busy on_press=go /></div>
            <div role="status" class="rule-rehearsed">{answer}</div>
        </ui::SectionCard>
    }
}

fn answer(say: Say, rule: Rule, rehearsal: Rehearsal) -> impl IntoView {
    let i18n = say.i18n;
    let cases = rehearsal.cases.to_string();
    let (met, missed): (Vec<Rehearsed>, Vec<Rehearsed>) =
        rehearsal.rows.into_iter().partition(|row| row.outcome == Outcome::Ran);
    let counts = (met.len().to_string(), missed.len().to_string());
    let summary = {
        let counts = counts.clone();
        move || {
            let values = [("cases", cases.as_str()), ("met", counts.0.as_str()), ("missed", counts.1.as_str())];
            i18n.fill(key!(rules.rehearsed), &values)
        }
    };
    let rule = StoredValue::new(rule);
    let does = move || {
        let said = rule.with_value(|rule| say.actions(&rule.actions));
        i18n.fill(key!(rules.would_do), &[("then", &said)])
    };
    let list = move |rows: Vec<Rehearsed>| {
        view! { <ul class="rule-runs">{rows.into_iter().map(|row| line(say, rule, row)).collect_view()}</ul> }
    };
    let (any, none) = (!met.is_empty(), !missed.is_empty());
    view! {
        <p><b>{summary}</b></p>
        {any.then(|| view! { <p>{does}</p> })}
        {any.then(|| list(met))}
        {none.then(|| view! { <ui::Disclosure summary=t!(i18n, rules.not_met) note=counts.1>{list(missed)}</ui::Disclosure> })}
    }
}

fn line(say: Say, rule: StoredValue<Rule>, row: Rehearsed) -> impl IntoView {
    let i18n = say.i18n;
    let Rehearsed { number, subject, at, kind, outcome, condition, .. } = row;
    let event = move || say.word("event", kind.as_str());
    let why = move || {
        let failed = rule.with_value(|rule| {
            let condition = rule.conditions.get(condition? as usize)?;
            Some(say.condition(condition))
        });
        failed.map(|failed| i18n.fill(key!(rules.fails), &[("condition", &failed)]))
    };
    let tone = if outcome == Outcome::Ran { ui::Tone::Ok } else { ui::Tone::Neutral };
    view! {
        <li>
            <span class="rule-run-case"><a class="mono" href=format!("/cases/{number}")>{number.clone()}</a>" "<span>{subject}</span></span>
            <ui::Chip text=move || say.word("rehearsed", outcome.as_str()) tone bare=true />
            <small class="rule-run-facts">{event}" · "{format::exact(at)}</small>
            {move || why().map(|why| view! { <small class="rule-run-why">{why}</small> })}
        </li>
    }
}
