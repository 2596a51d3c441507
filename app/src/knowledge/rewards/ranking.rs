//! One's own points, and who stands where in a month.

use leptos::prelude::*;
use yingda_shared::knowledge::rewards::{GetRanking, HideRewards, Ranked, Ranking};

use crate::api::call;
use crate::boot::may;
use crate::data::Fetch;
use crate::i18n::use_i18n;
use crate::ui::{DescriptionList, EmptyState, Fact, SectionCard, Skeleton, Switch, Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// What was answered for the month that is shown: that of another one is not shown under it.
fn of_month(ranking: Fetch<GetRanking>, month: RwSignal<String>) -> Memo<Option<Ranking>> {
    Memo::new(move |_| {
        let month = month.get();
        ranking.data.with(|told| told.as_ref().filter(|told| told.month == month).cloned())
    })
}

#[component]
pub fn MineCard(ranking: Fetch<GetRanking>, month: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let told = of_month(ranking, month);
    let aside = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(hidden) = ranking.data.with(|told| told.as_ref().map(|told| told.hidden)) {
            aside.set(hidden);
        }
    });
    let turn = move |hidden: bool| {
        leptos::task::spawn_local(async move {
            if let Err(fault) = call(HideRewards { hidden }).await {
                toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault)));
                aside.try_set(!hidden);
            }
            ranking.refresh();
        });
    };
    let of = Signal::derive(move || month.with(|month| i18n.fill(key!(rewards.of_month), &[("month", month)])));
    let number = move |pick: fn(&Ranking) -> i64| {
        let none = move || if ranking.fault.with(Option::is_some) { "–" } else { "…" };
        move || told.with(|told| told.as_ref().map_or_else(|| none().to_string(), |told| pick(told).to_string()))
    };
    let off = move || told.with(|told| told.as_ref().is_some_and(|told| !told.on));
    view! {
        <SectionCard id="rewards-mine" title=t!(i18n, rewards.mine)>
            {move || off().then(|| view! { <p class="quiet">{t!(i18n, rewards.not_given)}</p> })}
            <DescriptionList>
                <Fact name=of><b class="num rewards-own">{number(|told| told.mine)}</b></Fact>
                <Fact name=t!(i18n, rewards.total)><span class="num">{number(|told| told.total)}</span></Fact>
            </DescriptionList>
            {may("rewards.hide").then(|| view! {
                <Switch name="aside" label=t!(i18n, rewards.aside) checked=aside on_change=turn />
                <p class="quiet small">{t!(i18n, rewards.aside_help)}</p>
            })}
        </SectionCard>
    }
}

#[component]
pub fn RankingCard(ranking: Fetch<GetRanking>, month: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let told = of_month(ranking, month);
    let body = move || match (told.get(), ranking.fault.get()) {
        (Some(told), _) if told.rows.is_empty() => {
            view! { <EmptyState icon="star" title=t!(i18n, rewards.nobody) /> }.into_any()
        }
        (Some(told), _) => {
            let row = |row: Ranked| view! { <Row row /> };
            view! { <ol class="reward-list">{told.rows.into_iter().map(row).collect_view()}</ol> }.into_any()
        }
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| ranking.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=5 /> }.into_any(),
    };
    view! { <SectionCard id="rewards-ranking" title=t!(i18n, rewards.ranking)>{body}</SectionCard> }
}

#[component]
fn Row(row: Ranked) -> impl IntoView {
    let i18n = use_i18n();
    let me = row.me;
    view! {
        <li class="reward-row" data-me=me.then_some("")>
            <span class="reward-place num">{row.place}</span>
            <span class="reward-what"><b>{row.name}</b>{me.then(|| view! { <small class="quiet">{t!(i18n, rewards.you)}</small> })}</span>
            <b class="num reward-points">{row.points}</b>
        </li>
    }
}
