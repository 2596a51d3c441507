//! The service levels that a service product is made of: which policy each is, and what that promises.

use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::contracts::Promise;
use yingda_shared::record::List;
use yingda_shared::sla::{SlaPolicy, Target};

use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// Policies that are looked through for those that are named.
const ALL: u32 = 200;

/// `slas` are those of the record.
#[component]
pub fn LevelsBox(slas: Value) -> impl IntoView {
    let i18n = use_i18n();
    let promises: Vec<Promise> = serde_json::from_value(slas).unwrap_or_default();
    let empty = promises.is_empty();
    let asked = !empty && may("sla_policies.list");
    let policies =
        fetch_once(move || asked.then(|| List::<SlaPolicy> { all: true, limit: Some(ALL), ..List::default() }));
    let rows = move || {
        let known = policies.data.get().map(|page| page.rows).unwrap_or_default();
        let row = |promise: &Promise| {
            let policy = known.iter().find(|policy| policy.id == promise.policy_id).cloned();
            view! { <Level promise=promise.clone() policy /> }
        };
        promises.iter().map(row).collect_view()
    };
    let fault = move || policies.fault.get().map(|fault| view! { <p class="quiet">{move || i18n.fault(&fault)}</p> });
    let none = empty.then(|| view! { <p class="quiet">{t!(i18n, contracts.levels_none)}</p> });
    view! {
        <section class="record-extra" aria-labelledby="levels-title">
            <h3 id="levels-title">{t!(i18n, words.records.sla_policies)}</h3>
            {none}
            <ul class="plan-list">{rows}</ul>
            {fault}
        </section>
    }
}

/// `policy` is None until it is known, or where there is none of that id.
#[component]
fn Level(promise: Promise, policy: Option<SlaPolicy>) -> impl IntoView {
    let i18n = use_i18n();
    let Some(policy) = policy else { return view! { <li><b>{promise.name}</b></li> }.into_any() };
    let SlaPolicy { id, name, side, active, targets, .. } = policy;
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) tone=ui::Tone::Warn /> });
    // The product may call it otherwise than the policy is called.
    let called = (name != promise.name).then(|| view! { <span class="quiet">{name}</span> });
    view! {
        <li>
            <span class="plan-name">
                <b><a href=format!("/admin/sla-policies?id={id}")>{promise.name}</a></b>
                {called}
                <span class="quiet">{move || i18n.word("words.side", side.as_str())}</span>
                {off}
            </span>
            <ul class="level-targets">{targets.into_iter().map(|target| view! { <li>{move || said(i18n, &target)}</li> }).collect_view()}</ul>
        </li>
    }
    .into_any()
}

/// A target in words: which clock, for which cases, how much of which time.
fn said(i18n: I18n, target: &Target) -> String {
    let clock = i18n.word("words.clock", target.kind.as_str());
    let amount = target.amount.to_string();
    let unit = i18n.word("words.time_unit", target.unit.as_str());
    let promised = i18n.fill(key!(contracts.level), &[("clock", &clock), ("n", &amount), ("unit", &unit)]);
    let when = [
        target.when.priority.map(|word| i18n.word("words.priority", word.as_str())),
        target.when.impact.map(|word| i18n.word("words.impact", word.as_str())),
        target.when.urgency.map(|word| i18n.word("words.urgency", word.as_str())),
    ];
    let when: Vec<String> = when.into_iter().flatten().collect();
    match when.is_empty() {
        true => promised,
        false => format!("{promised} · {}", when.join(&i18n.say(key!(common.comma)))),
    }
}
