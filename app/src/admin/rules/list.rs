//! All rules, in the order in which they run.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::audit::ListAudit;
use yingda_shared::kernel::time::Millis;
use yingda_shared::record::{Details, List, Record};
use yingda_shared::rules::{ListRuleRuns, Rule};

use super::sentence::Say;
use crate::admin::records::names::Names;
use crate::boot::may;
use crate::data::{fetch, fetch_once};
use crate::format::{ago, use_now};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 500;
/// Between the places of two rules there is room for others.
const STEP: i32 = 10;

/// A moment of each rule, by its id.
type Moments = Memo<BTreeMap<String, Millis>>;

/// `/admin/rules`
#[component]
pub fn RulesPage() -> impl IntoView {
    let i18n = use_i18n();
    let say = Say { i18n, names: Names::new() };
    let rules = fetch(|| Some(List::<Rule> { all: true, limit: Some(ALL), ..List::default() }));
    let (changed, ran) = (changes(), runs());
    let sorted = Memo::new(move |_| {
        let mut rows = rules.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        rows.sort_by_key(|rule| (rule.order, rule.id));
        rows
    });
    Effect::new(move |_| {
        say.want(sorted.with(|rules| rules.iter().flat_map(Details::references).collect()));
    });
    let next = move || sorted.with(|rules| rules.last().map_or(STEP, |rule| rule.order.saturating_add(STEP)));
    let title = move || i18n.word("words.records", "rules");
    let list = move || match (rules.data.with(Option::is_some), rules.fault.get()) {
        (true, _) if sorted.with(Vec::is_empty) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(rules.none_text))));
            view! { <ui::EmptyState icon="bolt" title=t!(i18n, rules.none) text /> }.into_any()
        }
        (true, _) => {
            let row = move |rule: Rule| view! { <Row rule say changed ran /> };
            view! {
                <ol class="rule-list" aria-label=title>
                    <For each=move || sorted.get() key=|rule| (rule.id, rule.rv) children=row />
                </ol>
            }
            .into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| rules.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(rules.lead))))>
            {may("rules.save").then(|| view! {
                <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href=Signal::derive(move || format!("/admin/rules/new?order={}", next())) />
            })}
        </ui::PageHeader>
        {list}
    }
}

#[component]
fn Row(rule: Rule, say: Say, changed: Moments, ran: Moments) -> impl IntoView {
    let i18n = say.i18n;
    let now = use_now();
    let id = rule.id.to_string();
    let moment = |of: Moments| {
        let id = id.clone();
        move || of.with(|of| of.get(&id).copied())
    };
    let (changed, ran) = (moment(changed), moment(ran));
    let facts = move || {
        let told = |at: Option<Millis>, key| at.map(|at| i18n.fill(key, &[("when", &ago(i18n, at, now.get()))]));
        let all = [told(ran(), key!(rules.ran_at)), told(changed(), key!(rules.changed_at))];
        all.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let (name, order, active) = (rule.name.clone(), rule.order, rule.active);
    let href = format!("/admin/rules/{id}");
    let runs = format!("{href}/runs");
    let runs_name = name.clone();
    let sentence = move || say.rule(&rule);
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="pause" bare=true /> });
    view! {
        <li data-off=(!active).then_some("")>
            <span class="rule-order" title=t!(i18n, rules.order)>{order}</span>
            <div class="rule-said">
                <a class="rule-name" href=href>{name}</a>
                <p>{sentence}</p>
                <small>{facts}</small>
            </div>
            <span class="rule-end">
                {off}
                {may("rules.runs").then(|| view! {
                    <ui::IconButton label=move || i18n.fill(key!(rules.runs_of), &[("name", &runs_name)]) icon="list" href=Signal::stored(runs.clone()) />
                })}
            </span>
        </li>
    }
}

/// When rules were saved last, as far as the newest lines of the audit tell.
fn changes() -> Moments {
    let audit =
        fetch(|| may("audit.list").then(|| ListAudit { kind: Some(Rule::KIND.into()), ..ListAudit::default() }));
    Memo::new(move |_| {
        audit.data.with(|page| {
            let rows = page.iter().flat_map(|page| &page.rows);
            newest(rows.map(|row| (row.object.clone(), row.at)))
        })
    })
}

/// When each rule ran last.
fn runs() -> Moments {
    let runs = fetch_once(|| may("rules.runs").then(|| ListRuleRuns { latest: true, ..ListRuleRuns::default() }));
    Memo::new(move |_| {
        runs.data.with(|page| {
            let rows = page.iter().flat_map(|page| &page.rows);
            newest(rows.map(|run| (run.rule.id.to_string(), run.at)))
        })
    })
}

fn newest(moments: impl Iterator<Item = (String, Millis)>) -> BTreeMap<String, Millis> {
    moments.fold(BTreeMap::new(), |mut newest, (id, at)| {
        let known = newest.entry(id).or_insert(at);
        *known = at.max(*known);
        newest
    })
}
