//! How many points the desk gives for what: everybody reads it, whoever keeps the knowledge base sets it.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::knowledge::rewards::{GetRewardRules, Merit, RewardRules, SaveRewardRules};

use crate::boot::may;
use crate::cases::submit;
use crate::data::fetch_once;
use crate::form::{number, use_form};
use crate::i18n::use_i18n;
use crate::ui::{
    Button, Checkbox, DescriptionList, ErrorSummary, Fact, Kind, SectionCard, Skeleton, TextInput, Tone, use_toasts,
};
use crate::unloaded::Unloaded;
use crate::{key, t};

#[component]
pub fn RulesCard() -> impl IntoView {
    let i18n = use_i18n();
    let asked = fetch_once(|| may("rewards.rules").then_some(GetRewardRules {}));
    let body = move || match (asked.data.get(), asked.fault.get()) {
        (Some(rules), _) if may("rewards.save_rules") => view! { <Form rules /> }.into_any(),
        (Some(rules), _) => view! { <Told rules /> }.into_any(),
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| asked.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=5 /> }.into_any(),
    };
    view! {
        <SectionCard id="rewards-rules" title=t!(i18n, rewards.rules)>
            <p class="quiet">{t!(i18n, rewards.fair)}</p>
            {body}
        </SectionCard>
    }
}

#[component]
fn Told(rules: RewardRules) -> impl IntoView {
    let i18n = use_i18n();
    let daily = rules.daily;
    let fact = move |merit: &Merit| {
        let (name, points) = (merit.as_str(), rules.worth(*merit));
        view! { <Fact name=Signal::derive(move || i18n.word("words.reward_merit", name))><span class="num">{points}</span></Fact> }
    };
    view! {
        <DescriptionList>
            {Merit::ALL.iter().map(fact).collect_view()}
            <Fact name=t!(i18n, rewards.daily)><span class="num">{daily}</span></Fact>
        </DescriptionList>
    }
}

#[component]
fn Form(rules: RewardRules) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<SaveRewardRules>();
    let on = RwSignal::new(rules.on);
    let daily = RwSignal::new(rules.daily.to_string());
    let points: Vec<(Merit, RwSignal<String>)> =
        Merit::ALL.iter().map(|merit| (*merit, RwSignal::new(rules.worth(*merit).to_string()))).collect();
    let kept = StoredValue::new((rules, points.clone()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut faults = Vec::new();
        let (mut rules, points) = kept.get_value();
        rules.on = on.get_untracked();
        rules.daily = number("daily", daily, &mut faults);
        for (merit, text) in points {
            rules.set(merit, number(merit.as_str(), text, &mut faults));
        }
        if !faults.is_empty() {
            return form.fault.set(Some(Fault::Invalid { fields: faults }));
        }
        submit(form, SaveRewardRules(rules), move |saved| {
            // The next save says which rules it has seen; what was typed stays where it was refused.
            if let Ok(saved) = saved {
                toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                kept.update_value(|(rules, _)| rules.rv = saved.rv);
            }
        });
    };
    let field = move |(merit, value): (Merit, RwSignal<String>)| {
        let label = Signal::derive(move || i18n.word("words.reward_merit", merit.as_str()));
        view! { <TextInput name=merit.as_str() label value inputmode="numeric" error=form.error(merit.as_str()) /> }
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            <Checkbox name="on" label=t!(i18n, rewards.given) checked=on help=MaybeProp::derive(move || Some(i18n.say(key!(rewards.given_help)))) />
            <div class="rewards-points">{points.into_iter().map(field).collect_view()}</div>
            <TextInput name="daily" label=t!(i18n, rewards.daily) value=daily inputmode="numeric" help=MaybeProp::derive(move || Some(i18n.say(key!(rewards.daily_help)))) error=form.error("daily") />
            <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, common.save) busy=form.busy /></div>
        </form>
    }
}
