//! What became of one rule: each thing that it heard, which condition failed, what its actions came to.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::RuleId;
use yingda_shared::record::{Details, Get as GetRecord};
use yingda_shared::rules::{ListRuleRuns, Outcome, Rule, RuleRun, RunAction};

use super::sentence::Say;
use crate::admin::records::names::Names;
use crate::api::call;
use crate::boot::may;
use crate::cases::why_not;
use crate::data::{fetch, fetch_once};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{format, key, t, ui};

/// `/admin/rules/{id}/runs`
#[component]
pub fn RuleRunsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match id.with(|id| id.parse::<RuleId>()) {
        Ok(id) => view! { <Runs id /> }.into_any(),
        Err(_) => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    }
}

#[component]
fn Runs(id: RuleId) -> impl IntoView {
    let i18n = use_i18n();
    let say = Say { i18n, names: Names::new() };
    let record = fetch_once(move || may("rules.get").then(|| GetRecord::<Rule>::new(id.0)));
    let first = fetch(move || Some(ListRuleRuns { rule_id: Some(id), ..ListRuleRuns::default() }));
    // Older ones by request; what is new comes by itself.
    let older = RwSignal::new(Vec::<RuleRun>::new());
    let next = RwSignal::new(None::<String>);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    Effect::new(move |before: Option<Option<Option<_>>>| {
        first.data.with(|page| {
            // The same first page again, because something else changed, takes nothing away.
            let ids = page.as_ref().map(|page| page.rows.first().map(|run| (run.at, run.case_id)));
            if let Some(page) = page.as_ref().filter(|_| before != Some(ids)) {
                older.set(Vec::new());
                next.set(page.next.clone());
            }
            ids
        })
    });
    let more = move || {
        let Some(cursor) = next.get_untracked() else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let asked = ListRuleRuns { rule_id: Some(id), cursor: Some(cursor.clone()), ..ListRuleRuns::default() };
            let answer = call(asked).await;
            busy.try_set(false);
            // A first page that came in the meantime began anew.
            if next.try_get_untracked().flatten() != Some(cursor) {
                return;
            }
            match answer {
                Ok(page) => {
                    older.update(|rows| rows.extend(page.rows));
                    next.set(page.next);
                }
                Err(told) => fault.set(Some(told)),
            }
        });
    };
    let all = Memo::new(move |_| {
        let mut rows = first.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        rows.extend(older.get());
        rows
    });
    Effect::new(move |_| {
        if let Some(rule) = record.data.get() {
            say.want(rule.references());
        }
        let done = all.with(|rows| rows.iter().flat_map(done_by).collect());
        say.want(done);
    });
    let rule = Signal::from(record.data);
    let list = move || match (first.data.with(Option::is_some), first.fault.get()) {
        (true, _) if all.with(Vec::is_empty) && next.with(Option::is_none) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(rules.no_runs_text))));
            view! { <ui::EmptyState icon="list" title=t!(i18n, rules.no_runs) text /> }.into_any()
        }
        (true, _) => {
            let shown =
                Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &all.with(Vec::len).to_string())]));
            view! {
                <ul class="rule-runs">{move || all.get().into_iter().map(|run| line(say, rule, run)).collect_view()}</ul>
                <ui::LoadMore label=t!(i18n, common.load_more) busy=Signal::from(busy) more=Signal::derive(move || next.with(Option::is_some)) shown on_press=move |()| more() />
            }
            .into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| first.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    let name = move || rule.with(|rule| rule.as_ref().map(|rule| rule.name.clone())).unwrap_or_else(|| "…".into());
    let title = move || i18n.fill(key!(rules.runs_of), &[("name", &name())]);
    let lead = MaybeProp::derive(move || rule.with(|rule| rule.as_ref().map(|rule| say.rule(rule))));
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "rules")));
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over lead>
            <ui::LinkButton label=t!(i18n, rules.to_rule) icon="chevron-left" kind=ui::Kind::Plain href=format!("/admin/rules/{id}") />
        </ui::PageHeader>
        <p class="small quiet">{t!(i18n, rules.runs_kept)}</p>
        {move || fault.get().map(|fault| view! { <ui::Banner tone=ui::Tone::Danger icon="alert" card=true text=move || i18n.fault(&fault) /> })}
        {list}
    }
}

/// Records that the actions of a run name.
fn done_by(run: &RuleRun) -> Vec<yingda_shared::record::Reference> {
    let rule = Rule {
        id: run.rule.id,
        rv: 0,
        active: false,
        name: String::new(),
        order: 0,
        when: yingda_shared::rules::When { event: run.kind, fields: Vec::new(), threshold: None },
        conditions: Vec::new(),
        actions: run.actions.iter().map(|done| done.action.clone()).collect(),
        last: false,
    };
    rule.references()
}

fn line(say: Say, rule: Signal<Option<Rule>>, run: RuleRun) -> impl IntoView {
    let i18n = say.i18n;
    let RuleRun { rule: version, case, at, kind, depth, outcome, condition, actions, .. } = run;
    let tone = match outcome {
        Outcome::Ran => ui::Tone::Ok,
        Outcome::TooDeep => ui::Tone::Warn,
        _ => ui::Tone::Neutral,
    };
    let why = move || {
        let place = condition?;
        // Conditions of another version may be others: then the place alone is told.
        let said = rule.with(|rule| {
            let rule = rule.as_ref().filter(|rule| rule.rv == version.version)?;
            Some(say.condition(rule.conditions.get(place as usize)?))
        });
        let said = said.unwrap_or_else(|| i18n.fill(key!(rules.condition), &[("n", &(place + 1).to_string())]));
        Some(i18n.fill(key!(rules.fails), &[("condition", &said)]))
    };
    let behind = move || (depth > 0).then(|| i18n.fill(key!(rules.set_off_by), &[("n", &depth.to_string())]));
    let action = move |done: RunAction| {
        let (state, fault) = (done.state, done.fault.clone());
        let tone = match state {
            ErrandState::Done => ui::Tone::Ok,
            ErrandState::Waiting => ui::Tone::Info,
            ErrandState::Refused | ErrandState::Dead => ui::Tone::Danger,
        };
        let does = move || say.action(&done.action);
        let why = move || fault.as_ref().map(|code| why_not(i18n, code));
        view! {
            <li>
                <span>{does}</span>
                <ui::Chip text=move || say.word("errand", state.as_str()) tone bare=true />
                {move || why().map(|why| view! { <small class="rule-run-why">{why}</small> })}
            </li>
        }
    };
    // The number stands before the subject.
    let number = case.split(' ').next().unwrap_or_default().to_string();
    view! {
        <li>
            <span class="rule-run-case"><a href=format!("/cases/{number}")>{case}</a></span>
            <ui::Chip text=move || say.word("outcome", outcome.as_str()) tone bare=true />
            <small class="rule-run-facts">{move || say.word("event", kind.as_str())}" · "{format::exact(at)}{move || behind().map(|behind| format!(" · {behind}"))}</small>
            {move || why().map(|why| view! { <small class="rule-run-why">{why}</small> })}
            {(!actions.is_empty()).then(|| view! { <ul class="rule-done">{actions.into_iter().map(action).collect_view()}</ul> })}
        </li>
    }
}
