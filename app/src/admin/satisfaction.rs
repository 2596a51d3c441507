//! What customers said of the service: how good, of whom, why, and where it is going.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::cases::listing::{CaseRow, Names};
use yingda_shared::cases::satisfaction::*;

use crate::data::fetch;
use crate::format::{exact, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::ui::{Choice, Select, TableScroll};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const PERIODS: [u32; 4] = [7, 30, 90, 365];

fn grouping_word(by: Grouping) -> Key {
    match by {
        Grouping::Team => key!(complaints.satisfaction.by_team),
        Grouping::Company => key!(complaints.satisfaction.by_company),
        Grouping::Assignee => key!(complaints.satisfaction.by_assignee),
        Grouping::Kind => key!(complaints.satisfaction.by_kind),
    }
}

/// `/admin/satisfaction?days=90&by=team`: what is asked stands in the address, so that it can be handed on.
#[component]
pub fn SatisfactionPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let days = Memo::new(move |_| {
        let asked = query.with(|query| query.get("days")).and_then(|text| text.parse().ok());
        asked.filter(|days| (1..=DAYS_MAX).contains(days)).unwrap_or(DAYS_DEFAULT)
    });
    let by = Memo::new(move |_| {
        query.with(|query| query.get("by")).and_then(|word| Grouping::parse(&word)).unwrap_or(Grouping::Team)
    });
    let report =
        fetch(move || Some(SatisfactionReport { days: Some(days.get()), by: Some(by.get().as_str().to_string()) }));
    let body = move || {
        match (report.data.get(), report.fault.get()) {
        (Some(told), _) if told.overall.ratings == 0 => view! {
            <ui::EmptyState icon="star" title=t!(i18n, complaints.satisfaction.none_title) text=Signal::derive(t!(i18n, complaints.satisfaction.none_text)) />
        }
        .into_any(),
        (Some(told), _) => view! { <Report told by=by.get_untracked() /> }.into_any(),
        (None, Some(fault)) => view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| report.refresh()) /> }.into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=5 /> }.into_any(),
    }
    };
    view! {
        <Title text=t!(i18n, complaints.satisfaction.title) />
        <ui::PageHeader title=t!(i18n, complaints.satisfaction.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(complaints.satisfaction.lead)))) />
        <Asked days by />
        {body}
    }
}

/// Period and grouping.
#[component]
fn Asked(days: Memo<u32>, by: Memo<Grouping>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    // From the address at once: a choice that is still empty would show another one as made.
    let period = RwSignal::new(days.get_untracked().to_string());
    let grouping = RwSignal::new(by.get_untracked().as_str().to_string());
    Effect::new(move |_| period.set(days.get().to_string()));
    Effect::new(move |_| grouping.set(by.get().as_str().to_string()));
    let go = Callback::new(move |_: String| {
        let address = format!("/admin/satisfaction?days={}&by={}", period.get_untracked(), grouping.get_untracked());
        navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let periods = Signal::derive(move || {
        let mut days: Vec<u32> = PERIODS.to_vec();
        days.push(period.with(|text| text.parse().unwrap_or(DAYS_DEFAULT)));
        days.sort_unstable();
        days.dedup();
        let choice = |days: u32| {
            let n = days.to_string();
            Choice::new(n.clone(), i18n.fill(key!(complaints.satisfaction.days), &[("n", &n)]))
        };
        days.into_iter().map(choice).collect::<Vec<_>>()
    });
    let groupings = Signal::derive(move || {
        Grouping::ALL.iter().map(|by| Choice::new(by.as_str(), i18n.say(grouping_word(*by)))).collect::<Vec<_>>()
    });
    view! {
        <div class="form-pair satisfaction-asked">
            <Select name="days" label=t!(i18n, complaints.satisfaction.period) choices=periods value=period on_change=go />
            <Select name="by" label=t!(i18n, complaints.satisfaction.by) choices=groupings value=grouping on_change=go />
        </div>
    }
}

/// `4.3`
fn average(score: &Score) -> String {
    score.tenths().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default()
}

#[component]
fn Report(told: Satisfaction, by: Grouping) -> impl IntoView {
    let i18n = use_i18n();
    let Satisfaction { overall, groups, reasons, weeks, low_cases, names } = told;
    let mut reasons: Vec<(String, i64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, n)| -n);
    let reason = move |(word, n): (String, i64)| {
        view! { <li><span>{move || i18n.word("words.rating", &word)}</span>" "<b class="num">{n}</b></li> }
    };
    let listed = (!reasons.is_empty()).then(|| {
        view! {
            <section class="card"><div class="card-head"><h2>{t!(i18n, complaints.satisfaction.reasons)}</h2></div>
                <div class="card-body"><ul class="satisfaction-reasons">{reasons.into_iter().map(reason).collect_view()}</ul></div>
            </section>
        }
    });
    view! {
        <ul class="satisfaction-sums" id="satisfaction-sums">
            <li><b>{average(&overall)}</b><span>{t!(i18n, complaints.satisfaction.average)}</span></li>
            <li><b>{overall.ratings}</b><span>{t!(i18n, complaints.satisfaction.ratings)}</span></li>
            <li><b>{overall.low}</b><span>{t!(i18n, complaints.satisfaction.low)}</span></li>
        </ul>
        <Scores label=i18n.t(grouping_word(by)) head=grouping_word(by) rows=groups.into_iter().map(|group| (named(i18n, &group.key, by, &names), group.score)).collect() />
        {listed}
        <Scores label=t!(i18n, complaints.satisfaction.trend) head=key!(complaints.satisfaction.week) rows=weeks.into_iter().map(|week| (day_of(week.from), week.score)).collect() />
        {(!low_cases.is_empty()).then(|| view! { <LowCases rows=low_cases /> })}
    }
}

/// The day of a moment, without its time.
fn day_of(at: i64) -> String {
    exact(at).split(' ').next().unwrap_or_default().to_string()
}

fn named(i18n: I18n, key: &str, by: Grouping, names: &Names) -> String {
    match (by, key) {
        (Grouping::Kind, "complaint") => i18n.say(key!(complaints.satisfaction.complaint_kind)),
        (Grouping::Kind, _) => i18n.say(key!(complaints.satisfaction.case_kind)),
        _ => {
            let name = key.parse().ok().and_then(|id| names.get(&id).cloned());
            name.unwrap_or_else(|| i18n.say(key!(complaints.satisfaction.nobody)))
        }
    }
}

/// A table with the average as a number and as a bar: the bar repeats the number, for the eye.
#[component]
fn Scores(#[prop(into)] label: Signal<String>, head: Key, rows: Vec<(String, Score)>) -> impl IntoView {
    let i18n = use_i18n();
    let row = |(name, score): (String, Score)| {
        let width = format!("inline-size: {}%", score.tenths().unwrap_or(0) * 2);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{average(&score)}</td>
                <td class="satisfaction-bar"><span aria-hidden="true" style=width></span></td>
                <td class="num">{score.ratings}</td>
                <td class="num">{score.low}</td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{move || label.get()}</h2></div>
            <TableScroll label>
                <table class="table">
                    <thead><tr>
                        <th scope="col">{i18n.t(head)}</th>
                        <th scope="col" class="num">{t!(i18n, complaints.satisfaction.average)}</th>
                        <th scope="col" class="satisfaction-bar-head"><span class="vh">{t!(i18n, complaints.satisfaction.average)}</span></th>
                        <th scope="col" class="num">{t!(i18n, complaints.satisfaction.ratings)}</th>
                        <th scope="col" class="num">{t!(i18n, complaints.satisfaction.low)}</th>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </TableScroll>
        </section>
    }
    .into_any()
}

#[component]
fn LowCases(rows: Vec<CaseRow>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let row = move |row: CaseRow| {
        let href = format!("/cases/{}", row.number);
        let at = row.updated_at;
        view! { <li><a href=href><span class="grow">{row.subject}</span><small class="mono">{row.number}</small><small>{move || crate::format::ago(i18n, at, now.get())}</small></a></li> }
    };
    view! {
        <section class="card" id="low-ratings">
            <div class="card-head"><h2>{t!(i18n, complaints.satisfaction.cases)}</h2></div>
            <div class="card-body"><ul class="link-list">{rows.into_iter().map(row).collect_view()}</ul></div>
        </section>
    }
    .into_any()
}
