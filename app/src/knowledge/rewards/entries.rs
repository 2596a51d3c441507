//! What points were given for, and which of them were taken back and why.

use leptos::prelude::*;
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::knowledge::rewards::{GetRanking, ListRewards, Merit, RewardRow};

use super::reversing::{Asked, ReverseDialog};
use crate::boot::may;
use crate::data::{Fetch, fetch};
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, Choice, EmptyState, Icon, LoadMore, SectionCard, Segmented, Size, Skeleton, Time};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// Entries that are shown at first, and how many more at a time.
const STEP: u32 = 50;

fn icon(kind: Merit) -> &'static str {
    match kind {
        Merit::Authored => "edit",
        Merit::Approved => "check",
        Merit::Reused => "link",
        Merit::Validated => "shield",
        Merit::Avoided => "check-circle",
    }
}

#[component]
pub fn EntriesCard(month: RwSignal<String>, all: RwSignal<bool>, ranking: Fetch<GetRanking>) -> impl IntoView {
    let i18n = use_i18n();
    let keeps = may("rewards.reverse");
    let whose = RwSignal::new("mine".to_string());
    let limit = RwSignal::new(STEP);
    let asked = RwSignal::new(None::<Asked>);
    Effect::new(move |_| all.set(whose.with(|whose| whose == "all")));
    let entries = fetch(move || {
        Some(ListRewards { month: Some(month.get()), all: all.get(), cursor: None, limit: Some(limit.get()) })
    });
    // What answered another question is not shown under this one.
    Effect::new(move |before: Option<(String, bool)>| {
        let asks = (month.get(), all.get());
        if before.is_some_and(|before| before != asks) {
            entries.data.set(None);
        }
        asks
    });
    // What takes points back is said at the entry that it takes back. Those of another month are not shown under this one.
    let rows = Memo::new(move |_| {
        let month = month.get();
        let shown = |row: &&RewardRow| row.reverses.is_none() && row.month == month;
        entries.data.with(|page| page.as_ref().map(|page| page.rows.iter().filter(shown).cloned().collect::<Vec<_>>()))
    });
    let more = Signal::derive(move || {
        limit.get() < PAGE_MAX && entries.data.with(|page| page.as_ref().is_some_and(|page| page.next.is_some()))
    });
    let none = Memo::new(move |_| match rows.with(|rows| rows.as_ref().map(Vec::is_empty)) {
        Some(true) if entries.loading.get() => None,
        // A page may tell of nothing but what was taken back.
        Some(true) if more.get() => Some(false),
        known => known,
    });
    let listed = move || rows.get().unwrap_or_default();
    let shown = Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &listed().len().to_string())]));
    let failed = Memo::new(move |_| !entries.loading.get() && entries.fault.with(Option::is_some));
    let body = move || {
        match none.get() {
        Some(true) => view! {
            <EmptyState icon="star" title=t!(i18n, rewards.none) text=MaybeProp::derive(move || Some(i18n.say(key!(rewards.none_text)))) />
        }
        .into_any(),
        Some(false) => view! {
            <ul class="reward-list">
                <For each=listed key=|row| (row.id, row.taken_back.is_some()) children=move |row| view! { <Row row all keeps asked /> } />
            </ul>
            <LoadMore label=t!(i18n, common.load_more) busy=entries.loading more shown on_press=move |()| limit.update(|limit| *limit = (*limit + STEP).min(PAGE_MAX)) />
        }
        .into_any(),
        None if failed.get() => view! {
            <Unloaded fault=Signal::derive(move || entries.fault.get()) again=Callback::new(move |()| entries.refresh()) />
        }
        .into_any(),
        None => view! { <Skeleton label=t!(i18n, common.loading) rows=4 /> }.into_any(),
    }
    };
    let choices = Signal::derive(move || {
        vec![
            Choice::new("mine", i18n.say(key!(rewards.only_mine))),
            Choice::new("all", i18n.say(key!(rewards.everybody))),
        ]
    });
    let done = Callback::new(move |()| {
        entries.refresh();
        ranking.refresh();
    });
    view! {
        <SectionCard id="rewards-entries" title=t!(i18n, rewards.entries)>
            {keeps.then(|| view! { <Segmented name="whose" label=t!(i18n, rewards.whose) choices value=whose /> })}
            {body}
        </SectionCard>
        {keeps.then(|| view! { <ReverseDialog asked done /> })}
    }
}

#[component]
fn Row(row: RewardRow, all: RwSignal<bool>, keeps: bool, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (kind, at, article) = (row.kind, row.at, row.article_id);
    let person = row.person.clone();
    let who = move || all.get().then(|| format!("{person} · "));
    let title = match row.title.is_empty() {
        true => view! { <span class="quiet">{t!(i18n, rewards.no_title)}</span> }.into_any(),
        false => view! { <a href=format!("/knowledge/{article}")>{row.title.clone()}</a> }.into_any(),
    };
    let back = row.taken_back.clone();
    let standing = back.is_none();
    let why = back.map(|back| {
        let text = move || i18n.fill(key!(rewards.taken_back), &[("by", &back.by), ("reason", &back.reason)]);
        view! { <small class="reward-back">{text}</small> }
    });
    let points = format!("+{}", row.points);
    let kept = StoredValue::new(row);
    let ask = move |whole: bool| asked.set(Some(Asked { row: kept.get_value(), whole }));
    let acts = (keeps && standing).then(|| {
        view! {
            <span class="reward-acts">
                <Button size=Size::Small label=t!(i18n, rewards.reverse) on_press=move |()| ask(false) />
                <Button size=Size::Small label=t!(i18n, rewards.reverse_all) on_press=move |()| ask(true) />
            </span>
        }
    });
    view! {
        <li class="reward-row" data-back=(!standing).then_some("")>
            <Icon name=icon(kind) />
            <span class="reward-what">
                <span class="reward-for"><b>{move || i18n.word("words.reward_merit", kind.as_str())}</b>" "{title}</span>
                <small class="quiet">{who}<Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /></small>
                {why}
                {acts}
            </span>
            <b class="num reward-points">{points}</b>
        </li>
    }
}
