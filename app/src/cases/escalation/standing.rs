//! What was reached, under which policy, when somebody looks again, and who sees to it.

use leptos::prelude::*;
use yingda_shared::escalation::{Acknowledgement, CaseEscalation, Run, Running};

use super::focused;
use super::words::{cause, name};
use crate::cases::acts::Act;
use crate::cases::pane::OpenCase;
use crate::format::{exact, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, DescriptionList, Fact, Icon};
use crate::{key, t};

/// Follows the language with whoever asks.
pub fn standing(i18n: I18n, case: OpenCase, told: &CaseEscalation, acknowledge: Memo<bool>) -> AnyView {
    let running: Vec<&Running> =
        told.running.iter().rev().filter(|running| !running.instance.runs.is_empty()).collect();
    let waits = running.first().and_then(|running| running.waits);
    let call = waits.map(|waits| call(i18n, case, waits.level, acknowledge));
    let level = (told.level > 0).then(|| {
        let words = i18n.fill(key!(escalation.level_n), &[("n", &told.level.to_string())]);
        view! { <Fact name=t!(i18n, escalation.level)><b>{words}</b></Fact> }
    });
    let next = told.next_at.map(|at| view! { <Fact name=t!(i18n, escalation.next)>{exact(at)}</Fact> });
    let facts = (level.is_some() || next.is_some()).then(|| view! { <DescriptionList>{level}{next}</DescriptionList> });
    let parts = running.into_iter().map(|running| under(i18n, told, running)).collect_view();
    view! {
        {call}
        {facts}
        {parts}
    }
    .into_any()
}

/// The highest level that waits, and the one tap that it waits for.
fn call(i18n: I18n, case: OpenCase, level: u16, acknowledge: Memo<bool>) -> impl IntoView {
    let words = move || i18n.fill(key!(escalation.waits), &[("n", &level.to_string())]);
    let button = move || {
        acknowledge.get().then(|| {
            let busy = Signal::from(case.busy);
            let press = move |()| {
                case.run(Act::AcknowledgeEscalation);
                drop(focused());
            };
            view! { <Button label=t!(i18n, escalation.acknowledge) icon="check-circle" class="btn-wide" busy on_press=press /> }
        })
    };
    view! {
        <div class="esc-call" data-tone="danger">
            <p class="esc-call-what"><Icon name="alert" /><b>{words}</b></p>
            <p class="small">{t!(i18n, escalation.waits_text)}</p>
            {button}
        </div>
    }
}

/// One escalation: its policy, who sees to it, its levels in the order in which they were reached.
fn under(i18n: I18n, told: &CaseEscalation, running: &Running) -> impl IntoView + use<> {
    let acknowledged = running.instance.acknowledged.clone().map(|said| {
        let by = name(i18n, &told.names, said.by.0);
        view! { <Acknowledged said by /> }
    });
    let mut runs = running.instance.runs.clone();
    runs.sort_by_key(|run| (run.first_at, run.level));
    let levels = runs.into_iter().map(|run| level(i18n, &run)).collect_view();
    let policy = running.name.clone();
    view! {
        {acknowledged}
        <DescriptionList><Fact name=t!(i18n, escalation.policy)>{policy}</Fact></DescriptionList>
        <p class="small faint">{t!(i18n, escalation.policy_version)}</p>
        <h4>{t!(i18n, escalation.reached)}</h4>
        <ol class="esc-levels">{levels}</ol>
    }
}

/// Who sees to it, and until when that holds.
#[component]
fn Acknowledged(said: Acknowledgement, by: String) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    move || {
        let at = exact(said.at);
        let until = said.until.map(exact).unwrap_or_default();
        let values = [("by", by.as_str()), ("time", at.as_str()), ("until", until.as_str())];
        let (tone, icon, words) = match said.until {
            None => ("ok", "check-circle", i18n.fill(key!(escalation.acknowledged), &values)),
            Some(end) if end > now.get() => {
                ("ok", "check-circle", i18n.fill(key!(escalation.acknowledged_until), &values))
            }
            Some(_) => ("neutral", "clock", i18n.fill(key!(escalation.acknowledged_over), &values)),
        };
        view! { <p class="esc-acknowledged" data-tone=tone><Icon name=icon /><span>{words}</span></p> }
    }
}

fn level(i18n: I18n, run: &Run) -> impl IntoView + use<> {
    let title = i18n.fill(key!(escalation.level_n), &[("n", &run.level.to_string())]);
    let again = (run.repeats > 0).then(|| {
        let values = [("n", run.repeats.to_string()), ("time", exact(run.last_at))];
        i18n.fill(key!(escalation.repeated), &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let facts = [Some(exact(run.first_at)), Some(cause(i18n, run.cause)), again];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! { <li><b>{title}</b><small class="quiet">{facts}</small></li> }
}
