//! What is often reported: by month, with its trend, its answer, and one press to open a case with it.

use leptos::prelude::*;
use yingda_shared::kernel::time::year_and_month;
use yingda_shared::knowledge::pairs::often::{BEFORE, Trend};
use yingda_shared::knowledge::pairs::uses::Counts;
use yingda_shared::knowledge::pairs::{Language, OftenReported, Reported};

use crate::boot::may;
use crate::console::use_quick_open;
use crate::data::fetch;
use crate::i18n::{I18n, use_i18n};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Rest between keys before it is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(250);

/// The months that counts stand under, the present one first.
fn months(i18n: I18n, month: i32) -> Vec<String> {
    let name = |ago: i32| {
        let (_, month) = year_and_month(month - ago);
        i18n.word("words.month", &format!("m{month:02}"))
    };
    (0..=BEFORE as i32).map(name).collect()
}

/// A trend by its word and its sign: never by colour alone.
#[component]
fn TrendChip(trend: Trend) -> impl IntoView {
    let i18n = use_i18n();
    let (icon, tone) = match trend {
        Trend::Rising => ("arrow-up", ui::Tone::Warn),
        Trend::New => ("plus", ui::Tone::Info),
        Trend::Falling => ("chevron-down", ui::Tone::Ok),
        Trend::Steady => ("minus", ui::Tone::Neutral),
    };
    view! { <ui::Chip text=Signal::derive(move || i18n.word("words.trend", trend.as_str())) icon tone bare=true /> }
}

/// Counts by month, each under the name of its month for those who hear them.
pub fn counts(i18n: I18n, month: i32, counts: &Counts) -> impl IntoView + use<> {
    let names = months(i18n, month);
    let shown: Vec<(String, u32)> = names.into_iter().zip(counts.iter().copied()).collect();
    let one = |(name, n): (String, u32)| view! { <span><small class="faint">{name}</small><b>{n}</b></span> };
    view! { <span class="pair-counts">{shown.into_iter().map(one).collect_view()}</span> }
}

#[component]
pub fn OftenList() -> impl IntoView {
    let i18n = use_i18n();
    let (words, sought) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let language = RwSignal::new(String::new());
    let typed = Callback::new(ui::resting(REST, move |text: String| sought.set(text)));
    let found = fetch(move || {
        let q = Some(sought.get().trim().to_string()).filter(|q| !q.is_empty());
        Some(OftenReported { q, language: language.with(|word| Language::parse(word)), category_id: None })
    });
    let languages = Signal::derive(move || {
        let choice = |one: &Language| ui::Choice::new(one.as_str(), i18n.word("words.language", one.as_str()));
        Language::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let body = move || {
        match (found.data.get(), found.fault.get()) {
        (Some(often), _) if often.rows.is_empty() => view! {
            <ui::EmptyState icon="chart" title=t!(i18n, pairs.often_none) text=MaybeProp::derive(move || Some(i18n.say(key!(pairs.often_none_text)))) />
        }
        .into_any(),
        (Some(often), _) => {
            let month = often.month;
            let rows = often.rows.into_iter().map(|row| view! { <OftenRow row month /> }).collect_view();
            view! { <ol class="pair-list" aria-busy=move || found.loading.get().then_some("true")>{rows}</ol> }.into_any()
        }
        (None, Some(fault)) => {
            let again = Callback::new(move |()| found.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=6 height="72px" /> }.into_any(),
    }
    };
    view! {
        <div class="record-tools" role="search">
            <ui::TextInput name="q" id="pair-search" label=t!(i18n, common.search) kind="search" value=words hide_label=true on_input=typed
                placeholder=MaybeProp::derive(move || Some(i18n.say(key!(common.search)))) />
            <ui::Select name="language" label=t!(i18n, pairs.language) choices=languages value=language hide_label=true
                blank=MaybeProp::derive(move || Some(i18n.say(key!(pairs.any_language)))) />
        </div>
        {body}
    }
}

#[component]
fn OftenRow(row: Reported, month: i32) -> impl IntoView {
    let i18n = use_i18n();
    let quick = use_quick_open();
    let Reported { pair, counts: by_month, trend } = row;
    let (name, solution, answers) = (pair.name.clone(), pair.solution.clone(), pair.answers());
    let said = name.clone();
    let open = move |_| {
        quick.2.set(Some(pair.clone()));
        quick.0.set(true);
    };
    let answer = answers.then(|| {
        view! { <ui::Disclosure summary=t!(i18n, pairs.answer)><p class="plain-text">{solution}</p></ui::Disclosure> }
    });
    let opener = may("cases.quick_open").then(|| {
        view! {
            <button type="button" class="btn btn-quiet btn-sm" on:click=open>
                <ui::Icon name="plus" /><span>{t!(i18n, pairs.open_with)}</span><span class="vh">{said}</span>
            </button>
        }
    });
    view! {
        <li class="pair-row">
            <div class="pair-what"><b>{name}</b>{answer}</div>
            <TrendChip trend />
            {move || counts(i18n, month, &by_month)}
            {opener}
        </li>
    }
}
