//! `/knowledge/rewards`: one's own points, the ranking of a month, what points were given for, and the rules. The address holds
//! the month.

mod entries;
mod ranking;
mod reversing;
mod rules;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::kernel::time;
use yingda_shared::knowledge::rewards::{GetRanking, ListRewards, month_of, month_text};

use self::entries::EntriesCard;
use self::ranking::{MineCard, RankingCard};
use self::rules::RulesCard;
use super::Frame;
use super::page::Missing;
use crate::boot::{may, use_boot};
use crate::data::fetch;
use crate::exports::{ExportButton, query_of};
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::ui::{IconButton, PageHeader, keep_address};
use crate::{key, t};

#[component]
pub fn RewardsPage() -> impl IntoView {
    view! {
        <Frame>
            {match may("rewards.ranking") {
                true => view! { <Board /> }.into_any(),
                false => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

/// The month before or after one; what is no month stays as it is.
fn moved(month: &str, by: i32) -> String {
    month_of(month).map_or_else(|| month.to_string(), |month| month_text(month + by))
}

#[component]
fn Board() -> impl IntoView {
    let i18n = use_i18n();
    let offset = use_boot().with_value(|boot| boot.offset);
    let present = month_text(time::month(use_now().get_untracked(), offset));
    let asked = use_query_map().with_untracked(|query| query.get("month")).filter(|text| month_of(text).is_some());
    let month = RwSignal::new(asked.unwrap_or_else(|| present.clone()));
    let all = RwSignal::new(false);
    let ranking = fetch(move || Some(GetRanking { month: Some(month.get()) }));
    keep_address(move || month.track(), move || format!("/knowledge/rewards?month={}", month.get()));
    let query = Signal::derive(move || {
        query_of(&ListRewards { month: Some(month.get()), all: all.get(), ..ListRewards::default() })
    });
    let turn = move |by: i32| month.update(|month| *month = moved(month, by));
    // Nothing was given in months to come.
    let last = Signal::derive(move || month.with(|month| *month >= present));
    let over = MaybeProp::derive(move || Some(i18n.say(key!(knowledge.title))));
    let lead = MaybeProp::derive(move || Some(i18n.say(key!(rewards.lead))));
    view! {
        <PageHeader title=t!(i18n, rewards.title) over lead><ExportButton list="rewards" query /></PageHeader>
        <div class="rewards-month row">
            <IconButton label=t!(i18n, rewards.month_before) icon="chevron-left" on_press=move || turn(-1) />
            <b class="num" role="status">{move || month.get()}</b>
            <IconButton label=t!(i18n, rewards.month_after) icon="chevron-right" disabled=last on_press=move || turn(1) />
        </div>
        <div class="rewards-board">
            <div class="rewards-side"><MineCard ranking month /><RankingCard ranking month /></div>
            <div class="rewards-side"><EntriesCard month all ranking /><RulesCard /></div>
        </div>
    }
}
